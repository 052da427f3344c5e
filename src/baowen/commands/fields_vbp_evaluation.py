"""What `baowen vbp-evaluation` prints with --json; part of baowen.commands.fields."""

from __future__ import annotations

Row = tuple[str, str, str, str]

_RUN: tuple[Row, ...] = (
    ("number", "text", "考核编号", "number of the run"),
    ("rows", "integer", "考核结果数", "results"),
    ("failed_plain", "integer", "不计入情形前不合格的", "failed before exemptions"),
    ("failed", "integer", "不合格的", "failed"),
    ("digest", "text", "结果文件的摘要", "digest of its files"),
)
VBP_EVALUATION_ROWS: dict[str, tuple[Row, ...]] = {
    "vbp-evaluation run": _RUN,
    "vbp-evaluation replay": (
        ("number", "text", "考核编号", "number of the run"),
        ("recorded", "text", "记录的摘要", "digest as recorded"),
        ("digest", "text", "重算的摘要", "digest computed again"),
        ("is_untouched", "boolean", "结果文件未被改动", "its files are untouched"),
        ("is_equal", "boolean", "重算一致", "whether both are the same"),
    ),
    "vbp-evaluation show": (
        *((f"[].{path}", kind, zh, en) for path, kind, zh, en in _RUN),
        ("[].round_code", "text", "批次编号", "code of the round"),
        ("[].as_of", "date", "截至日", "the day"),
    ),
    "vbp-evaluation exempt": (
        ("[].number", "integer", "情形编号", "number of the exemption"),
        ("[].round_code", "text", "批次编号", "code of the round"),
        ("[].kind", "text", "情形代码", "its kind"),
        ("[].hospital", "text", "医疗机构代码，空为全部", "hospital, empty for all"),
        ("[].lot", "text", "品种序号，空为全部", "lot, empty for all"),
        ("[].from_on", "date", "开始日期", "first day"),
        ("[].until_on", "date", "结束日期", "last day"),
        ("[].state", "text", "状态代码", "its state"),
        ("[].clause", "text", "条款", "clause"),
    ),
}
