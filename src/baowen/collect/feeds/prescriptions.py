"""Use of essential medicines and what prescriptions show, by hospital and month: numbers alone, no patient."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from baowen.collect.contract import Column, Feed, Kind, RowCheck
from baowen.collect.feeds.columns import HOSPITAL, MONTH, ZERO


def _number(name: str, zh: str, en: str, *aliases: str) -> Column:
    return Column(name=name, zh=zh, en=en, kind=Kind.INTEGER, least=ZERO, most=Decimal(100_000_000), aliases=aliases)


def _part_of(part: str, whole: str, zh: str, en: str) -> RowCheck:
    return RowCheck(
        code="part_over_whole", columns=(part, whole), broken=lambda: pl.col(part) > pl.col(whole), zh=zh, en=en,
        help_zh="核对两个数，改正后重新报送", help_en="check both numbers and send the row again",
    )  # fmt: skip


PRESCRIPTION = Feed(
    name="prescription", zh="处方和基药使用", en="prescriptions and use of essential medicines",
    about_zh="一个月的门诊、出院和处方数：用基本药物的人次，按口服、注射、输液分的处方，点评和不合理的处方。"
             "可按科室报；没有统计的留空，0 表示确实没有。",
    about_en="Visits, discharges and prescriptions in a month: with essential medicines; oral, injected, infused; "
             "reviewed and found unreasonable. By department where wished; not counted is left empty, 0 means none.",
    key=("hospital_code", "month", "department"), dated_by="month", place="hospital_code",
    requirements=("HOS-1", "HOS-2"),
    columns=(
        HOSPITAL, MONTH,
        Column(name="department", zh="科室", en="clinical department", kind=Kind.TEXT, aliases=("科室名称",)),
        _number("outpatient_visits", "门诊诊疗人次数", "outpatient visits", "门诊人次"),
        _number("outpatient_essential", "门诊使用基药人次数", "outpatient visits with essential medicines"),
        _number("outpatient_infused", "门诊输液人次数", "outpatient visits with an infusion", "门诊静脉输液人次"),
        _number("discharges", "出院人次数", "discharges", "出院人次"),
        _number("discharges_essential", "出院患者使用基药人次数", "discharges with essential medicines"),
        _number("oral", "口服处方数", "oral prescriptions"),
        _number("injection", "注射处方数", "injected prescriptions", "肌注处方数"),
        _number("infusion", "输液处方数", "infused prescriptions", "静脉输液处方数"),
        _number("reviewed", "点评处方数", "prescriptions reviewed"),
        _number("unreasonable", "不合理处方数", "prescriptions found unreasonable"),
    ),
    checks=(
        _part_of("outpatient_essential", "outpatient_visits", "使用基药人次超过门诊人次", "more than all visits"),
        _part_of("outpatient_infused", "outpatient_visits", "输液人次超过门诊人次", "more infused than visits"),
        _part_of("discharges_essential", "discharges", "使用基药人次超过出院人次", "more than all discharges"),
        _part_of("unreasonable", "reviewed", "不合理处方多于点评处方", "more unreasonable than reviewed"),
    ),
)  # fmt: skip

FEEDS = (PRESCRIPTION,)
