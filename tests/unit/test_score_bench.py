"""The bench of detection: spells of concessions, falls put into purchases, and the page that it writes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
from bench.detection.baselines import NAMES
from bench.detection.denmark import Fall, drawn, truth, with_falls
from bench.detection.england import Case, Concession, events, first_months, judged, spells
from bench.detection.goals import goals_table, possible_leads
from bench.detection.homes import Sighted
from bench.detection.page import Results, page
from bench.detection.paid import paid, written
from bench.detection.province import TINY, Played
from bench.detection.tables import invisible

from baowen.core.period import Month
from baowen.monitor.score import EventRow, Population, Seen, score

WEAK, STRONG = Decimal("1.2"), Decimal("2.5")
LABEL = [
    Concession("A", Month(2020, 11), STRONG), Concession("A", Month(2020, 12), WEAK),
    Concession("A", Month(2021, 1), WEAK), Concession("A", Month(2021, 4), WEAK), Concession("B", Month(2021, 1), WEAK),
]  # fmt: skip
TABLE = pl.DataFrame(
    [
        {"region": "Hovedstaden", "hosp": hospital, "month": f"{month}-01", "atc": "J01CF05", "ddd": 100.0}
        for hospital in ("H1", "H2")
        for month in Month(2016, 1).until(Month(2021, 7))
    ]
)
EVENT = EventRow(
    event_id="e1", kind="stop_production", region_code="430000", subject_type="product", subject_id="P1",
    starts_on=date(2025, 3, 1), hits_on=date(2025, 3, 31), ends_on=date(2025, 5, 31),
)  # fmt: skip
SIGNAL = Seen(
    indicator="stop_notice_impact", severity="red", region_code="430000", subject_type="product", subject_code="P1",
    ingredient="", first_seen=date(2025, 3, 11), last_seen=date(2025, 3, 31),
)  # fmt: skip


def test_a_spell_is_of_consecutive_months_and_a_gap_may_be_joined() -> None:
    assert [[str(one.month) for one in spell] for spell in spells(LABEL)] == [
        ["2020-11", "2020-12", "2021-01"], ["2021-04"], ["2021-01"],
    ]  # fmt: skip
    assert [len(spell) for spell in spells(LABEL, gap=1)] == [3, 1, 1]
    assert [len(spell) for spell in spells(LABEL, gap=2)] == [4, 1]


def test_a_spell_is_small_when_no_month_of_it_reached_the_ratio() -> None:
    rows = events(spells(LABEL))
    assert [row.kind for row in rows] == ["price_concession", "price_concession_small", "price_concession_small"]
    assert (rows[0].starts_on, rows[0].hits_on, rows[0].ends_on) == (
        date(2020, 11, 1), date(2020, 11, 1), date(2021, 1, 31),
    )  # fmt: skip


def test_a_signal_within_a_spell_that_began_before_the_year_is_not_false() -> None:
    inside = Seen(
        indicator="price_rise", severity="red", region_code="GB-ENG", subject_type="product", subject_code="A",
        ingredient="", first_seen=date(2021, 1, 1), last_seen=date(2021, 1, 1),
    )  # fmt: skip
    earlier = replace(inside, first_seen=date(2020, 11, 1))
    year = list(Month(2021, 1).until(Month(2021, 12)))
    case = judged("x", "y", [inside, earlier], LABEL, year, {"A", "B"})[0]
    assert (case.against_all.signals, case.against_all.matched) == (1, 1)
    assert (case.report.overall.events, case.report.overall.found) == (2, 0)
    assert case.outside_months == 2 * 12 - 3


def test_a_fall_takes_its_share_from_its_months_and_nothing_else() -> None:
    fall = Fall(region="Hovedstaden", hospital="H1", atc="J01CF05", first=Month(2020, 2), months=2, left=0.1)
    left = with_falls(TABLE, [fall])
    changed = left.filter(pl.col("ddd") != 100.0)
    assert changed.select("hosp", "month", "ddd").rows() == [("H1", "2020-02-01", 10.0), ("H1", "2020-03-01", 10.0)]
    gone = with_falls(TABLE, [Fall(region="Hovedstaden", hospital=None, atc="J01CF05", first=Month(2020, 2),
                                   months=3, left=0.0)])  # fmt: skip
    assert gone.height == TABLE.height - 6
    assert truth([fall])[0].ends_on == date(2020, 3, 31)


def test_the_same_falls_are_drawn_each_time() -> None:
    assert drawn(TABLE, hospitals=True) == drawn(TABLE, hospitals=True)
    assert {fall.hospital for fall in drawn(TABLE, hospitals=True)} == {"H1", "H2"}
    assert [fall.hospital for fall in drawn(TABLE, hospitals=False)] == [None]


def _played(**given: Any) -> Played:
    """A province with an event that was found red and early, one that was missed, and a false blue signal."""
    missed = EventRow(
        event_id="e2", kind="hoarding", region_code="430000", subject_type="product", subject_id="P2",
        starts_on=date(2025, 3, 1), hits_on=None, ends_on=None,
    )  # fmt: skip
    false = replace(SIGNAL, indicator="price_rise", severity="blue")
    signals, known = [SIGNAL, false], [EVENT, missed]
    report = score(signals, known, Population(subject_months={"all": 1000}, source="counted"), questions=[])
    return Played(
        **{
            "size": TINY, "report": report, "signals": signals, "truth": known, "runs": 7,
            "baselines": dict.fromkeys(NAMES, report), "lines": {"e1": 90, "e2": 2},
            **given,
        }
    )  # fmt: skip


def test_the_page_tells_figures_misses_and_what_was_not_measured() -> None:
    played = _played()
    case = Case(
        name="x；逐月相连 consecutive", meaning="z", report=played.report, against_all=played.report.overall,
        outside_months=50, begun=10, shown=9, outside=2,
    )  # fmt: skip
    text = page(Results(on=date(2026, 1, 2), version="0.1", provinces=[played], england=[case]))
    assert "| stop_production 停产 | 1 | 1 | 100% | 100% | 1 | 100% | 100% | 0.00 | 20 |" in text
    assert "| overall 合计 | 2 | 1 | 50% | 100% | 2 | 50% | 50% | 1.00 | 20 |" in text
    assert "| `price_rise` | 1 | 0 | 0% | 1 |" in text
    assert "| 20 × 60, 11 | e2 | 囤积 | 2 | 未发现 missed | 没有几行订单或尚未显现 few lines, or not felt yet |" in text
    assert "| x；逐月相连 consecutive | 合计 all | 2 | 1 | 50% | 20 | 50% | 2.00 |" in text
    assert "| x；逐月相连 consecutive | 10 | 9 | 90% | 2 | 4.00 |" in text
    assert text.count("没有公开数据，未测") == 2
    assert "{" not in text


def test_a_goal_that_is_missed_is_said_to_be_missed() -> None:
    text = goals_table([_played()], None)
    recall, grave, precision, lead = text.splitlines()[2:]
    assert "| ≥ 95% | 50% |" in recall
    assert "of the visible 100% (1)" in recall
    assert "未达到" in recall
    assert "未达到" in grave
    assert "| ≥ 80% | 100% |" in precision
    assert "达到 met" in precision
    assert "| ≥ 14 | 20 |" in lead
    assert "stop_production 30；delivery_failure –" in lead
    assert "达到 met" in lead


def test_no_lead_can_be_longer_than_from_the_first_trace_to_the_day_it_was_felt() -> None:
    again = replace(EVENT, subject_id="P9")  # another row of the same event
    unfelt = replace(EVENT, event_id="e3", hits_on=None)
    late = replace(EVENT, event_id="e4", hits_on=date(2025, 3, 8))
    assert possible_leads([_played(truth=[EVENT, again, unfelt, late])], "stop_production") == (7, 30)
    assert possible_leads([_played(), _played()], "stop_production") == (30, 30)


def test_the_page_says_how_much_later_than_nightly_runs_these_runs_know() -> None:
    text = page(Results(on=date(2026, 1, 2), version="0.1", provinces=[_played(size=replace(TINY, runs=2))]))
    assert "每月只运行 2 次" in text
    assert "known 8 days late on average" in text


def test_a_province_tells_which_events_nobody_could_see() -> None:
    assert invisible(_played()) == {"e2"}
    assert invisible(_played(lines={"e1": 90, "e2": 90})) == set()
    assert invisible(_played(lines={"e1": 90, "e2": 90}, unfelt=frozenset({"e2"}))) == {"e2"}


def test_a_spell_counts_as_warned_of_in_its_first_month_by_any_open_signal() -> None:
    def sighted(number: str, product: str, month: str, value: float) -> Sighted:
        return Sighted(number, "price_rise", product, month, "orange", value)

    every = spells(LABEL)
    begun = [spell for spell in every if spell[0].month >= Month(2020, 1)]
    seen = [sighted("S1", "A", "2020-09", 0.5), sighted("S1", "A", "2020-11", 1.5), sighted("S2", "B", "2021-01", 0.2)]
    months = list(Month(2020, 1).until(Month(2021, 12)))
    assert first_months(begun, every, seen, months) == {"begun": 1, "shown": 1, "outside": 1}
    assert first_months(begun, every, seen[1:], months) == {"begun": 1, "shown": 1, "outside": 0}
    assert first_months(begun, every, seen[2:], months) == {"begun": 1, "shown": 0, "outside": 0}


def test_what_is_paid_goes_back_to_the_tariff_in_the_month_after_a_concession() -> None:
    tariff = {
        ("A", Month(2021, 1)): Decimal(2),
        ("A", Month(2021, 4)): Decimal("2.5"),
        ("C", Month(2021, 2)): Decimal(7),
    }
    granted = {
        ("A", Month(2021, 2)): (Decimal(6), Decimal(2)), ("A", Month(2021, 4)): (Decimal(5), Decimal("2.5")),
        ("B", Month(2021, 1)): (Decimal(9), Decimal(3)),
    }  # fmt: skip
    months = list(Month(2021, 1).until(Month(2021, 5)))
    assert paid(tariff, granted, months) == [
        ("A", Month(2021, 1), Decimal(2), None),
        ("A", Month(2021, 2), Decimal(6), Decimal(2)),
        ("A", Month(2021, 3), Decimal(2), None),
        ("A", Month(2021, 4), Decimal(5), Decimal("2.5")),
        ("A", Month(2021, 5), Decimal("2.5"), None),
        ("C", Month(2021, 2), Decimal(7), None),
    ]


def test_a_month_with_two_concession_prices_of_one_drug_is_paid_at_the_tariff(tmp_path: Path) -> None:
    tariff, granted = tmp_path / "tariff.csv", tmp_path / "granted.csv"
    tariff.write_text("drug,month,price_gbp\nA,2021-01,2.00\n", encoding="utf-8")
    head = "month,name,vmpp_code,pc_price_pence,dt_price_pence\n"
    granted.write_text(head + "2021-02-01,A,1,600,200\n2021-02-01,A,2,650,200\n2021-03-01,A,1,700,200\n", "utf-8")
    path = written(tariff, granted, Month(2021, 1).until(Month(2021, 3)), tmp_path / "out" / "paid.csv")
    rows = pl.read_csv(path, infer_schema=False).select("month", "pc_price_pence", "dt_price_pence").rows()
    assert rows == [("2021-01-01", "200.00", ""), ("2021-03-01", "700", "200")]


def test_in_the_first_month_of_prices_no_signal_can_be_false_so_it_is_not_watched() -> None:
    months = list(Month(2021, 1).until(Month(2021, 12)))
    whole, begun = (judged("x", "", [], LABEL, months, {"A", "B"}, begins=begins)[0] for begins in (False, True))
    assert (whole.outside_months, begun.outside_months) == (24 - 3, 22 - 1)
