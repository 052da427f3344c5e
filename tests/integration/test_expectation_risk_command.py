"""`baowen risk`: what was seen becomes scores by drug and place, with their parts."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from baowen.cli import main
from baowen.commands.fields import first_level
from baowen.core.home import Home
from baowen.core.problems import BaowenError

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 1, 8, tzinfo=UTC)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setenv("COLUMNS", "200")
        monkeypatch.setattr(sys, "argv", ["baowen", "--home", str(home.root), *words])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


def _saw(product: int, indicator: str, severity: str, *, region: int = 430100, month: str = "2026-10") -> None:
    from baowen.monitor.models import CycleRun, Sighting, Signal

    cycle, _ = CycleRun.objects.get_or_create(
        as_of=date(2026, 10, 31), defaults={"started_at": AT, "ended_at": AT, "policy_version": "p"}
    )
    same: dict[str, Any] = {
        "severity": severity, "value": 0.4, "clause": "c", "basis": "illustrative", "policy_key": "k", "region": region,
        "subject_type": "product", "subject": product,
    }  # fmt: skip
    signal = Signal.objects.create(
        number=f"S-{indicator}-{region}-{month}-{product}", indicator=indicator, worst_severity=severity,
        region_code=str(region), region_name="x", subject_code="x", subject_name="x", period_first=month,
        period_last=month, first_seen=date(2026, 10, 1), last_seen=date(2026, 10, 31), policy_version="p", **same,
    )  # fmt: skip
    Sighting.objects.create(signal=signal, month=month, seen_on=date(2026, 10, 31), run=cycle, **same)


def _products(home: Home) -> dict[str, int]:
    from baowen.lake.store import Lake

    rows = Lake(home.lake).read("catalogue", columns=["product_code", "product"])
    assert rows is not None
    return dict(rows.iter_rows())


@pytest.mark.usefixtures("registers")
def test_scores_come_with_the_parts_that_they_are_made_of(home: Home, run: Run) -> None:
    product = _products(home)
    _saw(product["P001"], "delivery_rate", "red")
    _saw(product["P001"], "stop_notice_impact", "orange", region=430000, month="2026-09")
    _saw(product["P002"], "purchase_drop", "blue")
    _saw(product["P002"], "delivery_rate", "red", month="2026-05")  # too long ago
    code, out, _ = run("risk", "--json")
    found = json.loads(out)
    assert code == 0
    assert [(one["region_code"], one["drug"].partition("|")[0]) for one in found] == [
        ("430100", "阿司匹林"), ("430000", "阿司匹林"), ("430100", "地高辛"),
    ]  # fmt: skip
    assert set(found[0]) == first_level("risk")
    assert [(part["indicator"], part["place_code"], part["product_code"]) for part in found[0]["parts"]] in (
        [("delivery_rate", "430100", "P001"), ("stop_notice_impact", "430000", "P001")],
        [("stop_notice_impact", "430000", "P001"), ("delivery_rate", "430100", "P001")],
    )
    assert found[0]["score"] > found[1]["score"] > 0
    code, out, _ = run("risk")
    assert (code, "配送率 红" in out, "430100" in out) == (0, True, False)
    assert "阿司匹林" in out
    assert json.loads(run("risk", "--region", "430200", "--json")[1]) == []
    assert len(json.loads(run("risk", "--region", "430100", "--json")[1])) == 2


@pytest.mark.usefixtures("registers")
def test_without_warnings_nothing_is_above_the_ordinary_and_mistakes_are_told(home: Home, run: Run) -> None:
    from baowen.monitor.risk_list import risks

    with pytest.raises(BaowenError, match="cycle"):
        risks(home)
    code, _, err = run("risk", "--json")
    assert (code, "baowen cycle" in err) == (2, True)
    _saw(_products(home)["P001"], "price_rise", "red")
    code, out, _ = run("risk")
    assert (code, "没有药品的短缺风险高于平常" in out) == (0, True)
    code, _, err = run("risk", "--region", "999999")
    assert (code, "999999" in err) == (2, True)


@pytest.mark.usefixtures("registers")
def test_the_serving_file_tells_the_same_scores_with_the_product_of_the_weightiest_part(home: Home) -> None:
    from baowen.lake.serving import open_serving
    from baowen.lake.serving.queries.risks import likely_shortages, risks_of_drug
    from baowen.monitor.risk_list import risks
    from baowen.monitor.serving import refresh_serving

    refresh_serving(home, at=AT)
    assert open_serving(home.serving).origin.rows["risk"] == 0  # nothing is scored before a first run
    product = _products(home)
    _saw(product["P001"], "purchase_drop", "blue")
    _saw(product["P002"], "delivery_rate", "red")
    _saw(product["P001"], "delivery_rate", "red", region=430200)
    refresh_serving(home, at=AT)
    opened, wanted = open_serving(home.serving), risks(home)
    found = likely_shortages(opened, place=430000, within=430000, most=9)
    highest = {one.drug: one for one in reversed(wanted)}
    assert {(one.drug, one.score, str(one.region), one.horizon_days, one.product_code) for one in found} == {
        (one.drug, one.score, one.region_code, one.horizon_days, one.parts[0].product_code) for one in highest.values()
    }
    assert sum(one.places for one in found) == len(wanted) == 3
    for one in wanted:
        here = risks_of_drug(opened, drug=one.drug, place=int(one.region_code), within=430000, most=9)
        assert [(two.indicator, two.severity, two.contribution) for two in here[0].parts] == [
            (part.indicator, part.severity, part.contribution) for part in one.parts
        ]
