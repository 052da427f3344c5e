"""The API as systems call it: tokens of six organisations, and a home of Jiangsu."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client, override_settings

from baowen.api import book
from baowen.api.root import Rate
from baowen.core.clock import now
from baowen.core.home import Home, create_home
from baowen.orgs.actions import NewOrganisation, add_person, issue_token, register_organisations, seat_department
from baowen.orgs.departments import Department, OrganisationKind
from baowen.orgs.queries import actor_of, operator
from baowen.orgs.roles import Role
from baowen.orgs.tokens import Scope

AT = datetime(2026, 9, 28, 1, tzinfo=UTC)
Ask = Callable[..., Any]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return create_home(tmp_path / "home", region="320000")


@pytest.fixture(autouse=True)
def served(home: Home, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The API alone, over a home of the test's own."""
    Rate.cache.clear()
    monkeypatch.setenv("BAOWEN_HOME", str(home.root))
    for read_once in (book.home, book.rulebook, book.report_book, book.trade_book):
        read_once.cache_clear()
    with override_settings(ROOT_URLCONF="baowen.api.urls", ALLOWED_HOSTS=["*"]):
        yield


@pytest.fixture
def own_connection() -> Any:
    """A request ends with its connection; here that is the one whose transaction the test is rolled back with."""
    yield lambda: (
        request_started.disconnect(close_old_connections),
        request_finished.disconnect(close_old_connections),
    )
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.fixture
def secrets() -> dict[str, str]:
    """By organisation the secret of a token with every scope: four lead units, a hospital of a district, a maker."""
    root, found = operator("os:root", "320000"), {}
    for code, region, kind in (
        ("gl", "320106", OrganisationKind.DEPARTMENT), ("nj", "320100", OrganisationKind.DEPARTMENT),
        ("wx", "320200", OrganisationKind.DEPARTMENT), ("hosp", "320106", OrganisationKind.HOSPITAL),
        ("js", "320000", OrganisationKind.DEPARTMENT), ("maker", "320200", OrganisationKind.MAKER),
    ):  # fmt: skip
        register_organisations([NewOrganisation(code=code, name=code, kind=kind, region=region)], actor=root, at=AT)
        if kind is OrganisationKind.DEPARTMENT:
            seat_department(region, Department.HEALTH, code, is_lead=True, actor=root, at=AT)
        roles = [Role.ORGANISATION_ADMIN]
        add_person(f"admin-{code}", name=code, organisation=code, roles=roles, actor=root, at=AT)
        found[code] = issue_token(code, "his", Scope, days=30, actor=actor_of(f"admin-{code}"), at=now())
    return found


@pytest.fixture
def ask(secrets: dict[str, str]) -> Ask:
    def run(who: str, path: str, body: object = None, **headers: str) -> Any:
        """GET, or POST with a body as JSON; `who`: an organisation whose token calls, or a secret."""
        given_headers = {"Authorization": f"Bearer {secrets.get(who, who)}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        client = Client(headers=given_headers, raise_request_exception=True)
        if body is None:
            return client.get(f"/api/v1{path}")
        return client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")

    return run


@pytest.fixture
def send(secrets: dict[str, str]) -> Ask:
    def run(who: str, path: str, file: Any, key: str = "", **fields: str) -> Any:
        """POST a file as a form."""
        headers = {"Authorization": f"Bearer {secrets[who]}", "Idempotency-Key": key}
        client = Client(headers=headers, raise_request_exception=True)
        return client.post(f"/api/v1{path}", {"file": file, **fields})

    return run
