"""Which consequences a hospital's results propose, by the table of the packs. People decide. VBP-7 (VB-2.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from baowen.core.problems import BaowenError
from baowen.vbp.evaluation.kinds import EffectKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRule:
    """From this share of failing products on, these are proposed."""

    least_share: Decimal
    effects: tuple[EffectKind, ...]


def proposed(failing: int, judged: int, rules: Sequence[ProposalRule]) -> tuple[EffectKind, ...]:
    """What a hospital with so many failing products of all judged ones is proposed; nothing where none fails.

    The rule with the highest share that is reached holds. Compared without rounding.
    """
    if not failing:
        return ()
    reached = [rule for rule in rules if failing >= rule.least_share * judged]
    return max(reached, key=lambda rule: rule.least_share).effects if reached else ()


def check_points(kind: EffectKind, points: Decimal | None) -> None:
    """BaowenError where points are missing for a decision to take points, or come with another one."""
    if kind is not EffectKind.POINTS:
        if points is not None:
            raise BaowenError("只有“支付资格记分”需要填写分值", "only credit points have a number")
        return
    if points is None or not points.is_finite() or not 0 < points < 1000 or points != points.quantize(Decimal("0.01")):
        raise BaowenError(
            "请填写记分的分值，大于 0，最多两位小数", "enter the points, above 0, with two places at most"
        )  # fmt: skip
