"""Shares of essential medicines: a place's institutions, one institution with every product, how alliances count.

HOS-1.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import home
from baowen.hospital.shares.actions.wholes import count_as_whole
from baowen.hospital.shares.kinds import CLASS_WORDS, NO_TARGET_WORDS, PERIOD_WORDS, Period
from baowen.hospital.shares.queries.counts import counts
from baowen.hospital.shares.queries.products import CountedProduct, counted_products
from baowen.hospital.shares.queries.shares import PlaceLine, ShareLine, own_shares, periods, place_lines, share_lines
from baowen.orgs.permissions import Act
from baowen.orgs.queries import members_of
from baowen.web.charts import Option, line_chart
from baowen.web.deeds import done
from baowen.web.exports import Table, exported
from baowen.web.pages.vbp_fields import doing_of, one_of, options_of
from baowen.web.viewer import Viewer, regions, viewer_of

SHOWN, LEAST_POINTS = 60, 2
HEADINGS = (
    ("机构代码", "Code"), ("医疗机构", "Institution"), ("地区", "Place"), ("等级", "Level"), ("期间", "Period"),
    ("采购品种数", "Varieties"), ("基药品种数", "Essential varieties"),
    ("品种占比（0–1）", "Share of varieties (0 to 1)"),
    ("品种指标", "Target of varieties"), ("比上期", "Change"), ("采购金额（元）", "Amount (yuan)"),
    ("基药金额（元）", "Essential (yuan)"), ("金额占比（0–1）", "Share of amount (0 to 1)"),
    ("金额指标", "Target of amount"), ("比上期（金额）", "Change of amount"), ("不比较的原因", "Why not judged"),
    ("医联体牵头机构", "Lead of the alliance"), ("基层品种数均值", "Mean of grassroots varieties"),
)  # fmt: skip
PLACE_HEADINGS = (
    ("地区", "Place"), ("等级", "Level"), ("机构数", "Institutions"), ("有指标的", "Judged"), ("未达标", "Below"),
    ("平均品种占比", "Mean share of varieties"), ("平均金额占比", "Mean share of amount"),
    ("合计金额占比", "Share of all spending"),
)  # fmt: skip
PRODUCT_HEADINGS = (
    ("药品代码", "Product code"), ("药品", "Drug"), ("规格", "Specification"), ("剂型", "Form"), ("品种号", "Variety"),
    ("基本药物", "Essential"), ("目录版本", "Edition"), ("采购（盒）", "Packs"), ("金额（元）", "Amount (yuan)"),
    ("月数", "Months"),
)  # fmt: skip


def overview(request: HttpRequest) -> HttpResponse:
    """A place with what lies below it, those below their targets first; a hospital sees its own page."""
    viewer, given = viewer_of(request), request.GET
    if not viewer.may(Act.HOSPITAL_READ):
        return institution(request, viewer.actor.organisation)
    kind = one_of(Period, given.get("kind", "")) or Period.ROLLING
    place = regions().require(given.get("place", "").strip() or viewer.actor.region).code
    labels = periods(home(), kind)
    if not labels:
        return render(request, "pages/hospital_shares.html", {"none": True})
    period = given.get("period", "") if given.get("period", "") in labels else labels[0]
    lines = share_lines(home(), viewer.actor, kind=kind, period=period, region=place)
    level = given.get("level", "")
    listed = [one for one in lines if level in ("", one.level)]
    file = exported(request, {
        "institutions": lambda: Table(HEADINGS, [_cells(one, viewer) for one in listed]),
        "places": lambda: Table(PLACE_HEADINGS, [_place_cells(one, viewer) for one in place_lines(lines, above=place)]),
    })  # fmt: skip
    if file is not None:
        return file
    places = place_lines(lines, above=place)
    below = sum(one.gap is not None and one.gap < 0 for one in listed)
    return render(request, "pages/hospital_shares.html", {
        "lines": [_line(one, viewer) for one in listed[:SHOWN]], "total": len(listed), "below": below,
        "judged": sum(one.gap is not None for one in listed),
        "places": [{"one": one, "level": viewer.say(CLASS_WORDS[one.level])} for one in places],
        "place": place, "kinds": options_of(PERIOD_WORDS, viewer, kind.value), "periods": labels, "period": period,
        "levels": [(name, viewer.say(words), name == level) for name, words in CLASS_WORDS.items() if name],
        "kind": kind.value, **_editions(kind, period),
    })  # fmt: skip


def _editions(kind: Period, period: str) -> dict[str, Any]:
    """Until which month the newest period reaches, and the editions of the list that count in it."""
    found = counts(home())
    if found is None:
        return {}
    year = period[:4]
    held = sorted({edition for month, edition in found.editions.items() if month[:4] == year or kind is Period.ROLLING})
    return {"last": str(found.last), "editions": held}


def institution(request: HttpRequest, code: str) -> HttpResponse:
    """One institution: its shares by period against its targets, a chart, and every product that counts."""
    viewer, given = viewer_of(request), request.GET
    kind = one_of(Period, given.get("kind", "")) or Period.ROLLING
    labels = periods(home(), kind)
    if not labels:
        return render(request, "pages/hospital_share.html", {"none": True})
    period = given.get("period", "") if given.get("period", "") in labels else labels[0]
    lines = own_shares(home(), viewer.actor, code, kind)
    products = counted_products(home(), viewer.actor, code, kind=kind, period=period)
    file = exported(request, {
        "periods": lambda: Table(HEADINGS, [_cells(one, viewer) for one in lines]),
        "products": lambda: Table(PRODUCT_HEADINGS, [_product_cells(one) for one in products]),
    })  # fmt: skip
    if file is not None:
        return file
    own = [one for one in lines if one.level != "alliance"]
    leads = code == viewer.actor.organisation and viewer.may(Act.FORMULARY_KEEP) and members_of(code)
    return render(request, "pages/hospital_share.html", {
        "code": code, "name": lines[0].name if lines else code, "lines": [_line(one, viewer) for one in lines],
        "now": next((_line(one, viewer) for one in lines if one.period == period), None),
        "chart": _chart(own, viewer), "products": products, "period": period, "periods": labels, "kind": kind.value,
        "kinds": options_of(PERIOD_WORDS, viewer, kind.value), "varieties": len({one.variety for one in products}),
        "essential": len({one.variety for one in products if one.is_essential}),
        "leads": leads, "is_whole": any(one.level == "alliance" for one in lines), **_editions(kind, period),
    })  # fmt: skip


def choose(request: HttpRequest) -> HttpResponse:
    """A lead hospital chooses how its alliance is counted."""
    viewer = viewer_of(request)
    as_whole = request.POST.get("as_whole") == "yes"

    def work() -> None:
        count_as_whole(as_whole, doing_of(viewer))

    return done(
        request, viewer, work, ("已保存，占比按新的口径计算。", "Kept; shares are counted so now."), "hospital_shares"
    )


def _chart(lines: list[ShareLine], viewer: Viewer) -> Option | None:
    shown = list(reversed(lines))
    if len(shown) < LEAST_POINTS:
        return None

    def points(values: list[float | None]) -> list[float | None]:
        return [None if value is None else round(value * 100, 1) for value in values]

    series = {
        viewer.say(("品种占比", "varieties")): points([one.varieties_share for one in shown]),
        viewer.say(("品种指标", "target of varieties")): points([one.varieties_target for one in shown]),
        viewer.say(("金额占比", "amount")): points([one.amount_share for one in shown]),
        viewer.say(("金额指标", "target of amount")): points([one.amount_target for one in shown]),
    }
    return line_chart([one.period for one in shown], series, unit="%")


def _line(one: ShareLine, viewer: Viewer) -> dict[str, Any]:
    whys = [why for why in (one.varieties_why, one.amount_why) if why is not None]
    return {
        "one": one, "level": viewer.say(CLASS_WORDS[one.level]), "is_alliance": one.level == "alliance",
        "varieties_below": _below(one.varieties_share, one.varieties_target),
        "amount_below": _below(one.amount_share, one.amount_target), "varieties_change": _points(one.varieties_change),
        "amount_change": _points(one.amount_change), "why": viewer.say(NO_TARGET_WORDS[whys[0]]) if whys else "",
    }  # fmt: skip


def _below(share: float | None, target: float | None) -> bool:
    return share is not None and target is not None and share < target


def _points(change: float | None) -> str:
    """A change in percentage points with its sign; "" where there is nothing to compare with."""
    return "" if change is None else f"{change * 100:+.1f}"


def _cells(one: ShareLine, viewer: Viewer) -> list[object]:
    whys = [viewer.say(NO_TARGET_WORDS[why]) for why in (one.varieties_why, one.amount_why) if why is not None]
    return [
        one.code, one.name, viewer.place(one.region) if one.region else None, viewer.say(CLASS_WORDS[one.level]),
        one.period, one.varieties, one.essential, one.varieties_share, one.varieties_target, one.varieties_change,
        one.amount, one.essential_amount, one.amount_share, one.amount_target, one.amount_change,
        viewer.say(("；", "; ")).join(dict.fromkeys(whys)), one.lead, one.mean_varieties,
    ]  # fmt: skip


def _place_cells(one: PlaceLine, viewer: Viewer) -> list[object]:
    return [
        viewer.place(one.region), viewer.say(CLASS_WORDS[one.level]), one.institutions, one.judged, one.below,
        one.varieties_share, one.amount_share, one.whole_amount_share,
    ]  # fmt: skip


def _product_cells(one: CountedProduct) -> list[object]:
    return [
        one.product_code, one.name, one.spec, one.dosage_form, one.variety, one.is_essential, one.edition, one.packs,
        one.amount, one.months,
    ]  # fmt: skip
