"""What each command prints with --json: the fields that scripts may rely on.

docs/reference/cli.md is built from it, and a test compares it with what the commands print.
"""

from __future__ import annotations

from dataclasses import dataclass

from baowen.commands.fields_audit import AUDIT_ROWS
from baowen.commands.fields_beside import BESIDE_ROWS
from baowen.commands.fields_buying import BUYING_ROWS
from baowen.commands.fields_cases import CASES_JSON
from baowen.commands.fields_exchange import EXCHANGE_ROWS
from baowen.commands.fields_intake import INTAKE_ROWS
from baowen.commands.fields_listings import LISTING_ROWS
from baowen.commands.fields_lists import LIST_ROWS
from baowen.commands.fields_maps import MAP_ROWS
from baowen.commands.fields_messages import MESSAGE_ROWS
from baowen.commands.fields_orders import ORDER_ROWS
from baowen.commands.fields_policy import POLICY_ROWS
from baowen.commands.fields_prices import PRICE_ROWS
from baowen.commands.fields_public import PUBLIC_JSON
from baowen.commands.fields_register import REGISTER_JSON
from baowen.commands.fields_reports import REPORT_ROWS
from baowen.commands.fields_settle import SETTLE_JSON
from baowen.commands.fields_signals import SIGNAL_ROWS
from baowen.commands.fields_triage import TRIAGE_JSON
from baowen.commands.fields_vbp_contracts import VBP_CONTRACTS_JSON
from baowen.commands.fields_vbp_rounds import VBP_ROUND_ROWS
from baowen.commands.fields_vbp import VBP_ROWS
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

Row = tuple[str, str, str, str]


def _fields(*rows: Row) -> tuple[JsonField, ...]:
    return tuple(JsonField(*row) for row in rows)


_COUNTS: tuple[Row, ...] = (
    ("accepted", "integer", "接收的行数（含更正）", "rows taken in, corrections among them"),
    ("refused", "integer", "退回的行数", "rows sent back"),
    ("unchanged", "integer", "与库中相同、未作改动的行数", "rows that the lake already has"),
    ("corrected", "integer", "其中更正的行数", "corrections among the accepted"),
)
_IMPORT = _fields(
    *_COUNTS,
    ("skipped", "integer", "按映射不取的行数", "rows that the mapping leaves out"),
    ("problems_total", "integer", "问题总数；problems 最多列十万项", "all problems; problems[] lists 100,000 at most"),
    ("problems[].file", "text", "文件名", "file name"),
    ("problems[].sheet", "text", "工作表，没有时为空", "sheet, empty where there is none"),
    ("problems[].row", "integer", "表格软件显示的行号，0 指整个文件", "row as a spreadsheet shows it, 0: the file"),
    ("problems[].column", "text", "列名", "column heading"),
    ("problems[].value", "text", "原样的单元格内容", "the cell as it was sent"),
    ("problems[].code", "text", "问题代码", "code of the problem"),
    ("problems[].level", "text", "refuse 退回，warn 提示", "refuse or warn"),
    ("problems[].message", "text", "哪里不对", "what is wrong, in Chinese"),
    ("problems[].help", "text", "怎么改", "what to do, in Chinese"),
    ("problems[].message_en", "text", "哪里不对（英文）", "what is wrong"),
    ("problems[].help_en", "text", "怎么改（英文）", "what to do"),
    ("files[].file", "text", "文件名", "file name"),
    ("files[].feed", "text", "数据接口", "feed"),
    ("files[].mapping", "text", "所用映射", "mapping that was used"),
    ("files[].import_id", "integer|null", "收数编号", "number of the import"),
    ("files[].rows", "integer", "文件的行数", "rows of the file"),
    *((f"files[].{name}", kind, zh, en) for name, kind, zh, en in _COUNTS),
    ("files[].warnings", "integer", "提示数", "warnings"),
    ("files[].stopped", "boolean", "整份退回", "refused whole"),
    ("files[].months", "list of months", "改动的月份", "months that changed"),
    ("files[].lake_version", "integer|null", "数据版本", "version of the table"),
    ("files[].refused_file", "text|null", "退回工作簿的路径", "path of the workbook of refused rows"),
)
_SIGNAL: tuple[Row, ...] = (
    ("signal_id", "text", "预警编号", "number, for unfold"),
    ("indicator", "text", "指标", "indicator"),
    ("severity", "text", "blue 蓝、yellow 黄、orange 橙、red 红", "severity of the newest sighting"),
    ("worst_severity", "text", "最高严重程度", "worst severity so far"),
    ("state", "text", "in_force 持续、ended 已消失、merged 已并入上级预警", "in_force, ended or merged"),
    ("region_code", "text", "地区", "place"),
    ("region_name", "text", "地区名称", "name of the place"),
    ("subject_type", "text", "product、distributor 或 hospital", "kind of subject"),
    ("subject_code", "text", "对象代码", "code of the subject"),
    ("subject_name", "text", "对象名称", "name of the subject"),
    ("period_first", "month", "首个期间", "first period"),
    ("period_last", "month", "最近期间", "last period"),
    ("first_seen", "date", "首次出现", "first seen"),
    ("last_seen", "date", "最近出现", "last seen"),
    ("times_seen", "integer", "出现次数", "months in which it was seen"),
    ("value", "number", "指标值", "value"),
    ("reference", "number|null", "对照值", "what the value is compared with"),
    ("threshold", "number|null", "越过的阈值", "threshold crossed"),
    ("clause", "text", "条款", "clause"),
    ("basis", "text", "阈值的依据种类", "mark of the threshold"),
    ("policy_key", "text", "政策条目", "policy entry"),
    ("policy_version", "text", "政策版本", "policy version"),
    ("n", "integer", "涉及的行数", "rows behind the newest sighting"),
    ("weight", "number", "涉及的金额或数量", "yuan or packs concerned"),
    ("places[]", "text", "最近一个月涉及的各地代码", "codes of the places of the newest month"),
    ("members[]", "text", "最近一个月涉及的各对象代码", "codes of the subjects of the newest month"),
    ("silenced_by", "text", "由哪个预警引起，空为单独预警", "number of the signal whose consequence it is, or empty"),
    ("merged_into", "text", "并入哪个上级预警，空为没有", "number of the signal that took it in, or empty"),
    ("repeats", "integer|null", "统计期内该对象被预警的次数", "warnings of its subject in the pack's window"),
)
_SCORES: tuple[Row, ...] = (
    ("events", "integer", "事件数", "events"),
    ("found", "integer", "其中找到的", "events found"),
    ("signals", "integer", "预警数", "signals that can show such events"),
    ("matched", "integer", "其中与事件相符的", "signals that match an event"),
    ("recall", "number|null", "查全率", "share of events found"),
    ("precision", "number|null", "查准率", "share of signals that match an event"),
    ("false_per_1000", "number|null", "每千个对象月的误报数", "false signals per thousand subject-months"),
    ("lead_days_median", "number|null", "提前天数的中位数", "median days of warning before the event is felt"),
)

_JOINED = (
    AUDIT_ROWS, BESIDE_ROWS, BUYING_ROWS, CASES_JSON, EXCHANGE_ROWS, INTAKE_ROWS, LISTING_ROWS, LIST_ROWS, MAP_ROWS,
    MESSAGE_ROWS, ORDER_ROWS, POLICY_ROWS, PRICE_ROWS, PUBLIC_JSON, REGISTER_JSON, REPORT_ROWS, SETTLE_JSON,
    SIGNAL_ROWS, TRIAGE_JSON, VBP_CONTRACTS_JSON,
    BESIDE_ROWS, BUYING_ROWS, CASES_JSON, EXCHANGE_ROWS, LISTING_ROWS, LIST_ROWS, MAP_ROWS, MESSAGE_ROWS, ORDER_ROWS,
    PRICE_ROWS, PUBLIC_JSON, REGISTER_JSON, REPORT_ROWS, SETTLE_JSON, TRIAGE_JSON, VBP_ROWS,
)  # fmt: skip
COMMANDS_JSON: dict[str, tuple[JsonField, ...]] = {
    "init": _fields(
        ("home", "text", "数据目录", "the home"),
        ("region", "text", "行政区划代码", "region code"),
        ("region_name", "text", "地区名称", "name of the region"),
    ),
    "serving build": _fields(
        ("path", "text", "查询库文件", "the serving file"),
        ("whole", "boolean", "是否全部重建", "whether every month was built again"),
        ("months[]", "month", "重写的月份", "months that were written again"),
        ("rows", "object", "各表行数", "rows by table"),
        ("bytes", "integer", "文件大小（字节）", "size of the file"),
        ("seconds", "object", "各步骤用时（秒）", "seconds by step"),
    ),
    "serving status": _fields(
        ("path", "text", "查询库文件", "the serving file"),
        ("built_at", "instant", "建成时间", "when it was built"),
        ("age_seconds", "integer", "距今秒数", "seconds since then"),
        ("bytes", "integer", "文件大小（字节）", "size of the file"),
        ("months[]", "month", "含有的月份", "months that it holds"),
        ("rows", "object", "各表行数", "rows by table"),
        ("lake_versions", "object", "所据数据版本", "lake version it was built from, table by table"),
        ("behind[]", "text", "此后又有变化的数据表", "tables of the lake that have changed since"),
    ),
    **{command: _fields(*rows) for joined in _JOINED for command, rows in joined.items()},
}


def first_level(command: str) -> set[str]:
    """The names that a command's document has on its first level; for a list, those of each element."""
    return {field.path.removeprefix("[].").split(".")[0].removesuffix("[]") for field in COMMANDS_JSON[command]}


def nested_level(command: str, prefix: str) -> set[str]:
    """The names of the elements of a list inside a command's document; `prefix` is "files[]." for example."""
    return {
        field.path.removeprefix(prefix).split(".")[0].removesuffix("[]")
        for field in COMMANDS_JSON[command]
        if field.path.startswith(prefix)
    }
