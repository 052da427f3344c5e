"""RSP-3: supply of a place from the lake: counts, what arrived since, and use adjusted for days without stock."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.made_stock import DRUG, counted, put, put_catalogue, put_hospitals, used

from baowen.core.problems import BaowenError
from baowen.lake.store import Lake
from baowen.orgs.regions import load_regions
from baowen.outcomes.item import item_of
from baowen.outcomes.supply import Arrived, supply_on

DAY, COUNTED = date(2026, 11, 2), date(2026, 10, 31)
COUNTY, OTHER = "430121", "430181"


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    made = Lake(tmp_path / "lake")
    put_catalogue(made)
    keys = put_hospitals(made, {"H1": COUNTY, "H2": COUNTY, "H3": OTHER})
    put(
        made, "stock", counted(keys["H1"], COUNTED, 3), counted(keys["H1"], COUNTED, 2, product=2),
        counted(keys["H2"], COUNTED, 0), counted(keys["H3"], COUNTED, 50),
    )  # fmt: skip
    put(made, "usage", *(used(key, "2026-10", 31, out=0) for key in keys.values()))
    return made


def supply(lake: Lake, *arrived: Arrived, day: date = DAY) -> tuple[Decimal, Decimal, int, int, int, Decimal]:
    found = supply_on(
        lake, day, products=["P1", "P2"], regions={load_regions().require(COUNTY).key}, arrived=arrived,
        stale_days=45, use_months=3,
    )  # fmt: skip
    return found.stock, found.daily_use, found.hospitals, found.empty, found.reached, found.reached_stock


def test_packs_of_two_makers_are_added_in_smallest_units_for_the_hospitals_of_the_place(lake: Lake) -> None:
    assert supply(lake) == (Decimal(40), Decimal(20), 2, 1, 0, Decimal(0))


def test_what_arrived_after_the_count_is_added_and_what_was_counted_already_is_not(lake: Lake) -> None:
    def came(hospital: str, on: date) -> Arrived:
        return Arrived(hospital=hospital, product_code="P1", on=on, packs=Decimal(6))

    stock, _, _, empty, reached, there = supply(lake, came("H2", date(2026, 11, 1)), came("H1", COUNTED))
    assert stock == Decimal(100), "six packs of ten for H2; those for H1 lay on the shelf when it counted"
    assert (empty, reached, there) == (0, 2, Decimal(100))
    assert supply(lake, came("H2", date(2026, 11, 3)))[0] == Decimal(40), "tomorrow's does not count today"


def test_what_a_measure_took_from_a_hospital_is_taken_off_and_does_not_count_as_reached(lake: Lake) -> None:
    gave = Arrived(hospital="H1", product_code="P1", on=DAY, packs=Decimal(-2))
    got = Arrived(hospital="H2", product_code="P1", on=DAY, packs=Decimal(2))
    assert supply(lake, gave, got)[0] == Decimal(40), "a transfer makes no stock in the place"
    assert supply(lake, gave, got)[4:] == (1, Decimal(20))


def test_packs_of_a_maker_that_the_hospital_never_counted_are_added_too(lake: Lake) -> None:
    came = [Arrived(hospital="H2", product_code=code, on=DAY, packs=Decimal(1)) for code in ("P1", "P1", "P2")]
    assert supply(lake, *came)[0] == Decimal(65)


def test_the_item_of_a_case_is_the_one_that_hospitals_use_most_and_an_unknown_drug_is_told(lake: Lake) -> None:
    found = item_of(lake, DRUG, "甲药", "", day=DAY, use_months=3)
    assert found.products == ("P1", "P2")
    assert found.unit == "支"
    assert item_of(lake, "product:P2", "甲药", "", day=DAY, use_months=3) == found
    with pytest.raises(BaowenError, match="乙药"):
        item_of(lake, "乙药|oral", "乙药", "", day=DAY, use_months=3)
