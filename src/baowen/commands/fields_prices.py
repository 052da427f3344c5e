"""What the commands on price matters print with --json; see fields."""

from __future__ import annotations

Row = tuple[str, str, str, str]

_LINE: tuple[Row, ...] = (
    ("number", "text", "事项编号", "number of the matter"),
    ("region", "text", "办理地区代码", "place that handles it"),
    ("drug", "text", "药品", "drug"),
    ("enterprise", "text", "企业代码", "code of the enterprise"),
    ("stage", "text", "examining、correcting、suspended、referred、closed", "stage"),
    ("opened_on", "date", "立项日期", "opened on"),
    ("next_due", "date|null", "最近期限，没有到期日的为空", "what is due next, null for nothing by a date"),
    ("moves", "integer", "已办步数", "moves so far"),
)
_EVENT: tuple[Row, ...] = (
    ("events[].number", "integer", "第几步", "number of the move"),
    ("events[].move", "text", "办理代码", "code of the move"),
    ("events[].stage", "text", "其后的阶段", "stage after it"),
    ("events[].on", "date", "日期", "day"),
    ("events[].words", "text", "内容", "what it says"),
    ("events[].reason", "text", "理由", "why"),
    ("events[].skips", "text", "跳过的措施", "rungs that it skipped"),
    ("events[].clause", "text", "条款", "clause"),
    ("events[].organisation", "text", "单位代码", "for which organisation"),
    ("events[].by", "text", "办理人", "by whom"),
)
_STEP: tuple[Row, ...] = (
    ("owed[].id", "integer", "待办编号", "number of what is owed"),
    ("owed[].step", "text", "待办代码", "what is owed"),
    ("owed[].side", "text", "officer、enterprise、regulator", "who owes it"),
    ("owed[].started_on", "date", "起算日", "counts from"),
    ("owed[].due_on", "date|null", "期限，未设定的为空", "due on, null where nobody set it"),
    ("owed[].is_provisional", "boolean", "是否涉及尚未公布放假安排的年份", "touches a year without a calendar"),
    ("owed[].clause", "text", "条款，没有时为空", "clause, may be empty"),
    ("owed[].basis", "text", "依据种类，没有时为空", "its mark, may be empty"),
    ("owed[].working_zh", "text", "如何推算", "how the date was reached, in Chinese"),
    ("owed[].working_en", "text", "如何推算（英文）", "how the date was reached"),
    ("owed[].done_on", "date|null", "完成日期", "done on"),
    ("owed[].called_off", "boolean", "是否已取消", "whether it was called off"),
)
_LETTER: tuple[Row, ...] = (
    ("letters[].id", "integer", "公文的编号", "number of the letter"),
    ("letters[].matter", "text", "事项编号", "number of the matter"),
    ("letters[].event", "integer", "第几步发出", "move that it went out with"),
    ("letters[].kind", "text", "公文种类", "kind of letter"),
    ("letters[].reference", "text", "发文字号", "number of the document"),
    ("letters[].addressee", "text", "主送", "addressee"),
    ("letters[].sha256", "text", "原件的 SHA-256", "SHA-256 of the document"),
    ("letters[].size", "integer", "字节数", "its bytes"),
    ("letters[].issued_at", "instant", "发出时间", "when"),
    ("letters[].text", "text", "办理人填写的内容", "what the officer wrote"),
)

PRICE_ROWS: dict[str, tuple[Row, ...]] = {
    "prices open": (
        ("number", "text", "事项编号", "number of the matter"),
        ("is_new", "boolean", "是否新立", "whether it is new"),
    ),
    "prices move": (
        ("number", "text", "事项编号", "number of the matter"),
        ("move", "text", "办理代码", "code of the move"),
        ("made", "text", "生成的公文、公开内容、移送或记录的编号，没有时为空", "number of what it made, may be empty"),
    ),
    "prices list": tuple((f"[].{path}", *rest) for path, *rest in _LINE),  # type: ignore[misc]
    "prices show": (*_LINE, *_EVENT, *_STEP, *_LETTER),
    "prices letter": (
        ("id", "integer", "公文的编号", "number of the letter"),
        ("reference", "text", "发文字号", "number of the document"),
        ("sha256", "text", "SHA-256", "SHA-256"),
        ("file", "text", "写到的文件", "file that was written"),
    ),
    "prices templates": (
        ("folder", "text", "模板文件夹", "folder of the templates"),
        ("written[]", "text", "写出的文件", "files that were written"),
    ),
}
