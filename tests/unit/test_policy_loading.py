"""Packs are read strictly: each fault is an error that names its file and line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from baowen.core.policy import Basis, PolicyError, check_packs, load_packs

HEAD = """\
[pack]
region = "100000"
name_zh = "全国"
name_en = "China"
title = "试验"
"""
# Lines 7 to 13 of the file, behind HEAD and an empty line.
ENTRY = """\
[[entry]]
key = "respond.verify.city"
value = 10
unit = "working_day"
clause = "NJ-4"
basis = "sourced"
start = "report_or_discovery"
"""
FIRST = 7
LINES = {"key": 8, "value": 9, "unit": 10, "clause": 11, "basis": 12, "start": 13}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "cn.toml").write_text(f"{HEAD}\n{ENTRY}", encoding="utf-8")
    return tmp_path


def write(folder: Path, text: str, name: str = "cn.toml") -> list[PolicyError]:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return check_packs(folder)


def changed(field: str, line: str) -> str:
    """The sound pack with the line of one field replaced; an empty line takes the field away."""
    kept = [line if text.startswith(f"{field} =") else text for text in ENTRY.splitlines()]
    return f"{HEAD}\n" + "\n".join(text for text in kept if text)


def test_the_sound_pack_loads_with_its_lines(folder: Path) -> None:
    (entry,) = load_packs(folder).packs[0].entries
    assert (entry.key, entry.value, entry.unit, entry.clause, entry.basis) == (
        "respond.verify.city", 10, "working_day", "NJ-4", Basis.SOURCED,
    )  # fmt: skip
    assert (entry.file, entry.line, entry.pack) == ("cn.toml", FIRST, "cn")


@pytest.mark.parametrize(
    ("field", "line", "at", "words"),
    [
        ("key", 'key = "respond.verify.village"', LINES["key"], "respond.verify.village"),
        ("key", "", FIRST, "缺少此项"),
        ("key", "key = 7", LINES["key"], "类型不对"),
        ("value", 'value = "ten"', LINES["value"], "value"),
        ("value", "value = 2.5", LINES["value"], "value"),
        ("value", "value = true", LINES["value"], "value"),
        ("value", "value = -1", LINES["value"], "value"),
        ("value", "", FIRST, "value"),
        ("unit", 'unit = "fortnight"', LINES["unit"], "calendar_day"),
        ("unit", 'unit = "hour"', LINES["unit"], "working_day"),
        ("clause", "", FIRST, "clause"),
        ("clause", 'clause = " "', LINES["clause"], "条款"),
        ("clause", 'clause = "TBD"', LINES["clause"], "占位"),
        ("clause", 'clause = "NJ-??"', LINES["clause"], "占位"),
        ("clause", 'clause = "待定"', LINES["clause"], "占位"),
        ("clause", 'clause = "条款xxx"', LINES["clause"], "占位"),
        ("clause", 'clause = "湘医保发〔20XX〕××号"', LINES["clause"], "占位"),
        ("basis", 'basis = "rumour"', LINES["basis"], "illustrative"),
        ("basis", 'basis = "illustrative"', FIRST, "示例值，非法规"),
        ("start", "", FIRST, "start"),
        ("start", 'start = "lunch"', LINES["start"], "assessment"),
        ("start", 'begin = "assessment"', 13, "不认识的项"),
        ("start", 'valid_from = "2026-01-01"', 13, "valid_from"),
    ],
)
def test_a_faulty_field_is_an_error_on_its_line(folder: Path, field: str, line: str, at: int, words: str) -> None:
    errors = write(folder, changed(field, line))
    assert [error.line for error in errors][:1] == [at]
    assert errors[0].file == "cn.toml"
    assert words in str(errors[0])


def test_loading_raises_the_first_fault(folder: Path) -> None:
    write(folder, changed("unit", 'unit = "fortnight"'))
    with pytest.raises(PolicyError, match=r"cn\.toml:10:"):
        load_packs(folder)


def test_every_fault_of_a_folder_is_found_in_one_go(folder: Path) -> None:
    text = changed("unit", 'unit = "hour"') + "\n\n" + ENTRY.replace("NJ-4", "")
    assert [error.line for error in write(folder, text)] == [10, 19]


def test_a_pack_that_was_edited_is_read_anew_and_one_with_a_fault_is_refused_each_time(folder: Path) -> None:
    assert load_packs(folder).packs[0].entries[0].value == 10
    assert write(folder, changed("value", "value = 12")) == []
    assert load_packs(folder).packs[0].entries[0].value == 12
    for _ in range(2):
        (error,) = write(folder, changed("value", 'value = "x"'))
        assert error.line == LINES["value"]
        with pytest.raises(PolicyError):
            load_packs(folder)
    assert write(folder, f"{HEAD}\n{ENTRY}") == []
    assert load_packs(folder).packs[0].entries[0].value == 10


def test_overlapping_validity_of_a_key_is_an_error_that_names_both_lines(folder: Path) -> None:
    first, second = ENTRY + "valid_until = 2026-06-30\n", ENTRY + "valid_from = 2026-06-30\n"
    (error,) = write(folder, f"{HEAD}\n{first}\n{second}")
    assert (error.line, "cn.toml:7" in error.message, "重叠" in error.message) == (16, True, True)


def test_entries_that_follow_one_another_do_not_overlap(folder: Path) -> None:
    first, second = ENTRY + "valid_until = 2026-06-30\n", ENTRY.replace("10", "5") + "valid_from = 2026-07-01\n"
    assert write(folder, f"{HEAD}\n{first}\n{second}") == []
    packs = load_packs(folder)
    assert packs.ruling("cn", date(2026, 6, 30)).entry("respond.verify.city").whole() == 10
    assert packs.ruling("cn", date(2026, 7, 1)).entry("respond.verify.city").whole() == 5


def test_overlaps_are_found_across_the_files_of_one_pack(folder: Path) -> None:
    (error,) = write(folder, ENTRY, "cn/more.toml")
    assert (error.file, error.line) == ("cn/more.toml", 1)


def test_a_pack_that_ends_before_it_begins_is_refused(folder: Path) -> None:
    (error,) = write(folder, f"{HEAD}\n{ENTRY}valid_from = 2026-02-01\nvalid_until = 2026-01-31\n")
    assert (error.line, "valid_until" in str(error)) == (15, True)


def test_broken_toml_names_its_line(folder: Path) -> None:
    (error,) = write(folder, f"{HEAD}\n[[entry]]\nkey = \n")
    assert error.line == 8


def test_an_unknown_table_is_refused(folder: Path) -> None:
    (error,) = write(folder, f"{HEAD}\n{ENTRY}\n[extra]\na = 1\n")
    assert (error.line, "extra" in error.message) == (15, True)


def test_entries_written_as_one_array_are_refused_because_they_have_no_lines(folder: Path) -> None:
    (error,) = write(folder, 'entry = [{ key = "respond.verify.city" }]\n' + HEAD)
    assert "[[entry]]" in error.message


def test_a_pack_without_its_head_is_refused(folder: Path) -> None:
    assert ["[pack]" in error.message for error in write(folder, ENTRY)] == [True]


@pytest.mark.parametrize(
    ("extends", "words"),
    [('"320000"', "不存在"), ('"430100"', "不是 430000 的上级"), ('"China"', "6 位")],
)
def test_a_chain_that_leads_nowhere_or_sideways_is_refused(folder: Path, extends: str, words: str) -> None:
    city = HEAD.replace("100000", "430100")
    assert write(folder, city, "cn-430100.toml") == []
    province = HEAD.replace("100000", "430000") + f"extends = {extends}\n"
    errors = write(folder, province, "cn-430000.toml")
    assert [error.file for error in errors][:1] == ["cn-430000.toml"]
    assert words in errors[0].message


def test_two_packs_of_one_region_are_refused(folder: Path) -> None:
    (error,) = write(folder, HEAD, "cn-again.toml")
    assert "100000" in error.message


def test_an_empty_or_absent_folder_is_an_error(tmp_path: Path) -> None:
    assert [len(check_packs(tmp_path)), len(check_packs(tmp_path / "none"))] == [1, 1]


@pytest.mark.parametrize(
    ("value", "sound"),
    [
        ("{ blue = 0.9, red = 0.4 }", True),
        ("{ red = 0.4 }", True),
        ("{ blue = 0.4, red = 0.9 }", False),
        ("{ blue = 0.4, red = 0.4 }", False),
        ("{ purple = 0.4 }", False),
        ("{ red = 'x' }", False),
        ("{}", False),
        ("0.4", False),
    ],
)
def test_severities_sharpen_in_the_direction_of_their_indicator(folder: Path, value: str, sound: bool) -> None:
    entry = f"""
[[entry]]
key = "monitor.delivery_rate.threshold"
value = {value}
unit = "share"
clause = "无条文"
basis = "sourced"
"""
    errors = write(folder, HEAD + entry)
    assert (errors == []) is sound
    assert [error.line for error in errors] == ([] if sound else [9])


def test_decimals_are_exact_and_severities_keep_their_order(folder: Path) -> None:
    entry = """
[[entry]]
key = "monitor.delivery_rate.threshold"
value = { red = 0.1, blue = 0.3 }
unit = "share"
clause = "无条文"
basis = "sourced"
"""
    write(folder, HEAD + entry)
    found = load_packs(folder).packs[0].entries[0].table()
    assert list(found.items()) == [("blue", Decimal("0.3")), ("red", Decimal("0.1"))]


def test_words_without_a_number_are_allowed_where_a_text_sets_none(folder: Path) -> None:
    text = changed("value", 'value = "规定时限内"').replace('unit = "working_day"', 'unit = "none"')
    assert write(folder, text) == []
    assert load_packs(folder).packs[0].entries[0].is_unset


@pytest.mark.parametrize(
    ("key", "unit", "value", "sound"),
    [
        ("report.annual.lead.date", "month_day", '"12-31"', True),
        ("report.annual.lead.date", "month_day", '"02-30"', False),
        ("report.annual.lead.date", "month_day", '"12月底"', False),
        ("report.zero.period", "none", '"monthly"', True),
        ("report.zero.period", "none", '"sometimes"', False),
        ("reserve.floor", "share", "0.7", True),
        ("reserve.floor", "share", "70", False),
        ("reserve.floor", "share", '"0.7"', False),
        ("settle.direct.from", "date", "2023-10-01", True),
        ("settle.direct.from", "date", "2023-10-01T00:00:00", False),
        ("reserve.tiers", "none", '["省级"]', True),
        ("reserve.tiers", "none", "[]", False),
        ("reserve.tiers", "none", "[1]", False),
        ("monitor.delivery_rate.definition", "none", '{ numerator = "received", measure = "amount" }', True),
        ("monitor.delivery_rate.definition", "none", '{ numerator = "received" }', False),
        ("monitor.delivery_rate.definition", "none", '{ numerator = "sent", measure = "amount" }', False),
        ("price.follow.suspend_months", "month", "{ first = 1, again = 3 }", True),
        ("price.follow.suspend_months", "month", "{ first = 1 }", False),
        ("price.follow.suspend_months", "month", "{ first = 1, again = true }", False),
        ("price.colour.rules", "none", '[{ scope = "化学药", multiple = 3, colour = "red" }]', True),
        ("price.colour.rules", "none", '[{ scope = "化学药", shade = "red" }]', False),
        ("price.colour.rules", "none", "[]", False),
        ("vbp.surplus.separate", "none", "false", True),
        ("vbp.surplus.separate", "none", "0", False),
    ],
)
def test_a_value_has_the_form_of_its_key(folder: Path, key: str, unit: str, value: str, sound: bool) -> None:
    entry = f'\n[[entry]]\nkey = "{key}"\nvalue = {value}\nunit = "{unit}"\nclause = "HN-1"\nbasis = "sourced"\n'
    assert [error.line for error in write(folder, HEAD + entry)] == ([] if sound else [9])


def test_a_value_written_as_a_table_of_its_own_is_read_and_its_fault_named_there(folder: Path) -> None:
    lines = ["[[entry]]", 'key = "price.follow.suspend_months"', 'unit = "month"', 'clause = "HN-1"',
             'basis = "sourced"', "[entry.value]", "first = 1"]  # fmt: skip
    assert [error.line for error in write(folder, HEAD + "\n".join(lines))] == [11]
    assert write(folder, HEAD + "\n".join([*lines, "again = 3"])) == []


def test_a_faulty_head_names_its_field(folder: Path) -> None:
    assert [error.line for error in write(folder, HEAD.replace("name_en", "name_fr"))] == [1, 4]


def test_a_file_that_is_not_utf_8_is_an_error_and_not_a_crash(folder: Path) -> None:
    (folder / "cn.toml").write_bytes(HEAD.encode("gb18030"))
    (error,) = check_packs(folder)
    assert (error.file, "UTF-8" in error.message) == ("cn.toml", True)
