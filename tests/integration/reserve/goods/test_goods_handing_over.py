"""What lies in the reserves reaches the lake as counts by lot; recalls of the lake keep lots back. RSV-1, COL-1."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.integration.reserve.goods.conftest import AT

from baowen.core.home import Home

pytestmark = pytest.mark.django_db
KNOWN = """机构代码,机构名称,机构类型,行政区划代码,机构等级
R1,甲储备公司,承储企业,430102,
"""
CATALOGUE = """药品代码,通用名,剂型,规格,包装,最小包装数量,原料药,生产企业
P1,地高辛片,片剂,0.25mg,0.25mg*30片/盒,30,地高辛,丁制药
"""


@pytest.fixture
def handed(home: Home, bring_in: Callable[..., Any]) -> Callable[..., Any]:
    from baowen.reserve.goods.actions.handing_over import hand_over

    assert bring_in("organisation", KNOWN).accepted == 1
    assert bring_in("catalogue", CATALOGUE).accepted == 1

    def run(at: Any = AT, **more: Any) -> Any:
        return hand_over(home, by="test", at=at, clock=lambda: at, **more)

    return run


def _usable(home: Home, day: date) -> list[tuple[str | None, Decimal]]:
    from baowen.lake.facts.usable import usable_stock
    from baowen.lake.store import Lake

    rows = usable_stock(Lake(home.lake), "reserve_stock", day=day, stale_days=45)
    return list(rows.select("lot_no", "packs").iter_rows())


def test_the_lake_knows_each_lot_after_each_move_and_again_in_a_new_month(
    home: Home, handed: Any, people: Any, stock: Any, ordered: Any, sent: Any
) -> None:
    from baowen.reserve.goods.actions.handing_over import has_news

    stock()
    stock(unit_price=Decimal(9), packs="5")
    stock("L2", "20", date(2027, 1, 31))
    assert (handed().accepted, has_news(AT)) == (2, False)
    assert _usable(home, date(2026, 11, 2)) == [("L2", 20), ("L1", 105)]
    sent(ordered(("H1", "60")), "30")
    later = AT + timedelta(minutes=1)
    assert (has_news(later), handed(later).waiting) == (True, 0)
    assert _usable(home, date(2026, 11, 2)) == [("L1", 95)], "a lot that is gone is told as zero"
    month = AT + timedelta(days=30)
    assert has_news(month)
    assert handed(month).accepted == 2
    assert not has_news(month)


def test_what_the_lake_refuses_is_kept_told_and_sent_again(
    handed: Any, people: Any, stock: Any, bring_in: Callable[..., Any]
) -> None:
    from baowen.reserve.goods.actions.handing_over import has_news
    from baowen.reserve.goods.kinds import GoodsKind

    stock()
    stock(product_code="P9")
    stock(product_code="API-1", goods=GoodsKind.MATERIAL)
    found = handed()
    assert (found.accepted, found.waiting, found.refused[0][0]) == (1, 1, "R1 P9")
    assert not has_news(AT + timedelta(minutes=1)), "a beat does not ask every minute"
    assert has_news(AT + timedelta(hours=2))
    bring_in("catalogue", CATALOGUE + "P9,地高辛片,片剂,0.5mg,0.5mg*30片/盒,30,地高辛,丁制药\n", "more.csv")
    assert handed(AT + timedelta(minutes=2)).waiting == 0


def test_a_recall_of_the_lake_is_known_by_product_and_lot(
    home: Home, handed: Any, bring_in: Callable[..., Any]
) -> None:
    from baowen.collect.feeds import FEEDS
    from baowen.reserve.goods.queries.recalled import recalled_now

    assert not recalled_now(home, date(2026, 11, 2)).covers("P1", "L1")
    recall = FEEDS["recall"]
    given = {"product_code": "P1", "lot_no": "L1", "recalled_on": "2026-10-20", "recall_no": "ZH-1"}
    columns = [one for one in recall.column_names if one in given or recall.column(one).required]
    values = [given.get(one, "x") for one in columns]
    text = ",".join(recall.column(one).zh for one in columns) + "\n" + ",".join(values) + "\n"
    assert bring_in("recall", text).accepted == 1, (columns, values)
    found = recalled_now(home, date(2026, 11, 2))
    assert (found.covers("P1", "L1"), found.covers("P1", "L2")) == (True, False)
    assert not recalled_now(home, date(2026, 10, 19)).covers("P1", "L1")
