"""Reads the files of a round and says what they would enter, without keeping anything. VBP-1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from baowen.collect.readers import Table, read_table, sheets_of
from baowen.collect.readers.table import Header
from baowen.core.problems import BaowenError, Level, Problem
from baowen.vbp.rounds.entered import NewLot, NewRound
from baowen.vbp.rounds.kinds import RoundLevel
from baowen.vbp.rounds.rules.grid import Grid, Kind, Told, kind_of, unknown_kind
from baowen.vbp.rounds.rules.published import lots_done, nothing_read, read_bids, read_volumes, rounds_in
from baowen.vbp.rounds.rules.sheets import BIDS, KINDS, LOTS, OWN, PUBLISHED, ROUND, VOLUMES, WINNERS
from baowen.vbp.rounds.rules.winners import base_packs, ceilings_of_packs, read_winners
from baowen.vbp.rounds.rules.wording import told as problem_told
from baowen.vbp.rounds.rules.workbook import read_book, read_round

EXPECTED: Final = frozenset(heading for kind in KINDS for column in kind.columns for heading in column.headings)
Grids = dict[Kind, Grid]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What tables as published do not say of their round. `within`: the round's name in a table of several.

    The platform's own workbook says all this on its sheet 批次; what is given here comes before it.
    """

    code: str = ""
    name: str = ""
    level: RoundLevel | None = None
    region: str = ""
    within: str = ""
    follows: str = ""
    document_number: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What files would enter. With a problem `new` is None and nothing of them may be kept."""

    new: NewRound | None
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]


def look(paths: Sequence[Path], facts: Facts) -> Looked:
    """Read all files of one round: workbooks with several sheets, or tables one a file; see sheets.KINDS."""
    told = Told()
    grids = _grids(paths, told)
    new = None if told.problems else _read(grids, facts, told)
    if new is not None and not told.problems and not new.lots:
        told.add(problem_told("no_lots", file=paths[0].name if paths else ""))
    if new is not None and new.starts_on and new.ends_on and new.ends_on < new.starts_on:
        told.add(problem_told("days_reversed", file=paths[0].name))
    is_good = new is not None and not told.problems
    return Looked(
        new=replace(new, remarks=tuple(told.remarks)) if is_good and new is not None else None,
        problems=tuple(told.problems), remarks=tuple(told.remarks),
    )  # fmt: skip


def _grids(paths: Sequence[Path], told: Told) -> Grids:
    found: Grids = {}
    for path in paths:
        if not path.is_file():
            raise BaowenError(f"找不到文件 {path.name}", f"no such file: {path.name}")
        for grid in _tables(path, told):
            kind = kind_of(grid, KINDS)
            if kind is None:
                told.add(unknown_kind(grid, KINDS))
            elif kind in found:
                told.add(problem_told("kind_twice", file=grid.file, sheet=grid.sheet, value=kind.title[0]))
            else:
                found[kind] = grid
    if any(kind in PUBLISHED for kind in found) and any(kind in OWN for kind in found):
        told.add(problem_told("mixed_kinds", file=paths[0].name))
    return found


def _tables(path: Path, told: Told) -> list[Grid]:
    """The tables of a file: every sheet of a workbook that has rows, or the one table of any other."""
    header = Header(EXPECTED)
    first = read_table(path, header=header)
    sheets = sheets_of(path) if first.from_excel and not first.refused else ()
    tables = [read_table(path, sheet=name, header=header) for name in sheets] if sheets else [first]
    found = []
    for table in tables:
        if table.refused and sheets and all(one.code == "no_table" for one in table.problems):
            continue  # an empty sheet
        told.problems += [one for one in table.problems if one.level is Level.REFUSE]
        if not table.refused and (table.frame.height or len(tables) == 1):
            found.append(_grid(path, table))
    return found


def _grid(path: Path, table: Table) -> Grid:
    return Grid(
        file=path.name, sheet=table.sheet, headings=table.headings,
        rows=tuple(
            (row["row"], {name: row[name] for name in table.headings if row[name] is not None})
            for row in table.frame.iter_rows(named=True)
        ),
    )  # fmt: skip


def _read(grids: Grids, facts: Facts, told: Told) -> NewRound | None:
    is_own = any(kind in OWN for kind in grids)
    new = _with_facts(read_round(grids[ROUND], told) if ROUND in grids else None, facts)
    if new is None:
        if not told.problems:
            told.add(problem_told("no_round", file=next((one.file for one in grids.values()), "")))
        return None
    if is_own:
        if LOTS not in grids:
            told.add(nothing_read(next(iter(grids.values()))))
        return replace(new, lots=read_book(grids, told))
    return replace(new, lots=_published(grids, facts.within, told))


def _with_facts(new: NewRound | None, facts: Facts) -> NewRound | None:
    """The round of the workbook with what was given beside it; of published tables what was given alone."""
    if new is None:
        if not (facts.code and facts.name and facts.level and facts.region):
            return None
        new = NewRound(code=facts.code, name=facts.name, level=facts.level, region=facts.region, lots=())
    return replace(
        new, code=facts.code or new.code, name=facts.name or new.name, level=facts.level or new.level,
        region=facts.region or new.region, follows=facts.follows or new.follows,
        document_number=facts.document_number or new.document_number,
        starts_on=facts.starts_on or new.starts_on, ends_on=facts.ends_on or new.ends_on,
    )  # fmt: skip


def _published(grids: Grids, within: str, told: Told) -> tuple[NewLot, ...]:
    rounds = rounds_in(grids.items())
    wanted = within or (rounds[0] if len(rounds) == 1 else "")
    if rounds and wanted not in rounds:
        code = "round_not_there" if within else "several_rounds"
        file = next(iter(grids.values())).file
        told.add(problem_told(code, file=file, value=within, rounds="、".join(rounds)))
        return ()
    if BIDS in grids:
        lots = read_bids(grids[BIDS], wanted, told)
        if WINNERS in grids:  # beside the bids it is the base whose packs the ceilings are for
            packs = base_packs(grids[WINNERS], told)
            ceilings_of_packs(lots.values(), packs, grids[BIDS], told)
    elif WINNERS in grids:
        lots = read_winners(grids[WINNERS], told)
    else:
        lots = {}
    if VOLUMES in grids:
        read_volumes(grids[VOLUMES], wanted, lots, told)
    return tuple(lots_done(lots))
