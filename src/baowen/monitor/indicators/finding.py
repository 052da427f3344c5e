"""The one shape that every indicator returns, and how a table is brought into it.

A finding says: for this month, place and subject, the value is so much against that reference, known from that day on.
Thresholds and severities are attached later (`baowen.monitor.thresholds`), so that a finding never depends on them.
A row whose value is null (the indicator can't be said) is left out.
"""

from __future__ import annotations

from typing import Final

import ibis
import ibis.expr.types as ir

FINDING: Final = ibis.schema(
    {
        "indicator": "string",
        "month": "string",  # YYYY-MM
        "seen_on": "date",  # first day that this could be known
        "region": "int32",
        "subject_type": "string",  # product | distributor | hospital
        "subject": "int32",
        "value": "float64",
        "reference": "float64",  # what was expected, or what the value is compared with
        "threshold_basis": "string",  # the class whose threshold counts: default, emergency ...
        "n": "int64",  # lines or rows behind the value
        "weight": "float64",  # yuan or packs concerned
    }
)


def as_findings(
    table: ir.Table,
    *,
    indicator: ir.Value | str,
    subject_type: str,
    subject: ir.Value | None = None,
    value: ir.Value,
    reference: ir.Value | None = None,
    threshold_basis: ir.Value | str = "default",
    n: ir.Value,
    weight: ir.Value,
    region: ir.Value | None = None,
    seen_on: ir.Value | None = None,
) -> ir.Table:
    """Bring a table with month, seen_on and region into the shape FINDING; rows without a value are left out."""
    columns: dict[str, ir.Value] = {
        "indicator": ibis.literal(indicator) if isinstance(indicator, str) else indicator,
        "month": table.month,
        "seen_on": table.seen_on if seen_on is None else seen_on,
        "region": table.region if region is None else region,
        "subject_type": ibis.literal(subject_type),
        "subject": table[subject_type] if subject is None else subject,
        "value": value,
        "reference": ibis.null("float64") if reference is None else reference,
        "threshold_basis": ibis.literal(threshold_basis) if isinstance(threshold_basis, str) else threshold_basis,
        "n": n,
        "weight": weight,
    }
    shaped = table.select(**{name: columns[name].cast(kind) for name, kind in FINDING.items()})
    return shaped.filter(shaped.value.notnull())


def union_all(tables: list[ir.Table]) -> ir.Table:
    """All findings of several tables under one another; the list must not be empty."""
    return ibis.union(*tables) if len(tables) > 1 else tables[0]
