"""What `triage`, `verdicts` and `remind` print with --json; joined to the others in `fields`."""

from __future__ import annotations

Row = tuple[str, str, str, str]

OPENED: tuple[Row, ...] = (
    ("opened[]", "text", "新登记案件的编号", "numbers of the cases that were opened"),
    ("joined[]", "text", "并入新预警的在办案件编号", "numbers of open cases that took signals in"),
    ("nobody[]", "text", "没有牵头单位可办理的预警编号", "numbers of signals that no lead unit can take"),
)
TRIAGE_JSON: dict[str, tuple[Row, ...]] = {
    "triage": OPENED,
    "verdicts": (
        ("[].indicator", "text", "指标", "indicator"),
        ("[].true", "integer", "核实属实", "found true"),
        ("[].untrue", "integer", "核实不成立", "found untrue"),
        ("[].dismissed", "integer", "直接排除", "dismissed before a case"),
        ("[].open", "integer", "在办", "not judged yet"),
        ("[].precision", "number|null", "查准率，尚无核实时为空", "share found true, null where nothing was judged"),
    ),
    "remind": (
        ("on", "date", "哪一天", "the day"),
        ("posted", "integer", "新提醒条数", "new reminders"),
        ("nobody", "integer", "无人可提醒的事项数", "steps of which nobody could be told"),
        ("digests", "integer", "当日摘要份数", "digests sent"),
    ),
}
