"""Who sends what to whom, worked out from columns of numbers: no records, no lake, no clock. RSV-3."""

from __future__ import annotations

from baowen.reserve.transfers.optimise.given import Instance, Planned, Tier, TransferRules
from baowen.reserve.transfers.optimise.nearest import greedy
from baowen.reserve.transfers.optimise.planning import plan
from baowen.reserve.transfers.optimise.wording import MoveNames, explain

__all__ = ["Instance", "MoveNames", "Planned", "Tier", "TransferRules", "explain", "greedy", "plan"]
