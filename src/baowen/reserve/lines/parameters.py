"""What the pack says of warning lines and of what-ifs at a place on a day. HOS-3, RSV-2."""

from __future__ import annotations

from dataclasses import dataclass

from baowen.core.policy import Ruling
from baowen.monitor.indicators.parameter import entry, read_parameters


@dataclass(frozen=True, kw_only=True)
class LineParameters:
    """How stock and use are read, and how far and with which lead times a what-if looks."""

    use_months: int = entry("monitor.days_of_supply.usage_months")
    stale_days: int = entry("monitor.days_of_supply.stale_days")
    month_days: int = entry("reserve.lines.month_days")
    flow_months: int = entry("reserve.lines.flow_months")
    horizon_days: int = entry("reserve.lines.horizon_days")
    least_receipts: int = entry("reserve.lines.least_receipts")
    lead_order: int = entry("reserve.lines.lead_days.order")
    lead_release: int = entry("reserve.lines.lead_days.release")
    lead_transfer: int = entry("reserve.lines.lead_days.transfer")
    lead_import: int = entry("reserve.lines.lead_days.import")


def line_parameters(ruling: Ruling) -> LineParameters:
    """The parameters under a ruling; UnknownEntryError where the pack lacks one."""
    return read_parameters(LineParameters, ruling)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassLine:
    """The line that the pack gives for a class of drugs: months of use, and where that is written."""

    drug_class: str
    months: float
    clause: str
    key: str


_CLASSES = {
    "emergency": "hospital.stock.line_months.emergency",
    "easily_short": "hospital.stock.easily_short.least_months",
}


def class_lines(ruling: Ruling) -> tuple[ClassLine, ...]:
    """The lines that hold for hospitals of a place by class; a class that no text names has none."""
    found = ((name, key, ruling.get(key)) for name, key in _CLASSES.items())
    return tuple(
        ClassLine(drug_class=name, months=float(one.number()), clause=one.clause, key=key)
        for name, key, one in found
        if one is not None and not one.is_unset
    )
