"""Proves that a test can't reach the network, so that none comes to depend on it."""

from __future__ import annotations

import socket
import urllib.request

import pytest

# RFC 5737 keeps this address for documents; nobody answers there.
NOBODY = "192.0.2.1"


def test_connecting_beyond_this_machine_is_refused() -> None:
    with socket.socket() as sock, pytest.raises(RuntimeError, match="may not use the network"):
        sock.connect((NOBODY, 80))
    with socket.socket() as sock, pytest.raises(RuntimeError, match="may not use the network"):
        sock.connect_ex((NOBODY, 80))


def test_looking_up_a_name_is_refused() -> None:
    with pytest.raises(RuntimeError, match="may not use the network"):
        urllib.request.urlopen("http://example.invalid/")


def test_this_machine_may_be_reached() -> None:
    server = socket.create_server(("127.0.0.1", 0))
    with server, socket.create_connection(server.getsockname(), timeout=5) as sock:
        assert sock.getpeername() == server.getsockname()
