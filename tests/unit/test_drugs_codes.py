"""Codes of drugs and firms: what is tidied, what is warned about, what is refused."""

from __future__ import annotations

import pytest

from baowen.drugs.codes import (
    CHECKS,
    base_check_digit,
    check_approval_no,
    check_base_code,
    check_credit_code,
    check_nhsa_code,
    looks_excel_mangled,
)


@pytest.mark.parametrize(("body", "digit"), [("8690000100001", "9"), ("8690000100002", "6"), ("8691234500001", "3")])
def test_the_check_digit_agrees_with_the_vectors_of_the_rules(body: str, digit: str) -> None:
    assert base_check_digit(body) == digit


def test_a_body_that_is_not_thirteen_digits_has_no_check_digit() -> None:
    with pytest.raises(ValueError, match="not 13 digits"):
        base_check_digit("86900001000")


def test_a_western_code_is_split_into_its_six_parts() -> None:
    check = check_nhsa_code(" xr05cba198a001010100863 ")
    assert (check.verdict, check.value) == ("ok", "XR05CBA198A001010100863")
    assert dict(check.parts) == {
        "kind": "X", "class": "R05CB", "name": "A198", "form": "A001", "spec_pack": "0101", "maker": "00863",
    }  # fmt: skip


def test_a_chinese_patent_code_is_split_into_its_five_parts() -> None:
    check = check_nhsa_code("ZA04CAE0023010100166")
    assert "|".join(check.parts.values()) == "Z|A04CA|E0023|0101|00166"


def test_a_granule_code_keeps_its_seven_parts() -> None:
    check = check_nhsa_code("T" + "01" + "02" + "00003" + "1" + "0004" + "00005")
    assert (check.verdict, len(check.parts)) == ("ok", 7)


def test_a_platform_code_is_kept_with_a_warning() -> None:
    check = check_nhsa_code("YP000123")
    assert (check.verdict, check.value, check.code) == ("warn", "YP000123", "unusual_drug_code")
    assert "8 位" in check.message_zh


@pytest.mark.parametrize("name", sorted(CHECKS))
@pytest.mark.parametrize("text", ["8.69006E+13", "8.69E13", "９．１４Ｅ＋１７", "1e+17"])
def test_every_check_refuses_a_code_that_a_spreadsheet_ruined(name: str, text: str) -> None:
    check = CHECKS[name](text)
    assert looks_excel_mangled(text)
    assert (check.verdict, check.value, check.code) == ("refuse", None, "excel_mangled")
    assert "文本" in check.help_zh


@pytest.mark.parametrize("text", ["86904180001034", "E10", "XR05CBA198A001010100863", "12E", ""])
def test_a_sound_code_does_not_look_ruined(text: str) -> None:
    assert not looks_excel_mangled(text)


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_an_empty_code_is_refused_as_empty(name: str) -> None:
    assert CHECKS[name](" \u3000").code == "empty"


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("国药准字H20056888", "国药准字H20056888", "ok"),
        ("（国药准字Z20003104）", "国药准字Z20003104", "ok"),
        ("国药准字 ＨＪ20171268", "国药准字HJ20171268", "ok"),
        ("HC20150017", "国药准字HC20150017", "prefix_added"),
        ("h13024138", "国药准字H13024138", "prefix_added"),
        ("批准文号：国药准字S20140073", "国药准字S20140073", "ok"),
    ],
)
def test_an_approval_number_is_brought_to_one_form(text: str, value: str, code: str) -> None:
    check = check_approval_no(text)
    assert (check.verdict, check.value, check.code) == ("ok", value, code)


@pytest.mark.parametrize(
    "text", ["国药准字H2005688", "国药准字X20056888", "进口药品注册证号H20171268", "京卫药准字(1996)第1号"]
)
def test_an_unusual_approval_number_is_kept_with_a_warning(text: str) -> None:
    check = check_approval_no(text)
    assert check.verdict == "warn"
    assert check.value


def test_a_base_code_loses_its_packing_suffix() -> None:
    check = check_base_code("86905746000041-1")
    assert (check.verdict, check.value, check.parts["maker"]) == ("ok", "86905746000041", "05746")


def test_a_base_code_that_a_number_cell_kept_whole_is_sound() -> None:
    assert check_base_code("86905746000041.0").value == "86905746000041"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("86905746000042", "base_code_check"),
        ("87905746000041", "base_code_head"),
        ("8690574600004", "unusual_base_code"),
        ("31200886", "unusual_base_code"),
    ],
)
def test_a_wrong_base_code_is_an_error_of_the_source_and_only_warned_about(text: str, code: str) -> None:
    check = check_base_code(text)
    assert (check.verdict, check.code, check.value) == ("warn", code, text)


@pytest.mark.parametrize(
    "text",
    ["91350100M000100Y43", "914403001922038216", "91330100799655058b", "9144030071526726XG", "91110000-802100433B"],
)
def test_a_sound_credit_code_passes(text: str) -> None:
    check = check_credit_code(text)
    assert check.verdict == "ok"
    assert "".join(check.parts.values()) == check.value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("91350100M000100Y44", "credit_code_check"),
        ("91350100M000100Y4", "credit_code_length"),
        ("91350100M00O100Y43", "credit_code_format"),
        ("914403001922038000", "credit_code_check"),
    ],
)
def test_a_wrong_credit_code_is_refused_and_says_what_is_wrong(text: str, code: str) -> None:
    check = check_credit_code(text)
    assert (check.verdict, check.value, check.code) == ("refuse", None, code)
    assert text in check.message_zh
