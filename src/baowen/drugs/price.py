"""Makes prices of different packs and strengths comparable: price of one smallest unit, and 差比价.

药品差比价规则 (发改价格〔2011〕2452号): the other product's price = the representative's × K of each
difference, in the order form, strength, fill, pack count (Art 16), K = coefficient ^ log2 X. The coefficients come
from the policy pack with their basis and clause; none stands here. What the text that could be read does not give
(a form's ratio, the steps of infusions above 10 ml) is answered with a reason, never with a guess.
Prices are yuan for one pack as Decimal. domain.md section 5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache
from typing import Any, Protocol

from baowen.drugs.spec_model import Amount, Spec

FOUR_PLACES = Decimal("0.0001")
PRECISION = 34


class RuledValue(Protocol):
    """A policy entry as far as this module needs it."""

    @property
    def value(self) -> Any: ...
    @property
    def clause(self) -> str: ...
    @property
    def basis(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Ruled:
    """A number of the rules with where it comes from."""

    value: Decimal
    basis: str
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficients:
    """The numbers of the rules that are in force, as `coefficients_from` reads them from a policy pack."""

    strength: Ruled
    fill: Ruled
    pack_count: Ruled
    pack_count_other: Ruled
    forms: Mapping[str, Ruled]
    separate_strength: Ruled
    injection_floor: Ruled
    injection_same_volume: Ruled
    material: Mapping[str, Ruled]
    decimals: Ruled


@dataclass(frozen=True, slots=True)
class Offer:
    """A product as the rules compare it: its form as the ratio table names it, and what one pack holds."""

    spec: Spec
    form: str
    form_group: str
    material: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the working. `factor` is K; a step that sets a limit has factor None and says so in `name_zh`."""

    name_zh: str
    x: Decimal | None
    coefficient: Decimal | None
    factor: Decimal | None
    price: Decimal
    basis: str
    clause: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The price that the rules give, with its working, or the reason why they give none.

    `material_allowance` is how many yuan more the packing material may cost at most (Art 14); it is not added.
    """

    price: Decimal | None
    steps: tuple[Step, ...] = ()
    reason: str | None = None
    material_allowance: Decimal = Decimal(0)


# Why no price follows, in the words a reviewer sees.
REASONS = {
    "separate_representative": ("含量相差过大，须另立代表品，不作差比", "strengths too far apart"),
    "strength_unknown": ("有一方没有可比的含量", "one side has no comparable strength"),
    "count_unknown": ("有一方没有写包装数量", "one side does not say how many units a pack holds"),
    "form_ratio_unknown": ("差比价表中没有该剂型的系数", "no ratio is known for the dosage form"),
    "group_differs": ("给药途径不同，不作差比", "different routes are not compared"),
    "volume_step_unknown": ("超过 10 毫升的注射剂加价金额未见原文", "the step for larger injections was not found"),
}  # fmt: skip


class _NoPriceError(Exception):
    """The rules give no price; the message is the coded reason."""


def coefficients_from(entry: Callable[[str], RuledValue]) -> Coefficients:
    """The coefficients in force, from a function that gives a policy entry by key (`Ruling.entry`)."""

    def ruled(key: str) -> Ruled:
        found = entry(f"price_ratio.{key}")
        return Ruled(Decimal(str(found.value)), str(found.basis), found.clause)

    form = entry("price_ratio.form")
    return Coefficients(
        strength=ruled("strength"), fill=ruled("volume"), pack_count=ruled("pack_count"),
        pack_count_other=ruled("pack_count_other"), separate_strength=ruled("separate_strength"),
        forms={name: Ruled(Decimal(str(value)), str(form.basis), form.clause) for name, value in form.value.items()},
        injection_floor=ruled("injection.floor"), injection_same_volume=ruled("injection.same_volume"),
        material={"plastic": ruled("packaging_most.plastic"), "soft_bag": ruled("packaging_most.soft_bag")},
        decimals=ruled("decimals"),
    )  # fmt: skip


def price_per_unit(price_per_pack: Decimal, spec: Spec) -> Decimal | None:
    """Yuan for one smallest unit, 4 places half-up; None when the specification does not say how many there are."""
    if spec.count is None or spec.count <= 0:
        return None
    return (price_per_pack / spec.count).quantize(FOUR_PLACES, rounding=ROUND_HALF_UP)


@lru_cache(maxsize=10_000)
def ratio(x: Decimal, coefficient: Decimal) -> Decimal:
    """K = coefficient ^ log2 x, as the rules define it; both must be above zero (ValueError)."""
    if x <= 0 or coefficient <= 0:
        raise ValueError("a ratio needs numbers above zero")
    with localcontext() as context:
        context.prec = PRECISION
        return (coefficient.ln() * x.ln() / Decimal(2).ln()).exp()


def ratio_price(price: Decimal, representative: Offer, other: Offer, coefficients: Coefficients) -> Comparison:
    """What the other product may cost if the representative costs `price`: 差比价 with each step's working."""
    steps: list[Step] = []
    running = price
    try:
        for name_zh, x, ruled, factor in _factors(representative, other, coefficients):
            running *= factor
            coefficient = None if name_zh == "剂型差比价" else ruled.value
            steps.append(Step(name_zh, x, coefficient, factor, _four(running), ruled.basis, ruled.clause))
    except _NoPriceError as error:
        return Comparison(None, tuple(steps), str(error))
    for limit in _limits((price, running), steps, (representative, other), coefficients):
        running = limit.price
        steps.append(limit)
    places = Decimal(1).scaleb(-int(coefficients.decimals.value))
    allowance = _allowance(representative, other, coefficients)
    return Comparison(running.quantize(places, rounding=ROUND_HALF_UP), tuple(steps), None, allowance)


def _four(price: Decimal) -> Decimal:
    return price.quantize(FOUR_PLACES, rounding=ROUND_HALF_UP)


def _factors(one: Offer, other: Offer, rules: Coefficients) -> Iterator[tuple[str, Decimal, Ruled, Decimal]]:
    """(name, X, coefficient, K) of each difference in the order of Art 16. Equal things make no step."""
    if one.form_group != other.form_group:
        raise _NoPriceError("group_differs")
    if one.form != other.form:
        if one.form not in rules.forms or other.form not in rules.forms:
            raise _NoPriceError("form_ratio_unknown")
        x = rules.forms[other.form].value / rules.forms[one.form].value
        yield "剂型差比价", x, rules.forms[other.form], x
    content, fill = _content_and_fill(one, other, rules)
    if content != 1:
        if max(content, 1 / content) >= rules.separate_strength.value:
            raise _NoPriceError("separate_representative")
        yield "含量差比价", content, rules.strength, ratio(content, rules.strength.value)
    if fill != 1:
        yield "装量差比价", fill, rules.fill, ratio(fill, rules.fill.value)
    if not one.spec.count or not other.spec.count:
        raise _NoPriceError("count_unknown")
    count = other.spec.count / one.spec.count
    if count != 1:
        counted = rules.pack_count if one.form_group == "oral_solid" and _counted_form(one) else rules.pack_count_other
        yield "包装数量差比价", count, counted, ratio(count, counted.value)


def _counted_form(offer: Offer) -> bool:
    """Art 13 is for tablets and capsules taken by mouth; granules and powders are priced in proportion."""
    return offer.spec.smallest_unit in ("片", "粒") or offer.form.endswith(("片", "胶囊"))


def _content_and_fill(one: Offer, other: Offer, rules: Coefficients) -> tuple[Decimal, Decimal]:
    """(X of strength, X of fill). Of a liquid or cream the strength is per ml or g, or volume would count twice."""
    strength = _quotient(one.spec.active_strength, other.spec.active_strength)
    fill = _quotient(_held(one.spec), _held(other.spec))
    if one.form_group == "injection":
        _check_injection_volume(one.spec, other.spec, rules)
        if strength is None:
            raise _NoPriceError("strength_unknown")
        return strength, Decimal(1)
    if strength is None:
        concentration = _quotient(one.spec.concentration, other.spec.concentration)
        if concentration is None and fill is None:
            raise _NoPriceError("strength_unknown")
        return concentration or Decimal(1), fill or Decimal(1)
    if one.form_group == "oral_solid" or fill is None:
        return strength, Decimal(1)
    return strength / fill, fill


def _held(spec: Spec) -> Amount | None:
    return Amount(spec.volume_ml, "ml") if spec.volume_ml is not None else spec.fill


def _quotient(one: Amount | None, other: Amount | None) -> Decimal | None:
    if one is None or other is None or one.unit != other.unit or one.value <= 0 or other.value <= 0:
        return None
    return other.value / one.value


def _check_injection_volume(one: Spec, other: Spec, rules: Coefficients) -> None:
    """Up to 10 ml volume makes no price difference; above, the amount of each step was not found."""
    volumes = {spec.volume_ml for spec in (one, other) if spec.volume_ml is not None}
    if len(volumes) > 1 and max(volumes) > rules.injection_same_volume.value:
        raise _NoPriceError("volume_step_unknown")


def _limits(
    prices: tuple[Decimal, Decimal], steps: list[Step], offers: tuple[Offer, Offer], rules: Coefficients
) -> Iterator[Step]:
    """The limits behind the ratios: a smaller product's unit costs no more, an injection has a lowest price."""
    (start, reached), (one, other) = prices, offers
    count, held = one.spec.count or Decimal(1), other.spec.count or Decimal(1)
    ratios = [step.x for step in steps if step.x is not None and step.name_zh != "剂型差比价"]
    smaller = bool(ratios) and all(x < 1 for x in ratios)
    if smaller and reached / held > start / count:
        reached = start / count * held
        yield Step("小规格单价不高于代表品", None, None, None, _four(reached), "sourced", rules.strength.clause)
    floor = rules.injection_floor
    if one.form_group == "injection" and reached / held < floor.value:
        yield Step("注射剂最低价", None, None, None, _four(floor.value * held), floor.basis, floor.clause)


def _allowance(one: Offer, other: Offer, rules: Coefficients) -> Decimal:
    """How much more the material of a large infusion may cost than the representative's; 0 for other products."""
    volumes = [spec.volume_ml for spec in (one.spec, other.spec)]
    if one.form_group != "injection" or any(v is None or v <= rules.injection_same_volume.value for v in volumes):
        return Decimal(0)
    dearer = (rules.material[offer.material].value if offer.material in rules.material else 0 for offer in (other, one))
    first, second = (Decimal(value) for value in dearer)
    return max(first - second, Decimal(0))
