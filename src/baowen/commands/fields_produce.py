"""What the commands on production print with --json; see fields."""

from __future__ import annotations

Row = tuple[str, str, str, str]

_RECORD: tuple[Row, ...] = (
    ("number", "text", "编号", "number"),
    ("kind", "text", "base、alliance、evaluation、review、transition、import", "register"),
    ("region", "text", "地区代码", "place"),
    ("state", "text", "状态", "state"),
    ("title", "text", "名称", "name"),
    ("enterprise", "text", "企业", "maker"),
    ("partner", "text", "原料药企业或经营企业", "raw-material makers, or the importer"),
    ("institution", "text", "指定医疗机构", "named hospital"),
    ("site", "text", "生产场地", "site"),
    ("drugs", "text", "药品、品种", "drugs"),
    ("product_code", "text", "药品代码", "product code"),
    ("ground", "text", "shortage_list、generics_catalogue、children", "ground of a review"),
    ("department", "text", "批准部门", "department"),
    ("conditions", "text", "条件、医疗目的", "conditions, medical purpose"),
    ("amount", "text", "数量", "how much"),
    ("document", "text", "文件号或来源", "document or source"),
    ("case_number", "text", "案件编号", "case"),
    ("papers[]", "text", "已有材料", "papers there"),
    ("missing[]", "text", "还缺材料", "papers missing"),
    ("from_on", "date", "起始日期", "from"),
    ("until_on", "date|null", "终止日期", "until"),
    ("organisation", "text", "登记机构", "entered for"),
    ("noted_at", "instant", "登记时间", "entered at"),
    ("follows", "text", "接续的记录", "record before"),
    ("followed_by", "text", "之后的记录", "record after"),
    ("change", "text|null", "correction、progress", "as what it follows"),
    ("reason", "text", "理由", "why"),
    ("withdrawn_at", "instant|null", "撤回时间", "withdrawn at"),
    ("withdrawn_why", "text", "撤回理由", "withdrawn because"),
)
_NAMED: tuple[Row, ...] = (
    ("item", "text", "品种键：药品、剂型、规格", "item: drug, form, strength"),
    ("named.drug", "text", "药品", "drug"),
    ("named.form", "text", "剂型", "form"),
    ("named.spec", "text", "规格", "specification"),
    ("named.drug_class", "text", "供应分类", "supply class"),
)
_DEPENDENCE: tuple[Row, ...] = (
    ("dependence.amount", "number", "近期采购金额（元）", "bought lately, yuan"),
    ("dependence.places[]", "number", "地区", "places"),
)
_LINE: tuple[Row, ...] = (
    ("product_code", "text", "药品代码", "product"),
    ("maker", "text", "企业键", "key of the maker"),
    ("name", "text", "企业", "maker"),
    ("needs[].ingredient", "text", "原料药", "ingredient"),
    ("needs[].suppliers[].key", "text", "原料药企业键", "key of a supplier"),
    ("needs[].suppliers[].name", "text", "原料药企业", "supplier"),
    ("needs[].is_assumed", "boolean", "供应关系是否推定", "whether the link is assumed"),
    ("is_assumed", "boolean", "生产线是否推定", "whether the line is assumed"),
    ("works", "boolean", "可供应", "whether it works"),
)
_NUMBER: tuple[Row, ...] = (("number", "text", "编号", "number"),)


def _each(rows: tuple[Row, ...], before: str) -> tuple[Row, ...]:
    return tuple((f"{before}{path}", *rest) for path, *rest in rows)  # type: ignore[misc]


_SINGLE: tuple[Row, ...] = (
    *_NAMED,
    ("maker", "text", "企业键", "key of the maker"),
    ("name", "text", "唯一的企业", "single maker"),
    ("as_raw", "boolean", "是否唯一的原料药企业", "whether it is the one supplier"),
    ("as_drug", "boolean", "是否唯一的制剂企业", "whether it is the one drug maker"),
    *_DEPENDENCE,
    ("share", "number|null", "占采购的比例", "share of purchases"),
    *_each(_LINE, "chain[]."),
    ("is_assumed", "boolean", "是否含推定", "whether some of it is assumed"),
)
_AFFECTED: tuple[Row, ...] = (
    *_NAMED,
    ("is_lost", "boolean", "是否没有来源", "whether no source is left"),
    ("makers[]", "text", "停下的制剂企业", "makers that go"),
    *_DEPENDENCE,
    ("lost_share", "number|null", "停下的占比", "share that goes"),
    ("days_left", "number|null", "可用天数", "days of supply"),
    ("runs_out_on", "date|null", "用完日期", "runs out on"),
)
_CHAIN: tuple[Row, ...] = (
    *_NAMED, *_each(_LINE, "lines[]."),
    ("points[].key", "text", "单点企业键", "key of a single point"),
    ("points[].name", "text", "单点企业", "single point"),
    ("links[]", "text", "唯一的供应关系：原料药企业、制剂企业", "links without which it ends"),
    ("is_supplied", "boolean", "是否有来源", "whether it has a source"),
)  # fmt: skip

PRODUCE_ROWS: dict[str, tuple[Row, ...]] = {
    "production list": _each(_RECORD, "[]."),
    "production import": (
        ("new", "number", "新登记的条数", "entered"), ("known", "number", "已有的条数", "stood there already"),
    ),
    "production withdraw": _NUMBER,
    "production single": _each(_SINGLE, "[]."),
    "production chain": _CHAIN,
    "production stop": _each(_AFFECTED, "[]."),
}  # fmt: skip
