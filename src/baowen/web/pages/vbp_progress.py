"""Progress of agreed volumes: a place, a hospital with all its products, a product, lists, a lot's purchases. VBP-5."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from baowen.api.book import home
from baowen.core.policy import load_packs
from baowen.orgs.permissions import Act
from baowen.vbp.progress.marks import MARK_WORDS, Mark
from baowen.vbp.progress.queries.drill import lot_purchases
from baowen.vbp.progress.queries.lines import (
    ContractLine,
    Narrowed,
    SumLine,
    contract_lines,
    hospital_sums,
    place_sums,
    product_sums,
    whole_sum,
)
from baowen.vbp.progress.queries.runs import RunView, newest_run
from baowen.vbp.progress.states import BAND_WORDS, ODDITY_WORDS, OUTLOOK_WORDS, Band, Oddity
from baowen.web.dates import day_given
from baowen.web.exports import ASKED, Table, exported
from baowen.web.viewer import Viewer, regions, viewer_of

SHOWN, WORST = 200, 15
CONTRACT_HEADINGS = (
    ("批次", "Round"), ("品种", "Lot"), ("医疗机构代码", "Hospital code"), ("医疗机构", "Hospital"), ("地区", "Place"),
    ("药品代码", "Product code"), ("药品", "Product"), ("周期开始", "Cycle starts"), ("周期结束", "Cycle ends"),
    ("约定量", "Agreed"), ("已计采购量", "Counted"), ("订购量", "Ordered"), ("入库量", "Received"),
    ("送达量", "Delivered"), ("序时进度", "Schedule"), ("实际进度", "Progress"),
    ("与序时之比", "Ratio"), ("档次", "Band"),
    ("异常", "Odd"), ("预计完成量", "Forecast"), ("预计下限", "Forecast, low"), ("预计上限", "Forecast, high"),
    ("预计", "Outlook"), ("还需采购", "Still to buy"), ("非中选占比", "Non-selected share"),
    ("首次采购", "First order"), ("进院天数", "Days to the first order"),
)  # fmt: skip
SUM_HEADINGS = (
    ("代码", "Code"), ("名称", "Name"), ("约定品种", "Contracts"), ("已完成", "Fulfilled"), ("滞后", "Behind"),
    ("未进院", "Not admitted"), ("非中选偏高", "Too much non-selected"), ("预计完不成", "Will be missed"),
    ("平均进度", "Mean progress"), ("平均序时进度", "Mean schedule"),
)  # fmt: skip
PURCHASE_HEADINGS = (
    ("机构代码", "Code"), ("医疗机构", "Hospital"), ("药品代码", "Product code"), ("药品", "Product"),
    ("计为", "Counts as"),
    ("订购（盒）", "Ordered (packs)"), ("入库（盒）", "Received (packs)"), ("可比含量", "Comparable content"),
    ("最小单位", "Smallest units"), ("金额（元）", "Yuan"),
)  # fmt: skip


def overview(request: HttpRequest) -> HttpResponse:
    """A place and what lies below it; a hospital goes to its own page."""
    viewer, run = viewer_of(request), newest_run()
    if not viewer.may(Act.VBP_READ):
        return redirect("vbp_progress_hospital", viewer.actor.organisation)
    if run is None:
        return render(request, "pages/vbp_progress.html", {"run": None})
    actor, where = viewer.actor, request.GET.get("place", "").strip() or viewer.actor.region
    place = regions().require(where).code
    file = exported(request, {
        "places": lambda: _sums(place_sums(home(), run, actor, region=place), viewer),
        "hospitals": lambda: _sums(hospital_sums(home(), run, actor, region=place, limit=ASKED), viewer),
        "products": lambda: _sums(product_sums(home(), run, actor, region=place, limit=ASKED), viewer),
    })  # fmt: skip
    if file is not None:
        return file
    whole = whole_sum(home(), run, actor, region=place)
    shown = {
        "run": run, "place": place, "whole": whole,
        "places": [_bar(one) for one in place_sums(home(), run, actor, region=place)],
        "hospitals": [_bar(one) for one in hospital_sums(home(), run, actor, region=place, limit=WORST)],
        "products": [_bar(one) for one in product_sums(home(), run, actor, region=place, limit=WORST)],
        "above": [one.code for one in regions().ancestors(place) if regions().within(one.code, actor.region)],
        "limits": _limits(run), "odd": [(odd.value, viewer.say(words)) for odd, words in ODDITY_WORDS.items()],
    }  # fmt: skip
    return render(request, "pages/vbp_progress.html", shown)


def hospital(request: HttpRequest, code: str) -> HttpResponse:
    """One hospital's contracts, the worst first: schedule and progress as bars, forecast, what is still to buy."""
    return _contracts(request, Narrowed(hospital=code), "hospital")


def product(request: HttpRequest, code: str) -> HttpResponse:
    """One selected product at all hospitals that agreed on it."""
    return _contracts(request, Narrowed(product=code, region=request.GET.get("place", "").strip()), "product")


def listed(request: HttpRequest) -> HttpResponse:
    """Contracts of a band or with something odd."""
    given = request.GET
    asked = Narrowed(
        region=given.get("place", "").strip(), band=given.get("band", ""), oddity=given.get("odd", "")
    )  # fmt: skip
    return _contracts(request, asked, "listed")


def admission(request: HttpRequest) -> HttpResponse:
    """Selected products that a hospital has not bought yet by the month of the first check. VBP-11."""
    asked = Narrowed(region=request.GET.get("place", "").strip(), oddity=Oddity.UNBOUGHT.value)
    return _contracts(request, asked, "admission")


def lot(request: HttpRequest, code: str) -> HttpResponse:
    """Who bought what of a contract's lot: the selected products, others of the drug, key substitutes. VBP-6."""
    viewer, run, given = viewer_of(request), newest_run(), request.GET
    if run is None:
        return render(request, "pages/vbp_lot.html", {"run": None})
    starts: date = day_given(given.get("starts_on", ""))
    found = lot_purchases(
        home(), run, viewer.actor, hospital=code, round_code=given.get("round", ""), lot=given.get("lot", ""),
        starts_on=starts,
    )  # fmt: skip
    rows = [
        [one.hospital_code, one.hospital_name, one.product_code, one.product_name,
         viewer.say(MARK_WORDS[Mark(one.mark)]), one.ordered, one.received, one.content, one.units, one.yuan]
        for one in found
    ]  # fmt: skip
    file = exported(request, {"purchases": lambda: Table(PURCHASE_HEADINGS, rows)})
    if file is not None:
        return file
    lines = [{"one": one, "mark": viewer.say(MARK_WORDS[Mark(one.mark)])} for one in found]
    shown = {"run": run, "lines": lines, "hospital": code, "limits": _limits(run), "query": given.urlencode()}
    return render(request, "pages/vbp_lot.html", shown)


def _contracts(request: HttpRequest, asked: Narrowed, kind: str) -> HttpResponse:
    viewer, run = viewer_of(request), newest_run()
    if run is None:
        return render(request, "pages/vbp_progress_contracts.html", {"run": None, "kind": kind})

    def rows(limit: int) -> list[ContractLine]:
        return contract_lines(home(), run, viewer.actor, asked, limit=limit)

    file = exported(
        request, {"contracts": lambda: Table(CONTRACT_HEADINGS, [_cells(one, viewer) for one in rows(ASKED)])}
    )
    if file is not None:
        return file
    found = rows(SHOWN + 1)
    bands = {band: sum(one.band is band for one in found) for band in Band}
    shown = {
        "run": run, "kind": kind, "asked": asked, "lines": [_line(one, viewer) for one in found[:SHOWN]],
        "more": len(found) > SHOWN, "first": found[0] if found else None, "limits": _limits(run),
        "watches": viewer.may(Act.VBP_READ),
        "bands": [(band.value, viewer.say(BAND_WORDS[band]), count) for band, count in bands.items()],
        "odd": [(odd.value, viewer.say(words)) for odd, words in ODDITY_WORDS.items()],
    }  # fmt: skip
    return render(request, "pages/vbp_progress_contracts.html", shown)


def _line(one: ContractLine, viewer: Viewer) -> dict[str, object]:
    return {
        "one": one, "band": viewer.say(BAND_WORDS[one.band]), "outlook": viewer.say(OUTLOOK_WORDS[one.outlook]),
        "odd": [viewer.say(ODDITY_WORDS[odd]) for odd in Oddity if odd in one.oddities],
        "is_late": one.band in (Band.BEHIND, Band.FAR_BEHIND), "done": _part(one.progress), "due": _part(one.schedule),
        "counted": round(one.counted), "agreed": round(one.agreed), "still": round(one.still_to_buy),
        "low": None if one.low is None else round(one.low), "high": None if one.high is None else round(one.high),
        "forecast": None if one.forecast is None else round(one.forecast),
    }  # fmt: skip


def _bar(one: SumLine) -> dict[str, object]:
    return {"one": one, "done": _part(one.progress), "due": _part(one.schedule)}


def _part(share: float) -> int:
    """A share as whole hundredths of a bar."""
    return min(100, max(0, round(share * 100)))


def _limits(run: RunView) -> dict[str, object]:
    """What the pack said on the day of the run, to stand beside the figures."""
    ruling = load_packs().ruling(home().region, run.as_of)
    names = {
        "ahead": "vbp.progress.ahead", "behind": "vbp.progress.behind", "warn": "vbp.progress.warn_share",
        "numerator": "vbp.progress.numerator", "most": "vbp.non_selected.most", "check": "vbp.check.first_month",
        "coverage": "vbp.progress.forecast_coverage",
    }  # fmt: skip
    return {name: ruling.entry(key) for name, key in names.items()}


def _cells(one: ContractLine, viewer: Viewer) -> list[object]:
    odd = viewer.say(("；", "; ")).join(viewer.say(ODDITY_WORDS[each]) for each in Oddity if each in one.oddities)
    return [
        one.round_code, one.lot, one.owner_code, one.owner_name, viewer.place(one.region_code), one.product_code,
        one.product_name, one.starts_on, one.ends_on, one.agreed, one.counted, one.ordered, one.received,
        one.delivered, one.schedule, one.progress, one.ratio, viewer.say(BAND_WORDS[one.band]), odd, one.forecast,
        one.low, one.high, viewer.say(OUTLOOK_WORDS[one.outlook]), one.still_to_buy, one.share, one.first_on,
        one.first_days,
    ]  # fmt: skip


def _sums(found: list[SumLine], viewer: Viewer) -> Table:
    return Table(SUM_HEADINGS, [
        [one.key, viewer.place(one.key) if one.key == one.name else one.name, one.contracts, one.done, one.behind,
         one.unbought, one.non_selected, one.missed, one.progress, one.schedule]
        for one in found
    ])  # fmt: skip
