"""What others pay for the same drug, for one smallest unit: listings, accepted offers, filings. PRC-3, PRI-4."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.core.clock import day_of
from baowen.drugs.names import base_name
from baowen.lists.names import Asked, covers, likeness
from baowen.procure.buying.kinds import PriceOf
from baowen.procure.buying.models import Acceptance, Filing
from baowen.procure.buying.rules import times_of
from baowen.procure.buying.states import FilingState
from baowen.procure.listing.queries import listings_of_drug, platform_of
from baowen.procure.listing.states import ListingState

MOST = 200
COUNTED = (FilingState.ACCEPTED.value, FilingState.ENDED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedPrice:
    """A price of one smallest unit in yuan, and where it comes from. `maker`: a code, or a name that was filed."""

    source: PriceOf
    number: str
    spec: str
    maker: str
    unit_price: Decimal
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Others' prices, cheapest first, and how many times their median a price is; None with nothing to compare."""

    prices: tuple[ComparedPrice, ...]
    times: Decimal | None


def compared(
    region: str, drug: str, *, dosage_form: str = "", smallest_unit: str = "", spec: str = "",
    unit_price: Decimal | None = None, without: str = "",
) -> Compared:  # fmt: skip
    """Prices on the platform of a place of the same drug and smallest unit, without one's own filing.

    Where some have the very specification, the median is of these alone. BaowenError for the nation.
    """
    asked = Asked.of(drug, dosage_form)
    found = [*_listed(region, asked, smallest_unit), *_accepted(region, asked, smallest_unit)]
    found += _filed(region, asked, smallest_unit, without)
    found.sort(key=lambda one: (one.unit_price, one.number))
    same = [one.unit_price for one in found if spec and one.spec == spec] or [one.unit_price for one in found]
    return Compared(
        prices=tuple(found[:MOST]), times=None if unit_price is None else times_of(unit_price, same)
    )  # fmt: skip


def _listed(region: str, asked: Asked, unit: str) -> list[ComparedPrice]:
    return [
        ComparedPrice(
            source=PriceOf.LISTING, number=one.number, spec=one.spec, maker=one.maker, unit_price=one.unit_price,
            on=one.listed_on,
        )
        for one in listings_of_drug(region, asked.name, asked.form)
        if one.state is ListingState.LISTED and one.unit_price is not None and _is(one.smallest_unit, unit)
    ]  # fmt: skip


def _accepted(region: str, asked: Asked, unit: str) -> list[ComparedPrice]:
    rows = Acceptance.objects.select_related("offer__negotiation").filter(
        offer__negotiation__drug__contains=_base(asked)
    )  # fmt: skip
    return [
        ComparedPrice(
            source=PriceOf.NEGOTIATION, number=row.number, spec=row.offer.negotiation.spec, maker=row.offer.maker,
            unit_price=row.offer.unit_price, on=day_of(row.accepted_at),
        )
        for row in rows.order_by("-id")[:MOST]
        if _same(row.region, region) and _is(row.offer.negotiation.smallest_unit, unit)
        and _alike(row.offer.negotiation.drug, row.offer.negotiation.dosage_form, asked)
    ]  # fmt: skip


def _filed(region: str, asked: Asked, unit: str, without: str) -> list[ComparedPrice]:
    rows = Filing.objects.filter(drug__contains=_base(asked), state__in=COUNTED).exclude(number=without)
    return [
        ComparedPrice(
            source=PriceOf.FILING, number=row.number, spec=row.spec, maker=row.maker or row.maker_name,
            unit_price=row.unit_price, on=day_of(row.filed_at),
        )
        for row in rows.order_by("-id")[:MOST]
        if _same(row.region, region) and _is(row.smallest_unit, unit) and _alike(row.drug, row.dosage_form, asked)
    ]  # fmt: skip


def _base(asked: Asked) -> str:
    return base_name(asked.name).base or asked.name


def _alike(drug: str, form: str, asked: Asked) -> bool:
    return likeness(drug, asked) == "same" and covers(drug, form, asked)


def _same(region: str, other: str) -> bool:
    return platform_of(region) == platform_of(other)


def _is(unit: str, asked: str) -> bool:
    return not asked or unit == asked
