"""Not reporting, hiding and under-reporting are found by comparing with purchases; reminders and deadlines. VBP-2."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from baowen.core.messages.models import Message
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import NotAllowedError
from baowen.vbp.volumes.actions import agree, remind_volumes, report_whole, send_back, set_day, withdraw
from baowen.vbp.volumes.models import Call
from baowen.vbp.volumes.queries import standing, totals_of
from baowen.vbp.volumes.queries.findings import findings
from baowen.vbp.volumes.rules import Line

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
IN_TIME, OVER = date(2026, 11, 23), date(2026, 11, 24)


def report(who: Any, call: int, book: Any, *lines: Line, alliance: bool = False) -> str:
    return report_whole(call, lines, actor=who, at=AT, book=book, alliance=alliance)


def found(call: int, who: Any, book: Any, today: date = OVER) -> list[tuple[str, str, str, str]]:
    rows = findings(call, who, today, book=book).findings
    return [(one.kind.value, one.organisation, one.lot, one.explained.value) for one in rows]


def test_who_bought_and_reports_nothing_is_found_once_the_day_is_over(people: Any, called: Any, book: Any) -> None:
    """VB-1.4, VB-2.2 (VBP-2): not reporting (不报). Of H4 no purchases are known, which is no finding."""
    call = called()
    assert found(call, people.province, book, IN_TIME) == []
    assert found(call, people.province, book) == [
        ("not_reported", "H1", "", "none"), ("not_reported", "H2", "", "none"), ("not_reported", "H3", "", "none"),
    ]  # fmt: skip
    first = findings(call, people.province, OVER, book=book)
    assert (first.findings[0].lots, first.hospitals, first.matched, first.lots) == (2, 3, 2, 3)


def test_a_lot_that_was_bought_and_left_out_is_hidden(people: Any, called: Any, book: Any) -> None:
    """VB-1.4, VB-2.2 (VBP-2): hiding (瞒报) is found at once, before the day is over."""
    call = called()
    report(people.lead, call, book, Line(lot="1", units="3600"))
    assert found(call, people.province, book, IN_TIME) == [("hidden", "H1", "2", "none")]


def test_what_lies_below_the_floor_is_found_until_its_explanation_is_agreed_to(
    people: Any, called: Any, book: Any
) -> None:
    """VB-2.1, VB-2.2 (VBP-2): under-reporting (少报); the explanation is kept and reviewed."""
    call = called()
    lines = (Line(lot="1", units="1000", explanation="科室撤并"), Line(lot="2", units="150"))
    number = report(people.lead, call, book, *lines)
    assert found(call, people.province, book, IN_TIME) == [("under_reported", "H1", "1", "given")]
    one = findings(call, people.province, IN_TIME, book=book).findings[0]
    assert (one.last, one.floor, one.reported, one.drug) == (
        Decimal(3600), Decimal(2880), Decimal(1000), "阿司匹林片"
    )  # fmt: skip
    send_back(number, {("1", ""): "说明不充分"}, actor=people.county, at=AT, reason="")
    assert found(call, people.province, book, IN_TIME) == [("under_reported", "H1", "1", "refused")]
    report(people.lead, call, book, Line(lot="1", units="1000", explanation="附会议纪要"), lines[1])
    agree([number], actor=people.county, at=AT, book=book)
    assert found(call, people.province, book, IN_TIME) == []


def test_purchases_that_come_to_be_known_later_are_found_as_well(people: Any, called: Any, book: Any) -> None:
    """What was filed in good faith is compared with what is known now: the file of purchases is made anew."""
    call = called()
    report(people.lead, call, book, Line(lot="1", units="3600"), Line(lot="2", units="150"))
    assert found(call, people.province, book, IN_TIME) == []
    rows = book.lake.read("cube_orders").with_columns(
        received_quantity=(pl.col("received_quantity") * 2).cast(pl.Decimal(18, 4))
    )
    book.lake.replace_months("cube_orders", rows, months=sorted(set(rows["month"])), sort=["product"])
    assert [one[:3] for one in found(call, people.province, book, IN_TIME)] == [
        ("under_reported", "H1", "1"), ("under_reported", "H1", "2"),
    ]  # fmt: skip
    assert len(list(book.folder.glob("*.parquet"))) == 1


def test_an_alliance_is_judged_by_what_all_its_members_bought(people: Any, called: Any, book: Any) -> None:
    call = called()
    report(people.lead, call, book, Line(lot="1", units="3360"), Line(lot="2", units="150"), alliance=True)
    assert found(call, people.county, book, IN_TIME) == []  # 80 % of 4,200
    rows = standing(Call.objects.get(pk=call), "430121")
    assert [(one.organisation, one.reporter, one.is_reported) for one in rows] == [
        ("H1", "H1", True), ("H2", "H1", True), ("H3", "H3", False),
    ]  # fmt: skip


def test_officers_see_the_findings_of_their_own_places_alone(people: Any, called: Any, book: Any) -> None:
    call = called()
    assert len(found(call, people.county, book)) == 3
    with pytest.raises(NotAllowedError):
        findings(call, people.county, OVER, book=book, place="430181")
    with pytest.raises(NotAllowedError):
        findings(call, people.lead, OVER, book=book)
    assert findings(call, people.province, OVER, book=book, place="430181").findings == ()


def test_a_report_that_was_taken_back_counts_as_silence(people: Any, called: Any, book: Any) -> None:
    call = called()
    number = report(people.lead, call, book, Line(lot="1", units="3600"), Line(lot="2", units="150"))
    withdraw(number, actor=people.lead, at=AT, reason="填错")
    assert ("not_reported", "H1", "", "none") in found(call, people.province, book)
    totals = totals_of(standing(Call.objects.get(pk=call), "430000"), OVER)
    assert (totals.expected, totals.reported, totals.missing, totals.late) == (4, 0, 4, 4)


def test_hospitals_are_reminded_and_what_is_late_goes_up(people: Any, called: Any, book: Any) -> None:
    """VB-2.2 (VBP-2): chased by the pack's days of reminding; the same day again posts nothing."""
    call = called()
    assert remind_volumes(date(2026, 11, 3), at=AT, book=book).posted == 0
    assert remind_volumes(IN_TIME, at=AT, book=book).posted == 4
    assert remind_volumes(IN_TIME, at=AT, book=book).posted == 0
    set_day(call, date(2026, 12, 31), reason="系统故障", actor=people.province, at=AT, organisation="H4")
    late = IN_TIME + timedelta(
        days=book.reports.packs.ruling("430000", OVER).entry("respond.remind.head_after_days").whole()
    )
    remind_volumes(late, at=AT, book=book)
    told = Message.objects.filter(kind="volumes_late")
    assert [(one.to, one.title_zh) for one in told] == [
        ("organisation:YB430121", "批次 HN-2026-1：3 家医疗机构逾期未报量")
    ]


def test_reviewers_are_told_what_waits_and_the_level_above_of_what_is_late(people: Any, called: Any, book: Any) -> None:
    call = called()
    report(people.alone, call, book, Line(lot="2", units="1200"))
    waiting = Message.objects.get(kind="volumes_to_review")
    assert (waiting.to, "2026-11-09" in waiting.title_zh) == ("organisation:YB430121", True)
    remind_volumes(date(2026, 11, 9), at=AT, book=book)
    assert Message.objects.get(kind="volumes_review_due").to == "organisation:YB430121"
    remind_volumes(date(2026, 12, 20), at=AT, book=book)
    late = Message.objects.filter(kind="volumes_late", to="organisation:YB4301", title_zh__contains="逾期未审核")
    assert [one.title_zh for one in late] == ["批次 HN-2026-1：1 份报量逾期未审核"]


def test_a_call_needs_a_round_that_runs_and_a_day_with_its_reason(
    people: Any, called: Any, the_round: str, book: Any
) -> None:
    with pytest.raises(BaowenError, match="请填写另定截止日期的原因"):
        called(due_on=date(2026, 11, 10))
    with pytest.raises(BaowenError, match="已经过去"):
        called(due_on=date(2026, 11, 1), due_reason="急")
    with pytest.raises(BaowenError, match="基期的起止月份有误"):
        called(first_month="2025-12", last_month="2025-01")
    with pytest.raises(BaowenError, match="应写作 2025-01"):
        called(first_month="去年", last_month="2025-01")
    from baowen.vbp.rounds.actions import move_round
    from baowen.vbp.rounds.states import RoundState

    move_round(the_round, RoundState.WITHDRAWN, actor=people.province, at=AT, reason="取消")
    with pytest.raises(BaowenError, match="不能布置报量"):
        called()
