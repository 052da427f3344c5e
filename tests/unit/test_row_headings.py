"""Every column of the rows behind a signal has a Chinese heading: nobody who doubts a signal reads names of columns."""

from __future__ import annotations

from datetime import date

import pytest

from baowen.collect.feeds import FEEDS
from baowen.monitor.indicators.examples import tables
from baowen.monitor.indicators.family import Indicator
from baowen.monitor.indicators.registry import FAMILIES
from baowen.monitor.indicators.rows import Found
from baowen.monitor.row_headings import coded_words, row_headings
from baowen.monitor.unfold import HIDDEN

INDICATORS = [one for family in FAMILIES.values() for one in family.indicators]
TABLES = tables(as_of=date(2026, 10, 31))
# Shown by code under the feed's own heading, or above the table where all rows share it.
KEYS = {column.stored_name for feed in FEEDS.values() for column in feed.columns} | {"region", "org", "batch", "row"}


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda one: one.name)
def test_each_column_behind_an_indicator_has_a_heading(indicator: Indicator) -> None:
    for kind in indicator.subjects:
        found = Found(indicator=indicator.name, month="2026-10", region=1, subject_type=kind, subject=1)
        columns = set(indicator.rows(found, TABLES).columns)
        assert columns
        assert columns - row_headings().keys() - KEYS - set(HIDDEN) == set()


def test_codes_are_told_in_the_words_of_the_feeds() -> None:
    assert coded_words()["org_level"]["second"] == "二级"
    assert coded_words(english=True)["org_level"]["second"] == "second level"
    assert row_headings(english=True)["unit_price"] == "price of one pack"
