"""What the commands about volume reports print with --json; see fields."""

from __future__ import annotations

Row = tuple[str, str, str, str]

_CALL: Row = ("call", "integer", "报量任务编号", "number of the call")
_NUMBER: Row = ("number", "text", "报量编号", "number of the report")
_LOT: tuple[Row, ...] = (
    ("[].lot", "text", "品种序号，整份未报的为空", "lot, empty where nothing was reported"),
    ("[].product_code", "text", "药品代码，不按厂牌报量的为空", "product code, empty where brands are not asked for"),
)

VBP_VOLUME_ROWS: dict[str, tuple[Row, ...]] = {
    "vbp-volumes calls": (
        ("[].key", "integer", "报量任务编号", "number of the call"),
        ("[].round_code", "text", "批次编号", "round"),
        ("[].round_name", "text", "批次名称", "name of the round"),
        ("[].year", "integer", "年度", "year"),
        ("[].region", "text", "组织报量的地区", "place that called"),
        ("[].state", "text", "open 报量中，closed 已结束", "open or closed"),
        ("[].by_product", "boolean", "是否按厂牌报量", "whether brands are asked for"),
        ("[].first_month", "month", "上年基期起", "last year from"),
        ("[].last_month", "month", "上年基期止", "last year to"),
        ("[].due_on", "date", "截止日期", "due on"),
        ("[].due_reason", "text", "另定截止日期的原因", "why an officer chose the day"),
        ("[].reason", "text", "本周期内再次报量的原因", "why once more in the cycle"),
        ("[].opened_at", "instant", "布置时间", "when it was called"),
        ("[].closed_at", "instant|null", "结束时间", "when it was closed"),
    ),
    "vbp-volumes open": (_CALL,),
    "vbp-volumes day": (_CALL, ("due_on", "date", "截止日期", "due on")),
    "vbp-volumes form": (_NUMBER, ("file", "text", "写出的文件", "file that was written")),
    "vbp-volumes file": (
        _NUMBER,
        ("lines", "integer", "读入的行数", "lines that were read"),
        ("state", "text", "提交后的状态，没有采用的为空", "state after it, empty where refused"),
        ("problems[].file", "text", "文件名", "file name"),
        ("problems[].sheet", "text", "工作表", "sheet"),
        ("problems[].row", "integer", "行号", "row"),
        ("problems[].column", "text", "列名", "column heading"),
        ("problems[].value", "text", "原样的单元格内容", "the cell as it was"),
        ("problems[].code", "text", "问题代码", "code of the problem"),
        ("problems[].level", "text", "refuse 退回", "refuse"),
        ("problems[].message", "text", "哪里不对", "what is wrong, in Chinese"),
        ("problems[].help", "text", "怎么改", "what to do, in Chinese"),
        ("problems[].message_en", "text", "哪里不对（英文）", "what is wrong"),
        ("problems[].help_en", "text", "怎么改（英文）", "what to do"),
    ),
    "vbp-volumes reports": (
        ("[].number", "text", "报量编号", "number"),
        ("[].call", "integer", "报量任务编号", "call"),
        ("[].round_code", "text", "批次编号", "round"),
        ("[].year", "integer", "年度", "year"),
        ("[].organisation", "text", "机构代码", "organisation"),
        ("[].name", "text", "机构名称", "its name"),
        ("[].region", "text", "地区代码", "place"),
        ("[].is_alliance", "boolean", "是否医联体整体报量", "whether for an alliance as a whole"),
        ("[].members[]", "text", "成员机构代码", "members that it covers"),
        ("[].state", "text", "状态", "state"),
        ("[].turn", "text", "轮到哪个地区审核，没有时为空", "place whose turn it is"),
        ("[].turn_due_on", "date|null", "审核期限", "review due on"),
        ("[].version", "integer", "第几次提交", "how often it was filed"),
        ("[].filed_at", "instant|null", "提交时间", "when it was filed"),
        ("[].lines", "integer", "行数", "lines"),
        ("[].told", "integer", "填了数量的行数", "lines with a quantity"),
        ("[].less", "integer", "低于去年的行数", "lines below last year"),
        ("[].explained", "integer", "有说明的行数", "lines with an explanation"),
        ("[].refused", "integer", "被退回的行数", "lines sent back"),
    ),
    "vbp-volumes agree": (("agreed", "integer", "审核通过的份数", "how many were agreed to"),),
    "vbp-volumes return": (_NUMBER,),
    "vbp-volumes withdraw": (_NUMBER,),
    "vbp-volumes findings": (
        ("[].kind", "text", "not_reported 不报、hidden 瞒报、under_reported 少报", "kind"),
        ("[].organisation", "text", "机构代码", "organisation"),
        ("[].name", "text", "机构名称", "its name"),
        ("[].region", "text", "地区代码", "place"),
        _LOT[0],
        ("[].drug", "text", "药品", "drug"),
        ("[].unit", "text", "最小制剂单位", "smallest unit"),
        ("[].last", "number|null", "去年实际采购量", "last year's purchases"),
        ("[].floor", "number|null", "报量下限", "floor"),
        ("[].reported", "number|null", "报量", "what was reported"),
        ("[].explained", "text", "none、given、refused：说明情况", "how an explanation stands"),
        ("[].lots", "integer", "涉及的品种数", "lots concerned"),
    ),
    "vbp-volumes close": (
        _CALL, ("left_out", "integer", "未审定、不计入结果的份数", "reports that are left out"),
    ),
    "vbp-volumes result": (
        *_LOT,
        ("[].organisation", "text", "机构代码，医联体整体报量的为牵头医院", "organisation, the lead of an alliance"),
        ("[].is_alliance", "boolean", "是否医联体整体报量", "whether for an alliance as a whole"),
        ("[].units", "number", "数量（最小制剂单位），0 为没有需求", "smallest units, 0 for no need"),
        ("[].region", "text", "地区代码", "place"),
        ("[].year", "integer", "年度", "year"),
    ),
}  # fmt: skip
