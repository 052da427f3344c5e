"""What `policy` and `deadline` print with --json; joined to the others in `fields`."""

from __future__ import annotations

Row = tuple[str, str, str, str]

POLICY_ROWS: dict[str, tuple[Row, ...]] = {
    "policy check": (
        ("packs", "integer", "政策包数", "packs"),
        ("entries", "integer", "条目数", "entries"),
        ("errors[].file", "text", "文件", "file"),
        ("errors[].line", "integer", "行号", "line"),
        ("errors[].message", "text", "哪里不对", "what is wrong, in Chinese"),
        ("errors[].message_en", "text", "哪里不对（英文）", "what is wrong"),
    ),
    "policy show": (
        ("region", "text", "行政区划代码", "region code"),
        ("on", "date", "查询日期", "the day asked about"),
        ("digest", "text", "政策版本", "names the policy version"),
        ("packs[]", "text", "自国家到本地的政策包", "packs from the nation down"),
        ("entries[].key", "text", "条目", "entry"),
        ("entries[].value", "any", "值", "value"),
        ("entries[].unit", "text", "单位", "unit"),
        ("entries[].clause", "text", "条款", "clause"),
        ("entries[].basis", "text", "sourced、code、inferred、unverified 或 illustrative（示例）", "its mark"),
        ("entries[].pack", "text", "出自哪个政策包", "pack that rules"),
        ("entries[].valid_from", "date|null", "生效日", "in force from"),
        ("entries[].valid_until", "date|null", "失效日（含）", "in force until, inclusive"),
        ("entries[].note", "text", "说明", "note, in Chinese"),
        ("entries[].note_en", "text", "说明（英文）", "note"),
        ("entries[].source", "text|null", "文件名称", "document"),
        ("entries[].start", "text|null", "起算事件", "start event of a deadline"),
        ("entries[].at_once", "boolean", "立即办理", "to be done at once"),
    ),
    "deadline": (
        ("due_on", "date", "到期日（含当日）", "last day, inclusive"),
        ("provisional", "boolean", "涉及尚未公布放假安排的年份", "a year without a published calendar is touched"),
        ("working", "text", "推算过程", "the working, in Chinese"),
        ("working_en", "text", "推算过程（英文）", "the working"),
        ("clause", "text", "条款", "clause"),
        ("region", "text", "行政区划代码", "region code"),
        ("region_name", "text", "地区名称", "name of the region"),
        ("step", "text", "环节", "step"),
        ("level", "text", "层级", "level"),
        ("from", "date", "起算日（不计入）", "start, not counted"),
        ("days", "integer", "天数", "days"),
        ("unit", "text", "working_day 工作日，calendar_day 日历日", "working_day or calendar_day"),
        ("rolls", "boolean", "末日逢休息日是否顺延", "whether a last day off rolls to the next working day"),
        ("start", "text|null", "起算事件", "start event"),
        ("basis", "text", "依据种类", "mark of the value"),
        ("pack", "text", "出自哪个政策包", "pack that rules"),
        ("note", "text", "说明", "note, in Chinese"),
        ("note_en", "text", "说明（英文）", "note"),
    ),
}
