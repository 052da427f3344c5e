"""Columns that several feeds share, so that one thing has one name everywhere."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import polars as pl

from baowen.collect.contract import Choice, Column, Kind, RowCheck
from baowen.core.problems import Level

ZERO = Decimal(0)
MOST_QUANTITY = Decimal("1000000000")
MOST_MONEY = Decimal("10000000000")

PRODUCT = Column(
    name="product_code", zh="药品代码", en="product code", kind=Kind.PRODUCT, required=True,
    aliases=("产品编码", "医保药品代码", "药品编码", "流水号", "ypbm"),
)  # fmt: skip
HOSPITAL = Column(
    name="hospital_code", zh="医疗机构代码", en="hospital code", kind=Kind.ORG, required=True,
    aliases=("医院编码", "机构代码", "医疗机构编码", "yybm"),
)  # fmt: skip
DISTRIBUTOR = Column(
    name="distributor_code", zh="配送企业代码", en="distributor code", kind=Kind.ORG,
    aliases=("配送企业编码", "供应商编码", "psdbm"),
)  # fmt: skip
REGION = Column(
    name="region_code", zh="行政区划代码", en="region code", kind=Kind.REGION, required=True,
    aliases=("地区代码", "区划代码", "统筹区"),
)  # fmt: skip
QUANTITY = Column(
    name="quantity", zh="数量", en="quantity", kind=Kind.QUANTITY, required=True, least=ZERO, most=MOST_QUANTITY,
    unit="最小包装 packs", aliases=("采购数量", "cgsl"),
)  # fmt: skip
UNIT_PRICE = Column(
    name="unit_price", zh="单价", en="price of one pack", kind=Kind.PRICE, required=True, least=ZERO, most=MOST_MONEY,
    unit="元/最小包装 yuan per pack", aliases=("采购价", "成交价", "dj"),
)  # fmt: skip
AMOUNT = Column(
    name="amount", zh="金额", en="amount", kind=Kind.AMOUNT, least=ZERO, most=MOST_MONEY, unit="元 yuan",
    aliases=("采购金额", "总金额"),
)  # fmt: skip
LOT = Column(name="lot_no", zh="生产批号", en="lot number", kind=Kind.CODE, aliases=("批号", "scph"))
EXPIRES_ON = Column(name="expires_on", zh="有效期至", en="expiry date", kind=Kind.DATE, aliases=("有效期", "yxrq"))
MONTH = Column(name="month", zh="月份", en="month", kind=Kind.MONTH, required=True, aliases=("年月", "期间"))

CLASSES = (
    Choice("emergency", "急抢救", "emergency", ("急(抢)救", "急救")),
    Choice("easily_short", "易短缺", "easily short", ("临床必需易短缺",)),
    Choice("ordinary", "普通", "ordinary", ("一般",)),
)


def named(column: Column, name: str, zh: str, en: str, *, required: bool | None = None) -> Column:
    """The same column under another name, for a feed that has two of its kind."""
    need = column.required if required is None else required
    return replace(column, name=name, zh=zh, en=en, required=need, aliases=())


def amount_agrees(quantity: str, price: str, amount: str) -> RowCheck:
    """Amount within one fen a line, or one part in a thousand, of quantity times price; else the sender is warned."""

    def broken() -> pl.Expr:
        expected = pl.col(quantity).cast(pl.Float64) * pl.col(price).cast(pl.Float64)
        allowed = pl.max_horizontal(pl.lit(0.0101), expected.abs() * 0.001)
        return (pl.col(amount).cast(pl.Float64) - expected).abs() > allowed

    return RowCheck(
        code="amount_differs", columns=(quantity, price, amount), broken=broken, level=Level.WARN,
        zh="金额与数量×单价不符", en="amount is not quantity times price",
        help_zh="核对数量、单价和金额，改正后重新报送；未改正前按数量和单价计算",
        help_en="check quantity, price and amount and send again; until then quantity and price count",
    )  # fmt: skip


def not_before(later: str, earlier: str, zh: str, en: str) -> RowCheck:
    """Refuses a row whose later date lies before its earlier one."""
    return RowCheck(
        code="dates_reversed", columns=(earlier, later), broken=lambda: pl.col(later) < pl.col(earlier),
        zh=zh, en=en, help_zh="核对两个日期，改正后重新报送", help_en="check both dates and send the row again",
    )  # fmt: skip
