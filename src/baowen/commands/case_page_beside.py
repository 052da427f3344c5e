"""Consultations, hand-overs and files on the page of a case. RSP-5, ENF-1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from baowen.commands.consultations import task_line
from baowen.core.clock import day_of
from baowen.respond.kinds import HANDOVER_RESULT_WORDS, REPLY_WORDS
from baowen.respond.states_beside import MEETING_WORDS, PASSING_WORDS

if TYPE_CHECKING:
    from baowen.commands.case_page import Reading
    from baowen.respond.queries import CasePage, ConsultationView, FileView, HandoverView


def consultation_lines(one: ConsultationView, reading: Reading) -> Iterator[RenderableType]:
    """When it is held, who comes, and its tasks; the minutes are on its own page."""
    say = reading.say
    yield _in(f"{one.number}  {one.held_on}  {say(MEETING_WORDS[one.state])}  {one.subject}")
    coming = say(("、", ", ")).join(
        f"{reading.who(invited.organisation)}{say(('（{}）', ' ({})')).format(say(REPLY_WORDS[invited.reply]))}"
        for invited in one.invitations
    )
    yield _in(f"{say(('受邀单位：', 'invited: '))}{coming}", 2)
    for task in one.tasks:
        yield Padding(task_line(task, reading.today, int(reading.english), reading.who(task.owner)), (0, 0, 0, 4))


def handover_lines(one: HandoverView, reading: Reading) -> Iterator[RenderableType]:
    """From whom to whom, how it stands and since when it waits; the answer in words is on its own page."""
    say, waits = reading.say, one.waits_days(reading.today)
    state = say(PASSING_WORDS[one.state])
    if one.result is not None:
        state += f"{say(('：', ': '))}{say(HANDOVER_RESULT_WORDS[one.result])}"
    if waits is not None:
        state += say((f"，已等 {waits} 天", f", waiting for {waits} days"))
    yield _in(f"{one.number}  {reading.who(one.sender)} → {reading.who(one.receiver)}  {state}")


def file_lines(one: FileView, reading: Reading) -> Iterator[RenderableType]:
    """What was added by whom; why it was withdrawn."""
    yield _in(f"{one.id}  {one.file_name}  {one.size:,} B  {day_of(one.added_at)} {one.by}  {one.words}".rstrip())
    if one.withdrawn_at is not None:
        yield _in(f"{reading.say(('已撤回：', 'withdrawn: '))}{one.withdrawn_because}", 2)


def named_beside(page: CasePage) -> set[str]:
    """The codes of the organisations that take part in consultations and hand-overs of a case."""
    invited = {one.organisation for meeting in page.consultations for one in meeting.invitations}
    owners = {task.owner for meeting in page.consultations for task in meeting.tasks}
    return invited | owners | {code for one in page.handovers for code in (one.sender, one.receiver)}


def _in(text: str, steps: int = 1) -> Padding:
    return Padding(Text(text), (0, 0, 0, 2 * steps))
