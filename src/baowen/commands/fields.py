"""What each command prints with --json: the fields that scripts may rely on.

docs/reference/cli.md is built from it, and a test compares it with what the commands print.
"""

from __future__ import annotations

from dataclasses import dataclass

from baowen.commands.fields_beside import BESIDE_ROWS
from baowen.commands.fields_buying import BUYING_ROWS
from baowen.commands.fields_cases import CASES_JSON
from baowen.commands.fields_exchange import EXCHANGE_ROWS
from baowen.commands.fields_listings import LISTING_ROWS
from baowen.commands.fields_lists import LIST_ROWS
from baowen.commands.fields_maps import MAP_ROWS
from baowen.commands.fields_messages import MESSAGE_ROWS
from baowen.commands.fields_orders import ORDER_ROWS
from baowen.commands.fields_prices import PRICE_ROWS
from baowen.commands.fields_public import PUBLIC_JSON
from baowen.commands.fields_register import REGISTER_JSON
from baowen.commands.fields_reports import REPORT_ROWS
from baowen.commands.fields_settle import SETTLE_JSON
from baowen.commands.fields_triage import TRIAGE_JSON
from baowen.commands.fields_vbp_contracts import VBP_CONTRACTS_JSON
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
    BESIDE_ROWS, BUYING_ROWS, CASES_JSON, EXCHANGE_ROWS, LISTING_ROWS, LIST_ROWS, MAP_ROWS, MESSAGE_ROWS, ORDER_ROWS,
    PRICE_ROWS, PUBLIC_JSON, REGISTER_JSON, REPORT_ROWS, SETTLE_JSON, TRIAGE_JSON, VBP_CONTRACTS_JSON,
)  # fmt: skip
COMMANDS_JSON: dict[str, tuple[JsonField, ...]] = {
    "init": _fields(
        ("home", "text", "数据目录", "the home"),
        ("region", "text", "行政区划代码", "region code"),
        ("region_name", "text", "地区名称", "name of the region"),
    ),
    "policy check": _fields(
        ("packs", "integer", "政策包数", "packs"),
        ("entries", "integer", "条目数", "entries"),
        ("errors[].file", "text", "文件", "file"),
        ("errors[].line", "integer", "行号", "line"),
        ("errors[].message", "text", "哪里不对", "what is wrong, in Chinese"),
        ("errors[].message_en", "text", "哪里不对（英文）", "what is wrong"),
    ),
    "policy show": _fields(
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
    "deadline": _fields(
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
    "mapping list": _fields(
        ("[].name", "text", "映射名", "name"),
        ("[].feed", "text", "数据接口", "feed"),
        ("[].title_zh", "text", "标题", "title, in Chinese"),
        ("[].title_en", "text", "标题（英文）", "title"),
        ("[].licence", "text|null", "数据许可", "licence of the data"),
    ),
    "mapping suggest": _fields(
        ("feed", "text", "数据接口", "feed"),
        ("file", "text", "文件", "file"),
        ("name", "text", "映射名", "name of the mapping"),
        ("toml", "text", "映射草稿", "the draft as TOML"),
    ),
    "feeds": _fields(
        ("[].name", "text", "数据接口；写明名称时只有一个对象", "feed; one object where a name is given"),
        ("[].zh", "text", "名称", "name, in Chinese"),
        ("[].en", "text", "名称（英文）", "name"),
        ("[].about_zh", "text", "说明", "about it, in Chinese"),
        ("[].about_en", "text", "说明（英文）", "about it"),
        ("[].key[]", "text", "主键", "columns of the key"),
        ("[].dated_by", "text|null", "决定月份的列", "column that gives the month"),
        ("[].requirements[]", "text", "对应的需求", "requirement ids"),
        ("[].columns[]", "object", "列：name zh en kind required unit least most choices aliases", "columns"),
        ("[].checks[]", "object", "行间核对：code level zh en", "checks over several cells"),
    ),
    "import": _IMPORT,
    "load": _IMPORT,
    "cycle": _fields(
        ("as_of", "date", "截至日期", "the day that was looked at"),
        ("run", "integer", "运行编号", "number of the run"),
        ("policy_version", "text", "政策版本", "policy version"),
        ("months[]", "month", "重算的月份", "months that were worked out again"),
        (
            "counts",
            "object",
            "各项数量：新增、更新、撤回的预警等",
            "counts: signals new, updated, withdrawn, and so on",
        ),
        ("seconds", "object", "各阶段用时（秒）", "seconds by stage"),
        ("cases", "object", "登记的案件，见 triage", "cases opened, as triage prints them"),
    ),
    "signals": _fields(
        *((f"[].{name}", kind, zh, en) for name, kind, zh, en in _SIGNAL),
        ("[].title", "text", "指标名称", "title of the indicator, in Chinese"),
        ("[].period", "month", "最近期间，同 period_last", "newest period, as period_last"),
        ("[].ingredient", "text|null", "原料药", "active ingredient"),
        ("[].lake_version", "object", "数据版本", "lake version, table by table"),
        ("[].rows", "text", "列出数据行的命令", "the command that lists its rows"),
    ),
    "unfold": _fields(
        *_SIGNAL,
        ("lake_versions", "object", "数据版本", "lake version, table by table"),
        ("title", "text", "指标名称", "title of the indicator, in Chinese"),
        ("title_en", "text", "指标名称（英文）", "title of the indicator"),
        ("formula", "text", "算法", "formula, in Chinese"),
        ("formula_en", "text", "算法（英文）", "formula"),
        ("unit", "text", "单位", "unit"),
        ("page", "text", "说明页", "page of the indicator"),
        ("as_of", "date", "截至日期", "as of"),
        ("parameters[].key", "text", "政策条目", "policy entry"),
        ("parameters[].value", "any", "值", "value"),
        ("parameters[].unit", "text", "单位", "unit"),
        ("parameters[].clause", "text", "条款", "clause"),
        ("parameters[].basis", "text", "依据种类", "mark"),
        ("silences[]", "text", "由它引起、不单独预警的各预警编号", "numbers of the signals that are its consequences"),
        ("months[]", "object", "逐月逐地情况", "what was seen, month by month and place by place"),
        ("place_code", "text", "所展开的地区代码", "code of the place that is unfolded"),
        ("place_name", "text", "所展开的地区名称", "name of the place that is unfolded"),
        ("about_code", "text", "所展开的对象代码", "code of the subject that is unfolded"),
        ("about_name", "text", "所展开的对象名称", "name of the subject that is unfolded"),
        ("reproduction", "object|null", "重算比对（--reproduce）", "recorded and worked out again, equal or not"),
        ("month", "month", "所列数据行的月份", "month of the rows"),
        ("rows_total", "integer", "数据行总数", "all rows behind the value"),
        ("rows[]", "object", "数据行", "rows, the first of them"),
    ),
    "candidates": _fields(
        ("[].direction", "text", "in 建议调入、out 建议调出", "in or out"),
        ("[].region_code", "text", "哪个地区的清单", "whose list"),
        ("[].list_kind", "text", "shortage 短缺药品清单、monitoring 重点监测清单", "kind of list"),
        ("[].drug_key", "text", "药品（品种）", "drug"),
        ("[].drug_name", "text", "药品名称", "name of the drug"),
        ("[].severity", "text", "证据中最重的级别", "worst severity of the evidence"),
        ("[].reasons[]", "text", "理由", "reasons, in Chinese"),
        ("[].reasons_en[]", "text", "理由（英文）", "reasons"),
        ("[].signals[]", "text", "作为证据的预警编号", "numbers of the signals that are evidence"),
        ("[].clause", "text", "条款", "clause"),
        ("[].editions[]", "text", "现列清单及期次", "lists that it is on, with their editions"),
    ),
    "notices": _fields(
        ("[].file", "text", "文件名；同名 .csv 为附表", "file; the table beside it ends in .csv"),
        ("[].region_code", "text", "地区", "place"),
        ("[].department", "text", "部门；季度报告为空", "department; empty for a quarterly report"),
        ("[].lines", "integer", "预警条数", "signals told of"),
    ),
    "questions": _fields(
        ("[].kind", "text", "种类", "kind"),
        ("[].month", "month", "月份", "month"),
        ("[].hospital_code", "text", "医疗机构代码", "hospital code"),
        ("[].hospital_name", "text", "医疗机构", "hospital"),
        ("[].region_code", "text", "地区", "place"),
        ("[].product_code", "text", "药品代码", "product code"),
        ("[].product_name", "text", "药品", "product"),
        ("[].rows", "integer", "涉及的行数", "rows concerned"),
        ("[].factor", "number", "单价偏离倍数", "how many times off the unit price is"),
        ("[].state", "text", "open 待核实", "open"),
        ("[].first_seen", "date", "首次出现", "first seen"),
        ("[].last_seen", "date", "最近出现", "last seen"),
    ),
    "risk": _fields(
        ("[].region_code", "text", "地区代码", "place"),
        ("[].region_name", "text", "地区", "name of the place"),
        ("[].drug", "text", "药品（通用名与给药途径）", "drug: name and route"),
        ("[].score", "number", "评分：期限内发生短缺的概率，0 至 1", "chance of a shortage within the horizon, 0 to 1"),
        ("[].horizon_days", "integer", "期限（天）", "horizon in days"),
        ("[].parts[].indicator", "text", "指标", "indicator"),
        ("[].parts[].title", "text", "指标名称", "title of the indicator, in Chinese"),
        ("[].parts[].severity", "text", "预警级别", "severity of its warning"),
        ("[].parts[].month", "month", "预警月份", "month of the warning"),
        ("[].parts[].place_code", "text", "预警所在地区代码", "place that was warned of"),
        ("[].parts[].product_code", "text", "药品代码", "product code"),
        ("[].parts[].value", "number", "指标值", "value of the indicator"),
        ("[].parts[].weight", "number", "权重", "weight"),
        ("[].parts[].contribution", "number", "加分（对数几率）", "what it adds, in log odds"),
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
    "simulate": _fields(
        ("simulated", "boolean", "总是 true：模拟数据", "always true"),
        ("first_month", "month", "首月", "first month"),
        ("last_month", "month", "末月", "last month"),
        ("rows_by_feed", "object", "各数据接口的行数", "rows by feed"),
        ("rows_by_file", "object", "各文件的行数", "rows by file"),
        ("events_by_kind", "object", "各类事件数", "events by kind"),
        ("bad_cells", "integer", "故意写错的单元格数", "cells broken on purpose"),
        ("seconds", "number", "用时（秒）", "seconds"),
    ),
    "score": _fields(
        *((f"overall.{name}", kind, zh, en) for name, kind, zh, en in _SCORES),
        *((f"by_kind.<kind>.{name}", kind, zh, en) for name, kind, zh, en in _SCORES),
        *((f"by_severity.<severity>.{name}", kind, zh, en) for name, kind, zh, en in _SCORES),
        ("by_indicator.<indicator>", "object", "各指标的预警数、相符数、查准率", "signals, matched and precision"),
        ("not_judged.<indicator>", "integer", "不参与评分的状态类预警数", "signals of standing states, not judged"),
        ("missed_at.<severity>", "list", "该级别及以上没有发现的事件", "events without a signal at least that grave"),
        ("not_scored.<kind>", "text", "未计入合计的类别及原因", "kinds left out of overall, and why"),
        ("missed[]", "text|object", "没有找到的事件", "events that were not found"),
        ("population.source", "text", "对象月数的来源", "where the subject-months come from"),
        ("population.subject_months", "object", "对象月数", "subject-months by kind"),
        ("severity", "text", "计入的最低严重程度", "least severity that counts"),
    ),
    "audit list": _fields(
        (
            "[].number",
            "integer",
            "序号，从 1 起，无间断，即提交的先后",
            "from 1 without a gap, in the order of commits",
        ),
        ("[].at", "instant", "时间", "when"),
        ("[].by", "text", "操作者", "who"),
        ("[].organisation", "text", "代表的单位，没有时为空", "organisation acted for, may be empty"),
        ("[].action", "text", "操作", "what was done"),
        ("[].subject", "text", "对象", "to what"),
        ("[].reason", "text", "原因，没有时为空", "why, may be empty"),
        ("[].policy", "text", "政策版本，没有时为空", "policy version, may be empty"),
        ("[].before", "object", "原值", "values before"),
        ("[].after", "object", "新值", "values after"),
        ("[].details", "object", "其他事项", "what else belongs to it"),
    ),
    "audit verify": _fields(
        ("entries", "integer", "审计记录数", "number of entries"),
        ("anchors", "integer", "核对的锚定文件数", "anchors that were compared"),
        ("anchored_to", "integer", "锚定到第几条，没有时为 0", "last anchored entry, 0 without any"),
        ("without_sm3", "integer", "只有 SHA-256 的条数", "entries sealed with SHA-256 alone"),
        ("faults[].finding", "text", "changed、missing、cut_off、rewritten 之一", "what is wrong"),
        ("faults[].first", "integer", "起始序号", "first entry concerned"),
        ("faults[].last", "integer", "末尾序号", "last entry concerned"),
        ("faults[].kept_in", "text", "据何得知：链首或锚定文件", "where it was seen: head or an anchor"),
        ("faults[].zh", "text", "说明", "the same in Chinese"),
        ("faults[].en", "text", "说明（英文）", "the same in English"),
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
