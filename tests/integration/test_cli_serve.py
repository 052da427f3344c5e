"""`baowen serve` as a process of its own: it answers, says what is wrong with an address, and ends with its workers."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from baowen.core.home import create_home

BAOWEN = Path(sys.executable).with_name("baowen")
SECONDS = 60


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    create_home(tmp_path / "home", region="430000")
    found = os.environ | {"BAOWEN_HOME": str(tmp_path / "home"), "BAOWEN_PLAIN_HTTP": "1"}
    return {name: value for name, value in found.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


def test_a_port_that_is_taken_is_told_with_the_remedy(environment: dict[str, str], taken: int) -> None:
    done = subprocess.run(
        [BAOWEN, "serve", "--port", str(taken)], env=environment, capture_output=True, text=True, timeout=SECONDS,
        check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


def test_any_other_server_can_load_the_application_by_its_name(environment: dict[str, str]) -> None:
    named = environment | {"DJANGO_SETTINGS_MODULE": "baowen.web.settings"}
    code = "from baowen.web.wsgi import application; print(type(application).__name__)"
    done = subprocess.run(
        [sys.executable, "-c", code], env=named, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "KeptPages"), done.stderr


def _answer(port: int) -> tuple[int, str]:
    until = time.monotonic() + SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/public/", timeout=SECONDS) as answer:
                return answer.status, answer.read().decode()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    return [int(child) for child in listed.split()]


def test_two_processes_serve_and_end_with_the_one_that_started_them(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    with subprocess.Popen(
        [BAOWEN, "serve", "--host", "localhost", "--port", str(port), "--processes", "2"],
        env=environment, stderr=subprocess.PIPE, text=True,
    ) as server:  # fmt: skip
        try:
            status, page = _answer(port)
            workers = _children(server.pid)
        finally:
            server.terminate()
        _, said = server.communicate(timeout=SECONDS)
    assert status == 200
    assert "药品供应和价格查询" in page
    assert len(workers) >= 2
    assert [child for child in workers if Path(f"/proc/{child}").exists()] == []
    assert "Traceback" not in said
