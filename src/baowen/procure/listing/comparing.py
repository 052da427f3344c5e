"""What the price of a product looks like beside the others: lowest, highest, mode and median in its own terms. PRI-4.

Prices of other packs and strengths are brought into those of the own product by the price-ratio rules (差比价); what
can't be is listed with why. Prices are yuan of one pack, unit prices of one smallest unit, four places. Pure.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache

from baowen.core.money import ratio, unit_price
from baowen.drugs.offers import in_terms_of, offer_of
from baowen.drugs.price import REASONS, Coefficients, Offer, Step
from baowen.procure.listing.rules import per_unit

STEP_WORDS = {
    "剂型差比价": "dosage form", "含量差比价": "strength", "装量差比价": "fill", "包装数量差比价": "pack count",
    "小规格单价不高于代表品": "a smaller one costs no more by the unit", "注射剂最低价": "least price of an injection",
}  # fmt: skip
UNREADABLE = ("规格无法识别，不能折算", "its specification can't be read")


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """A product as far as prices are compared. `maker`: code or name of who makes it."""

    product_code: str
    generic_name: str
    maker: str
    dosage_form: str = ""
    spec: str = ""
    packaging: str = ""
    units_per_pack: Decimal | None = None
    smallest_unit: str = ""
    approval_no: str = ""
    is_selected: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A price of another product, or of the same one elsewhere. `kind`: `peer`, or a kind of reference price."""

    kind: str
    region: str
    goods: Goods
    price: Decimal
    valid_from: date | None
    source: str
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """One step of a conversion; `x` and `factor` are None for a limit."""

    zh: str
    en: str
    x: Decimal | None
    factor: Decimal | None
    price: Decimal
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Another price, and what a pack of the own product would cost at it: `as_own`, or why that can't be told."""

    kind: str
    region: str
    number: str
    product_code: str
    generic_name: str
    maker: str
    spec: str
    packaging: str
    price: Decimal
    unit_price: Decimal | None
    valid_from: date | None
    source: str
    as_own: Decimal | None
    as_own_unit: Decimal | None
    steps: tuple[Worked, ...] = ()
    why_not_zh: str = ""
    why_not_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A comparator: its price as a pack of the own product, of how many and which, how often the own is it."""

    kind: str
    price: Decimal
    unit_price: Decimal | None
    of: int
    products: tuple[str, ...]
    multiple: Decimal | None


@dataclass(frozen=True, slots=True)
class OwnTerms:
    """The own product, its price, and the coefficients by which others are brought into its terms."""

    goods: Goods
    price: Decimal
    coefficients: Coefficients
    forms: tuple[str, ...] = field(default=())

    @property
    def unit_price(self) -> Decimal | None:
        return per_unit(self.price, self.goods.units_per_pack)


@lru_cache(maxsize=20_000)
def _offer(generic_name: str, dosage_form: str, spec: str, packaging: str, forms: tuple[str, ...]) -> Offer | None:
    return offer_of(generic_name=generic_name, dosage_form=dosage_form, spec=spec, packaging=packaging, forms=forms)


def as_offer(goods: Goods, forms: tuple[str, ...]) -> Offer | None:
    """A product as the price-ratio rules compare it; None where its specification can't be read."""
    return _offer(goods.generic_name, goods.dosage_form, goods.spec, goods.packaging, forms)


def compared(own: OwnTerms, others: Iterable[Offered]) -> list[Compared]:
    """Each price in the own terms, those that can be compared first, the cheapest of them first."""
    found = [_one(own, other) for other in others]
    return sorted(found, key=lambda one: (one.as_own is None, one.as_own or one.price, one.product_code))


def _one(own: OwnTerms, other: Offered) -> Compared:
    goods = other.goods
    as_own, steps, why = _in_own_terms(own, other)
    return Compared(
        kind=other.kind, region=other.region, number=other.number, product_code=goods.product_code,
        generic_name=goods.generic_name, maker=goods.maker, spec=goods.spec, packaging=goods.packaging,
        price=other.price, unit_price=per_unit(other.price, goods.units_per_pack), valid_from=other.valid_from,
        source=other.source, as_own=as_own,
        as_own_unit=None if as_own is None else per_unit(as_own, own.goods.units_per_pack),
        steps=tuple(map(_worked, steps)), why_not_zh=why[0], why_not_en=why[1],
    )  # fmt: skip


def _in_own_terms(own: OwnTerms, other: Offered) -> tuple[Decimal | None, Sequence[Step], tuple[str, str]]:
    mine, theirs = own.goods, other.goods
    same = (mine.generic_name, mine.dosage_form, mine.spec, mine.packaging, mine.units_per_pack)
    if same == (theirs.generic_name, theirs.dosage_form, theirs.spec, theirs.packaging, theirs.units_per_pack):
        return unit_price(other.price), (), ("", "")
    own_offer, their_offer = as_offer(mine, own.forms), as_offer(theirs, own.forms)
    if own_offer is None or their_offer is None:
        return None, (), UNREADABLE
    found = in_terms_of(own_offer, their_offer, other.price, own.coefficients)
    if found.price is None:
        return None, found.steps, REASONS.get(found.reason or "", UNREADABLE)
    return unit_price(found.price), found.steps, ("", "")


def _worked(step: Step) -> Worked:
    return Worked(
        zh=step.name_zh, en=STEP_WORDS.get(step.name_zh, step.name_zh), x=_four(step.x), factor=_four(step.factor),
        price=step.price, clause=step.clause,
    )  # fmt: skip


def _four(number: Decimal | None) -> Decimal | None:
    return None if number is None else unit_price(number)


def figures(own: OwnTerms, prices: Sequence[Compared], *, prefix: str = "") -> list[Figure]:
    """Lowest, highest, median, and the mode where one price is commoner than the others; empty for no price."""
    known = [one for one in prices if one.as_own is not None]
    if not known:
        return []
    values = sorted(one.as_own for one in known if one.as_own is not None)
    found = {"lowest": values[0], "highest": values[-1], "median": unit_price(statistics.median(values))}
    common = Counter(values).most_common(2)
    if common[0][1] > 1 and (len(common) == 1 or common[0][1] > common[1][1]):
        found["mode"] = common[0][0]
    return [_figure(own, prefix + kind, price, known) for kind, price in found.items()]


def _figure(own: OwnTerms, kind: str, price: Decimal, known: Sequence[Compared]) -> Figure:
    return Figure(
        kind=kind, price=price, unit_price=per_unit(price, own.goods.units_per_pack), of=len(known),
        products=tuple(one.product_code for one in known if one.as_own == price)[:5], multiple=ratio(own.price, price),
    )  # fmt: skip


def figure_of(found: Iterable[Figure], kind: str) -> Figure | None:
    """The comparator of a kind; None where there is none."""
    return next((one for one in found if one.kind == kind), None)


def newest(offers: Iterable[Offered]) -> list[Offered]:
    """Of each product in each province and kind the newest price."""
    found: dict[tuple[str, str, str], Offered] = {}
    for one in offers:
        key = (one.kind, one.region, one.goods.product_code)
        known = found.get(key)
        if known is None or (one.valid_from or date.min) >= (known.valid_from or date.min):
            found[key] = one
    return list(found.values())


def daily_cost(
    unit: Decimal | None, dose: Decimal | None, per: str, *, weights: Mapping[str, Decimal]
) -> tuple[Decimal | None, tuple[str, str]]:
    """What a day costs at a dose in smallest units, for the weight or surface of the pack; or why it can't be told."""
    if dose is None:
        return None, ("未填日剂量，不计算日费用", "no daily dose was given")
    if unit is None:
        return None, ("包装未写明最小制剂单位数量，不能计算日费用", "the pack does not say how many units it holds")
    factor = Decimal(1) if per == "day" else weights.get(per)
    if factor is None:
        return None, ("本地政策包没有体重或体表面积参数", "the pack has no weight or body surface")
    return unit_price(unit * dose * factor), ("", "")
