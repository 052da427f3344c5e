"""What is typed into a volume report is kept cell by cell as it stands, whole or not, until it is filed. VBP-2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.regions import load_regions
from baowen.vbp.volumes.models import VolumeLine, VolumeReport
from baowen.vbp.volumes.rules import COLUMNS, EXPLANATION, LONGEST, UNITS
from baowen.vbp.volumes.states import EDITABLE, STATE_WORDS, VolumeState
from baowen.vbp.volumes.store import due_for, number_of, open_call_row, report_row

FIELDS = {UNITS: "units_text", EXPLANATION: "explanation"}
MOST_CELLS = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The text of one cell: its lot, product ("" for the lot as a whole) and column."""

    lot: str
    product_code: str
    column: str
    text: str


def save_cells(number: str, cells: Sequence[Cell], *, actor: Actor, at: datetime) -> int:
    """Keep the texts of some cells; the revision of the report after it.

    BaowenError for a report that can't be changed now, and for a cell that the form has not; then nothing is kept.
    """
    require_own(report_row(number), actor)
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = editable(number, actor, at)
        changed = put_texts(row, cells)
        trail.note("vbp.volumes.typed", f"vbp_volumes/{number}", details={"lines": changed})
    return row.revision


def put_texts(row: VolumeReport, cells: Sequence[Cell]) -> int:
    """Write the texts within an action; how many lines they changed."""
    if len(cells) > MOST_CELLS:
        raise BaowenError(f"一次最多保存 {MOST_CELLS} 格", f"at most {MOST_CELLS} cells at a time")
    lines = {(line.lot, line.product_code): line for line in row.lines.all()}
    changed: dict[int, VolumeLine] = {}
    for cell in cells:
        line = lines.get((cell.lot, cell.product_code))
        if line is None or cell.column not in COLUMNS:
            raise BaowenError(
                f"本批次的报量表没有 {cell.lot} {cell.product_code}".rstrip(), f"the form has no line {cell.lot}"
            )
        text = _checked(cell)
        if getattr(line, FIELDS[cell.column]) != text:
            setattr(line, FIELDS[cell.column], text)
            changed[line.pk] = line
    row.revision += 1
    for line in changed.values():
        line.revision = row.revision
    VolumeLine.objects.bulk_update(changed.values(), [*FIELDS.values(), "revision"])
    row.save(update_fields=["revision"])
    return len(changed)


def _checked(cell: Cell) -> str:
    text = cell.text.replace("\x00", "").strip()
    if len(text) > LONGEST[cell.column]:
        raise BaowenError(
            f"品种 {cell.lot}：内容过长，最多 {LONGEST[cell.column]} 字",
            f"lot {cell.lot}: at most {LONGEST[cell.column]} characters",
        )
    return text


def require_own(row: VolumeReport, actor: Actor) -> None:
    """That somebody may report for the organisation that the report is of."""
    require(actor, Act.VBP_REPORT, row.region, regions=load_regions(), organisation=row.organisation)


def editable(number: str, actor: Actor, at: datetime) -> VolumeReport:
    """The report, locked, where it may be changed now; BaowenError that says why not.

    A draft may be changed until its day; one that was sent back as long as the call is open.
    """
    row = report_row(number, locked=True)
    require_own(row, actor)
    call = open_call_row(row.call_id)
    state = VolumeState(row.state)
    if state not in EDITABLE:
        raise BaowenError(
            f"{number_of(row.pk)} 为“{STATE_WORDS[state][0]}”，不能修改；需要更正的，请联系审核单位退回",
            f"{number_of(row.pk)} is {STATE_WORDS[state][1]}: ask the reviewer to send it back",
        )
    due_on = due_for(call, row.organisation)
    if state is VolumeState.DRAFT and day_of(at) > due_on:
        raise BaowenError(
            f"报量已于 {due_on} 截止；确需补报的，请联系组织报量的部门说明原因、另定日期",
            f"volumes were due on {due_on}; ask whoever called for them for another day",
        )
    return row
