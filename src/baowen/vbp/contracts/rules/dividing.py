"""Divides a whole number among many by weights: by largest remainder, exact in sum. Pure. VBP-3."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def divided(total: int, weights: Sequence[int]) -> list[int]:
    """Parts of `total` in proportion to whole weights, none negative; they add up to it exactly.

    Who has the larger remainder gets the next one; of equal remainders the earlier in the sequence, so callers give
    the weights in the order of a stable key. ValueError for a negative weight or total, and where there is something
    to divide and nobody with a weight.
    """
    if total < 0 or any(weight < 0 for weight in weights):
        raise ValueError("neither a total nor a weight is negative")
    whole = sum(weights)
    if whole == 0:
        if total:
            raise ValueError("nobody has a weight, and there is something to divide")
        return [0] * len(weights)
    parts, left = [], []
    for weight in weights:
        part, over = divmod(weight * total, whole)
        parts.append(part)
        left.append(over)
    short = total - sum(parts)
    if short:
        for place in sorted(range(len(left)), key=left.__getitem__, reverse=True)[:short]:
            parts[place] += 1
    return parts


def half_up(number: Fraction) -> int:
    """The nearest whole number, a half upwards; for numbers that are not negative."""
    return (2 * number.numerator + number.denominator) // (2 * number.denominator)
