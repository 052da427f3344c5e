"""A small simulated province, taken in once a session; each test gets a copy of the home and of its records."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.core.management.color import no_style
from django.db import connection, models, transaction

from baowen.core.home import Home, create_home

AT = datetime(2026, 11, 1, 8, tzinfo=UTC)
TODAY = date(2026, 11, 1)
FEEDS = ("organisation", "catalogue", "listing_price", "stop_notice", "order_line", "delivery", "receipt", "usage")
DATED = {"order_line": "下单日期", "delivery": "送达日期", "receipt": "入库日期", "usage": "月份"}
MONTHS = [f"2026-{month:02d}" for month in range(4, 11)]


@dataclass(frozen=True)
class Province:
    """The files of a simulated province, one frame of text cells for each feed."""

    frames: dict[str, pl.DataFrame]

    def between(self, feed: str, first: str, last: str) -> pl.DataFrame:
        """Rows whose day, as text, lies between two texts, the first inclusive and the last exclusive."""
        day = pl.col(DATED[feed])
        return self.frames[feed].filter((day >= first) & (day < last))


@dataclass
class Deployment:
    """One home with its records in the test's database, and a folder to write files to."""

    home: Home
    outbox: Path

    def bring(self, feed: str, rows: pl.DataFrame | str, name: str = "") -> Any:
        """Write rows to a file and import it."""
        from baowen.collect.actions import import_file

        path = self.outbox / (name or f"{feed}-{len(list(self.outbox.iterdir()))}.csv")
        if isinstance(rows, str):
            path.write_text(rows, encoding="utf-8")
        else:
            rows.write_csv(path)
        outcome = import_file(self.home, feed, path, by="test", at=AT, clock=lambda: AT)
        assert outcome.refused == 0, outcome.problems.head(3).to_dicts()
        return outcome

    def cycle(self, as_of: date | None = None, progress: Callable[[str, int, int], None] | None = None) -> Any:
        """Run the cycle as of a day."""
        from baowen.monitor.actions import run_cycle

        show = progress or (lambda *_: None)
        return run_cycle(self.home, by="test", clock=lambda: AT, today=TODAY, as_of=as_of, progress=show)


def _trimmed(folder: Path) -> Province:
    """Months before the first of orders hold a few old list prices only; leaving them out halves the work."""
    frames = {}
    for feed in FEEDS:
        parts = [pl.read_csv(path, infer_schema=False) for path in sorted(folder.glob(f"{feed}*.csv"))]
        frames[feed] = pl.concat(parts)
    prices = frames["listing_price"]
    newest = prices.filter(pl.col("执行日期") < MONTHS[0]).unique("药品代码", keep="last", maintain_order=True)
    newest = newest.with_columns(执行日期=pl.lit(f"{MONTHS[0]}-01"))
    later = prices.filter(pl.col("执行日期") > f"{MONTHS[0]}-01")
    frames["listing_price"] = pl.concat([newest, later]).unique(["药品代码", "行政区划代码", "执行日期"], keep="last")
    return Province(frames)


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Province:
    from baowen.simulate import Parameters, simulate

    folder = tmp_path_factory.mktemp("province")
    simulate(Parameters(hospitals=14, products=40, months=len(MONTHS), until=MONTHS[-1], seed=5, lines=9000), folder)
    return _trimmed(folder)


@pytest.fixture
def deployment(tmp_path: Path, db: None) -> Deployment:
    """An empty home."""
    del db
    outbox = tmp_path / "outbox"
    outbox.mkdir()
    return Deployment(create_home(tmp_path / "home", region="430000"), outbox)


RECORDS = ("ImportRecord", "AuditHead", "AuditEntry", "CycleRun", "CubeMonth", "Signal", "Sighting", "DataQuestion")


def _models() -> list[type[models.Model]]:
    from django.apps import apps

    by_name = {model.__name__: model for model in apps.get_models()}
    return [by_name[name] for name in RECORDS]


@dataclass(frozen=True)
class Stage:
    """A home as it stood after some work: its folder, and all its records."""

    root: Path
    records: list[list[models.Model]]

    def put_back(self) -> None:
        """Make the test's database hold these records and no others."""
        for model in reversed(_models()):
            model._default_manager.all().delete()
        for rows, model in zip(self.records, _models(), strict=True):
            model._default_manager.bulk_create(rows)

    def copy_to(self, root: Path) -> Deployment:
        """The same home again, with its records in this test's database."""
        shutil.copytree(self.root, root)
        self.put_back()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
                cursor.execute(statement)
        outbox = root.parent / "outbox"
        outbox.mkdir(exist_ok=True)
        return Deployment(Home(root, "430000"), outbox)


def _stage(root: Path, work: Callable[[Deployment], None], blocker: Any) -> Stage:
    """Do some work in a home whose records leave the database again when it is done."""
    outbox = root.parent / "outbox"
    outbox.mkdir()
    with blocker.unblock(), transaction.atomic():
        work(Deployment(create_home(root, region="430000"), outbox))
        records = [list(model._default_manager.order_by("pk")) for model in _models()]
        transaction.set_rollback(True)
    return Stage(root, records)


@pytest.fixture(scope="session")
def full_stage(
    province: Province, tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Stage:
    """Everything taken in at once and looked at once."""
    del django_db_setup

    def work(deployment: Deployment) -> None:
        for feed in FEEDS:
            deployment.bring(feed, province.frames[feed], f"{feed}.csv")
        deployment.cycle()

    return _stage(tmp_path_factory.mktemp("full") / "home", work, django_db_blocker)


@pytest.fixture
def full(full_stage: Stage, tmp_path: Path, db: None) -> Deployment:
    del db
    return full_stage.copy_to(tmp_path / "home")
