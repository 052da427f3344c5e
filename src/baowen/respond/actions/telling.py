"""Who is told when a case moves: messages in the transaction of the change. RSP-2."""

from __future__ import annotations

from datetime import datetime

from baowen.core.audit.trail import Trail
from baowen.core.messages.actions import post
from baowen.core.messages.rules import Text
from baowen.orgs.queries import lead_unit, people
from baowen.orgs.roles import Role
from baowen.respond.kinds import Channel
from baowen.respond.models import Case
from baowen.respond.states import RULES, Move


def tell_move(case: Case, move: Move, trail: Trail, at: datetime) -> None:
    """Tell the level that a case comes to, and the organisation that is asked; nothing of the case's content."""
    said = {}
    if move in (Move.OPEN, Move.REPORT_UP, Move.RETURN_DOWN):
        said = {f"account:{name}": _arrival(case, move) for name in sorted(officers(case.region, case.channel))}
    if move is Move.ASK:
        question = case.questions.filter(answered_at=None).get()
        title = Text(f"请答复：案件 {case.number}", f"please answer: case {case.number}")
        said = {f"organisation:{question.organisation}": (title, Text(question.words, question.words))}
    for to, (title, body) in said.items():
        key = f"case/{case.number}/{case.moves}/{move}/{to}"
        post(trail, to=to, kind=f"case_{move}", title=title, body=body, about=f"case/{case.number}", key=key, at=at)


def tell_organisation(code: str, about: str, what: str, title: Text, *, trail: Trail, at: datetime) -> None:
    """Tell an organisation what it has to do or to know, once a `what`: numbers and dates, nothing of content."""
    to = f"organisation:{code}"
    kind = f"{about.partition('/')[0]}_{what.partition('/')[0]}"
    post(trail, to=to, kind=kind, title=title, body=title, about=about, key=f"{about}/{what}/{to}", at=at)


def _arrival(case: Case, move: Move) -> tuple[Text, Text]:
    rule = RULES[move]
    due = (f"，最近期限 {case.next_due}", f", next due on {case.next_due}") if case.next_due else ("", "")
    title = Text(f"案件 {case.number}：{rule.zh}", f"case {case.number}: {rule.en}")
    body = Text(
        f"案件 {case.number} 现由本级办理{due[0]}。", f"Case {case.number} is with your level now{due[1]}."
    )  # fmt: skip
    return title, body


def officers(region: str, channel: str, role: Role = Role.DUTY_OFFICER) -> set[str]:
    """The people of a region's lead unit who hold a role; of a military case only those who may see it."""
    unit = lead_unit(region)
    if unit is None:
        return set()
    found = people(unit.code, holding=role)
    if channel == Channel.MILITARY.value:
        found = [one for one in found if Role.MILITARY_OFFICER in one.roles]
    return {one.username for one in found}
