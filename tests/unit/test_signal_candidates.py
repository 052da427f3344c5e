"""What is suggested for and against a list, and on which evidence; nothing is suggested that already holds."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from baowen.core.policy import load_packs
from baowen.monitor.candidates import CandidateParameters, Evidence, suggest
from baowen.monitor.indicators.parameter import read_parameters

RULES = read_parameters(CandidateParameters, load_packs().ruling("100000", date(2026, 10, 1)))
LASTING = {"months": ("2026-07", "2026-08", "2026-09"), "signals": ("S1",), "worst": "red"}
WIDE = {"places": ("430100", "430200", "430300"), "signals": ("S1", "S2"), "worst": "orange"}
STOPPED = {"stops": ("S3",), "signals": ("S3",), "worst": "orange"}
REPORTED = {"reporters": 3}
AMPLE = {"calm": True, "makers": 4, "largest_share": 0.5, "delivery": 0.97}


def suggested(**known: Any) -> list[tuple[str, str]]:
    found = suggest([Evidence(drug_key="k", drug_name="药", **known)], "430000", RULES)
    return [(one.direction, one.list_kind) for one in found]


@pytest.mark.parametrize("known", [LASTING, WIDE, STOPPED, REPORTED])
def test_one_ground_alone_asks_for_the_monitoring_list(known: dict[str, Any]) -> None:
    assert suggested(**known) == [("in", "monitoring")]


@pytest.mark.parametrize("known", [LASTING | WIDE, LASTING | STOPPED, STOPPED | REPORTED, WIDE | REPORTED])
def test_two_grounds_ask_for_the_shortage_list(known: dict[str, Any]) -> None:
    assert suggested(**known) == [("in", "shortage")]


def test_too_little_of_everything_suggests_nothing() -> None:
    assert suggested(months=("2026-09",), places=("430100",), signals=("S1",), reporters=1) == []


def test_what_is_listed_already_is_not_suggested_again_but_may_rise_to_the_shortage_list() -> None:
    on_monitoring, on_shortage = (("monitoring", "一"),), (("shortage", "一"),)
    assert suggested(**LASTING, listed=on_monitoring) == []
    assert suggested(**(LASTING | STOPPED), listed=on_monitoring) == [("in", "shortage")]
    assert suggested(**(LASTING | STOPPED), listed=on_shortage) == []


def test_ample_supply_and_competition_ask_for_leaving_each_list() -> None:
    listed = (("monitoring", "一"), ("shortage", "二"), ("essential", "2018"))
    assert suggested(**AMPLE, listed=listed) == [("out", "monitoring"), ("out", "shortage")]


@pytest.mark.parametrize(
    "but",
    [{"calm": False}, {"makers": 2}, {"largest_share": 0.8}, {"delivery": 0.9}, {"delivery": None}, {"listed": ()}],
)
def test_one_missing_ground_keeps_a_drug_on_its_list(but: dict[str, Any]) -> None:
    assert suggested(**(AMPLE | {"listed": (("monitoring", "一"),)} | but)) == []


def test_drugs_to_take_up_come_first_and_the_gravest_of_them() -> None:
    several = [
        Evidence(drug_key="out", drug_name="甲", listed=(("shortage", "一"),), **AMPLE),  # type: ignore[arg-type]
        Evidence(drug_key="mild", drug_name="乙", **WIDE),  # type: ignore[arg-type]
        Evidence(drug_key="grave", drug_name="丙", **LASTING),  # type: ignore[arg-type]
    ]
    assert [one.drug_key for one in suggest(several, "430000", RULES)] == ["grave", "mild", "out"]
