"""County, city and province review one after the other: each agrees, or sends back with a reason per line. VBP-2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from baowen.core.audit.trail import Trail, writing
from baowen.core.messages.actions import post
from baowen.core.messages.rules import Text
from baowen.core.problems import BaowenError
from baowen.core.texts import within
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.regions import load_regions
from baowen.vbp.volumes.actions.turns import hand_on
from baowen.vbp.volumes.models import VolumeLine, VolumeReport
from baowen.vbp.volumes.rulebook import VolumeBook
from baowen.vbp.volumes.rules import LineKey, state_after
from baowen.vbp.volumes.states import Verdict, VolumeMove, VolumeState
from baowen.vbp.volumes.store import note_event, open_call_row, report_row

MOST_AT_ONCE = 500


def agree(numbers: Sequence[str], *, actor: Actor, at: datetime, book: VolumeBook, reason: str = "") -> int:
    """Agree to reports as the level whose turn it is; their explanations are accepted with them. How many.

    All of them or none: BaowenError names the first that can't be agreed to.
    """
    if not numbers:
        raise BaowenError("请先选择报量", "choose the reports first")
    if len(numbers) > MOST_AT_ONCE:
        raise BaowenError(f"一次最多审核 {MOST_AT_ONCE} 份", f"at most {MOST_AT_ONCE} reports at a time")
    remark = within(reason, "意见", "remark", most=1000)
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=remark) as trail:
        for number in dict.fromkeys(numbers):
            row = _in_turn(number, VolumeMove.AGREE, actor, remark)
            row.lines.update(verdict=Verdict.AGREED.value, remark="")
            note_event(row, VolumeMove.AGREE, actor=actor, at=at, reason=remark, place=actor.region)
            hand_on(row, after=actor.region, actor=actor, at=at, trail=trail, book=book)
            trail.note(
                "vbp.volumes.agreed", f"vbp_volumes/{number}", after={"state": row.state, "turn": row.turn}
            )  # fmt: skip
    return len(numbers)


def send_back(number: str, remarks: Mapping[LineKey, str], *, actor: Actor, at: datetime, reason: str) -> None:
    """Send a report back to be corrected, with what is wrong at its lines; the hospital is told.

    The level that called for volumes may send back what it has agreed to, as long as the call is open.
    """
    why = within(reason, "退回原因", "reason to send back", most=1000)
    remarks = {key: text.strip() for key, text in remarks.items() if text.strip()}
    if not why and remarks:
        why = "见各行意见"
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=why) as trail:
        row = _in_turn(number, VolumeMove.RETURN, actor, why)
        _remark(row, remarks)
        row.state, row.turn, row.turn_due_on = VolumeState.RETURNED.value, "", None
        row.save(update_fields=["state", "turn", "turn_due_on"])
        note_event(row, VolumeMove.RETURN, actor=actor, at=at, reason=why, place=actor.region)
        _tell_hospital(row, number, at=at, trail=trail)
        trail.note("vbp.volumes.returned", f"vbp_volumes/{number}", details={"lines": len(remarks)})


def _in_turn(number: str, move: VolumeMove, actor: Actor, reason: str) -> VolumeReport:
    """The report, locked, where the actor's level may make the move now."""
    require(actor, Act.VBP_REVIEW, report_row(number).region, regions=load_regions())
    row = report_row(number, locked=True)
    call = open_call_row(row.call_id)
    state_after(move, VolumeState(row.state), number=number, reason=reason)
    turn = row.turn or call.region
    if actor.region != turn:
        name = load_regions().full_name(turn)
        raise BaowenError(f"{number} 应由{name}审核，目前轮不到本级", f"{number} is for {turn} to review, not for you")
    return row


def _remark(row: VolumeReport, remarks: Mapping[LineKey, str]) -> None:
    lines = {(line.lot, line.product_code): line for line in row.lines.all()}
    for key, text in remarks.items():
        if key not in lines:
            raise BaowenError(f"报量中没有品种 {key[0]}", f"the report has no line {key[0]}")
        lines[key].verdict = Verdict.REFUSED.value
        lines[key].remark = within(text, "退回意见", "remark", most=500)
    VolumeLine.objects.bulk_update([lines[key] for key in remarks], ["verdict", "remark"])


def _tell_hospital(row: VolumeReport, number: str, *, at: datetime, trail: Trail) -> None:
    said = Text(
        f"报量 {number} 已退回，请按意见更正后重新提交", f"volume report {number} came back: mend it and file it again"
    )
    post(
        trail, to=f"organisation:{row.organisation}", kind="volumes_returned", title=said, body=said,
        about=f"vbp_volumes/{number}", key=f"vbp/volumes/{number}/returned/{row.version}/{row.events.count()}", at=at,
    )  # fmt: skip
