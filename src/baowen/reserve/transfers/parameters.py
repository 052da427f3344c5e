"""What the pack says of transfers at a place on a day, as the optimiser takes it. RSV-3."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from baowen.core.policy import Ruling
from baowen.monitor.indicators.parameter import entry, read_parameters
from baowen.reserve.transfers.optimise.given import TransferRules

_AT = "reserve.transfer."


@dataclass(frozen=True, kw_only=True)
class _Entries:
    horizon_days: int = entry(_AT + "horizon_days")
    confidence: float = entry(_AT + "confidence")
    unfair_most: float = entry(_AT + "unfair_most")
    least_days_left: int = entry(_AT + "least_days_left")
    gap_most: float = entry(_AT + "gap_most")
    most_km: Mapping[str, float] = entry(_AT + "most_km")
    unknown_km: Mapping[str, float] = entry(_AT + "unknown_km")
    cost_per_km: Mapping[str, float] = entry(_AT + "cost_per_km")
    cost_per_trip: Mapping[str, float] = entry(_AT + "cost_per_trip")
    tier_cost: Mapping[str, float] = entry(_AT + "tier_cost")


def transfer_rules(ruling: Ruling) -> TransferRules:
    """The rules under a ruling; UnknownEntryError where the pack lacks one."""
    return TransferRules(**_plain(read_parameters(_Entries, ruling)))


def _plain(found: _Entries) -> dict[str, Any]:
    values = {name: getattr(found, name) for name in found.__dataclass_fields__}
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in values.items()}


def kept(rules: TransferRules) -> dict[str, Any]:
    """The rules as a plan keeps them."""
    return asdict(rules)
