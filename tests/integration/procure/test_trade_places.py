"""PRC-6, PRC-8: who may deliver what in a city, what a listed drug is free of, and where the post comes in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from tests.integration.procure.trading import AT, book, line_on, order, place

from baowen.core.problems import BaowenError

pytestmark = pytest.mark.django_db
CITY = "430100"


@pytest.fixture
def others(market: Any) -> None:
    """Another distributor, and the post."""
    from baowen.orgs.actions import NewOrganisation, register_organisations
    from baowen.orgs.departments import OrganisationKind
    from baowen.orgs.queries import operator

    rows = (("D2", OrganisationKind.DISTRIBUTOR), ("EMS", OrganisationKind.POSTAL_CARRIER))
    new = [NewOrganisation(code=code, name=code, kind=kind, region=CITY) for code, kind in rows]
    register_organisations(new, actor=operator("os:root", "430000"), at=AT)


def _name(market: Any, distributor: str, product: str = "P1", city: str = CITY) -> bool:
    from baowen.procure.trade.actions.places import name_distributor

    return name_distributor(product, city, distributor, actor=market.maker, at=AT)


def test_a_product_with_named_distributors_is_ordered_from_them_until_they_end(
    market: Any, listed: Callable[..., str], others: None
) -> None:
    from baowen.procure.trade.actions.places import end_distributor
    from baowen.procure.trade.queries.places import distributors

    number = listed()
    assert place(market.buyer, order(line_on(number), number="A1", supplier="D2"))[0].is_new, "nobody is named yet"
    assert (_name(market, "D1"), _name(market, "D1")) == (True, False)
    with pytest.raises(BaowenError, match="D2 不在其中"):
        place(market.buyer, order(line_on(number), number="A2", supplier="D2"))
    assert place(market.buyer, order(line_on(number), number="A3"))[0].is_new
    assert place(market.buyer, order(line_on(number), number="A4", supplier="M1"))[0].is_new, "the maker itself may"
    assert [one.distributor for one in distributors(CITY, "P1")] == ["D1"]
    assert end_distributor("P1", CITY, "D1", actor=market.maker, at=AT) is True
    assert end_distributor("P1", CITY, "D1", actor=market.maker, at=AT) is False
    assert place(market.buyer, order(line_on(number), number="A5", supplier="D2"))[0].is_new


def test_a_listed_drug_is_delivered_by_any_distributor(
    market: Any, listed: Callable[..., str], others: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from baowen.procure.trade.actions import market as reads
    from baowen.procure.trade.queries import places
    from baowen.procure.trade.queries.lines import lines_by_number

    number = listed()
    _name(market, "D1")

    def on_a_list(*_: Any, **__: Any) -> Any:
        return SimpleNamespace(listed=("x",))

    assert places.freedoms("地高辛片", "430121", date(2026, 11, 2), book=book()) == []
    for module in (reads, places):
        monkeypatch.setattr(module, "status", on_a_list)
    placed = place(market.buyer, order(line_on(number), supplier="D2"))[0]
    assert lines_by_number(placed.lines)[placed.lines[0]].supplier == "D2"
    free = places.freedoms("地高辛片", "430121", date(2026, 11, 2), book=book())
    assert [(one.name, one.clause) for one in free] == [
        ("delivery.unlimited_distributors", "HN-10"), ("delivery.two_invoice_free", "HN-10"),
    ]  # fmt: skip


def test_the_post_delivers_where_nobody_competes_and_a_maker_its_own_alone(
    market: Any, listed: Callable[..., str], others: None
) -> None:
    number = listed()
    assert place(market.buyer, order(line_on(number), number="A1", supplier="EMS"))[0].is_new
    _name(market, "EMS")
    assert place(market.buyer, order(line_on(number), number="A2", supplier="EMS"))[0].is_new
    _name(market, "D1")
    with pytest.raises(BaowenError, match="只在无竞争时"):
        place(market.buyer, order(line_on(number), number="A3", supplier="EMS"))
    from baowen.orgs.actions import NewOrganisation, register_organisations
    from baowen.orgs.departments import OrganisationKind
    from baowen.orgs.queries import operator

    one = NewOrganisation(code="M2", name="戊制药", kind=OrganisationKind.MAKER, region=CITY)
    register_organisations([one], actor=operator("os:root", "430000"), at=AT)
    with pytest.raises(BaowenError, match="只能供应本企业产品"):
        place(market.buyer, order(line_on(number), number="A4", supplier="M2"))


def test_only_the_maker_names_and_only_for_a_city_and_a_distributor(market: Any, listed: Callable[..., str]) -> None:
    from baowen.orgs.permissions import NotAllowedError
    from baowen.procure.trade.actions.places import name_distributor, note_distance

    listed()
    with pytest.raises(NotAllowedError):
        name_distributor("P1", CITY, "D1", actor=market.supplier, at=AT)
    for wrong in ({"product": "P9"}, {"city": "430121"}, {"distributor": "H1"}, {"distributor": "X"}):
        with pytest.raises(BaowenError):
            _name(market, **({"distributor": "D1"} | wrong))
    with pytest.raises(NotAllowedError):
        note_distance("H1", Decimal(1), actor=market.buyer, at=AT)


def test_a_city_tells_which_products_have_too_few_distributors(
    market: Any, listed: Callable[..., str], others: None
) -> None:
    from baowen.orgs.permissions import NotAllowedError
    from baowen.procure.trade.queries.places import few_distributors, suppliers_for

    place(market.buyer, order(line_on(listed("P2")), number="A1"))
    listed("P1")
    for distributor in ("D1", "D2", "EMS"):
        _name(market, distributor)
    found = few_distributors(market.officer, CITY, date(2026, 11, 2), book=book())
    assert [(one.product_code, one.named) for one in found.products] == [("P2", 0)]
    assert found.least == 3
    assert found.clause
    with pytest.raises(NotAllowedError):
        few_distributors(market.buyer, CITY, date(2026, 11, 2), book=book())
    assert suppliers_for(market.buyer, None, book=book()) == [("D1", "丙配送")]
