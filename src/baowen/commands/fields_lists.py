"""What `baowen lists` prints with --json; part of baowen.commands.fields."""

from __future__ import annotations

Row = tuple[str, str, str, str]

PROBLEM: tuple[Row, ...] = (
    ("file", "text", "文件名", "file name"),
    ("sheet", "text", "工作表，没有时为空", "sheet, may be empty"),
    ("row", "integer", "表格软件显示的行号，0 指整个文件", "row as a spreadsheet shows it, 0: the file"),
    ("column", "text", "列名", "column heading"),
    ("value", "text", "单元格内容", "the cell"),
    ("code", "text", "问题代码", "code of the problem"),
    ("level", "text", "refuse 不能导入，warn 提示", "refuse or warn"),
    ("message", "text", "哪里不对", "what is wrong, in Chinese"),
    ("help", "text", "怎么改", "what to do, in Chinese"),
    ("message_en", "text", "哪里不对（英文）", "what is wrong"),
    ("help_en", "text", "怎么改（英文）", "what to do"),
)
_EDITION: tuple[Row, ...] = (
    ("number", "integer", "清单编号", "number of the edition"),
    ("issuer", "text", "发布地区代码", "place that issued it"),
    ("kind", "text", "shortage 短缺、monitoring 重点监测、essential 基药", "kind of list"),
    ("edition", "text", "期次", "name of the edition"),
    ("effective_on", "date", "生效日期", "first day"),
    ("title", "text", "标题，没有时为空", "title, may be empty"),
    ("document_number", "text", "文号，没有时为空", "number of the document, may be empty"),
    ("state", "text", "draft 草稿、published 已发布、withdrawn 已撤回", "draft, published or withdrawn"),
    ("items", "integer", "条数", "number of items"),
    ("published_at", "instant|null", "发布时间", "when it was published"),
    ("withdrawn_why", "text", "撤回原因，没有时为空", "why it was withdrawn, may be empty"),
    ("file", "text", "原文件名，没有时为空", "file that it came from, may be empty"),
    ("raw_sha256", "text", "原件的散列值，没有时为空", "hash of that file, may be empty"),
    ("in_lake", "boolean", "监测指标是否已可使用", "whether the indicators know its newest state"),
)
_ITEM: tuple[Row, ...] = (
    ("number", "integer", "序号", "position in the list"),
    ("name", "text", "通用名", "generic name"),
    ("dosage_form", "text", "剂型，空为不限", "dosage form, empty for any"),
    ("note", "text", "备注", "note"),
)
_ENTRY: tuple[Row, ...] = (
    ("issuer_region", "text", "发布地区代码", "place that issued the list"),
    ("kind", "text", "清单种类", "kind of list"),
    ("edition", "text", "期次", "edition"),
    ("effective_on", "date", "生效日期", "first day"),
    ("generic_name", "text", "查询所用的通用名", "the name as it was compared"),
    ("dosage_form", "text", "查询所用的剂型", "the form as it was compared"),
    ("listed_name", "text", "清单上的通用名", "the name as the list has it"),
    ("listed_form", "text", "清单上的剂型，空为不限", "the form as the list has it, empty for any"),
    ("document_number", "text", "文号，没有时为空", "number of the document, may be empty"),
    ("number", "integer", "清单编号", "number of the edition"),
)
_CANDIDATE: tuple[Row, ...] = (
    ("number", "integer", "建议编号", "number of the candidate"),
    ("issuer", "text", "哪个地区的清单", "whose list"),
    ("kind", "text", "清单种类", "kind of list"),
    ("direction", "text", "in 调入、out 调出", "to enter or to leave"),
    ("name", "text", "通用名", "generic name"),
    ("dosage_form", "text", "剂型，空为不限", "dosage form, empty for any"),
    ("reason", "text", "理由代码", "code of the reason"),
    ("clause", "text", "理由的条款，没有时为空", "clause of the reason, may be empty"),
    ("evidence[]", "text", "预警、案件、直报编号", "numbers of signals, cases, reports"),
    ("words", "text", "说明", "in words"),
    ("state", "text", "open、accepted、rejected、withdrawn", "state"),
    ("organisation", "text", "提出单位代码", "organisation that proposed it"),
    ("proposed_at", "instant", "提出时间", "when"),
    ("decided_at", "instant|null", "决定时间", "when it was decided"),
    ("decided_why", "text", "决定的理由，没有时为空", "why, may be empty"),
    ("taken_into", "integer|null", "编入的清单编号", "number of the edition that took it"),
    ("opinions[].expert", "text", "专家姓名，无权查看的为空", "the expert, empty for who may not see it"),
    ("opinions[].verdict", "text", "agree、disagree、undecided", "verdict"),
    ("opinions[].words", "text", "意见", "the opinion"),
    ("opinions[].recorded_at", "instant", "记录时间", "when it was recorded"),
)


def _under(prefix: str, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    return tuple((f"{prefix}{path}", kind, zh, en) for path, kind, zh, en in rows)


LIST_ROWS: dict[str, tuple[Row, ...]] = {
    "lists import": (
        ("number", "integer|null", "草稿编号，没有导入的为空", "number of the draft, null where refused"),
        ("items", "integer", "条数", "number of items"),
        *_under("problems[].", PROBLEM),
        *_under("remarks[].", PROBLEM),
    ),
    **{f"lists {name}": _EDITION for name in ("publish", "withdraw")},
    "lists editions": _under("[].", _EDITION),
    "lists next": (
        ("number", "integer", "草稿编号", "number of the draft"),
        ("items", "integer", "条数", "number of items"),
        ("added", "integer", "调入条数", "items taken in"),
        ("removed", "integer", "调出条数", "items let go"),
        ("kept", "integer", "沿用条数", "items kept"),
    ),
    "lists push": (
        ("accepted", "integer", "入湖行数", "rows that the lake took"),
        ("unchanged", "integer", "未变行数", "rows that it had"),
        ("refused[].list", "text", "未能入湖的清单", "list that the lake refused"),
        ("refused[].reason", "text", "原因", "why"),
        ("waiting", "integer", "待交期数", "editions left to hand over"),
    ),
    "lists show": (*_under("editions[].", _EDITION), *_under("items[].", _ITEM)),
    "lists status": (
        ("drug", "text", "药品", "the drug"),
        ("dosage_form", "text", "剂型，空为不限", "dosage form, empty for any"),
        ("place", "text", "地区代码", "the place"),
        ("on", "date", "哪一天", "the day"),
        *_under("listed[].", _ENTRY),
        *_under("other_salts[].", _ENTRY),
        *_under("editions[].", _EDITION),
        ("opens[].route", "text", "途径代码", "code of the route"),
        ("opens[].zh", "text", "途径", "the route, in Chinese"),
        ("opens[].en", "text", "途径（英文）", "the route"),
        ("opens[].condition_zh", "text", "条件，没有时为空", "condition, in Chinese, may be empty"),
        ("opens[].condition_en", "text", "条件（英文）", "condition, may be empty"),
        ("opens[].clause", "text", "条款", "clause"),
        ("opens[].basis", "text", "依据种类", "mark of the clause"),
        ("opens[].basis_zh", "text", "依据种类（中文）", "the mark in Chinese"),
        ("opens[].note", "text", "说明", "note, in Chinese"),
        ("opens[].note_en", "text", "说明（英文）", "note"),
        ("opens[].by", "text", "对应的采购途径，没有时为空", "route to buy that it is, may be empty"),
        ("opens[].when[]", "text", "条件代码，均须符合", "codes of conditions that all must hold"),
        ("opens[].pack", "text", "出自哪个政策包", "pack that rules"),
        ("opens[].editions[]", "text", "由哪些清单开放", "lists that open it"),
        ("policy", "text", "政策版本", "policy version"),
    ),
    **{f"lists candidates {name}": _CANDIDATE for name in ("add", "decide", "withdraw")},
    "lists opinion": _CANDIDATE,
    "lists candidates list": _under("[].", _CANDIDATE),
    "lists candidates suggest": (
        ("numbers[]", "integer", "登记的建议编号", "numbers of the candidates entered"),
        ("left[].drug", "text", "未登记的药品", "drug left out"),
        ("left[].reason", "text", "原因", "why"),
    ),
}
