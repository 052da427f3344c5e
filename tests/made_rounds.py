"""Invented tables of rounds: a workbook that is filled in, and tables as they are published."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import xlsxwriter

Rows = Sequence[Sequence[object]]

PUBLISHED_BIDS = """round,item_no,generic_form,multi_spec,spec,bidder_full,bidder_short,is_originator,is_mnc,is_winner,\
ceiling_price,bid_price_unit,supply_regions
甲批,1,甲药口服常释剂型,否,10mg,丁制药,丁,否,否,是,1,0.5,湖南、湖 北，新疆（含兵团）
甲批,1,甲药口服常释剂型,否,10mg,戊制药,戊,否,否,是,1,0.95,"广东
，广西"
甲批,1,甲药口服常释剂型,否,10mg,己制药,己,是,是,否,1,0.9,
甲批,1,甲药口服常释剂型,否,10mg,庚制药,庚,否,否,否,1,999990,
乙批,1,乙药注射剂,否,5ml:50mg,丁制药,丁,否,否,是,20,7.00000001,湖南
"""
PUBLISHED_VOLUMES = """round,region,generic_form,spec,agreed_volume_10k_units
甲批,湖南,甲药 口服常释剂型,10mg,12.5
甲批,新疆（含兵团）,甲药口服常释剂型,10mg,3
甲批,新疆（含兵团）,甲药口服常释剂型,10mg,0.4
甲批,广东,甲药口服常释剂型,10mg,
甲批,湖南,丙药口服常释剂型,1mg,7
"""

SHEETS: dict[str, Rows] = {
    "批次": (("批次编号", "批次名称", "级别", "执行地区", "续接批次", "文号", "开标日期", "执行开始", "执行结束"),
             ("HN-9", "联盟接续", "省际联盟集采", "湖南", "", "文1号", "2026-10-01", "2026-12-01", "2027-11-30")),
    "品种": (("品种序号", "品种名称", "主规格", "最小单位", "最高有效申报价", "周期月数", "抗菌药物", "重点监控"),
             ("1", "甲药片", "10mg", "片", "1.00", "12", "是", "否"),
             ("2", "乙药片", "5mg", "片", "", "24", "否", "是")),
    "报价": (("品种序号", "企业名称", "企业代码", "规格", "质量层次", "单位报价", "中选", "主供地区", "备供地区"),
             ("1", "丁制药", "M1", "10mg", "原研", "0.5", "是", "湖南", "湖北，广东"),
             ("1", "戊制药", "", "10mg", "一致性评价", "0.6", "是", "湖北、广东", "湖南"),
             ("1", "己制药", "", "10mg", "", "", "否", "", ""),
             ("2", "丁制药", "M1", "5mg", "", "2", "是", "", "")),
    "产品": (("品种序号", "企业名称", "规格", "药品代码", "每包装单位数", "每包装价格"),
             ("1", "丁制药", "10mg", "P1", "30", "15"), ("1", "己制药", "10mg", "P9", "10", "9"),
             ("2", "丁制药", "5mg", "P2", "10", "20")),
    "约定量": (("品种序号", "地区", "规格", "约定采购量"), ("1", "湖南", "10mg", "120000"), ("1", "湖北", "10mg", "")),
    "替代品种": (("品种序号", "药品通用名", "关系", "条款"), ("1", "甲药胶囊", "同种药品", "VB-2.2")),
}  # fmt: skip


def workbook(sheets: Mapping[str, Rows] = SHEETS, **changed: Rows) -> bytes:
    """A workbook with these sheets; `changed` puts others in the place of some."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        for name, rows in (dict(sheets) | changed).items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, [str(cell) for cell in row])
    return content.getvalue()
