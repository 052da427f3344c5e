"""A price beside everything that the platform knows of the same drug, on a day: shown to both sides, and kept. PRI-4.

One question by index for the listed, one for the prices of reference, one for the own past: no scan of the book.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from baowen.core.policy import Ruling
from baowen.drugs.price import coefficients_from
from baowen.lists.names import listed_name
from baowen.procure.listing.comparing import (
    Compared,
    Figure,
    Goods,
    Offered,
    OwnTerms,
    compared,
    daily_cost,
    figures,
    newest,
)
from baowen.procure.listing.findings import Finding, findings
from baowen.procure.listing.kinds import DosePer, ReferenceKind
from baowen.procure.listing.models import Listing, ListingPrice, ReferencePrice
from baowen.procure.listing.rulebook import ListingBook
from baowen.procure.listing.rules import PriceFrom, in_force, past_price, rise_of
from baowen.procure.listing.states import ListingState

MOST_SHOWN = 60
PEER = "peer"


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyCost:
    """What a day of the own product costs in yuan at a dose in smallest units, or why that can't be told."""

    cost: Decimal | None
    dose: Decimal | None
    per: str
    why_zh: str = ""
    why_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The own price beside the others on a day. `peers` and `references` are cut to the first; `*_count` are whole.

    `past`: the own prices, the newest last. `rise`: against the price of some months ago. `none_*`: why no other price
    can be compared, "" where one can.
    """

    region: str
    on: date
    goods: Goods
    price: Decimal
    unit_price: Decimal | None
    peers: tuple[Compared, ...]
    peers_count: int
    comparable: int
    references: tuple[Compared, ...]
    references_count: int
    figures: tuple[Figure, ...]
    past: tuple[PriceFrom, ...]
    current: Decimal | None
    rise: Decimal | None
    rise_from: date | None
    rise_price: Decimal | None
    window_months: int | None
    daily: DailyCost
    findings: tuple[Finding, ...]
    none_zh: str
    none_en: str
    policy: str

    def figure(self, kind: str) -> Figure | None:
        """The comparator of a kind; None where there is none."""
        return next((one for one in self.figures if one.kind == kind), None)

    def as_document(self) -> dict[str, Any]:
        """The whole as plain values, as it is kept and as pages show it."""
        return asdict(self)


def compare(
    region: str, goods: Goods, price: Decimal, on: date, *, book: ListingBook, dose: Decimal | None = None,
    dose_per: DosePer = DosePer.DAY,
) -> Comparison:  # fmt: skip
    """A price of one pack of a product beside the others on the platform of a province."""
    ruling = book.ruling(region, on)
    own = own_terms(goods, price, ruling)
    drug = listed_name(goods.generic_name)
    peers = compared(own, _peers(region, drug, goods.product_code))
    others = compared(own, newest(_references(region, drug, on)))
    selected = [one for one in others if one.kind == ReferenceKind.SELECTED]
    elsewhere = [one for one in others if one.kind == ReferenceKind.LISTED]
    found = [
        *figures(own, peers), *figures(own, selected, prefix="selected_"), *figures(own, elsewhere, prefix="other_"),
    ]  # fmt: skip
    past = _past(region, drug, goods.product_code)
    window = ruling.get("listing.rise.window_months")
    before = None if window is None else past_price(past, on, window.whole())
    current = in_force(past, on)
    none = _why_none(peers, others)
    return Comparison(
        region=region, on=on, goods=goods, price=price, unit_price=own.unit_price, peers=tuple(peers[:MOST_SHOWN]),
        peers_count=len(peers), comparable=sum(one.as_own is not None for one in peers),
        references=tuple(others[:MOST_SHOWN]), references_count=len(others), figures=tuple(found), past=tuple(past),
        current=None if current is None else current.price, rise=rise_of(price, before),
        rise_from=None if before is None else before.valid_from, rise_price=None if before is None else before.price,
        window_months=None if window is None else window.whole(),
        daily=_daily(own, dose, dose_per, ruling), none_zh=none[0], none_en=none[1], policy=ruling.digest,
        findings=tuple(findings(own, peers, found, None if current is None else current.price, ruling)),
    )  # fmt: skip


def own_terms(goods: Goods, price: Decimal, ruling: Ruling) -> OwnTerms:
    """The own product with the coefficients that rule."""
    coefficients = coefficients_from(ruling.entry)
    return OwnTerms(goods, price, coefficients, tuple(sorted(coefficients.forms)))


_GOODS = (
    "product_code", "generic_name", "dosage_form", "spec", "packaging", "units_per_pack", "smallest_unit",
)  # fmt: skip


def _peers(region: str, drug: str, own_code: str) -> list[Offered]:
    rows = Listing.objects.filter(region=region, drug=drug, state=ListingState.LISTED.value)
    columns = (*_GOODS, "maker", "number", "price", "listed_on")
    return [
        Offered(
            kind=PEER, region=region, goods=Goods(**dict(zip((*_GOODS, "maker"), row[:8], strict=True))),
            number=row[8], price=row[9], valid_from=None, source=f"listing/{row[8]}",
        )
        for row in rows.exclude(product_code=own_code).values_list(*columns)
    ]  # fmt: skip


def _references(region: str, drug: str, on: date) -> list[Offered]:
    rows = ReferencePrice.objects.filter(drug=drug, valid_from__lte=on).exclude(
        region=region, kind=ReferenceKind.LISTED.value
    )
    return [
        Offered(
            kind=row.kind, region=row.region, price=row.price, valid_from=row.valid_from, source=row.source,
            goods=Goods(
                product_code=row.product_code, generic_name=row.generic_name, maker=row.maker_name,
                dosage_form=row.dosage_form, spec=row.spec, packaging=row.packaging, units_per_pack=row.units_per_pack,
            ),
        )
        for row in rows
    ]  # fmt: skip


def _past(region: str, drug: str, product_code: str) -> list[PriceFrom]:
    """The prices of the product on this platform that count, of an earlier listing too, the oldest first."""
    rows = ListingPrice.objects.filter(
        listing__region=region, listing__drug=drug, listing__product_code=product_code, voided_at=None
    ).order_by("valid_from", "id")
    return [
        PriceFrom(valid_from=day, price=price, unit_price=unit)
        for day, price, unit in rows.values_list("valid_from", "price", "unit_price")
    ]


def _why_none(peers: Sequence[Compared], others: Sequence[Compared]) -> tuple[str, str]:
    if any(one.as_own is not None for one in (*peers, *others)):
        return "", ""
    if not peers and not others:
        return (
            "本平台没有其他在网的同通用名药品，也没有他省价、中选价可比",
            "no other listed product has this generic name, and no price elsewhere and no selected price is known",
        )
    return (
        "有同通用名药品，但均不能折算为本品，原因见各行",
        "there are products of this generic name, and none can be brought into terms of this one: each line says why",
    )


def _daily(own: OwnTerms, dose: Decimal | None, per: DosePer, ruling: Ruling) -> DailyCost:
    weights = {
        code: entry.number()
        for code, key in (("kilogram", "price.daily_cost.weight"), ("square_metre", "price.daily_cost.body_surface"))
        if (entry := ruling.get(key)) is not None
    }
    cost, why = daily_cost(own.unit_price, dose, per.value, weights=weights)
    return DailyCost(cost=cost, dose=dose, per=per.value, why_zh=why[0], why_en=why[1])
