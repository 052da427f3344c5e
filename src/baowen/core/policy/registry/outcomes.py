"""Keys of the outcomes of measures."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec, Kind, keys

SPECS: tuple[KeySpec, ...] = (
    *keys(
        "outcomes.days", Kind.WHOLE, "day", "措施效果跟踪多少天", "Days for which the effect of a measure is followed"
    ),
)
