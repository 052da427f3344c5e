"""Standings of a region, and lines that are set, refused, replaced and withdrawn. HOS-3, RSV-2, COL-5."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from tests.integration.reserve.lines.conftest import DAY, PROVINCE

from baowen.core.home import Home
from baowen.core.problems import BaowenError
from baowen.reserve.lines.actions.lines import NewLine, set_line, withdraw_line
from baowen.reserve.lines.kinds import LineFor, Measure
from baowen.reserve.lines.queries import standing_of_distributors, standing_of_region
from baowen.reserve.lines.queries.lines import line_page, standings

pytestmark = pytest.mark.django_db
OWN = NewLine(kind=LineFor.INSTITUTION, product_code="P2", measure=Measure.MONTHS, value=Decimal(4))


def by_code(home: Home) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in standing_of_region(home, PROVINCE, DAY).to_dicts()}


def test_all_hospitals_stand_against_the_packs_line_without_expired_stock(lines_home: Home, people: Any) -> None:
    found = by_code(lines_home)
    assert (found["H1"]["stock_units"], found["H1"]["line_units"]) == (120.0, pytest.approx(180.0))
    assert (found["H1"]["state"], found["H2"]["state"]) == ("short", "covered")
    assert found["H1"]["short_units"] == pytest.approx(60.0)
    assert standing_of_region(lines_home, "430181", DAY)["code"].to_list() == ["H2"]
    assert standing_of_region(lines_home, PROVINCE, DAY, ["another"]).is_empty()


def test_an_own_line_above_the_packs_holds_is_replaced_and_withdrawn(
    lines_home: Home, people: Any, do: Callable[..., Any]
) -> None:
    (number,) = set_line(OWN, do(people.pharmacist, "急救任务重"), lines_home)
    found = by_code(lines_home)["H1"]
    assert (found["line_units"], found["number"]) == (pytest.approx(240.0), number)
    (second,) = set_line(replace(OWN, value=Decimal(5)), do(people.pharmacist, "再提高"), lines_home)
    page = line_page(people.pharmacist, with_withdrawn=True).lines
    assert [(one.number, one.withdrawn_on) for one in page] == [(second, None), (number, DAY)]
    with pytest.raises(BaowenError, match="没有本机构设置的警戒线"):
        withdraw_line(second, do(people.member, "不是我的"))
    withdraw_line(second, do(people.pharmacist, "恢复"))
    assert by_code(lines_home)["H1"]["source"] == "pack"
    with pytest.raises(BaowenError, match="已经撤销"):
        withdraw_line(second, do(people.pharmacist, "再撤"))


@pytest.mark.parametrize(
    ("wrong", "reason", "told"),
    [
        ({"value": Decimal(2)}, "理由", "规定的 3 个月（90 天）"),
        ({"measure": Measure.UNITS, "value": Decimal(179)}, "理由", "规定的 3 个月（90 天）"),
        ({"product_code": "NONE"}, "理由", "没有产品代码 NONE"),
        ({}, " ", "理由"),
        ({"from_on": DAY.replace(day=1)}, "理由", "已经过去"),
    ],
)
def test_a_wrong_line_is_refused_and_nothing_is_written(
    lines_home: Home, people: Any, do: Callable[..., Any], wrong: dict[str, Any], reason: str, told: str
) -> None:
    with pytest.raises(BaowenError, match=told):
        set_line(replace(OWN, **wrong), do(people.pharmacist, reason), lines_home)
    assert line_page(people.officer, with_withdrawn=True).lines == []


def test_a_lead_hospital_sets_lines_for_its_members_and_nobody_else_does(
    lines_home: Home, people: Any, do: Callable[..., Any]
) -> None:
    new = replace(OWN, kind=LineFor.ALLIANCE)
    (number,) = set_line(new, do(people.pharmacist, "统一"), lines_home)
    found = by_code(lines_home)
    assert (found["H2"]["number"], found["H1"]["number"]) == (number, None)
    assert line_page(people.member).lines[0].clause == "基层联动意见 四"
    with pytest.raises(BaowenError, match="只有医联体牵头医院"):
        set_line(new, do(people.member, "统一"), lines_home)


def test_a_region_directs_lines_of_distributors_and_gaps_are_joined_with_their_stock(
    lines_home: Home, people: Any, do: Callable[..., Any]
) -> None:
    new = replace(OWN, kind=LineFor.DISTRIBUTOR, measure=Measure.UNITS, value=Decimal(500))
    set_line(new, do(people.officer, "蓄水池"), lines_home)
    row = standing_of_distributors(lines_home, PROVINCE, DAY).to_dicts()[0]
    assert (row["code"], row["stock_units"], row["line_units"], row["state"]) == ("D1", 300.0, 500.0, "short")
    assert row["daily_use"] == pytest.approx(1000 / 184)
    with pytest.raises(BaowenError, match="不能规定本地区"):
        set_line(new, do(people.pharmacist, "蓄水池"), lines_home)
    gaps = standings(lines_home, people.officer, DAY).covering.to_dicts()
    assert [(one["hospital_code"], one["distributor_code"]) for one in gaps] == [("H1", "D1")]
    assert gaps[0]["covers_units"] == pytest.approx(60.0)
    own = standings(lines_home, people.member, DAY)
    assert (own.hospitals["code"].to_list(), own.distributors.height) == (["H2"], 0)
    assert standings(lines_home, people.distributor, DAY).distributors["code"].to_list() == ["D1"]
