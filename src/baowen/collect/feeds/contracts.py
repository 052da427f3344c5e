"""Contracts of volume-based procurement: what a hospital has agreed to buy of a selected product."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from baowen.collect.contract import Column, Feed, Kind
from baowen.collect.feeds.columns import DISTRIBUTOR, HOSPITAL, PRODUCT, QUANTITY, named, not_before

VBP_CONTRACT = Feed(
    name="vbp_contract", zh="集采约定采购量", en="VBP contracts",
    about_zh="一家医疗机构（或医联体的牵头机构）在一个采购周期内约定采购一个中选产品的数量。",
    about_en="What a hospital, or an alliance by its lead hospital, agreed to buy of a selected product in a cycle.",
    key=("round_code", "hospital_code", "product_code", "starts_on"), dated_by="starts_on", place="hospital_code",
    requirements=("VBP-1", "VBP-4", "VBP-5", "MON-6"),
    columns=(
        Column(name="round_code", zh="批次编号", en="round", kind=Kind.CODE, required=True,
               aliases=("批次", "采购批次", "集采批次")),
        HOSPITAL,
        replace(PRODUCT, zh="中选药品代码", en="selected product", aliases=("目录编号", "中选产品代码")),
        Column(name="starts_on", zh="协议开始日期", en="cycle starts on", kind=Kind.DATE, required=True,
               aliases=("执行开始日期", "采购周期开始")),
        Column(name="ends_on", zh="协议结束日期", en="cycle ends on", kind=Kind.DATE, required=True,
               aliases=("执行结束日期", "采购周期结束")),
        replace(named(QUANTITY, "agreed_quantity", "约定采购量", "agreed volume"),
                aliases=("合同量", "协议采购量"), least=Decimal("0.0001")),
        Column(name="is_alliance", zh="医联体整体报量", en="agreed by an alliance as a whole", kind=Kind.FLAG,
               help_zh="整体报量的填牵头机构，成员（机构名录中“牵头机构代码”为它的机构）的采购一并计入"),
        Column(name="quality_tier", zh="质量层次", en="quality tier", kind=Kind.TEXT),
        named(DISTRIBUTOR, "distributor_code", "配送企业代码", "distributor code"),
    ),
    checks=(not_before("ends_on", "starts_on", "协议结束日期早于开始日期", "ends before it starts"),),
)  # fmt: skip

FEEDS = (VBP_CONTRACT,)
