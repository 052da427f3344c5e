"""Charts of a drug's page without a server: which price was listed when, where a mark stands, what was delivered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from baowen.lake.serving.queries.prices import ListedPrice
from baowen.lake.serving.queries.purchases import Measures, PurchaseMonth
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Actor
from baowen.web.charts import Mark, line_chart
from baowen.web.pages.drug_charts import delivery, listed_at
from baowen.web.viewer import Viewer

VIEWER = Viewer(Actor(name="a", organisation="A", kind=OrganisationKind.DEPARTMENT, region="430000"), english=True)
MONTHS = ["2026-01", "2026-02", "2026-03"]


def listed(day: date, price: str, region: int = 430000) -> ListedPrice:
    return ListedPrice(region, "湖南省", day, Decimal(price), None, None)


def test_the_price_listed_in_a_month_is_the_one_that_stood_on_its_last_day() -> None:
    rows = [listed(date(2026, 3, 31), "3"), listed(date(2026, 2, 1), "2")]
    assert listed_at(MONTHS, rows) == [None, Decimal(2), Decimal(3)]
    assert listed_at(MONTHS, [listed(date(2026, 4, 1), "9")]) == [None, None, None]


def test_marks_of_one_month_share_a_pin_on_the_line_they_concern_and_each_word_stands_once() -> None:
    marks = [Mark("2026-02", "median", "rise"), Mark("2026-02", "median", "mark"), Mark("2026-02", "median", "rise")]
    option = line_chart(MONTHS, {"highest": [2, 3, 3], "median": [1, 2, 2]}, marks=marks)
    highest, median = option["series"]
    assert "markPoint" not in highest
    assert median["markPoint"]["data"] == [{"name": "rise\nmark", "coord": ["2026-02", 2]}]


def test_a_mark_in_a_month_without_a_price_is_left_out() -> None:
    option = line_chart(MONTHS, {"median": [1, None, 2]}, marks=[Mark("2026-02", "median", "rise")])
    assert "markPoint" not in option["series"][0]


def bought(month: str, due: int, delivered: int, on_time: int) -> PurchaseMonth:
    lines = (due, due, delivered, delivered, on_time, 0, 0)
    return PurchaseMonth(month, Measures(*lines, *([Decimal(0)] * 8)))


def test_delivery_shows_months_in_which_something_was_due_and_needs_two_of_them() -> None:
    rows = [bought("2026-01", 4, 3, 1), bought("2026-02", 0, 0, 0), bought("2026-03", 3, 3, 2)]
    option = delivery(rows, VIEWER)
    assert option is not None
    assert option["xAxis"]["data"] == ["2026-01", "2026-03"]
    assert [one["data"] for one in option["series"]] == [[75.0, 100.0], [25.0, 66.7]]
    assert delivery(rows[:2], VIEWER) is None
