"""Measures how fast the monthly form of 2,000 lines opens in a browser, and what the server and the wire have of it.

A hospital that ordered and counted 2,000 products, half of its lines filled in; the pages served by `baowen serve`,
looked at with Chromium on the same machine. Opened means: from the start of the navigation until the page is loaded and
the first cell can be typed into; the floor is the same for a page that asks only who is signed in. Nothing is kept from
the visit before. Run: python -m bench.form
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from bench.figure import Figure, measure
from bench.servers import baowen_server

LINES, FILLED, LOOKS = 2_000, 1_000, 5
GOALS = {"opened": 1_000.0}
PROVINCE, REGION, MONTH, HOSPITAL = "430000", 430102, "2026-10", "H1"
AT = datetime(2026, 11, 2, 1, tzinfo=UTC)
PASSWORD = "Bench-baowen-2026"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
# Until the first cell can be typed into: it is there, it takes the focus, and the browser has drawn it.
OPENED = """() => new Promise(done => {
    const cell = document.querySelector(".sheet input[data-column], main");
    if (cell.focus) { cell.focus(); }
    requestAnimationFrame(() => setTimeout(() => done(Math.max(
        performance.now(), performance.getEntriesByType("navigation")[0].loadEventEnd))));
})"""
DRAWN = ".sheet[data-ready]"


def prepare(root: Path) -> None:
    """A home with the catalogue, the counts and the use of one hospital, its reporter, and a form half filled in."""
    from baowen.collect.places import place_table
    from baowen.core.home import create_home
    from baowen.core.records import open_records
    from baowen.lake.serving import build_serving
    from baowen.lake.store import CURRENT, Lake

    home = create_home(root, region=PROVINCE)
    open_records(home, migrate=True)
    lake, number = Lake(home.lake), pl.int_range(1, LINES + 1, dtype=pl.Int32)
    product = {"product": number, "hospital": pl.lit(1, pl.Int32), "region": pl.lit(REGION, pl.Int32)}
    packs = (number % 900 + 1).cast(pl.Decimal(18, 4))
    tables = {
        "catalogue": pl.select(
            product=number, product_code=pl.format("P{}", number), generic_name=pl.format("第{}号药品缓释片", number),
            spec=pl.lit("0.25g*24片/盒"), maker_name=pl.format("模拟{}制药有限公司", number % 60),
            name_initials=pl.format("D{}HYPHSP", number),
        ),
        "organisation": pl.select(
            org=pl.lit(1, pl.Int32), org_code=pl.lit(HOSPITAL), org_name=pl.lit("医院"), org_type=pl.lit("hospital"),
            region=pl.lit(REGION, pl.Int32),
        ),
        "cube_stock": pl.select(**product, counted_on=pl.date(2026, 9, 30), quantity=packs),
        "usage": pl.select(**product, quantity=packs),
    }  # fmt: skip
    for name, rows in tables.items():
        month = "2026-09" if name in ("cube_stock", "usage") else "all"
        stored = rows.with_columns(month=pl.lit(month), state=pl.lit(CURRENT))
        lake.replace_months(name, stored, months=[month], sort=())
    build_serving(lake, home.serving, at=AT, extra={"place": place_table(lake)}, whole=True)
    _people_and_form()


def _people_and_form() -> None:
    from baowen.collect.monthly.actions import Cell, save_cells
    from baowen.core.period import Month
    from baowen.orgs import actions
    from baowen.orgs.departments import OrganisationKind
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role

    root = operator("os:bench", PROVINCE)
    one = actions.NewOrganisation(code=HOSPITAL, name="医院", kind=OrganisationKind.HOSPITAL, region=str(REGION))
    actions.register_organisations([one], actor=root, at=AT)
    actions.add_person(
        "clerk", name="药师", organisation=HOSPITAL, roles=[Role.REPORTER], password=PASSWORD, actor=root, at=AT
    )
    cells = [
        Cell(product_code=f"P{number}", column=column, text=f"{number % 900 + 1}") for number in range(1, FILLED + 1)
        for column in ("stock", "used")
    ]  # fmt: skip
    save_cells(Month.parse(MONTH), cells, actor=actor_of("clerk"), home_region=PROVINCE, at=AT)


def look(root: Path) -> dict[str, float]:
    """Serve the home, open the form in Chromium again and again, each time in a browser that knows nothing of it."""
    with baowen_server(root, processes=1) as port:
        return _looked(f"http://127.0.0.1:{port}")


def _looked(address: str) -> dict[str, float]:
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    if program is None:
        raise RuntimeError("Chromium is missing: apt-get install chromium")
    found: dict[str, list[float]] = {"opened": [], "floor": [], "drawn": [], "server": [], "saved": []}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        for _ in range(LOOKS + 1):  # the first look lets the server read what it then keeps
            # The server stands behind one proxy, which tells for whom it asks.
            context = browser.new_context(
                viewport={"width": 1440, "height": 900}, extra_http_headers={"X-Forwarded-For": "192.0.2.1"}
            )
            page = context.new_page()
            page.goto(f"{address}/accounts/login/")
            page.fill("[name=login]", "clerk")
            page.fill("[name=password]", PASSWORD)
            page.click("main form button[type=submit]")
            page.wait_for_url(lambda url: "/accounts/login" not in url)
            session = context.new_cdp_session(page)
            session.send("Network.enable")
            session.send("Network.setCacheDisabled", {"cacheDisabled": True})
            page.goto(f"{address}/account/")
            found["floor"].append(float(page.evaluate(OPENED)))
            page.goto(f"{address}/monthly/?month={MONTH}")
            found["opened"].append(float(page.evaluate(OPENED)))
            page.wait_for_selector(DRAWN, state="attached")
            found["drawn"].append(float(page.evaluate("performance.now()")))
            timing = "performance.getEntriesByType('navigation')[0]"
            found["server"].append(float(page.evaluate(f"{timing}.responseStart - {timing}.requestStart")))
            found["saved"].append(_saved(page))
            wire = float(page.evaluate(f"{timing}.encodedBodySize"))
            context.close()
        browser.close()
    return {name: statistics.median(times[1:]) for name, times in found.items()} | {"wire": wire / 1000}


def _saved(page: Any) -> float:
    """Milliseconds until the server has kept a cell and told what is wrong with it."""
    with page.expect_response("**/monthly/save/") as answer:
        page.locator('[data-line="3"] [data-column="0"]').fill("许多")
    timing = answer.value.request.timing
    return float(timing["responseStart"] - timing["requestStart"])


def main() -> list[Figure]:
    """How fast the form opens, and where the time goes."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "home"
        measure(partial(prepare, root), repeats=1)
        found: Any = measure(partial(look, root), repeats=1).result
    floor = "floor: a page that asks only who is signed in"
    return [
        Figure(name=f"form of {LINES:,} lines opens in the browser", measured=found["opened"], unit="ms",
               goal=GOALS["opened"], floor=found["floor"], note=f"median of {LOOKS}, nothing cached; {floor}"),
        Figure(name=f"form of {LINES:,} lines: the last line is drawn", measured=found["drawn"], unit="ms",
               note="after it can be typed into"),
        Figure(name=f"form of {LINES:,} lines: the server's part", measured=found["server"], unit="ms",
               note=f"{FILLED:,} lines filled in and checked"),
        Figure(name=f"form of {LINES:,} lines: page on the wire", measured=found["wire"], unit="kB", note="gzip"),
        Figure(name="a cell is kept and checked", measured=found["saved"], unit="ms",
               note=f"on a form of {LINES:,} lines"),
    ]  # fmt: skip


if __name__ == "__main__":
    for figure in main():
        print(figure)
