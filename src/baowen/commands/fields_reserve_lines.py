"""What the commands on warning lines and what-ifs print with --json; see fields."""

from __future__ import annotations

Row = tuple[str, str, str, str]

_STANDING: tuple[Row, ...] = (
    ("[].org", "number", "机构键", "key of the holder"),
    ("[].item", "text", "药品、剂型、规格", "drug, form and strength"),
    ("[].drug_name", "text|null", "药品", "drug"),
    ("[].drug_class", "text|null", "emergency、easily_short、ordinary", "class"),
    ("[].unit_name", "text|null", "最小单位", "smallest unit"),
    ("[].stock_units", "number|null", "可用库存，未报为空", "usable stock, null where not counted"),
    ("[].counted_on", "date|null", "盘点日期", "counted on"),
    ("[].uncounted", "number", "在用而未报库存的产品数", "products in use that were not counted"),
    ("[].daily_use", "number|null", "日均用量；配送企业为日均配送", "use a day; of distributors what they delivered"),
    ("[].scatter", "number|null", "各月日均用量的标准差", "deviation between months"),
    ("[].months", "number|null", "统计月数", "of how many months"),
    ("[].line_units", "number|null", "警戒线", "line in units"),
    ("[].line_days", "number|null", "警戒线天数", "line in days"),
    ("[].source", "text|null", "pack、institution、alliance、distributor", "who set it"),
    ("[].clause", "text|null", "条款", "clause"),
    ("[].number", "text|null", "警戒线编号", "number of the line"),
    ("[].days", "number|null", "可用天数", "days of supply"),
    ("[].short_units", "number|null", "缺口", "short by"),
    ("[].surplus_units", "number|null", "超出警戒线的数量", "over the line"),
    ("[].state", "text", "out、short、covered、no_line、no_use、uncounted", "how it stands"),
    ("[].code", "text|null", "机构代码", "code of the holder"),
    ("[].name", "text|null", "机构", "its name"),
    ("[].region", "number|null", "地区键", "key of its place"),
)
_SHOW: tuple[Row, ...] = (
    ("line.number", "text", "编号", "number"),
    ("line.title", "text", "标题", "title"),
    ("line.region", "text", "地区代码", "place"),
    ("line.stop", "text", "停产报告，可为空", "stop notice, may be empty"),
    ("line.drug_name", "text", "药品", "drug"),
    ("line.day", "date", "库存日期", "stock as of"),
    ("line.from_on", "date", "断供日期", "supply stops on"),
    ("line.returns_on", "date|null", "预计恢复日期", "expected back on"),
    ("line.organisation", "text", "推演机构", "made by"),
    ("line.made_at", "instant", "推演时间", "made at"),
    ("item", "text", "药品、剂型、规格", "drug, form and strength"),
    ("question.region", "text", "地区代码", "place"),
    ("question.day", "date", "库存日期", "stock as of"),
    ("question.product_code", "text", "停供产品", "the product"),
    ("question.products[]", "text", "全部停供产品", "all products that stop"),
    ("question.from_on", "date", "断供日期", "supply stops on"),
    ("question.share", "number", "损失其供应的比例", "share of its supply lost"),
    ("question.returns_on", "date|null", "预计恢复日期", "expected back on"),
    ("found", "object", "推演结果，见操作指南", "what was found, see the how-to"),
    ("lake_versions", "object", "各数据表版本", "versions of the tables"),
    ("policy_version", "text", "政策版本", "policy"),
)
_NUMBER: tuple[Row, ...] = (("number", "text", "编号", "number"),)
RESERVE_LINES_ROWS: dict[str, tuple[Row, ...]] = {
    "reserve-lines standing": _STANDING,
    "reserve-lines set": (("numbers[]", "text", "编号，每个机构一条", "numbers, one for each holder"),),
    "reserve-lines withdraw": _NUMBER,
    "reserve-lines whatif": _NUMBER,
    "reserve-lines show": _SHOW,
    "reserve-lines again": (
        *_NUMBER,
        ("is_same", "boolean", "结果是否相同", "whether the result is the same"),
        ("same_policy", "boolean", "政策是否相同", "whether the policy is"),
        ("differing[]", "text", "不同的部分", "parts that differ"),
    ),
}
