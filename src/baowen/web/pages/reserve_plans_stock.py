"""What the catalogues repeat and leave out, and actual stock beside the plans of holders. RSV-1."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import home, rulebook
from baowen.core.clock import today
from baowen.core.policy.entry import BASIS_WORDS, Basis
from baowen.lake.store import Lake
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.reserve.plans.kinds import CHECK_WORDS, STANDING_WORDS, TIER_WORDS, UNIT_WORDS, CheckKind, Standing
from baowen.reserve.plans.queries.actual import Compared, compared_with_plan
from baowen.reserve.plans.queries.check import catalogue_check
from baowen.reserve.plans.rules import CheckFinding
from baowen.web.exports import Table, exported
from baowen.web.pages.vbp_fields import one_of, optional_day, options_of
from baowen.web.viewer import Viewer, viewer_of

SHOWN = 200
CHECK = (
    ("类别", "Kind"), ("品种", "Item"), ("说明", "In words"), ("下级编号", "Lower line"), ("上级编号", "Upper line"),
    ("条款", "Clause"), ("依据", "Basis"),
)  # fmt: skip
STOCK = (
    ("承储机构代码", "Holder code"), ("承储机构", "Holder"), ("层级", "Tier"), ("地区", "Place"), ("协议", "Agreement"),
    ("品种", "Item"), ("计划量", "Planned"), ("合并计划量", "Planned in all"), ("实际量", "Actual"), ("单位", "Unit"),
    ("占计划", "Share of plan"), ("盘点日期", "Counted on"), ("结果", "Standing"), ("说明", "In words"),
    ("条款", "Clause"), ("依据", "Basis"),
)  # fmt: skip


def check(request: HttpRequest) -> HttpResponse:
    """The overlaps and gaps of the catalogues of the own place."""
    viewer, given = viewer_of(request), request.GET
    on = optional_day(given, "on") or today()
    every, kind = catalogue_check(viewer.actor, on, book=rulebook()), one_of(CheckKind, given.get("kind", ""))
    found = [one for one in every if kind is None or one.kind is kind]
    file = exported(request, {"check": lambda: _check(found, viewer)})
    if file is not None:
        return file
    counts = [(viewer.say(CHECK_WORDS[one]), sum(each.kind is one for each in every)) for one in CheckKind]
    shown = {
        "lines": [
            {"one": one, "kind": viewer.say(CHECK_WORDS[one.kind]), "said": viewer.say((one.zh, one.en)),
             "basis": viewer.say(BASIS_WORDS[Basis(one.basis)])}
            for one in found[:SHOWN]
        ],
        "counts": counts, "total": len(found), "more": max(0, len(found) - SHOWN), "on": on,
        "kinds": options_of(CHECK_WORDS, viewer, given.get("kind", "")),
    }  # fmt: skip
    return render(request, "pages/reserve_plans_check.html", shown)


def _check(found: list[CheckFinding], viewer: Viewer) -> Table:
    return Table(
        CHECK,
        [
            [
                viewer.say(CHECK_WORDS[one.kind]), one.words, viewer.say((one.zh, one.en)),
                one.lower.number if one.lower else "", one.upper.number if one.upper else "", one.clause,
                viewer.say(BASIS_WORDS[Basis(one.basis)]),
            ]
            for one in found
        ],
    )  # fmt: skip


def stock(request: HttpRequest) -> HttpResponse:
    """Every item of the agreements in force beside its stock: below the floor first, then what is unknown."""
    viewer, given = viewer_of(request), request.GET
    on = optional_day(given, "on") or today()
    every = compared_with_plan(viewer.actor, Lake(home().lake), on, book=rulebook())
    standing = one_of(Standing, given.get("standing", ""))
    found = [one for one in every if standing is None or one.stand.standing is standing]
    names = names_of({one.held.holder for one in found})
    file = exported(request, {"stock": lambda: _stock(found, names, viewer)})
    if file is not None:
        return file
    shown = {
        "lines": [_line(one, names, viewer) for one in found[:SHOWN]], "more": max(0, len(found) - SHOWN), "on": on,
        "any": bool(every), "watches": viewer.may(Act.RESERVE_READ),
        "counts": [(viewer.say(STANDING_WORDS[one]), sum(each.stand.standing is one for each in every))
                   for one in (Standing.BELOW, Standing.UNKNOWN, Standing.ENOUGH)],
        "standings": options_of(STANDING_WORDS, viewer, given.get("standing", "")),
    }  # fmt: skip
    return render(request, "pages/reserve_plans_stock.html", shown)


def _line(one: Compared, names: dict[str, str], viewer: Viewer) -> dict[str, object]:
    return {
        "one": one, "held": one.held, "who": names.get(one.held.holder, one.held.holder),
        "words": _words(one), "tier": viewer.say(TIER_WORDS[one.held.tier]),
        "unit": viewer.say(UNIT_WORDS[one.held.unit]), "said": viewer.say((one.stand.zh, one.stand.en)),
        "standing": viewer.say(STANDING_WORDS[one.stand.standing]), "is_low": one.stand.standing is Standing.BELOW,
        "basis": viewer.say(BASIS_WORDS[Basis(one.stand.basis)]),
    }  # fmt: skip


def _words(one: Compared) -> str:
    return " ".join(part for part in (one.held.name, one.held.form, one.held.strength) if part)


def _stock(found: list[Compared], names: dict[str, str], viewer: Viewer) -> Table:
    return Table(
        STOCK,
        [
            [
                one.held.holder, names.get(one.held.holder, ""), viewer.say(TIER_WORDS[one.held.tier]),
                viewer.place(one.held.region), one.held.agreement, _words(one), one.held.planned, one.planned_in_all,
                one.stand.actual, viewer.say(UNIT_WORDS[one.held.unit]),
                None if one.stand.share is None else round(one.stand.share, 4), one.counted_on,
                viewer.say(STANDING_WORDS[one.stand.standing]), viewer.say((one.stand.zh, one.stand.en)),
                one.stand.clause, viewer.say(BASIS_WORDS[Basis(one.stand.basis)]),
            ]
            for one in found
        ],
    )  # fmt: skip
