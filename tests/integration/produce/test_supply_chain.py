"""Who can cut a drug off, who depends on it, what a stop would do: from the lake. PRD-1, COL-5."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.integration.produce.conftest import put

from baowen.core.clock import today
from baowen.core.problems import BaowenError
from baowen.lake.store import Lake
from baowen.orgs.permissions import NotAllowedError

pytestmark = pytest.mark.django_db


def points(lake: Lake, actor: Any, book: Any) -> list[tuple[str, str, bool, bool]]:
    from baowen.produce.queries import single_points_of

    found = single_points_of(lake, actor, book=book, day=today())
    return [(one.named.drug, one.name, one.as_raw, one.as_drug) for one in found]


def test_single_points_are_told_with_what_the_place_spent_on_them(chained: Path, people: Any, book: Any) -> None:
    from baowen.produce.queries import single_points_of

    lake = Lake(chained)
    assert points(lake, people.province, book) == [
        ("地高辛", "原料一厂", True, False),
        ("氨茶碱", "甲制药", False, True),
    ]
    first = single_points_of(lake, people.province, book=book, day=today())[0]
    assert (first.dependence.amount, first.dependence.places, first.share) == (Decimal(100), (430121,), Decimal(1))
    assert first.is_assumed, "no line and no link is registered"
    beside = single_points_of(lake, people.other, book=book, day=today())
    assert (beside[0].named.drug, beside[0].dependence.amount) == ("氨茶碱", Decimal(7))
    with pytest.raises(NotAllowedError):
        single_points_of(lake, people.buyer, book=book, day=today())


def test_a_stop_loses_the_drug_of_the_only_supplier_and_says_how_long_stock_lasts(
    chained: Path, people: Any, book: Any
) -> None:
    from baowen.produce.queries import effect_of_stop

    lost = effect_of_stop(Lake(chained), people.province, "原料一厂", book=book, day=today())
    assert [(one.named.drug, one.is_lost) for one in lost] == [("地高辛", True)], "aminophylline has another supplier"
    one = lost[0]
    assert one.makers == ("乙制药", "甲制药")
    assert one.days_left in (8, 9), "90 packs at 300 a month"
    assert one.runs_out_on == today() + timedelta(days=one.days_left)
    assert one.lost_share == 1
    kept = effect_of_stop(Lake(chained), people.province, "甲制药", book=book, day=today())
    told = {one.named.drug: (one.is_lost, one.lost_share, one.days_left) for one in kept}
    assert told == {"氨茶碱": (True, None, None), "地高辛": (False, Decimal("0.6"), None)}
    with pytest.raises(BaowenError, match="没有企业"):
        effect_of_stop(Lake(chained), people.province, "丙制药", book=book, day=today())


def test_the_chain_of_a_drug_names_makers_suppliers_and_links(chained: Path) -> None:
    from baowen.produce.queries import makers_of_item

    found = makers_of_item(Lake(chained), "P2", today())
    assert [one.name for one in found.lines] == ["甲制药", "乙制药"]
    assert [one.name for one in found.points] == ["原料一厂"]
    assert found.links == ()
    assert makers_of_item(Lake(chained), "P3", today()).links == ()
    stopped = makers_of_item(Lake(chained), "P4", today())
    assert (stopped.is_supplied, stopped.lines) == (False, ())
    with pytest.raises(BaowenError, match="没有药品"):
        makers_of_item(Lake(chained), "nothing", today())


def test_registered_lines_and_links_take_the_place_of_what_is_assumed(
    chained: Path, tmp_path: Path, people: Any, book: Any
) -> None:
    from baowen.produce.queries import makers_of_item
    from baowen.produce.queries.registers import lines_registered, links_registered

    shutil.copytree(chained, tmp_path / "lake")
    lake, since = Lake(tmp_path / "lake"), date(2024, 1, 1)
    line = {"maker_name": "甲制药", "site": "一车间", "line_state": "active", "from_on": since}
    put(
        lake, "production_line", line | {"product": 1},
        line | {"product": 2, "maker_name": "乙制药", "line_state": "changing"},
        line | {"product": 3, "until_on": date(2025, 1, 1)},
    )  # fmt: skip
    link = {"ingredient": "地高辛", "maker_name": "甲制药", "link_kind": "integrated", "from_on": since}
    put(lake, "supply_link", link | {"supplier_name": "甲制药", "product": 1}, link | {"supplier_name": "原料三厂"})
    found = makers_of_item(lake, "P1", today())
    assert [one.name for one in found.lines] == ["甲制药"], "a line in change does not make anything"
    assert not found.lines[0].is_assumed
    assert [one.name for one in found.lines[0].needs[0].suppliers] == ["甲制药"], "the third is registered as stopped"
    assert found.links == (("甲制药", "甲制药"),)
    assert not makers_of_item(lake, "P3", today()).is_supplied, "its line ended"
    assert points(lake, people.province, book) == [("地高辛", "甲制药", True, True)]
    assert [one.drug for one in lines_registered(lake, text="乙")] == ["地高辛"]
    assert [one.supplier for one in links_registered(lake, text="三厂")] == ["原料三厂"]


def test_the_last_price_of_a_herb_stands_beside_the_one_before(tmp_path: Path) -> None:
    from baowen.produce.queries.registers import herbs_observed

    lake = Lake(tmp_path / "herbs")
    one = {"herb": "当归", "market": "亳州", "supply_state": "tight"}
    put(
        lake, "herb_market", one | {"observed_on": date(2026, 9, 1), "price": Decimal(80), "month": "2026-09"},
        one | {"observed_on": date(2026, 10, 1), "price": Decimal(95), "month": "2026-10"},
    )  # fmt: skip
    found = herbs_observed(lake)
    assert [(one.observed_on, one.price, one.previous_price) for one in found] == [(date(2026, 10, 1), 95, 80)]
    assert herbs_observed(lake, text="黄芪") == []
