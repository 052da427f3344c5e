"""Reading names, codes and specifications: any text gives an answer, and units do not matter."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from baowen.drugs.codes import CHECKS, base_check_digit, check_base_code
from baowen.drugs.names import base_name, normalise_name, pinyin_initials, same_drug
from baowen.drugs.spec import REASONS, Parsed, parse_spec

WORDS = [
    "每", "片", "粒", "ml", "mg", "g", "0.5", "10", ":", "：", "*", "×", "(", "（", ")", "）", "、", ";", "与",
    "万单位",
    "IU", "%", "含", "装", "重", "相当于", "饮片", "按", "计", "C16H19N3O5S", "维生素B", "揿", "/", ".", "-", "盒",
    "复方",
    "10E6", "钠盐", "片剂",
]  # fmt: skip
LIKELY = st.lists(st.sampled_from(WORDS), max_size=14).map("".join)
AMOUNTS = st.decimals(min_value=Decimal("0.001"), max_value=Decimal(4000), places=3)


@given(st.text() | LIKELY, st.text(max_size=6) | st.sampled_from(["片剂", "注射剂", "颗粒剂"]), st.text() | LIKELY)
def test_any_text_is_read_or_answered_with_a_known_reason(text: str, form: str, packaging: str) -> None:
    parsed = parse_spec(text, dosage_form=form, packaging=packaging)
    assert isinstance(parsed, Parsed)
    assert (parsed.reason in REASONS) if not parsed.specs else parsed.reason is None
    assert parsed == parse_spec(text, dosage_form=form, packaging=packaging)


@given(AMOUNTS)
def test_a_mass_is_the_same_in_grams_milligrams_and_micrograms(milligrams: Decimal) -> None:
    texts = (f"{milligrams}mg", f"{milligrams / 1000:f}g", f"{milligrams * 1000:f}μg", f"{milligrams}毫克")
    strengths = [parsed.only.strength for text in texts if (parsed := parse_spec(text)).only is not None]
    assert [strength.value for strength in strengths if strength is not None] == [milligrams] * len(texts)


@given(AMOUNTS, st.integers(1, 200), st.integers(1, 50))
def test_the_count_is_the_product_of_its_factors(milligrams: Decimal, first: int, second: int) -> None:
    only = parse_spec(f"{milligrams}mg×{first}片×{second}板/盒").only
    assert only is not None
    assert (only.count, only.smallest_unit) == (first * second, "片")


@given(AMOUNTS, st.decimals(min_value=Decimal("0.1"), max_value=Decimal(3000), places=1))
def test_a_solution_reads_the_same_in_either_order(milligrams: Decimal, millilitres: Decimal) -> None:
    assert parse_spec(f"{millilitres}ml:{milligrams}mg") == parse_spec(f"{milligrams}mg：{millilitres}ml")


@given(st.integers(0, 10**10 - 1))
def test_exactly_one_check_digit_fits_a_base_code(body: int) -> None:
    head = f"869{body:010d}"
    fitting = [digit for digit in "0123456789" if check_base_code(head + digit).verdict == "ok"]
    assert fitting == [base_check_digit(head)]


@given(st.sampled_from(sorted(CHECKS)), st.text(max_size=30))
def test_a_code_check_never_raises_and_a_refusal_keeps_no_value(name: str, text: str) -> None:
    check = CHECKS[name](text)
    assert (check.value is None) == (check.verdict == "refuse")
    assert check.verdict == "ok" or (check.message_zh and check.message_en and check.help_zh)


@given(st.sampled_from(sorted(CHECKS)), st.text(max_size=30))
def test_a_tidied_code_is_left_as_it_is(name: str, text: str) -> None:
    once = CHECKS[name](text)
    if once.value is not None:
        assert CHECKS[name](once.value).value == once.value


@given(st.text(max_size=20))
def test_a_normalised_name_is_left_as_it_is_and_matches_its_source(text: str) -> None:
    plain = normalise_name(text)
    assert normalise_name(plain) == plain
    assert pinyin_initials(text) == pinyin_initials(plain)
    assert base_name(text) == base_name(plain)
    assert not plain or same_drug(text, plain).kind in ("exact", "normalised")
