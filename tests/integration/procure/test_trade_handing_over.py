"""PRC-4, MON-3: what was ordered, sent and received reaches the lake once in its newest form, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.integration.procure.trading import AT, LATER, confirm, line_on, lot, order, place, receive, send

from baowen.core.home import Home

pytestmark = pytest.mark.django_db
KNOWN = """机构代码,机构名称,机构类型,行政区划代码,机构等级
H1,甲县人民医院,医疗机构,430121,二级
D1,丙配送,配送企业,430102,
"""
CATALOGUE = """药品代码,通用名,剂型,规格,包装,最小包装数量,原料药,生产企业
P1,地高辛片,片剂,0.25mg,0.25mg*30片/盒,30,地高辛,丁制药
"""


@pytest.fixture
def handed(home: Home, bring_in: Callable[..., Any]) -> Callable[..., Any]:
    """Hand over at an instant."""
    from baowen.procure.trade.actions.handing_over import hand_over

    assert bring_in("organisation", KNOWN).accepted == 2
    assert bring_in("catalogue", CATALOGUE).accepted == 1

    def run(at: Any = LATER, **more: Any) -> Any:
        return hand_over(home, by="test", at=at, clock=lambda: at, **more)

    return run


def _lake(home: Home, table: str) -> list[dict[str, Any]]:
    from baowen.lake.store import CURRENT, Lake

    rows = Lake(home.lake).read(table)
    return [] if rows is None else [one for one in rows.to_dicts() if one["state"] == CURRENT]


def test_an_order_its_delivery_and_receipt_reach_the_lake_and_change_there(
    home: Home, handed: Callable[..., Any], market: Any, listed: Callable[..., str]
) -> None:
    code = place(market.buyer, order(line_on(listed()), urgency="emergency"))[0].code
    assert (handed().accepted, _lake(home, "order_line")[0]["status"]) == (1, "placed")
    confirm(market.supplier, code)
    sent = send(market.supplier, code, lot("60"))
    receive(market.buyer, sent.deliveries[0], "50", short="10")
    found = handed(LATER + timedelta(minutes=1))
    assert (found.accepted, found.refused, found.waiting) == (3, (), 0)
    line = _lake(home, "order_line")
    assert [(one["order_line_no"], one["status"], one["delivery_class"]) for one in line] == [
        (f"{code}-001", "confirmed", "emergency")
    ]
    assert (str(line[0]["due_on"]), line[0]["quantity"]) == ("2026-11-02", 100)
    assert [(one["quantity"], one["lot_no"]) for one in _lake(home, "delivery")] == [(60, "L1")]
    assert [one["quantity"] for one in _lake(home, "receipt")] == [50]
    again = handed(LATER + timedelta(minutes=2))
    assert (again.accepted, again.unchanged) == (0, 0), "nothing is sent twice"


def test_a_refused_and_a_cancelled_line_carry_the_lakes_words(
    home: Home, handed: Callable[..., Any], market: Any, listed: Callable[..., str]
) -> None:
    from baowen.procure.trade.actions.answering import cancel_order, refuse_order

    number = listed()
    refused, cancelled = (place(market.buyer, order(line_on(number), number=one))[0].code for one in ("A1", "A2"))
    refuse_order(refused, why="没货", actor=market.supplier, at=AT)
    cancel_order(cancelled, why="错了", actor=market.buyer, at=AT)
    assert handed().accepted == 2
    states = {one["order_line_no"]: one["status"] for one in _lake(home, "order_line")}
    assert states == {f"{refused}-001": "refused", f"{cancelled}-001": "cancelled"}


def test_what_the_lake_does_not_know_is_told_kept_and_sent_again(
    home: Home, handed: Callable[..., Any], market: Any, listed: Callable[..., str], bring_in: Callable[..., Any]
) -> None:
    from baowen.procure.trade.actions.handing_over import has_news

    place(market.buyer, order(line_on(listed("P9")), number="A1"))
    good = place(market.buyer, order(line_on(listed("P1")), number="A2"))[0].code
    found = handed()
    assert (found.accepted, found.waiting, len(found.refused)) == (1, 1, 1)
    assert "药品目录中没有这个代码" in found.refused[0][1]
    assert [one["order_line_no"] for one in _lake(home, "order_line")] == [f"{good}-001"]
    soon = LATER + timedelta(minutes=2)
    assert not has_news(soon), "a beat does not ask every minute for what nobody has mended"
    assert handed(soon, every=False).refused == ()
    assert has_news(LATER + timedelta(hours=2))
    assert bring_in(
        "catalogue", CATALOGUE + "P9,地高辛片,片剂,0.5mg,0.5mg*30片/盒,30,地高辛,丁制药\n", "more.csv"
    ).accepted
    mended = handed(soon)
    assert (mended.accepted, mended.waiting, mended.refused) == (1, 0, ())


def test_a_hand_over_that_dies_before_it_has_marked_goes_again_and_doubles_nothing(
    home: Home, handed: Callable[..., Any], market: Any, listed: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from baowen.procure.trade.actions import handing_over

    place(market.buyer, order(line_on(listed())))

    def dies(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(handing_over, "_mark", dies)
        with pytest.raises(KeyboardInterrupt):
            handed()
    assert len(_lake(home, "order_line")) == 1
    found = handed(LATER + timedelta(minutes=1))
    assert (found.accepted, found.unchanged, found.waiting) == (0, 1, 0)
    assert len(_lake(home, "order_line")) == 1


def test_the_worker_hands_over_whenever_it_keeps_up(monkeypatch: pytest.MonkeyPatch) -> None:
    from baowen.core.messages.worker import work

    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
    beats: list[Any] = []
    work(once=True, by="test", beat=beats.append)
    assert len(beats) == 1
