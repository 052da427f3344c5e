"""The cockpit: its map, its figures with the rows behind them, what changed, and the screen on a wall. MON-2."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.test import Client
from tests.made_maps import invented_map, write_map

from baowen.api import book
from baowen.collect.reports.actions import filing
from baowen.collect.reports.rules import Drug, Shortage
from baowen.core.clock import now, today
from baowen.core.home import Home, create_home
from baowen.core.period import Month
from baowen.monitor.models import CycleRun, Sighting, Signal
from baowen.monitor.serving import refresh_serving
from baowen.orgs.actions import NewOrganisation, add_person, register_organisations
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.maps.actions import add_map
from baowen.orgs.queries import actor_of, operator
from baowen.orgs.roles import Role
from baowen.respond.actions import moves, opening
from baowen.respond.actions.moves import Doing
from baowen.respond.kinds import CaseKind, SourceKind
from baowen.respond.rulebook import load_rulebook

pytestmark = pytest.mark.django_db
PROVINCE, CITY = "430000", "430100"
ROOT = operator("os:root", PROVINCE)
DAY, BEFORE = date(2026, 10, 31), date(2026, 10, 1)
LAST_MONTH = Month.of(today()).plus(-1)
FIGURE = re.compile(r'<li><a (?:class="\w*" )?href="([^"]+)"><strong>([\d,]+)(?: / [\d,]+)?</strong>')
ROWS = {"/signals/": r'href="/signals/S\d', "/cases/": r'href="/cases/C-', "/reports/": r'<span class="code">Y\d'}


def _clear() -> None:
    for read_once in (book.home, book.rulebook, book.report_book, book._opened):
        read_once.cache_clear()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lead_unit: Callable[..., Any]) -> Any:
    """A province and a city with an officer each, and three hospitals: one reported, one zero, one silent."""
    made = create_home(tmp_path / "home", region=PROVINCE)
    monkeypatch.setenv("BAOWEN_HOME", str(made.root))
    _clear()
    caches["default"].clear()
    for region in (PROVINCE, CITY):
        lead_unit(region)
    units = [
        NewOrganisation(code=code, name=f"{code}医院", kind=OrganisationKind.HOSPITAL, region=region)
        for code, region in (("Y1", "430102"), ("Y2", "430103"), ("Y3", "430202"))
    ]
    register_organisations(units, actor=ROOT, at=now())
    for code in ("Y1", "Y2"):
        add_person(f"clerk{code}", name="药师", organisation=code, roles=[Role.REPORTER], actor=ROOT, at=now())
    filing.file_zero("Y1", LAST_MONTH, actor=actor_of("clerkY1"), at=now())
    short = Shortage(month=LAST_MONTH, drug=Drug(name="地高辛片"), needed=Decimal(3), cause="other")
    filing.file_shortage("Y2", short, actor=actor_of("clerkY2"), at=now())
    yield made
    _clear()


def _saw(number: str, region: int, severity: str, **turn: Any) -> None:
    run, _ = CycleRun.objects.get_or_create(
        as_of=DAY, defaults={"started_at": now(), "ended_at": now(), "policy_version": "p"}
    )
    same: dict[str, Any] = {
        "severity": severity, "value": 0.4, "clause": "c", "basis": "illustrative", "policy_key": "k", "region": region,
        "subject_type": "product", "subject": 7,
    }  # fmt: skip
    signal = Signal.objects.create(
        number=number, indicator="delivery_rate", worst_severity=severity, region_code=str(region), region_name="x",
        subject_code="x", subject_name=f"药品{number}", period_first="2026-10", period_last="2026-10", last_seen=DAY,
        policy_version="p", **same, **{"first_seen": BEFORE} | turn,
    )  # fmt: skip
    Sighting.objects.create(signal=signal, month="2026-10", seen_on=DAY, run=run, **same)


@pytest.fixture
def watched(home: Home) -> Home:
    """Signals in two cities: old, new, graver and ended ones; three cases, one of them dismissed today."""
    _saw("S1", 430100, "red")
    _saw("S2", 430102, "yellow", first_seen=DAY)
    _saw("S3", 430200, "orange", graver_on=DAY, graver_from="blue")
    _saw("S4", 430100, "blue", state="ended", ended_on=DAY)
    _saw("S5", 430100, "blue", state="ended", ended_on=BEFORE)
    refresh_serving(home, at=now())
    rules = load_rulebook(home.calendar)
    for number, region in enumerate((PROVINCE, PROVINCE, CITY)):
        doing = Doing(actor=actor_of(f"duty{region}"), at=now(), book=rules, reason="核实")
        matter = opening.Matter(kind=CaseKind.SHORTAGE, region=region, subject=f"d{number}", subject_name=f"药{number}")
        opened = opening.open_case(matter, [(SourceKind.CLUE, f"X-{number}")], doing)
        if number:
            moves.accept(opened.number, doing)
        if number == 2:
            moves.dismiss(opened.number, doing)
    return home


def page(path: str, who: str = f"duty{PROVINCE}", **more: Any) -> str:
    client = Client()
    person = get_user_model().objects.get(username=who)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(path, **more)
    assert answer.status_code == 200, path
    return answer.content.decode()


def status(path: str, who: str) -> int:
    client = Client(raise_request_exception=False)
    person = get_user_model().objects.get(username=who)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.get(path).status_code


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize("place", [PROVINCE, CITY])
def test_every_figure_leads_to_as_many_rows_as_it_counts(place: str) -> None:
    figures = FIGURE.findall(page(f"/cockpit/{place}/"))
    assert len(figures) >= 4 + 3 + 4 + 5 - (place == CITY)
    counted: dict[str, int] = {}
    for href, number in figures:
        target = href.replace("&amp;", "&")
        rows = re.findall(next(row for part, row in ROWS.items() if target.startswith(part)), page(target))
        assert len(rows) == int(number), target
        counted[target] = len(rows)
    wanted = {
        PROVINCE: {"severity=red": 1, "change=new": 1, "change=graver": 1, "change=ended": 1, "stage=received": 1,
                   "change=opened": 3, "change=over": 1, "standing=received": 2, "standing=missing": 1},
        CITY: {"severity=red": 1, "change=new": 1, "change=graver": 0, "change=opened": 1, "standing=missing": 0},
    }[place]  # fmt: skip
    for part, number in wanted.items():
        assert [many for target, many in counted.items() if part in target] == [number], part


@pytest.mark.usefixtures("watched")
def test_what_is_new_or_graver_since_yesterday_is_named_with_what_it_was() -> None:
    shown = page("/cockpit/")
    changed = shown[shown.index("昨日以来的变化") : shown.index("最重的预警</h2>")]
    assert [name for name in ("药品S1", "药品S2", "药品S3", "药品S4") if name in changed] == ["药品S2", "药品S3"]
    assert "原 蓝色" in changed
    assert "加重的预警" in page("/signals/?change=graver")
    assert page("/signals/?change=nothing").count('href="/signals/S') == 3


def _opened_before(home: Home, days: int, subject: str) -> str:
    doing = Doing(actor=actor_of(f"duty{CITY}"), at=now() - timedelta(days=days), book=load_rulebook(home.calendar))
    matter = opening.Matter(kind=CaseKind.SHORTAGE, region=CITY, subject=subject, subject_name="药")
    return opening.open_case(matter, [(SourceKind.CLUE, f"X-{subject}")], doing).number


def test_cases_of_a_place_are_narrowed_by_state_and_by_what_is_late(watched: Home) -> None:
    def numbers(query: str) -> list[str]:
        return sorted(set(re.findall(r'href="/cases/(C-[\w-]+)/"', page(f"/cases/?place={PROVINCE}{query}"))))

    assert numbers("&late=1") == []
    assert "没有符合条件的案件" in page(f"/cases/?place={PROVINCE}&late=1")
    late, fresh = _opened_before(watched, 60, "late"), _opened_before(watched, 0, "fresh")
    assert numbers("&late=1") == [late]
    assert {late, fresh} < set(numbers(""))
    assert len(numbers("")) == 4
    assert len(numbers("&stage=verifying")) == 1
    assert 'late=1"><strong>1</strong>' in page("/cockpit/")


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize(
    "path", ["/cases/changed/?place={}", "/reports/?place={}", "/signals/?place={}", "/cockpit/{}/"]
)
def test_places_beyond_the_own_are_not_there(path: str) -> None:
    for place in (PROVINCE, "430200", "999999"):
        assert status(path.format(place), f"duty{CITY}") == 404
    assert status(path.format("430102"), f"duty{CITY}") == 200


def _mapped(home: Home, folder: Path) -> None:
    file = write_map(folder, invented_map(PROVINCE, without=("433100",)))
    add_map(home.maps, file, PROVINCE, "湘S(2026)012号", actor=ROOT, at=now())


def test_a_reviewed_map_stands_in_place_of_the_tiles_with_its_number(watched: Home, tmp_path: Path) -> None:
    assert '<svg class="map"' not in page("/cockpit/")
    assert page("/cockpit/").count('<a class="tile') == 14
    _mapped(watched, tmp_path)
    shown = page("/cockpit/")
    drawn = shown[shown.index('<svg class="map"') : shown.index("</svg>")]
    links = dict(re.findall(r'<a href="/cockpit/(\d+)/" aria-label="([^"]+)"', drawn))
    assert len(links) == 13
    assert {code: links[code] for code in ("430100", "430200", "430300")} == {
        "430100": "长沙 红色 2", "430200": "株洲 橙色 1", "430300": "湘潭 无数据",
    }  # fmt: skip
    assert 'class="area red" fill="url(#hatch-red)"' in drawn
    assert re.findall(r'class="edge (\w+)"', drawn) == ["orange", "red"]
    assert "审图号：湘S(2026)012号" in shown
    assert "简化" not in shown  # a map as light as this one is drawn as it came
    assert (shown.count('<a class="tile'), 'href="/cockpit/433100/"><b>湘西' in shown) == (1, True)
    assert "style=" not in shown
    assert len(drawn) < 100_000


def test_a_map_that_cannot_be_used_leaves_the_tiles(watched: Home, tmp_path: Path) -> None:
    _mapped(watched, tmp_path)
    file = watched.maps / "430000.geojson"
    file.rename(watched.maps / "430100.geojson")
    assert '<svg class="map"' not in page("/cockpit/430100/")
    file.write_text("{}", encoding="utf-8")
    assert page("/cockpit/").count('<a class="tile') == 14


def test_without_a_serving_file_the_page_says_what_to_do(home: Home) -> None:
    _saw("S1", 430100, "red")
    shown = page("/cockpit/")
    assert "baowen serving build" in shown
    assert "没有持续中的预警" not in shown  # nobody knows, so nobody says so


@pytest.mark.usefixtures("watched")
def test_a_screen_on_a_wall_asks_for_itself_again_and_goes_to_sign_in_when_its_session_is_over() -> None:
    shown = page("/cockpit/?wall=1")
    assert 'hx-get="?wall=1" hx-trigger="every 300s" hx-select="#glance" hx-swap="outerHTML"' in shown
    assert re.search(r"刷新于 \d\d:\d\d", shown)
    assert 'hx-trigger="every' not in page("/cockpit/")
    over = Client().get("/cockpit/?wall=1", headers={"HX-Request": "true"})
    assert (over.status_code, over.headers["HX-Redirect"]) == (401, "/accounts/login/?next=/cockpit/%3Fwall%3D1")
    assert Client().get("/cockpit/").status_code == 302


@pytest.mark.usefixtures("watched")
def test_hospitals_of_a_month_are_listed_by_what_they_said() -> None:
    month = f"month={LAST_MONTH}"
    wanted = {"zero": ["Y1"], "reported": ["Y2"], "missing": ["Y3"], "expected": ["Y1", "Y2", "Y3"], "nothing": ["Y3"]}
    for standing, codes in wanted.items():
        found = re.findall(r'class="code">(Y\d)', page(f"/reports/?{month}&standing={standing}"))
        assert sorted(found) == codes, standing
    assert re.findall(r'class="code">(Y\d)', page(f"/reports/?{month}&place=430102&standing=expected")) == ["Y1"]
    assert "地高辛片" in page(f"/reports/?{month}")
    assert "地高辛片" not in page(f"/reports/?{month}&place=430102")


def test_yesterday_s_cases_count_and_older_ones_do_not(home: Home) -> None:
    for days in (0, 1, 2):
        _opened_before(home, days, f"d{days}")
    assert page(f"/cases/changed/?place={CITY}").count('href="/cases/C-') == 2
    assert page(f"/cases/?place={CITY}").count('href="/cases/C-') == 3
