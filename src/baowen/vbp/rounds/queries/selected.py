"""Which products of a round are selected for a place, by whom and at which price: what every later room asks. VBP-1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q

from baowen.core.problems import BaowenError
from baowen.orgs.regions import load_regions
from baowen.vbp.rounds.kinds import Likeness, RoundLevel, SupplyRole
from baowen.vbp.rounds.models import Beside, Bid, BidProduct, Round
from baowen.vbp.rounds.states import RoundState


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundView:
    """A round; `region` is the place that runs it. Days are None where the notice has not said yet."""

    code: str
    name: str
    level: RoundLevel
    region: str
    state: RoundState
    follows: str
    document_number: str
    starts_on: date | None
    ends_on: date | None
    lots: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """A selected product as it is for one place: `price` in yuan a pack, `units` in a pack, `winners` of its lot.

    `months`: how long its contracts run, None where the round's own days rule. `enterprise` is a code of the register,
    "" while nobody has said which one it is.
    """

    round_code: str
    lot: str
    drug: str
    spec: str
    unit: str = ""
    product_code: str
    enterprise: str
    enterprise_name: str
    quality_tier: str
    role: SupplyRole
    units: Decimal
    price: Decimal
    winners: int
    months: int | None
    is_antibiotic: bool
    is_key_monitored: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LotProduct:
    """A product that was bid with in a lot, selected or not: its quality tier, yuan a pack, units in a pack."""

    lot: str
    product_code: str
    quality_tier: str
    is_selected: bool
    units: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideDrug:
    """Another drug (generic name) whose purchases count beside a lot's own, and as what."""

    lot: str
    drug: str
    likeness: Likeness


def rounds(region: str = "", *, states: frozenset[RoundState] = frozenset()) -> tuple[RoundView, ...]:
    """The rounds that a place runs, newest first; of every place with "", in any state without `states`."""
    found = Round.objects.annotate(count=Count("lots"))
    if region:
        found = found.filter(region=region)
    if states:
        found = found.filter(state__in=[state.value for state in states])
    return tuple(view(row) for row in found)


def round_of(code: str) -> RoundView:
    """One round; BaowenError for a code that nobody entered."""
    row = Round.objects.annotate(count=Count("lots")).filter(code=code).first()
    if row is None:
        raise BaowenError(f"没有批次 {code}，请先导入批次信息", f"there is no round {code}; import it first")
    return view(row)


def selected_products(round_code: str, region: str = "") -> tuple[Selected, ...]:
    """The selected products of a round that are supplied in a place (or in one above it); those of all without one.

    A bid without places supplies wherever the round is run.
    """
    rows = BidProduct.objects.filter(bid__is_selected=True, bid__lot__round__code=round_code)
    rows = rows.select_related("bid__lot__round").prefetch_related("bid__regions").order_by("bid__lot_id", "id")
    winners = dict(
        Bid.objects.filter(lot__round__code=round_code, is_selected=True)
        .values_list("lot_id")
        .annotate(names=Count("enterprise_name", distinct=True, filter=Q(is_selected=True)))
    )
    found = []
    for row in rows:
        role = _role(row.bid, region)
        if role is not None:
            found.append(_selected(row, round_code, role, winners[row.bid.lot_id]))
    return tuple(found)


def products_of(round_code: str) -> tuple[LotProduct, ...]:
    """Every product that was bid with in a round, with its quality tier."""
    rows = BidProduct.objects.filter(bid__lot__round__code=round_code).select_related("bid__lot")
    return tuple(
        LotProduct(
            lot=row.bid.lot.number, product_code=row.product_code, quality_tier=row.bid.quality_tier,
            is_selected=row.bid.is_selected, units=row.units, price=row.price,
        )
        for row in rows.order_by("bid__lot_id", "id")
    )  # fmt: skip


def besides(round_code: str) -> tuple[BesideDrug, ...]:
    """The drugs that count beside the lots of a round. VBP-6."""
    rows = Beside.objects.filter(lot__round__code=round_code).values_list("lot__number", "drug", "likeness")
    return tuple(BesideDrug(lot=lot, drug=drug, likeness=Likeness(likeness)) for lot, drug, likeness in rows)


def _role(bid: Bid, region: str) -> SupplyRole | None:
    """As what a bid supplies a place; None where it does not."""
    places = list(bid.regions.all())
    if not places:
        return SupplyRole.MAIN
    if not region:
        mains = any(place.role == SupplyRole.MAIN.value for place in places)
        return SupplyRole.MAIN if mains else SupplyRole.BACKUP
    regions = load_regions()
    return next((SupplyRole(place.role) for place in places if regions.within(region, place.region)), None)


def _selected(row: BidProduct, round_code: str, role: SupplyRole, winners: int) -> Selected:
    bid, lot = row.bid, row.bid.lot
    return Selected(
        round_code=round_code, lot=lot.number, drug=lot.drug, spec=bid.spec or lot.spec, unit=lot.unit,
        product_code=row.product_code, enterprise=bid.enterprise, enterprise_name=bid.enterprise_name,
        quality_tier=bid.quality_tier, role=role, units=row.units, price=row.price, winners=winners,
        months=lot.months, is_antibiotic=lot.is_antibiotic, is_key_monitored=lot.is_key_monitored,
    )  # fmt: skip


def view(row: Round) -> RoundView:
    """A stored round as others see it; the row tells its lots as `count`."""
    return RoundView(
        code=row.code, name=row.name, level=RoundLevel(row.level), region=row.region, state=RoundState(row.state),
        follows=row.follows, document_number=row.document_number, starts_on=row.starts_on, ends_on=row.ends_on,
        lots=row.count,  # type: ignore[attr-defined]
    )  # fmt: skip
