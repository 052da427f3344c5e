"""What is said of the tables of a round: what is wrong and how to mend it, by the code of the problem. Pure."""

from __future__ import annotations

from typing import Final

from baowen.core.problems import Level, Problem

# Code: what is wrong, what to do, both in English.
REFUSALS: Final[dict[str, tuple[str, str, str, str]]] = {
    "missing": (
        "“{heading}”没有填写", "请补上",
        "{heading} is missing", "fill it in",
    ),
    "too_long": (
        "内容超过 {most} 个字", "请核对是否串列，并缩短内容",
        "longer than {most} characters", "shorten it",
    ),
    "not_a_number": (
        "“{value}”不是数", "请填写不小于 0 的数，不带单位；没有的留空",
        "{value!r} is no number",
        "write a number of 0 or more without a unit; leave it empty where there is none",
    ),
    "zero_price": (
        "价格为 0，0 元不是价格", "没有报价的请留空",
        "the price is 0, which is no price", "leave it empty",
    ),
    "not_yes_or_no": (
        "“{value}”不是“是”或“否”", "请填写是或否，不知道的留空",
        "{value!r} is neither yes nor no", "write 是 or 否",
    ),
    "not_a_day": (
        "“{value}”不是日期", "请写成 2026-11-30",
        "{value!r} is no day", "write it as 2026-11-30",
    ),
    "unknown_place": (
        "没有名为“{value}”的地区", "请填写省、市名称或 6 位行政区划代码；几个地区用顿号隔开",
        "there is no place {value!r}", "write the province, the city or its code of 6 digits",
    ),
    "place_twice": (
        "“{value}”在同一格中出现两次", "请删去一个",
        "{value!r} stands twice in one cell", "delete one",
    ),
    "both_roles": (
        "“{value}”既是主供又是备供", "请只留一处",
        "{value!r} is supplied as main and as backup", "keep one",
    ),
    "unknown_word": (
        "“{value}”不在可选范围", "请从中选一个：{known}",
        "{value!r} is not known", "choose one of: {known}",
    ),
    "lot_twice": (
        "品种序号 {value} 与第 {first} 行重复", "每个品种一行；同一品种的多个规格写在报价表中",
        "lot {value} stands in row {first}, too", "one row for each lot",
    ),
    "lot_named_otherwise": (
        "品种序号 {value} 在第 {first} 行是“{other}”", "请核对序号或品种名称",
        "lot {value} is {other!r} in row {first}", "check the number and the name",
    ),
    "unknown_lot": (
        "品种表中没有序号 {value}", "请先在品种表中补上，或改正序号",
        "there is no lot {value}", "add it to 品种",
    ),
    "bid_twice": (
        "同一品种、企业、规格的报价与第 {first} 行重复", "请删除重复的一行",
        "the same bid as row {first}", "delete one",
    ),
    "unknown_bid": (
        "报价表中没有“{value}”在品种 {lot} 的报价", "请核对企业名称和规格，与报价表一字不差",
        "no bid of {value!r} in lot {lot}", "write name and specification as in 报价",
    ),
    "product_twice": (
        "药品 {value} 与第 {first} 行重复", "请删除重复的一行",
        "product {value} as in row {first}", "delete one",
    ),
    "units_zero": (
        "每包装单位数应大于 0", "请填写一个包装含多少最小单位",
        "units in a pack are above 0", "write how many",
    ),
    "beside_twice": (
        "“{value}”与第 {first} 行重复", "请删除重复的一行",
        "{value!r} as in row {first}", "delete one",
    ),
    "volume_twice_own": (
        "同一品种、地区、规格的约定量与第 {first} 行重复", "请合并或删除",
        "the same volume as row {first}", "join them",
    ),
    "one_round_row": (
        "批次表应有且只有一行", "请只留一行",
        "the sheet 批次 has one row", "keep one row",
    ),
    "unknown_table": (
        "不能识别这个表格：表头是 {headings}；最接近“{nearest}”，缺少 {lacks}",
        "请使用模板，或补上缺少的列",
        "this table is not known; nearest is {nearest_en!r}, without {lacks}",
        "use the template or add the columns",
    ),
    "kind_twice": (
        "“{value}”出现不止一次", "每种表格只能有一份，请合并",
        "{value!r} comes more than once", "join them",
    ),
    "mixed_kinds": (
        "公布表格和平台工作簿不能混在一起导入", "请分别导入",
        "published tables and the workbook don't mix", "import one",
    ),
    "no_lots": (
        "没有品种", "请导入品种表（或公布的报价表）",
        "there is no lot", "import the sheet 品种 or the published bids",
    ),
    "no_round": (
        "没有批次信息", "请填写批次表，或在导入时写明批次编号、名称、级别和地区",
        "nothing says which round it is", "fill in the sheet 批次, or name code, name, level and place",
    ),
    "several_rounds": (
        "表中有几个批次：{rounds}", "请写明导入哪一个",
        "the table holds several rounds: {rounds}", "name the one to import",
    ),
    "round_not_there": (
        "表中没有批次“{value}”，有：{rounds}", "请改正批次名称",
        "there is no {value!r}; there are {rounds}", "name one",
    ),
    "days_reversed": (
        "执行结束早于执行开始", "请核对",
        "the cycle ends before it starts", "check both",
    ),
}  # fmt: skip
REMARKS: Final[dict[str, tuple[str, str, str, str]]] = {
    "unread_columns": (
        "这些列没有读入：{columns}", "无需处理",
        "columns not read: {columns}", "nothing to do",
    ),
    "place_blanks": (
        "地区“{value}”中夹有空格或换行，按“{name}”读入", "请核对",
        "blanks inside {value!r}: read as {name}", "check it",
    ),
    "place_scope": (
        "“{value}”按“{name}”记录，括号内“{scope}”没有单独记录", "请核对",
        "{value!r} is recorded as {name}; what the brackets say is not kept apart", "check it",
    ),
    "rounded": (
        "{count} 个报价超过四位小数，按四位小数记录", "请核对是否由包装价折算",
        "{count} prices are rounded to 4 places", "check whether they come from prices of packs",
    ),
    "placeholder": (
        "“{value}”是占位数，不是报价，不计入比较", "请核对企业是否未报价",
        "{value} stands for no bid; it is not compared", "check whether the enterprise did not bid",
    ),
    "missing_volume": (
        "没有约定采购量，按缺失记录，不作 0", "请与公布的表格核对",
        "no agreed volume: kept as missing, not as 0", "compare with the published table",
    ),
    "volume_twice": (
        "“{value}”在同一品种、规格下与第 {first} 行重复，两行都保留", "请核对是否为两个地区（如兵团）",
        "{value!r} stands in row {first}, too; both lines are kept", "check whether they are two places",
    ),
    "name_spacing": (
        "品种“{value}”与“{other}”只差空格或全半角，按同一品种读入", "请核对",
        "{value!r} differs from {other!r} by blanks or width alone: taken for the same", "check it",
    ),
    "name_salt": (
        "品种“{value}”与公布的“{other}”名称不同，按去掉盐基、剂型和规格后的名称对应", "请核对",
        "{value!r} is taken for {other!r}: the same without salt, form and strength", "check it",
    ),
    "name_unmatched": (
        "“{value}”在报价表中没有对应的品种，单独记录为没有报价的品种", "请核对名称，或确认该品种流标",
        "no bid is for {value!r}: kept as a lot without bids", "check its name, or whether the lot failed",
    ),
    "ceiling_differs": (
        "同一品种的最高有效申报价不止一个，按规格逐个记录", "无需处理",
        "the ceilings of the lot differ by specification", "nothing to do",
    ),
    "ceiling_pack_unknown": (
        "最高有效申报价 {value} 元按包装公布，在基准中选表中没有同价的包装，降幅不计算", "请补上基准包装",
        "the ceiling {value} is for a pack that no row of the base table has: no price cut is worked out",
        "name the base pack",
    ),
    "failed": (
        "“{value}”流标", "无需处理",
        "{value!r}: the tender failed", "nothing to do",
    ),
    "followed_lot_missing": (
        "所续接的批次有“{value}”，本批次没有", "请核对是否遗漏",
        "the round before has {value!r}, this one has not", "check whether it is left out",
    ),
    "same_pack_price_odd": (
        "每盒价格 {value} 元与最小规格价格不符：按包装折算为 {worked} 元", "请核对",
        "{value} a pack is not what the price of a unit says: worked out {worked}", "check it",
    ),
}  # fmt: skip


def told(
    code: str, *, file: str, sheet: str = "", row: int = 0, column: str = "", value: str = "", **facts: object
) -> Problem:  # fmt: skip
    """The problem or remark of a code, in both languages."""
    is_refusal = code in REFUSALS
    zh, help_zh, en, help_en = (REFUSALS if is_refusal else REMARKS)[code]
    facts = facts | {"value": value}
    return Problem(
        file=file, sheet=sheet, row=row, column=column, value=value, code=code,
        level=Level.REFUSE if is_refusal else Level.WARN, message=zh.format(**facts), help=help_zh.format(**facts),
        message_en=en.format(**facts), help_en=help_en.format(**facts),
    )  # fmt: skip
