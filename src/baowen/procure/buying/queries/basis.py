"""On what an order line may rest: a listing, an accepted offer, a filing; what is left, and why not. PRC-1 to 3."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal

from baowen.core.problems import BaowenError
from baowen.procure.basis import BASIS_WORDS, Agreed, BasisKind
from baowen.procure.buying.listed import listed_as_agreed
from baowen.procure.buying.models import Acceptance, Filing
from baowen.procure.buying.states import FILING_WORDS, UNDECIDED, FilingState
from baowen.procure.listing.queries import listing, listings_numbered, platform_of, price_on, prices_on

Ordered = Callable[[BasisKind, str], Decimal]
"""How many packs were ordered on a basis already; the trade counts them from its lines."""
Words = tuple[str, str]
NOTHING: Words = ("", "")


def nothing_ordered(kind: BasisKind, number: str) -> Decimal:
    """Where nothing was ordered yet."""
    del kind, number
    return Decimal(0)


def agreed(
    kind: BasisKind, number: str, *, hospital: str, region: str, on: date, ordered: Ordered = nothing_ordered
) -> Agreed:
    """What a hospital of a place may order on a basis on a day, or why not. BaowenError where there is none such."""
    if kind is BasisKind.LISTING:
        return listed_as_agreed(listing(number), price_on(number, on), region)
    if kind is BasisKind.NEGOTIATION:
        return _negotiated(number, hospital, on, ordered)
    if kind is BasisKind.FILING:
        return _filed(number, hospital, region, on, ordered)
    raise BaowenError("储备调用目前不能作为采购依据，请按其他途径采购", "a reserve release can't be ordered on yet")


def agreed_many(
    asked: Collection[tuple[BasisKind, str]], *, hospital: str, region: str, on: date
) -> dict[tuple[BasisKind, str], Agreed]:  # fmt: skip
    """The same for many at once: listings by two queries, others one by one. BaowenError for the first unknown."""
    numbers = [number for kind, number in asked if kind is BasisKind.LISTING]
    found, prices = listings_numbered(numbers), prices_on(numbers, on)
    many: dict[tuple[BasisKind, str], Agreed] = {}
    for kind, number in asked:
        if kind is BasisKind.LISTING and number in found:
            many[kind, number] = listed_as_agreed(found[number], prices.get(number), region)
        else:
            many[kind, number] = agreed(kind, number, hospital=hospital, region=region, on=on)
    return many


def _negotiated(number: str, hospital: str, on: date, ordered: Ordered) -> Agreed:
    row = Acceptance.objects.select_related("offer__negotiation").filter(number=number, hospital=hospital).first()
    if row is None:
        raise _none(BasisKind.NEGOTIATION, number)
    offer, asked = row.offer, row.offer.negotiation
    left = row.quantity - ordered(BasisKind.NEGOTIATION, number)
    why = _spent(number, left) or _over(number, offer.until, on) or NOTHING
    return Agreed(
        kind=BasisKind.NEGOTIATION, number=number, product_code=offer.product_code, generic_name=asked.generic_name,
        maker=offer.maker, price=offer.price, quantity_left=max(left, Decimal(0)), until=offer.until,
        clause=asked.clause, why_not_zh=why[0], why_not_en=why[1],
    )  # fmt: skip


def _filed(number: str, hospital: str, region: str, on: date, ordered: Ordered) -> Agreed:
    row = Filing.objects.filter(number=number).first()
    if row is None or not (row.hospital == hospital or _shared(row, region)):
        # Whoever may not use a filing does not learn that it exists.
        raise _none(BasisKind.FILING, number)
    left = row.quantity - ordered(BasisKind.FILING, number)
    why = _unfit(row) or _not_yet(row, on) or _over(number, row.until, on) or _spent(number, left) or NOTHING
    return Agreed(
        kind=BasisKind.FILING, number=number, product_code=row.product_code, generic_name=row.generic_name,
        maker=row.maker or row.maker_credit_code, price=row.price, supplier=row.supplier,
        quantity_left=max(left, Decimal(0)), until=row.until, clause=row.clause, why_not_zh=why[0], why_not_en=why[1],
    )  # fmt: skip


def _shared(row: Filing, region: str) -> bool:
    """Where the pack does not keep a filing to whoever filed, hospitals of its platform may use an accepted one."""
    return not row.filer_buys and row.state == FilingState.ACCEPTED.value and _on_one_platform(row.region, region)


def _on_one_platform(one: str, other: str) -> bool:
    return platform_of(one) == platform_of(other)


def _unfit(row: Filing) -> Words | None:
    """An accepted filing may be used; one that waits only in an emergency, or where nobody has to accept it."""
    state = FilingState(row.state)
    at_once = row.emergency or (not row.needs_acceptance and state is not FilingState.ASKED_BACK)
    if state is FilingState.ACCEPTED or (state in UNDECIDED and at_once):
        return None
    zh, en = FILING_WORDS[state]
    if state in UNDECIDED:
        return (
            f"备案 {row.number} 现为“{zh}”，受理前不能据以下单",
            f"filing {row.number} is {en}: orders rest on it once it is accepted",
        )
    return f"备案 {row.number} 现为“{zh}”，不能据以下单", f"filing {row.number} is {en}: nothing can be ordered on it"


def _not_yet(row: Filing, on: date) -> Words | None:
    if on >= row.from_on:
        return None
    return f"备案 {row.number} 自 {row.from_on} 起有效", f"filing {row.number} holds from {row.from_on}"


def _over(number: str, until: date, on: date) -> Words | None:
    return (f"{number} 已于 {until} 到期", f"{number} held until {until}") if on > until else None


def _spent(number: str, left: Decimal) -> Words | None:
    return None if left > 0 else (f"{number} 的数量已订完", f"all of {number} is ordered")


def _none(kind: BasisKind, number: str) -> BaowenError:
    zh, en = BASIS_WORDS[kind]
    return BaowenError(f"本机构没有编号为 {number} 的{zh}，请核对", f"this hospital has no {en} {number}")
