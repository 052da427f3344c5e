"""VB-1.4, VBP-10: pharmacies, village clinics and private hospitals join by agreement."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from baowen.core.problems import BaowenError
from baowen.orgs.permissions import NotAllowedError
from baowen.vbp.supply.actions.joining import NewJoining, Wish, apply_to_join, move_joining
from baowen.vbp.supply.joining_states import JoinMove, JoinState
from baowen.vbp.supply.kinds import JoinKind
from baowen.vbp.supply.queries import joined
from baowen.vbp.supply.queries.joining import joining, joining_page

pytestmark = pytest.mark.django_db
WISH = Wish(product_code="P1", quantity=Decimal(60))


def new(**more: Any) -> NewJoining:
    given: dict[str, Any] = {"round_code": "GY-11", "kind": JoinKind.PHARMACY, "wishes": [WISH]}
    return NewJoining(**(given | more))


def test_a_pharmacy_joins_and_leaves_and_is_told_apart_from_who_is_bound(
    people: Any, running: str, do: Any, book: Any, inbox: Any
) -> None:
    """VB-1.4 (VBP-10)."""
    number = apply_to_join(new(), do(people.pharmacy))
    assert joined(running) == ()
    assert inbox("YB121") == [f"申请参加集采 {number}：请受理"]
    move_joining(number, JoinMove.ACCEPT, do(people.county))
    found = joined(running)[0]
    assert (found.organisation, found.kind, found.from_on, found.until_on) == (
        "PH1", JoinKind.PHARMACY, date(2026, 4, 1), date(2027, 3, 31),
    )  # fmt: skip
    assert found.volumes == (("1", "P1", Decimal(60)),)
    assert inbox("PH1") == [f"参加集采 {number}：受理并约定"]
    with pytest.raises(BaowenError, match="请填写理由"):
        move_joining(number, JoinMove.END, do(people.pharmacy))
    move_joining(number, JoinMove.END, do(people.pharmacy, "停业"))
    assert joined(running)[0].until_on == date(2026, 11, 2)
    assert joining(number, people.pharmacy, book=book).state is JoinState.ENDED


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"wishes": []}, "请至少填写一个产品"), ({"wishes": [WISH, WISH]}, "填写了两次"),
        ({"wishes": [Wish(product_code="P9", quantity=Decimal(1))]}, "不是批次"),
        ({"wishes": [Wish(product_code="P1", quantity=Decimal(0))]}, "大于 0"),
        ({"kind": JoinKind.VILLAGE_CLINIC}, "零售药店"), ({"round_code": "GY-0"}, "没有批次"),
    ],
)  # fmt: skip
def test_an_application_that_cannot_be_is_refused(
    people: Any, running: str, do: Any, more: dict[str, Any], wrong: str
) -> None:
    from baowen.vbp.supply.models import Joining

    with pytest.raises(BaowenError, match=wrong):
        apply_to_join(new(**more), do(people.pharmacy))
    assert Joining.objects.count() == 0


def test_nobody_joins_twice_and_only_an_officer_of_the_place_accepts(
    people: Any, running: str, do: Any, book: Any
) -> None:
    number = apply_to_join(new(), do(people.pharmacy))
    with pytest.raises(BaowenError, match="已申请或参加"):
        apply_to_join(new(), do(people.pharmacy))
    with pytest.raises(NotAllowedError):
        move_joining(number, JoinMove.ACCEPT, do(people.pharmacy))
    with pytest.raises(BaowenError, match="没有可阅看"):
        move_joining(number, JoinMove.WITHDRAW, do(people.buyer))
    with pytest.raises(NotAllowedError):
        apply_to_join(new(), do(people.maker))
    with pytest.raises(BaowenError, match="结束日期早于"):
        move_joining(number, JoinMove.ACCEPT, do(people.county), until_on=date(2026, 3, 1))
    move_joining(number, JoinMove.REFUSE, do(people.county, "不在定点范围"))
    with pytest.raises(BaowenError, match="现为“不予受理”"):
        move_joining(number, JoinMove.ACCEPT, do(people.county))
    assert apply_to_join(new(), do(people.pharmacy)) != number
    assert len(joining_page(people.province, book=book).lines) == 2
    assert joining_page(people.buyer, book=book).lines == []
