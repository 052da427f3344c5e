"""Reserve catalogues: entered, imported, corrected, ended, withdrawn; who holds what; the check. RSV-1 (NJ-25)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from baowen.core.problems import BaowenError
from baowen.orgs.permissions import NotAllowedError
from baowen.reserve.plans.actions.catalogue import correct_item, end_item, enter_item, enter_items, withdraw_item
from baowen.reserve.plans.actions.importing import import_catalogue
from baowen.reserve.plans.kinds import CheckKind, ItemKind, Tier, Unit
from baowen.reserve.plans.queries import items_of_catalogue, who_holds
from baowen.reserve.plans.queries.catalogue import Wanted, catalogue_item, catalogue_page
from baowen.reserve.plans.queries.check import catalogue_check

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 2)
HEAD = "层级,类别,名称,剂型,规格,计划储备量,单位,列入理由,负责部门,医疗机构,生效日期,失效日期,备注\n"


def test_a_correction_keeps_the_item_that_it_replaces(people: Any, do: Callable[..., Any], item: Any) -> None:
    first = enter_item(item(), do(people.province))
    second = correct_item(first, item(planned=Decimal(2000)), do(people.province, "数量录错"))
    assert [(one.number, one.planned) for one in items_of_catalogue("430000", DAY)] == [(second, Decimal(2000))]
    before = catalogue_item(first, people.province)
    assert (before.replaced_by, before.is_current) == (second, False)
    with pytest.raises(BaowenError, match=second):
        withdraw_item(first, do(people.province, "不对"))


def test_an_item_is_in_force_until_its_last_day_and_never_once_withdrawn(
    people: Any, do: Callable[..., Any], item: Any
) -> None:
    ended, mistaken = enter_items([item(), item(name="肾上腺素注射液", strength="1ml:1mg")], do(people.province))
    end_item(ended, date(2026, 11, 10), do(people.province, "调出"))
    withdraw_item(mistaken, do(people.province, "录错"))
    on = [[one.number for one in items_of_catalogue("430000", date(2026, 11, day))] for day in (1, 2, 10, 11)]
    assert on == [[], [ended], [ended], []]


def test_the_same_item_stands_once_in_a_tier(people: Any, do: Callable[..., Any], item: Any) -> None:
    enter_item(item(), do(people.province))
    with pytest.raises(BaowenError, match="已有"):
        enter_item(item(name="地高辛", form="片剂", strength="250μg"), do(people.province))
    enter_item(item(strength="0.5mg"), do(people.province))
    assert len(items_of_catalogue("430000", DAY)) == 2


def test_a_place_plans_for_its_own_tier_and_its_own_hospitals(people: Any, do: Callable[..., Any], item: Any) -> None:
    with pytest.raises(BaowenError, match="不能编制省级储备"):
        enter_item(item(), do(people.city))
    with pytest.raises(NotAllowedError):
        enter_item(item(), do(people.watcher))
    with pytest.raises(BaowenError, match="不是长沙市的医疗机构"):
        enter_item(item(tier=Tier.HOSPITAL, institution="R2"), do(people.city))
    enter_item(item(tier=Tier.HOSPITAL, institution="H1"), do(people.city))
    assert [one.institution for one in catalogue_page(people.hospital, Wanted(on=DAY)).lines] == ["H1"]
    with pytest.raises(BaowenError, match="成品药"):
        enter_item(item(tier=Tier.CITY, unit=Unit.KILOGRAM), do(people.city))


def test_the_check_finds_what_a_city_repeats_and_what_nobody_holds(
    people: Any, do: Callable[..., Any], item: Any, book: Any
) -> None:
    """NJ-25: the city reserves what the province does not."""
    from tests.integration.reserve.plans.listing import publish

    from baowen.lists.kinds import ListKind

    upper = enter_item(item(), do(people.province))
    lower = enter_item(item(tier=Tier.CITY, name="地高辛", form="片剂"), do(people.city))
    enter_item(item(tier=Tier.CITY, name="鱼精蛋白注射液", strength="5ml:50mg"), do(people.city))
    publish(ListKind.SHORTAGE, [("鱼精蛋白注射液", ""), ("地高辛", "片剂"), ("巯嘌呤片", "")])
    found = catalogue_check(people.province, DAY, book=book)
    assert [(one.kind, one.lower and one.lower.number, one.upper and one.upper.number) for one in found] == [
        (CheckKind.OVERLAP, lower, upper), (CheckKind.GAP, None, None),
    ]  # fmt: skip
    assert "巯嘌呤" in found[1].words
    assert all(one.clause for one in found)
    assert [one.kind for one in catalogue_check(people.city, DAY, book=book)] == [one.kind for one in found]
    assert {one.tier for one in who_holds("地高辛片", DAY, strength="0.25mg", region="430100")} == {
        Tier.PROVINCE, Tier.CITY,
    }  # fmt: skip


def test_a_file_enters_all_its_items_or_none(people: Any, do: Callable[..., Any], tmp_path: Path) -> None:
    good = "省级,成品药,地高辛片,,0.25mg,1000,片,临床必需、易短缺,卫生健康,,2026-01-01,,\n"
    bad = "省级,成品药,肾上腺素注射液,,1ml:1mg,很多,支,临床必需,卫生健康,,,,\n"
    file = tmp_path / "目录.csv"
    file.write_text(HEAD + good + bad, encoding="utf-8-sig")
    with pytest.raises(BaowenError, match="第 3 行：计划储备量“很多”不是数字"):
        import_catalogue(file, do(people.province))
    assert items_of_catalogue("430000", DAY) == ()
    file.write_text(HEAD + good + "省级,中药材,黄连,,,300,公斤,用量不确定,中医药管理,,,,\n", encoding="utf-8-sig")
    assert len(import_catalogue(file, do(people.province))) == 2
    kinds = {one.kind: one.unit for one in items_of_catalogue("430000", DAY)}
    assert kinds == {ItemKind.FINISHED: Unit.SMALLEST, ItemKind.HERB: Unit.KILOGRAM}
    file.write_text("名称,数量\n地高辛,1\n", encoding="utf-8-sig")
    with pytest.raises(BaowenError, match="缺少列"):
        import_catalogue(file, do(people.province))
