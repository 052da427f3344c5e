"""Stock and use: hospital, distributor and reserve stock, hospital use."""

from __future__ import annotations

from decimal import Decimal

from baowen.collect.contract import Choice, Column, Feed, Kind
from baowen.collect.feeds.columns import DISTRIBUTOR, EXPIRES_ON, HOSPITAL, LOT, MONTH, PRODUCT, QUANTITY, ZERO, named

_COUNTED_ON = Column(
    name="counted_on", zh="盘点日期", en="counted on", kind=Kind.DATE, required=True, aliases=("库存日期", "统计日期")
)
_STOCK = named(QUANTITY, "quantity", "库存数量", "stock")

STOCK = Feed(
    name="stock", zh="医疗机构库存", en="hospital stock",
    about_zh="某日的库存，可分批号；过期的不算库存。库存为 0 也要报，0 与没有报是两回事。",
    about_en="Stock on a day, by lot where known; expired lots do not count. Zero is reported; zero is not missing.",
    key=("hospital_code", "product_code", "counted_on", "lot_no"), dated_by="counted_on", place="hospital_code",
    requirements=("COL-1", "HOS-3", "MON-3"),
    columns=(HOSPITAL, PRODUCT, _COUNTED_ON, LOT, _STOCK, EXPIRES_ON),
)  # fmt: skip

USAGE = Feed(
    name="usage", zh="医疗机构用量", en="hospital use",
    about_zh="一个月的用量和缺货天数；计算日均用量时要扣除缺货的日子。",
    about_en="Use in a month and the days without stock, which the daily use is adjusted for.",
    key=("hospital_code", "product_code", "month"), dated_by="month", place="hospital_code",
    requirements=("COL-1", "MON-3"),
    columns=(
        HOSPITAL, PRODUCT, MONTH, named(QUANTITY, "quantity", "用量", "use"),
        Column(name="stockout_days", zh="缺货天数", en="days without stock", kind=Kind.INTEGER, least=ZERO,
               most=Decimal(31)),
    ),
)  # fmt: skip

DISTRIBUTOR_STOCK = Feed(
    name="distributor_stock", zh="配送企业库存", en="distributor stock",
    about_zh="配送企业仓库的库存。", about_en="Stock in distributors' warehouses.",
    key=("distributor_code", "product_code", "counted_on", "lot_no"), dated_by="counted_on",
    place="distributor_code", requirements=("COL-5",),
    columns=(named(DISTRIBUTOR, "distributor_code", "配送企业代码", "distributor code", required=True),
             PRODUCT, _COUNTED_ON, LOT, _STOCK, EXPIRES_ON),
)  # fmt: skip

RESERVE_STOCK = Feed(
    name="reserve_stock", zh="储备库存", en="reserve stock",
    about_zh="省、市、医疗机构储备的计划量和实际库存。", about_en="Planned and actual stock of reserves.",
    key=("holder_code", "product_code", "counted_on", "lot_no"), dated_by="counted_on", place="holder_code",
    requirements=("COL-1", "RSV-1"),
    columns=(
        named(HOSPITAL, "holder_code", "承储机构代码", "holder code"), PRODUCT, _COUNTED_ON, LOT, _STOCK,
        named(QUANTITY, "planned_quantity", "计划储备量", "planned", required=False),
        Column(name="tier", zh="储备层级", en="tier", kind=Kind.CHOICE, choices=(
            Choice("province", "省级", "province"), Choice("city", "市级", "city"),
            Choice("district", "区县级", "district", ("区级", "县级")), Choice("hospital", "医疗机构", "hospital"),
        )),
        EXPIRES_ON,
    ),
)  # fmt: skip

FEEDS = (STOCK, USAGE, DISTRIBUTOR_STOCK, RESERVE_STOCK)
