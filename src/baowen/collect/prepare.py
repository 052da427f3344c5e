"""From a file to checked rows: read, map, check. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from baowen.collect.contract import Feed
from baowen.collect.intake import Checked, check, check_period
from baowen.collect.mapping import Declared, Mapping, apply, find_mapping, identity_mapping, load_mapping
from baowen.collect.mapping import all_mappings as known_mappings
from baowen.collect.readers import Header, Table, read_table
from baowen.core.period import Month
from baowen.core.problems import Level, Problem

EXCEL = {"xlsx", "xls"}


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a file holds for a feed. `stopped_by` names the problem that keeps the whole file out, if one does."""

    table: Table | None
    mapping: Mapping | None
    checked: Checked | None
    declared: Declared | None
    file_problems: list[Problem] = field(default_factory=list)

    @property
    def stopped(self) -> bool:
        return any(problem.level == Level.REFUSE and problem.row == 0 for problem in self.file_problems)


def prepare(
    feed: Feed, path: Path, *, folders: list[Path], mapping: str | None = None, period: Month | None = None
) -> Prepared:
    """Read a file, map it and check its rows; the period guard runs before anything could be overwritten."""
    given = load_mapping(mapping, folders) if mapping else None
    file = given.file if given else None
    table = read_table(
        path,
        sheet=file.sheet if file else None,
        header=Header(_expected(feed, given, folders)),
        encoding=file.encoding if file else None,
        delimiter=file.delimiter if file else None,
    )
    if any(problem.level == Level.REFUSE and problem.row == 0 for problem in table.problems):
        return Prepared(table, given, None, None, list(table.problems))
    chosen = given or find_mapping(feed.name, table.headings, folders) or identity_mapping(feed, table.headings)
    mapped = apply(chosen, feed, table.frame)
    problems = [*table.problems, *mapped.problems]
    if any(problem.level == Level.REFUSE and problem.row == 0 for problem in problems):
        return Prepared(table, chosen, None, None, problems)
    checked = check(
        feed,
        mapped.frame,
        file=path.name,
        sheet=table.sheet,
        source_of=mapped.source_of,
        source=table.frame,
        from_excel=table.from_excel,
    )
    wrong_period = check_period(feed, checked.frame, period) if period else None
    if wrong_period:
        problems.append(wrong_period)
    return Prepared(table, chosen, checked, mapped.declared, problems)


def _expected(feed: Feed, mapping: Mapping | None, folders: list[Path]) -> frozenset[str]:
    """Headings that may stand in the header row of a file for this feed."""
    if mapping:
        return frozenset(mapping.headings)
    words = {word for one in feed.columns for word in (one.name, one.zh, one.en, *one.aliases)}
    for known in known_mappings(folders):
        if known.feed == feed.name:
            words |= set(known.headings)
    return frozenset(words)
