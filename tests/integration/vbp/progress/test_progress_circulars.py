"""Circulars that write themselves when due, are changed, issued, seen and answered by those they name. VB-2.2."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.integration.vbp.progress.conftest import AT, DAY, People

from baowen.core.home import Home
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import NotAllowedError

pytestmark = pytest.mark.django_db


def drafted(home: Home, day: date) -> list[Any]:
    from baowen.vbp.progress.actions.drafting import draft_due
    from baowen.vbp.progress.actions.running import run_progress
    from baowen.vbp.progress.models import Circular

    at = AT + (day - DAY)
    numbers = draft_due(home, run_progress(home, by="test", at=at, as_of=day), by="test", at=at)
    return list(Circular.objects.filter(number__in=numbers).order_by("id"))


def issued(home: Home, people: People) -> str:
    from baowen.vbp.progress.actions.circulars import Places, issue_circular

    number = drafted(home, DAY)[0].number
    issue_circular(number, Places.of(home), actor=people.officer, at=AT)
    return str(number)


def test_the_latest_point_that_is_due_is_drafted_once(bought: Home, people: People) -> None:
    """VB-2.2, VBP-5: first check in month 3, circulars at half, late half and end, at once for anomalies."""
    points = [(row.point, row.due_on) for row in drafted(bought, date(2026, 4, 1))]
    assert points == [("first_check", date(2026, 4, 1)), ("anomaly", date(2026, 4, 1))]
    assert [row.point for row in drafted(bought, date(2026, 4, 2))] == ["anomaly"]
    assert next((row.point, row.due_on) for row in drafted(bought, DAY)) == ("half", date(2026, 7, 3))


def test_a_draft_names_who_is_behind_and_says_so_in_words(bought: Home, people: People) -> None:
    half, anomaly = drafted(bought, DAY)
    named = {one.hospital: (one.contracts, one.behind, one.unbought) for one in half.names.all()}
    assert named == {"H1": (2, 1, 1), "H2": (1, 1, 0)}
    assert "R1批次集采药品采购周期为 2026-01-01 至 2026-12-31" in half.words
    assert "共约定 4 项，已完成 1 项，滞后 2 项" in half.words
    assert {one.hospital for one in anomaly.names.all()} == {"H1", "H2"}
    assert half.clause == "VB-2.2"


def test_slow_admission_is_told_of_at_once_and_only_once(bought: Home, people: People) -> None:
    """VB-2.2, VBP-11: slow admission is found and noticed at once."""
    from baowen.vbp.progress.actions.circulars import Places, issue_circular

    row = next(one for one in drafted(bought, date(2026, 3, 31)) if one.point == "anomaly")
    (name,) = row.names.all()
    assert (name.hospital, name.products[0]["product_code"], name.products[0]["oddities"]) == (
        "H1", "P3", ["unbought"]
    )  # fmt: skip
    again = [one for one in drafted(bought, date(2026, 4, 1)) if one.point == "anomaly"]
    assert [one.names.count() for one in again] == [1]
    issue_circular(again[0].number, Places.of(bought), actor=people.officer, at=AT)
    assert [one.point for one in drafted(bought, date(2026, 4, 2))] == []


def test_words_may_be_changed_until_it_is_issued_under_the_next_number(bought: Home, people: People) -> None:
    from baowen.price.letters.fill import text_of
    from baowen.vbp.progress.actions.circulars import edit_circular
    from baowen.vbp.progress.queries.circulars import circular, circular_file

    number = drafted(bought, DAY)[0].number
    edit_circular(number, "新标题", "第一段。\n第二段。", actor=people.officer, at=AT)
    from baowen.vbp.progress.actions.circulars import Places, issue_circular

    reference = issue_circular(number, Places.of(bought), actor=people.officer, at=AT)
    assert reference == "湖南省医疗保障局集采通报〔2026〕1号"
    text = text_of(circular_file(number, people.officer, bought.raw))
    for words in ("新标题", "第一段。", "第二段。", "各有关医疗机构：", reference, "甲县人民医院", "地高辛片"):
        assert words in text
    with pytest.raises(BaowenError, match="不能再改"):
        edit_circular(number, "另一标题", "正文", actor=people.officer, at=AT)
    view, names = circular(number, people.officer)
    assert (view.reference, view.named, view.answered, len(names)) == (reference, 2, 0, 2)


def test_a_named_hospital_sees_its_own_lines_and_answers(bought: Home, people: People) -> None:
    """VB-2.2, VBP-13: each institution answers."""
    from baowen.core.messages.models import Message
    from baowen.vbp.progress.actions.circulars import answer_circular
    from baowen.vbp.progress.queries.circulars import circular, circular_page

    assert circular_page(people.buyer).lines == []
    number = issued(bought, people)
    assert Message.objects.filter(about=f"vbp_circular/{number}").count() == 2
    (view,), (_, names) = circular_page(people.buyer).lines, circular(number, people.buyer)
    assert (view.number, [one.hospital for one in names]) == (number, ["H1"])
    answer_circular(number, "已下单，九月补齐。", actor=people.buyer, at=AT + timedelta(days=1))
    view, names = circular(number, people.officer)
    assert view.answered == 1
    assert {one.hospital: one.answer for one in names} == {"H1": "已下单，九月补齐。", "H2": ""}


def test_who_may_not_issue_or_see_is_refused(bought: Home, people: People) -> None:
    from baowen.vbp.progress.actions.circulars import Places, answer_circular, drop_circular, issue_circular
    from baowen.vbp.progress.queries.circulars import circular, circular_file, circular_page

    number = drafted(bought, DAY)[0].number
    for actor in (people.watcher, people.county, people.buyer):
        with pytest.raises(NotAllowedError):
            issue_circular(number, Places.of(bought), actor=actor, at=AT)
    assert circular_page(people.watcher).lines == []
    with pytest.raises(BaowenError, match="没有可阅看的通报"):
        circular(number, people.watcher)
    with pytest.raises(BaowenError, match="没有可阅看的通报"):
        answer_circular(number, "答复", actor=people.buyer, at=AT)
    drop_circular(number, "与上月重复", actor=people.officer, at=AT)
    with pytest.raises(BaowenError, match="不印发"):
        issue_circular(number, Places.of(bought), actor=people.officer, at=AT)
    with pytest.raises(BaowenError, match="没有可阅看的通报"):
        circular_file(number, people.officer, bought.raw)


def test_the_same_paper_is_made_of_the_same_words() -> None:
    from baowen.vbp.progress.paper import Named, Paper, circular_document

    name = Named(name="甲医院", contracts=2, behind=1, unbought=1, products=["某药 10%／58%"])
    paper = Paper(organ="某局", reference="某〔2026〕1号", title="通报", words="一、甲。\n二、乙。", addressee="各单位",
                  on=DAY, names=[name])  # fmt: skip
    assert circular_document(paper) == circular_document(paper)
