"""Volume reports from the call to the result: prefilled, filed, reviewed, corrected, closed. VBP-2 (VB-1.4, VB-2.1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from baowen.core.models import AuditEntry
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import NotAllowedError
from baowen.vbp.volumes.actions import (
    Cell,
    VolumesRefusedError,
    agree,
    begin,
    close_call,
    file_report,
    report_whole,
    save_cells,
    send_back,
    set_day,
    withdraw,
)
from baowen.vbp.volumes.queries import form_of, own_report, report_of, reported_volumes
from baowen.vbp.volumes.rules import Line
from baowen.vbp.volumes.states import VolumeState

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
LATE = datetime(2026, 11, 24, 2, tzinfo=UTC)
GOOD = (Line(lot="1", units="4000"), Line(lot="2", units="150"), Line(lot="3", units="10"))


def typed(number: str, who: Any, *cells: tuple[str, str, str]) -> int:
    wanted = [Cell(lot=lot, product_code="", column=column, text=text) for lot, column, text in cells]
    return save_cells(number, wanted, actor=who, at=AT)


def filled(who: Any, call: int, book: Any, lines: Any = GOOD, **more: Any) -> str:
    return report_whole(call, list(lines), actor=who, at=AT, book=book, **more)


def test_a_form_begins_with_last_years_purchases_in_smallest_units(people: Any, called: Any, book: Any) -> None:
    """VB-2.1 (VBP-2): packs become units, products that were not bid with count, other years do not."""
    number = begin(called(), actor=people.lead, at=AT, book=book)
    form = form_of(number, people.lead, book=book)
    assert [(one.lot, one.last, one.floor, one.units_text) for one in form.lines] == [
        ("1", Decimal(3600), Decimal(2880), "3600"),  # 100 packs of 30 and 10 of 60
        ("2", Decimal(150), Decimal(120), "150"),
        ("3", None, None, ""),
    ]
    assert (form.months, form.report.state) == ((5, 12), VolumeState.DRAFT)


def test_missing_zero_and_a_quantity_are_three_things(people: Any, called: Any, book: Any) -> None:
    """A lot that was not bought has 0, one whose products nobody knows has none, a hospital without orders has none."""
    call = called()
    alone = form_of(begin(call, actor=people.alone, at=AT, book=book), people.alone, book=book)
    assert [(one.last, one.is_partial, one.units_text) for one in alone.lines] == [
        (None, True, ""),  # packs whose content nobody knows
        (Decimal(1200), False, "1200"), (None, False, ""),
    ]  # fmt: skip
    unknown = form_of(begin(call, actor=people.unknown, at=AT, book=book), people.unknown, book=book)
    assert [one.last for one in unknown.lines] == [None, None, None]


def test_an_alliance_reports_as_a_whole(people: Any, called: Any, book: Any) -> None:
    """VB-2.1 (VBP-2): the lead reports for all members, with what all of them bought."""
    call = called()
    number = begin(call, actor=people.lead, at=AT, book=book, alliance=True)
    form = form_of(number, people.lead, book=book)
    assert form.lines[0].last == Decimal(4200)
    assert form.report.members == ("H2",)
    with pytest.raises(BaowenError, match="牵头医院 H1 已为医联体整体报量"):
        begin(call, actor=people.member, at=AT, book=book)
    withdraw(number, actor=people.lead, at=AT, reason="改为分别填报")
    begin(call, actor=people.member, at=AT, book=book)
    with pytest.raises(BaowenError, match="成员 H2 已单独报量"):
        begin(call, actor=people.lead, at=AT, book=book, alliance=True)
    with pytest.raises(BaowenError, match="没有医联体成员"):
        begin(call, actor=people.alone, at=AT, book=book, alliance=True)


def test_below_the_floor_a_written_explanation_is_demanded_and_kept(people: Any, called: Any, book: Any) -> None:
    """VB-2.1 (VBP-2): not below 80 % of last year's actual purchases without a reason."""
    number = begin(called(), actor=people.lead, at=AT, book=book)
    typed(number, people.lead, ("1", "units", "2879"))
    with pytest.raises(VolumesRefusedError, match="低于报量下限 2880"):
        file_report(number, actor=people.lead, at=AT, book=book)
    typed(number, people.lead, ("1", "explanation", "科室调整"))
    assert file_report(number, actor=people.lead, at=AT, book=book) is VolumeState.UNDER_REVIEW
    line = form_of(number, people.lead, book=book).lines[0]
    assert (line.units, line.filed_explanation) == (Decimal(2879), "科室调整")


def test_just_the_floor_needs_no_explanation(people: Any, called: Any, book: Any) -> None:
    number = filled(people.lead, called(), book, [Line(lot="1", units="2880"), Line(lot="2", units="120")])
    assert report_of(number, people.lead).state is VolumeState.UNDER_REVIEW


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([Line(lot="1", units="-5")], "不能为负"),
        ([Line(lot="1", units="很多")], "不是数字"),
        ([Line(lot="1", units="36000")], "达到去年采购量 3600 的 10 倍"),
        ([Line(lot="1", units="120")], "不到去年采购量 3600 的 10 分之一"),
        ([Line(lot="1", units="0")], "低于报量下限 2880"),
        ([Line(lot="1", units="3600"), Line(lot="1", units="1")], "填了两行"),
        ([Line(lot="99", units="1")], "本批次没有品种 99"),
        ([Line(lot="1", units="1e30")], "过大"),
        ([], "报量表是空的"),
    ],
)
def test_bad_input_is_refused_whole(people: Any, called: Any, book: Any, lines: list[Line], said: str) -> None:
    call = called()
    with pytest.raises(BaowenError, match=said):
        filled(people.lead, call, book, lines)
    assert own_report(call, "H1") is None


def test_zero_is_a_report_where_it_is_explained_and_empty_is_none(people: Any, called: Any, book: Any) -> None:
    lines = [Line(lot="1", units="3600"), Line(lot="2", units="0", explanation="停用该品种")]
    number = filled(people.lead, called(), book, lines)
    assert [one.units for one in form_of(number, people.lead, book=book).lines] == [Decimal(3600), Decimal(0), None]


def test_one_report_a_call_and_a_second_call_only_with_a_reason(
    people: Any, called: Callable[..., int], book: Any
) -> None:  # fmt: skip
    """VB-2.1 (VBP-2): once a cycle, again by year when needed."""
    call = called()
    number = filled(people.lead, call, book)
    with pytest.raises(BaowenError, match=f"本机构本周期已有报量 {number}"):
        filled(people.lead, call, book)
    with pytest.raises(BaowenError, match="本采购周期已报量 1 次"):
        called(year=2027)
    with pytest.raises(BaowenError, match="已布置过报量"):
        called(reason="临床需求变化")
    assert called(year=2027, reason="临床需求变化") != call


def test_after_the_day_nothing_is_taken_unless_an_officer_gives_another_day(
    people: Any, called: Any, book: Any
) -> None:
    call = called()
    with pytest.raises(BaowenError, match="报量已于 2026-11-23 截止"):
        begin(call, actor=people.lead, at=LATE, book=book)
    number = begin(call, actor=people.lead, at=AT, book=book)
    with pytest.raises(BaowenError, match="报量已于 2026-11-23 截止"):
        file_report(number, actor=people.lead, at=LATE, book=book)
    with pytest.raises(BaowenError, match="请填写调整截止日期的原因"):
        set_day(call, date(2026, 11, 30), reason=" ", actor=people.province, at=LATE, organisation="H1")
    set_day(call, date(2026, 11, 30), reason="系统故障", actor=people.province, at=LATE, organisation="H1")
    assert file_report(number, actor=people.lead, at=LATE, book=book) is VolumeState.UNDER_REVIEW
    with pytest.raises(BaowenError, match="已于 2026-11-23 截止"):
        begin(call, actor=people.alone, at=LATE, book=book)


def test_county_city_and_province_agree_one_after_the_other(people: Any, called: Any, book: Any) -> None:
    """VB-2.1 (VBP-2)."""
    number = filled(people.lead, called(), book)
    with pytest.raises(BaowenError, match="目前轮不到本级"):
        agree([number], actor=people.city, at=AT, book=book)
    for who in (people.county, people.city, people.province):
        assert agree([number], actor=who, at=AT, book=book) == 1
    assert report_of(number, people.lead).state is VolumeState.AGREED
    moves = [(one.move.value, one.place) for one in form_of(number, people.lead, book=book).events]
    assert moves == [("begin", ""), ("file", ""), ("agree", "430121"), ("agree", "430100"), ("agree", "430000")]


def test_a_level_without_officers_is_skipped_openly(people: Any, called: Any, book: Any) -> None:
    number = filled(people.unknown, called(), book, [Line(lot="1", units="10")])
    assert report_of(number, people.unknown).turn == "430100"
    skipped = [one for one in form_of(number, people.unknown, book=book).events if one.move.value == "skip"]
    assert [(one.place, "没有这一级" in one.reason) for one in skipped] == [("430181", True)]


def test_what_is_sent_back_is_corrected_and_the_history_stays(people: Any, called: Any, book: Any) -> None:
    number = filled(people.lead, called(), book)
    with pytest.raises(BaowenError, match="退回须写明原因"):
        send_back(number, {}, actor=people.county, at=AT, reason="")
    with pytest.raises(BaowenError, match="报量中没有品种 9"):
        send_back(number, {("9", ""): "?"}, actor=people.county, at=AT, reason="")
    send_back(number, {("1", ""): "比去年多一成，请核对"}, actor=people.county, at=AT, reason="")
    line = form_of(number, people.lead, book=book).lines[0]
    assert (line.verdict.value, line.remark) == ("refused", "比去年多一成，请核对")
    typed(number, people.lead, ("1", "units", "3700"))
    file_report(number, actor=people.lead, at=LATE, book=book)  # after the day: what came back may still be mended
    form = form_of(number, people.county, book=book)
    assert [(one.lot, one.units_before, one.units_after, one.remark) for one in form.changes] == [
        ("1", Decimal(4000), Decimal(3700), "比去年多一成，请核对")
    ]
    assert (form.lines[0].verdict.value, form.report.version, form.report.turn) == ("", 2, "430121")


def test_the_result_is_what_the_province_agreed_to_when_it_closes(people: Any, called: Any, book: Any) -> None:
    """VB-2.1 (VBP-2, VBP-3): agreed volumes are allocated from it."""
    call = called()
    whole = filled(people.lead, call, book, [Line(lot="1", units="4000"), Line(lot="2", units="0", explanation="x")],
                   alliance=True)  # fmt: skip
    filled(people.alone, call, book, [Line(lot="2", units="1200")])
    for who in (people.county, people.city, people.province):
        agree([whole], actor=who, at=AT, book=book)
    assert reported_volumes("HN-2026-1") == ()
    with pytest.raises(BaowenError, match="还有 1 份报量没有审定"):
        close_call(call, actor=people.province, at=AT)
    assert close_call(call, actor=people.province, at=AT, reason="已催报三次") == 1
    found = reported_volumes("HN-2026-1")
    assert [(one.lot, one.product_code, one.organisation, one.is_alliance, one.units) for one in found] == [
        ("1", "", "H1", True, Decimal(4000)), ("2", "", "H1", True, Decimal(0)),
    ]  # fmt: skip
    assert {(one.region, one.year) for one in found} == {("430121", 2026)}
    with pytest.raises(BaowenError, match="报量已结束"):
        withdraw(whole, actor=people.lead, at=AT, reason="x")
    assert reported_volumes("none") == ()


def test_a_round_that_asks_for_brands_has_a_line_for_each(people: Any, called: Any, book: Any) -> None:
    call = called(by_product=True)
    number = begin(call, actor=people.lead, at=AT, book=book)
    form = form_of(number, people.lead, book=book)
    assert [(one.lot, one.product_code, one.last, one.units_text) for one in form.lines] == [
        ("1", "P1", Decimal(3000), "3000"), ("1", "P2", Decimal(600), "600"), ("2", "", Decimal(150), "150"),
        ("3", "", None, ""),
    ]  # fmt: skip
    # The floor is the lot's: one brand may take the place of the other.
    lines = [Line(lot="1", product_code="P2", units="2880"), Line(lot="2", units="150")]
    filled(people.lead, call, book, lines)
    assert report_of(number, people.lead).state is VolumeState.UNDER_REVIEW


def test_each_does_what_the_own_role_and_place_allow(people: Any, called: Any, book: Any) -> None:
    call = called()
    number = filled(people.lead, call, book)
    for who, work in (
        (people.county, lambda who: begin(call, actor=who, at=AT, book=book)),
        (people.alone, lambda who: typed(number, who, ("1", "units", "1"))),
        (people.alone, lambda who: withdraw(number, actor=who, at=AT, reason="x")),
        (people.lead, lambda who: agree([number], actor=who, at=AT, book=book)),
        (people.stranger, lambda who: agree([number], actor=who, at=AT, book=book)),
        (people.city, lambda who: close_call(call, actor=who, at=AT)),
        (people.county, lambda who: set_day(call, date(2026, 12, 1), reason="x", actor=who, at=AT)),
    ):
        with pytest.raises(NotAllowedError):
            work(who)
    for who in (people.alone, people.stranger):
        with pytest.raises(BaowenError, match="没有报量"):
            report_of(number, who)


def test_every_write_leaves_its_audit_entry_without_explanations(people: Any, called: Any, book: Any) -> None:
    call = called()
    number = begin(call, actor=people.lead, at=AT, book=book)
    typed(number, people.lead, ("1", "explanation", "张三休假"))
    file_report(number, actor=people.lead, at=AT, book=book)
    send_back(number, {("1", ""): "请补充"}, actor=people.county, at=AT, reason="")
    actions = list(AuditEntry.objects.filter(subject__startswith="vbp_").values_list("action", flat=True))
    assert [one for one in actions if one.startswith("vbp.volumes")] == [
        "vbp.volumes.opened", "vbp.volumes.begun", "vbp.volumes.typed", "vbp.volumes.filed", "vbp.volumes.returned",
    ]  # fmt: skip
    assert not AuditEntry.objects.filter(content__contains="张三").exists()
