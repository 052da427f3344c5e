"""The price-ratio rules: there and back again, and always in the same direction."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from baowen.drugs.price import Coefficients, Offer, coefficients_from, ratio, ratio_price
from baowen.drugs.spec import Amount, Spec

SIZES = st.decimals(min_value=Decimal("0.01"), max_value=Decimal(1000), places=2)
BASES = st.sampled_from([Decimal("1.7"), Decimal("1.9"), Decimal("1.95"), Decimal(2)])
NUMBERS = {"strength": "1.7", "volume": "1.9", "pack_count": "1.95", "pack_count_other": "2", "separate_strength": "8",
           "injection.floor": "0.2", "injection.same_volume": "10", "packaging_most.plastic": "1",
           "packaging_most.soft_bag": "4", "decimals": "2"}  # fmt: skip


def rules() -> Coefficients:
    values: dict[str, object] = {**NUMBERS, "form": {}}
    return coefficients_from(
        lambda key: SimpleNamespace(value=values[key.removeprefix("price_ratio.")], clause="条", basis="code")
    )


def tablets(milligrams: int, count: int) -> Offer:
    spec = Spec(strength=Amount(Decimal(milligrams), "mg"), count=Decimal(count), smallest_unit="片")
    return Offer(spec, "普通片", "oral_solid")


@given(SIZES, BASES)
def test_a_ratio_and_its_inverse_multiply_to_one(x: Decimal, base: Decimal) -> None:
    assert abs(ratio(x, base) * ratio(1 / x, base) - 1) < Decimal("1e-20")


@given(SIZES, SIZES, BASES)
def test_more_costs_more_but_less_than_in_proportion(x: Decimal, y: Decimal, base: Decimal) -> None:
    less, more = sorted((x, y))
    assert ratio(less, base) <= ratio(more, base)
    assert less == more or ratio(more / less, base) <= more / less + Decimal("1e-20")


@given(SIZES)
def test_a_coefficient_of_two_is_proportion(x: Decimal) -> None:
    assert abs(ratio(x, Decimal(2)) - x) < Decimal("1e-20") * max(x, 1)


@given(
    st.decimals(min_value=Decimal("0.01"), max_value=Decimal(10000), places=2), st.integers(1, 500), st.integers(1, 500)
)
def test_the_representative_costs_what_it_costs(price: Decimal, milligrams: int, count: int) -> None:
    same = tablets(milligrams, count)
    found = ratio_price(price, same, same, rules())
    assert (found.price, found.steps) == (price, ())


@given(st.integers(1, 50), st.integers(1, 50), st.integers(1, 100), st.integers(1, 100))
def test_a_stronger_or_larger_product_is_never_cheaper(weak: int, more: int, few: int, extra: int) -> None:
    found = ratio_price(Decimal(100), tablets(weak, few), tablets(weak + more, few + extra), rules())
    assert found.reason == "separate_representative" or (found.price is not None and found.price >= 100)
