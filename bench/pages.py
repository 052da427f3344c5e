"""Measures what the server takes for a page: cockpit, drug, inbox of 2,000 cases, public search with 50 users at once.

On a home of 50 million order lines, 10,000 institutions and 30,000 products, after one cycle, with its serving file;
records on SQLite. Pages are asked for with Django's test client, so what is counted is the work of the server, without
the network and the browser; the search goes to a running server with a process for each core. The floor is the page of
the own roles, which asks for nothing but who is signed in. Run: python -m bench.pages [lines]. BAOWEN_BENCH_LINES and
BAOWEN_BENCH_HOMES are as for the cycle.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.crowd import ask
from bench.cycle import LAST_DAY, LINES, _in_home, copy_home, cycle, prepared
from bench.figure import Figure, measure
from bench.servers import baowen_server

LARGE = (10_000, 30_000)  # institutions and products at LINES
LOOKS, USERS, SEARCHES, CASES = 100, 50, 40, 2_000
CORES = len(os.sched_getaffinity(0))
GOALS = {"cockpit": 150.0, "drug": 200.0, "inbox": 150.0, "search": 50.0}
PROVINCE = "430000"
PASSWORD_FREE = "allauth.account.auth_backends.AuthenticationBackend"


def _registered() -> None:
    """A duty officer of the province, with 2,000 open cases."""
    from baowen.core.clock import now
    from baowen.orgs import actions
    from baowen.orgs.departments import Department, OrganisationKind
    from baowen.orgs.queries import operator
    from baowen.orgs.roles import Role
    from baowen.respond.models import Case

    root = operator("os:bench", PROVINCE)
    unit = actions.NewOrganisation(code="WJ", name="省卫健委", kind=OrganisationKind.DEPARTMENT, region=PROVINCE)
    actions.register_organisations([unit], actor=root, at=now())
    actions.seat_department(PROVINCE, Department.HEALTH, "WJ", is_lead=True, actor=root, at=now())
    actions.add_person("officer", name="值班", organisation="WJ", roles=[Role.DUTY_OFFICER], actor=root, at=now())
    Case.objects.bulk_create(
        Case(
            number=f"B-{number:05d}", kind="shortage", origin_region=PROVINCE, region=PROVINCE, level="province",
            state="verifying", subject=f"drug{number}", subject_name=f"药品{number}", opened_on=LAST_DAY, moves=2,
            next_due=LAST_DAY,
        )
        for number in range(CASES)
    )  # fmt: skip


def _served(home: Any) -> None:
    from baowen.core.clock import now
    from baowen.monitor.serving import refresh_serving

    refresh_serving(home, at=now())


def _looked(home: Any) -> dict[str, Any]:
    """Milliseconds, the 95th part in a hundred, by page; and texts to search for."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from baowen.api.book import serving
    from baowen.web.server import prepare

    prepare()
    _registered()
    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.get(username="officer"), backend=PASSWORD_FREE)
    opened = serving()
    assert opened is not None
    codes = [row[0] for row in opened.ask("SELECT product_code FROM product ORDER BY product")]
    places = [row[0] for row in opened.ask("SELECT code FROM place WHERE province = 430000 AND level = 'city'")]
    chance = random.Random(3)

    def drug() -> str:
        """A drug as people look them up: the popular ones more often; in a city or the province."""
        return f"/drugs/{codes[int(len(codes) * chance.random() ** 2)]}/?place={chance.choice([PROVINCE, *places])}"

    pages = {
        "floor": lambda: "/account/", "cockpit": lambda: f"/cockpit/{chance.choice([PROVINCE, *places])}/",
        "drug": drug, "inbox": lambda: "/cases/",
    }  # fmt: skip
    found: dict[str, Any] = {name: _p95(client, address) for name, address in pages.items()}
    names = [row[0] for row in opened.ask("SELECT generic_name FROM product ORDER BY product")]
    return found | {"texts": [_typed(names, chance) for _ in range(USERS * SEARCHES)]}


def _typed(names: list[str], chance: random.Random) -> str:
    """What somebody types: initials or the beginning of a name, those of popular drugs more often."""
    from baowen.drugs.names import pinyin_initials

    name = names[int(len(names) * chance.random() ** 2)]
    return (pinyin_initials(name).lower() if chance.random() < 0.5 else name)[: chance.randint(2, 4)]


def _p95(client: Any, address: Any) -> float:
    times = []
    for look in range(LOOKS + 5):
        asked = address()
        begun = time.perf_counter()
        status = client.get(asked).status_code
        if status != 200:
            raise RuntimeError(f"{asked}: {status}")
        if look >= 5:  # the first looks read what the process then keeps
            times.append((time.perf_counter() - begun) * 1000)
    return statistics.quantiles(times, n=20)[-1]


def look(root: Path) -> dict[str, Any]:
    """All pages of one home, in a process of its own."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "baowen.web.settings", "BAOWEN_PLAIN_HTTP": "1", "BAOWEN_HOME": str(root)}
    return _in_home(root, _looked)


def search(root: Path, texts: list[str]) -> dict[str, float]:
    """The public search of a server with a process for each core: 50 people who look at each page for a second on
    average, then others who never pause, then one alone. Each begins with nothing kept of what is asked for."""
    addresses = [f"/public/?{urlencode({'text': text})}" for text in texts]
    looking = [f"{address}&pause" for address in addresses[: USERS * 10]]
    with baowen_server(root) as port:
        ask(port, [[f"/public/?text=warm{turn}" for turn in range(20)]])
        calm, _ = ask(port, [looking[person::USERS] for person in range(USERS)], pause=1.0)
        times, rate = ask(port, [addresses[person::USERS] for person in range(USERS)])
        alone, _ = ask(port, [[f"/public/?{urlencode({'text': text})}&again" for text in sorted(set(texts))[:200]]])
    return {
        "calm": calm[int(len(calm) * 0.95)],
        "search": times[int(len(times) * 0.95)], "median": statistics.median(times), "rate": rate,
        "alone": statistics.median(alone), "different": len(set(addresses)),
    }  # fmt: skip


def serve(root: Path) -> None:
    """Build the serving file of one home."""
    _in_home(root, _served)


def main(lines: int | None = None) -> list[Figure]:
    """The p95 of each page."""
    most = lines or int(os.environ.get("BAOWEN_BENCH_LINES", LINES))
    with tempfile.TemporaryDirectory() as made:
        kept = prepared(most, Path(made), LARGE)
        with tempfile.TemporaryDirectory(dir=kept) as folder:
            home = copy_home(kept / "home", Path(folder) / "home")
            measure(partial(cycle, home, LAST_DAY), repeats=1)
            measure(partial(serve, home), repeats=1)
            found: Any = measure(partial(look, home), repeats=1).result
            searched = search(home, found["texts"])
    note = f"{LOOKS} looks; floor: a page that asks only who is signed in"
    figures = [
        Figure(name=f"{name} page, p95, {most:,} order lines", measured=found[name], unit="ms", goal=GOALS[name],
               floor=found["floor"], note=note)
        for name in ("cockpit", "drug", "inbox")
    ]  # fmt: skip
    many = (
        f"{CORES} processes, {USERS * SEARCHES:,} searches of {searched['different']:,.0f} texts; "
        f"median {searched['median']:.0f} ms, {searched['rate']:.0f} a second; the crowd runs on the same cores; "
        "floor: one person alone, nothing kept"
    )
    return [
        *figures,
        Figure(name=f"public search, {USERS} users, a second's look at each page, p95",
               measured=searched["calm"], unit="ms", goal=GOALS["search"], floor=searched["alone"],
               note=f"{CORES} processes, nothing kept at first"),
        Figure(name=f"public search, {USERS} users without a pause, p95", measured=searched["search"], unit="ms",
               goal=GOALS["search"], floor=searched["alone"], note=many),
    ]  # fmt: skip


if __name__ == "__main__":
    for figure in main(int(sys.argv[1]) if len(sys.argv) > 1 else None):
        print(figure)
