"""From a file to checked rows: read, map, check. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from baowen.collect.contract import Feed
from baowen.collect.intake import Checked, check, check_period
from baowen.collect.mapping import (
    Declared,
    Mapping,
    all_mappings,
    apply,
    find_mapping,
    identity_mapping,
    load_mapping,
)
from baowen.collect.readers import Header, Table, read_table
from baowen.core.period import Month
from baowen.core.problems import Level, Problem

Progress = Callable[[str, int, int], None]
"""Called with the step of the intake (see STEPS), the rows done and the rows in all, 0 while they are not known."""
STEPS = ("keep", "read", "check", "write", "give_back")


def unseen(_step: str, _done: int, _total: int) -> None:
    """The progress of work that nobody watches."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a file holds for a feed. `refused_rows` are those that go back; a stopped file goes back whole."""

    table: Table
    mapping: Mapping | None
    checked: Checked | None = None
    declared: Declared | None = None
    source_of: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    refused_rows: frozenset[int] = frozenset()

    @property
    def stopped(self) -> bool:
        found = any(problem.level is Level.REFUSE and problem.row == 0 for problem in self.problems)
        return found or self.checked is None or self.checked.refused_whole


def prepare(
    feed: Feed, path: Path, *, folders: list[Path], mapping: str | None = None, period: Month | None = None,
    progress: Progress = unseen,
) -> Prepared:  # fmt: skip
    """Read a file, map it and check its rows; the period guard runs before anything could be overwritten."""
    given = load_mapping(mapping, folders) if mapping else None
    form = given.file if given else None
    progress("read", 0, 0)
    table = read_table(
        path,
        sheet=form.sheet if form else None,
        header=Header(_expected(feed, given, folders)),
        encoding=form.encoding if form else None,
        delimiter=form.delimiter if form else None,
    )
    rows = table.frame.height
    progress("read", rows, rows)
    if table.refused:
        return Prepared(table, given, problems=list(table.problems))
    chosen = given or find_mapping(feed.name, table.headings, folders) or identity_mapping(feed, table.headings)
    mapped = apply(chosen, feed, table.frame, file=path.name)
    checked = check(
        feed,
        mapped.frame,
        file=path.name,
        sheet=table.sheet,
        source_of=mapped.source_of,
        source=table.frame,
        from_excel=table.from_excel,
        known=[*table.problems, *mapped.problems],
        tick=lambda done, of: progress("check", rows * done // of, rows),
    )
    wrong_period = check_period(feed, checked.frame, period, file=path.name) if period else None
    return Prepared(
        table,
        chosen,
        checked,
        mapped.declared,
        mapped.source_of,
        problems=[wrong_period] if wrong_period else [],
        refused_rows=frozenset((*mapped.refused_rows, *checked.refused_rows)),
    )


def _expected(feed: Feed, mapping: Mapping | None, folders: list[Path]) -> frozenset[str]:
    """Headings that may stand in the header row of a file for this feed."""
    if mapping:
        return frozenset(mapping.headings)
    words = {word for one in feed.columns for word in (one.name, one.zh, one.en, *one.aliases)}
    for known in all_mappings(folders):
        if known.feed == feed.name:
            words |= set(known.headings)
    return frozenset(words)
