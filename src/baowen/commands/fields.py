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
from baowen.commands.fields_outcomes import OUTCOME_ROWS
from baowen.commands.fields_policy import POLICY_ROWS
from baowen.commands.fields_prices import PRICE_ROWS
from baowen.commands.fields_public import PUBLIC_JSON
from baowen.commands.fields_register import REGISTER_JSON
from baowen.commands.fields_reports import REPORT_ROWS
from baowen.commands.fields_settle import SETTLE_JSON
from baowen.commands.fields_signals import SIGNAL_ROWS
from baowen.commands.fields_stock import STOCK_ROWS
from baowen.commands.fields_triage import TRIAGE_JSON
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


_JOINED = (
    AUDIT_ROWS, BESIDE_ROWS, BUYING_ROWS, CASES_JSON, EXCHANGE_ROWS, INTAKE_ROWS, LISTING_ROWS, LIST_ROWS, MAP_ROWS,
    MESSAGE_ROWS, ORDER_ROWS, OUTCOME_ROWS, POLICY_ROWS, PRICE_ROWS, PUBLIC_JSON, REGISTER_JSON, REPORT_ROWS,
    SETTLE_JSON, SIGNAL_ROWS, STOCK_ROWS, TRIAGE_JSON, VBP_ROWS,
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
