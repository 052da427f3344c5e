"""What each command prints with --json: the fields that scripts may rely on. docs/reference/cli.md is built from it."""

from __future__ import annotations

from dataclasses import dataclass

from baowen.commands.output import Exit


@dataclass(frozen=True, slots=True)
class JsonField:
    """One field of a JSON document; `path` writes a list as `name[]` and an object's field after a dot."""

    path: str
    kind: str
    zh: str
    en: str


EXIT_MEANINGS: dict[Exit, tuple[str, str]] = {
    Exit.ACCEPTED: ("完成；数据全部接收", "done; everything was accepted"),
    Exit.FAILED: ("检查未通过或运行出错", "a check failed, or the run broke off"),
    Exit.USAGE: ("命令或参数不对，或者依据的文本没有规定", "wrong usage, or a question that no text answers"),
    Exit.PARTLY_REFUSED: ("部分行被退回，合格的已接收", "some rows came back, the good ones are in"),
    Exit.REFUSED: ("整体退回，一行也没有接收", "refused whole, nothing was taken in"),
}

_PROBLEMS = (
    JsonField("problems[]", "object", "每个问题一项", "one for each problem"),
    JsonField("problems[].file", "text", "文件名", "file name"),
    JsonField("problems[].sheet", "text", "工作表，没有时为空", "sheet, empty where there is none"),
    JsonField(
        "problems[].row", "integer", "表格软件显示的行号，0 指整个文件", "row as a spreadsheet shows it, 0: the file"
    ),
    JsonField("problems[].column", "text", "列名", "column heading"),
    JsonField("problems[].value", "text", "原样的单元格内容", "the cell as it was sent"),
    JsonField("problems[].code", "text", "问题代码", "code of the problem"),
    JsonField("problems[].level", "text", "refuse 退回，warn 提示", "refuse or warn"),
    JsonField("problems[].message", "text", "哪里不对", "what is wrong, in Chinese"),
    JsonField("problems[].help", "text", "怎么改", "what to do, in Chinese"),
    JsonField("problems[].message_en", "text", "哪里不对（英文）", "what is wrong"),
    JsonField("problems[].help_en", "text", "怎么改（英文）", "what to do"),
)
_COUNTS = (
    JsonField("accepted", "integer", "接收的行数（含更正）", "rows taken in, corrections among them"),
    JsonField("refused", "integer", "退回的行数", "rows sent back"),
    JsonField("unchanged", "integer", "与库中相同、未作改动的行数", "rows that the lake already has"),
)
_SCORES = (
    ("events", "integer", "事件数", "events"),
    ("found", "integer", "其中找到的", "events found"),
    ("recall", "number", "查全率", "share of events found"),
    ("precision", "number", "查准率", "share of signals that match an event"),
    ("false_per_1000", "number", "每千个品种月的误报数", "false signals per thousand subject-months"),
    ("lead_days_median", "number|null", "提前天数的中位数", "median days of warning before the event is felt"),
)

COMMANDS_JSON: dict[str, tuple[JsonField, ...]] = {
    "policy show": (
        JsonField("region", "text", "行政区划代码", "region code"),
        JsonField("on", "date", "查询日期", "the day asked about"),
        JsonField("digest", "text", "政策版本", "names the policy version"),
        JsonField("packs[]", "text|object", "自国家到本地的政策包", "packs from the nation down"),
        JsonField("entries[].key", "text", "条目", "entry"),
        JsonField("entries[].value", "any", "值", "value"),
        JsonField("entries[].unit", "text", "单位", "unit"),
        JsonField("entries[].clause", "text", "条款", "clause"),
        JsonField("entries[].basis", "text", "sourced、code、inferred、unverified 或 illustrative（示例）", "its mark"),
        JsonField("entries[].pack", "text", "出自哪个政策包", "pack that rules"),
        JsonField("entries[].valid_from", "date|null", "生效日", "in force from"),
        JsonField("entries[].valid_until", "date|null", "失效日（含）", "in force until, inclusive"),
        JsonField("entries[].note", "text", "说明", "note"),
    ),
    "deadline": (
        JsonField("due_on", "date", "到期日（含当日）", "last day, inclusive"),
        JsonField(
            "provisional", "boolean", "涉及尚未公布放假安排的年份", "a year without a published calendar is touched"
        ),
        JsonField("working", "text", "推算过程", "the working, in Chinese"),
        JsonField("working_en", "text", "推算过程（英文）", "the working"),
        JsonField("clause", "text", "条款", "clause"),
        JsonField("region", "text", "行政区划代码", "region code"),
        JsonField("step", "text", "环节", "step"),
        JsonField("level", "text", "层级", "level"),
        JsonField("days", "integer", "天数", "days"),
        JsonField("unit", "text", "working_day 工作日，calendar_day 日历日", "working_day or calendar_day"),
        JsonField("basis", "text", "依据种类", "mark of the value"),
    ),
    "import": (*_COUNTS, *_PROBLEMS),
    "load": (*_COUNTS, *_PROBLEMS),
    "cycle": (
        JsonField("seconds", "object", "各阶段用时", "seconds by stage"),
        JsonField("counts", "object", "各阶段处理的数量", "counts by stage"),
    ),
    "signals": (
        JsonField("[].signal_id", "text", "预警编号", "id, for unfold"),
        JsonField("[].indicator", "text", "指标", "indicator"),
        JsonField("[].severity", "text", "blue 蓝、yellow 黄、orange 橙、red 红", "severity"),
        JsonField("[].region_code", "text", "地区", "place"),
        JsonField("[].subject_type", "text", "product、distributor 或 hospital", "kind of subject"),
        JsonField("[].subject_code", "text", "对象代码", "code of the subject"),
        JsonField("[].ingredient", "text", "原料药", "active ingredient"),
        JsonField("[].period_first", "month", "首个期间", "first period"),
        JsonField("[].period_last", "month", "最近期间", "last period"),
        JsonField("[].value", "number", "指标值", "value"),
        JsonField("[].threshold", "number", "越过的阈值", "threshold crossed"),
        JsonField("[].clause", "text", "条款", "clause"),
        JsonField("[].basis", "text", "阈值的依据种类", "mark of the threshold"),
        JsonField("[].policy_version", "text", "政策版本", "policy version"),
        JsonField("[].lake_version", "text", "数据版本", "lake version"),
        JsonField("[].first_seen", "date", "首次出现", "first seen"),
        JsonField("[].last_seen", "date", "最近出现", "last seen"),
    ),
    "score": tuple(
        JsonField(f"{part}.{name}", kind, zh, en)
        for part in ("overall", "by_kind.<kind>")
        for name, kind, zh, en in _SCORES
    ),
}
