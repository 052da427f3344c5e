"""DuckDB, Spark here, a Spark cluster and Sail give the same indicators and the same cubes on the same lake.

Counts, decimals, days, texts and keys are equal to the last digit; floats within 1e-9, because sums of floats come in
another order on another engine. Families and cubes are asked of the registry and of the lake, so that a new one is
compared without anybody remembering.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from bench.servers import sail, spark_cluster, spark_here
from django.db import models, transaction

from baowen.collect.places import place_table
from baowen.core.home import Home, create_home
from baowen.core.period import Month
from baowen.lake.engine import ENGINE_VARIABLE, Engine, open_engine
from baowen.lake.store import CURRENT, Lake
from baowen.monitor.indicators.registry import FAMILIES
from baowen.monitor.indicators.tables import Scope, Tables
from baowen.monitor.rules_in_force import RulesInForce, rules_in_force
from baowen.monitor.tables import open_tables
from baowen.vbp.progress.facts import cycle_sums
from baowen.vbp.progress.marks import MARKS

AT, DAY = datetime(2026, 11, 1, 8, tzinfo=UTC), date(2026, 10, 31)
FIRST, JUDGED = Month(2025, 9), Month(2026, 6)
REBUILT = ("2026-10",)
# A session here and a cluster plan with the same Spark, minutes for all families: the cluster compares every one, the
# session a sample, or every one too where this variable is set.
EVERY_ENGINE = "BAOWEN_TEST_EVERY_ENGINE"
SAMPLE = ("purchase", "delivery", "price_rise")
# Asked for here, because only a test that asks makes pytest set a database up for the fixtures that write to one.
pytestmark = pytest.mark.django_db
RELATIVE = 1e-9
# A province this small has few lines of a product and no rules for colours: these families are asked for less, or more.
LOOSENED: dict[str, dict[str, Any]] = {
    "price_paid": {"least_lines": 1, "least_rise": 0.01},
    "essential": {"least_varieties": 1},
    "vbp": {
        "least_agreed": 0.0, "least_gap_orders": 0.0, "least_gap_share": 0.0, "least_contracts": 1, "least_lines": 1,
        "least_evidence": 0.0, "least_failure": 0.0,
    },
    "marks": {
        "rules": tuple(
            {"scope": "挂网药品", "comparator": comparator, "unit_basis": unit, "operator": sign, "multiple": 1.05,
             "colour": "yellow", "action": "标识"}
            for comparator, unit, sign in (
                ("同药最低挂网价", "最小单位", ">="), ("同药挂网价中位数", "差比价", ">"),
            )
        ),
        "combinations": ({"least": 2, "of": "yellow", "colour": "red", "action": "标识"},),
    },
}  # fmt: skip
# Small data: planning is what costs, so Spark may neither split it nor compile its plans.
SMALL = (
    "spark.sql.shuffle.partitions=1 spark.sql.adaptive.enabled=false spark.sql.codegen.wholeStage=false "
    "spark.driver.memory=1g spark.executor.memory=1g spark.driver.extraJavaOptions=-XX:TieredStopAtLevel=1 "
    "spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1"
)


@dataclass(frozen=True)
class Province:
    """A loaded home with its cubes built by DuckDB, and the record of which months they were built from."""

    home: Home
    built: list[models.Model]


@pytest.fixture(scope="module")
def province(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Province]:
    """A small simulated province with every fact that the simulator plays."""
    from baowen.collect.actions import import_file
    from baowen.collect.folder import files_to_load
    from baowen.monitor.models import CubeMonth
    from baowen.simulate import Parameters, simulate

    del django_db_setup
    folder = tmp_path_factory.mktemp("engines")
    asked = Parameters(hospitals=20, products=60, months=14, seed=5, lines=28000, quiet_months=3, format="parquet")
    simulate(asked, folder / "outbox")
    with django_db_blocker.unblock(), transaction.atomic():
        home = create_home(folder / "home", region="430000")
        for feed, path in files_to_load(folder / "outbox"):
            import_file(home, feed, path, by="test", at=AT, clock=lambda: AT)
        build_cubes(home)
        built = list(CubeMonth.objects.all())
        transaction.set_rollback(True)
    yield Province(home, built)
    shutil.rmtree(folder)


def build_cubes(home: Home) -> None:
    """Run the cycle without its indicators: whatever cubes there are get built, by the engine that is chosen."""
    from baowen.monitor import actions
    from baowen.monitor.evaluate import nothing_found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(actions, "evaluate", lambda *_, **__: nothing_found())
        actions.run_cycle(home, by="test", clock=lambda: AT, today=DAY, as_of=DAY, progress=lambda *_: None)


ENGINES: dict[str, Callable[[Path], Any]] = {"spark here": spark_here, "spark cluster": spark_cluster, "sail": sail}


@pytest.fixture(scope="module", params=ENGINES)
def engine_name(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of one engine after the other, each started here and stopped when its tests are done.

    Servers read a copy of the lake, as they would from a bucket.
    """
    from baowen.lake.engine.mirror import MIRROR_VARIABLE
    from baowen.lake.engine.session import SETTINGS_VARIABLE, close_spark

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SETTINGS_VARIABLE, SMALL)
        folder = tmp_path_factory.mktemp("spark")
        if request.param != "spark here":
            patch.setenv(MIRROR_VARIABLE, f"file://{folder}/mirror")
        with ENGINES[request.param](folder) as name:
            if name.startswith("sc://"):
                patch.setenv(SETTINGS_VARIABLE, "")
            try:
                yield name
            finally:
                close_spark()


@dataclass(frozen=True)
class Opened:
    """The lake as one engine sees it, with the rules that are in force."""

    engine: Engine
    tables: Tables
    rules: RulesInForce

    def findings(self, family: str) -> pl.DataFrame:
        """What a family finds in the last months."""
        scope = Scope(months=tuple(JUDGED.until(Month.of(DAY))), as_of=DAY)
        parameters = replace(self.rules.parameters[family], **LOOSENED.get(family, {}))
        found = FAMILIES[family].findings(self.tables, parameters, scope)
        return self.engine.run(found)


def open_lake(home: Home, engine_name: str) -> Opened:
    lake = Lake(home.lake)
    places = place_table(lake)
    key = dict(places.select("code", "region").iter_rows())[home.region]
    rules = rules_in_force(home, as_of=DAY, first=FIRST, places=places, home_key=key)
    engine = open_engine(lake, engine_name)
    return Opened(engine, open_tables(lake, engine, calendar=rules.calendar), rules)


@pytest.fixture(scope="module")
def opened(province: Province, engine_name: str) -> Opened:
    return open_lake(province.home, engine_name)


@pytest.fixture(scope="module")
def expected(province: Province) -> dict[str, pl.DataFrame]:
    """What DuckDB finds, by family."""
    opened = open_lake(province.home, "duckdb")
    return {family: opened.findings(family) for family in FAMILIES}


def check_same(found: pl.DataFrame, expected: pl.DataFrame) -> None:
    """Same columns of the same types and the same rows in any order; floats within RELATIVE."""
    assert found.schema == expected.schema
    floats = [name for name, kind in expected.schema.items() if kind.is_float()]
    exact = [name for name in expected.columns if name not in floats]
    ours, theirs = (frame.sort(*exact, *floats, nulls_last=True) for frame in (found, expected))
    assert ours.select(exact).equals(theirs.select(exact))
    for name in floats:
        assert ours[name].is_null().equals(theirs[name].is_null()), name
        apart = (ours[name] - theirs[name]).abs() > RELATIVE * theirs[name].abs()
        assert not apart.fill_null(False).any(), (name, ours.filter(apart).head(3), theirs.filter(apart).head(3))


def test_the_small_province_gives_every_family_something_to_find(expected: dict[str, pl.DataFrame]) -> None:
    assert [name for name, frame in expected.items() if frame.is_empty()] == []


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_finds_the_same(
    family: str, engine_name: str, opened: Opened, expected: dict[str, pl.DataFrame]
) -> None:
    if engine_name.startswith("local") and family not in SAMPLE and not os.environ.get(EVERY_ENGINE):
        pytest.skip(f"the cluster compares this family on the same Spark; {EVERY_ENGINE}=1 compares it here as well")
    check_same(opened.findings(family), expected[family])


def contract_sums(opened: Opened) -> pl.DataFrame:
    """Everything that was bought under each contract of procurement in volume."""
    rounds = opened.engine.local(pl.DataFrame(schema=MARKS))
    return opened.engine.run(cycle_sums(opened.tables, rounds, DAY, numerator="received", recent_months=3))


def test_what_was_bought_under_every_contract_is_the_same(province: Province, opened: Opened) -> None:
    expected = contract_sums(open_lake(province.home, "duckdb"))
    assert not expected.is_empty()
    check_same(contract_sums(opened), expected)


def test_every_cube_is_built_the_same(
    province: Province, engine_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    del db
    shutil.copytree(province.home.root, tmp_path / "home")
    home = Home(tmp_path / "home", province.home.region)
    kept = [row for row in province.built if getattr(row, "month", "") not in REBUILT]
    type(province.built[0])._default_manager.bulk_create(kept)
    monkeypatch.setenv(ENGINE_VARIABLE, engine_name)
    build_cubes(home)
    # What comes out byte by byte as it was is not written again: that it was built is seen from what is remembered.
    built = type(province.built[0])._default_manager
    assert {(row.cube, row.month) for row in built.all()} >= {(row.cube, row.month) for row in province.built}
    before, after = Lake(province.home.lake), Lake(home.lake)
    cubes = [table for table in before.tables() if table.startswith("cube_")]
    assert len(cubes) >= 4
    for table in cubes:
        check_same(rows_of(after, table), rows_of(before, table))


def test_a_table_too_large_for_one_message_goes_in_parts_and_comes_back_whole(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    from baowen.lake.engine import spark

    monkeypatch.setattr(spark, "BYTES_AT_ONCE", 1000)
    monkeypatch.setattr(spark, "BYTES_THAT_STAY", 100)
    rows = pl.DataFrame(
        {"key": range(500), "price": [None, *(str(number) for number in range(499))], "name": ["药品"] * 500}
    ).with_columns(pl.col("price").cast(pl.Decimal(18, 4)))
    parts = spark._parts(rows.to_arrow())
    assert len(parts) > 10
    assert max(part.nbytes for part in parts) < 1100
    session = opened.engine._session  # type: ignore[attr-defined]
    before = {table.name for table in session.catalog.listTables() if table.isTemporary}
    for some in (rows, rows.head(20)):
        local = opened.engine.local(some)
        for _ in range(2):
            check_same(opened.engine.run(local), some)
    assert {table.name for table in session.catalog.listTables() if table.isTemporary} <= before


def test_a_large_table_of_this_process_stays_arrow_on_its_way(opened: Opened, engine_name: str) -> None:
    if engine_name.startswith("sc://"):
        pytest.skip("a server of Spark Connect keeps what it is sent in its own way; that way is not this program's")
    rows = pl.DataFrame({"key": range(200_000)})
    local = opened.engine.local(rows)
    assert opened.engine.run(local.count().as_table()).item() == 200_000
    backend = opened.engine._backend  # type: ignore[attr-defined]
    backend._run_pre_execute_hooks(local)
    plan = opened.engine._session.sql(backend.compile(local))._jdf.queryExecution().toString()  # type: ignore[attr-defined]
    backend.forget_large_tables(local)
    assert "ExistingRDD arrow" in plan
    assert "LocalTableScan" not in plan


def rows_of(lake: Lake, table: str) -> pl.DataFrame:
    rows = lake.read(table, months=REBUILT)
    assert rows is not None
    return rows.filter(pl.col("state") == CURRENT)


def test_a_difference_in_the_last_digit_is_seen() -> None:
    row = pl.DataFrame({"key": [1], "sum": ["0.0001"], "rate": [0.5]}).with_columns(
        pl.col("sum").cast(pl.Decimal(18, 4))
    )
    check_same(row.with_columns(rate=pl.col("rate") * (1 + 1e-12)), row)
    for other in (
        row.with_columns(sum=pl.lit("0.0002").cast(pl.Decimal(18, 4))),
        row.with_columns(rate=pl.col("rate") * (1 + 1e-8)),
        row.with_columns(rate=pl.lit(None, pl.Float64)),
        pl.concat([row, row]),
    ):
        with pytest.raises(AssertionError):
            check_same(other, row)
