"""Negotiations: opened and accepted by hospitals, offered in by makers, seen by the offices above. PRC-2."""

from __future__ import annotations

from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from baowen.api.book import rulebook
from baowen.core.clock import now, today
from baowen.core.paging import Paged
from baowen.core.problems import BaowenError
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Act
from baowen.orgs.queries import alliance_of, names_of
from baowen.procure.buying.actions import negotiating
from baowen.procure.buying.actions.accepting import accept_offer
from baowen.procure.buying.kinds import SIDE_WORDS, OfferSide
from baowen.procure.buying.queries import (
    AcceptanceView,
    NegotiationView,
    OfferView,
    acceptances_of,
    negotiation,
    negotiation_page,
    offers_of,
)
from baowen.procure.buying.states import ENDED_WORDS, NEGOTIATION_WORDS, NegotiationState
from baowen.web.dates import day_given
from baowen.web.deeds import did, done
from baowen.web.exports import Table, all_pages, exported
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, viewer_of

PARTNER = "partner-"  # of the field with the quantity of a hospital of the alliance


def negotiations(request: HttpRequest) -> HttpResponse:
    """The negotiations that the viewer may see, the newest first, and the form to open one."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return _open(request, viewer)

    def page(cursor: str) -> Paged[NegotiationView]:
        return negotiation_page(viewer.actor, today(), cursor=cursor)

    file = exported(request, {"negotiations": lambda: _table(all_pages(page), viewer)})
    if file is not None:
        return file
    found = page(request.GET.get("cursor", ""))
    names = names_of({one.hospital for one in found.lines})
    shown = {
        "lines": [
            {"one": one, "state": _state(one, viewer), "who": names.get(one.hospital, "")} for one in found.lines
        ],
        "cursor": found.cursor, "may_open": viewer.may(Act.NEGOTIATION_OPEN),
        "is_maker": viewer.actor.kind is OrganisationKind.MAKER, "drug": request.GET.get("drug_name", "")[:200],
        "today": today(),
        "alliance": alliance_of(viewer.actor.organisation) if viewer.may(Act.NEGOTIATION_OPEN) else [],
    }  # fmt: skip
    return render(request, "pages/negotiations.html", shown)


def _state(one: NegotiationView, viewer: Viewer) -> str:
    if one.state is NegotiationState.OPEN and one.is_over:
        return viewer.say(ENDED_WORDS)
    return viewer.say(NEGOTIATION_WORDS[one.state])


def _table(found: list[NegotiationView], viewer: Viewer) -> Table:
    headings = (
        ("编号", "Number"), ("药品", "Drug"), ("规格", "Strength"), ("数量", "Quantity"), ("单位", "Unit"),
        ("医院", "Hospital"), ("地区", "Place"), ("截止日", "Last day"), ("状态", "State"), ("条文", "Clause"),
    )  # fmt: skip
    rows = [
        [
            one.number, one.generic_name, one.spec, one.quantity, one.smallest_unit, one.hospital,
            viewer.place(one.region), one.last_day, _state(one, viewer), one.clause,
        ]
        for one in found
    ]  # fmt: skip
    return Table(headings, rows)


def _open(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    given, numbers = request.POST, list[str]()

    def work() -> None:
        wanted = negotiating.Wanted(
            drug=given.get("drug_name", ""), smallest_unit=given.get("smallest_unit", ""), spec=given.get("spec", ""),
            quantity=needed(given, "quantity", "需求数量", "the quantity"),
            last_day=day_given(given.get("last_day", "")), words=given.get("words", ""),
            partners=_partners(given), invited=tuple(given.getlist("invited")),
        )  # fmt: skip
        numbers.append(negotiating.open_negotiation(wanted, actor=viewer.actor, at=now(), packs=rulebook().packs))

    if did(request, viewer, work, ("议价已发起。", "The negotiation is open.")) and numbers:
        return redirect("negotiation", numbers[0])
    return redirect("negotiations")


def _partners(given: QueryDict) -> tuple[tuple[str, Decimal], ...]:
    """Hospitals of the alliance that ask too: those whose quantity is filled in."""
    found = []
    for name in given:
        quantity = quantity_given(given.get(name, ""), "数量", "the quantity") if name.startswith(PARTNER) else None
        if quantity is not None:
            found.append((name.removeprefix(PARTNER), quantity))
    return tuple(found)


def needed(given: QueryDict, name: str, zh: str, en: str) -> Decimal:
    """The number of a field that must be filled; BaowenError."""
    found = quantity_given(given.get(name, ""), zh, en)
    if found is None:
        raise BaowenError(f"请填写{zh}", f"{en} is missing")
    return found


def one_negotiation(request: HttpRequest, number: str) -> HttpResponse:
    """One negotiation with its offers and counter-offers in the order of time, and what the viewer may do."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return _deed(request, viewer, number)
    try:
        one = negotiation(number, viewer.actor, today())
    except BaowenError:
        raise Http404 from None
    offers, taken = offers_of(number, viewer.actor, today()), acceptances_of(number, viewer.actor, today())
    tables = {"offers": lambda: _offers_table(offers, viewer), "accepted": lambda: _accepted_table(taken)}
    file = exported(request, tables)
    if file is not None:
        return file
    codes = {one.maker for one in offers} | {one.hospital for one in one.parties} | {one.hospital for one in taken}
    names = names_of(codes)
    own = viewer.actor.organisation
    shown = {
        "one": one, "state": _state(one, viewer), "names": names, "today": today(),
        "parties": [(names.get(each.hospital, each.hospital), each.quantity) for each in one.parties],
        "offers": [_offer(each, one, names, viewer) for each in offers],
        "accepted": [(each, names.get(each.maker, each.maker), names.get(each.hospital, "")) for each in taken],
        "may_offer": one.takes_offers and viewer.actor.kind is OrganisationKind.MAKER
        and viewer.may(Act.NEGOTIATION_OFFER),
        "own": own, "may_order": viewer.may(Act.ORDER_PLACE),
        "may_withdraw": one.hospital == own and one.state is NegotiationState.OPEN and not taken
        and viewer.may(Act.NEGOTIATION_OPEN),
    }  # fmt: skip
    return render(request, "pages/negotiation.html", shown)


def _offer(each: OfferView, one: NegotiationView, names: dict[str, str], viewer: Viewer) -> dict[str, object]:
    buys = one.is_party and viewer.may(Act.NEGOTIATION_OPEN)
    return {
        "one": each, "side": viewer.say(SIDE_WORDS[each.side]), "maker": names.get(each.maker, each.maker),
        "by_maker": each.side is OfferSide.MAKER, "may_accept": buys and each.stands,
        "may_counter": buys and each.stands and one.takes_offers,
        "may_withdraw": each.organisation == viewer.actor.organisation and not each.withdrawn_why,
    }  # fmt: skip


def _deed(request: HttpRequest, viewer: Viewer, number: str) -> HttpResponse:
    given, at, actor = request.POST, now(), viewer.actor

    def offer() -> int:
        key = given.get("offer", "")
        if not (key.isascii() and key.isdigit() and len(key) < 18):
            raise BaowenError("请选择报价", "choose an offer")
        return int(key)

    deeds = {
        "offer": (lambda: negotiating.make_offer(number, _offered(given), actor=actor, at=at),
                  ("报价已提交。", "The offer is made.")),
        "counter": (lambda: negotiating.counter_offer(number, offer(), _counter(given), actor=actor, at=at),
                    ("还价已提交。", "The counter-offer is made.")),
        "accept": (lambda: accept_offer(number, offer(), needed(given, "quantity", "数量", "the quantity"), actor=actor,
                                        at=at, reason=given.get("reason", "")),
                   ("已接受，可据以下单。", "Accepted; orders can rest on it.")),
        "withdraw_offer": (lambda: negotiating.withdraw_offer(number, offer(), why=given.get("why", ""), actor=actor,
                                                              at=at),
                           ("报价已撤回，仍列出并注明理由。", "Withdrawn; it stays listed with the reason.")),
        "withdraw": (lambda: negotiating.withdraw_negotiation(number, why=given.get("why", ""), actor=actor, at=at),
                     ("议价已撤回。", "The negotiation is taken back.")),
    }  # fmt: skip
    if given.get("what", "") not in deeds:
        raise Http404
    work, words = deeds[given["what"]]
    return done(request, viewer, work, words, "negotiation", number)


def _offered(given: QueryDict) -> negotiating.Offered:
    days = needed(given, "delivery_days", "配送天数", "days of delivery") if given.get("delivery_days") else None
    if days is not None and days != days.to_integral_value():
        raise BaowenError("配送天数应为整数", "days of delivery are a whole number")
    return negotiating.Offered(
        product_code=given.get("product_code", ""), smallest_unit=given.get("smallest_unit", ""),
        units_per_pack=needed(given, "units_per_pack", "每包数量", "units of a pack"),
        price=needed(given, "price", "每包价格", "the price of a pack"),
        quantity=needed(given, "quantity", "可供数量", "the quantity"), until=day_given(given.get("until", "")),
        delivery_days=None if days is None else int(days), packaging=given.get("packaging", ""),
        words=given.get("words", ""),
    )  # fmt: skip


def _counter(given: QueryDict) -> negotiating.Counter:
    return negotiating.Counter(
        price=needed(given, "price", "每包价格", "the price of a pack"),
        quantity=needed(given, "quantity", "数量", "the quantity"), words=given.get("words", ""),
    )  # fmt: skip


def _offers_table(offers: list[OfferView], viewer: Viewer) -> Table:
    headings = (
        ("编号", "Number"), ("时间", "Time"), ("类别", "Kind"), ("企业", "Maker"), ("药品代码", "Product code"),
        ("每包数量", "Units of a pack"), ("每包价格（元）", "Price of a pack (yuan)"),
        ("每单位价格（元）", "Price of a unit (yuan)"), ("数量（包）", "Packs"), ("剩余（包）", "Packs left"),
        ("配送天数", "Days of delivery"), ("有效期至", "Until"), ("说明", "In words"),
        ("撤回理由", "Withdrawn because"),
    )  # fmt: skip
    rows = [
        [
            one.id, one.offered_at, viewer.say(SIDE_WORDS[one.side]), one.maker, one.product_code, one.units_per_pack,
            one.price, one.unit_price, one.quantity, one.left if one.side is OfferSide.MAKER else None,
            one.delivery_days, one.until, one.words, one.withdrawn_why,
        ]
        for one in offers
    ]  # fmt: skip
    return Table(headings, rows)


def _accepted_table(taken: list[AcceptanceView]) -> Table:
    headings = (
        ("采购依据", "Basis"), ("报价", "Offer"), ("企业", "Maker"), ("医院", "Hospital"), ("数量（包）", "Packs"),
        ("每包价格（元）", "Price of a pack (yuan)"), ("有效期至", "Until"), ("最低报价", "Cheapest"),
        ("理由", "Reason"),
    )  # fmt: skip
    rows = [
        [
            one.number,
            one.offer,
            one.maker,
            one.hospital,
            one.quantity,
            one.price,
            one.until,
            one.is_cheapest,
            one.reason,
        ]
        for one in taken
    ]
    return Table(headings, rows)
