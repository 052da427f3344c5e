"""Of direct reports by their number, who told of which drug. COL-2, RSV-3."""

from __future__ import annotations

from collections.abc import Collection

from baowen.collect.reports.models import ShortageReport


def shortages_of(numbers: Collection[str]) -> set[tuple[str, str]]:
    """Hospital and drug (product code, or plain name) of each report."""
    rows = ShortageReport.objects.filter(number__in=list(numbers))
    return set(rows.values_list("hospital", "drug"))
