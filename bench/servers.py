"""Starts the servers that engines compute on, on free ports of loopback, and stops exactly what it started."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_connection, create_server

SCRIPT = Path(__file__).resolve().parents[1] / "script" / "spark-cluster"
SECONDS = 120


@contextmanager
def spark_here(folder: Path) -> Iterator[str]:
    """Spark in the process that asks; nothing to start."""
    del folder
    yield "local[2]"


@contextmanager
def spark_cluster(folder: Path, *, memory: str = "1g") -> Iterator[str]:
    """A Spark standalone cluster of two workers with so much memory each; gives its address."""
    environment = os.environ | {"PYTHON": sys.executable, "SPARK_WORKER_MEMORY": memory}
    try:
        started = subprocess.run(
            [SCRIPT, "start", folder], env=environment, check=True, capture_output=True, text=True, timeout=600
        )
        yield started.stdout.strip()
    finally:
        subprocess.run([SCRIPT, "stop", folder], env=environment, check=True, timeout=120)


@contextmanager
def sail(folder: Path) -> Iterator[str]:
    """Sail's Spark Connect server, a process of its own; gives its address."""
    with create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    program = Path(sys.executable).with_name("sail")
    command = [str(program), "spark", "server", "--ip", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_until_open(port, server)
            yield f"sc://127.0.0.1:{port}"
        finally:
            server.terminate()


@contextmanager
def baowen_server(
    home: Path, *, processes: int = len(os.sched_getaffinity(0)), records: str = ""
) -> Iterator[int]:  # fmt: skip
    """`baowen serve` on a home, behind one proxy, its records in the home or at an address; gives its port."""
    with create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    program = str(Path(sys.executable).with_name("baowen"))
    words = ["--home", str(home), "serve", "--port", str(port), "--processes", str(processes)]
    environment = os.environ | {"BAOWEN_PLAIN_HTTP": "1", "BAOWEN_PROXIES": "1"}
    for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)
    if records:
        environment["DATABASE_URL"] = records
    with subprocess.Popen(
        [program, *words], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            _wait_until_open(port, server)
            yield port
        finally:
            server.terminate()


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL of its own, on a socket in the folder and with 300 connections; gives its address.

    It keeps what is committed on disk as a real one does. As root it runs as Debian's user postgres.
    """
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)
    if programs is None:
        raise RuntimeError("PostgreSQL is missing: apt-get install postgresql")
    place = Path(tempfile.mkdtemp(prefix="baowen-postgres."))
    who = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []
    if who:
        shutil.chown(place, "postgres", "postgres")
    data = ["--pgdata", str(place / "data")]

    def run(program: str, *arguments: str) -> None:
        subprocess.run([*who, programs / program, *data, *arguments], check=True, cwd=place, stdout=subprocess.DEVNULL)

    try:
        run("initdb", "--username=baowen", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
        settings = (
            f"-c listen_addresses= -c unix_socket_directories={place} -c max_connections=300 -c shared_buffers=1GB"
        )
        run("pg_ctl", "--wait", "--silent", f"--log={place / 'log'}", f"--options={settings}", "start")
        yield f"postgresql://baowen@{str(place).replace('/', '%2F')}/postgres"
    finally:
        if (place / "data" / "postmaster.pid").exists():
            run("pg_ctl", "--mode=fast", "--silent", "stop")
        shutil.rmtree(place)


def _wait_until_open(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS
    while True:
        try:
            create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if server.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.1)
