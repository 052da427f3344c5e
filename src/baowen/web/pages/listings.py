"""The book of a platform: what is listed at which price, one listing with its history, and what officers do. PRC-1."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import home
from baowen.core.clock import now, today
from baowen.core.paging import Paged
from baowen.core.period import Month
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.orgs.regions import RegionLevel, load_regions
from baowen.procure.listing.actions import book as actions
from baowen.procure.listing.actions.book import Why
from baowen.procure.listing.kinds import LIGHT_WORDS, PATH_WORDS, Light
from baowen.procure.listing.queries import (
    EventView,
    ListingView,
    PriceView,
    events_of,
    listing,
    listing_page,
    may_decide,
    platform_of,
    prices_of,
    suspended_elsewhere,
)
from baowen.procure.listing.queries.applications import FollowUpView, follow_ups
from baowen.procure.listing.rules import in_force
from baowen.procure.listing.states import FOLLOW_WORDS, LISTING_RULES, STATE_WORDS, ListingMove, ListingState
from baowen.web.charts import Option, line_chart
from baowen.web.dates import day_given
from baowen.web.deeds import done
from baowen.web.exports import Table, all_pages, exported
from baowen.web.pages.messages import page_of
from baowen.web.viewer import Viewer, viewer_of

MOST_MONTHS = 60


def platform(request: HttpRequest) -> str:
    """The province whose platform is asked for: the home's, another where a known one is named."""
    regions, asked = load_regions(), request.GET.get("region", "")
    place = regions.get(asked)
    if place is not None and place.level is not RegionLevel.NATION:
        return platform_of(asked)
    own = regions.require(home().region)
    if own.level is not RegionLevel.NATION:
        return platform_of(own.code)
    return next(one.code for one in regions.all() if one.level is RegionLevel.PROVINCE)


def book(request: HttpRequest) -> HttpResponse:
    """What a platform lists, by name, code, state and light."""
    viewer, region, given = viewer_of(request), platform(request), request.GET
    state, light = given.get("state", ""), given.get("light", "")
    mine = given.get("mine", "") != "" and viewer.may(Act.LISTING_APPLY)

    def page(cursor: str) -> Paged[ListingView]:
        return listing_page(
            region, text=given.get("q", ""), cursor=cursor, maker=viewer.actor.organisation if mine else "",
            state=ListingState(state) if state in set(ListingState) else None,
            light=Light(light) if light and light in set(Light) else None,
        )  # fmt: skip

    file = exported(request, {"listings": lambda: _table(all_pages(page), viewer)})
    if file is not None:
        return file
    found = page(given.get("cursor", ""))
    names = names_of({one.maker for one in found.lines})
    return render(
        request, "pages/listings.html",
        {
            "region": region, "lines": [_line(one, names, viewer) for one in found.lines], "cursor": found.cursor,
            "q": given.get("q", ""), "state": state, "light": light, "mine": mine,
            "states": [(one.value, viewer.say(words)) for one, words in STATE_WORDS.items()],
            "lights": [(one.value, viewer.say(words)) for one, words in LIGHT_WORDS.items() if one],
            "may_apply": viewer.may(Act.LISTING_APPLY), "may_read": viewer.may(Act.LISTING_READ, region),
            "provinces": _provinces() if load_regions().require(home().region).level is RegionLevel.NATION else (),
        },
    )  # fmt: skip


def _provinces() -> Sequence[tuple[str, str]]:
    return [(one.code, one.name) for one in load_regions().all() if one.level is RegionLevel.PROVINCE]


def _line(one: ListingView, names: dict[str, str], viewer: Viewer) -> dict[str, object]:
    return {
        "one": one, "maker": names.get(one.maker, one.maker), "state": viewer.say(STATE_WORDS[one.state]),
        "path": viewer.say(PATH_WORDS[one.path]), "light": viewer.say(LIGHT_WORDS[one.light]) if one.light else "",
        "is_held": not one.can_be_bought,
    }  # fmt: skip


_HEADINGS = (
    ("编号", "Number"), ("药品代码", "Product code"), ("通用名", "Generic name"), ("剂型", "Form"),
    ("规格", "Strength"), ("包装", "Pack"), ("生产企业", "Maker"), ("元/盒", "Yuan a pack"),
    ("元/最小单位", "Yuan a unit"), ("状态", "State"), ("路径", "Path"), ("标识", "Light"), ("挂网日期", "Listed on"),
)  # fmt: skip


def _table(found: list[ListingView], viewer: Viewer) -> Table:
    names = names_of({one.maker for one in found})
    return Table(
        _HEADINGS,
        [
            [
                one.number, one.product_code, one.generic_name, one.dosage_form, one.spec, one.packaging,
                names.get(one.maker, one.maker), one.price, one.unit_price, viewer.say(STATE_WORDS[one.state]),
                viewer.say(PATH_WORDS[one.path]), viewer.say(LIGHT_WORDS[one.light]), one.listed_on,
            ]
            for one in found
        ],
    )  # fmt: skip


def one(request: HttpRequest, number: str) -> HttpResponse:
    """One listing with its prices, moves, lower prices to follow, and the forms of who decides."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return _decide(request, viewer, number)
    try:
        found = listing(number)
    except BaowenError:
        raise Http404 from None
    prices, events, lower = prices_of(number), events_of(number), follow_ups(listing=number)
    file = exported(
        request,
        {
            "prices": lambda: _price_table(prices, viewer),
            "events": lambda: _event_table(events, viewer),
            "lower": lambda: _lower_table(lower, viewer),
        },
    )
    if file is not None:
        return file
    decides, elsewhere = may_decide(viewer.actor, found.region), suspended_elsewhere(number)
    names = names_of({found.maker})
    return render(
        request, "pages/listing.html",
        {
            "line": _line(found, names, viewer), "one": found, "chart": _chart(prices, viewer),
            "prices": [
                {
                    "one": one, "path": viewer.say(PATH_WORDS[one.path]),
                    "light": viewer.say(LIGHT_WORDS[one.light]) if one.light else "",
                    "application": _application(one.source), "may_void": decides and not one.voided_why,
                }
                for one in reversed(prices)
            ],
            "events": [
                {
                    "one": one, "state": viewer.say(STATE_WORDS[one.state]),
                    "link": page_of(one.about, viewer) if _sees(one.about, found, viewer) else "",
                }
                for one in reversed(events)
            ],
            "lower": [
                {
                    "one": one, "state": viewer.say(FOLLOW_WORDS[one.state]),
                    "working": viewer.say((one.working_zh, one.working_en)), "place": viewer.place(one.elsewhere),
                }
                for one in lower
            ],
            "moves": _moves(found, viewer, elsewhere) if decides else [], "held_by": _held_by(elsewhere, found, viewer),
            "may_order": found.can_be_bought and viewer.may(Act.ORDER_PLACE),
            "is_own": viewer.may(Act.LISTING_APPLY, found.region) and found.maker == viewer.actor.organisation,
            "may_read": viewer.may(Act.LISTING_READ, found.region), "sees_drugs": viewer.may(Act.SIGNAL_READ),
        },
    )  # fmt: skip


def _application(source: str) -> str:
    return source.removeprefix("application/") if source.startswith("application/") else ""


def _moves(found: ListingView, viewer: Viewer, elsewhere: str) -> list[tuple[str, str]]:
    return [
        (rule.move.value, viewer.say((rule.zh, rule.en))) for rule in LISTING_RULES.values()
        if found.state in rule.sources and not (elsewhere and rule.move is ListingMove.RESUME)
    ]  # fmt: skip


def _held_by(about: str, found: ListingView, viewer: Viewer) -> tuple[str, str] | None:
    """What another room suspended it for, as number and page; "" where the viewer does not see that page."""
    if not about:
        return None
    return about.partition("/")[2], page_of(about, viewer) if _sees(about, found, viewer) else ""


def _sees(about: str, found: ListingView, viewer: Viewer) -> bool:
    """Whether the page of what moved a listing is one for the viewer."""
    is_own = found.maker == viewer.actor.organisation
    if about.startswith("price/"):
        return is_own or viewer.may(Act.PRICE_READ, found.region)
    if about.startswith("breach/"):
        return is_own or viewer.may(Act.TRADE_READ)
    return about.startswith("application/") and (is_own or viewer.may(Act.LISTING_READ, found.region))


def _decide(request: HttpRequest, viewer: Viewer, number: str) -> HttpResponse:
    given = request.POST

    def void() -> None:
        day = day_given(given.get("valid_from", ""))
        actions.void_price(number, day, why=given.get("why", ""), actor=viewer.actor, at=now())

    def move() -> None:
        until = given.get("until", "")
        why = Why(
            reason=given.get("why", ""), clause=given.get("clause", "").strip()[:200],
            until=day_given(until) if until else None,
        )  # fmt: skip
        actions.decide_listing(number, ListingMove(given.get("move", "")), why, actor=viewer.actor, at=now())

    if "valid_from" in given:
        return done(request, viewer, void, ("已作废。", "Voided."), "listing", number)
    return done(request, viewer, move, ("已办理。", "Done."), "listing", number)


def _chart(prices: Sequence[PriceView], viewer: Viewer) -> Option | None:
    """The price that counted at the end of each month; None for fewer than two months."""
    counting = [one for one in prices if not one.voided_why]
    if not counting:
        return None
    last = Month.of(max(today(), counting[-1].valid_from))
    months = list(Month.of(counting[0].valid_from).until(last))[-MOST_MONTHS:]
    if len(months) < 2:
        return None
    found = [in_force(counting, month.last) for month in months]
    line = [None if one is None else float(one.price) for one in found]
    return line_chart(
        [str(month) for month in months], {viewer.say(("挂网价", "listed price")): line},
        unit=viewer.say(("元/盒", "yuan a pack")),
    )  # fmt: skip


def _price_table(prices: Sequence[PriceView], viewer: Viewer) -> Table:
    headings = (
        ("执行日期", "From"), ("元/盒", "Yuan a pack"), ("元/最小单位", "Yuan a unit"), ("路径", "Path"),
        ("标识", "Light"), ("条款", "Clause"), ("来源", "Source"), ("作废原因", "Voided because"),
    )  # fmt: skip
    return Table(
        headings,
        [
            [
                one.valid_from, one.price, one.unit_price, viewer.say(PATH_WORDS[one.path]),
                viewer.say(LIGHT_WORDS[one.light]), one.clause, one.source, one.voided_why,
            ]
            for one in prices
        ],
    )  # fmt: skip


def _lower_table(lower: Sequence[FollowUpView], viewer: Viewer) -> Table:
    headings = (
        ("省份", "Province"), ("元/盒", "Yuan a pack"), ("自", "From"), ("应于", "Follow by"), ("状态", "State"),
        ("暂停至", "Suspended until"), ("条款", "Clause"), ("来源", "Source"),
    )  # fmt: skip
    return Table(
        headings,
        [
            [
                viewer.place(one.elsewhere), one.price, one.valid_from, one.due_on,
                viewer.say(FOLLOW_WORDS[one.state]), one.until, one.clause, one.source,
            ]
            for one in lower
        ],
    )  # fmt: skip


def _event_table(events: Sequence[EventView], viewer: Viewer) -> Table:
    headings = (
        ("时间", "At"), ("状态", "State"), ("理由", "Reason"), ("条款", "Clause"), ("至", "Until"), ("依据", "About"),
    )  # fmt: skip
    return Table(
        headings,
        [
            [one.moved_at, viewer.say(STATE_WORDS[one.state]), one.reason, one.clause, one.until, one.about]
            for one in events
        ],
    )  # fmt: skip
