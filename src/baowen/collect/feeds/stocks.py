"""Stock and use: hospital, distributor and reserve stock, hospital use."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from baowen.collect.contract import Choice, Column, Feed, Kind, RowCheck
from baowen.collect.feeds.columns import (
    DISTRIBUTOR,
    EXPIRES_ON,
    HOSPITAL,
    LOT,
    MONTH,
    PRODUCT,
    QUANTITY,
    ZERO,
    named,
    not_before,
)

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


def _told() -> pl.Expr:
    return sum((pl.col(name).fill_null(0) for name in ("quantity_received", "lost", "returned")), pl.lit(0))


TRANSFER = Feed(
    name="transfer", zh="调剂明细", en="transfers",
    about_zh="机构之间调剂的药品，一行一个批号：发出、收到、损耗和退回。发出的等于收到、损耗、退回和在途之和。",
    about_en="Goods moved between institutions, one lot a row: what is sent is received, lost, returned or on its way.",
    key=("transfer_line_no",), dated_by="sent_on", place="taker_code", requirements=("COL-1", "RSV-3"),
    columns=(
        Column(name="transfer_line_no", zh="调剂明细编号", en="transfer line number", kind=Kind.CODE, required=True),
        named(HOSPITAL, "giver_code", "调出机构代码", "giver code"),
        named(HOSPITAL, "taker_code", "调入机构代码", "taker code"), PRODUCT, LOT,
        Column(name="sent_on", zh="发出日期", en="sent on", kind=Kind.DATE, required=True),
        named(QUANTITY, "quantity_sent", "发出数量", "sent"),
        Column(name="received_on", zh="收到日期", en="received on", kind=Kind.DATE,
               help_zh="还没有收到的留空"),
        named(QUANTITY, "quantity_received", "收到数量", "received", required=False),
        named(QUANTITY, "lost", "损耗数量", "lost", required=False),
        named(QUANTITY, "returned", "退回数量", "returned", required=False), EXPIRES_ON,
    ),
    checks=(
        not_before("received_on", "sent_on", "收到日期早于发出日期", "received before it was sent"),
        RowCheck(
            code="more_than_sent", columns=("quantity_sent", "quantity_received"),
            broken=lambda: _told() > pl.col("quantity_sent"),
            zh="收到、损耗和退回之和多于发出数量", en="received, lost and returned are more than was sent",
            help_zh="核对各项数量，改正后重新报送", help_en="check the quantities and send the row again",
        ),
    ),
)  # fmt: skip

FEEDS = (STOCK, USAGE, DISTRIBUTOR_STOCK, RESERVE_STOCK, TRANSFER)
