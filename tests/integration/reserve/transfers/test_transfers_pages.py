"""RSV-3: plans and orders over the pages: asked for, changed, ordered, accepted, sent, received; misuse is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from tests.integration.reserve.transfers.conftest import COUNTY, DAY, MONDAY, People

from baowen.core.home import Home
from baowen.core.problems import BaowenError
from baowen.reserve.transfers.actions.planning import Asked, ask_plan, work_out
from baowen.reserve.transfers.models import Plan, PlannedMove, TransferOrder
from baowen.reserve.transfers.queries.choosing import Choice, items_chosen
from baowen.reserve.transfers.queries.waiting import plans_waiting
from baowen.respond.actions.moves import Doing
from baowen.respond.rulebook import load_rulebook

pytestmark = pytest.mark.django_db
BOOK = load_rulebook()


@pytest.fixture
def signed_in(people: People) -> Callable[[Any], Client]:
    def run(actor: Any) -> Client:
        client = Client()
        person = get_user_model().objects.get(username=actor.name)
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return run


@pytest.fixture
def proposed(home: Home, people: People, item: str) -> str:
    doing = Doing(actor=people.officer, at=MONDAY, book=BOOK)
    number = ask_plan(Asked(region=COUNTY, items=(item,), day=DAY), home=home, doing=doing)
    work_out(number, home=home, book=BOOK, by="os:test", at=MONDAY, workers=1)
    return number


def text(client: Client, address: str, **given: Any) -> str:
    answer = client.post(address, given, follow=True) if given else client.get(address)
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_plan_is_changed_ordered_accepted_sent_and_received_over_the_pages(
    proposed: str, people: People, signed_in: Callable[[Any], Client]
) -> None:
    officer, giver, taker = signed_in(people.officer), signed_in(people.giver), signed_in(people.taker)
    address = f"/transfers/plans/{proposed}/"
    move = PlannedMove.objects.filter(taker="H2").first()
    assert move is not None
    shown = text(officer, address)
    assert "H1医院调出" in shown
    assert "下达调剂单" in shown
    refused = text(officer, address, what="change", move=move.pk, packs="399", reason="试")
    assert "低于应保留的" in refused or "可调" in refused
    assert PlannedMove.objects.get(pk=move.pk).packs == move.packs
    less = int(move.packs) - 1
    assert "已修改" in text(officer, address, what="change", move=move.pk, packs=str(less), reason="留余地")
    assert "已下达" in text(officer, address, what="order")
    order = TransferOrder.objects.get(taker="H2")
    own = f"/transfers/orders/{order.number}/"
    line = order.lines.order_by("pk").first()
    assert line is not None
    assert "待调出机构答复" in text(giver, "/transfers/orders/")
    assert "已接受" in text(giver, own, what="accept")
    packs = f"packs-{line.pk}"
    assert "已登记发出" in text(giver, own, what="send", carrier="县医药公司", **{packs: "3"})
    received = {f"received-{line.pk}": "2", f"lost-{line.pk}": "1"}
    shown = text(taker, own, what="receive", words="破损一盒", **received)
    line.refresh_from_db()
    assert (line.sent, line.received, line.lost) == (3, 2, 1)
    assert "破损一盒" in shown
    assert "县医药公司" in shown


def test_another_hospital_neither_sees_an_order_nor_a_plan(
    proposed: str, people: People, signed_in: Callable[[Any], Client]
) -> None:
    text(signed_in(people.officer), f"/transfers/plans/{proposed}/", what="order")
    order = TransferOrder.objects.get(taker="H2")
    other = signed_in(people.other)
    assert other.get(f"/transfers/orders/{order.number}/").status_code == 404
    assert order.number not in text(other, "/transfers/orders/")
    assert other.get(f"/transfers/plans/{proposed}/").status_code == 404
    text(other, f"/transfers/orders/{order.number}/", what="receive")
    order.refresh_from_db()
    assert order.state == "ordered"


def test_tables_of_plans_moves_orders_and_goods_are_exported(
    proposed: str, people: People, signed_in: Callable[[Any], Client]
) -> None:
    officer = signed_in(people.officer)
    text(officer, f"/transfers/plans/{proposed}/", what="order")
    order = TransferOrder.objects.get(taker="H2").number
    for address, table in (
        ("/transfers/", "plans"), (f"/transfers/plans/{proposed}/", "moves"), ("/transfers/orders/", "orders"),
        (f"/transfers/orders/{order}/", "lines"), (f"/transfers/orders/{order}/", "events"),
    ):  # fmt: skip
        answer = officer.get(address, {"format": "csv", "table": table})
        assert answer.status_code == 200, address
        assert answer["Content-Type"].startswith("text/csv"), address


def test_a_page_asks_for_a_plan_and_says_which_drug_it_does_not_know(
    home: Home, people: People, item: str, signed_in: Callable[[Any], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    from baowen.web.pages import reserve_transfers

    begun: list[str] = []
    monkeypatch.setattr(reserve_transfers, "begin_working_out", lambda number, viewer: begun.append(number))
    officer = signed_in(people.officer)
    assert "没有这样的调剂方案" in text(officer, "/transfers/")
    assert "药品目录中没有：无此药" in text(officer, "/transfers/ask/", drugs="无此药", day=str(DAY))
    assert "没有选到药品" in text(officer, "/transfers/ask/", drugs="", day=str(DAY))
    assert not Plan.objects.exists()
    assert "正在测算" in text(officer, "/transfers/ask/", drugs=item, day=str(DAY))
    assert begun == plans_waiting() == [Plan.objects.get().number]


def test_a_drug_is_chosen_by_its_code_and_told_when_unknown(home: Home, people: People, item: str) -> None:
    from baowen.lake.facts.items import items
    from baowen.lake.store import Lake

    code = items(Lake(home.lake))["product_code"][0]
    given = {"region": COUNTY, "day": DAY, "book": BOOK}
    assert items_chosen(home, Choice(drugs=(code, code)), people.officer, **given) == (item,)
    with pytest.raises(BaowenError, match="药品目录中没有"):
        items_chosen(home, Choice(drugs=("X",)), people.officer, **given)
