"""Starts the servers that engines compute on, on free ports of loopback, and stops exactly what it started."""

from __future__ import annotations

import os
import subprocess
import sys
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
