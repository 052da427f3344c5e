"""Measures orders: 50 hospitals at once, each with a token of its own, order over HTTP from a server on PostgreSQL.

Orders have ten lines; every check is made and every order leaves an entry in the audit chain, which is verified at the
end. First the hospitals order at the pace that makes the promised 500 lines a second: an answer's time is counted from
the instant at which the order was to be sent, so that a server that falls behind can't hide it. Then they order as fast
as they are answered. Floors: the same rows inserted in bulk without checks, one transaction an order, and the answer to
a call that asks for nothing but who calls. Server, database and clients share the machine's cores.
Run: python -m bench.orders [SECONDS]. BAOWEN_BENCH_ORDER_SECONDS: how long each part lasts, 60 unless told.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from unittest.mock import patch

from bench.figure import Figure, measure
from bench.servers import baowen_server, postgres

SECONDS = 60
CLIENTS = 50
LINES = 10
PRODUCTS = 3000
SUPPLIERS = 20
GOALS = {"lines": 500.0, "p95": 200.0}
PROVINCE = "430000"
AT = datetime(2026, 1, 5, 1, tzinfo=UTC)
Found = dict[str, float]
Client = tuple[str, list[str]]  # a token's secret, and the listings that the hospital orders from


def make(home: Path) -> list[Client]:
    """Register hospitals, distributors and products, and issue a token for each hospital."""
    from baowen.core.clock import now
    from baowen.core.home import create_home
    from baowen.core.records import open_records

    open_records(create_home(home, region=PROVINCE), migrate=True)
    from baowen.orgs.actions import NewOrganisation, issue_token, register_organisations
    from baowen.orgs.departments import OrganisationKind
    from baowen.orgs.permissions import Actor
    from baowen.orgs.queries import operator
    from baowen.orgs.regions import load_regions
    from baowen.orgs.roles import Role
    from baowen.orgs.tokens import Scope
    from baowen.procure.listing.models import Listing, ListingPrice

    regions = load_regions()
    counties = [code for code in regions.codes_within(PROVINCE) if not regions.children(code)][:CLIENTS]
    kinds = OrganisationKind
    rows = [(f"H{number}", kinds.HOSPITAL, county) for number, county in enumerate(counties)]
    rows += [(f"D{number}", kinds.DISTRIBUTOR, counties[number]) for number in range(SUPPLIERS)]
    new = [NewOrganisation(code=code, name=code, kind=kind, region=region) for code, kind, region in rows]
    register_organisations(new, actor=operator("os:bench", PROVINCE), at=AT)
    numbers = [f"G{number:06d}" for number in range(PRODUCTS)]
    listings = Listing.objects.bulk_create(
        Listing(
            number=number, region=PROVINCE, product_code=f"P{number}", drug=f"药{number}片",
            generic_name=f"药{number}片", maker="M1", path="ordinary", price=Decimal("12.5"), listed_on=AT.date(),
            changed_at=AT,
        )
        for number in numbers
    )  # fmt: skip
    for valid_from, price in ((date(2026, 1, 1), "14"), (AT.date(), "12.5")):
        ListingPrice.objects.bulk_create(
            ListingPrice(
                listing=one, valid_from=valid_from, price=Decimal(price), path="ordinary", set_at=AT, set_by="bench"
            )
            for one in listings
        )  # fmt: skip
    clients = []
    for number, county in enumerate(counties):
        admin = Actor(
            name=f"admin{number}", organisation=f"H{number}", kind=kinds.HOSPITAL, region=county,
            roles=frozenset({Role.ORGANISATION_ADMIN}),
        )  # fmt: skip
        secret = issue_token(
            f"H{number}", "his", [Scope.ORDERS_WRITE, Scope.ORDERS_READ], days=30, actor=admin, at=now()
        )
        clients.append((secret, numbers))
    return clients


def order(client: int, turn: str, numbers: list[str]) -> str:
    """An order of ten lines as a hospital sends it."""
    chance = random.Random(f"{client}-{turn}")
    lines = [
        {"basis_number": number, "quantity": chance.randint(5, 40), "price": "12.5"}
        for number in chance.sample(numbers, LINES)
    ]
    return json.dumps(
        {"orders": [{"number": f"{turn}", "supplier": f"D{client % SUPPLIERS}", "is_sure": True, "lines": lines}]}
    )


def _asks(port: int, client: int, given: Client, name: str, until: float, gap: float) -> list[float]:
    """Milliseconds of each answer. `gap`: seconds from one order to the next, 0: as soon as the last is answered."""
    secret, numbers = given
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    times: list[float] = []
    due = time.monotonic() + gap * client / CLIENTS  # spread over the gap, as people are
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        while due < until:
            time.sleep(max(0.0, due - time.monotonic()))
            begun = due if gap else time.monotonic()
            body = order(client, f"{name}-{len(times)}", numbers) if name else None
            path = "/api/v1/orders" if name else "/api/v1/me"
            connection.request("POST" if name else "GET", path, body, headers)
            answer = connection.getresponse()
            text = answer.read()
            times.append((time.monotonic() - begun) * 1e3)
            if answer.status != http.HTTPStatus.OK:
                raise RuntimeError(f"{answer.status}: {text.decode()[:300]}")
            due = due + gap if gap else time.monotonic()
    return times


def crowd(port: int, clients: list[Client], name: str, seconds: float, gap: float) -> Found:
    """What 50 clients at once are answered: answers a second, and the times of the middle and of the 95th."""
    begun = time.monotonic()
    with ThreadPoolExecutor(len(clients)) as pool:
        tasks = [
            pool.submit(_asks, port, client, given, name, begun + seconds, gap) for client, given in enumerate(clients)
        ]
        times = sorted(one for task in tasks for one in task.result())
    spent = time.monotonic() - begun
    cuts = statistics.quantiles(times, n=20)
    return {"answers": len(times), "rate": len(times) / spent, "p50": cuts[9], "p95": cuts[-1], "most": times[-1]}


def floor(seconds: float) -> float:
    """Lines a second where the same rows are inserted in bulk without a check, one transaction an order."""
    from django.db import transaction

    from baowen.procure.trade.models import Order, OrderLine

    begun, lines = time.monotonic(), 0
    while time.monotonic() - begun < seconds:
        with transaction.atomic():
            one = Order.objects.create(
                number=f"floor-{lines}", hospital="HF", region=PROVINCE, supplier="D1", urgency="general",
                digest="x" * 64, placed_at=AT, placed_by="bench",
            )  # fmt: skip
            OrderLine.objects.bulk_create(
                OrderLine(
                    order=one, number=f"floor-{one.pk}-{place}", hospital="HF", product_code=f"PG{place:06d}",
                    generic_name="药片", maker="M1", basis="listing", basis_number=f"G{place:06d}", quantity=20,
                    unit_price=Decimal("12.5"), amount=250,
                )
                for place in range(LINES)
            )  # fmt: skip
        lines += LINES
    return lines / (time.monotonic() - begun)


def check(orders: float) -> None:
    """RuntimeError where an order is lost or doubled, or the audit chain does not verify."""
    from baowen.core.audit import queries as audit
    from baowen.core.audit.check import faults
    from baowen.procure.trade.models import Order, OrderLine

    stands = Order.objects.exclude(hospital="HF").count()
    lines = OrderLine.objects.exclude(hospital="HF").count()
    if not stands == orders == lines / LINES:
        raise RuntimeError(f"{orders} orders were answered, {stands} stand with {lines} lines")
    wrong = list(faults(audit.entries_in_order(), [mark for mark in [audit.head()] if mark]))
    if wrong:
        raise RuntimeError(f"the chain does not verify: {wrong[0].en}")


def work(home: Path, url: str, seconds: float) -> Found:
    """All of it, in a process beside the server."""
    with patch.dict(os.environ, {"DATABASE_URL": url}):
        clients = make(home)
        with baowen_server(home, records=url) as port:
            warm = crowd(port, clients, "warm", 3, CLIENTS * LINES / GOALS["lines"])
            empty = crowd(port, clients, "", min(seconds, 10), 1.0)
            gap = CLIENTS * LINES / GOALS["lines"] / 1.02  # a fiftieth faster, so that the promised lines are reached
            paced = crowd(port, clients, "paced", seconds, gap)
            fast = crowd(port, clients, "fast", seconds, 0)
        check(paced["answers"] + fast["answers"] + warm["answers"])
        return {
            **{f"paced_{key}": value for key, value in paced.items()},
            **{f"fast_{key}": value for key, value in fast.items()},
            "empty": empty["p95"], "empty_p50": empty["p50"], "floor": floor(min(seconds, 10)),
        }  # fmt: skip


def figures(found: Found, seconds: float) -> list[Figure]:
    """The figures of one run."""
    of = f"{CLIENTS} clients, orders of {LINES} lines"
    answer = f"p50 {found['paced_p50']:.0f} ms, slowest {found['paced_most']:.0f} ms; floor: a call that asks who calls"
    fast = f"as fast as answered for {seconds:.0f} s: p50 {found['fast_p50']:.0f} ms, p95 {found['fast_p95']:.0f} ms"
    return [
        Figure(name=f"order lines a second at the promised pace, {of}", measured=found["paced_rate"] * LINES,
               unit="1/s", goal=GOALS["lines"], better="more",
               note=f"{found['paced_answers']:,.0f} orders in {seconds:.0f} s; none lost, the audit chain verified"),
        Figure(name=f"answer to an order at that pace, p95, {of}", measured=found["paced_p95"], unit="ms",
               goal=GOALS["p95"], floor=found["empty"], note=answer),
        Figure(name=f"most order lines a second, {of}", measured=found["fast_rate"] * LINES, unit="1/s",
               better="more", floor=found["floor"],
               note=f"{fast}; floor: the same rows in bulk, one writer, no checks"),
    ]  # fmt: skip


def main(seconds: float | None = None) -> list[Figure]:
    """The figures."""
    wanted = seconds or float(os.environ.get("BAOWEN_BENCH_ORDER_SECONDS", SECONDS))
    with tempfile.TemporaryDirectory() as folder, postgres(Path(folder)) as url:
        run: Callable[[], Found] = partial(work, Path(folder) / "home", url, wanted)
        found = measure(run, repeats=1).result
    print(f"   {found}", file=sys.stderr, flush=True)
    return figures(found, wanted)  # type: ignore[arg-type]


if __name__ == "__main__":
    for figure in main(*map(float, sys.argv[1:])):
        print(figure)
