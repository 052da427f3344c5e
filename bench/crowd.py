"""Many people who ask a running server at once, each for the next page when the one before came, or later."""

from __future__ import annotations

import http.client
import random
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing


def ask(port: int, addresses: Sequence[Sequence[str]], *, pause: float = 0) -> tuple[list[float], float]:
    """Milliseconds of every answer, sorted, and answers a second; one list of addresses for each person.

    `pause`: seconds that people look at a page before they ask for the next, on average; none by default.
    """
    begun = time.perf_counter()
    with ThreadPoolExecutor(len(addresses)) as pool:
        times = sorted(
            spent
            for one in pool.map(lambda person: list(_asks(port, *person, pause)), enumerate(addresses))
            for spent in one
        )
    return times, len(times) / (time.perf_counter() - begun)


def _asks(port: int, person: int, addresses: Sequence[str], pause: float) -> Iterator[float]:
    chance = random.Random(person)
    # Each has an address of its own, as behind a proxy: the public side counts searches by address.
    headers = {"Accept-Encoding": "gzip", "X-Forwarded-For": f"10.0.{person // 250}.{person % 250 + 1}"}
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        for address in addresses:
            time.sleep(pause * 2 * chance.random())
            begun = time.perf_counter()
            connection.request("GET", address, headers=headers)
            answer = connection.getresponse()
            answer.read()
            yield (time.perf_counter() - begun) * 1000
            if answer.status != http.HTTPStatus.OK:
                raise RuntimeError(f"{address}: {answer.status}")
