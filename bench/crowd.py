"""Many people who ask a running server at once, each for the next page as soon as the one before has come."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing


def ask(port: int, addresses: Sequence[Sequence[str]]) -> tuple[list[float], float]:
    """Milliseconds of every answer, sorted, and answers a second; one list of addresses for each person."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(len(addresses)) as pool:
        times = sorted(
            spent for one in pool.map(lambda person: list(_asks(port, *person)), enumerate(addresses)) for spent in one
        )
    return times, len(times) / (time.perf_counter() - begun)


def _asks(port: int, person: int, addresses: Sequence[str]) -> Iterator[float]:
    # Each has an address of its own, as behind a proxy: the public side counts searches by address.
    headers = {"Accept-Encoding": "gzip", "X-Forwarded-For": f"10.0.{person // 250}.{person % 250 + 1}"}
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        for address in addresses:
            begun = time.perf_counter()
            connection.request("GET", address, headers=headers)
            answer = connection.getresponse()
            answer.read()
            yield (time.perf_counter() - begun) * 1000
            if answer.status != http.HTTPStatus.OK:
                raise RuntimeError(f"{address}: {answer.status}")
