"""Reads lists as they are published, and hands published editions over to the lake. LST-1, LST-2.

A list goes to the lake through the same intake as any file, and whole, so that sending it again changes nothing. What
is withdrawn cannot be taken out of the lake; its rows then take effect on a day that never comes, and no question of a
date finds them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from baowen.collect.handing import Batch, bring
from baowen.collect.readers import Header, read_table
from baowen.core.home import Home
from baowen.core.problems import BaowenError
from baowen.lake.lock import writer_lock
from baowen.lists.actions.editions import mark_handed_over
from baowen.lists.queries import Handover, editions_waiting, to_hand_over
from baowen.lists.sheet import EXPECTED, Grid

LOCK = "lists-handing-over.lock"
NEVER = date(2199, 12, 31)  # the last day that intake takes for a day


@dataclass(frozen=True, slots=True)
class ListsHandedOver:
    """Rows that the lake took or had, why it took a list not (list, why), and how many editions are left."""

    accepted: int
    unchanged: int
    refused: tuple[tuple[str, str], ...]
    waiting: int


def grid_of(path: Path, sheet: str | None = None) -> Grid:
    """The table of a published list as `lists.sheet` takes it; BaowenError where there is no such file."""
    if not path.is_file():
        raise BaowenError(f"找不到文件 {path}", f"no such file: {path}")
    table = read_table(path, sheet=sheet, header=Header(EXPECTED))
    rows = tuple(
        (row["row"], {name: row[name] for name in table.headings if row[name] is not None})
        for row in table.frame.iter_rows(named=True)
    )
    return Grid(
        file=path.name, sheet=table.sheet, headings=table.headings, rows=rows, problems=tuple(table.problems)
    )  # fmt: skip


def hand_over_lists(home: Home, *, by: str, at: datetime, clock: Callable[[], datetime]) -> ListsHandedOver:
    """Bring into the lake what was published or withdrawn since the last time. Safe to repeat, and to break off.

    A list of which the lake refuses a row stays to be handed over, and is told. BaowenError where another process
    writes to the home for too long.
    """
    with writer_lock(home.root / LOCK):  # an older state must not come after a newer one
        told = to_hand_over()
        batch = Batch("list_entry")
        for position, one in enumerate(told):
            for row in _rows(one):
                batch.add(row, (position, 0))
        brought = bring(home, batch, by=by, at=at, clock=clock)
        if brought is None:
            return ListsHandedOver(0, 0, (), editions_waiting())
        refused = brought.kept_back
        taken = [pair for position, one in enumerate(told) if position not in refused for pair in one.taken]
        mark_handed_over(taken, by=by, at=clock())
    return ListsHandedOver(
        accepted=brought.outcome.accepted, unchanged=brought.outcome.unchanged, waiting=editions_waiting(),
        refused=tuple((_named(told[position]), why) for position, why in refused.items()),
    )  # fmt: skip


def _named(one: Handover) -> str:
    return f"{one.issuer} {one.kind} {one.edition}"


def _rows(one: Handover) -> list[dict[str, str]]:
    shared = {"region_code": one.issuer, "list_kind": one.kind.value, "edition": one.edition}
    first = one.effective_on or NEVER
    lines = [(item.name, item.dosage_form, first) for item in one.items]
    lines += [(name, form, NEVER) for name, form in one.gone]
    return [shared | {"effective_on": str(day), "generic_name": name, "dosage_form": form} for name, form, day in lines]
