"""Which tables a round may be entered from: those that are published, and the platform's own workbook. Pure. VBP-1."""

from __future__ import annotations

from typing import Final

from baowen.vbp.rounds.rules.grid import Column, Kind


def _column(name: str, headings: str, zh: str, en: str) -> Column:
    """`headings` with the one of the template first; a star before them marks what is needed."""
    needed, words = headings.startswith("*"), headings.lstrip("*").split("|")
    return Column(name=name, headings=tuple(words), about=(zh, en), is_needed=needed)


BIDS: Final = Kind(
    name="published_bids", title=("公布的报价表", "published bids"),
    columns=(
        _column("round", "批次|round", "批次名称", "round"),
        _column("number", "*品种序号|item_no", "品种序号", "number of the lot"),
        _column("drug", "*品种名称及剂型|品种|generic_form", "品种名称及剂型", "drug with its form"),
        _column("multi_spec", "多规格|multi_spec", "是否多规格", "whether it has several specifications"),
        _column("spec", "规格|spec", "规格", "specification"),
        _column("name", "*申报企业|bidder_full", "申报企业全称", "enterprise"),
        _column("short_name", "企业简称|bidder_short", "企业简称", "short name"),
        _column("is_originator", "原研|is_originator", "是否原研", "whether it is the originator"),
        _column("is_multinational", "跨国企业|is_mnc", "是否跨国企业", "whether it is multinational"),
        _column("is_selected", "*是否中选|中选|is_winner", "是否中选", "whether it is selected"),
        _column("ceiling", "最高有效申报价|ceiling_price", "最高有效申报价", "ceiling"),
        _column("price", "*单位报价|申报价|bid_price_unit", "每最小单位报价", "price of a unit"),
        _column("places", "供应地区|supply_regions", "供应地区", "places supplied"),
    ),
)  # fmt: skip
VOLUMES: Final = Kind(
    name="published_volumes", title=("公布的约定采购量表", "published agreed volumes"),
    columns=(
        _column("round", "批次|round", "批次名称", "round"),
        _column("place", "*地区|region", "地区", "place"),
        _column("drug", "*品种名称及剂型|品种|generic_form", "品种名称及剂型", "drug with its form"),
        _column("spec", "规格|spec", "规格", "specification"),
        _column("volume", "*首年约定采购量|agreed_volume_10k_units", "首年约定采购量（万片、万支、万袋）",
                "agreed volume in ten thousands of units"),
    ),
)  # fmt: skip
WINNERS: Final = Kind(
    name="published_winners", title=("公布的中选结果表", "published winners"),
    columns=(
        _column("number", "*序号", "序号", "number"),
        _column("drug", "*品种名", "品种名", "drug"),
        _column("form", "剂型", "剂型", "form"),
        _column("spec", "规格", "规格，带星号的为主规格", "specification; a star marks the chief one"),
        _column("volume", "采购数量", "采购数量（万片、万袋、万支）", "volume in ten thousands of units"),
        _column("name", "*拟中选企业", "中选企业", "winner"),
        _column("packaging", "中选规格包装", "中选规格包装", "the pack that was selected"),
        _column("pack_price", "*每盒价格", "每盒价格", "price of a pack"),
        _column("unit_price", "最小规格价格", "最小规格价格，流标的写明", "price of a unit, or that it failed"),
    ),
)  # fmt: skip

ROUND: Final = Kind(
    name="round", title=("批次", "round"),
    columns=(
        _column("code", "*批次编号", "如 HN-2026-01，最多 60 字", "such as HN-2026-01"),
        _column("name", "*批次名称", "公告中的名称", "as the notice names it"),
        _column("level", "*级别", "国家集采、省际联盟集采或省级集采", "national, alliance or provincial"),
        _column("region", "*执行地区", "省、市名称或 6 位行政区划代码", "place that runs it"),
        _column("follows", "续接批次", "所续接批次的编号，没有的留空", "code of the round that it continues"),
        _column("document_number", "文号", "中选结果文件的文号", "number of the document"),
        _column("opened_on", "开标日期", "2026-11-30", "day of the opening"),
        _column("starts_on", "执行开始", "2026-11-30", "first day"),
        _column("ends_on", "执行结束", "2026-11-30，含当日", "last day, included"),
    ),
)  # fmt: skip
LOTS: Final = Kind(
    name="lots", title=("品种", "lots"),
    columns=(
        _column("number", "*品种序号", "批次内不重复", "once in a round"),
        _column("drug", "*品种名称", "通用名及剂型", "drug with its form"),
        _column("spec", "主规格", "如 10mg", "chief specification"),
        _column("unit", "最小单位", "片、粒、支、袋", "smallest unit"),
        _column("ceiling", "最高有效申报价", "元", "ceiling in yuan"),
        _column("ceiling_per", "限价单位", "每最小单位（不填即此）或每包装", "what the ceiling is for"),
        _column("ceiling_units", "限价包装单位数", "限价按包装时，一个包装含多少最小单位",
                "units in the pack of the ceiling"),
        _column("months", "周期月数", "与批次起止不同时填写", "months, where they differ from the round's"),
        _column("is_antibiotic", "抗菌药物", "是或否", "whether it is an antibiotic"),
        _column("is_key_monitored", "重点监控", "是或否", "whether it is a key-monitored drug"),
    ),
)  # fmt: skip
OFFERS: Final = Kind(
    name="bids", title=("报价", "bids"),
    columns=(
        _column("number", "*品种序号", "与品种表一致", "as in the sheet of lots"),
        _column("name", "*企业名称", "全称", "enterprise in full"),
        _column("enterprise", "企业代码", "机构登记中的代码", "its code in the register"),
        _column("short_name", "企业简称", "可不填", "optional"),
        _column("spec", "规格", "如 10mg", "specification"),
        _column("quality_tier", "质量层次", "如 原研、通过一致性评价", "quality tier"),
        _column("is_originator", "原研", "是或否", "whether it is the originator"),
        _column("price", "单位报价", "每最小单位，元", "yuan a unit"),
        _column("is_selected", "*中选", "是或否", "whether it is selected"),
        _column("mains", "主供地区", "省、市名称，用顿号隔开；不填为执行地区全部",
                "places supplied as main; empty: all"),
        _column("backups", "备供地区", "同上，没有的留空", "places supplied as backup"),
    ),
)  # fmt: skip
PRODUCTS: Final = Kind(
    name="products", title=("产品", "products"),
    columns=(
        _column("number", "*品种序号", "与品种表一致", "as in the sheet of lots"),
        _column("name", "*企业名称", "与报价表一致", "as in the sheet of bids"),
        _column("spec", "规格", "与报价表一致", "as in the sheet of bids"),
        _column("product_code", "*药品代码", "药品目录中的代码", "code in the catalogue"),
        _column("units", "*每包装单位数", "一个包装含多少最小单位", "smallest units in a pack"),
        _column("price", "*每包装价格", "元", "yuan a pack"),
    ),
)  # fmt: skip
OWN_VOLUMES: Final = Kind(
    name="volumes", title=("约定量", "agreed volumes"),
    columns=(
        _column("number", "*品种序号", "与品种表一致", "as in the sheet of lots"),
        _column("place", "*地区", "省、市名称或代码", "place"),
        _column("spec", "规格", "可不填", "specification"),
        _column("volume", "*约定采购量", "最小单位数；公布时缺的留空", "in smallest units; empty where not published"),
    ),
)  # fmt: skip
BESIDES: Final = Kind(
    name="besides", title=("替代品种", "substitutes"),
    columns=(
        _column("number", "*品种序号", "与品种表一致", "as in the sheet of lots"),
        _column("drug", "*药品通用名", "计入比较的药品", "drug that counts beside it"),
        _column("likeness", "*关系", "同种药品 或 可替代的重点药品", "the same drug, or a key substitute"),
        _column("clause", "条款", "依据的文件条款", "by which clause"),
    ),
)  # fmt: skip

PUBLISHED: Final = (BIDS, VOLUMES, WINNERS)
OWN: Final = (ROUND, LOTS, OFFERS, PRODUCTS, OWN_VOLUMES, BESIDES)
KINDS: Final = (*OWN, *PUBLISHED)
