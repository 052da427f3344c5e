"""PRC-1: listings from the command line: the book is recorded, applied to, decided on, handed to the lake."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
NUMBER, APPLICATION = "G430000-000001", "S430000-000001"


def test_by_command_the_book_is_recorded_applied_to_and_decided(
    ready: Callable[..., Any], call: Callable[..., Any], write: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from baowen.core import clock
    from baowen.orgs.actions import NewOrganisation, add_person, register_organisations
    from baowen.orgs.departments import OrganisationKind
    from baowen.orgs.queries import operator
    from baowen.orgs.roles import Role

    monkeypatch.setattr(clock, "now", lambda: AT)
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 2))
    heads = "药品代码,通用名,剂型,规格,包装,最小包装数量,生产企业统一社会信用代码,生产企业\n"
    catalogue = heads + "P1,地高辛片,片剂,0.25mg,0.25mg*30片/盒,30,M1,丁制药\n"
    assert call("import", "catalogue", write("c2.csv", catalogue)).code == 0
    prices = "药品代码,行政区划代码,执行日期,挂网价\nP1,430000,2026-01-01,12.5\n"
    assert call("import", "listing_price", write("p.csv", prices)).code == 0
    found = call("listings", "record", "--json").document
    assert (found["entered"], found["prices"]) == (1, 1)
    root = operator("os:root", "100000")
    for code, kind, region in (("M1", OrganisationKind.MAKER, "430100"), ("YB", OrganisationKind.DEPARTMENT, "430000")):
        register_organisations([NewOrganisation(code=code, name=code, kind=kind, region=region)], actor=root, at=AT)
    add_person("agent", name="x", organisation="M1", roles={Role.ENTERPRISE_AGENT}, actor=root, at=AT)
    add_person("officer", name="x", organisation="YB", roles={Role.PROCUREMENT_OFFICER}, actor=root, at=AT)

    def by(name: str, *words: str) -> Any:
        monkeypatch.setenv("BAOWEN_ACTOR", name)
        return call("listings", *words)

    asked = by("agent", "apply", "P1", "--price", "125", "--reason", "x")
    assert (asked.code != 0, "确认无误" in asked.err) == (True, True)
    looked = by("agent", "apply", "P1", "--price", "125", "--look").document
    assert looked["path"] == "ordinary"
    sent = by("agent", "apply", "P1", "--price", "125", "--reason", "x", "--confirm", "--json").document
    assert sent["number"] == APPLICATION
    assert by("agent", "accept", APPLICATION).code != 0
    assert by("officer", "ask-back", APPLICATION, "--reason", "补充成本").code == 0
    assert by("agent", "supplement", APPLICATION, "--reason", "已补").code == 0
    assert by("officer", "accept", APPLICATION).code == 0
    shown = by("officer", "show", NUMBER, "--json").document
    assert [one["price"] for one in shown["prices"]] == [12.5, 125]
    assert by("officer", "void", NUMBER, "--from", "2026-11-02", "--reason", "多输一位").code == 0
    assert by("officer", "suspend", NUMBER, "--reason", "x", "--until", "2026-12-31").code == 0
    assert by("officer", "push", "--json").document["waiting"] == 0
    assert by("officer", "resume", NUMBER, "--reason", "已说明").code == 0
    assert by("officer", "suspend", NUMBER, "--reason", "x", "--until", "2026-11-03").code == 0
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 3))
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(days=1))
    assert call("cycle").code == 0, "it ends the suspension and hands over what waits"
    assert by("officer", "show", NUMBER, "--json").document["state"] == "listed"
    assert by("officer", "push", "--json").document["accepted"] == 0
    assert by("agent", "follow").code != 0
    assert by("agent", "record").code != 0
    assert "补充成本" in by("agent", "application", APPLICATION).out
    assert by("agent", "applications", "--state", "x").code != 0
    assert "P1" in by("agent", "list", "--text", "地高辛").out
