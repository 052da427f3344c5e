"""Plans that nobody has worked out yet, for the worker. RSV-3."""

from __future__ import annotations

from baowen.reserve.transfers.models import Plan
from baowen.reserve.transfers.states import PlanState


def plans_waiting() -> list[str]:
    """Their numbers, the oldest first."""
    return list(Plan.objects.filter(state=PlanState.ASKED.value).order_by("pk").values_list("number", flat=True))
