"""What the lists say of a drug in a place on a date."""

from __future__ import annotations

from datetime import date

from baowen.lists.rules import ListEntry, ListStatus, status_of

NANJING = ("320100", ("320000", "100000"))
CHANGSHA = ("430100", ("430000", "100000"))


def entry(issuer: str, edition: str, on: date, name: str, *, kind: str = "shortage", form: str = "") -> ListEntry:
    return ListEntry(
        issuer_region=issuer, kind=kind, edition=edition, effective_on=on, generic_name=name, dosage_form=form
    )


FIRST = [entry("100000", "2023", date(2023, 1, 1), name) for name in ("地高辛", "鱼精蛋白")]
SECOND = [entry("100000", "2025", date(2025, 6, 1), name) for name in ("地高辛", "阿托品")]
LISTS = [
    *FIRST, *SECOND,
    entry("320000", "苏一", date(2024, 1, 1), "阿托品"),
    entry("320000", "苏监一", date(2024, 1, 1), "地高辛", kind="monitoring", form="片剂"),
    entry("430000", "湘一", date(2024, 1, 1), "甲氨蝶呤"),
]  # fmt: skip


def ask(name: str, on: date, *, place: tuple[str, tuple[str, ...]] = NANJING, form: str = "") -> ListStatus:
    return status_of(name, form, place[0], on, LISTS, regions_ancestors=place[1])


def editions(status: ListStatus, kind: str = "shortage") -> list[str]:
    return [one.edition for one in status.by_kind.get(kind, ())]


def test_a_question_of_a_past_date_gets_the_edition_of_that_date() -> None:
    assert editions(ask("鱼精蛋白", date(2025, 5, 31))) == ["2023"]
    assert editions(ask("鱼精蛋白", date(2025, 6, 1))) == []


def test_a_drug_that_the_newest_edition_leaves_out_has_left_the_list() -> None:
    assert not ask("鱼精蛋白", date(2026, 1, 1)).is_listed


def test_before_the_first_edition_nothing_is_listed() -> None:
    assert ask("地高辛", date(2022, 12, 31)).kinds == ()


def test_an_edition_that_is_not_yet_effective_does_not_end_the_one_before() -> None:
    assert editions(ask("地高辛", date(2024, 12, 31))) == ["2023"]
    assert editions(ask("地高辛", date(2025, 6, 1))) == ["2025"]


def test_the_lists_above_a_place_and_its_own_add_up_nearest_first() -> None:
    assert editions(ask("阿托品", date(2026, 1, 1))) == ["苏一", "2025"]


def test_a_newer_edition_of_one_issuer_does_not_end_the_list_of_another() -> None:
    assert editions(ask("阿托品", date(2025, 5, 31))) == ["苏一"]


def test_the_list_of_another_province_says_nothing_here() -> None:
    assert not ask("甲氨蝶呤", date(2026, 1, 1)).is_listed
    assert editions(ask("甲氨蝶呤", date(2026, 1, 1), place=CHANGSHA)) == ["湘一"]


def test_a_list_of_a_city_says_nothing_of_the_province_above_it() -> None:
    own = [entry("320100", "宁一", date(2024, 1, 1), "地高辛")]
    found = status_of("地高辛", "", "320000", date(2026, 1, 1), own, regions_ancestors=("100000",))
    assert not found.is_listed


def test_kinds_are_told_apart_and_each_names_its_entries() -> None:
    status = ask("地高辛", date(2026, 1, 1), form="片剂")
    assert status.kinds == ("monitoring", "shortage")
    assert editions(status, "monitoring") == ["苏监一"]
    assert editions(status, "shortage") == ["2025"]


def test_an_entry_with_a_dosage_form_covers_that_form_only() -> None:
    assert ask("地高辛", date(2026, 1, 1), form="注射剂").kinds == ("shortage",)
    assert ask("地高辛", date(2026, 1, 1)).kinds == ("monitoring", "shortage")


def test_names_are_compared_as_given() -> None:
    assert not ask("地高辛片", date(2026, 1, 1)).is_listed
