"""What-ifs for a stop of supply: worked out, kept, worked out again; pages, API and commands. RSV-2."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client, override_settings
from tests.integration.reserve.lines.conftest import COUNTED, written

from baowen.commands.fields import first_level
from baowen.core.clock import now
from baowen.core.home import Home
from baowen.core.problems import BaowenError
from baowen.lake.store import Lake
from baowen.reserve.lines.actions.scenarios import NewScenario, run_scenario
from baowen.reserve.lines.queries.scenarios import again, scenario, scenario_page

pytestmark = pytest.mark.django_db


def test_each_hospital_loses_what_it_bought_of_the_product_that_stops(
    lines_home: Home, people: Any, do: Callable[..., Any]
) -> None:
    number = run_scenario(NewScenario(product_code="P1"), do(people.officer), lines_home)
    found = scenario(number, people.officer).found
    assert [(one["code"], one["share_lost"]) for one in found["institutions"]] == [("H1", 0.75), ("H2", 1.0)]
    assert found["share"] == 0.9
    assert {row["tier"]: row["units"] for row in found["tiers"]} == {
        "hospitals": 520.0, "distributor": 300.0, "province": 200.0
    }  # fmt: skip
    # 1.5 and 2 units a day leave 120 and 400 above nothing: 81 and 201 days.
    assert [one["out"][1] for one in found["institutions"]] == ["2027-01-22", "2027-05-22"]
    order = found["measures"][0]
    assert (order["route"], order["lead_days"], found["lead_measured"]) == ("order", 4, True)
    assert [(row["product_code"], row["stops"]) for row in found["makers"]] == [("P1", True), ("P2", False)]
    half = run_scenario(NewScenario(product_code="P1", share=Decimal("0.5")), do(people.officer), lines_home)
    assert scenario(half, people.officer).found["daily_lost"] == pytest.approx(found["daily_lost"] / 2)


def test_a_what_if_gives_the_same_again_after_newer_data_came(
    lines_home: Home, people: Any, do: Callable[..., Any]
) -> None:
    number = run_scenario(NewScenario(product_code="P1"), do(people.officer), lines_home)
    written(Lake(lines_home.lake), "distributor_stock", [
        {"month": "2026-10", "distributor": 3, "product": 1, "counted_on": COUNTED, "lot_no": "A",
         "expires_on": date(2027, 12, 31), "quantity": 30},
    ])  # fmt: skip
    found = again(number, people.officer, lines_home)
    assert (found.is_same, found.same_policy, found.differing) == (True, True, ())


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"share": Decimal(0)}, "大于 0"), ({"share": Decimal("1.1")}, "不超过 100%"),
        ({"product_code": ""}, "请选择药品"), ({"product_code": "NONE"}, "没有产品代码"),
        ({"products": ("NONE",)}, "不是同一药品"), ({"stop": "NO"}, "没有可阅看的停产报告"),
        ({"returns_on": date(2026, 11, 2)}, "晚于断供日期"),
    ],
)  # fmt: skip
def test_a_wrong_question_is_refused_and_nothing_is_kept(
    lines_home: Home, people: Any, do: Callable[..., Any], wrong: dict[str, Any], told: str
) -> None:
    with pytest.raises(BaowenError, match=told):
        run_scenario(NewScenario(**{"product_code": "P1", **wrong}), do(people.officer), lines_home)
    with pytest.raises(BaowenError, match="不能规定本地区"):
        run_scenario(NewScenario(product_code="P1"), do(people.pharmacist), lines_home)
    assert scenario_page(people.officer).lines == []


def signed_in(actor: Any) -> Client:
    client = Client()
    person = get_user_model().objects.get(username=actor.name)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_pages_set_lines_and_show_compare_and_export_what_ifs(served_home: Home, people: Any) -> None:
    officer, pharmacist = signed_in(people.officer), signed_in(people.pharmacist)
    told = {"kind": "institution", "product_code": "P1", "measure": "months", "value": "4", "reason": "任务重"}
    assert "警戒线已设置" in pharmacist.post("/reserve/lines/set/", told, follow=True).content.decode()
    refused = pharmacist.post("/reserve/lines/set/", {**told, "value": "1"}, follow=True).content.decode()
    assert "3 个月（90 天）" in refused
    number = line_number(pharmacist)
    assert (
        "已撤销"
        in pharmacist.post(
            "/reserve/lines/withdraw/", {"number": number, "reason": "改回"}, follow=True
        ).content.decode()
    )
    asked = {"product_code": "P1", "share": "100", "day": "2026-11-02"}
    made = [officer.post("/reserve/lines/whatif/run/", asked)["Location"] for _ in range(2)]
    page = officer.get(made[0]).content.decode()
    assert "最先用尽的医疗机构" in page
    assert "2027-01-22" in page
    assert "2027-01-22" in officer.get(f"{made[0]}?format=csv&table=institutions").content.decode("utf-8-sig")
    names = [one.strip("/").rsplit("/", 1)[1] for one in made]
    both = officer.get(f"/reserve/lines/whatif/compare/?one={names[0]}&other={names[1]}")
    assert both.content.decode().count("肾上腺素断供推演") == 2
    assert officer.get("/reserve/lines/whatif/WI-NONE/").status_code == 404
    assert pharmacist.get(made[0]).status_code == 404
    assert "机构D1" in officer.get("/reserve/lines/?state=&day=2026-11-02").content.decode()


def line_number(client: Client) -> str:
    rows = client.get("/reserve/lines/?format=csv&table=lines").content.decode("utf-8-sig").splitlines()
    return rows[1].split(",")[0]


def test_api_and_commands_do_the_same(
    served_home: Home, people: Any, call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from baowen.orgs.actions import add_person, issue_token
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role
    from baowen.orgs.tokens import Scope

    monkeypatch.setenv("BAOWEN_HOME", str(served_home.root))
    scopes = {Scope.RESERVES_READ, Scope.RESERVES_MOVE}
    root, at = operator("os:root", "100000"), now()
    add_person("keeper", name="keeper", organisation="H1", roles={Role.ORGANISATION_ADMIN}, actor=root, at=at)
    secret = issue_token("H1", "系统", scopes, days=30, actor=actor_of("keeper"), at=at)
    with override_settings(ROOT_URLCONF="baowen.api.urls", ALLOWED_HOSTS=["*"]):
        client = Client(HTTP_AUTHORIZATION=f"Bearer {secret}")
        rows = client.get("/api/v1/reserve/standings?on=2026-11-02").json()
        assert [(row["code"], row["state"]) for row in rows] == [("H1", "short")]
        assert client.get(f"/api/v1/reserve/standings?on=2026-11-02&offset={2**63}").json() == []
        assert client.get("/api/v1/reserve/standings?on=0001-01-01").status_code == 200
        asked = {"kind": "institution", "product_code": "P1", "measure": "months", "value": "4", "reason": "任务重"}
        sent = client.post("/api/v1/reserve/lines", json.dumps(asked), content_type="application/json")
        assert sent.status_code == 200, sent.content
        number = sent.json()["numbers"][0]
        assert client.get("/api/v1/reserve/lines").json()["lines"][0]["number"] == number
        assert client.get("/api/v1/reserve/whatifs").status_code == 403
    monkeypatch.setenv("BAOWEN_ACTOR", "officer")
    made = call("reserve-lines", "whatif", "--product", "P1", "--day", "2026-11-02", "--json").document["number"]
    assert "最迟" in call("reserve-lines", "show", made).out
    assert set(call("reserve-lines", "show", made, "--json").document) == first_level("reserve-lines show")
    assert call("reserve-lines", "again", made, "--json").document["is_same"] is True
    rows = call("reserve-lines", "standing", "--day", "2026-11-02", "--json").document
    assert set(rows[0]) == first_level("reserve-lines standing")
