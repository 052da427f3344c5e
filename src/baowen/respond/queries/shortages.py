"""Which hospitals told of which shortage that is with an open case: they come first when stock is shared. RSV-3."""

from __future__ import annotations

from baowen.collect.reports.queries.told import shortages_of
from baowen.respond.kinds import CaseKind, SourceKind
from baowen.respond.models import CaseSource
from baowen.respond.rulebook import Rulebook
from baowen.respond.states import OVER


def shortages_with_cases(region: str, *, book: Rulebook) -> set[tuple[str, str]]:
    """Hospital and drug (product code or name) of each direct report behind an open shortage case of a region."""
    sources = CaseSource.objects.filter(
        kind=SourceKind.REPORT.value, case__kind=CaseKind.SHORTAGE.value,
        case__origin_region__in=book.regions.codes_within(region),
    ).exclude(case__state__in=[one.value for one in OVER])  # fmt: skip
    return shortages_of(list(sources.values_list("reference", flat=True)))
