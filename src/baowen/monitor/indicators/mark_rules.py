"""What the words of a pack's colour rules mean, and which rules can be worked out from the data that there is.

A rule says: for products of this scope, compared by this unit with this comparator, a price from (or above) so many
times it is marked in this colour. Words that need data which no feed carries (daily cost, generic-consistency state,
payment standards, another province's selected price) make a rule that is told to the reader and not guessed at.
domain.md 6.2; `price.colour.rules` and `price.colour.combination` of a policy pack.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

CHEMICAL, BIOLOGICAL, CHINESE = "H", "S", "Z"  # the letters of approval numbers
# Scope: which classes of product it takes in (None: all), and whether they must be selected in procurement.
SCOPES: Final[Mapping[str, tuple[tuple[str, ...] | None, bool | None]]] = {
    "挂网药品": (None, None),
    "化学药": ((CHEMICAL,), None),
    "生物制品": ((BIOLOGICAL,), None),
    "中成药": ((CHINESE,), None),
    "生物制品、中成药": ((BIOLOGICAL, CHINESE), None),
    "中选药品": (None, True),
    "非中选药品": (None, False),
}
LOWEST, HIGHEST, MEDIAN, MODE, SELECTED, HISTORY = "lowest", "highest", "median", "mode", "selected", "history"
COMPARATORS: Final[Mapping[str, str]] = {
    "同药最低挂网价": LOWEST,
    "同药最高挂网价": HIGHEST,
    "最高挂网价": HIGHEST,
    "同通用名最高挂网价": HIGHEST,
    "同药挂网价中位数": MEDIAN,
    "同药挂网价众数": MODE,
    "同品种最高中选价": SELECTED,
    "本品历史挂网价": HISTORY,
}
PER_UNIT, PER_PACK, BY_RATIO = "unit", "pack", "ratio"
UNIT_BASES: Final[Mapping[str, str]] = {"最小单位": PER_UNIT, "挂网单位": PER_PACK, "差比价": BY_RATIO}
COLOURS: Final = ("yellow", "red")
SUSPEND: Final = "suspend"
BASES: Final = (*COLOURS, SUSPEND)
_SUSPENDING: Final = ("暂停", "撤网", "拦截", "不得采购")


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkRule:
    """One rule in the program's own words. `inclusive`: from the multiple on, else only above it.

    `below`: the multiple from which another rule takes over, None for none. `basis`: the colour, or that listing or
    buying is suspended.
    """

    number: int
    classes: tuple[str, ...] | None
    selected: bool | None
    comparator: str
    unit_basis: str
    inclusive: bool
    multiple: float
    below: float | None
    colour: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """Crossing at least `least` lines of a colour is a mark of its own, as any two of Shanghai's four yellow lines."""

    least: int
    of: str
    basis: str


def read_rules(entries: Iterable[Mapping[str, Any]]) -> tuple[tuple[MarkRule, ...], tuple[int, ...]]:
    """The rules that can be worked out, in the order of the pack, and the numbers (from 1) of those that cannot."""
    rules, others = [], []
    for number, given in enumerate(entries, start=1):
        comparator = COMPARATORS.get(str(given["comparator"]))
        unit_basis = UNIT_BASES.get(str(given["unit_basis"]))
        if given["scope"] not in SCOPES or comparator is None or unit_basis is None:
            others.append(number)
            continue
        classes, selected = SCOPES[str(given["scope"])]
        rules.append(
            MarkRule(
                number=number, classes=classes, selected=selected, comparator=comparator, unit_basis=unit_basis,
                inclusive=given["operator"] == ">=", multiple=float(given["multiple"]),
                below=float(given["below"]) if "below" in given else None, colour=str(given["colour"]),
                basis=_basis(given),
            )
        )  # fmt: skip
    return tuple(rules), tuple(others)


def read_combinations(entries: Iterable[Mapping[str, Any]]) -> tuple[Combination, ...]:
    """The combinations of lines, in the order of the pack."""
    return tuple(Combination(least=int(one["least"]), of=str(one["of"]), basis=_basis(one)) for one in entries)


def _basis(given: Mapping[str, Any]) -> str:
    action = str(given.get("action", ""))
    return SUSPEND if any(word in action for word in _SUSPENDING) else str(given["colour"])
