"""For all tests: no network beyond this machine, and a home of the run's own."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

# How long an example takes says more of what else the machine does than of the code.
settings.register_profile("baowen", deadline=None)
settings.load_profile("baowen")

LOCAL_NAMES = ("localhost", "", None)


class NetworkForbiddenError(RuntimeError):
    """A test tried to leave the machine."""

    def __init__(self, host: object) -> None:
        super().__init__(f"tests may not use the network: {host!r}")


def _is_local(host: object) -> bool:
    if host in LOCAL_NAMES:
        return True
    name = host.decode() if isinstance(host, bytes) else str(host)
    try:
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse to look up or connect to any host but this one, for everything that goes through Python's sockets."""
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def check(sock: socket.socket, address: Any) -> None:
        if sock.family in (socket.AF_INET, socket.AF_INET6) and not _is_local(address[0]):
            raise NetworkForbiddenError(address[0])

    def guarded_connect(sock: socket.socket, address: Any) -> None:
        check(sock, address)
        connect(sock, address)

    def guarded_connect_ex(sock: socket.socket, address: Any) -> int:
        check(sock, address)
        return connect_ex(sock, address)

    def guarded_look_up(host: Any, *rest: Any, **options: Any) -> Any:
        if not _is_local(host):
            raise NetworkForbiddenError(host)
        return look_up(host, *rest, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield


@pytest.fixture(scope="session", autouse=True)
def home_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A test that names no home gets an empty one, never the developer's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BAOWEN_HOME", str(tmp_path_factory.mktemp("baowen") / "home"))
        yield


@pytest.fixture(scope="session", autouse=True)
def joins_of_small_tables() -> None:
    """Set what the platform's engines set for the DuckDB on which Ibis computes tables of this process."""
    import ibis

    from baowen.lake.engine.duck import NO_JOIN_FILTERS

    ibis.get_backend().raw_sql(NO_JOIN_FILTERS)
