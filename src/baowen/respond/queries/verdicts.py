"""What people found of signals, by which detection is judged."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from baowen.respond.kinds import SourceKind
from baowen.respond.models import CaseEvent, CaseSource, SignalDismissal
from baowen.respond.states import Move, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """What people found of the signals of an indicator: in cases found true, in cases found untrue, dismissed, open."""

    indicator: str
    true: int
    untrue: int
    dismissed: int
    open: int

    @property
    def precision(self) -> float | None:
        """The share found true of all that were judged; None where nothing was."""
        judged = self.true + self.untrue + self.dismissed
        return self.true / judged if judged else None


def verdicts(indicator_of: Mapping[str, str]) -> list[Verdicts]:
    """By indicator, what people found of its signals; `indicator_of`: the indicator by the number of a signal.

    A case counts as found true from its assessment on. MON-1.
    """
    found: dict[str, Counter[str]] = defaultdict(Counter)
    assessed = CaseEvent.objects.filter(case=OuterRef("case_id"), move=Move.ASSESS.value)
    sources = CaseSource.objects.filter(kind=SourceKind.SIGNAL.value).annotate(assessed=Exists(assessed))
    for reference, state, was_assessed in sources.values_list("reference", "case__state", "assessed"):
        untrue = state == State.DISMISSED.value
        verdict = "untrue" if untrue else "true" if was_assessed else "open"
        found[indicator_of.get(reference, "")][verdict] += 1
    for indicator in SignalDismissal.objects.values_list("indicator", flat=True):
        found[indicator]["dismissed"] += 1
    kinds = ("true", "untrue", "dismissed", "open")
    return [
        Verdicts(indicator=name, **{kind: counts[kind] for kind in kinds}) for name, counts in sorted(found.items())
    ]
