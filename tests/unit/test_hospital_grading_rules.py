"""HOS-5: gravity by the months of a preset, the worst first; HOS-6: no more is shown than was agreed to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baowen.core.problems import BaowenError
from baowen.hospital.grading.rules import Weight, gravity, starts_selection, whole_months, worst_first
from baowen.hospital.holdings.kinds import BY_NAME, Band, Showing
from baowen.hospital.holdings.rules import Shelf, counties, named
from baowen.hospital.substitutes.kinds import Replaceability

MONTHS = {"one": 6, "two": 3, "three": 1}
ON = date(2026, 11, 15)


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (date(2026, 5, 15), "one"), (date(2026, 5, 16), "two"), (date(2026, 8, 15), "two"),
        (date(2026, 8, 16), "three"), (date(2026, 10, 15), "three"), (date(2026, 10, 16), ""), (ON, ""),
    ],
)  # fmt: skip
def test_gravity_is_the_gravest_class_whose_months_have_passed(since: date, expected: str) -> None:
    assert gravity(since, ON, MONTHS) == expected


def test_the_last_day_of_a_short_month_completes_a_month_and_a_day_to_come_is_refused() -> None:
    assert whole_months(date(2026, 1, 31), date(2026, 2, 28)) == 1
    assert whole_months(date(2026, 1, 31), date(2026, 2, 27)) == 0
    assert whole_months(date(2025, 12, 5), date(2026, 12, 5)) == 12
    with pytest.raises(BaowenError, match="还没有到"):
        gravity(date(2026, 11, 16), ON, MONTHS)


def weight(
    kind: Replaceability, grave: str = "", days: Decimal | None = None, patients: int | None = None
) -> tuple[int, int, bool, Decimal, int]:
    return worst_first(Weight(gravity=grave, replaceability=kind, days_left=days, patients=patients))


def test_the_worst_comes_first_and_what_is_not_known_after_what_is() -> None:
    ordered = [
        weight(Replaceability.IRREPLACEABLE, "one", Decimal(0)), weight(Replaceability.IRREPLACEABLE, "one"),
        weight(Replaceability.IRREPLACEABLE, "two", Decimal(0)), weight(Replaceability.IRREPLACEABLE),
        weight(Replaceability.PARTLY, "one", Decimal(0)), weight(Replaceability.REPLACEABLE, "one", None, 9),
        weight(Replaceability.REPLACEABLE, "one", None, 1),
    ]  # fmt: skip
    assert sorted(ordered) == ordered
    assert [starts_selection(one) for one in Replaceability] == [False, True, True]


def shelf(showing: Showing, packs: int = 5, county: str = "430121", *, own: bool = True, name: str = "甲") -> Shelf:
    return Shelf(
        organisation=name, name=name, county=county, is_pharmacy=False, packs=Decimal(packs), counted_on=ON,
        showing=showing, own_choice=own,
    )  # fmt: skip


def test_each_level_tells_no_more_than_was_agreed_to() -> None:
    told = {one: named([shelf(one)], few=10) for one in Showing}
    assert [bool(told[one]) for one in Showing] == [False, False, True, True, True]
    yes, band, packs = (told[one][0] for one in (Showing.YES_NO, Showing.BAND, Showing.QUANTITY))
    assert (yes.holds, yes.band, yes.packs) == (True, None, None)
    assert (band.band, band.packs) == (Band.FEW, None)
    assert packs.packs == 5
    assert named([shelf(Showing.BAND, 11)], few=10)[0].band is Band.ENOUGH
    assert named([shelf(Showing.BAND, 0)], few=10)[0].band is Band.NONE


def test_a_county_of_few_who_did_not_choose_is_not_told_and_the_hidden_never_are() -> None:
    silent = [shelf(Showing.COUNTY, own=False, name=str(number)) for number in range(2)]
    assert counties(silent, least=3) == []
    assert [one.holds for one in counties([*silent, shelf(Showing.COUNTY, own=False, name="丙")], least=3)] == [True]
    assert [one.holds for one in counties([shelf(Showing.COUNTY)], least=3)] == [True], "it agreed itself"
    assert counties([shelf(Showing.HIDDEN), shelf(Showing.HIDDEN, name="乙")], least=1) == []
    mixed = [shelf(Showing.COUNTY, 0), shelf(Showing.COUNTY, 9, own=False, name="乙")]
    assert [one.holds for one in counties(mixed, least=3)] == [False], "the one that did not choose is not told of"


SHELVES = st.lists(
    st.builds(
        shelf, st.sampled_from(list(Showing)), st.integers(0, 20), st.sampled_from(["430121", "430181"]),
        own=st.booleans(), name=st.text("甲乙丙丁", min_size=1, max_size=3),
    ),
    max_size=8,
)  # fmt: skip


@given(SHELVES, st.integers(1, 4))
def test_the_hidden_change_nothing_that_the_public_sees(shelves: list[Shelf], least: int) -> None:
    seen = [one for one in shelves if one.showing is not Showing.HIDDEN]
    assert named(shelves, few=10) == named(seen, few=10)
    assert counties(shelves, least=least) == counties(seen, least=least)
    assert len(named(shelves, few=10)) == sum(one.showing in BY_NAME for one in shelves)
