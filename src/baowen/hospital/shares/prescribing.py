"""What prescriptions show, by institution and month: recorded indicators, judged by nothing but their like. HOS-2.

Formulas of 国办发〔2019〕4号 附件 for the use of essential medicines; shares of oral, injected and infused ones
stand for 口服先于注射、注射先于输液 (HN-6, NJ-13, HD-6).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

import polars as pl

from baowen.core.period import Month
from baowen.lake.store import Lake

FEED: Final = "prescription"
NUMBERS: Final = (
    "outpatient_visits", "outpatient_essential", "outpatient_infused", "discharges", "discharges_essential", "oral",
    "injection", "infusion", "reviewed", "unreasonable",
)  # fmt: skip


class Measure(StrEnum):
    """What is recorded."""

    OUTPATIENT = "outpatient_essential"
    INPATIENT = "inpatient_essential"
    ORAL = "oral"
    INJECTION = "injection"
    INFUSION = "infusion"
    INFUSED = "outpatient_infused"
    UNREASONABLE = "unreasonable"


MEASURE_WORDS: dict[Measure, tuple[str, str]] = {
    Measure.OUTPATIENT: ("门诊基药处方占比", "essential share of outpatient prescriptions"),
    Measure.INPATIENT: ("住院使用率", "essential medicines among discharges"),
    Measure.ORAL: ("口服处方占比", "share of oral prescriptions"),
    Measure.INJECTION: ("注射处方占比", "share of injected prescriptions"),
    Measure.INFUSION: ("输液处方占比", "share of infused prescriptions"),
    Measure.INFUSED: ("门诊输液率", "outpatients with an infusion"),
    Measure.UNREASONABLE: ("点评不合理处方占比", "unreasonable among reviewed prescriptions"),
}
FORMULAS: dict[Measure, tuple[str, str]] = {
    Measure.OUTPATIENT: ("门诊使用基药人次数 ÷ 同期门诊诊疗总人次数", "visits with essential medicines ÷ all visits"),
    Measure.INPATIENT: (
        "出院患者使用基药总人次 ÷ 同期出院总人次",
        "discharges with essential medicines ÷ all discharges",
    ),
    Measure.ORAL: ("口服处方数 ÷ 口服、注射、输液处方数之和", "oral ÷ the sum of oral, injected and infused"),
    Measure.INJECTION: ("注射处方数 ÷ 三类处方数之和", "injected ÷ the sum of the three"),
    Measure.INFUSION: ("输液处方数 ÷ 三类处方数之和", "infused ÷ the sum of the three"),
    Measure.INFUSED: ("门诊输液人次数 ÷ 门诊诊疗人次数", "visits with an infusion ÷ all visits"),
    Measure.UNREASONABLE: ("不合理处方数 ÷ 点评处方数", "found unreasonable ÷ reviewed"),
}
_PARTS: Final[dict[Measure, tuple[str, tuple[str, ...]]]] = {
    Measure.OUTPATIENT: ("outpatient_essential", ("outpatient_visits",)),
    Measure.INPATIENT: ("discharges_essential", ("discharges",)),
    Measure.ORAL: ("oral", ("oral", "injection", "infusion")),
    Measure.INJECTION: ("injection", ("oral", "injection", "infusion")),
    Measure.INFUSION: ("infusion", ("oral", "injection", "infusion")),
    Measure.INFUSED: ("outpatient_infused", ("outpatient_visits",)),
    Measure.UNREASONABLE: ("unreasonable", ("reviewed",)),
}


def recorded(lake: Lake, months: list[Month]) -> pl.DataFrame:
    """Columns org, month and each measure (0 to 1): the departments of an institution taken together.

    A measure is null where one of its numbers was not reported: not counted is not zero. Where a hospital reports both
    its whole (no department) and departments, the whole counts.
    """
    schema: dict[str, Any] = {
        "org": pl.Int32,
        "month": pl.String,
        **dict.fromkeys((m.value for m in Measure), pl.Float64),
    }
    lazy = lake.scan(FEED, months=[str(month) for month in months])
    if lazy is None:
        return pl.DataFrame(schema=schema)
    whole = pl.col("department").fill_null("") == ""
    rows = lazy.with_columns(whole=whole, has_whole=whole.any().over("hospital", "month"))
    rows = rows.filter(pl.col("whole") | ~pl.col("has_whole"))
    sums = rows.group_by("hospital", "month").agg(
        # A department that did not count leaves the sum unknown.
        pl.when(pl.col(name).is_null().any()).then(None).otherwise(pl.col(name).sum()).alias(name)
        for name in NUMBERS
    )
    found = sums.select("month", *(_share(*_PARTS[one]).alias(one.value) for one in Measure), org="hospital")
    return found.select(pl.col(name).cast(kind) for name, kind in schema.items()).sort("org", "month").collect()


def _share(part: str, whole: tuple[str, ...]) -> pl.Expr:
    total = pl.sum_horizontal([pl.col(name) for name in whole], ignore_nulls=False)
    return pl.when(total > 0).then(pl.col(part) / total)


def with_peers(rows: pl.DataFrame, levels: pl.DataFrame) -> pl.DataFrame:
    """`recorded` with level and, for each measure, `<measure>_peers`: the median of institutions of the same level in
    the month, the own one among them. `levels`: columns org, level."""
    held = rows.join(levels, on="org")
    medians = [pl.col(one.value).median().over("level", "month").alias(f"{one.value}_peers") for one in Measure]
    return held.with_columns(medians)
