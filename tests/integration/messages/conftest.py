"""A receiver of webhooks on this machine, which keeps what it was sent and answers as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass
class Receiver:
    """What came in: paths, headers, JSON; `status` and `answer` are what goes back."""

    port: int = 0
    status: int = 200
    answer: dict[str, object] = field(default_factory=dict)
    got: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """For Apprise."""
        return f"json://127.0.0.1:{self.port}/hook"

    def times(self, key: str) -> int:
        """How often a message of this key came in."""
        return sum(one.get("key") == key for one in self.got)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Listen on a free port of loopback for as long as the block runs."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append(json.loads(body))
            receiver.headers.append(dict(self.headers))
            receiver.paths.append(self.path)
            answer = json.dumps(receiver.answer).encode()
            self.send_response(receiver.status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(autouse=True)
def transaction_of_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a worker in this process from closing the connection whose transaction the test rolls back."""
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
