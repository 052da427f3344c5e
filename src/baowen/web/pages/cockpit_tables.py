"""Price moves and likely shortages of the cockpit as tables to be exported. MON-2, MON-4."""

from __future__ import annotations

from collections.abc import Iterable

from baowen.core.period import Month
from baowen.lake.serving.queries.rankings import PriceMove
from baowen.monitor.risk_list import Risk
from baowen.web.exports import Table

MOVES = (
    ("药品", "Drug"), ("月份", "Month"), ("上年同月中位价（元）", "Median a year before (yuan)"),
    ("中位价（元）", "Median (yuan)"), ("采购量（盒）", "Bought (packs)"),
    ("按本地采购量的影响（元）", "Weight (yuan)"),
)  # fmt: skip
RISKS = (
    ("药品", "Drug"), ("短缺概率最高的地区", "Place of the highest probability"),
    ("有风险的地区数", "Places"),
    ("短缺概率（示例权重，非法规）", "Probability (illustrative weights)"), ("天数", "Within days"),
)  # fmt: skip


def move_table(month: Month, moves: Iterable[PriceMove]) -> Table:
    """A line a product, the weightiest first."""
    return Table(
        MOVES,
        [
            [one.product_name or str(one.product), str(month), one.before, one.now, one.quantity, one.weight]
            for one in moves
        ],
    )


def risk_table(found: Iterable[tuple[Risk, int]]) -> Table:
    """A line a drug, the likeliest first."""
    return Table(
        RISKS,
        [
            [one.drug.partition("|")[0], one.region_name, places, one.score, one.horizon_days]
            for one, places in found
        ],
    )  # fmt: skip
