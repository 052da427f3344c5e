"""A hospital, or a lead for its alliance, begins a report, files it whole, takes it back. VBP-2 (VB-2.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from baowen.core.audit.trail import Trail, writing
from baowen.core.clock import day_of
from baowen.core.money import plain
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import members_of, open_organisation
from baowen.orgs.regions import load_regions
from baowen.vbp.rounds.queries import products_of
from baowen.vbp.volumes.actions.turns import hand_on
from baowen.vbp.volumes.actions.typing import Cell, editable, put_texts, require_own
from baowen.vbp.volumes.models import Call, LineChange, VolumeLine, VolumeReport
from baowen.vbp.volumes.rulebook import VolumeBook
from baowen.vbp.volumes.rules import (
    EXPLANATION,
    UNITS,
    Bought,
    CellProblem,
    Line,
    LineKey,
    problems_of,
    state_after,
    units_of,
)
from baowen.vbp.volumes.states import Verdict, VolumeMove, VolumeState
from baowen.vbp.volumes.store import call_row, due_for, note_event, number_of, open_call_row, report_row

SHOWN = 5  # problems that a refusal names; the form has all of them
IN_FORCE = [state.value for state in VolumeState if state is not VolumeState.WITHDRAWN]


class VolumesRefusedError(BaowenError):
    """A report is not filed; `problems` says what is wrong at which cell."""

    def __init__(self, problems: Sequence[CellProblem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[:SHOWN]
        more = len(self.problems) - len(first)
        zh = "；".join(f"品种 {one.lot}：{one.message[0]}，{one.remedy[0]}" for one in first)
        en = "; ".join(f"lot {one.lot}: {one.message[1]} ({one.remedy[1]})" for one in first)
        tail_zh, tail_en = (f"；另有 {more} 处", f"; and {more} more") if more else ("", "")
        super().__init__(f"报量未提交，请先改正：{zh}{tail_zh}", f"not filed: {en}{tail_en}")


@dataclass(frozen=True, slots=True)
class _Begun:
    """Who reports for whom."""

    organisation: str
    region: str
    is_alliance: bool
    members: tuple[str, ...]


def begin(call: int, *, actor: Actor, at: datetime, book: VolumeBook, alliance: bool = False) -> str:
    """Begin the report of the own organisation, prefilled with last year's purchases; its number.

    `alliance`: as its lead, for the alliance as a whole. BaowenError after the day, for a second report, for a member
    whose lead reports for it, and for a lead some of whose members have begun their own.
    """
    require(actor, Act.VBP_REPORT, actor.region, regions=load_regions(), organisation=actor.organisation)
    asked = call_row(call)
    own = open_organisation(actor.organisation, day_of(at))
    members = tuple(one.code for one in members_of(own.code)) if alliance else ()
    if not load_regions().within(own.region, asked.region):
        raise BaowenError("本机构不在本次报量的地区", "your organisation does not lie in the region of this call")
    if alliance and not members:
        raise BaowenError(
            "本机构名下没有医联体成员；请先由平台管理员登记，或按本机构填报",
            "your hospital leads no alliance: report for itself",
        )
    begun = _Begun(own.code, own.region, alliance, members)
    bought = book.purchases(asked, [own.code, *members]).of([own.code, *members], [x.number for x in book.lots(asked)])
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = _begun(open_call_row(call), begun, own.alliance, actor=actor, at=at)
        VolumeLine.objects.bulk_create(
            VolumeLine(report=row, lot=lot, product_code=code, units_text=_prefilled(bought.get((lot, code))))
            for lot, code in line_keys(asked, book)
        )
        note_event(row, VolumeMove.BEGIN, actor=actor, at=at)
        trail.note("vbp.volumes.begun", f"vbp_volumes/{number_of(row.pk)}", after={"members": len(members)})
    return number_of(row.pk)


def _prefilled(bought: Bought | None) -> str:
    """Last year's purchases as the cell begins; nothing where none are known, and none where nothing was bought."""
    return plain(bought.units) if bought is not None and bought.units else ""


def line_keys(call: Call, book: VolumeBook) -> list[LineKey]:
    """The lines of a call's form: its lots, by product where the round asks for brands and products were bid with."""
    products: dict[str, list[str]] = {}
    if call.by_product:
        for one in products_of(call.round_code):
            codes = products.setdefault(one.lot, [])
            if one.product_code not in codes:
                codes.append(one.product_code)
    return [(lot.number, code) for lot in book.lots(call) for code in products.get(lot.number, [""])]


def _begun(call: Call, begun: _Begun, lead: str, *, actor: Actor, at: datetime) -> VolumeReport:
    due_on = due_for(call, begun.organisation)
    if day_of(at) > due_on:
        raise BaowenError(
            f"报量已于 {due_on} 截止；确需补报的，请联系组织报量的部门说明原因、另定日期",
            f"volumes were due on {due_on}; ask whoever called for them for another day",
        )
    others = VolumeReport.objects.filter(call=call, state__in=IN_FORCE)
    mine = others.filter(organisation=begun.organisation).first()
    if mine is not None:
        raise BaowenError(
            f"本机构本周期已有报量 {number_of(mine.pk)}，每次只报一份；需要更正的请在该报量中修改",
            f"your organisation has its report {number_of(mine.pk)} for this call: change that one",
        )
    if lead and others.filter(organisation=lead, is_alliance=True).exists():
        raise BaowenError(
            f"牵头医院 {lead} 已为医联体整体报量，成员不再单独报量",
            f"the lead {lead} reports for the alliance as a whole: its members don't report on their own",
        )
    own = list(others.filter(organisation__in=begun.members).values_list("organisation", flat=True)[:SHOWN])
    if own:
        raise BaowenError(
            f"成员 {'、'.join(own)} 已单独报量；整体报量的，请其先撤回",
            f"members report on their own: {', '.join(own)}; they have to withdraw first",
        )
    return VolumeReport.objects.create(
        call=call, organisation=begun.organisation, region=begun.region, is_alliance=begun.is_alliance,
        members=list(begun.members), begun_at=at, begun_by=actor.name,
    )  # fmt: skip


def typed(row: VolumeReport) -> list[Line]:
    """The lines of a report as they are typed."""
    return [
        Line(lot=one.lot, product_code=one.product_code, units=one.units_text, explanation=one.explanation)
        for one in row.lines.all()
    ]


def bought_by(row: VolumeReport, book: VolumeBook) -> dict[LineKey, Bought]:
    """Last year's purchases of all whom a report covers, by lot and by product."""
    covered = [row.organisation, *row.members]
    return book.purchases(row.call, covered).of(covered, sorted({line.lot for line in row.lines.all()}))


def file_report(number: str, *, actor: Actor, at: datetime, book: VolumeBook) -> VolumeState:
    """File a report as it is typed; it goes to the lowest level that has officers. VolumesRefusedError, BaowenError."""
    row = report_row(number)
    require_own(row, actor)
    bought = bought_by(row, book)
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = editable(number, actor, at)
        lines = typed(row)
        by_lot = {lot: one for (lot, code), one in bought.items() if not code}
        found = problems_of(lines, by_lot, book.limits(row.call), allowed={line.key for line in lines})
        refused = [one for one in found if one.is_refused]
        if refused:
            raise VolumesRefusedError(refused)
        if all(units_of(line.units) is None for line in lines):
            raise BaowenError("报量表是空的；没有需求的品种请填 0", "the form is empty; write 0 for no need")
        _file(row, by_lot, actor=actor, at=at, trail=trail, book=book)
    return VolumeState(row.state)


def _file(
    row: VolumeReport, bought: dict[str, Bought], *, actor: Actor, at: datetime, trail: Trail, book: VolumeBook
) -> None:  # fmt: skip
    number, again = number_of(row.pk), row.version > 0
    state_after(VolumeMove.FILE, VolumeState(row.state), number=number)
    row.version, row.state, row.filed_at, row.filed_by = row.version + 1, VolumeState.UNDER_REVIEW.value, at, actor.name
    if row.is_alliance:
        own = VolumeReport.objects.filter(call=row.call, state__in=IN_FORCE, is_alliance=False)
        apart = set(own.values_list("organisation", flat=True))
        row.members = [one.code for one in members_of(row.organisation) if one.code not in apart]
    lines = list(row.lines.all())
    changes = [change for line in lines if (change := _filed(line, row, bought)) is not None and again]
    LineChange.objects.bulk_create(changes)
    VolumeLine.objects.bulk_update(lines, ["units", "filed_explanation", "last", "verdict", "remark"])
    row.save()
    note_event(row, VolumeMove.FILE, actor=actor, at=at)
    hand_on(row, after="", actor=actor, at=at, trail=trail, book=book)
    trail.note(
        "vbp.volumes.filed", f"vbp_volumes/{number}",
        after={"version": row.version, "lines": len(lines), "changed": len(changes)},
    )  # fmt: skip


def _filed(line: VolumeLine, row: VolumeReport, bought: dict[str, Bought]) -> LineChange | None:
    """Take what is typed as filed; what changed against the time before. A reviewer's word on a changed line ends."""
    units, words = units_of(line.units_text), line.explanation.strip()
    change = None
    if (units, words) != (line.units, line.filed_explanation):
        change = LineChange(
            report=row, version=row.version, lot=line.lot, product_code=line.product_code, units_before=line.units,
            units_after=units, explanation_before=line.filed_explanation, explanation_after=words, remark=line.remark,
        )  # fmt: skip
        line.verdict, line.remark = Verdict.NONE.value, ""
    line.units, line.filed_explanation = units, words
    line.last = bought.get(line.lot, Bought()).units
    return change


def withdraw(number: str, *, actor: Actor, at: datetime, reason: str) -> None:
    """Take the own report back; it counts as not reported from then on."""
    require_own(report_row(number), actor)
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=reason) as trail:
        row = report_row(number, locked=True)
        open_call_row(row.call_id)
        before = row.state
        to = state_after(VolumeMove.WITHDRAW, VolumeState(row.state), number=number, reason=reason)
        row.state, row.turn, row.turn_due_on = str(to), "", None
        row.save(update_fields=["state", "turn", "turn_due_on"])
        note_event(row, VolumeMove.WITHDRAW, actor=actor, at=at, reason=reason)
        trail.note("vbp.volumes.withdrawn", f"vbp_volumes/{number}", before={"state": before})


def report_whole(
    call: int, lines: Sequence[Line], *, actor: Actor, at: datetime, book: VolumeBook, alliance: bool = False,
    file: bool = True,
) -> str:  # fmt: skip
    """Report all lines by one call, as systems do; its number. A line that is not given is left empty: not told.

    Goes on with the own draft or what was sent back, else begins. Nothing is kept where anything is refused.
    """
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        mine = VolumeReport.objects.filter(call_id=call, organisation=actor.organisation, state__in=IN_FORCE).first()
        open_one = mine if mine is not None and mine.state != VolumeState.UNDER_REVIEW.value else None
        number = (
            number_of(open_one.pk) if open_one else begin(call, actor=actor, at=at, book=book, alliance=alliance)
        )  # fmt: skip
        row = editable(number, actor, at)
        keys = {(one.lot, one.product_code) for one in row.lines.all()}
        strange = [one for one in problems_of(lines, {}, book.limits(row.call), allowed=keys) if one.is_refused]
        if strange:
            raise VolumesRefusedError(strange)
        given = {line.key: line for line in lines}
        put_texts(row, [cell for key in sorted(keys) for cell in _cells(given.get(key, Line(lot=key[0])), key)])
        trail.note("vbp.volumes.typed", f"vbp_volumes/{number}", details={"lines": len(lines)})
        if file:
            file_report(number, actor=actor, at=at, book=book)
    return number


def _cells(line: Line, key: LineKey) -> list[Cell]:
    lot, code = key
    return [
        Cell(lot=lot, product_code=code, column=UNITS, text=line.units),
        Cell(lot=lot, product_code=code, column=EXPLANATION, text=line.explanation),
    ]


def total_of(lines: Sequence[Line]) -> Decimal:
    """The sum of the quantities that are typed and can be read."""
    total = Decimal(0)
    for line in lines:
        try:
            total += units_of(line.units) or Decimal(0)
        except BaowenError:
            continue
    return total
