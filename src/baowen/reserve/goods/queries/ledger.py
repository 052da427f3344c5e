"""Reads of the ledger: balances by lot, and its lines. RSV-1.

Holders see their own, officers of reserves and of the mechanism those of their place and below.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from baowen.core.money import amount
from baowen.core.paging import Paged, page_by_key
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, decide
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE, load_regions
from baowen.reserve.goods.kinds import EntryKind, GoodsKind
from baowen.reserve.goods.models import Entry, Holding, Lot
from baowen.reserve.goods.rules import Recalled


@dataclass(frozen=True, slots=True, kw_only=True)
class LotView:
    """What is left of a lot, at its purchase price."""

    key: int
    lot_no: str
    expires_on: date
    unit_price: Decimal
    packs: Decimal
    amount: Decimal
    is_expired: bool
    is_recalled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingView:
    """A product in a reserve with its lots, the earliest expiry first; `usable`: without expired and recalled lots.

    `refused`: why the lake did not take its count, "" where it did.
    """

    key: int
    holder: str
    region: str
    kind: GoodsKind
    product_code: str
    generic_name: str
    spec: str
    maker: str
    packs: Decimal
    usable: Decimal
    amount: Decimal
    told_on: date | None
    refused: str
    lots: tuple[LotView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """A line of the ledger. `beyond`: by how many yuan it passed what its fund had left."""

    code: str
    holder: str
    product_code: str
    generic_name: str
    spec: str
    maker: str
    goods: GoodsKind
    lot_no: str
    expires_on: date
    kind: EntryKind
    packs: Decimal
    unit_price: Decimal
    amount: Decimal
    happened_on: date
    about: str
    words: str
    fund: str
    used: Decimal | None
    beyond: Decimal
    corrects: str
    corrected_by: str
    entered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which goods: of a holder, a place, a text (name or code); `with_rest`: only what has something left."""

    holder: str = ""
    place: str = ""
    text: str = ""
    with_rest: bool = False


def holding_page(
    actor: Actor, sought: Sought | None = None, *, on: date, recalled: Recalled, cursor: str = "", limit: int = 50
) -> Paged[HoldingView]:  # fmt: skip
    """A page of products in reserves that the actor sees, with their lots."""
    sought = sought or Sought()
    rows = seen(actor).prefetch_related("lots")
    if sought.holder:
        rows = rows.filter(holder=sought.holder)
    if sought.place:
        rows = rows.filter(region__in=codes_within(sought.place))
    text = sought.text.replace("\x00", "").strip()
    if text:
        rows = rows.filter(Q(generic_name__icontains=text) | Q(product_code=text))
    if sought.with_rest:
        rows = rows.filter(pk__in=Lot.objects.filter(balance__gt=0).values("holding"))
    return page_by_key(rows, lambda row: _view(row, on, recalled), cursor=cursor, limit=limit)


def holding_seen(key: int, actor: Actor, *, on: date, recalled: Recalled) -> HoldingView:
    """One product in a reserve; BaowenError for one that the actor does not see."""
    row = seen(actor).filter(pk=key).prefetch_related("lots").first()
    if row is None:
        raise BaowenError("没有这项储备，或不在权限内", "there is no such reserve that you may see")
    return _view(row, on, recalled)


def entry_page(
    actor: Actor, *, holding: int | None = None, kind: EntryKind | None = None, cursor: str = "", limit: int = 50
) -> Paged[EntryView]:  # fmt: skip
    """A page of lines of the ledger, the last entered first."""
    rows = Entry.objects.filter(lot__holding__in=seen(actor)).select_related(
        "lot__holding", "spending__budget", "corrects", "corrected_by"
    )
    if holding is not None:
        rows = rows.filter(lot__holding_id=holding)
    if kind is not None:
        rows = rows.filter(kind=kind.value)
    return page_by_key(rows, _entry, cursor=cursor, limit=limit, newest_first=True)


def seen(actor: Actor) -> QuerySet[Holding]:
    """The holdings that an actor sees."""
    if actor.is_system or decide(actor, Act.RESERVE_READ, actor.region, regions=load_regions()).allowed:
        place = Q() if actor.region == NATION_CODE else Q(region__in=codes_within(actor.region))
        return Holding.objects.filter(place | Q(holder=actor.organisation))
    return Holding.objects.filter(holder=actor.organisation)


def _view(row: Holding, on: date, recalled: Recalled) -> HoldingView:
    lots = tuple(_lot(one, row.product_code, on, recalled) for one in row.lots.all() if one.balance > 0)
    zero = Decimal(0)
    return HoldingView(
        key=row.pk, holder=row.holder, region=row.region, kind=GoodsKind(row.kind), product_code=row.product_code,
        generic_name=row.generic_name, spec=row.spec, maker=row.maker, told_on=row.told_on, refused=row.refused,
        packs=sum((one.packs for one in lots), zero), amount=sum((one.amount for one in lots), Decimal("0.00")),
        usable=sum((one.packs for one in lots if not one.is_expired and not one.is_recalled), zero), lots=lots,
    )  # fmt: skip


def _lot(row: Lot, product_code: str, on: date, recalled: Recalled) -> LotView:
    return LotView(
        key=row.pk, lot_no=row.lot_no, expires_on=row.expires_on, unit_price=row.unit_price, packs=row.balance,
        amount=amount(row.unit_price * row.balance), is_expired=row.expires_on < on,
        is_recalled=recalled.covers(product_code, row.lot_no),
    )  # fmt: skip


def _entry(row: Entry) -> EntryView:
    holding, spending = row.lot.holding, getattr(row, "spending", None)
    after = getattr(row, "corrected_by", None)
    return EntryView(
        code=row.code, holder=holding.holder, product_code=holding.product_code, generic_name=holding.generic_name,
        spec=holding.spec, maker=holding.maker, goods=GoodsKind(holding.kind), lot_no=row.lot.lot_no,
        expires_on=row.lot.expires_on, kind=EntryKind(row.kind), packs=row.packs, unit_price=row.unit_price,
        amount=row.amount, happened_on=row.happened_on, about=row.about, words=row.words,
        fund=spending.budget.code if spending else "", used=spending.amount if spending else None,
        beyond=spending.beyond if spending else Decimal(0), corrects=row.corrects.code if row.corrects else "",
        corrected_by=after.code if after else "", entered_at=row.entered_at,
    )  # fmt: skip
