"""An action and its audit entries stand or fall together, and their numbers are the order of commits."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import close_old_connections, connection, transaction

from baowen.core.audit.check import faults
from baowen.core.audit.queries import entries_in_order, entries_told, head
from baowen.core.audit.trail import writing
from baowen.core.models import AuditEntry, AuditHead

AT = datetime(2026, 11, 26, 1, tzinfo=UTC)


def numbers() -> list[int]:
    return list(AuditEntry.objects.values_list("number", flat=True))


def fail_after_writing(by: str) -> None:
    with writing(by=by, at=AT) as trail:
        trail.note("fail", "x")
        raise ZeroDivisionError


def chain_holds() -> bool:
    last = head()
    assert last is not None
    return list(faults(entries_in_order(), [last])) == []


@pytest.mark.django_db
def test_a_write_is_told_with_who_for_whom_why_and_what_changed() -> None:
    with writing(by="王某", at=AT, organisation="NJ-HC", reason="核实完毕", policy="abc") as trail:
        trail.note("confirm", "case:1", before={"state": "new"}, after={"state": "verified"}, details={"days": 3})
    (told,) = entries_told(limit=5)
    assert (told.number, told.at, told.by, told.organisation) == (1, AT, "王某", "NJ-HC")
    assert (told.action, told.subject, told.reason, told.policy) == ("confirm", "case:1", "核实完毕", "abc")
    assert (told.before, told.after, told.details) == ({"state": "new"}, {"state": "verified"}, {"days": 3})
    assert chain_holds()


@pytest.mark.django_db
def test_a_write_that_fails_leaves_neither_entry_nor_number() -> None:
    with pytest.raises(ZeroDivisionError):
        fail_after_writing("a")
    assert numbers() == []
    with writing(by="a", at=AT) as trail:
        trail.note("do", "x")
    assert numbers() == [1]


@pytest.mark.django_db
def test_a_write_that_tells_of_nothing_is_refused_and_undone() -> None:
    with pytest.raises(RuntimeError, match="no audit entry"), writing(by="a", at=AT):
        AuditHead.objects.create(number=0, sha256="0", sm3="")
    assert head() is None


@pytest.mark.django_db
def test_an_action_inside_another_joins_its_transaction_and_is_sealed_with_it() -> None:
    with writing(by="a", at=AT) as outer:
        outer.note("first", "x")
        with writing(by="b", at=AT) as inner:
            inner.note("second", "y")
        assert numbers() == []
        outer.note("third", "x")
    assert [(told.by, told.action) for told in reversed(entries_told(limit=9))] == [
        ("a", "first"), ("b", "second"), ("a", "third"),
    ]  # fmt: skip
    assert chain_holds()


@pytest.mark.django_db
def test_an_inner_action_that_fails_and_is_caught_leaves_only_the_outer_one() -> None:
    with writing(by="a", at=AT) as outer:
        outer.note("first", "x")
        with pytest.raises(ZeroDivisionError):
            fail_after_writing("b")
    assert [told.action for told in entries_told(limit=9)] == ["first"]


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_get_numbers_without_a_gap_and_no_reader_sees_a_later_one_first() -> None:
    if connection.vendor == "sqlite":
        pytest.skip(
            "the test's SQLite lies in memory, where threads get in each other's way; processes are tried below"
        )
    writers, each = 6, 8
    done = threading.Event()
    broken: list[list[int]] = []

    def write(name: str) -> None:
        try:
            for turn in range(each):
                with writing(by=name, at=AT) as trail:
                    trail.note("write", f"{name}:{turn}")
        finally:
            connection.close()

    def read() -> None:
        try:
            while not done.is_set():
                seen = numbers()
                if seen != list(range(1, len(seen) + 1)):
                    broken.append(seen)
        finally:
            connection.close()

    close_old_connections()
    reader = threading.Thread(target=read)
    threads = [threading.Thread(target=write, args=(f"writer {number}",)) for number in range(writers)]
    reader.start()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    reader.join()
    assert numbers() == list(range(1, writers * each + 1))
    assert broken == []
    assert chain_holds()


WRITER = """
    import os, sys
    from datetime import UTC, datetime
    from pathlib import Path
    from baowen.core.home import open_home
    from baowen.core.records import open_records
    os.environ.pop("DATABASE_URL", None)
    open_records(open_home(Path(sys.argv[1])))
    from baowen.core.audit.trail import writing
    for turn in range(20):
        with writing(by=sys.argv[2], at=datetime(2026, 11, 26, tzinfo=UTC)) as trail:
            trail.note("write", f"{sys.argv[2]}:{turn}")
"""
READER = """
    import os, sys
    from pathlib import Path
    from baowen.core.home import create_home
    from baowen.core.records import open_records
    os.environ.pop("DATABASE_URL", None)
    open_records(create_home(Path(sys.argv[1]), region="430000"), migrate=True)
    from baowen.core.audit.check import faults
    from baowen.core.audit.queries import entries_in_order, head
    last = head()
    print(last and last.number, list(faults(entries_in_order(), [last] if last else [])))
"""


def run_python(text: str, *words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", textwrap.dedent(text), *map(str, words)]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def test_processes_that_write_to_one_sqlite_file_wait_for_each_other(
    tmp_path: Path, put_records: Callable[[Path], None]
) -> None:
    home = tmp_path / "home"
    put_records(home)
    assert run_python(READER, home).stdout.strip() == "None []"
    with ThreadPoolExecutor(4) as pool:
        ended = list(pool.map(lambda name: run_python(WRITER, home, name), ["a", "b", "c", "d"]))
    assert [one.stderr for one in ended] == [""] * 4
    assert run_python(READER, home).stdout.strip() == "80 []"


@pytest.mark.django_db
def test_an_edit_in_the_database_is_found() -> None:
    for turn in range(3):
        with writing(by="a", at=AT) as trail:
            trail.note("do", f"x:{turn}")
    AuditEntry.objects.filter(number=2).update(by="b")
    assert [(fault.finding, fault.first) for fault in faults(entries_in_order(), [])] == [("changed", 2)]


KILLED = """
    import os, sys
    from datetime import UTC, datetime
    from pathlib import Path
    from baowen.core.home import create_home
    from baowen.core.records import open_records
    os.environ.pop("DATABASE_URL", None)
    open_records(create_home(Path(sys.argv[1]), region="430000"), migrate=True)
    from baowen.core.audit import trail as module
    from baowen.core.models import AuditEntry
    at = datetime(2026, 11, 26, tzinfo=UTC)
    with module.writing(by="a", at=at) as trail:
        trail.note("before", "x")
    create = type(AuditEntry.objects).bulk_create
    def dies(*rest, **options):
        if sys.argv[2] == "after":
            create(AuditEntry.objects, *rest[1:], **options)
        os._exit(9)
    type(AuditEntry.objects).bulk_create = dies
    with module.writing(by="a", at=at) as trail:
        trail.note("half", "x")
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_process_that_dies_while_it_seals_leaves_the_chain_as_it_was(
    tmp_path: Path, moment: str, put_records: Callable[[Path], None]
) -> None:
    home = tmp_path / "home"
    put_records(home)
    assert run_python(KILLED, home, moment).returncode == 9
    assert run_python(READER, home).stdout.strip() == "1 []"


@pytest.mark.django_db
def test_the_transaction_of_a_caller_is_kept() -> None:
    with transaction.atomic():
        with writing(by="a", at=AT) as trail:
            trail.note("do", "x")
        assert numbers() == [1]
        transaction.set_rollback(True)
    assert numbers() == []


@pytest.mark.django_db(transaction=True)
def test_entries_of_an_earlier_version_are_sealed_in_their_order_when_the_records_are_brought_up_to_date() -> None:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    newest = [node for node in executor.loader.graph.leaf_nodes() if node[0] == "core"]
    executor.migrate([("core", "0001_initial")])
    old = executor.loader.project_state([("core", "0001_initial")]).apps.get_model("core", "AuditEntry")
    for number in (1, 2):
        old.objects.create(at=AT, by="a", action="import_file", subject=f"import:{number}", details={"rows": number})
    MigrationExecutor(connection).migrate(newest)
    assert [(told.number, told.details) for told in entries_told(limit=5)] == [(2, {"rows": 2}), (1, {"rows": 1})]
    assert chain_holds()
