"""How finely stock is shown: added up as the pack says, and no figures where they would tell of one hospital. HOS-6."""

from __future__ import annotations

from datetime import date

import pytest

from baowen.core.policy import load_packs
from baowen.public.granularity import Counted, Granularity, Held, PublicationRules, held_by_place, publication_rules

ON = date(2026, 9, 28)
COUNTS = [
    Counted(county="430102", city="430100", province="430000", holding=1, empty=1, counted_on=date(2026, 9, 1)),
    Counted(county="430103", city="430100", province="430000", holding=2, empty=1, counted_on=date(2026, 9, 3)),
    Counted(county="430202", city="430200", province="430000", holding=0, empty=1, counted_on=date(2026, 9, 2)),
]


def rules(granularity: Granularity, least: int = 1) -> PublicationRules:
    entry = load_packs().ruling("100000", ON).entry("publication.stock_granularity")
    return PublicationRules(granularity, least, entry)


def held(place: str, holding: int | None, empty: int | None, day: int) -> Held:
    return Held(place=place, holding=holding, empty=empty, counted_on=date(2026, 9, day))


@pytest.mark.parametrize(
    ("granularity", "expected"),
    [
        (Granularity.NONE, []),
        (Granularity.PROVINCE, [held("430000", 3, 3, 3)]),
        (Granularity.CITY, [held("430100", 3, 2, 3), held("430200", 0, 1, 2)]),
        (Granularity.HOSPITAL, [held("430100", 3, 2, 3), held("430200", 0, 1, 2)]),
        (Granularity.COUNTY, [held("430102", 1, 1, 1), held("430103", 2, 1, 3), held("430202", 0, 1, 2)]),
    ],
)
def test_counts_are_added_up_to_the_level_of_the_pack(granularity: Granularity, expected: list[Held]) -> None:
    assert held_by_place(COUNTS, rules(granularity)) == expected


def test_a_place_with_too_few_hospitals_shows_no_figures_and_one_with_just_enough_does() -> None:
    found = held_by_place(COUNTS, rules(Granularity.COUNTY, least=3))
    assert found == [held("430102", None, None, 1), held("430103", 2, 1, 3), held("430202", None, None, 2)]


@pytest.mark.parametrize(
    ("region", "granularity", "least", "clause"),
    [
        ("430000", Granularity.HOSPITAL, 1, "HN-7"), ("320100", Granularity.HOSPITAL, 1, "NJ-12"),
        ("130400", Granularity.HOSPITAL, 1, "HD-5"), ("100000", Granularity.CITY, 3, "HOS-6"),
        ("330100", Granularity.CITY, 3, "HOS-6"),
    ],
)  # fmt: skip
def test_each_region_reads_its_own_pack(region: str, granularity: Granularity, least: int, clause: str) -> None:
    found = publication_rules(load_packs().ruling(region, ON))
    assert (found.granularity, found.least_hospitals, found.entry.clause) == (granularity, least, clause)
