"""Records of the registers: entered, followed, withdrawn, from a workbook; who sees them; cases that cite them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from baowen.core.problems import BaowenError
from baowen.orgs.permissions import NotAllowedError

pytestmark = pytest.mark.django_db
REVIEW = {
    "drugs": "地高辛片", "enterprise": "甲制药", "ground": "短缺药品清单", "document": "受理 2026-1",
    "from_on": "2026-10-01", "state": "审评中",
}  # fmt: skip
IMPORT = {
    "drugs": "氯巴占片", "enterprise": "境外甲", "partner": "乙经营", "institution": "某医院", "amount": "2000 盒",
    "conditions": "难治性癫痫", "document": "申请 1", "from_on": "2026-10-01", "state": "applied",
}  # fmt: skip


def new(kind: str, given: dict[str, str], papers: tuple[str, ...] = ()) -> Any:
    from baowen.produce.entered import entered
    from baowen.produce.kinds import RecordKind

    return entered(RecordKind(kind), given, papers)


def listed(actor: Any, book: Any, kind: str = "review", **more: Any) -> list[Any]:
    from baowen.produce.kinds import RecordKind
    from baowen.produce.queries import record_page

    return list(record_page(actor, RecordKind(kind), book=book, **more).lines)


def test_a_record_is_followed_by_its_progress_and_both_stay(people: Any, book: Any, do: Callable[..., Any]) -> None:
    from baowen.core.models import AuditEntry
    from baowen.produce.actions.records import follow_record, note_record
    from baowen.produce.kinds import Change, State
    from baowen.produce.queries import record

    first = note_record(new("review", REVIEW), do(people.province))
    after = new("review", REVIEW | {"state": "批准", "until_on": "2026-11-01"})
    with pytest.raises(BaowenError, match="请填写理由"):
        follow_record(first, after, Change.PROGRESS, do(people.province))
    second = follow_record(first, after, Change.PROGRESS, do(people.province, "获批"))
    assert [one.number for one in listed(people.province, book)] == [second]
    assert [one.number for one in listed(people.province, book, with_former=True)] == [second, first]
    before = record(first, people.province, book=book)
    assert (before.state, before.followed_by, before.is_current) == (State.IN_REVIEW, second, False)
    with pytest.raises(BaowenError, match=f"之后已有 {second}"):
        follow_record(first, after, Change.CORRECTION, do(people.province, "又一次"))
    told = list(AuditEntry.objects.filter(subject__startswith="produce/").values_list("action", flat=True))
    assert told == ["produce.note", "produce.progress"]


def test_a_wrong_record_is_withdrawn_with_a_reason_and_can_be_read(people: Any, book: Any, do: Any) -> None:
    from baowen.produce.actions.records import note_record, withdraw_record
    from baowen.produce.queries import record

    number = note_record(new("review", REVIEW), do(people.province))
    with pytest.raises(BaowenError, match="已有相同的记录"):
        note_record(new("review", REVIEW), do(people.province))
    withdraw_record(number, do(people.province, "登错企业"))
    assert listed(people.province, book) == []
    assert record(number, people.province, book=book).withdrawn_why == "登错企业"
    with pytest.raises(BaowenError, match="已撤回"):
        withdraw_record(number, do(people.province, "再撤"))
    note_record(new("review", REVIEW), do(people.province))


def test_a_place_sees_itself_and_below_and_keeps_only_its_own(people: Any, book: Any, do: Any) -> None:
    from baowen.produce.actions.records import note_record, withdraw_record
    from baowen.produce.queries import record, records_of_drug

    own = note_record(new("review", REVIEW), do(people.province))
    below = note_record(new("review", REVIEW), do(people.county))
    assert {one.number for one in listed(people.province, book)} == {own, below}
    assert [one.number for one in listed(people.county, book)] == [below]
    assert listed(people.other, book) == []
    assert [one.number for one in records_of_drug(people.county, drug="地高辛", product_code="", book=book)] == [below]
    with pytest.raises(BaowenError, match="没有可阅看的"):
        record(own, people.other, book=book)
    for actor in (people.other, people.county, people.buyer):
        with pytest.raises(NotAllowedError):
            withdraw_record(own, do(actor, "试试"))
    with pytest.raises(NotAllowedError):
        note_record(new("review", REVIEW), do(people.buyer))
    with pytest.raises(NotAllowedError):
        listed(people.buyer, book)


def test_a_temporary_import_says_which_papers_it_lacks(people: Any, book: Any, do: Any) -> None:
    from baowen.produce.actions.records import note_record
    from baowen.produce.kinds import Paper
    from baowen.produce.queries import record

    number = note_record(new("import", IMPORT, ("consent", "临床技术规范")), do(people.province))
    shown = record(number, people.province, book=book)
    assert shown.papers == (Paper.CONSENT, Paper.CLINICAL_STANDARD)
    assert len(shown.missing) == len(Paper) - 2
    assert Paper.CONSENT not in shown.missing


def test_a_record_cites_only_a_case_that_its_writer_sees_and_is_its_measure(
    people: Any, book: Any, do: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from baowen.produce.actions import records
    from baowen.produce.queries import measures_for_case
    from baowen.respond.kinds import MeasureKind

    cited = new("import", IMPORT | {"case_number": "C-430000-2026-00001"})
    with pytest.raises(BaowenError, match="C-430000-2026-00001"):
        records.note_record(cited, do(people.province))
    monkeypatch.setattr(records, "case_page", lambda *_, **__: None)
    number = records.note_record(cited, do(people.province))
    found = [(kind, one.number) for kind, one in measures_for_case("C-430000-2026-00001")]
    assert found == [(MeasureKind.TEMPORARY_IMPORT, number)]
    assert measures_for_case("") == []
    records.withdraw_record(number, do(people.province, "误"))
    assert measures_for_case("C-430000-2026-00001") == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"drugs": " "}, "请填写药品"), ({"from_on": "10月1日"}, "应写作 2026-11-30"),
        ({"from_on": ""}, "请填写受理日期"),
        ({"until_on": "2026-09-01"}, "早于起始日期"), ({"ground": "其他"}, "依据“其他”无法识别"),
        ({"state": "执行中"}, "状态只能是"), ({"drugs": "长" * 2001}, "最多 2000 字"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_record_is_said(wrong: dict[str, str], said: str) -> None:
    with pytest.raises(BaowenError, match=said):
        new("review", REVIEW | wrong)


def test_a_workbook_is_taken_whole_or_not_at_all_and_twice_is_once(
    tmp_path: Path, people: Any, book: Any, do: Any
) -> None:
    from baowen.produce.actions.records import Imported, note_all
    from baowen.produce.kinds import RecordKind
    from baowen.produce.sheet import headings, read_sheet

    names = [words[0] for _, words in headings(RecordKind.REVIEW)]
    fields = [name for name, _ in headings(RecordKind.REVIEW)]

    def written(*rows: dict[str, str]) -> Path:
        path = tmp_path / "reviews.csv"
        lines = [",".join(names), *(",".join(row.get(name, "") for name in fields) for row in rows)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    with pytest.raises(BaowenError, match="共有 1 行要改：第 3 行：请填写药品"):
        read_sheet(written(REVIEW, REVIEW | {"drugs": ""}), RecordKind.REVIEW)
    rows = read_sheet(written(REVIEW, REVIEW | {"drugs": "氨茶碱片"}), RecordKind.REVIEW)
    assert note_all(rows, do(people.province)) == Imported(2, 0)
    assert note_all(rows, do(people.province)) == Imported(0, 2)
    assert len(listed(people.province, book)) == 2
    with pytest.raises(BaowenError, match="缺少列"):
        read_sheet(written(REVIEW), RecordKind.TRANSITION)
    with pytest.raises(NotAllowedError):
        note_all(rows, do(people.buyer))
