"""HOS-4: what an entry may say, which edition rules on a day, how editions differ; the workbook gives it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from baowen.collect.readers import Header, read_table
from baowen.core.problems import BaowenError
from baowen.hospital.substitutes.kinds import Replaceability
from baowen.hospital.substitutes.rules import (
    Dated,
    EntryFacts,
    checked,
    compared,
    differences,
    drug_key,
    in_force,
    standing,
)
from baowen.hospital.substitutes.sheet import COLUMNS, HEADINGS, read_entry, write_entries
from baowen.hospital.substitutes.states import EditionState, Standing

ENTRY = EntryFacts(
    drug="硫酸阿托品注射液", form="注射液", substitute="氢溴酸山莨菪碱注射液", substitute_form="注射液",
    conditions="有机磷中毒以外的解痉", conversion="0.5mg 相当于 10mg", replaceability=Replaceability.REPLACEABLE,
    grade="B", sources="示例来源", reviewer="药事会",
)  # fmt: skip
GRADES = ("A", "B")


def test_a_key_is_that_of_the_catalogue_active_part_and_route() -> None:
    assert drug_key("硫酸阿托品注射液") == drug_key("阿托品", "注射液") == "阿托品|injection"
    assert drug_key("阿托品片") == "阿托品|oral"


def test_another_route_form_or_strength_is_no_full_substitution() -> None:
    oral = replace(ENTRY, substitute="颠茄片", substitute_form="片剂")
    assert [one[1] for one in differences(oral)] == ["route"]
    with pytest.raises(BaowenError, match="不可完全替代"):
        checked(oral, GRADES)
    with pytest.raises(BaowenError, match="规格"):
        checked(replace(ENTRY, strength_differs=True), GRADES)
    assert checked(replace(oral, replaceability=Replaceability.PARTLY), GRADES).substitute == "颠茄片"
    assert differences(replace(ENTRY, form="片剂", substitute_form="口服溶液"))[0][1] == "form"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"sources": " "}, "证据来源"), ({"reviewer": ""}, "审核人"), ({"grade": "Z"}, "证据等级"),
        ({"conversion": ""}, "剂量换算"), ({"replaceability": Replaceability.IRREPLACEABLE}, "替代药品"),
        ({"substitute": ENTRY.drug, "substitute_form": ENTRY.form}, "本身"), ({"drug": "长" * 201}, "最多"),
    ],
)  # fmt: skip
def test_an_entry_that_lacks_or_contradicts_something_is_refused(changed: dict[str, object], said: str) -> None:
    with pytest.raises(BaowenError, match=said):
        checked(replace(ENTRY, **changed), GRADES)  # type: ignore[arg-type]


def test_a_day_is_answered_by_the_edition_that_ruled_then() -> None:
    first = Dated(key=1, state=EditionState.PUBLISHED, effective_on=date(2026, 1, 1))
    second = Dated(key=2, state=EditionState.PUBLISHED, effective_on=date(2026, 6, 1))
    draft = Dated(key=3, state=EditionState.DRAFT, effective_on=date(2026, 2, 1))
    every = [first, second, draft]
    assert [in_force(every, day) for day in (date(2025, 12, 31), date(2026, 5, 31), date(2026, 6, 1))] == [None, 1, 2]
    assert standing(first, 2, date(2026, 6, 1)) is Standing.SUPERSEDED
    assert standing(second, 1, date(2026, 5, 31)) is Standing.COMING
    assert standing(draft, 1, date(2026, 5, 31)) is Standing.DRAFT
    assert in_force([first, replace(second, state=EditionState.WITHDRAWN)], date(2026, 7, 1)) == 1


def test_editions_differ_by_what_was_added_changed_and_gone() -> None:
    other, third = replace(ENTRY, substitute="颠茄"), replace(ENTRY, substitute="丁溴东莨菪碱注射液")
    found = compared([ENTRY, other], [replace(ENTRY, grade="A"), third])
    told = {one.entry.substitute: (one.before is None, one.after is None, one.changed) for one in found}
    assert told == {
        ENTRY.substitute: (False, False, ("grade",)), "颠茄": (False, True, ()), third.substitute: (True, False, ()),
    }  # fmt: skip
    assert compared([ENTRY], [ENTRY]) == []


def test_the_workbook_gives_back_what_was_written_and_defuses_formulas(tmp_path: Path) -> None:
    entries = [ENTRY, replace(ENTRY, drug="地高辛片", strength_differs=True, replaceability=Replaceability.PARTLY)]
    path = tmp_path / "guide.xlsx"
    path.write_bytes(write_entries([*entries, replace(ENTRY, sources="=1+1")]))
    table = read_table(path, header=Header(HEADINGS))
    rows = [{name: str(row[name] or "") for name in HEADINGS} for row in table.frame.iter_rows(named=True)]
    assert [read_entry(row) for row in rows[:2]] == entries
    assert rows[2][COLUMNS["sources"]].startswith("'")
    with pytest.raises(BaowenError, match="无法识别"):
        read_entry(rows[0] | {COLUMNS["replaceability"]: "也许"})
