"""Every indicator: what it is called, how it is read, which policy entry judges it, and which rows are behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import ibis.expr.types as ir

from baowen.monitor.indicators import rows
from baowen.monitor.indicators.delivery import DeliveryParameters, delivery_findings
from baowen.monitor.indicators.plausibility import PlausibilityParameters
from baowen.monitor.indicators.price_paid import PaidParameters, price_paid_findings
from baowen.monitor.indicators.price_rise import PriceRiseParameters, price_rise_findings
from baowen.monitor.indicators.price_spread import SpreadParameters, spread_findings
from baowen.monitor.indicators.purchase import PurchaseParameters, purchase_findings
from baowen.monitor.indicators.stock import StockParameters, days_of_supply_findings
from baowen.monitor.indicators.stop import StopParameters, stop_findings
from baowen.monitor.indicators.tables import Scope, Tables

DRUG_CLASSES: Final = ("emergency", "easily_short", "ordinary")


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """`direction`: whether a value below or above its threshold warns. `{basis}` in a key is the threshold's class.

    `policy_key`: the thresholds. `policy_keys`: the other entries that decide what the indicator finds.
    """

    name: str
    zh: str
    en: str
    unit_zh: str
    unit_en: str
    direction: Literal["below", "above"]
    subjects: tuple[str, ...]
    formula_zh: str
    formula_en: str
    policy_key: str
    requirements: tuple[str, ...]
    rows: rows.Rows
    page: str
    policy_keys: tuple[str, ...]

    @property
    def all_keys(self) -> tuple[str, ...]:
        """Every policy entry that the indicator reads, the thresholds first, one for each class that has its own."""
        own = dict.fromkeys(self.policy_key.format(basis=name) for name in DRUG_CLASSES)
        return (*own, *self.policy_keys)


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """The parameters of every family, built from the policy in force."""

    delivery: DeliveryParameters
    purchase: PurchaseParameters
    stock: StockParameters
    price_rise: PriceRiseParameters
    price_paid: PaidParameters
    spread: SpreadParameters
    stop: StopParameters
    plausibility: PlausibilityParameters
    follow_months: int
    quiet_months: int


# Which facts a family cannot do without: before their first month it has nothing to say, without them nothing at all.
SOURCES: dict[str, tuple[str, ...]] = {
    "stock": ("stock",),
    "purchase": ("order_line", "purchase"),
    "delivery": ("order_line",),
    "price_spread": ("order_line",),
    "price_paid": ("order_line",),
    "stop": ("stop_notice",),
    "price_rise": ("listing_price",),
}
# The dearest first: run side by side, the cheap ones fill what is left of the time.
FAMILIES: dict[str, Callable[[Tables, Parameters, Scope], ir.Table]] = {
    "stock": lambda tables, given, scope: days_of_supply_findings(tables, given.stock, scope),
    "purchase": lambda tables, given, scope: purchase_findings(tables, given.purchase, scope),
    "delivery": lambda tables, given, scope: delivery_findings(tables, given.delivery, scope),
    "price_spread": lambda tables, given, scope: spread_findings(tables, given.spread, scope),
    "price_paid": lambda tables, given, scope: price_paid_findings(tables, given.price_paid, scope),
    "stop": lambda tables, given, scope: stop_findings(tables, given.stop, scope),
    "price_rise": lambda tables, given, scope: price_rise_findings(tables, given.price_rise, scope),
}


def _under(family: str, *names: str) -> tuple[str, ...]:
    return tuple(f"monitor.{family}.{name}" for name in names)


_RATE = (
    "monitor.delivery_rate.definition",
    *_under("delivery", "least_evidence", "least_failure", "product_levels", "distributor_levels", "follow_months"),
)
# What is due, where an order line does not say so itself.
_DUE = tuple(
    f"delivery.{name}.{kind}" for kind in ("general", "emergency", "remote") for name in ("hours", "holidays_count")
)
_PURCHASE = _under(
    "purchase", "window_months", "least_months", "least_monthly_quantity", "least_lines", "least_regularity",
    "least_deviation", "least_noise", "season_least_months", "partial_month_least", "levels",
)  # fmt: skip

_ALL = (
    Indicator(
        name="delivery_rate", zh="配送率", en="delivery rate", unit_zh="比例", unit_en="share", direction="below",
        subjects=("product", "distributor"),
        formula_zh="已送达（或已入库）的数量（或金额）÷ 已到期订单的数量（或金额）；每行送达量最多计至订购量",
        formula_en="what arrived of the lines due ÷ what was due; of a line at most the ordered quantity counts",
        policy_key="monitor.delivery_rate.threshold", requirements=("MON-3", "HN-10", "NJ-17", "HD-10"),
        rows=rows.order_lines_with_arrivals, page="delivery_rate",
        policy_keys=(*_RATE, "monitor.delivery_rate.least_lines", *_DUE),
    ),
    Indicator(
        name="on_time_rate", zh="及时配送率", en="on-time rate", unit_zh="比例", unit_en="share", direction="below",
        subjects=("product", "distributor"),
        formula_zh="到期日（含当日）前全部送达的订单行数 ÷ 已到期的订单行数",
        formula_en="lines delivered whole by their due day (inclusive) ÷ lines due",
        policy_key="monitor.on_time_rate.threshold", requirements=("MON-3",),
        rows=rows.order_lines_with_arrivals, page="on_time_rate",
        policy_keys=(*_RATE, "monitor.on_time_rate.least_lines", *_DUE),
    ),
    Indicator(
        name="purchase_drop", zh="采购量下降", en="purchase drop", unit_zh="占预期的比例", unit_en="share of expected",
        direction="below", subjects=("product",),
        formula_zh="当月采购量 ÷ 预期；预期＝前若干月每订单行采购量的中位数 × 当地当月订单行数，去年同月偏低的从低",
        formula_en="packs bought ÷ packs expected; expected = median packs per order line of the months before × the "
                   "place's order lines this month, lower where the season a year ago was lower",
        policy_key="monitor.purchase_drop.threshold", requirements=("MON-3", "HN-10", "NJ-17"),
        rows=rows.order_lines, page="purchase_drop",
        policy_keys=_PURCHASE,
    ),
    Indicator(
        name="purchase_surge", zh="采购量激增", en="purchase surge", unit_zh="预期的倍数",
        unit_en="multiple of expected", direction="above", subjects=("product",),
        formula_zh="当月采购量 ÷ 预期采购量；预期算法同采购量下降，去年同月偏高的从高",
        formula_en="packs bought ÷ packs expected, as for the drop, higher where the season a year ago was higher",
        policy_key="monitor.purchase_surge.threshold", requirements=("MON-3",),
        rows=rows.order_lines, page="purchase_surge",
        policy_keys=_PURCHASE,
    ),
    Indicator(
        name="days_of_supply", zh="库存可用天数", en="days of supply", unit_zh="天", unit_en="days", direction="below",
        subjects=("product",),
        formula_zh="未过期库存 ÷ 日均用量；日均用量＝前若干月用量 ÷（天数－缺货天数）",
        formula_en="unexpired stock ÷ daily use; daily use = use of the months before ÷ (days − days without stock)",
        policy_key="monitor.days_of_supply.threshold.{basis}", requirements=("MON-3", "HOS-3"),
        rows=rows.counts, page="days_of_supply",
        policy_keys=_under(
            "days_of_supply", "usage_months", "stale_days", "least_hospitals", "usual_months", "usual_least_months",
            "least_fall", "least_low_share", "levels",
        ),
    ),
    Indicator(
        name="price_rise", zh="挂网价涨幅", en="rise of the listed price", unit_zh="比例", unit_en="share",
        direction="above", subjects=("product",),
        formula_zh="现挂网价 ÷ 窗口期起点的挂网价 － 1",
        formula_en="listed price ÷ listed price one window earlier − 1",
        policy_key="monitor.price_rise.threshold", requirements=("MON-4", "HD-14", "HN-14"),
        rows=rows.listed_prices, page="price_rise",
        policy_keys=_under("price_rise", "window_months", "least_rise"),
    ),
    Indicator(
        name="price_rise_count", zh="挂网价上涨次数", en="number of rises", unit_zh="次", unit_en="rises",
        direction="above", subjects=("product",),
        formula_zh="窗口期内达到最小涨幅的上涨次数（窗口期末价格高于期初）",
        formula_en="rises of at least the least rise within the window, where the price ends higher than it began",
        policy_key="monitor.price_rise.count_threshold", requirements=("MON-4", "HN-15"),
        rows=rows.listed_prices, page="price_rise",
        policy_keys=_under("price_rise", "window_months", "least_rise"),
    ),
    Indicator(
        name="transaction_price_rise", zh="成交价涨幅", en="rise of the price paid", unit_zh="比例", unit_en="share",
        direction="above", subjects=("product",),
        formula_zh="最近几个有成交月份的成交价中位数（按数量加权）的最低者 ÷ 此前各月中位数的中位数 － 1；"
                   "随挂网价上涨的不计",
        formula_en="the lowest of the last months' median prices paid (by packs) ÷ median of the medians of the months "
                   "before − 1, where the listed price does not explain it",
        policy_key="monitor.transaction_price_rise.threshold", requirements=("MON-4",),
        rows=rows.order_lines, page="transaction_price_rise",
        policy_keys=_under(
            "transaction_price_rise", "window_months", "least_months", "least_lines", "least_rise", "levels",
        ),
    ),
    Indicator(
        name="joint_price_rise", zh="同原料药联动涨价", en="joint rise of an ingredient's makers", unit_zh="企业占比",
        unit_en="share of makers", direction="above", subjects=("product",),
        formula_zh="数月内涨价的企业数 ÷ 该原料药全部挂网企业数",
        formula_en="makers that rose within a few months ÷ makers listed",
        policy_key="monitor.joint_price_rise.threshold", requirements=("MON-7", "HN-16", "HD-16"),
        rows=rows.listed_prices_of_ingredient, page="joint_price_rise",
        policy_keys=(
            *_under("joint_price_rise", "least_makers", "least_rise", "months"), "monitor.price_rise.window_months",
        ),
    ),
    Indicator(
        name="regional_spread", zh="地区价差", en="spread between cities", unit_zh="倍", unit_en="multiple",
        direction="above", subjects=("product",),
        formula_zh="本市成交价中位数 ÷ 其他各市成交价中位数的中位数",
        formula_en="the city's median price paid ÷ the median of the other cities' medians",
        policy_key="monitor.regional_spread.threshold", requirements=("MON-4", "PRC-4"),
        rows=rows.order_lines_of_product, page="regional_spread",
        policy_keys=_under("regional_spread", "least_places", "least_lines"),
    ),
    Indicator(
        name="same_drug_spread", zh="同药价差", en="spread within a drug", unit_zh="倍", unit_en="multiple",
        direction="above", subjects=("product",),
        formula_zh="本品最小制剂单位成交价中位数 ÷ 同名同规格同剂型药品中的最低者",
        formula_en="median price of the smallest unit ÷ the lowest among products of one name, strength and form",
        policy_key="monitor.same_drug_spread.threshold", requirements=("MON-4",),
        rows=rows.order_lines_of_drug, page="same_drug_spread",
        policy_keys=_under("same_drug_spread", "least_lines"),
    ),
    Indicator(
        name="stop_notice_impact", zh="停产影响", en="impact of a stop notice", unit_zh="份额", unit_en="share",
        direction="above", subjects=("product",),
        formula_zh="停产品种在报告前若干月同药采购量（最小制剂单位）中的份额",
        formula_en="the product's share of its drug's purchases (smallest units) in the months before the notice",
        policy_key="monitor.stop_notice_impact.threshold", requirements=("COL-4", "MON-3", "HN-3", "NJ-8"),
        rows=rows.notices, page="stop_notice_impact",
        policy_keys=_under("stop_notice_impact", "look_back_months", "levels"),
    ),
)  # fmt: skip

INDICATORS: dict[str, Indicator] = {indicator.name: indicator for indicator in _ALL}
