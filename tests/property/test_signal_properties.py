"""Grouping loses nothing and doubles nothing; the order of rows and a second pass change nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from baowen.core.period import Month
from baowen.core.policy import load_packs
from baowen.monitor.episodes import SIGHTING, SUBJECT
from baowen.monitor.grouping import GROUP, assign, leading
from baowen.monitor.indicators.parameter import read_parameters
from baowen.monitor.inhibition import silence
from baowen.monitor.kinship import Kinship
from baowen.monitor.signal_rules import SignalParameters

PROVINCE, CITIES = 430000, (430100, 430200, 430300)
COUNTIES = tuple(city + number for city in CITIES for number in (2, 3, 4))
PLACES = pl.DataFrame(
    [(PROVINCE, "province", None), *((city, "city", PROVINCE) for city in CITIES)]
    + [(county, "county", county // 100 * 100) for county in COUNTIES],
    schema={"region": pl.Int32, "level": pl.String, "parent": pl.Int32},
    orient="row",
)
PRODUCTS = pl.DataFrame(
    {"product": [1, 2, 3, 4], "drug_key": ["a", "a", "b", None], "ingredient": ["x", "x", "x", None]},
    schema_overrides={"product": pl.Int32},
)
HOSPITALS = pl.DataFrame(
    {"org": range(10, 28), "region": [county for county in COUNTIES for _ in range(2)]},
    schema={"org": pl.Int32, "region": pl.Int32},
)
KINSHIP = Kinship(PLACES, PRODUCTS, HOSPITALS)
RULES = read_parameters(SignalParameters, load_packs().ruling("100000", date(2026, 10, 1)))
INDICATORS = ("delivery_rate", "on_time_rate", "joint_price_rise", "stop_notice_impact", "payment_wait")
MONTHS = ("2026-01", "2026-02", "2026-03", "2026-05", "2026-09")


@st.composite
def subject_in_place(draw: st.DrawFn) -> tuple[str, int, int]:
    if draw(st.booleans()):
        org, region = draw(st.sampled_from(HOSPITALS.rows()))
        return "hospital", org, region
    return "product", draw(st.integers(1, 4)), draw(st.sampled_from((PROVINCE, *CITIES, *COUNTIES)))


Finding = tuple[str, tuple[str, int, int], str, str]
FINDINGS: st.SearchStrategy[list[Finding]] = st.lists(
    st.tuples(
        st.sampled_from(INDICATORS),
        subject_in_place(),
        st.sampled_from(MONTHS),
        st.sampled_from(("blue", "orange", "red")),
    ),
    max_size=40,
    unique_by=lambda row: row[:3],
)


def sightings(rows: list[Finding]) -> pl.DataFrame:
    shaped: list[dict[str, Any]] = [
        {
            "indicator": indicator, "region": region, "subject_type": kind, "subject": subject, "month": month,
            "seen_on": Month.parse(month).last, "severity": severity, "value": 0.5, "reference": None, "threshold": 0.6,
            "threshold_basis": "default", "clause": "HN-10", "basis": "sourced", "policy_key": "k", "n": 3,
            "weight": float(subject), "held": False,
        }
        for indicator, (kind, subject, region), month, severity in rows
    ]  # fmt: skip
    return pl.DataFrame(shaped, schema=SIGHTING)


def nothing_before() -> pl.DataFrame:
    return assign(sightings([]), KINSHIP, RULES, before=pl.DataFrame(schema=BEFORE))


BEFORE = {
    "indicator": pl.String, "month": pl.String, "group_region": pl.Int32, "group_type": pl.String,
    "group_subject": pl.Int32,
}  # fmt: skip


def grouped(rows: pl.DataFrame) -> pl.DataFrame:
    return assign(rows, KINSHIP, RULES, before=pl.DataFrame(schema=BEFORE))


@settings(max_examples=40, deadline=None)
@given(FINDINGS)
def test_every_sighting_belongs_to_exactly_one_signal_and_stays_itself(rows: list[Finding]) -> None:
    before = sightings(rows)
    after = grouped(before)
    assert after.select(list(SIGHTING)).equals(before)
    assert after.select(GROUP).null_count().sum_horizontal().sum() == 0
    above = KINSHIP.above.rename({"region": "own", "above": "group"})
    pairs = after.select(own="region", group="group_region").unique()
    assert pairs.join(above, on=["own", "group"], how="anti").is_empty()


@settings(max_examples=40, deadline=None)
@given(FINDINGS, st.randoms(use_true_random=False))
def test_the_order_of_the_findings_does_not_matter(rows: list[Finding], dice: Any) -> None:
    shuffled = list(rows)
    dice.shuffle(shuffled)
    keys = [*SUBJECT, "month"]
    assert grouped(sightings(rows)).sort(keys).equals(grouped(sightings(shuffled)).sort(keys))


@settings(max_examples=40, deadline=None)
@given(FINDINGS)
def test_signals_grouped_again_stay_as_they_are(rows: list[Finding]) -> None:
    signals = leading(grouped(sightings(rows)), RULES).select(list(SIGHTING))
    again = grouped(signals)
    assert again.select(region="group_region", subject_type="group_type", subject="group_subject").equals(
        signals.select("region", "subject_type", "subject")
    )


@settings(max_examples=40, deadline=None)
@given(FINDINGS, st.sampled_from(MONTHS))
def test_a_run_that_takes_up_later_months_ends_like_one_run_over_all(rows: list[Finding], first: str) -> None:
    whole = grouped(sightings(rows))
    early = grouped(sightings(rows).filter(pl.col("month") < first))
    late = assign(sightings(rows).filter(pl.col("month") >= first), KINSHIP, RULES, before=early)
    keys = [*SUBJECT, "month"]
    assert pl.concat([early, late]).sort(keys).equals(whole.sort(keys))


@settings(max_examples=40, deadline=None)
@given(FINDINGS)
def test_what_silences_is_never_silenced_by_what_it_silences(rows: list[Finding]) -> None:
    after = grouped(sightings(rows)).with_row_index("id")
    numbered = after.with_columns(number=pl.concat_str("indicator", *GROUP, "month", separator="/"))
    causes = silence(numbered, KINSHIP, RULES)
    by = {(number, cause) for number, cause in zip(numbered["number"], causes, strict=True) if cause}
    assert not {(cause, number) for number, cause in by} & by
    grave = {"blue": 0, "orange": 1, "red": 2}
    worst = {number: max(grave[one] for one in some["severity"]) for (number,), some in numbered.group_by(["number"])}
    for severity, cause in zip(numbered["severity"], causes, strict=True):
        assert cause is None or worst[cause] >= grave[severity]
