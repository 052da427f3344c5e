"""How far the score of a shortage may be believed: labels, Brier score, reliability and fit."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import polars as pl
import pytest
from bench.detection.calibration import Province, brier, calibration, fitted, kept, labelled, read_back, reliability

from baowen.monitor.indicators.risk import RiskParameters
from baowen.monitor.score import EventRow

RULES = RiskParameters(
    weights={"delivery_rate": 2.0, "stockout_risk": 1.5}, intercept=-3.0, horizon_days=60, memory_months=2,
    severity_share={"blue": 0.25, "yellow": 0.5, "orange": 0.75, "red": 1.0},
)  # fmt: skip
KEYS = {"region": pl.Int32, "city": pl.Int32, "province": pl.Int32, "product": pl.Int32, "subject": pl.Int32}


def _event(product: str, hits_on: date, region: str = "430100", kind: str = "stop_production") -> EventRow:
    return EventRow(
        event_id=f"{kind}-{product}", kind=kind, region_code=region, subject_type="product", subject_id=product,
        starts_on=date(2026, 1, 1), hits_on=hits_on, ends_on=date(2026, 12, 31),
    )  # fmt: skip


def _province(truth: tuple[EventRow, ...]) -> Province:
    places = [(430000, "430000", None, 430000), (430100, "430100", 430100, 430000), (430200, "430200", 430200, 430000)]
    warned = [("delivery_rate", 430100, 1, "2026-03", "red", 0.4), ("stockout_risk", 430100, 1, "2026-03", "blue", 0.2)]
    cases = [("2026-03", drug, region) for drug in ("a", "b") for region in (430100, 430200)]
    return Province(
        name="seed 1", truth=truth,
        warned=pl.DataFrame(warned, schema={"indicator": pl.String, "region": pl.Int32, "subject": pl.Int32,
                            "month": pl.String, "severity": pl.String, "value": pl.Float64}, orient="row"),
        cases=pl.DataFrame(cases, schema={"month": pl.String, "drug": pl.String, "region": pl.Int32}, orient="row"),
        drugs=pl.DataFrame([(1, "P1", "a"), (2, "P2", "b")],
                           schema={"product": pl.Int32, "product_code": pl.String, "drug": pl.String}, orient="row"),
        places=pl.DataFrame(places, schema={"region": pl.Int32, "code": pl.String, "city": pl.Int32,
                                            "province": pl.Int32}, orient="row"),
    )  # fmt: skip


def test_a_case_comes_true_when_the_event_is_felt_in_its_place_within_the_horizon() -> None:
    province = _province((_event("P1", date(2026, 5, 30)), _event("P2", date(2026, 6, 15), region="430000")))
    cases = labelled(province, RULES).sort("region", "drug")
    assert cases.select("region", "drug", "happened").rows() == [
        (430100, "a", True), (430100, "b", False), (430200, "a", False), (430200, "b", False),
    ]  # fmt: skip
    chance = 1 / (1 + math.exp(3.0 - 2.0 - 0.375))
    assert cases["score"].to_list() == pytest.approx([chance, *[1 / (1 + math.exp(3.0))] * 3])


def test_what_is_felt_already_goes_on_but_is_no_onset_and_prices_are_no_shortage() -> None:
    province = _province((
        _event("P1", date(2026, 2, 10), region="430000"), _event("P2", date(2026, 4, 10), kind="price_gouging"),
    ))  # fmt: skip
    cases = labelled(province, RULES, onsets=True)
    assert set(cases["drug"]) == {"b"}
    assert not cases["happened"].any()
    every = labelled(province, RULES)
    assert set(every.filter("happened")["drug"]) == {"a"}
    assert every.height == 4


def test_the_fit_finds_the_log_odds_that_the_cases_were_drawn_from() -> None:
    chance = np.random.default_rng(1)
    share, idle = chance.choice([0.0, 0.5, 1.0], 40_000), chance.choice([0.0, 1.0], 40_000)
    happened = chance.random(40_000) < 1 / (1 + np.exp(3.0 - 2.5 * share + 1.0 * idle))
    cases = pl.DataFrame({"works": share, "hinders": idle, "happened": happened})
    intercept, weights = fitted(cases, ["works", "hinders"])
    assert weights["works"] == pytest.approx(2.5, abs=0.15)
    assert weights["hinders"] == 0.0  # no weight may speak against a shortage
    assert intercept < -3.0


def test_the_brier_score_and_the_tenths_are_what_they_are_by_hand() -> None:
    assert brier(np.array([0.0, 0.5, 1.0]), np.array([0.0, 1.0, 1.0])) == pytest.approx(0.25 / 3)
    cases = pl.DataFrame({"score": [0.05, 0.07, 0.55, 1.0], "happened": [False, True, True, True]})
    assert reliability(cases).rows() == [(0, 2, pytest.approx(0.06), 0.5), (5, 1, 0.55, 1.0), (9, 1, 1.0, 1.0)]


def test_the_section_tells_the_figures_and_a_province_can_be_kept(tmp_path: object) -> None:
    from pathlib import Path

    province = _province((_event("P1", date(2026, 5, 1)),))
    folder = Path(str(tmp_path)) / "kept"
    kept(province, folder)
    again = read_back(folder, province.truth, name=province.name)
    text = calibration([again], RULES)
    assert text == calibration([province], RULES)
    assert "Brier" in text
    assert "cases: 4" in text
    assert "came true: 1 (25.00%)" in text
    assert "| 0.3–0.4 | 1 | 34.9% | 100.0% |" in text
    assert text.startswith("## 短缺风险评分")
