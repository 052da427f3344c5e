"""What a measure moved, from the records of transfers and reserves: what came where, its cost, what was lost. RSP-3."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from baowen.outcomes.supply import Arrived


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """`arrived`: what hospitals received. `lost`: packs lost on the way. `cost`: yuan, None where none is known."""

    arrived: tuple[Arrived, ...] = ()
    lost: Decimal = Decimal(0)
    cost: Decimal | None = None


def moved_of(measures: Mapping[int, str]) -> dict[int, Moved]:
    """By measure what its orders moved; `measures`: the case of each."""
    return {measure: Moved() for measure in measures}
