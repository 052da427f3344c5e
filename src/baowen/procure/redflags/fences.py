"""Which of many values stand out: quartiles and the fences beside them. Pure.

Quartiles are those of Hyndman and Fan's eighth kind (median-unbiased), as Cardinal takes them; another kind would flag
others. Exact: fractions, no binary numbers.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

_THIRD: Final = Fraction(1, 3)
PLACES: Final = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Fences:
    """The quartiles of values and the fences a multiple of their distance below and above."""

    first: Fraction
    third: Fraction
    lower: Fraction
    upper: Fraction

    @property
    def are_flat(self) -> bool:
        """Whether at least three quarters of the values are zero, so that a fence at zero would flag most of them."""
        return self.first == self.third == 0


def quantile(values: Collection[Fraction], share: Fraction) -> Fraction:
    """The value below which a share of the others lies; between two values in proportion. ValueError for none."""
    if not values:
        raise ValueError("no values have no quantile")
    ordered = sorted(values)
    rank = (len(ordered) + _THIRD) * share + _THIRD
    below = int(rank)
    if below <= 0:
        return ordered[0]
    if below >= len(ordered):
        return ordered[-1]
    return ordered[below - 1] + (rank - below) * (ordered[below] - ordered[below - 1])


def fences(values: Collection[Fraction], multiple: Decimal) -> Fences:
    """Both quartiles and both fences of values."""
    first, third = quantile(values, Fraction(1, 4)), quantile(values, Fraction(3, 4))
    reach = Fraction(multiple) * (third - first)
    return Fences(first, third, first - reach, third + reach)


def shown(value: Fraction) -> Decimal:
    """A value as it is told: at most six places."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(PLACES).normalize() + 0
