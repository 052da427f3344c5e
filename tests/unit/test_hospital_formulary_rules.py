"""What is found about a formulary; HOS-1, HOS-2 (domain 3.2)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from baowen.core.problems import BaowenError
from baowen.hospital.formulary.rules import (
    Item,
    Limit,
    Recorded,
    essential_share,
    not_essential,
    often,
    overdue,
    too_many,
    without_record,
)
from baowen.hospital.formulary.sheet import read_items
from baowen.hospital.formulary.states import Decision, Exemption, FindingKind, Part

TWO = Limit(number=2, clause="处方管理办法 第十六条")


def tablets(*specs: str, exemption: Exemption = Exemption.NONE, part: Part = Part.ONE) -> list[Item]:
    return [Item(generic_name="甲片", dosage_form="片剂", spec=spec, part=part, exemption=exemption) for spec in specs]


def test_a_third_product_of_a_name_and_route_is_found_and_injections_count_by_themselves() -> None:
    shot = Item(generic_name="甲片", dosage_form="注射液", spec="1ml", part=Part.ONE)
    cream = [Item(generic_name="乙", dosage_form="乳膏", spec=str(n), part=Part.OTHER) for n in range(4)]
    assert too_many([*tablets("1mg", "2mg"), shot, *cream], TWO, alliance=False) == []
    (found,) = too_many([*tablets("1mg", "2mg", "5mg"), shot], TWO, alliance=False)
    assert (found.kind, found.drug, found.number) == (FindingKind.TOO_MANY, "甲片", 3)
    assert found.clause == "处方管理办法 第十六条"


def test_chronic_drugs_are_exempt_in_alliances_alone_children_and_negotiated_ones_everywhere() -> None:
    chronic = tablets("1", "2", "3", exemption=Exemption.CHRONIC)
    assert len(too_many(chronic, TWO, alliance=False)) == 1
    assert too_many(chronic, TWO, alliance=True) == []
    for one in (Exemption.CHILDREN, Exemption.NEGOTIATED):
        assert too_many(tablets("1", "2", "3", exemption=one), TWO, alliance=False) == []


def test_part_one_that_no_list_names_and_what_no_meeting_adopted_are_found() -> None:
    items = [*tablets("1mg"), Item(generic_name="乙片", dosage_form="片剂", spec="1mg", part=Part.OTHER)]
    assert [one.drug for one in not_essential(items, {"丙片"})] == ["甲片"]
    assert not_essential(items, ()) == []
    late = Recorded(generic_name="乙片", decision=Decision.ADOPTED, held_on=date(2026, 2, 1))
    refused = Recorded(generic_name="乙片", decision=Decision.REFUSED, held_on=date(2026, 1, 1))
    found = without_record(items, tablets("9mg"), [late, refused], from_on=date(2026, 1, 31))
    assert [one.drug for one in found] == ["乙片"]
    assert without_record(items, tablets("9mg"), [late], from_on=date(2026, 2, 1)) == []
    assert essential_share(items) == 0.5
    assert essential_share([]) is None


def test_an_edition_is_overdue_on_the_day_after_its_cycle_ends() -> None:
    year = Limit(number=1, clause="国卫药政发〔2024〕38号 一")
    assert overdue(date(2025, 3, 1), date(2026, 3, 1), year) is None
    found = overdue(date(2025, 3, 1), date(2026, 3, 3), year)
    assert found is not None
    assert (found.number, found.clause) == (2, "国卫药政发〔2024〕38号 一")
    assert overdue(date(2024, 2, 29), date(2025, 2, 28), year) is None
    assert overdue(date(2000, 1, 1), date(2026, 1, 1), None) is None


def test_what_was_often_missing_is_counted_by_registration() -> None:
    rows = [("甲片", "1"), ("甲片", "2"), ("甲片", "2"), ("乙片", "3"), ("乙片", "4"), ("乙片", "5")]
    assert often(rows, 2) == [("乙片", 3), ("甲片", 2)]
    assert often(rows, 3) == [("乙片", 3)]


def test_a_workbook_is_read_whole_or_its_rows_are_named(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(
        "通用名,剂型,规格,药品代码,1或X,不受一品两规限制,理由\n甲片,片剂,1mg,,1,,\n乙片,片剂,,P9,x,儿童用药,小儿\n"
    )
    first, second = read_items(path)
    assert (first.part, first.exemption) == (Part.ONE, Exemption.NONE)
    assert (second.part, second.exemption, second.product_code) == (Part.OTHER, Exemption.CHILDREN, "P9")
    path.write_text("通用名,1或X\n甲片,2\n,1\n")
    with pytest.raises(BaowenError, match=r"第 2 行.*第 3 行"):
        read_items(path)
    path.write_text("药名,规格\n甲片,1mg\n")
    with pytest.raises(BaowenError, match="通用名"):
        read_items(path)
