"""Runs red flags over many processes, and tells the result as Cardinal does. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from baowen.procure.redflags.flags import Flag
from baowen.procure.redflags.parameters import Parameters
from baowen.procure.redflags.process import Process
from baowen.procure.redflags.registry import REDFLAGS

NOT_A_FINDING = (
    "红旗只提出问题，不是结论：多数有正常的解释，须由人核实。",
    "A flag is a question and not a finding: most have an ordinary answer, and somebody has to look.",
)


def flags_of(
    processes: Iterable[Process], parameters: Parameters, codes: Collection[str] = tuple(REDFLAGS)
) -> list[Flag]:
    """The flags of some codes over all processes, by code; cancelled ones and excluded methods are left out.

    Where no currency is chosen, amounts count that are in the first one met.
    """
    looked_at = [
        one for one in processes if not one.is_cancelled and one.method_details not in parameters.excluded_methods
    ]  # fmt: skip
    given = replace(parameters, currency=parameters.currency or main_currency(looked_at))
    return [flag for code, one in REDFLAGS.items() if code in codes for flag in one.flags(looked_at, given)]


def main_currency(processes: Sequence[Process]) -> str:
    """The first currency of any bid; "" where there is none."""
    return next((bid.currency for one in processes for bid in one.bids if bid.currency), "")


def as_cardinal(flags: Iterable[Flag]) -> dict[str, dict[str, dict[str, float]]]:
    """Flags by group, identifier and code as Cardinal prints them; what is measured by nothing is 0.0 there."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for one in flags:
        found.setdefault(one.group.value, {}).setdefault(one.identifier, {})[one.code] = float(one.value or 0)
    return found
