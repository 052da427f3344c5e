"""The charts of a drug's page: what was paid, bought and delivered by month, and how long the stock lasts. MON-2."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal

from baowen.core.period import Month
from baowen.lake.serving import Serving
from baowen.lake.serving.queries.expected import expected_by_month
from baowen.lake.serving.queries.prices import ListedPrice, prices_by_month
from baowen.lake.serving.queries.products import Product
from baowen.lake.serving.queries.purchases import PurchaseMonth
from baowen.lake.serving.queries.signals import SignalFound
from baowen.lake.serving.queries.stock import Holding, stock_by_month
from baowen.monitor.indicators.registry import INDICATORS
from baowen.web.charts import Mark, Option, bar_chart, line_chart
from baowen.web.viewer import Viewer

BUCKETS = ((0, 7, "0–7"), (7, 30, "8–30"), (30, 60, "31–60"), (60, 90, "61–90"), (90, 10**9, "> 90"))
# Signals that a chart of prices can show: each is about the price of this product.
OF_PRICES = frozenset(
    {
        "price_rise", "price_rise_count", "joint_price_rise", "transaction_price_rise", "regional_spread",
        "same_drug_spread", "above_listed_price", "repeated_price_warning", "price_mark",
    }
)  # fmt: skip


def prices(
    opened: Serving, about: dict[str, int], product: Product, viewer: Viewer, *,
    listed: Sequence[ListedPrice], signals: Sequence[SignalFound],
) -> Option | None:  # fmt: skip
    """What one smallest unit cost by month, paid and listed, with a mark where a signal about prices began."""
    rows = prices_by_month(opened, **about)
    if len(rows) < 2:
        return None
    months = [one.month for one in rows]
    units = product.units or Decimal(1)
    lines = {
        ("最高", "highest"): [_of_unit(one.highest, units) for one in rows],
        ("中位", "median"): [_of_unit(one.median, units) for one in rows],
        ("最低", "lowest"): [_of_unit(one.lowest, units) for one in rows],
        ("挂网价", "listed"): [_of_unit(price, units) for price in listed_at(months, listed)],
    }
    named = {viewer.say(words): values for words, values in lines.items()}
    marks = [
        Mark(month=one.period_first, line=viewer.say(("中位", "median")), words=viewer.say(_words(one)))
        for one in signals
        if one.indicator in OF_PRICES and one.period_first in months
    ]
    return line_chart(months, named, unit=viewer.say(unit_of(product)), marks=marks)


def unit_of(product: Product) -> tuple[str, str]:
    """In what prices of a product are compared: yuan for one smallest unit, for a pack where that is not known."""
    if product.units is None:
        return ("元/盒", "yuan a pack")
    name = product.unit_name or "最小单位"
    return (f"元/{name}", f"yuan a unit ({name})")


def _of_unit(price: Decimal | None, units: Decimal) -> float | None:
    return None if price is None else float(price / units)


def _words(one: SignalFound) -> tuple[str, str]:
    return INDICATORS[one.indicator].zh, INDICATORS[one.indicator].en


def listed_at(months: Sequence[str], listed: Sequence[ListedPrice]) -> list[Decimal | None]:
    """The price that stood in the list at the end of each month: the newest, whichever place above listed it."""
    rows = sorted(listed, key=lambda one: one.valid_from)
    days = [one.valid_from for one in rows]
    reached = [bisect_right(days, Month.parse(month).last) for month in months]
    return [rows[count - 1].price if count else None for count in reached]


def bought(
    opened: Serving, about: dict[str, int], bought: Sequence[PurchaseMonth], viewer: Viewer
) -> Option | None:  # fmt: skip
    """What was ordered beside what was expected before the month began."""
    expected = {one.month: one for one in expected_by_month(opened, **about)}
    months = sorted({one.month for one in bought} | set(expected))
    if len(months) < 2:
        return None
    ordered = {one.month: float(one.measures.ordered_quantity) for one in bought}
    received = {one.month: float(one.measures.received_quantity) for one in bought}
    lines = {
        viewer.say(("订购", "ordered")): [ordered.get(month) for month in months],
        viewer.say(("入库", "received")): [received.get(month) for month in months],
        viewer.say(("预期", "expected")): [expected[month].expected if month in expected else None for month in months],
    }
    low = [expected[month].low if month in expected else None for month in months]
    high = [expected[month].high if month in expected else None for month in months]
    band = (viewer.say(("预期范围", "expected range")), low, high) if expected else None
    return line_chart(months, lines, band=band, unit=viewer.say(("盒", "packs")))


def delivery(bought: Sequence[PurchaseMonth], viewer: Viewer) -> Option | None:
    """Which share of the lines due in a month was delivered at all, and which on time."""
    due = [one for one in bought if one.measures.due_lines]
    if len(due) < 2:
        return None
    lines = {
        ("已送达", "delivered"): [_percent(one.measures.delivered_share) for one in due],
        ("按时送达", "on time"): [_percent(one.measures.on_time_share) for one in due],
    }
    named = {viewer.say(words): values for words, values in lines.items()}
    return line_chart([one.month for one in due], named, unit="%")


def _percent(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 1)


def stock(opened: Serving, about: dict[str, int], viewer: Viewer) -> Option | None:
    rows = stock_by_month(opened, **about)
    if len(rows) < 2:
        return None
    days = {viewer.say(("可用天数", "days of supply")): [one.days for one in rows]}
    return line_chart([one.month for one in rows], days, unit=viewer.say(("天", "days")))


def days(held: Sequence[Holding], viewer: Viewer) -> Option | None:
    """How many hospitals have so many days left; those whose use is not known stand apart."""
    if not held:
        return None
    counts = [sum(one.days is not None and low <= one.days < high for one in held) for low, high, _ in BUCKETS]
    unknown = sum(one.days is None for one in held)
    labels = [label for *_, label in BUCKETS] + [viewer.say(("用量不明", "use unknown"))]
    return bar_chart(labels, {viewer.say(("医院数", "hospitals")): [*counts, unknown]})
