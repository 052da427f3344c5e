"""Every page for those who use it: no overflow, nothing that keeps people out, few queries, nothing from elsewhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.browser.conftest import Opened, Site, Watched

HERE = Path(__file__).resolve().parent
AXE = HERE / "vendor" / "axe.min.js"
MOST_QUERIES = 12
# A page that is narrowed stands before the whole one, whose picture is kept under the same name.
OFFICER = (
    "/cockpit/?wall=1", "/cockpit/", "/cockpit/430100/", "/signals/?change=new", "/signals/",
    "/cases/?place=430000&late=1", "/cases/", "/cases/late/", "/cases/changed/", "/desk/", "/consultations/",
    "/handovers/", "/handovers/send/", "/questions/", "/reports/?place=430100&standing=zero", "/reports/", "/stops/",
    "/clues/", "/redflags/", "/drugs/?text=a", "/policy/?key=respond", "/account/", "/public/lists/", "/lists/",
    "/help/", "/help/duty_officer/", "/help/glossary/", "SIGNAL", "CASE",
    "DRUG", "ORGANISATION",
)  # fmt: skip
PAGES = {
    "sheng": OFFICER, "yaoshi": ("/desk/", "/reports/", "/questions/", "/files/", "/monthly/", "/help/"),
    "fuze": ("/bulletins/", "/bulletins/write/"),
    "qiye": ("/desk/", "/stops/", "/questions/", "/negotiations/", "/listings/?state=suspended", "/listings/",
        "/listings/apply/", "/listings/applications/"),
    "caigouyuan": ("/buying/", "/buying/?drug_name=地高辛片", "/negotiations/", "/filings/",
        "/filings/new/?drug_name=地高辛片"),
    "caigou": ("/buying/?drug_name=地高辛片", "/filings/?state=filed"),
    "": ("/accounts/login/", "/public/", "/public/?text=a", "/public/?text=zzzz", "/public/report/",
        "/public/follow/", "/public/about/", "/public/data/", "/public/subscriptions/", "/public/bulletins/",
        "/public/market/", "/public/market/filings/", "/public/market/suspended/", "/public/market/warnings/",
        "/public/data/ocds/", "PUBLIC"),
}  # fmt: skip


def addresses(watched: Watched, paths: tuple[str, ...]) -> list[str]:
    """The pages to look at; SIGNAL, CASE and DRUG stand for the first of their lists."""
    lists = {"SIGNAL": "/signals/", "CASE": "/cases/", "DRUG": "/drugs/?text=a", "PUBLIC": "/public/"}
    found = []
    for path in paths:
        if path in lists:
            watched.go(lists[path])
            path = watched.page.locator("main table a").first.get_attribute("href") or ""  # noqa: PLW2901
        if path == "ORGANISATION":  # from a drug that somebody holds
            watched.go(found[-1])
            path = watched.page.locator("a[href^='/organisations/']").first.get_attribute("href") or ""  # noqa: PLW2901
        found.append(path)
    return found


def picture(watched: Watched, name: str) -> None:
    """A picture of the page for script/screenshots; nothing where no folder is named."""
    folder = os.environ.get("BAOWEN_SCREENSHOTS")
    if folder:
        watched.page.wait_for_load_state("networkidle")
        watched.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def grave(watched: Watched) -> list[str]:
    """What axe finds serious or critical on the page."""
    watched.page.evaluate(AXE.read_text(encoding="utf-8"))
    found = watched.page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{watched.page.url} {one['id']}: {node['html'][:120]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"][:3]
    ]


@pytest.mark.parametrize(("width", "english", "theme"), [(1440, False, "light"), (390, True, "dark")])
@pytest.mark.parametrize("who", PAGES)
def test_pages_fit_and_keep_nobody_out(opened: Opened, who: str, width: int, english: bool, theme: str) -> None:
    watched = opened(who, width=width, english=english, theme=theme)
    wrong = []
    for address in addresses(watched, PAGES[who]):
        answer = watched.go(address)
        assert answer.status == 200, address
        picture(watched, f"{who or 'anybody'}-{address.strip('/').replace('/', '_').partition('?')[0]}-{width}-{theme}")
        wide = watched.page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            wrong.append(f"{address} is {wide} wide")
        wrong += grave(watched)
    assert wrong == []


def test_charts_are_drawn(opened: Opened) -> None:
    watched = opened("sheng")
    watched.go(addresses(watched, ("DRUG",))[0])
    for figure in watched.page.locator("figure[data-chart]").all():
        assert figure.locator("[data-canvas] svg").count() == 1
    assert watched.page.locator("figure[data-chart]").count() >= 2


def test_no_page_asks_the_records_more_than_a_dozen_times(site: Site) -> None:
    told = subprocess.run(
        [sys.executable, HERE / "count_queries.py"], env=site.environment | {"PAGES": json.dumps(PAGES)},
        capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    counted = json.loads(told.stdout)
    assert len(counted) > 20
    assert {path: queries for path, queries in counted.items() if queries > MOST_QUERIES} == {}


def test_a_first_look_at_the_cockpit_and_a_drug_loads_less_than_500_kb(opened: Opened) -> None:
    watched = opened("sheng")
    address = addresses(watched, ("DRUG",))[0]
    sizes: dict[str, int] = {}
    watched.page.context.clear_cookies(name="nothing")
    session = watched.page.context.new_cdp_session(watched.page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.on("Network.loadingFinished", lambda told: sizes.update({told["requestId"]: told["encodedDataLength"]}))
    for path in ("/cockpit/", address):
        sizes.clear()
        watched.go(path)
        watched.page.wait_for_load_state("networkidle")
        assert 20_000 < sum(sizes.values()) < 500_000, path
