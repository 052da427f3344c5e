"""Which signals become cases, of which kind and where, by the pack's rule. Pure. Idea 6: signals are not cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from baowen.core.policy import SEVERITIES
from baowen.respond.kinds import CaseKind


class Warned(Protocol):
    """What is asked of a signal."""

    @property
    def number(self) -> str: ...
    @property
    def indicator(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def region_code(self) -> str: ...
    @property
    def subject_type(self) -> str: ...
    @property
    def subject_code(self) -> str: ...
    @property
    def subject_name(self) -> str: ...
    @property
    def silenced_by(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRule:
    """Signals of these indicators from a severity on open a case of this kind."""

    case: CaseKind
    least_severity: str
    indicators: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A case that the rule asks for. `region` is the place whose lead unit will have it."""

    kind: CaseKind
    region: str
    subject: str
    subject_name: str
    signals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Triage:
    """What the rule makes of some signals; `nobody`: numbers of those in whose place and above no lead unit sits."""

    wanted: tuple[Wanted, ...]
    nobody: tuple[str, ...]


def open_rules(table: Iterable[Mapping[str, Any]]) -> tuple[OpenRule, ...]:
    """The rules as the pack's entry `respond.signal.opens` lists them."""
    return tuple(
        OpenRule(
            case=CaseKind(row["case"]), least_severity=str(row["least_severity"]),
            indicators=frozenset(map(str, row["indicators"])),
        )
        for row in table
    )  # fmt: skip


def kind_for(signal: Warned, rules: Sequence[OpenRule]) -> CaseKind | None:
    """The kind of case that a signal opens; None where it opens none, or another signal is its cause."""
    if signal.silenced_by:
        return None
    for rule in rules:
        grave = SEVERITIES.index(signal.severity) >= SEVERITIES.index(rule.least_severity)
        if grave and signal.indicator in rule.indicators:
            return rule.case
    return None


def triage(
    signals: Iterable[Warned],
    *,
    rules_of: Callable[[str], Sequence[OpenRule]],
    holder_of: Callable[[str], str | None],
    drug_of: Callable[[Warned], tuple[str, str]],
) -> Triage:
    """The cases that the signals ask for, those of one matter and place together, in the order of their first signal.

    `rules_of`: the rules in force at a place. `holder_of`: the place at or above a signal's own whose joint mechanism
    has a lead unit, the lowest; None where there is none. `drug_of`: key and name of what a signal is about.
    """
    found: dict[tuple[CaseKind, str, str], Wanted] = {}
    nobody = []
    for signal in signals:
        kind = kind_for(signal, rules_of(signal.region_code))
        if kind is None:
            continue
        region = holder_of(signal.region_code)
        if region is None:
            nobody.append(signal.number)
            continue
        subject, name = drug_of(signal)
        before = found.get((kind, region, subject))
        numbers = (*before.signals, signal.number) if before else (signal.number,)
        found[kind, region, subject] = Wanted(
            kind=kind, region=region, subject=subject, subject_name=name, signals=numbers
        )
    return Triage(tuple(found.values()), tuple(nobody))
