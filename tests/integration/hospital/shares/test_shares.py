"""Shares by institution and place from a home, editions of the list, alliances, who sees what; HOS-1."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from baowen.core.home import Home
from baowen.core.problems import BaowenError
from baowen.hospital.shares.kinds import NoTarget, Period
from baowen.orgs.permissions import NotAllowedError

pytestmark = pytest.mark.django_db


def lines(home: Home, actor: Any, **asked: Any) -> dict[str, Any]:
    from baowen.hospital.shares.queries.shares import share_lines

    return {(one.code, one.level == "alliance"): one for one in share_lines(home, actor, **asked)}  # type: ignore[misc]


def test_what_is_essential_follows_the_edition_of_each_month(bought: Home, people: Any) -> None:
    found = lines(bought, people.officer, kind=Period.MONTH, period="2026-08")
    assert (found["H1", False].varieties, found["H1", False].essential) == (2, 1)
    assert found["H3", False].essential == 0
    october = lines(bought, people.officer, kind=Period.MONTH, period="2026-10")["H1", False]
    assert (october.varieties, october.essential) == (2, 1)
    assert (october.amount, october.essential_amount) == (Decimal("100.05"), Decimal("100.00"))


def test_a_year_counts_a_variety_once_and_is_judged_by_the_target_of_its_class(bought: Home, people: Any) -> None:
    found = lines(bought, people.officer, kind=Period.YEAR)
    own = found["H1", False]
    assert (own.period, own.varieties, own.essential, own.amount) == ("2026", 3, 2, Decimal("200.05"))
    assert (own.varieties_target, own.amount_target) == (pytest.approx(0.70), 0.40)
    assert own.gap == pytest.approx(2 / 3 - 0.70)
    assert found["H3", False].varieties_why is NoTarget.SPECIALIST
    assert next(iter(found)) == ("H1", False)  # farthest below first


def test_places_add_up_and_who_lies_elsewhere_sees_nothing(bought: Home, people: Any) -> None:
    from baowen.hospital.shares.queries.shares import place_lines, share_lines

    found = share_lines(bought, people.officer, kind=Period.YEAR)
    (grassroots,) = [one for one in place_lines(found, above="430000") if one.level == "grassroots"]
    assert (grassroots.region, grassroots.institutions, grassroots.judged, grassroots.below) == ("430100", 1, 1, 0)
    assert lines(bought, people.city, kind=Period.YEAR) == {}
    with pytest.raises(NotAllowedError):
        share_lines(bought, people.city, kind=Period.YEAR, region="430100")
    assert set(lines(bought, people.member, kind=Period.YEAR)) == {("H2", False)}
    assert set(lines(bought, people.lead, kind=Period.YEAR)) == {("H1", False), ("H2", False)}
    with pytest.raises(BaowenError, match="2026-13"):
        share_lines(bought, people.officer, kind=Period.MONTH, period="2026-13")


def test_an_alliance_that_wishes_is_counted_as_a_whole(bought: Home, people: Any, doing: Callable[..., Any]) -> None:
    from baowen.hospital.shares.actions.wholes import count_as_whole

    with pytest.raises(BaowenError, match="不是医联体牵头医院"):
        count_as_whole(True, doing(people.other))
    count_as_whole(True, doing(people.lead))
    found = lines(bought, people.officer, kind=Period.YEAR)
    whole, member = found["H1", True], found["H2", False]
    assert (whole.varieties, whole.essential, whole.amount) == (3, 2, Decimal("205.05"))
    assert (whole.varieties_why, whole.varieties_target) == (NoTarget.ALLIANCE, None)
    assert (member.lead, member.varieties_why, member.varieties_target) == ("H1", NoTarget.AS_WHOLE, None)
    assert member.amount_target == 0.7
    count_as_whole(False, doing(people.lead))
    assert ("H1", True) not in lines(bought, people.officer, kind=Period.YEAR)


def test_every_product_that_counts_is_unfolded_and_adds_up(bought: Home, people: Any) -> None:
    from baowen.hospital.shares.queries.products import counted_products

    found = counted_products(bought, people.lead, "H1", kind=Period.YEAR)
    own = lines(bought, people.lead, kind=Period.YEAR)["H1", False]
    assert sum(one.amount for one in found) == own.amount
    assert len({one.variety for one in found}) == own.varieties
    assert {one.product_code: one.edition for one in found} == {"P1": "2018", "P2": "2026", "P3": "2026", "P4": ""}
    with pytest.raises(BaowenError, match="H1"):
        counted_products(bought, people.member, "H1", kind=Period.YEAR)


def test_prescriptions_are_recorded_with_peers_and_what_is_not_reported_stays_unknown(
    bought: Home, people: Any
) -> None:
    """国办发〔2019〕4号 附件; HN-6, NJ-13, HD-6 (HOS-2)."""
    from baowen.hospital.shares.prescribing import Measure
    from baowen.hospital.shares.queries.prescriptions import own_prescriptions, prescription_lines

    found = {one.code: one for one in prescription_lines(bought, people.officer)}
    first = found["H1"]
    assert (first.month, first.shares[Measure.OUTPATIENT]) == ("2026-10", 0.6)
    assert first.shares[Measure.INPATIENT] is None  # one department did not count
    assert (first.shares[Measure.ORAL], first.shares[Measure.INFUSION]) == (0.5, 0.25)
    assert first.changes[Measure.ORAL] == pytest.approx(-0.2)
    assert found["H2"].shares[Measure.INFUSED] == 0.0
    assert found["H2"].peers[Measure.ORAL] == found["H2"].shares[Measure.ORAL] == 0.75
    own = own_prescriptions(bought, people.lead, "H1")
    assert [one.month for one in own] == ["2026-10", "2026-09"]
    assert own_prescriptions(bought, people.member, "H1") == []
