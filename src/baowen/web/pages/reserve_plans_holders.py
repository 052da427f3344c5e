"""Agreements with reserve holders: those in force, entered, corrected, ended, withdrawn. RSV-1, RSV-4."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from baowen.core.clock import today
from baowen.core.money import plain
from baowen.core.paging import Paged
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.reserve.plans.actions.agreements import (
    NewAgreement,
    NewHeld,
    correct_agreement,
    end_agreement,
    enter_agreement,
    withdraw_agreement,
)
from baowen.reserve.plans.kinds import TIER_WORDS, UNIT_WORDS, Tier, Unit
from baowen.reserve.plans.queries.agreements import AgreementView, agreement_page
from baowen.reserve.plans.queries.catalogue import ItemView, items_of_catalogue
from baowen.web.dates import day_given
from baowen.web.deeds import done
from baowen.web.exports import ASKED, Table, all_pages, exported
from baowen.web.pages.vbp_fields import codes_given, doing_of, optional_day, options_of, organisation_given
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, viewer_of

AGREEMENTS = (
    ("编号", "Number"), ("承储机构代码", "Holder code"), ("承储机构", "Holder"), ("地区", "Place"), ("层级", "Tier"),
    ("协议名称", "Title"), ("开始", "From"), ("结束", "Until"), ("品种", "Item"), ("计划量", "Planned"),
    ("单位", "Unit"), ("产品代码", "Products"), ("更正自", "Replaces"), ("理由", "Reason"),
)  # fmt: skip


def holders(request: HttpRequest) -> HttpResponse:
    """The agreements that somebody sees; a form does what it names."""
    viewer, given = viewer_of(request), request.GET
    if request.method == "POST":
        return _act(request, viewer)
    on = None if given.get("all") else today()

    def page(cursor: str) -> Paged[AgreementView]:
        return agreement_page(viewer.actor, on=on, cursor=cursor, limit=ASKED)

    file = exported(request, {"agreements": lambda: _table(all_pages(page), viewer)})
    if file is not None:
        return file
    found = agreement_page(viewer.actor, on=on, cursor=given.get("cursor", ""))
    names, may = names_of({one.holder for one in found.lines}), viewer.may(Act.RESERVE_PLAN)
    items = items_of_catalogue(viewer.actor.region, today()) if may else ()
    shown = {
        "lines": [_line(one, names, items, viewer) for one in found.lines], "given": given, "may_plan": may,
        "next": found.cursor, "watches": viewer.may(Act.RESERVE_READ), "today": today(),
        "items": [_choice(one, None, viewer) for one in items],
        "tiers": options_of(TIER_WORDS, viewer),
    }  # fmt: skip
    return render(request, "pages/reserve_plans_holders.html", shown)


def _line(
    one: AgreementView, names: dict[str, str], items: tuple[ItemView, ...], viewer: Viewer
) -> dict[str, object]:  # fmt: skip
    return {
        "one": one, "who": names.get(one.holder, one.holder), "tier": viewer.say(TIER_WORDS[one.tier]),
        "items": [
            {"one": item, "unit": viewer.say(UNIT_WORDS[item.unit]),
             "words": " ".join(part for part in (item.name, item.form, item.strength) if part)}
            for item in one.items
        ],
        "choices": [_choice(item, one, viewer) for item in items] if one.may_change else [],
        "tiers": options_of(TIER_WORDS, viewer, one.tier),
    }  # fmt: skip


def _choice(item: ItemView, one: AgreementView | None, viewer: Viewer) -> dict[str, object]:
    """An item of the catalogue as a line of the form, with what an agreement has of it."""
    held = next((each for each in one.items if each.item == item.number), None) if one else None
    return {
        "number": item.number, "words": item.words, "unit": viewer.say(UNIT_WORDS[item.unit]),
        "code": item.unit.value,
        "planned": plain(held.planned) if held else "",
        "products": " ".join(held.products) if held else "",
        "per_pack": plain(held.per_pack) if held and held.per_pack else "",
    }  # fmt: skip


def _table(found: list[AgreementView], viewer: Viewer) -> Table:
    names = names_of({one.holder for one in found})
    return Table(
        AGREEMENTS,
        [
            [
                one.number, one.holder, names.get(one.holder, ""), viewer.place(one.region),
                viewer.say(TIER_WORDS[one.tier]), one.title, one.starts_on, one.ends_on,
                " ".join(part for part in (item.name, item.form, item.strength) if part), item.planned,
                viewer.say(UNIT_WORDS[item.unit]), " ".join(item.products), one.replaces,
                one.reason or one.ended_because or one.withdrawn_because,
            ]
            for one in found
            for item in one.items
        ],
    )  # fmt: skip


def _act(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    given, doing = request.POST, doing_of(viewer, request.POST.get("reason", ""))
    number = given.get("number", "")
    known: dict[str, Callable[[], object]] = {
        "enter": lambda: enter_agreement(_given(given), doing),
        "correct": lambda: correct_agreement(number, _given(given), doing),
        "end": lambda: end_agreement(number, day_given(given.get("last_on", "")), doing),
        "withdraw": lambda: withdraw_agreement(number, doing),
    }

    def work() -> None:
        if given.get("what") not in known:
            raise ValueError
        known[given["what"]]()

    return done(request, viewer, work, ("已办理。", "Done."), "reserve_plans_holders")


def _given(given: QueryDict) -> NewAgreement:
    """An agreement as its form tells it: the lines of the catalogue with a quantity."""
    items = []
    for code in given.getlist("item"):
        planned = quantity_given(given.get(f"planned-{code}", ""), "计划量", "the planned quantity")
        if planned is not None:
            items.append(
                NewHeld(
                    item=code, planned=planned, unit=Unit(given.get(f"unit-{code}", "")),
                    products=codes_given(given.get(f"products-{code}", "")),
                    per_pack=quantity_given(given.get(f"per_pack-{code}", ""), "每盒含量", "units in a pack"),
                )
            )  # fmt: skip
    return NewAgreement(
        holder=organisation_given(given.get("holder", "")), tier=Tier(given.get("tier", "")),
        title=given.get("title", ""), starts_on=day_given(given.get("starts_on", "")),
        ends_on=optional_day(given, "ends_on"), items=items,
    )  # fmt: skip
