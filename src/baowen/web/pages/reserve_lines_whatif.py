"""断供推演: the form, the list, one result with chart and tables, two side by side. RSV-2."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import home
from baowen.core.paging import Paged
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act
from baowen.reserve.lines.actions.scenarios import NewScenario, run_scenario
from baowen.reserve.lines.kinds import ROUTE_WORDS, Route
from baowen.reserve.lines.queries.scenarios import ScenarioLine, ScenarioView, scenario, scenario_page
from baowen.web.charts import Option, line_chart
from baowen.web.deeds import done
from baowen.web.exports import Table, all_pages, exported
from baowen.web.pages.vbp_fields import codes_given, doing_of, optional_day
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, viewer_of

TIER_WORDS = {
    "hospitals": ("医疗机构", "hospitals"), "distributor": ("配送企业", "distributors"),
    "province": ("省级储备", "reserve of the province"), "city": ("市级储备", "reserves of cities"),
    "district": ("区县级储备", "reserves of districts"), "hospital": ("医疗机构储备", "reserves of hospitals"),
}  # fmt: skip
POOL_WORDS = {
    "hospitals": ("仅医疗机构库存", "hospitals alone"), "distributors": ("加配送企业库存", "with distributors"),
    "reserves": ("加储备", "with reserves too"),
}  # fmt: skip
LIST_HEADINGS = (
    ("编号", "Number"), ("标题", "Title"), ("药品", "Drug"), ("地区", "Place"), ("停产报告", "Stop notice"),
    ("推演日期", "Day"), ("断供日期", "Stops on"), ("预计恢复", "Returns on"), ("推演时间", "Made at"),
)  # fmt: skip
_CROSSING = (
    ("低于警戒线 P10", "Below P10"), ("低于警戒线 P50", "Below P50"), ("低于警戒线 P90", "Below P90"),
    ("用尽 P10", "Out P10"), ("用尽 P50", "Out P50"), ("用尽 P90", "Out P90"),
)  # fmt: skip
PLACE_HEADINGS = (
    ("层级", "Level"), ("地区代码", "Place code"), ("地区", "Place"), ("计入库存", "Stock counted"),
    ("医疗机构数", "Hospitals"), ("库存", "Stock"), ("警戒线", "Line"), ("日均净消耗", "Net use a day"), *_CROSSING,
)  # fmt: skip
INSTITUTION_HEADINGS = (
    ("机构代码", "Code"), ("机构", "Organisation"), ("地区", "Place"), ("库存", "Stock"), ("日均用量", "Daily use"),
    ("失去供应比例", "Share lost"), ("警戒线", "Line"), *_CROSSING,
)  # fmt: skip
MEASURE_HEADINGS = (
    ("措施", "Measure"), ("前置天数", "Lead days"), ("最迟下单（P10）", "Latest day (P10)"),
    ("最迟下单（P50）", "Latest day (P50)"), ("需要量 P50", "Needed P50"), ("需要量 P90", "Needed P90"),
    ("现有可用", "There"), ("能否衔接", "Bridges"),
)  # fmt: skip
SHOWN = 50


def what_ifs(request: HttpRequest) -> HttpResponse:
    """The what-ifs that the viewer may see, the newest first, with the form of who may make one."""
    viewer, given = viewer_of(request), request.GET

    def page(cursor: str) -> Paged[ScenarioLine]:
        return scenario_page(viewer.actor, cursor=cursor)

    file = exported(request, {"scenarios": lambda: _list_table(all_pages(page), viewer)})
    if file is not None:
        return file
    found = page(given.get("cursor", ""))
    shown = {
        "lines": found.lines, "cursor": found.cursor, "may_run": viewer.may(Act.LINE_DIRECT),
        "given": {name: given.get(name, "") for name in ("product_code", "stop", "from_on", "returns_on", "drug_name")},
    }  # fmt: skip
    return render(request, "pages/reserve_lines_whatif.html", shown)


def run(request: HttpRequest) -> HttpResponse:
    """Work a what-if out and show it."""
    viewer, given, made = viewer_of(request), request.POST, []

    def work() -> None:
        percent = quantity_given(given.get("share", ""), "损失比例", "the share lost")
        new = NewScenario(
            product_code=given.get("product_code", "").strip(), stop=given.get("stop", "").strip(),
            products=tuple(codes_given(given.get("products", ""))), from_on=optional_day(given, "from_on"),
            share=Decimal(1) if percent is None else percent / 100, returns_on=optional_day(given, "returns_on"),
            day=optional_day(given, "day"), title=given.get("title", "").strip(),
        )  # fmt: skip
        made.append(run_scenario(new, doing_of(viewer), home()))

    words = ("推演已完成并保存。", "The what-if is worked out and kept.")
    answer = done(request, viewer, work, words, "reserve_lines_whatif")
    if made:
        answer["Location"] += f"{made[0]}/"
    return answer


def result(request: HttpRequest, number: str) -> HttpResponse:
    """One what-if: what is there, how long it lasts, who is first, what is due when."""
    viewer = viewer_of(request)
    found = _found(number, viewer)
    tables = {
        "places": lambda: _place_table(found, viewer), "institutions": lambda: _institution_table(found, viewer),
        "measures": lambda: _measure_table(found, viewer), "tiers": lambda: _tier_table(found, viewer),
    }  # fmt: skip
    file = exported(request, tables)
    if file is not None:
        return file
    shown = {
        **_said(found, viewer), "chart": _chart(found, viewer), "limit": SHOWN,
        "others": [one for one in scenario_page(viewer.actor).lines if one.number != number],
    }  # fmt: skip
    return render(request, "pages/reserve_lines_scenario.html", shown)


def compare(request: HttpRequest) -> HttpResponse:
    """Two what-ifs side by side: what was asked, how long each lasts, what is due when."""
    viewer, given = viewer_of(request), request.GET
    pair = [_said(_found(given.get(name, ""), viewer), viewer) for name in ("one", "other")]
    rows = _compared(pair, viewer)
    headings = (("项目", "Item"), *((one["line"].number,) * 2 for one in pair))
    file = exported(request, {"compared": lambda: Table(headings, rows)})
    if file is not None:
        return file
    return render(request, "pages/reserve_lines_compare.html", {"pair": pair, "rows": rows})


def _found(number: str, viewer: Viewer) -> ScenarioView:
    try:
        return scenario(number, viewer.actor)
    except BaowenError as error:
        raise Http404(viewer.told(error)) from error


def _said(found: ScenarioView, viewer: Viewer) -> dict[str, Any]:
    told = found.found
    places = [
        {**row, "name": viewer.place(row["region"]), "pool_words": viewer.say(POOL_WORDS[row["pool"]])}
        for row in told["places"]
    ]  # fmt: skip
    return {
        "line": found.line, "question": found.question, "found": told, "item": found.item,
        "share": float(found.question.share), "policy": found.policy_version,
        "tiers": [{**row, "words": _tier(row["tier"], viewer)} for row in told["tiers"]],
        "region_rows": [row for row in places if row["level"] == "region"],
        "cities": [row for row in places if row["level"] == "city"],
        "counties": [row for row in places if row["level"] == "county"],
        "institutions": told["institutions"][:SHOWN], "institutions_count": len(told["institutions"]),
        "measures": [{**row, "words": viewer.say(ROUTE_WORDS[Route(row["route"])])} for row in told["measures"]],
    }  # fmt: skip


def _tier(tier: str, viewer: Viewer) -> str:
    return viewer.say(TIER_WORDS.get(tier, (tier, tier)))


def _chart(found: ScenarioView, viewer: Viewer) -> Option | None:
    path = found.found["path"]
    if len(path) < 2:
        return None
    days = [row["on"] for row in path]
    lines = {
        viewer.say(("预计库存（P50）", "expected stock (P50)")): [row["middle"] for row in path],
        viewer.say(("警戒线", "line")): [row["line"] for row in path],
    }  # fmt: skip
    band = (viewer.say(("P10–P90", "P10–P90")), [row["low"] for row in path], [row["high"] for row in path])
    return line_chart(days, lines, band=band, unit=viewer.say(("最小单位", "units")))


def _compared(pair: list[dict[str, Any]], viewer: Viewer) -> list[list[object]]:
    rows: list[list[object]] = []

    def add(words: tuple[str, str], values: list[object]) -> None:
        rows.append([viewer.say(words), *values])

    add(("药品", "Drug"), [one["line"].drug_name for one in pair])
    add(("断供日期", "Stops on"), [one["question"].from_on for one in pair])
    add(("预计恢复", "Returns on"), [one["question"].returns_on for one in pair])
    add(("日均净消耗", "Net use a day"), [one["found"]["daily_lost"] for one in pair])
    for at, pool in enumerate(POOL_WORDS):
        told = POOL_WORDS[pool]
        for part, words in (("below", ("低于警戒线 P50", "below the line P50")), ("out", ("用尽 P50", "out P50"))):
            label = (f"{told[0]}：{words[0]}", f"{told[1]}: {words[1]}")
            add(label, [one["region_rows"][at][part][1] for one in pair])
    for route, told in ROUTE_WORDS.items():
        label = (f"{told[0]}：最迟（P10）", f"{told[1]}: latest (P10)")
        add(label, [_of_route(one, route, "latest_early") for one in pair])
    add(("需要量 P90", "Needed P90"), [_of_route(one, Route.ORDER, "needed_late") for one in pair])
    return rows


def _of_route(one: dict[str, Any], route: Route, name: str) -> object:
    return next((row[name] for row in one["measures"] if row["route"] == route.value), None)


def _list_table(found: list[ScenarioLine], viewer: Viewer) -> Table:
    rows = [
        [
            one.number, one.title, one.drug_name, viewer.place(one.region), one.stop, one.day, one.from_on,
            one.returns_on, one.made_at,
        ]
        for one in found
    ]  # fmt: skip
    return Table(LIST_HEADINGS, rows)


def _place_table(found: ScenarioView, viewer: Viewer) -> Table:
    return Table(
        PLACE_HEADINGS,
        (
            [
                row["level"], row["region"], viewer.place(row["region"]), viewer.say(POOL_WORDS[row["pool"]]),
                row["hospitals"], row["units"], row["line"], row["daily_lost"], *row["below"], *row["out"],
            ]
            for row in found.found["places"]
        ),
    )  # fmt: skip


def _institution_table(found: ScenarioView, viewer: Viewer) -> Table:
    return Table(
        INSTITUTION_HEADINGS,
        (
            [
                row["code"], row["name"], viewer.place(row["county"] or row["city"]), row["units"], row["daily_use"],
                row["share_lost"], row["line"], *row["below"], *row["out"],
            ]
            for row in found.found["institutions"]
        ),
    )  # fmt: skip


def _measure_table(found: ScenarioView, viewer: Viewer) -> Table:
    yes = {True: ("能", "yes"), False: ("不能", "no")}
    return Table(
        MEASURE_HEADINGS,
        (
            [
                viewer.say(ROUTE_WORDS[Route(row["route"])]), row["lead_days"], row["latest_early"],
                row["latest_middle"], row["needed_middle"], row["needed_late"], row["there"],
                None if row["bridges"] is None else viewer.say(yes[row["bridges"]]),
            ]
            for row in found.found["measures"]
        ),
    )  # fmt: skip


def _tier_table(found: ScenarioView, viewer: Viewer) -> Table:
    headings = (("层级", "Tier"), ("机构数", "Holders"), ("库存", "Stock"))
    rows = [
        [_tier(row["tier"], viewer), row["holders"], row["units"]] for row in found.found["tiers"]
    ]  # fmt: skip
    return Table(headings, rows)
