"""Clues handed over from one department to another: sent, received, answered, or returned with a reason. ENF-1.

Subjects, words and answers are free text and may name people: the audit chain has numbers and codes alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from baowen.core.audit.trail import Trail
from baowen.core.clock import day_of
from baowen.core.messages.rules import Text
from baowen.core.problems import BaowenError
from baowen.core.texts import filled
from baowen.orgs.departments import DEPARTMENT_WORDS
from baowen.orgs.permissions import Act, Actor, require
from baowen.respond.actions.moves import Doing
from baowen.respond.actions.store import counter, next_number, require_open_organisation
from baowen.respond.actions.telling import tell_organisation
from baowen.respond.kinds import Channel, HandoverResult
from baowen.respond.models import Case, CaseFile, Handover
from baowen.respond.queries.handovers import receivers
from baowen.respond.queries.seeing import seen_case
from baowen.respond.rulebook import Rulebook
from baowen.respond.states_beside import PASSING_RULES, PASSING_WORDS, Passing, PassingMove


@dataclass(frozen=True, slots=True, kw_only=True)
class Clue:
    """What is handed over: to which organisation (code), about what, in words, and of which case ("" for none).

    `evidence`: numbers of files of that case that go with it.
    """

    receiver: str
    subject: str
    words: str
    case: str = ""
    evidence: Sequence[int] = ()


def send(clue: Clue, doing: Doing) -> str:
    """Hand a clue over for the own organisation; the number of the hand-over.

    The receiver sits in the joint mechanism of the actor's region or of one above. BaowenError that says who sits there
    for another; for a case of the military channel also where nobody in the receiving organisation may see it.
    """
    actor, on = doing.actor, day_of(doing.at)
    require(actor, Act.HANDOVER_SEND, actor.region, regions=doing.book.regions)
    subject, words = (
        filled(clue.subject, "移送事项", "subject", most=300),
        filled(clue.words, "移送内容", "clue in words"),
    )
    with doing.writing() as trail:
        case = seen_case(clue.case, actor, doing.book, lock=True) if clue.case else None
        _check_receiver(clue.receiver, actor, doing.book)
        receiver = require_open_organisation(clue.receiver, on, channel=case.channel if case else Channel.CIVIL)
        row = Handover.objects.create(
            number=next_number(counter("Y", actor.region, on.year)), case=case, sender=actor.organisation,
            sender_region=actor.region, receiver=receiver.code, receiver_region=receiver.region,
            subject=subject, words=words, state=Passing.SENT.value, sent_at=doing.at,
        )  # fmt: skip
        files = _evidence(clue, case)
        row.evidence.set(files)
        trail.note(
            "handover.send", f"handover/{row.number}",
            after={
                "case": clue.case, "sender": row.sender, "receiver": row.receiver, "state": row.state,
                "evidence": [file.sha256 for file in files],
            },
        )  # fmt: skip
        title = Text(f"移送 {row.number}：请签收并答复", f"hand-over {row.number}: please receive and answer it")
        tell_organisation(row.receiver, f"handover/{row.number}", "send", title, trail=trail, at=doing.entered)
    return row.number


def _evidence(clue: Clue, case: Case | None) -> list[CaseFile]:
    """The files that go with a clue; BaowenError for one that is no file of the case, or is withdrawn."""
    wanted = set(clue.evidence)
    files = list(case.files.filter(pk__in=wanted, withdrawn_at=None)) if case else []
    missing = sorted(wanted - {file.pk for file in files})
    if missing:
        told = "、".join(map(str, missing))
        raise BaowenError(
            f"附件 {told} 不是案件 {clue.case or '（未指明）'} 的有效附件，不能随案移送；请先添加到案件",
            f"{told}: no files in force of the case; add them to it first",
        )
    return files


def _check_receiver(code: str, actor: Actor, book: Rulebook) -> None:
    if code == actor.organisation:
        raise BaowenError("不能移送给本单位", "a clue cannot be handed over to the own organisation")
    others = receivers(actor, book=book)
    if any(seat.organisation == code for _, seat in others):
        return
    zh = "；".join(
        f"{place.name} {DEPARTMENT_WORDS[seat.department][0]} {seat.name}（{seat.organisation}）"
        for place, seat in others
    )
    en = ", ".join(seat.organisation for _, seat in others)
    raise BaowenError(
        f"{code} 不在本地区及上级的会商联动机制中，不能移送；成员单位有：{zh or '尚未登记'}",
        f"{code} has no seat in the joint mechanism of the region or above; seated are {en or 'none yet'}",
    )


def receive(number: str, doing: Doing) -> None:
    """Receive a hand-over for the own organisation; BaowenError where it was received before."""
    with _moving(number, PassingMove.RECEIVE, doing) as (row, trail):
        row.received_at = doing.at
        _enter(row, PassingMove.RECEIVE, trail)


def answer(number: str, result: HandoverResult, words: str, doing: Doing) -> None:
    """Answer a hand-over that was received: what came of it, as a code and in words."""
    words = filled(words, "办理情况", "answer in words")
    with _moving(number, PassingMove.ANSWER, doing) as (row, trail):
        row.answered_at, row.result, row.answer = doing.at, result.value, words
        _enter(row, PassingMove.ANSWER, trail, result=row.result)
        title = Text(f"移送 {number} 已答复", f"hand-over {number} is answered")
        tell_organisation(row.sender, f"handover/{number}", "answer", title, trail=trail, at=doing.entered)


def give_back(number: str, doing: Doing) -> None:
    """Return a hand-over to its sender, with a reason such as that another department is competent."""
    with _moving(number, PassingMove.RETURN, doing) as (row, trail):
        row.returned_at, row.returned_because = doing.at, doing.reason.strip()
        _enter(row, PassingMove.RETURN, trail)
        title = Text(f"移送 {number} 被退回，请阅看理由", f"hand-over {number} came back; read why")
        tell_organisation(row.sender, f"handover/{number}", "return", title, trail=trail, at=doing.entered)


@contextmanager
def _moving(number: str, move: PassingMove, doing: Doing) -> Iterator[tuple[Handover, Trail]]:
    """The hand-over, locked, and the trail, once state, person, reason and time are found right."""
    rule = PASSING_RULES[move]
    if rule.needs_reason and not doing.reason.strip():
        raise BaowenError(f"“{rule.zh}”须写明理由", f"a reason must be given to {rule.en}")
    with doing.writing() as trail:
        # Only the row itself: the case is joined from outside, which PostgreSQL does not lock.
        rows = Handover.objects.select_for_update(of=("self",)).select_related("case")
        row = rows.filter(number=number).first()
        if row is None:
            raise BaowenError(f"没有移送 {number}，请核对编号", f"there is no hand-over {number}; check the number")
        _require(row, doing)
        if Passing(row.state) not in rule.sources:
            zh, en = PASSING_WORDS[Passing(row.state)]
            raise BaowenError(f"移送 {number} {zh}，不能{rule.zh}", f"hand-over {number} is {en}: cannot {rule.en}")
        last = row.received_at or row.sent_at
        if doing.at < last:
            raise BaowenError(
                f"办理时间早于上一步（{day_of(last)}），请核对日期",
                f"the time lies before the last step, of {day_of(last)}",
            )
        yield row, trail


def _require(row: Handover, doing: Doing) -> None:
    """It lies where the receiving organisation does; NotAllowedError for everybody else."""
    actor, regions = doing.actor, doing.book.regions
    if row.case is not None and row.case.channel == Channel.MILITARY:
        require(actor, Act.MILITARY_READ, actor.region, regions=regions)
    require(actor, Act.HANDOVER_ANSWER, actor.region, regions=regions, organisation=row.receiver)


def _enter(row: Handover, move: PassingMove, trail: Trail, **told: object) -> None:
    before, row.state = row.state, PASSING_RULES[move].to.value
    row.save()
    trail.note(
        f"handover.{move}", f"handover/{row.number}", before={"state": before}, after={"state": row.state, **told}
    )
