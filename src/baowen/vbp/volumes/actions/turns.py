"""A report goes to the next level that has officers; those without are passed over and named. VBP-2 (VB-2.1)."""

from __future__ import annotations

from datetime import datetime

from baowen.core.audit.trail import Trail
from baowen.core.clock import day_of
from baowen.core.messages.actions import post
from baowen.core.messages.rules import Text
from baowen.orgs.permissions import Actor
from baowen.orgs.queries import organisations_holding
from baowen.orgs.roles import Role
from baowen.vbp.volumes.models import VolumeReport
from baowen.vbp.volumes.rulebook import REVIEW_DAYS, VolumeBook
from baowen.vbp.volumes.rules import next_turn
from baowen.vbp.volumes.states import MOVES, VolumeMove, VolumeState
from baowen.vbp.volumes.store import note_event


def hand_on(row: VolumeReport, *, after: str, actor: Actor, at: datetime, trail: Trail, book: VolumeBook) -> None:
    """Give the report to the place whose turn is next after one, or agree to it where that was the last."""
    chain = book.chain(row.call, row.region)
    officers = organisations_holding(Role.PROCUREMENT_OFFICER, chain)
    turn = next_turn(chain, set(officers), after=after)
    row.turn = turn.place
    row.turn_due_on = book.due_on(REVIEW_DAYS, turn.place, day_of(at)) if turn.place else None
    row.state = (VolumeState.UNDER_REVIEW if turn.place else VolumeState.AGREED).value
    row.save(update_fields=["turn", "turn_due_on", "state"])
    for place in turn.skipped:
        note_event(row, VolumeMove.SKIP, actor=actor, at=at, place=place, reason=MOVES[VolumeMove.SKIP].zh)
    for unit in officers.get(turn.place, ()):
        _tell_reviewer(row, unit, at=at, trail=trail)


def _tell_reviewer(row: VolumeReport, unit: str, *, at: datetime, trail: Trail) -> None:
    """Once a day and call, in the day's digest: there are reports to review."""
    call = row.call
    said = Text(
        f"批次 {call.round_code} {call.year} 年有报量待审核，请于 {row.turn_due_on} 前办理",
        f"volume reports of round {call.round_code} ({call.year}) wait for review, by {row.turn_due_on}",
    )
    post(
        trail, to=f"organisation:{unit}", kind="volumes_to_review", title=said, body=said, about=f"vbp_call/{call.pk}",
        key=f"vbp/volumes/{call.pk}/review/{unit}/{day_of(at)}", at=at, digest=True,
    )  # fmt: skip
