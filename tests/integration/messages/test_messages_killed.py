"""A process that dies at any step of posting and sending: one or two messages arrive, never none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

# Each moment in a fork that dies there, then a worker in another fork, an hour later: past the lease of a dead claim.
PLAYED = """
    import json, os, sys
    from datetime import timedelta
    from pathlib import Path
    from baowen.core.home import create_home
    from baowen.core.records import open_records
    open_records(create_home(Path(sys.argv[1]), region="430000"), migrate=True)
    from django.db import connections
    from baowen.core.audit.trail import writing
    from baowen.core.clock import now
    from baowen.core.messages import actions, channels, sending, worker
    from baowen.core.messages.rules import Text
    from baowen.core.messages.states import ChannelKind
    TO = "account:wang"
    actions.add_channel(to=TO, kind=ChannelKind.APPRISE, address="HOOK", by="a", at=now())

    def dies(*_, **__):
        os._exit(9)

    def act(key, before_commit=lambda: None):
        with writing(by="a", at=now()) as trail:
            trail.note("act", key)
            title, body = Text("题", "title"), Text("文", "body")
            is_new = actions.post(trail, to=TO, kind="k", title=title, body=body, about=key, key=key, at=now())
            before_commit()
        return is_new

    def before_commit(key):
        act(key, dies)

    def before_the_worker(key):
        act(key)
        dies()

    def before_the_claim(key):
        act(key)
        sending.claim = dies
        worker.work(once=True, by="a")

    def before_sending(key):
        act(key)
        channels.send = dies
        worker.work(once=True, by="a")

    def before_marking(key):
        act(key)
        sending.mark_sent = dies
        worker.work(once=True, by="a")

    def later(key):
        act(key)
        sending.now = worker.now = lambda: now() + timedelta(hours=1)
        worker.work(once=True, by="a")
        worker.work(once=True, by="a")

    def forked(run, key):
        connections.close_all()
        child = os.fork()
        if child == 0:
            try:
                run(key)
            finally:
                os._exit(0)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    from baowen.core.messages.models import Message
    told = {}
    for moment in (before_commit, before_the_worker, before_the_claim, before_sending, before_marking):
        key = moment.__name__
        codes = [forked(moment, key)]
        stored = Message.objects.filter(key=key).count()
        codes.append(forked(later, key))
        told[key] = {"codes": codes, "stored": stored, "undelivered": Message.objects.exclude(
            deliveries__state="sent").count()}
    print(json.dumps(told))
"""


@pytest.fixture
def records() -> Iterator[dict[str, str]]:
    """What the environment says of records that are the players' own: SQLite in their home, or a new database."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield {}
        return
    import psycopg

    name = f"killed_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}".encode())
        yield {"DATABASE_URL": f"{url.rpartition('/')[0]}/{name}"}
        server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def played(receiver: Any, tmp_path: Path, records: dict[str, str]) -> dict[str, dict[str, Any]]:
    left_out = ("DATABASE_URL", "BAOWEN_HOME", "DJANGO_SETTINGS_MODULE")
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(PLAYED), str(tmp_path / "home")],
        capture_output=True, text=True, check=False, env=environment | records | {"HOOK": receiver.url}, timeout=120,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return {moment: told | {"times": receiver.times(moment)} for moment, told in json.loads(ended.stdout).items()}


def test_a_process_that_dies_at_any_step_leaves_one_or_two_messages_and_never_none(
    played: dict[str, dict[str, Any]],
) -> None:
    assert {moment: told["codes"] for moment, told in played.items()} == {moment: [9, 0] for moment in played}
    # What died before its commit never was; the same action again finds its key free and tells once.
    assert {moment: told["stored"] for moment, told in played.items()} == {
        "before_commit": 0, "before_the_worker": 1, "before_the_claim": 1, "before_sending": 1, "before_marking": 1,
    }  # fmt: skip
    assert {moment: told["times"] for moment, told in played.items()} == {
        "before_commit": 1, "before_the_worker": 1, "before_the_claim": 1, "before_sending": 1, "before_marking": 2,
    }  # fmt: skip
    assert {told["undelivered"] for told in played.values()} == {0}
