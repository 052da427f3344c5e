"""What must hold of evidence, places and scores whatever the rows are."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baowen.monitor.indicators.delivery import lack_evidence
from baowen.monitor.indicators.examples import PROVINCE, REGIONS, table
from baowen.monitor.indicators.places import rolled_up
from baowen.monitor.score import EventRow, Population, Seen, nested, score

CODES = st.sampled_from(["100000", "430000", "430100", "430102", "431000", "431002", "440000", "DK", "DK-84", ""])
DAYS = st.integers(0, 700).map(lambda n: date(2024, 1, 1) + timedelta(days=n))
SIGNALS = st.builds(
    Seen, indicator=st.sampled_from(["delivery_rate", "price_rise", "purchase_drop"]), severity=st.just("red"),
    region_code=CODES, subject_type=st.just("product"), subject_code=st.sampled_from(["P1", "P2"]),
    ingredient=st.sampled_from(["", "X"]), first_seen=DAYS, last_seen=DAYS,
)  # fmt: skip
EVENTS = st.builds(
    EventRow, event_id=st.sampled_from(["a", "b", "c"]),
    kind=st.sampled_from(["stop_production", "price_gouging", "delivery_failure", "other"]), region_code=CODES,
    subject_type=st.just("product"), subject_id=st.sampled_from(["P1", "P2", "X"]), starts_on=DAYS,
    hits_on=st.none() | DAYS, ends_on=st.none() | DAYS,
)  # fmt: skip
NOBODY = Population(subject_months={"all": 1000}, source="given")


@given(one=CODES, other=CODES)
def test_nesting_of_places_has_no_direction(one: str, other: str) -> None:
    assert nested(one, other) == nested(other, one)


@given(signals=st.lists(SIGNALS, max_size=12), truth=st.lists(EVENTS, max_size=8))
def test_shares_of_a_score_lie_between_0_and_1_and_found_never_exceeds_events(
    signals: list[Seen], truth: list[EventRow]
) -> None:
    report = score(signals, truth, NOBODY)
    for one in (report.overall, *report.by_kind.values()):
        assert 0 <= one.found <= one.events
        assert 0 <= one.matched <= one.signals
        assert all(share is None or 0 <= share <= 1 for share in (one.recall, one.precision))
    assert len(report.missed) == report.overall.events - report.overall.found


@given(signals=st.lists(SIGNALS, max_size=8), more=SIGNALS, truth=st.lists(EVENTS, min_size=1, max_size=6))
def test_one_more_signal_never_lowers_recall(signals: list[Seen], more: Seen, truth: list[EventRow]) -> None:
    before, after = score(signals, truth, NOBODY).overall, score([*signals, more], truth, NOBODY).overall
    assert after.found >= before.found


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([row["region"] for row in REGIONS]), st.integers(1, 9)), min_size=1))
def test_rolling_up_to_the_province_keeps_every_row_once(rows: list[tuple[int, int]]) -> None:
    facts = ibis.memtable(pl.DataFrame(rows, schema={"region": pl.Int32, "packs": pl.Int64}, orient="row"))
    found = rolled_up(facts, table("region", REGIONS), ("province",)).to_pyarrow().to_pylist()
    assert {row["region"] for row in found} == {PROVINCE}
    assert sum(row["packs"] for row in found) == sum(packs for _, packs in rows)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 30), st.floats(0, 1)), min_size=1))
def test_evidence_is_never_negative_and_none_where_the_rate_is_usual_or_better(
    rows: list[tuple[int, int, float]],
) -> None:
    rows = [(min(good, n), n, usual) for good, n, usual in rows]
    kinds = {"good": pl.Int64, "n": pl.Int64, "usual": pl.Float64}
    facts = ibis.memtable(pl.DataFrame(rows, schema=kinds, orient="row"))
    found = (
        facts.mutate(evidence=lack_evidence(facts.good, facts.n, facts.usual, least_failure=0.001))
        .to_pyarrow()
        .to_pylist()
    )
    for row in found:
        assert row["evidence"] >= 0
        if row["good"] / row["n"] >= row["usual"] >= 0.001:
            assert row["evidence"] == 0


def test_evidence_grows_with_the_lines_that_failed() -> None:
    facts = ibis.memtable(pl.DataFrame({"good": [9, 6, 3, 0], "n": [10] * 4, "usual": [0.95] * 4}))
    found = (
        facts.select(e=lack_evidence(facts.good, facts.n, facts.usual, least_failure=0.001))
        .to_pyarrow()["e"]
        .to_pylist()
    )
    assert found == sorted(found)
    assert found[-1] == pytest.approx(29.957, abs=0.01)  # 10 · ln(1 / 0.05)
