"""Night-and-day duty with its gaps and names, and the yearly assessment of a holder. RSV-1, RSV-4 (NJ-25, HD-12)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.integration.reserve.plans.conftest import AT, count, put

from baowen.core.models import AuditEntry
from baowen.core.problems import BaowenError
from baowen.lake.store import Lake
from baowen.orgs.permissions import NotAllowedError
from baowen.reserve.plans.actions import assessing
from baowen.reserve.plans.actions.assessing import Judged, begin_assessment
from baowen.reserve.plans.actions.duty import NewShift, enter_shifts, withdraw_shift
from baowen.reserve.plans.queries.assessments import assessment, assessment_page
from baowen.reserve.plans.queries.duty import rosters
from baowen.reserve.plans.states import AssessmentMove, AssessmentState

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def shift(begins: int, ends: int, **more: Any) -> NewShift:
    given: dict[str, Any] = {"organisation": "R1", "person": "张三", "telephone": "13800000001"}
    return NewShift(**(given | more), starts_at=AT + begins * HOUR, ends_at=AT + ends * HOUR)


def test_the_roster_shows_who_is_on_duty_and_when_nobody_is(
    people: Any, do: Callable[..., Any], agreed: Callable[..., str], book: Any
) -> None:
    agreed()
    enter_shifts([shift(-2, 10), shift(8, 24), shift(30, 180, person="李四")], do(people.holder))
    found = next(one for one in rosters(people.province, AT, book=book) if one.organisation == "R1")
    assert ([turn.person for turn in found.now], len(found.turns)) == (["张三"], 3)
    assert [(gap.starts_at, gap.ends_at) for gap in found.gaps] == [(AT + 24 * HOUR, AT + 30 * HOUR)]
    withdraw_shift(found.turns[2].number, do(people.province, "换班"))
    again = next(one for one in rosters(people.holder, AT, book=book) if one.organisation == "R1")
    assert again.gaps[-1].ends_at == AT + 7 * 24 * HOUR


def test_names_of_who_is_on_duty_are_for_few_alone_and_stand_in_no_audit(
    people: Any, do: Callable[..., Any], agreed: Callable[..., str], book: Any
) -> None:
    agreed()
    enter_shifts([shift(-1, 10)], do(people.holder))
    (seen,) = [one for one in rosters(people.watcher, AT, book=book) if one.organisation == "R1"]
    assert [(turn.person, turn.telephone, turn.is_now) for turn in seen.turns] == [("", "", True)]
    assert rosters(people.other_holder, AT, book=book) == ()
    told = "".join(AuditEntry.objects.values_list("content", flat=True))
    assert "R1" in told
    assert "张三" not in told
    assert "13800000001" not in told
    with pytest.raises(NotAllowedError):
        enter_shifts([shift(0, 5)], do(people.other_holder))
    with pytest.raises(BaowenError, match="晚于开始"):
        enter_shifts([shift(5, 5)], do(people.holder))
    with pytest.raises(BaowenError, match="最长 168 小时"):
        enter_shifts([shift(0, 200)], do(people.holder))


@pytest.fixture
def begun(people: Any, do: Callable[..., Any], agreed: Callable[..., str], lake: Lake) -> str:
    """R1 of 2026: ten days below the floor of twenty known, 2 of 12 packs expired, 3 of 4 orders in time."""
    agreed()
    put(
        lake, "reserve_stock", count(date(2026, 10, 14), 6), count(date(2026, 10, 24), 10),
        count(date(2026, 10, 24), 2, lot="X", expires=date(2026, 10, 1)),
    )  # fmt: skip
    return begin_assessment("R1", 2026, lake, do(people.province), orders_in_time=3, orders=4)


def test_figures_answer_their_parts_and_people_the_others_before_it_is_published(
    people: Any, do: Callable[..., Any], begun: str, book: Any, lake: Lake
) -> None:
    found = {part.name: part for part in assessment(begun, people.province, book=book).parts}
    points = {name: part.points for name, part in found.items()}
    assert points == {
        "floor": Decimal(20), "rotation": Decimal("16.67"), "orders": Decimal(15), "keeping": None, "duty": None,
    }  # fmt: skip
    assert "其中低于下限 10 天" in found["floor"].words_zh
    officer = do(people.province)
    with pytest.raises(BaowenError, match="还有项目没有评分"):
        assessing.publish_assessment(begun, officer)
    with pytest.raises(BaowenError, match="由数据计算"):
        assessing.judge_part(begun, Judged(name="floor", points=Decimal(40), words="好"), officer)
    with pytest.raises(BaowenError, match="0 至 10"):
        assessing.judge_part(begun, Judged(name="duty", points=Decimal(11), words="好"), officer)
    for name in ("keeping", "duty"):
        assessing.judge_part(begun, Judged(name=name, points=Decimal(9), words="齐全"), officer)
    assert assessment_page(people.holder, book=book).lines == []
    assessing.publish_assessment(begun, officer)
    shown = assessment(begun, people.holder, book=book)
    assert (shown.points, shown.result_zh, shown.moves) == (Decimal("69.67"), "合格", (AssessmentMove.OBJECT,))
    with pytest.raises(BaowenError, match="已经开始"):
        begin_assessment("R1", 2026, lake, officer)


def test_the_holder_objects_and_is_answered(people: Any, do: Callable[..., Any], begun: str, book: Any) -> None:
    officer = do(people.province)
    for name in ("keeping", "duty"):
        assessing.judge_part(begun, Judged(name=name, points=Decimal(9), words="齐全"), officer)
    with pytest.raises(BaowenError, match="不能提出异议"):
        assessing.object_to(begun, "不服", do(people.holder))
    assessing.publish_assessment(begun, officer)
    with pytest.raises(NotAllowedError):
        assessing.object_to(begun, "不服", do(people.other_holder))
    assessing.object_to(begun, "有一批应计入", do(people.holder))
    assessing.answer_objection(begun, "核实属实，改定", officer, points=Decimal(92))
    shown = assessment(begun, people.holder, book=book)
    assert (shown.state, shown.points, shown.result_zh) == (AssessmentState.ANSWERED, Decimal(92), "优秀")
    assert [event.move for event in shown.events][-3:] == [
        AssessmentMove.PUBLISH, AssessmentMove.OBJECT, AssessmentMove.ANSWER,
    ]  # fmt: skip
    assessing.withdraw_assessment(begun, do(people.province, "重做"))
    assert assessment(begun, people.province, book=book).moves == ()


def test_an_assessment_of_a_year_to_come_or_of_who_holds_nothing_is_refused(
    people: Any, do: Callable[..., Any], lake: Lake
) -> None:
    with pytest.raises(BaowenError, match="尚未开始"):
        begin_assessment("R1", 2027, lake, do(people.province))
    with pytest.raises(BaowenError, match="没有为本地区承储"):
        begin_assessment("R1", 2026, lake, do(people.province))
    with pytest.raises(BaowenError, match="后者不超过前者"):
        begin_assessment("R1", 2026, lake, do(people.province), orders_in_time=3, orders=2)
