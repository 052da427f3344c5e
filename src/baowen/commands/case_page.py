"""One case on one page, for a terminal of any width: what happened, who owes what by when, and why that date. RSP-1."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from rich.cells import cell_len
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from baowen.commands.case_page_beside import consultation_lines, file_lines, handover_lines
from baowen.core.clock import day_of
from baowen.core.policy.entry import BASIS_WORDS, Basis
from baowen.respond.kinds import CASE_WORDS, MEASURE_WORDS, OUTCOME_WORDS, SOURCE_WORDS, Channel
from baowen.respond.rules import STEP_WORDS
from baowen.respond.states import RULES, STATE_WORDS, State

if TYPE_CHECKING:
    from baowen.respond.queries import CasePage, EventView, MeasureView, OwedView, QuestionView

TABLE = 100  # columns from which on what happened is a table
LATE = "bold red"
Pair = tuple[str, str]
Part = TypeVar("Part")
# What a line of Chinese may not be broken within: a run of digits and letters, or a sign and the marks at it.
_UNBROKEN = re.compile(r"[（“《]*(?:[!-~]+|.)[，。；：、）”》？！]*\s*", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a page is read: the day it is, in which language, what places (in full and in short) and organisations are
    called, who leads where (by the code of the place), and how wide the terminal is."""

    today: date
    english: bool
    places: Mapping[str, str]
    short: Mapping[str, str]
    organisations: Mapping[str, str]
    leads: Mapping[str, str]
    width: int

    def say(self, words: tuple[str, ...]) -> str:
        """The Chinese or the English of a pair."""
        return words[1] if self.english else words[0]

    def place(self, code: str) -> str:
        """The full name of a place."""
        return self.places.get(code, code)

    def line(self, text: str, steps: int = 1) -> Padding:
        """A paragraph, so many steps in."""
        return _in(text if self.english else folded(text, self.width - 2 * steps), steps)

    def who(self, code: str) -> str:
        """The name of an organisation, its code where it has none."""
        return self.organisations.get(code, code)


def whole_page(page: CasePage, reading: Reading) -> Iterator[RenderableType]:
    """Everything that is known of a case, in the order in which it is asked for."""
    yield from _head(page, reading)
    yield from _section(("应办事项", "What is owed"), _owed(page, reading), reading)
    yield from _section(("办理经过", "What happened"), _events(page.events, reading), reading)
    parts: tuple[tuple[Pair, Iterator[RenderableType]], ...] = (
        (("询问与答复", "Questions and answers"), _each(_question, page.questions, reading)),
        (("应对措施", "Measures"), _each(_measure, page.measures, reading)),
        (("会商", "Consultations"), _each(consultation_lines, page.consultations, reading)),
        (("移送", "Hand-overs"), _each(handover_lines, page.handovers, reading)),
        (("附件", "Files"), _each(file_lines, page.files, reading)),
        (("意见", "Comments"), _comments(page, reading)),
    )
    for heading, lines in parts:
        yield from _section(heading, lines, reading)


def _section(heading: Pair, lines: Iterable[RenderableType], reading: Reading) -> Iterator[RenderableType]:
    """A heading with its lines; nothing at all where there are none."""
    found = list(lines)
    if found:
        yield Text("\n" + reading.say(heading), style="bold")
        yield from found


def _in(text: Text | str, steps: int = 1) -> Padding:
    return Padding(Text(text) if isinstance(text, str) else text, (0, 0, 0, 2 * steps), expand=False)


def folded(text: str, width: int) -> str:
    """Text in lines of at most so many columns. Chinese has no blanks to break at: it is broken between signs."""
    lines = []
    for paragraph in text.splitlines():
        line = ""
        for part in _UNBROKEN.findall(paragraph):
            if line and cell_len(line) + cell_len(part.rstrip()) > width:
                lines.append(line)
                line = ""
            line += part
        lines.append(line)
    return "\n".join(line.rstrip() for line in lines)


def _head(page: CasePage, reading: Reading) -> Iterator[RenderableType]:
    line, say = page.line, reading.say
    yield Text(f"{say(('案件', 'Case'))} {line.number}  {line.subject_name}", style="bold")
    facts = [
        (("类别", "kind"), say(CASE_WORDS[line.kind])),
        (("状态", "state"), say(STATE_WORDS[line.state])),
        (("办理地区", "with"), reading.place(line.region)),
        (("登记地区", "began in"), reading.place(line.origin_region)),
        (("登记日期", "opened on"), str(line.opened_on)),
        (("来源", "sources"), say(("、", ", ")).join(f"{say(SOURCE_WORDS[kind])} {ref}" for kind, ref in page.sources)),
        (("办理结果", "result"), _result(page, reading)),
        (("已并入", "merged into"), page.merged_into),
        (("并入本案", "taken in"), " ".join(page.taken_in)),
        (("关联案件", "linked"), " ".join(page.linked)),
    ]
    if line.channel is Channel.MILITARY:
        facts.insert(1, (("渠道", "channel"), say(("军地渠道（HD-2）", "military-local (HD-2)"))))
    for name, value in facts:
        if value:
            yield reading.line(f"{say(name)}{say(('：', ': '))}{value}")
    due = Text(f"{say(('最近期限', 'next due'))}{say(('：', ': '))}")
    yield _in(due.append(due_words(line.state, line.next_due, reading.today, english=reading.english)))


def _result(page: CasePage, reading: Reading) -> str:
    if page.result is None:
        return ""
    words = MEASURE_WORDS[page.result]
    return f"{reading.say(words)}{reading.say(('（{}）', ' ({})')).format(words[2])}"


def _owed(page: CasePage, reading: Reading) -> Iterator[RenderableType]:
    if not page.owed:
        yield reading.line(reading.say(("没有应办事项。", "Nothing is owed.")))
    for one in page.owed:
        who = [reading.say(STEP_WORDS[one.step]), reading.place(one.region)]
        if one.done_on is None:
            nobody = reading.say(("还没有登记牵头单位", "no lead unit is seated yet"))
            who.append(reading.leads.get(one.region) or nobody)
        yield reading.line(" · ".join(who))
        yield _in(_by_when(one, reading), 2)
        for line in _why(one, reading):
            yield reading.line(line, 2)


def _by_when(one: OwedView, reading: Reading) -> Text:
    """The date and how it stands; what is late says so in words."""
    text, say = Text(), reading.say
    if one.due_on is not None:
        text.append(say((f"期限：{one.due_on}", f"due: {one.due_on}")))
        if one.is_provisional:
            text.append(say(("（暂定）", " (provisional)")))
        text.append(say(("，", ", ")))
    words, style = standing(one, reading.today)
    return text.append(say(words), style=style)


def standing(one: OwedView, today: date) -> tuple[Pair, str]:
    """How a step stands, in Chinese and English, and the style that goes with it. The last day is in time."""
    done, due = one.done_on, one.due_on
    late = (((done or today) - due).days) if due is not None and one.is_late(today) else 0
    if done is not None and late:
        return (f"{done} 办理，逾期 {late} 天", f"done {done}, {late} days late"), LATE
    if done is not None:
        return (f"{done} 已办", f"done {done}"), "green"
    if one.stands_since is not None:
        since = one.stands_since
        return (f"自 {since} 起等待答复，停止计时", f"the clock stands for an answer since {since}"), ""
    if due is None:
        return ("没有到期日", "no date"), ""
    if late:
        return (f"逾期 {late} 天", f"{late} days LATE"), LATE
    left = (due - today).days
    return (f"还剩 {left} 天" if left else "今天到期", f"{left} days left" if left else "due today"), ""


def _why(one: OwedView, reading: Reading) -> Iterator[str]:
    """The clause with its basis, the working of the date, and where the calendar moved it."""
    say = reading.say
    if not one.clause:
        yield say(("没有条文规定期限。", "No text sets a time."))
        return
    yield f"{say(('依据：', 'by: '))}{one.clause}{say(('（{}）', ' ({})')).format(say(BASIS_WORDS[Basis(one.basis)]))}"
    if one.wording:
        unset = (f"条文只写“{one.wording}”，没有规定天数。", f"The text says “{one.wording}”: no number of days.")
        yield say(unset)
    working = say((one.working_zh, one.working_en))
    if working:
        yield f"{say(('推算：', 'working: '))}{working}"
    if one.moved_from is not None:
        moved = ("期限原为 {}，{} 因日历变动重新推算。", "Was due {}; derived again on {} after the calendar changed.")
        yield say(moved).format(one.moved_from, one.moved_on)


def _events(events: Iterable[EventView], reading: Reading) -> Iterator[RenderableType]:
    say = reading.say
    rows = [
        (
            str(one.on), say((RULES[one.move].zh, RULES[one.move].en)), say(STATE_WORDS[one.state]),
            reading.short.get(one.region, one.region), f"{one.by} {reading.who(one.organisation)}".strip(), one.reason,
        )
        for one in events
    ]  # fmt: skip
    if reading.width < TABLE:
        for on, move, state, place, who, reason in rows:
            yield reading.line(f"{on} {move} → {state}")
            yield reading.line(" · ".join(filter(None, (place, who))), 2)
            if reason:
                yield reading.line(f"{say(('理由：', 'why: '))}{reason}", 2)
        return
    headings: tuple[Pair, ...] = (
        ("日期", "day"), ("办理", "move"), ("办理后状态", "state after"), ("办理后所在地区", "place after"),
        ("办理人", "by"), ("理由", "why"),
    )  # fmt: skip
    table = Table()
    for heading in headings:
        table.add_column(say(heading), overflow="fold", no_wrap=heading[1] == "day")
    for row in rows:
        table.add_row(*map(Text, row))
    yield table


def _each(
    show: Callable[[Part, Reading], Iterator[RenderableType]], found: Iterable[Part], reading: Reading
) -> Iterator[RenderableType]:  # fmt: skip
    for one in found:
        yield from show(one, reading)


def _question(one: QuestionView, reading: Reading) -> Iterator[RenderableType]:
    say = reading.say
    asked = day_of(one.asked_at)
    yield reading.line(f"{asked} {say(('问', 'asked'))} {reading.who(one.organisation)}{say(('：', ': '))}{one.words}")
    if one.answered_at is None:
        yield reading.line(say(("还没有答复，停止计时。", "No answer yet; the clock stands.")), 2)
    else:
        day = day_of(one.answered_at)
        yield reading.line(f"{day} {say(('答：', 'answered: '))}{one.answer}", 2)


def _measure(one: MeasureView, reading: Reading) -> Iterator[RenderableType]:
    say = reading.say
    words = MEASURE_WORDS[one.kind]
    clause = say((f"（{words[2]}）", f" ({words[2]})"))
    yield reading.line(f"{one.id}. {say(words)}{clause} · {reading.who(one.owner)}")
    if one.words:
        yield reading.line(one.words, 2)
    due = Text(say((f"期限：{one.due_on}，", f"due: {one.due_on}, ")))
    late = (reading.today - one.due_on).days
    if one.outcome is not None:
        due.append(f"{one.ended_on} {say(OUTCOME_WORDS[one.outcome])}")
    elif late > 0:
        due.append(say((f"逾期 {late} 天", f"{late} days LATE")), style=LATE)
    else:
        due.append(say(("办理中", "under way")))
    yield _in(due, 2)
    if one.outcome_words:
        yield reading.line(one.outcome_words, 2)


def _comments(page: CasePage, reading: Reading) -> Iterator[RenderableType]:
    for at, by, words in page.comments:
        yield reading.line(f"{day_of(at)} {by}{reading.say(('：', ': '))}{words}")


def due_words(state: State, next_due: date | None, today: date, *, english: bool = False) -> Text:
    """The next date of a case; what is late says so in words."""
    if next_due is None:
        stands, none = ("the clock stands", "none") if english else ("停止计时", "无")
        return Text(stands if state is State.AWAITING else none)
    days = (today - next_due).days
    if days <= 0:
        return Text(str(next_due))
    return Text(f"{next_due} {f'{days} days LATE' if english else f'逾期 {days} 天'}", style=LATE)
