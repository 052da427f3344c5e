"""How a case is told on a terminal: how a step stands, what a line may break at, which words name a code."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from baowen.commands.case_desk import coded, instant
from baowen.commands.case_page import Reading, due_words, folded, standing, whole_page
from baowen.core.problems import BaowenError
from baowen.respond.kinds import CASE_WORDS, CaseKind, Channel
from baowen.respond.queries import CaseLine, CasePage, OwedView
from baowen.respond.rules import Step
from baowen.respond.states import State

DUE = date(2026, 10, 16)
OWED: dict[str, Any] = {
    "step": Step.VERIFY, "region": "430100", "level": "city", "started_on": date(2026, 9, 28), "due_on": DUE,
    "is_provisional": False, "stands_since": None, "done_on": None, "moved_from": None, "moved_on": None,
    "clause": "HN-2", "basis": "sourced", "wording": "", "working_zh": "", "working_en": "",
}  # fmt: skip


def owed(**more: Any) -> OwedView:
    return OwedView(**(OWED | more))


@pytest.mark.parametrize(
    ("one", "today", "zh"),
    [
        (owed(), date(2026, 10, 14), "还剩 2 天"),
        (owed(), DUE, "今天到期"),
        (owed(), date(2026, 10, 17), "逾期 1 天"),
        (owed(done_on=DUE), date(2026, 12, 1), "2026-10-16 已办"),
        (owed(done_on=date(2026, 10, 19)), date(2026, 12, 1), "2026-10-19 办理，逾期 3 天"),
        (owed(due_on=None, stands_since=date(2026, 9, 30)), DUE, "自 2026-09-30 起等待答复，停止计时"),
        (owed(due_on=None), DUE, "没有到期日"),
    ],
)
def test_how_a_step_stands_is_said_in_words(one: OwedView, today: date, zh: str) -> None:
    (words, _), style = standing(one, today)
    assert words == zh
    assert ("red" in style) == ("逾期" in zh)


def test_the_next_date_of_a_case_says_late_in_words() -> None:
    assert due_words(State.VERIFYING, DUE, DUE).plain == "2026-10-16"
    assert due_words(State.VERIFYING, DUE, date(2026, 10, 18)).plain == "2026-10-16 逾期 2 天"
    assert due_words(State.AWAITING, None, DUE).plain == "停止计时"
    assert due_words(State.CLOSED, None, DUE).plain == "无"
    assert due_words(State.VERIFYING, DUE, date(2026, 10, 18), english=True).plain == "2026-10-16 2 days LATE"


def told(one: OwedView, *, english: bool = False) -> str:
    line = CaseLine(
        number="C-1", kind=CaseKind.SHORTAGE, channel=Channel.MILITARY, origin_region="430100", region="430100",
        level="city", state=State.VERIFYING, subject="x", subject_name="地高辛片", opened_on=DUE, next_due=None,
        moves=1,
    )  # fmt: skip
    page = CasePage(
        line=line, result=None, merged_into="", taken_in=(), linked=(), sources=(), events=(), owed=(one,),
        questions=(), measures=(), comments=(), consultations=(), handovers=(), files=(),
    )  # fmt: skip
    reading = Reading(
        today=DUE, english=english, places={"430100": "湖南省长沙市"}, short={}, organisations={}, leads={}, width=80
    )
    parts = (getattr(part, "renderable", part) for part in whole_page(page, reading))
    return "\n".join(str(part) for part in parts)


def test_a_page_marks_what_is_illustrative_unset_provisional_or_moved() -> None:
    assert "军地渠道（HD-2）" in told(owed())
    assert "还没有登记牵头单位" in told(owed())
    assert "HN-2（示例值，非法规）" in told(owed(basis="illustrative"))
    assert "条文只写“规定时限内”，没有规定天数。" in told(owed(due_on=None, wording="规定时限内"))
    assert "没有条文规定期限。" in told(owed(due_on=None, clause="", basis=""))
    moved = owed(is_provisional=True, moved_from=date(2026, 10, 15), moved_on=date(2026, 10, 1))
    assert "期限：2026-10-16（暂定），今天到期" in told(moved)
    assert "期限原为 2026-10-15，2026-10-01 因日历变动重新推算。" in told(moved)
    assert "Was due 2026-10-15; derived again on 2026-10-01" in told(moved, english=True)


@given(st.text(alphabet="保供稳价，。（）10 月ab\n", max_size=80), st.integers(min_value=4, max_value=40))
def test_folding_loses_nothing_and_only_what_cannot_be_broken_is_too_wide(text: str, width: int) -> None:
    lines = folded(text, width).split("\n")
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert cell_len(line) <= width or re.fullmatch(r"（*([10ab]+|.)[，。）]*", line)


def test_a_line_of_chinese_does_not_begin_with_a_mark_or_break_a_date() -> None:
    assert folded("届满\n当日（周五）", 7) == "届满\n当日\n（周\n五）"
    assert folded("计至 2026-10-16，当日计入（周五）。", 14) == "计至\n2026-10-16，当\n日计入（周\n五）。"


def test_a_code_is_known_by_its_word_too_and_an_unknown_one_lists_them() -> None:
    assert coded("涨价", CaseKind, CASE_WORDS | {CaseKind.PRICE: ("涨价", "rise")}, "类别", "kind") is CaseKind.PRICE
    assert coded("conduct", CaseKind, CASE_WORDS, "类别", "kind") is CaseKind.CONDUCT
    with pytest.raises(BaowenError, match=r"可用：shortage（短缺）"):
        coded("x", CaseKind, CASE_WORDS, "类别", "kind")


def test_an_earlier_day_is_noon_in_china() -> None:
    assert instant(datetime(2020, 1, 2)).isoformat() == "2020-01-02T12:00:00+08:00"
