"""What the commands on outcomes print with --json; part of baowen.commands.fields."""

from __future__ import annotations

Row = tuple[str, str, str, str]
_MEASURE: tuple[Row, ...] = (("measure", "integer", "措施编号", "the measure"),)

OUTCOME_ROWS: dict[str, tuple[Row, ...]] = {
    "outcomes list": (
        ("[].kind", "text", "措施", "kind of measure"),
        ("[].cause", "text", "短缺原因", "why the drug is short"),
        ("[].measures", "integer", "措施数", "measures"),
        ("[].ended", "integer", "已有结果的", "ended"),
        ("[].worked", "integer", "有效或部分有效的", "worked, wholly or in part"),
        ("[].measured", "integer", "前后都有读数的", "read before and after"),
        ("[].days_before", "number|null", "措施前可用天数（中位）", "days of supply before, median"),
        ("[].days_after", "number|null", "最近可用天数（中位）", "days at last, median"),
        ("[].gained", "number|null", "变化（天，中位）", "change in days, median"),
        ("[].cost", "number|null", "费用（元，中位）", "cost in yuan, median"),
        ("[].patients", "integer|null", "受益患者", "patients reached"),
    ),
    "outcomes follow": _MEASURE,
    "outcomes note": _MEASURE,
    "outcomes read": (("read", "integer", "读取的措施数", "measures that were read"),),
}
