"""How stock stands against its line, in columns. HOS-3, RSV-2, COL-5."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from baowen.core.problems import BaowenError
from baowen.lake.facts.items import ITEMS
from baowen.lake.facts.usable import USABLE
from baowen.lake.facts.use import USED
from baowen.reserve.lines.covering import covering
from baowen.reserve.lines.kinds import Measure
from baowen.reserve.lines.rules import Floor, check_line
from baowen.reserve.lines.standing import LINES, StandingParameters, standing

DAY, ITEM = date(2026, 10, 31), "肾上腺素|1mg"


def frame(schema: dict[str, Any], *rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


ITEM_ROWS = frame(
    ITEMS,
    {"product": 1, "item": ITEM, "drug_name": "肾上腺素", "drug_class": "ordinary", "units": 10.0, "unit_name": "支"},
    {"product": 2, "item": ITEM, "drug_name": "肾上腺素", "drug_class": "emergency", "units": 5.0, "unit_name": "支"},
    {"product": 3, "item": "地高辛", "drug_name": "地高辛", "drug_class": "ordinary", "units": 30.0, "unit_name": "片"},
)
CLASS_LINE = {"org": 1, "drug_class": "emergency", "days": 90.0, "source": "pack", "clause": "2019"}


def stock(*rows: tuple[int, int, int]) -> pl.DataFrame:
    return frame(
        USABLE, *({"org": org, "product": product, "packs": packs, "counted_on": DAY} for org, product, packs in rows)
    )  # fmt: skip


def use(*rows: tuple[int, int, float]) -> pl.DataFrame:
    told = {"scatter": 0.3, "months": 3}
    return frame(USED, *({"org": org, "product": product, "daily_use": packs, **told} for org, product, packs in rows))


def stands(held: pl.DataFrame, used: pl.DataFrame, *lines: dict[str, Any]) -> dict[str, Any]:
    found = standing(held, used, ITEM_ROWS, frame(LINES, *lines), StandingParameters())
    return found.filter(pl.col("item") == ITEM).to_dicts()[0]


def test_packs_of_several_makers_of_one_item_add_up_in_units_and_the_gravest_class_holds() -> None:
    found = stands(stock((1, 1, 20), (1, 2, 8)), use((1, 1, 0.1), (1, 2, 0.2)), CLASS_LINE)
    assert (found["stock_units"], found["daily_use"], found["line_units"]) == (240.0, 2.0, 180.0)
    assert (found["state"], found["surplus_units"], found["short_units"], found["days"]) == ("covered", 60.0, 0.0, 120)
    assert found["scatter"] == pytest.approx((3.0**2 + 1.5**2) ** 0.5)


def test_whoever_lies_below_the_line_is_short_by_the_difference_and_an_empty_shelf_is_out() -> None:
    short = stands(stock((1, 1, 10)), use((1, 1, 0.2)), CLASS_LINE)
    assert (short["state"], short["short_units"], short["surplus_units"]) == ("short", 80.0, 0.0)
    assert stands(stock((1, 1, 0)), use((1, 1, 0.2)), CLASS_LINE)["state"] == "out"


def test_a_hospital_that_has_not_counted_is_unknown_and_not_empty() -> None:
    found = stands(stock(), use((1, 1, 0.2)), CLASS_LINE)
    assert (found["state"], found["stock_units"], found["short_units"]) == ("uncounted", None, None)
    assert (found["uncounted"], found["line_units"]) == (1, 180.0)


def test_the_highest_line_holds_and_a_line_in_days_without_known_use_says_so() -> None:
    own = {"org": 1, "item": ITEM, "units": 500.0, "source": "institution", "number": "WL-1"}
    found = stands(stock((1, 1, 20)), use((1, 1, 0.2)), CLASS_LINE, own)
    assert (found["line_units"], found["source"], found["number"]) == (500.0, "institution", "WL-1")
    lower = stands(stock((1, 1, 20)), use((1, 1, 0.2)), CLASS_LINE, {**own, "units": 5.0})
    assert (lower["line_units"], lower["source"]) == (180.0, "pack")
    assert stands(stock((1, 1, 20)), use(), CLASS_LINE)["state"] == "no_use"
    assert stands(stock((1, 1, 20)), use((1, 1, 0.2)))["state"] == "no_line"


def test_a_gap_is_joined_with_the_distributors_that_serve_the_hospital_and_shared_among_all_short() -> None:
    lines = [CLASS_LINE, {**CLASS_LINE, "org": 2}, {**CLASS_LINE, "org": 4}]
    used = use((1, 1, 0.2), (2, 1, 0.3), (4, 1, 0.1))
    hospitals = standing(
        stock((1, 1, 10), (2, 1, 10), (4, 1, 99)), used, ITEM_ROWS, frame(LINES, *lines), StandingParameters()
    )
    held = standing(stock((9, 2, 20), (8, 1, 50)), use(), ITEM_ROWS, frame(LINES), StandingParameters())
    served = pl.DataFrame(
        {"hospital": [1, 2, 4], "distributor": [9, 9, 9]}, schema={"hospital": pl.Int32, "distributor": pl.Int32}
    )
    rows = covering(hospitals, held, served).to_dicts()
    assert [(row["hospital"], row["distributor"]) for row in rows] == [(1, 9), (2, 9)]
    assert [(row["gap_units"], row["covers_units"]) for row in rows] == [(80.0, 80.0), (170.0, 100.0)]
    assert [row["days_alone"] for row in rows] == pytest.approx([50.0, 100 / 3])
    assert [(row["hospitals_short"], row["days_for_all"]) for row in rows] == [(2, 20.0), (2, 20.0)]


@pytest.mark.parametrize(
    ("measure", "value", "daily_use"),
    [(Measure.MONTHS, "2.9", 2.0), (Measure.DAYS, "89", None), (Measure.UNITS, "179", 2.0), (Measure.DAYS, "0", None)],
)
def test_a_line_below_the_packs_is_refused_with_its_clause(
    measure: Measure, value: str, daily_use: float | None
) -> None:
    floor = Floor(months=Decimal(3), clause="技术指南（2019）")
    with pytest.raises(BaowenError) as refused:
        check_line(measure, Decimal(value), floor=floor, month_days=30, daily_use=daily_use)
    assert ("技术指南（2019）规定的 3 个月（90 天）" in refused.value.message) == (value != "0")


def test_a_line_at_the_packs_or_where_no_text_gives_one_is_taken() -> None:
    floor = Floor(months=Decimal(3), clause="技术指南（2019）")
    taken = [(Measure.MONTHS, 3, floor, None), (Measure.UNITS, 180, floor, 2.0), (Measure.UNITS, 1, floor, None)]
    for measure, value, least, used in [*taken, (Measure.DAYS, 1, None, None)]:
        assert check_line(measure, Decimal(value), floor=least, month_days=30, daily_use=used) is None  # type: ignore[func-returns-value]
