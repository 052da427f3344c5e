"""Homes for tests: an empty one, and one with a small register of hospitals and products."""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from baowen.cli import main
from baowen.commands.output import out as console
from baowen.core.home import Home, create_home
from baowen.core.problems import BaowenError

HERE = Path(__file__).resolve().parent
AT = datetime(2026, 11, 1, 8, tzinfo=UTC)

ORGANISATIONS = """机构代码,机构名称,机构类型,行政区划代码,机构等级
H001,甲县人民医院,医疗机构,430121,二级
H002,乙县人民医院,医疗机构,430181,二级
D001,丙配送有限公司,配送企业,430102,
"""
CATALOGUE = """药品代码,通用名,剂型,规格,包装,最小包装数量,原料药,生产企业
P001,阿司匹林片,片剂,0.1g,0.1g*30片/瓶,30,阿司匹林,丁制药
P002,地高辛片,片剂,0.25mg,0.25mg*30片/盒,30,地高辛,戊制药
"""

FOUR_HOSPITALS = "机构代码,机构名称,机构类型,行政区划代码\n" + "".join(
    f"H{number},第{number}医院,医疗机构,{430121 if number < 2 else 430181}\n" for number in range(4)
)
TWO_PRODUCTS = (
    "药品代码,通用名,剂型,规格,包装,最小包装数量,原料药\n"
    "P1,阿司匹林片,片剂,0.1g,0.1g*30片/瓶,30,阿司匹林\nP2,地高辛片,片剂,0.25mg,0.25mg*30片/盒,30,地高辛\n"
)


RECORDS = {"db", "transactional_db", "django_db_setup"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL leave out what reads no records: it does there what it does in the run on SQLite, once more.

    That it reads none is held by pytest-django, which refuses the first query of a test that has not asked for them.
    """
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return
    same = {item for item in items if item.path.is_relative_to(HERE) and not _asks_for_records(item)}
    config.hook.pytest_deselected(items=list(same))
    items[:] = [item for item in items if item not in same]


def _asks_for_records(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None or not RECORDS.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.fixture(autouse=True)
def unhashed_static_files(settings: Any) -> None:
    """Pages name their files as they lie in the package: only `baowen serve` lays them out by content."""
    storage = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": storage}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return create_home(tmp_path / "home", region="430000")


@pytest.fixture(scope="session")
def empty_records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Records on SQLite that hold nothing yet, as `baowen init` makes them: made once, copied and never written to."""
    root = tmp_path_factory.mktemp("empty") / "home"
    own = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "BAOWEN_HOME")}
    command = [sys.executable, "-m", "baowen.cli", "--home", str(root), "init", "--region", "430000"]
    subprocess.run(command, env=own, check=True, capture_output=True, timeout=120)
    assert not list(root.glob("records.sqlite3-*"))  # all of it is in the one file
    return root / "records.sqlite3"


@pytest.fixture
def put_records(empty_records: Path) -> Callable[[Path], None]:
    """Let a home that other processes work in begin with empty records: making the tables takes each two seconds."""

    def put(root: Path) -> None:
        root.mkdir(parents=True)
        shutil.copyfile(empty_records, root / empty_records.name)

    return put


@pytest.fixture
def bring_in(home: Home, tmp_path: Path) -> Callable[..., Any]:
    """Write a text to a file and import it for a feed."""
    from baowen.collect.actions import import_file

    def run(feed: str, text: str | bytes, name: str = "", **options: Any) -> Any:
        path = tmp_path / (name or f"{feed}.csv")
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return import_file(home, feed, path, by="test", at=AT, clock=lambda: AT, **options)

    return run


@pytest.fixture
def registers(bring_in: Callable[..., Any]) -> None:
    assert bring_in("organisation", ORGANISATIONS).accepted == 3
    assert bring_in("catalogue", CATALOGUE).accepted == 2


@pytest.fixture
def lead_unit() -> Callable[..., Any]:
    """Register the lead unit of a region with one person, a duty officer unless told; the person as who acts."""
    from baowen.orgs.actions import NewOrganisation, add_person, register_organisations, seat_department
    from baowen.orgs.departments import Department, OrganisationKind
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role

    def make(region: str, *roles: Role) -> Any:
        root, code, name = operator("os:root", "100000"), f"H{region}", f"duty{region}"
        one = NewOrganisation(code=code, name=f"{region}卫健委", kind=OrganisationKind.DEPARTMENT, region=region)
        register_organisations([one], actor=root, at=AT)
        seat_department(region, Department.HEALTH, code, is_lead=True, actor=root, at=AT)
        add_person(name, name="值班", organisation=code, roles=roles or {Role.DUTY_OFFICER}, actor=root, at=AT)
        return actor_of(name)

    return make


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document of standard output."""
        return json.loads(self.out)


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Answer]:
    """Run `baowen --home HOME ...` in this process; nothing but SystemExit may come out of it."""
    monkeypatch.setenv("BAOWEN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    # Whatever the terminal of the run is, and whichever test imported the console first.
    monkeypatch.setattr(console, "_width", 200)
    monkeypatch.setattr(console, "_height", 50)

    def run(*words: object) -> Answer:
        out, err = io.StringIO(), io.StringIO()
        monkeypatch.setattr(sys, "argv", ["baowen", *map(str, words)])
        code = 0
        with redirect_stdout(out), redirect_stderr(err):
            try:
                main()
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        answer = Answer(code, out.getvalue(), err.getvalue())
        assert "Traceback" not in answer.out + answer.err
        return answer

    return run


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    def put(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return put


@pytest.fixture
def register_files() -> dict[str, str]:
    """The files that `ready` imports, by feed."""
    return {"organisation": FOUR_HOSPITALS, "catalogue": TWO_PRODUCTS}


@pytest.fixture
def ready(call: Callable[..., Answer], write: Any) -> Callable[..., Answer]:
    """A home with hospitals and products."""
    assert call("init", "--region", "430000").code == 0
    assert call("import", "organisation", write("organisation.csv", FOUR_HOSPITALS)).code == 0
    assert call("import", "catalogue", write("catalogue.csv", TWO_PRODUCTS)).code == 0
    return call


@pytest.fixture
def at_once(tmp_path: Path) -> Iterator[Callable[..., list[Any]]]:
    """Run works in threads that start together; what each gave, or the words of its BaowenError.

    The suite's SQLite lies in memory, where threads cannot meet: they get a copy of it in a file.
    """
    before = dict(connections.settings["default"])

    def run(*works: Callable[[], Any]) -> list[Any]:
        if connection.vendor == "sqlite":
            path = tmp_path / "records.sqlite3"
            if not path.exists():
                with closing(sqlite3.connect(path)) as copy:
                    connection.connection.backup(copy)
            options = before["OPTIONS"] | {"transaction_mode": "IMMEDIATE", "timeout": 30}
            connections.settings["default"] = before | {"NAME": str(path), "OPTIONS": options}
        start = threading.Barrier(len(works))

        def one(work: Callable[[], Any]) -> Any:
            try:
                start.wait(timeout=60)
                return work()
            except BaowenError as error:
                return error.message
            finally:
                connection.close()

        with ThreadPoolExecutor(len(works)) as pool:
            return list(pool.map(one, works))

    yield run
    connections.settings["default"] = before
