"""What the pack says about signals: when they are held, joined, silenced, ended, and counted as repeated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from baowen.monitor.indicators.parameter import policy

EVERY = "*"
SEVERAL = 2
JOINED_TYPE = {"ingredient": "product", "drug": "product", "hospitals": "hospital"}


@dataclass(frozen=True, kw_only=True)
class SignalParameters:
    """`quiet_months`: months of silence that end a signal. `group_levels`: levels of the places above.
    `group_always`: indicators whose findings in two places are one signal, whatever the share.

    `joins`: tables with `by` (ingredient, drug or hospitals) and `indicators`. `silences`: tables with `causes`,
    `effects`, `relation` (subject, product, drug, ingredient or distributor) and `months` that a cause goes on to
    count after it was last seen. "*" stands for every indicator.
    """

    quiet_months: int = policy("signal.quiet_months")
    group_levels: tuple[str, ...] = policy("signal.group_levels")
    group_least_places: int = policy("signal.group_least_places")
    group_least_share: float = policy("signal.group_least_share")
    group_least_subjects: int = policy("signal.group_least_subjects")
    group_always: tuple[str, ...] = policy("signal.group_always")
    group_severity: str = policy("signal.group_severity")
    group_severity_share: float = policy("signal.group_severity_share")
    joins: tuple[Mapping[str, Any], ...] = policy("signal.joins")
    silences: tuple[Mapping[str, Any], ...] = policy("signal.silences")

    def joined_by(self, indicator: str, subject_type: str) -> str | None:
        """What the indicator's subjects of one place are joined by, None when each stands alone."""
        for rule in self.joins:
            names, by = rule["indicators"], str(rule["by"])
            if (indicator in names or EVERY in names) and JOINED_TYPE[by] == subject_type:
                return by
        return None

    @property
    def longest_lag(self) -> int:
        """The most months that a cause goes on to silence after it was last seen."""
        return max((int(rule["months"]) for rule in self.silences), default=0)
