"""A cycle that is run again, taken apart, or broken off ends where one undisturbed run over everything ends (MON-1)."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from baowen.core.models import AuditEntry
from baowen.lake.store import Lake
from baowen.monitor.models import CubeMonth, DataQuestion, Sighting, Signal

pytestmark = pytest.mark.django_db


def signature() -> dict[str, set[tuple[Any, ...]]]:
    """What the records say, without the run, without the day on which it became known, and without the weight.

    The weight of a price rise is what was spent in the year up to the run's day, so it depends on that day. A signal
    that one of a place above took in whole is a trace of what was known earlier: who looks once never had it.
    """
    taken_in = Signal.objects.filter(state=Signal.State.MERGED, sightings__isnull=True)
    live = Signal.objects.exclude(state=Signal.State.WITHDRAWN).exclude(id__in=taken_in).values_list(
        "indicator", "region_code", "subject_type", "subject_code", "period_first", "period_last", "severity",
        "worst_severity", "times_seen", "state",
    )  # fmt: skip
    sightings = Sighting.objects.exclude(signal__state=Signal.State.WITHDRAWN)
    numbers = ("value", "reference", "threshold")
    return {
        "signals": set(live),
        "sightings": {
            (*row[:7], *(None if cell is None else float(f"{cell:.9g}") for cell in row[7:]))
            for row in sightings.values_list(
                "signal__indicator", "signal__region_code", "signal__subject_code", "month", "severity", "n",
                "policy_key", *numbers,
            )
        },
        "questions": set(
            DataQuestion.objects.filter(state="open").values_list(
                "kind", "month", "hospital_code", "product_code", "rows"
            )
        ),
    }  # fmt: skip


def difference(found: dict[str, set[Any]], wanted: dict[str, set[Any]]) -> dict[str, list[Any]]:
    """What only one of the two says; empty where they agree."""
    return {
        f"{name}: {word}": sorted(one[name] - other[name], key=str)
        for name in wanted
        for word, one, other in (("only found", found, wanted), ("only wanted", wanted, found))
        if one[name] - other[name]
    }


def everything() -> list[list[dict[str, Any]]]:
    return [list(model._default_manager.order_by("id").values()) for model in (Signal, Sighting, DataQuestion)]


def test_a_second_run_changes_neither_signals_nor_sightings_nor_files(full: Any) -> None:
    lake = Lake(full.home.lake)
    files = sorted(path for path in full.home.lake.rglob("*") if path.is_file())
    before, versions = everything(), lake.versions()
    assert Signal.objects.count() > 10
    outcome = full.cycle()
    assert outcome.months == []
    assert {
        outcome.counts[name] for name in ("signals_new", "signals_updated", "signals_withdrawn", "cube_months")
    } == {0}
    assert everything() == before
    assert lake.versions() == versions
    assert sorted(path for path in full.home.lake.rglob("*") if path.is_file()) == files


def test_every_import_and_every_cycle_leaves_one_audit_entry(full: Any) -> None:
    imports = AuditEntry.objects.filter(action="import_file")
    assert sorted(entry.details["feed"] for entry in imports) == sorted(
        ["organisation", "catalogue", "listing_price", "stop_notice", "order_line", "delivery", "receipt", "usage"]
    )
    assert all(len(entry.details["sha256"]) == 64 and entry.details["refused"] == 0 for entry in imports)
    (first,) = AuditEntry.objects.filter(action="run_cycle")
    assert first.details["signals_new"] == Signal.objects.count()
    full.cycle()
    assert AuditEntry.objects.filter(action="run_cycle").count() == 2


def test_month_by_month_and_day_by_day_ends_like_one_load_and_one_cycle(
    province: Any, deployment: Any, full_stage: Any
) -> None:
    for feed in ("organisation", "catalogue", "listing_price", "stop_notice"):
        deployment.bring(feed, province.frames[feed])
    steps = [
        ("2026-04", "2026-09-01", date(2026, 8, 31)),
        ("2026-09", "2026-10-01", date(2026, 9, 30)),
        ("2026-10", "2026-10-16", date(2026, 10, 15)),
        ("2026-10-16", "2026-10-17", date(2026, 10, 16)),
        ("2026-10-17", "2026-10-32", date(2026, 10, 31)),
    ]
    numbers: dict[tuple[str, str, str, str], str] = {}
    for first, last, day in steps:
        for feed in ("order_line", "delivery", "receipt", "usage"):
            rows = province.between(feed, first, last)
            if rows.height:
                deployment.bring(feed, rows)
        deployment.cycle(day)
        assert not Signal.objects.filter(first_seen__gt=day).exists()
        assert not Sighting.objects.filter(seen_on__gt=day).exists()
        for signal in Signal.objects.exclude(state=Signal.State.WITHDRAWN):
            about = (signal.indicator, signal.region_code, signal.subject_code, signal.period_first)
            assert numbers.setdefault(about, signal.number) == signal.number
    found = signature()
    full_stage.put_back()
    assert difference(found, signature()) == {}


def _spoiled(frame: pl.DataFrame, dice: random.Random, column: str) -> pl.DataFrame:
    """One row in six not sent yet, one in twelve sent with another quantity."""
    fates = pl.Series("fate", [dice.random() for _ in range(frame.height)])
    wrong = pl.col(column).cast(pl.Float64).mul(3).cast(pl.Int64).cast(pl.String)
    return (
        frame.with_columns(fate=fates)
        .with_columns(pl.when(pl.col("fate") > 11 / 12).then(wrong).otherwise(pl.col(column)).alias(column))
        .filter(pl.col("fate") > 1 / 6)
        .drop("fate")
    )


def test_corrections_and_late_rows_in_any_order_reach_old_months(
    province: Any, deployment: Any, full_stage: Any
) -> None:
    dice = random.Random(11)
    for feed in ("organisation", "catalogue", "listing_price", "stop_notice", "usage"):
        deployment.bring(feed, province.frames[feed])
    moving = ["order_line", "delivery", "receipt"]
    for feed in moving:
        frame = _spoiled(province.frames[feed], dice, "数量")
        deployment.bring(feed, frame.with_columns(pl.lit(None, pl.String).alias("金额")))
    deployment.cycle()
    first = signature()
    pieces = [
        (feed, part)
        for feed in moving
        for part in province.frames[feed].sample(fraction=1.0, shuffle=True, seed=3).iter_slices(3000)
    ]
    dice.shuffle(pieces)
    for feed, part in pieces:
        deployment.bring(feed, part)
    deployment.cycle()
    found = signature()
    full_stage.put_back()
    assert difference(found, signature()) == {}
    assert first["sightings"] != found["sightings"]


class BrokenOffError(Exception):
    """Stands for the process dying at that moment."""


def _doubled(province: Any) -> pl.DataFrame:
    """Corrections of August: the dearest-selling product at twice its price, and one hospital's price by the tablet."""
    lines = province.frames["order_line"].filter(pl.col("下单日期").str.starts_with("2026-08"))
    product = lines["药品代码"].value_counts(sort=True).row(0)[0]
    rows = lines.filter(pl.col("药品代码") == product)
    hospital = rows.row(0, named=True)["医疗机构代码"]
    price = pl.col("单价").cast(pl.Float64)
    factor = pl.when(pl.col("医疗机构代码") == hospital).then(20).otherwise(2)
    return rows.with_columns(
        (price * factor).round(4).cast(pl.String).alias("单价"), pl.lit(None, pl.String).alias("金额")
    )


@pytest.mark.parametrize(("stage", "step"), [("cubes", 1), ("indicators", 1), ("indicators", 6)])
def test_a_cycle_that_breaks_off_is_made_good_by_the_next(
    province: Any, full_stage: Any, tmp_path: Path, stage: str, step: int, doubled_signature: Any
) -> None:
    def break_off(name: str, done: int, _of: int) -> None:
        if (name == "cubes") == (stage == "cubes") and done == step:
            raise BrokenOffError

    full = full_stage.copy_to(tmp_path / "home")
    before = signature()
    full.bring("order_line", _doubled(province))
    with pytest.raises(BrokenOffError):
        full.cycle(progress=break_off)
    assert signature()["sightings"] == before["sightings"]
    full.cycle()
    assert difference(signature(), doubled_signature) == {}
    assert signature() != before


@pytest.fixture(scope="module")
def doubled_signature(province: Any, full_stage: Any, tmp_path_factory: Any, django_db_blocker: Any) -> Any:
    """What an undisturbed run makes of the corrections."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        full = full_stage.copy_to(tmp_path_factory.mktemp("doubled") / "home")
        full.bring("order_line", _doubled(province))
        full.cycle()
        found = signature()
        transaction.set_rollback(True)
    return found


def test_months_remembered_as_built_are_those_of_the_order_lines(full: Any) -> None:
    built = set(CubeMonth.objects.filter(cube="cube_orders").values_list("month", flat=True))
    assert built == set(Lake(full.home.lake).months("order_line"))
