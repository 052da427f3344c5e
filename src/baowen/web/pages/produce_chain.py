"""Supply chains: who can cut a drug off, the chain of one drug, what a stop would do. PRD-1."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import home, rulebook
from baowen.core.clock import today
from baowen.lake.store import Lake
from baowen.orgs.permissions import Act, require
from baowen.produce.queries.chain import (
    Affected,
    ItemChain,
    LineView,
    SinglePoint,
    effect_of_stop,
    makers_of_item,
    single_points_of,
)
from baowen.produce.queries.records import records_of_drug
from baowen.web.exports import Table, exported
from baowen.web.pages.produce import tabs_of
from baowen.web.viewer import Viewer, regions, viewer_of

SHOWN = 100
PLACES = 5
POINTS = (
    ("药品", "Drug"), ("剂型", "Form"), ("规格", "Specification"), ("唯一的企业", "Single maker"), ("环节", "Step"),
    ("近期采购（元）", "Bought lately (yuan)"), ("占本地采购", "Share of purchases"), ("涉及县区", "Places"),
    ("供应链", "Chain"), ("含未登记的推定", "Some of it assumed"),
)  # fmt: skip
CHAIN = (
    ("原料药", "Ingredient"), ("原料药企业", "Raw-material makers"), ("制剂企业", "Drug maker"),
    ("药品代码", "Product code"), ("可供应", "Works"), ("含未登记的推定", "Some of it assumed"),
)  # fmt: skip
AFFECTED = (
    ("药品", "Drug"), ("剂型", "Form"), ("规格", "Specification"), ("失去全部来源", "No source left"),
    ("停下的制剂企业", "Makers that go"), ("近期采购（元）", "Bought lately (yuan)"),
    ("其中停下的占比", "Share that goes"),
    ("可用天数", "Days of supply"), ("用完日期", "Runs out on"),
)  # fmt: skip


def chain(request: HttpRequest) -> HttpResponse:
    """Single points of failure, those on which most money depends first."""
    viewer = _reader(request)
    found = single_points_of(Lake(home().lake), viewer.actor, book=rulebook(), day=today())
    text = request.GET.get("text", "").strip()[:100]
    if text:
        found = [one for one in found if text in one.named.drug or text in one.name]
    file = exported(request, {"single": lambda: Table(POINTS, [_point_row(one, viewer) for one in found])})
    shown = {
        "points": [_point(one, viewer) for one in found[:SHOWN]], "count": len(found), "most": SHOWN, "text": text,
        "tabs": tabs_of(viewer, "chain"), "months": _months(viewer), "drugs": len({one.item for one in found}),
    }  # fmt: skip
    return file or render(request, "pages/produce_chain.html", shown)


def item(request: HttpRequest) -> HttpResponse:
    """The chain of one drug: raw-material makers, drug makers, products, and whom all of it rests on."""
    viewer = _reader(request)
    found = makers_of_item(Lake(home().lake), request.GET.get("product", "").strip()[:200], today())
    file = exported(request, {"chain": lambda: Table(CHAIN, _chain_rows(found, viewer))})
    product = found.lines[0].product_code if found.lines else ""
    kept = records_of_drug(viewer.actor, drug=found.named.drug, product_code=product, book=rulebook())
    single = {one.key for one in found.points}
    shown = {
        "chain": found, "lines": [_line(one, single, viewer) for one in found.lines], "kept": kept,
        "tabs": tabs_of(viewer, ""), "product": request.GET.get("product", ""),
    }  # fmt: skip
    return file or render(request, "pages/produce_item.html", shown)


def stop(request: HttpRequest) -> HttpResponse:
    """What goes where a maker stops, and how long the stock of what is lost lasts."""
    viewer, maker = _reader(request), request.GET.get("maker", "").strip()[:300]
    found: list[Affected] = []
    if maker:
        found = effect_of_stop(Lake(home().lake), viewer.actor, maker, book=rulebook(), day=today())
    file = exported(request, {"affected": lambda: Table(AFFECTED, [_affected_row(one, viewer) for one in found])})
    shown = {
        "maker": maker, "found": [_affected(one, viewer) for one in found], "tabs": tabs_of(viewer, ""),
        "lost": sum(one.is_lost for one in found), "narrowed": sum(not one.is_lost for one in found),
        "months": _months(viewer),
        "name": request.GET.get("name", "")[:300] or maker,
    }  # fmt: skip
    return file or render(request, "pages/produce_stop.html", shown)


def _reader(request: HttpRequest) -> Viewer:
    viewer = viewer_of(request)
    require(viewer.actor, Act.PRODUCTION_READ, viewer.actor.region, regions=regions())
    return viewer


def _months(viewer: Viewer) -> int:
    return rulebook().ruling(viewer.actor.region, today()).entry("produce.chain.months").whole()


def _step(one: SinglePoint, viewer: Viewer) -> str:
    both = viewer.say(("原料药和制剂", "raw material and drug"))
    if one.as_raw and one.as_drug:
        return both
    return (
        viewer.say(("原料药", "raw material") if one.as_raw else ("制剂", "drug"))
        if one.as_raw or one.as_drug
        else both
    )


def _places(keys: tuple[int, ...], viewer: Viewer) -> str:
    named = [viewer.place(str(key)) for key in keys[:PLACES] if key]
    return viewer.say(("、", ", ")).join(named)


def _drawn(line: LineView, viewer: Viewer) -> str:
    """A line in words: who supplies what to whom."""
    either = viewer.say((" 或 ", " or "))
    raw = " + ".join(
        f"{need.ingredient} ({either.join(one.name for one in need.suppliers) or viewer.say(('无', 'nobody'))})"
        for need in line.needs
    )
    return f"{raw or viewer.say(('原料药未登记', 'raw material unknown'))} → {line.name} → {line.product_code}"


def _point(one: SinglePoint, viewer: Viewer) -> dict[str, Any]:
    return {
        "one": one, "step": _step(one, viewer), "chain": [_drawn(line, viewer) for line in one.chain],
        "product": one.chain[0].product_code, "places": _places(one.dependence.places, viewer),
        "share": None if one.share is None else float(one.share),
    }  # fmt: skip


def _point_row(one: SinglePoint, viewer: Viewer) -> list[object]:
    return [
        one.named.drug, one.named.form, one.named.spec, one.name, _step(one, viewer), one.dependence.amount,
        None if one.share is None else float(one.share), len(one.dependence.places),
        viewer.say(("；", "; ")).join(_drawn(line, viewer) for line in one.chain), one.is_assumed,
    ]  # fmt: skip


def _line(line: LineView, single: set[str], viewer: Viewer) -> dict[str, Any]:
    return {
        "one": line, "is_single": line.maker in single,
        "needs": [
            {"one": need, "suppliers": [(one, one.key in single) for one in need.suppliers]} for need in line.needs
        ],
    }  # fmt: skip


def _chain_rows(found: ItemChain, viewer: Viewer) -> list[list[object]]:
    rows: list[list[object]] = []
    for line in found.lines:
        tail: list[object] = [line.name, line.product_code, line.works]
        for need in line.needs:
            named = viewer.say(("、", "; ")).join(one.name for one in need.suppliers)
            rows.append([need.ingredient, named, *tail, line.is_assumed or need.is_assumed])
        if not line.needs:
            rows.append(["", "", *tail, line.is_assumed])
    return rows


def _affected(one: Affected, viewer: Viewer) -> dict[str, Any]:
    return {
        "one": one, "makers": viewer.say(("、", "; ")).join(one.makers),
        "share": None if one.lost_share is None else float(one.lost_share),
        "places": _places(one.dependence.places, viewer),
    }  # fmt: skip


def _affected_row(one: Affected, viewer: Viewer) -> list[object]:
    return [
        one.named.drug, one.named.form, one.named.spec, one.is_lost, viewer.say(("、", "; ")).join(one.makers),
        one.dependence.amount, None if one.lost_share is None else float(one.lost_share), one.days_left,
        one.runs_out_on,
    ]  # fmt: skip
