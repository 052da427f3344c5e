"""Finding out about a price: inquiry letter, interview and minutes, cost survey, public inquiry. PRI-1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from baowen.core.problems import BaowenError
from baowen.core.texts import filled
from baowen.price.actions.issuing import Papers, issue
from baowen.price.actions.notices import publish
from baowen.price.actions.store import MOST_WORDS, begin_step, moving
from baowen.price.kinds import LetterKind, NoticeKind, Side, StepKind
from baowen.price.letters.wording import chinese_date
from baowen.price.states import Move
from baowen.respond.actions.moves import Doing


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """When and where an interview is held."""

    held_on: date
    place: str


def inquire(number: str, words: str, doing: Doing, papers: Papers, *, set_on: date | None = None) -> str:
    """Send an inquiry letter; the enterprise owes its answer from then on. Its document number."""
    words = filled(words, "函询内容", "questions", most=MOST_WORDS)
    with moving(number, Move.INQUIRE, doing, words=words) as done:
        step = begin_step(done.matter, StepKind.ANSWER, Side.ENTERPRISE, done.on, doing, set_on=set_on)
        return issue(done, LetterKind.INQUIRY, papers, {}, step=step).reference


def call_in(number: str, words: str, meeting: Meeting, doing: Doing, papers: Papers) -> str:
    """Call the enterprise in for an interview on a day; the minutes are owed from that day on."""
    words = filled(words, "约谈事由", "reason of the interview", most=MOST_WORDS)
    place = filled(meeting.place, "约谈地点", "place of the interview", most=200)
    with moving(number, Move.CALL_IN, doing, words=words) as done:
        if meeting.held_on < done.on:
            raise BaowenError(
                f"约谈日期 {meeting.held_on} 已过，请核对", f"the day of the interview, {meeting.held_on}, is over"
            )
        begin_step(done.matter, StepKind.INTERVIEW, Side.OFFICER, done.on, doing, set_on=meeting.held_on)
        told = {"held_on": chinese_date(meeting.held_on), "place": place}
        return issue(done, LetterKind.INTERVIEW, papers, told).reference


def record_minutes(number: str, words: str, held_on: date, doing: Doing, papers: Papers) -> str:
    """Record what was said in an interview that was called; the minutes go to the enterprise."""
    words = filled(words, "约谈纪要", "minutes", most=MOST_WORDS)
    with moving(number, Move.MINUTES, doing, words=words) as done:
        _need(done.matter.owed.filter(step=StepKind.INTERVIEW.value, done_on=None).exists(), "约谈", "interview")
        if held_on > done.on:
            raise BaowenError(f"约谈日期 {held_on} 还没有到", f"the interview of {held_on} is yet to come")
        return issue(done, LetterKind.MINUTES, papers, {"held_on": chinese_date(held_on)}).reference


def survey(number: str, words: str, doing: Doing, papers: Papers, *, set_on: date | None = None) -> str:
    """Begin a cost survey; the officers owe its findings."""
    words = filled(words, "调查内容", "what is surveyed", most=MOST_WORDS)
    with moving(number, Move.SURVEY, doing, words=words) as done:
        step = begin_step(done.matter, StepKind.SURVEY, Side.OFFICER, done.on, doing, set_on=set_on)
        return issue(done, LetterKind.SURVEY, papers, {}, step=step).reference


def record_findings(number: str, words: str, doing: Doing) -> None:
    """Record what a cost survey found; it stays with the officers."""
    words = filled(words, "调查结论", "findings", most=MOST_WORDS)
    with moving(number, Move.FINDINGS, doing, words=words) as done:
        _need(done.matter.owed.filter(step=StepKind.SURVEY.value, done_on=None).exists(), "成本调查", "cost survey")


def ask_publicly(number: str, title: str, words: str, doing: Doing, *, set_on: date | None = None) -> str:
    """Ask the enterprise in public; the number of the public notice."""
    words = filled(words, "公开问询内容", "public inquiry", most=MOST_WORDS)
    with moving(number, Move.ASK_PUBLICLY, doing, words=words) as done:
        begin_step(done.matter, StepKind.PUBLIC_ANSWER, Side.ENTERPRISE, done.on, doing, set_on=set_on)
        return publish(done, NoticeKind.INQUIRY, title, words)


def _need(is_open: bool, zh: str, en: str) -> None:
    if not is_open:
        raise BaowenError(f"没有正在进行的{zh}，请先发出通知", f"no {en} is under way; send its notice first")
