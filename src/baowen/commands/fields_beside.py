"""What the commands on consultations and hand-overs print with --json; part of baowen.commands.fields."""

from __future__ import annotations

Row = tuple[str, str, str, str]

_FILE: tuple[Row, ...] = (
    ("id", "integer", "附件编号", "number of the file"),
    ("case", "text", "案件编号", "number of the case"),
    ("sha256", "text", "内容的 SHA-256", "SHA-256 of its content"),
    ("file_name", "text", "文件名", "its name"),
    ("media_type", "text", "类型，按内容判断", "its type, judged by its content"),
    ("size", "integer", "字节数", "its bytes"),
    ("words", "text", "说明，没有时为空", "what it shows, may be empty"),
    ("by", "text", "添加人", "who added it"),
    ("organisation", "text", "添加单位代码", "for which organisation"),
    ("added_at", "instant", "添加时间", "when"),
    ("withdrawn_at", "instant|null", "撤回时间，有效的为空", "when it was withdrawn, null while it counts"),
    ("withdrawn_by", "text", "撤回人，没有时为空", "who withdrew it, may be empty"),
    ("withdrawn_because", "text", "撤回理由，没有时为空", "why, may be empty"),
)
_CONSULTATION: tuple[Row, ...] = (
    ("number", "text", "会商编号", "number of the consultation"),
    ("case", "text", "案件编号", "number of the case"),
    ("subject_name", "text", "药品名称", "name of the drug"),
    ("region", "text", "召集地区代码", "place that called it"),
    ("organisation", "text", "召集单位代码", "organisation that called it"),
    ("called_by", "text", "召集人", "who called it"),
    ("called_at", "instant", "召集时间", "when it was called"),
    ("held_on", "date", "会商日期", "day on which it is or was held"),
    ("place", "text", "地点，只在线上举行时为空", "place, empty where online alone"),
    ("is_online", "boolean", "是否线上举行", "whether it is held online"),
    ("subject", "text", "议题", "what it is about"),
    ("state", "text", "状态：planned、held、cancelled", "planned, held or cancelled"),
    ("cancelled_because", "text", "取消理由，没有时为空", "why it was cancelled, may be empty"),
    ("invitations[].organisation", "text", "受邀单位代码", "who is invited"),
    ("invitations[].reply", "text", "none 未答复、accepted 参加、declined 不参加", "none, accepted or declined"),
    ("invitations[].words", "text", "答复说明", "the answer in words"),
    ("invitations[].replied_at", "instant|null", "答复时间", "when it was answered"),
    ("minutes[].version", "integer", "纪要版次，从 1 起", "version of the minutes, from 1"),
    ("minutes[].words", "text", "纪要全文", "the minutes"),
    ("minutes[].by", "text", "登记人", "who recorded them"),
    ("minutes[].at", "instant", "登记时间", "when"),
    ("minutes[].reason", "text", "更正理由，第 1 版为空", "why they were corrected, empty for version 1"),
    ("tasks[].id", "integer", "会商任务编号", "number of the task"),
    ("tasks[].owner", "text", "责任单位代码", "who owns it"),
    ("tasks[].words", "text", "任务内容", "the task"),
    ("tasks[].assigned_on", "date", "布置日期", "day on which it was assigned"),
    ("tasks[].due_on", "date", "完成期限（含当日）", "last day, in time"),
    ("tasks[].done_on", "date|null", "办结日期", "day on which it was finished"),
    ("tasks[].outcome_words", "text", "办理结果，没有时为空", "what came of it, may be empty"),
    ("tasks[].late", "boolean", "是否逾期", "whether it is or was late"),
)
_HANDOVER: tuple[Row, ...] = (
    ("number", "text", "移送编号", "number of the hand-over"),
    ("case", "text", "案件编号，没有时为空", "number of the case, may be empty"),
    ("sender", "text", "移送部门代码", "who handed it over"),
    ("sender_region", "text", "移送部门所在地区代码", "place of the sender"),
    ("receiver", "text", "接收部门代码", "to whom"),
    ("receiver_region", "text", "接收部门所在地区代码", "place of the receiver"),
    ("subject", "text", "移送事项", "what it is about"),
    ("words", "text", "移送内容", "the clue in words"),
    ("state", "text", "状态：sent、received、answered、returned", "sent, received, answered or returned"),
    ("sent_at", "instant", "移送时间", "when it was sent"),
    ("received_at", "instant|null", "签收时间", "when it was received"),
    ("answered_at", "instant|null", "答复时间", "when it was answered"),
    ("result", "text|null", "办理结果", "what came of it"),
    ("answer", "text", "办理情况，没有时为空", "the answer in words, may be empty"),
    ("returned_at", "instant|null", "退回时间", "when it was returned"),
    ("returned_because", "text", "退回理由，没有时为空", "why, may be empty"),
    ("evidence[]", "object", "随附的案件附件，字段同 cases file add", "files that went with it, as `cases file add`"),
    (
        "waits_days",
        "integer|null",
        "移送后已等天数，已答复或退回的为空",
        "days since it was sent, null once it is over",
    ),
)


def _list(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    return tuple((f"[].{path}", kind, zh, en) for path, kind, zh, en in rows)


BESIDE_ROWS: dict[str, tuple[Row, ...]] = {
    **{f"consult {name}": _CONSULTATION for name in ("call", "answer", "cancel", "minutes", "task", "done", "show")},
    "consult list": _list(_CONSULTATION),
    **{f"handover {name}": _HANDOVER for name in ("send", "receive", "answer", "return", "show")},
    "handover list": _list(_HANDOVER),
    **{f"cases file {name}": _FILE for name in ("add", "save", "withdraw")},
    "cases file list": _list(_FILE),
}
