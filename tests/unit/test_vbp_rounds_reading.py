"""VBP-1: tables of rounds are read whole; what is wrong is told with its place and remedy, what is odd is told too."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.made_rounds import PUBLISHED_BIDS, PUBLISHED_VOLUMES, SHEETS, workbook

from baowen.vbp.rounds.entered import NewRound
from baowen.vbp.rounds.kinds import RoundLevel, SupplyRole
from baowen.vbp.rounds.looking import Facts, Looked, look
from baowen.vbp.rounds.template import template

FACTS = Facts(code="A", name="甲批", level=RoundLevel.NATIONAL, region="430000", within="甲批")


def looked_at(folder: Path, facts: Facts, **files: str | bytes) -> Looked:
    paths = []
    for name, content in files.items():
        path = folder / name.replace("_", ".")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        paths.append(path)
    return look(paths, facts)


def read(folder: Path, facts: Facts, **files: str | bytes) -> NewRound:
    found = looked_at(folder, facts, **files)
    assert found.new is not None, found.problems
    return found.new


def test_published_bids_and_volumes_become_lots_with_bids_places_and_volumes(tmp_path: Path) -> None:
    new = read(tmp_path, FACTS, bids_csv=PUBLISHED_BIDS, volumes_csv=PUBLISHED_VOLUMES)
    first, second = new.lots
    assert [(bid.enterprise_name, bid.price, bid.is_selected) for bid in first.bids] == [
        ("丁制药", Decimal("0.5"), True), ("戊制药", Decimal("0.95"), True), ("己制药", Decimal("0.9"), False),
        ("庚制药", Decimal(999990), False),
    ]  # fmt: skip
    main = SupplyRole.MAIN
    assert first.bids[0].places == (("430000", main), ("420000", main), ("650000", main))
    assert first.bids[1].places == (("440000", main), ("450000", main))
    assert first.volumes == (
        ("430000", "10mg", Decimal(125000)), ("650000", "10mg", Decimal(30000)), ("650000", "10mg", Decimal(4000)),
        ("440000", "10mg", None),
    )  # fmt: skip
    assert (second.drug, second.bids, second.volumes) == ("丙药口服常释剂型", (), (("430000", "1mg", Decimal(70000)),))


def test_what_is_written_otherwise_is_told_and_not_corrected_in_silence(tmp_path: Path) -> None:
    """Mixed separators are read; blanks in a name, nines for a price, gaps and names without a bid are told."""
    found = looked_at(tmp_path, FACTS, bids_csv=PUBLISHED_BIDS, volumes_csv=PUBLISHED_VOLUMES)
    told = Counter(one.code for one in found.remarks)
    assert told == {
        "place_blanks": 1, "place_scope": 2, "placeholder": 1, "name_spacing": 1, "name_unmatched": 1,
        "volume_twice": 1, "missing_volume": 1,
    }  # fmt: skip
    spaced = next(one for one in found.remarks if one.code == "place_blanks")
    assert (spaced.file, spaced.row, spaced.column, spaced.value) == ("bids.csv", 2, "supply_regions", "湖 北")
    assert "湖北省" in spaced.message
    assert "湖北省" in spaced.message_en


def test_a_price_finer_than_four_places_is_rounded_and_told(tmp_path: Path) -> None:
    found = looked_at(tmp_path, Facts(code="B", name="乙批", level=RoundLevel.NATIONAL, region="430000", within="乙批"),
                      bids_csv=PUBLISHED_BIDS)  # fmt: skip
    assert found.new is not None
    assert found.new.lots[0].bids[0].price == Decimal(7)
    assert [one.code for one in found.remarks] == ["rounded"]


def test_the_own_workbook_gives_a_whole_round(tmp_path: Path) -> None:
    new = read(tmp_path, Facts(), round_xlsx=workbook())
    assert (new.code, new.level, new.region) == ("HN-9", RoundLevel.ALLIANCE, "430000")
    assert (new.opened_on, new.starts_on, new.ends_on) == (date(2026, 10, 1), date(2026, 12, 1), date(2027, 11, 30))
    first, second = new.lots
    assert (first.months, first.is_antibiotic, second.is_key_monitored, second.ceiling) == (12, True, True, None)
    assert [(bid.quality_tier, [one.code for one in bid.products]) for bid in first.bids] == [
        ("原研", ["P1"]), ("一致性评价", []), ("", ["P9"]),
    ]  # fmt: skip
    assert first.bids[1].places == (
        ("420000", SupplyRole.MAIN), ("440000", SupplyRole.MAIN), ("430000", SupplyRole.BACKUP)
    )  # fmt: skip
    assert first.volumes == (("430000", "10mg", Decimal(120000)), ("420000", "10mg", None))
    assert first.besides == (("甲药胶囊", "same", "VB-2.2"),)


def test_what_is_given_beside_the_workbook_comes_before_it(tmp_path: Path) -> None:
    new = read(tmp_path, Facts(code="HN-10", starts_on=date(2026, 12, 15)), round_xlsx=workbook())
    assert (new.code, new.name, new.starts_on, new.ends_on) == (
        "HN-10", "联盟接续", date(2026, 12, 15), date(2027, 11, 30)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sheet", "row", "column", "text", "code"),
    [
        ("批次", 1, 2, "国家级", "unknown_word"), ("批次", 1, 3, "某省", "unknown_place"),
        ("批次", 1, 8, "2026-11-30", "days_reversed"), ("批次", 1, 7, "明年", "not_a_day"),
        ("品种", 2, 0, "1", "lot_twice"), ("品种", 1, 4, "一元", "not_a_number"), ("品种", 1, 4, "0", "zero_price"),
        ("品种", 1, 5, "1.5", "not_a_number"), ("品种", 1, 6, "也许", "not_yes_or_no"),
        ("报价", 1, 0, "7", "unknown_lot"), ("报价", 1, 7, "湖南、湖南", "place_twice"),
        ("报价", 1, 8, "湖南", "both_roles"), ("报价", 1, 6, "", "missing"), ("报价", 2, 1, "丁制药", "bid_twice"),
        ("产品", 1, 1, "壬制药", "unknown_bid"), ("产品", 1, 4, "0", "units_zero"),
        ("产品", 1, 4, "0.00001", "units_zero"),
        ("产品", 1, 5, "10000000000", "not_a_number"),
        ("产品", 1, 5, "-1", "not_a_number"),
        ("约定量", 2, 1, "湖南", "volume_twice_own"), ("约定量", 1, 3, "十万", "not_a_number"),
        ("替代品种", 1, 2, "相似", "unknown_word"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_told_where_it_stands_with_what_to_do_and_nothing_is_given(
    tmp_path: Path, sheet: str, row: int, column: int, text: str, code: str
) -> None:
    rows = [list(one) for one in SHEETS[sheet]]
    rows[row][column] = text
    found = looked_at(tmp_path, Facts(), round_xlsx=workbook(**{sheet: rows}))
    assert found.new is None
    problem = next(one for one in found.problems if one.code == code)
    assert (problem.sheet, problem.row) == (sheet, row + 1)
    assert problem.column == str(rows[0][column])
    assert all((problem.message, problem.help, problem.message_en, problem.help_en))


def test_one_sheet_of_the_workbook_may_come_as_csv(tmp_path: Path) -> None:
    lots = "品种序号,品种名称\n1,甲药片\n"
    new = read(tmp_path, FACTS, lots_csv=lots)
    assert [(lot.number, lot.drug) for lot in new.lots] == [("1", "甲药片")]


def test_a_table_of_another_kind_is_refused_with_the_columns_that_it_lacks(tmp_path: Path) -> None:
    found = looked_at(tmp_path, FACTS, other_csv="品种序号,企业名称\n1,丁制药\n")
    (problem,) = found.problems
    assert problem.code == "unknown_table"
    assert "中选" in problem.message


def test_published_tables_and_the_workbook_do_not_mix(tmp_path: Path) -> None:
    found = looked_at(tmp_path, FACTS, bids_csv=PUBLISHED_BIDS, round_xlsx=workbook())
    assert "mixed_kinds" in [one.code for one in found.problems]


def test_a_round_that_nothing_names_is_asked_for(tmp_path: Path) -> None:
    found = looked_at(tmp_path, Facts(within="甲批"), bids_csv=PUBLISHED_BIDS)
    assert [one.code for one in found.problems] == ["no_round"]


def test_a_name_that_no_round_has_is_refused_with_those_there_are(tmp_path: Path) -> None:
    facts = Facts(code="C", name="C", level=RoundLevel.NATIONAL, region="430000", within="丙批")
    (problem,) = looked_at(tmp_path, facts, bids_csv=PUBLISHED_BIDS).problems
    assert problem.code == "round_not_there"
    assert "甲批、乙批" in problem.message


def test_a_file_that_is_no_table_is_refused_whole(tmp_path: Path) -> None:
    found = looked_at(tmp_path, FACTS, broken_xlsx=b"PK\x03\x04 not a workbook", bids_csv=PUBLISHED_BIDS)
    assert found.new is None
    assert found.problems[0].file == "broken.xlsx"


def test_the_empty_template_enters_nothing_and_says_why(tmp_path: Path) -> None:
    found = looked_at(tmp_path, FACTS, template_xlsx=template())
    assert found.new is None
    assert found.problems


def test_the_template_filled_in_is_read_back(tmp_path: Path) -> None:
    """Every sheet and heading of the template is one that is read."""
    from python_calamine import CalamineWorkbook

    (tmp_path / "t.xlsx").write_bytes(template())
    book = CalamineWorkbook.from_path(tmp_path / "t.xlsx")
    sheets = {name: book.get_sheet_by_name(name).to_python()[0] for name in book.sheet_names[1:]}
    assert list(sheets) == list(SHEETS)
    filled = {
        name: (headings, *([row[SHEETS[name][0].index(one)] if one in SHEETS[name][0] else "" for one in headings]
                           for row in SHEETS[name][1:]))
        for name, headings in sheets.items()
    }  # fmt: skip
    assert read(tmp_path, Facts(), back_xlsx=workbook(filled)).lots == read(tmp_path, Facts(), own_xlsx=workbook()).lots
