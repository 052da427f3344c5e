"""VB-3.2, CRD-6: the quality-and-safety file of each selected enterprise."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from baowen.core.period import Month
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import NotAllowedError
from baowen.procure.settle.book import load_settle_book
from baowen.vbp.supply.actions.answering import Said, answer_problem
from baowen.vbp.supply.actions.confirming import Judged, confirm
from baowen.vbp.supply.actions.firms import NewEntry, answer_entry, confirm_entry, correct_entry, note_entry, promise
from baowen.vbp.supply.actions.monthly import Told, file_month
from baowen.vbp.supply.actions.reminding import remind_supply
from baowen.vbp.supply.confirmed import Confirmation
from baowen.vbp.supply.kinds import Cause, EntryKind
from baowen.vbp.supply.queries.file import enterprise_file, firm_lines
from baowen.vbp.supply.queries.firms import entries_of, months_of

pytestmark = pytest.mark.django_db
TODAY, OCTOBER = date(2026, 11, 2), Month(2026, 10)


def entry(**more: Any) -> NewEntry:
    given: dict[str, Any] = {
        "enterprise": "M1", "kind": EntryKind.RECALL, "title": "三级召回", "happened_on": date(2026, 10, 8),
        "words": "装量差异", "source": "药监公告 2026-7", "product_code": "P1",
    }  # fmt: skip
    return NewEntry(**(given | more))


def test_an_entry_is_answered_confirmed_and_corrected_and_nothing_is_deleted(
    people: Any, running: str, do: Any, book: Any, inbox: Any
) -> None:
    """VB-3.2 (CRD-6)."""
    number = note_entry(entry(), do(people.inspector))
    assert inbox("M1") == [f"企业档案新增 {number}，可作说明"]
    answer_entry(number, "已全部召回", do(people.maker))
    assert inbox("YJ43") == [f"企业对档案 {number} 作了说明"]
    confirm_entry(number, do(people.inspector))
    with pytest.raises(BaowenError, match="请填写更正理由"):
        correct_entry(number, entry(title="二级召回"), do(people.province))
    later = correct_entry(number, entry(title="二级召回"), do(people.province, "级别录入有误"))
    found = {one.number: one for one in entries_of("M1", people.province, book=book)}
    assert (found[number].replaced_by, found[later].replaces, found[later].reason) == (later, number, "级别录入有误")
    assert [one.words for one in found[number].answers] == ["已全部召回"]
    for again in (
        lambda: confirm_entry(number, do(people.province)), lambda: answer_entry(number, "再说明", do(people.maker)),
        lambda: correct_entry(number, entry(), do(people.province, "再更正")),
    ):  # fmt: skip
        with pytest.raises(BaowenError, match=f"{number} 已由 {later} 更正"):
            again()


def test_who_sees_what(people: Any, running: str, do: Any, book: Any, monkeypatch: Any) -> None:
    """VB-3.2 (CRD-6): the enterprise its own, officers all of their place, hospitals what is confirmed of theirs."""
    from baowen.vbp.supply.queries import firms

    first = note_entry(entry(), do(people.inspector))
    other = note_entry(entry(enterprise="M2", product_code="P2", is_confirmed=True), do(people.inspector))
    bought: set[str] = set()
    monkeypatch.setattr(firms, "products_bought", lambda actor: bought)

    def seen(actor: Any, enterprise: str = "M1") -> list[str]:
        return [one.number for one in entries_of(enterprise, actor, book=book)]

    assert (seen(people.province), seen(people.maker), seen(people.maker, "M2")) == ([first], [first], [])
    assert seen(people.county) == []
    assert seen(people.buyer) == []
    confirm_entry(first, do(people.province))
    assert seen(people.buyer) == []
    bought |= {"P1"}
    draft = note_entry(entry(title="待核实"), do(people.inspector))
    assert draft in seen(people.province)
    assert (seen(people.buyer), seen(people.buyer, "M2")) == ([first], [])
    bought |= {"P2"}
    assert seen(people.buyer, "M2") == [other]
    answer_entry(first, "商业秘密", do(people.maker))
    assert entries_of("M1", people.buyer, book=book)[0].answers == ()
    full = {one.number: one for one in entries_of("M1", people.province, book=book)}
    assert len(full[first].answers) == 1


def test_entries_that_cannot_be_are_refused(people: Any, running: str, do: Any) -> None:
    from baowen.vbp.supply.models import FirmEntry

    for wrong, said in (
        ({"happened_on": date(2026, 11, 3)}, "晚于今天"), ({"enterprise": "H1"}, "不是企业"),
        ({"enterprise": "M9"}, "未登记"), ({"title": ""}, "请填写标题"),
    ):  # fmt: skip
        with pytest.raises(BaowenError, match=said):
            note_entry(entry(**wrong), do(people.province))
    for nobody in (people.buyer, people.maker):
        with pytest.raises(NotAllowedError):
            note_entry(entry(), do(nobody))
    assert FirmEntry.objects.count() == 0


def test_an_enterprise_enters_its_own_commitments_alone(people: Any, running: str, do: Any, book: Any) -> None:
    made = entry(kind=EntryKind.COMMITMENT, title="保证供应至周期结束", product_code="")
    number = promise(made, "430000", do(people.maker))
    assert [one.number for one in entries_of("M1", people.province, book=book)] == [number]
    with pytest.raises(BaowenError, match="只能登记承诺"):
        promise(entry(), "430000", do(people.maker))
    with pytest.raises(NotAllowedError):
        promise(made, "430000", do(people.backup))


def test_a_month_is_reported_anew_and_the_first_stays_on_record(people: Any, running: str, do: Any, book: Any) -> None:
    """CRD-6: production, supply, stock and payments of the month before, by the pack's day."""
    first = [Told(product_code="P1", produced=Decimal(5000), supplied=Decimal(0))]
    file_month("430000", OCTOBER, first, do(people.maker))
    file_month("430000", OCTOBER, [Told(product_code="P1", payments=Decimal("1200.50"))], do(people.maker))
    month = months_of("M1", "430000", people.maker, book=book, today=TODAY)[0]
    assert (month.month, month.due_on, month.versions, month.is_late) == ("2026-10", date(2026, 11, 15), 2, False)
    assert [(one.produced, one.payments) for one in month.lines] == [(None, Decimal("1200.50"))]
    september = months_of("M1", "430000", people.province, book=book, today=TODAY)[1]
    assert (september.filed_at, september.is_late) == (None, True)
    owed = months_of("M1", "430000", people.province, book=book, today=date(2026, 6, 2))
    assert [one.month for one in owed] == ["2026-05", "2026-04"]
    for nobody in (people.buyer, people.backup, people.county):
        assert months_of("M1", "430000", nobody, book=book, today=TODAY) == ()
    assert months_of("M1", "320000", people.maker, book=book, today=TODAY) == ()


@pytest.mark.parametrize(
    ("month", "told", "wrong"),
    [
        (Month(2026, 11), [Told(product_code="P1", stock=Decimal(1))], "尚未结束"),
        (OCTOBER, [Told(product_code="P2", stock=Decimal(1))], "不是本企业"),
        (OCTOBER, [Told(product_code="P1", stock=Decimal(-1))], "不能小于 0"), (OCTOBER, [], "请至少填写一个数"),
        (OCTOBER, [Told(product_code="P1", stock=Decimal(1))] * 2, "填写了两次"),
    ],
)  # fmt: skip
def test_a_month_that_cannot_be_is_refused(
    people: Any, running: str, do: Any, month: Month, told: list[Told], wrong: str
) -> None:
    from baowen.vbp.supply.models import FirmReport

    with pytest.raises(BaowenError, match=wrong):
        file_month("430000", month, told, do(people.maker))
    assert FirmReport.objects.count() == 0


def test_an_enterprise_is_reminded_of_the_month_it_has_not_reported(
    people: Any, running: str, do: Any, book: Any, inbox: Any
) -> None:
    file_month("430000", OCTOBER, [Told(product_code="P1", stock=Decimal(9))], do(people.maker))
    remind_supply(date(2026, 11, 16), at=do(people.maker).at, book=book)
    assert inbox("M1") == []
    assert inbox("M2") == ["2026-10 生产供应月报已逾期，应于 2026-11-15 前完成"]
    assert remind_supply(date(2027, 5, 16), at=do(people.maker).at, book=book) == 0


def test_the_file_has_the_figures_of_the_line_and_of_what_was_ordered(
    told: Any, people: Any, do: Any, book: Any
) -> None:
    from baowen.core.clock import now as real_now

    one, two = told(), told(people.other_buyer)
    answer_problem(one, Said(cause=Cause.CAPACITY), do(people.maker))
    confirm([two], Judged(kind=Confirmation.SHORTAGE), do(people.province, "属实"))
    given = {"book": book, "settle": load_settle_book(), "now": real_now(), "today": date(2026, 11, 9)}
    page = enterprise_file("M1", people.province, **given)
    record = page.supply.record
    assert (record.told, record.hospitals, record.answered, record.in_time, record.confirmed) == (2, 2, 1, 1, 1)
    assert page.supply.performance is not None
    assert [made.drug for made in page.confirmed] == ["地高辛片"]
    assert [product.product_code for product in page.products] == ["P1"]
    own = enterprise_file("M1", people.maker, **given)
    assert (own.region, own.places) == ("430000", ("430000",))
    assert enterprise_file("M1", people.buyer, **given).supply.performance is None
    with pytest.raises(BaowenError, match="没有可阅看的企业档案"):
        enterprise_file("M1", people.backup, **given)
    lines = firm_lines(people.province, book=book, today=date(2026, 11, 9))
    assert [(line.enterprise, line.told, line.overdue) for line in lines] == [("M1", 2, 0), ("M2", 0, 0)]
    assert [line.told for line in firm_lines(people.buyer, book=book, today=TODAY)] == [None, None]
