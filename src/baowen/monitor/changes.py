"""What a run must look at again: which months of which tables changed, and since when each family is concerned.

A change in a month concerns that month and all after it, because history is compared with. A family is only looked at
again from the first change on of a table that it reads; what it found before stands as it was recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from baowen.core.period import Month
from baowen.lake.store import REGISTER_MONTH, Lake
from baowen.monitor.indicators.family import Family
from baowen.monitor.models import CubeMonth
from baowen.monitor.tables import LAKE_TABLES

Digests = dict[str, dict[str, str]]
"""By table and month what its files are."""
RULES = "rules"
_READ = "read:{}"  # how the digests that a finished run has read are remembered, apart from what cubes are built from


def tables_now(lake: Lake, *, rules: str) -> Digests:
    """Every table that an indicator may read as it is now, and the rules as a table of their own."""
    return {RULES: {REGISTER_MONTH: rules}} | {table: lake.digests(table) for table in LAKE_TABLES.values()}


def read_by_last_run(tables: Iterable[str]) -> Digests:
    """The same as the last finished run read it; empty for a table that it did not know."""
    found: Digests = {table: {} for table in tables}
    names = {_READ.format(table): table for table in found}
    rows = CubeMonth.objects.filter(cube__in=list(names)).values_list("cube", "month", "source_digest")
    for name, month, digest in rows:
        found[names[name]][month] = digest
    return found


def remembered_as(now: Digests) -> Digests:
    """The digests under the names that `read_by_last_run` looks for."""
    return {_READ.format(table): digests for table, digests in now.items()}


def changed_months(now: Digests, before: Digests) -> dict[str, set[str]]:
    """By table the months that were written anew, came or went; "all" for what has no months."""
    changed = {}
    for table, digests in now.items():
        past = before.get(table, {})
        changed[table] = {month for month in digests.keys() | past.keys() if digests.get(month) != past.get(month)}
    return changed


def concerned_since(
    families: Mapping[str, Family], changed: Mapping[str, set[str]], *, unfinished: set[str], known: Sequence[str]
) -> dict[str, Month]:
    """By family the first month to look at again; a family that nothing concerns is left out.

    `unfinished`: months that the last run saw in part. `known`: all months of data, oldest first.
    """
    found = {}
    for name, family in families.items():
        tables = (RULES, *(LAKE_TABLES[table] for table in family.reads if table in LAKE_TABLES))
        first = _first(unfinished.union(*(changed.get(table, set()) for table in tables)), known)
        if first is not None:
            found[name] = first
    return found


def _first(months: set[str], known: Sequence[str]) -> Month | None:
    """The oldest of the months; the oldest of all where a register changed."""
    pool = known if REGISTER_MONTH in months else sorted(months)
    return Month.parse(pool[0]) if pool else None
