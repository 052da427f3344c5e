"""The public catalogues: how many specifications and codes are read."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from baowen.drugs.codes import check_approval_no, check_base_code, check_nhsa_code
from baowen.drugs.spec import parse_spec

pytestmark = pytest.mark.real
NO_AMOUNT_STATED = ("empty", "compound_unclear", "no_amount")


@pytest.fixture(scope="module")
def catalogue(real_data: Path) -> list[dict[str, str]]:
    """Rows of medicines. A line is a row: stray quotation marks would otherwise swallow the lines behind them."""
    (path,) = (real_data / "cn_yibao_catalogue_2026_dirty").glob("*gb18030.csv")
    lines = path.read_text(encoding="gb18030").splitlines()
    head = next(csv.reader(lines[:1]))
    cells = (next(csv.reader([line])) for line in lines[1:])
    rows = [dict(zip(head, [*row, *[""] * len(head)], strict=False)) for row in cells]
    return [row for row in rows if row["结算项目名称"] in ("西药", "中成药")]


def test_at_least_97_in_100_stated_specifications_of_a_dirty_catalogue_are_read(
    catalogue: list[dict[str, str]],
) -> None:
    reasons = Counter(
        parse_spec(row["规格"], dosage_form=row["剂型名称"], chinese_patent=row["结算项目名称"] == "中成药").reason
        for row in catalogue
    )
    filled = len(catalogue) - reasons["empty"]
    stating = len(catalogue) - sum(reasons[reason] for reason in NO_AMOUNT_STATED)
    assert len(catalogue) > 13_800
    assert reasons[None] / filled >= 0.975
    assert reasons[None] / stating >= 0.99


def test_every_essential_list_row_is_read_into_its_several_specifications(real_data: Path) -> None:
    path = real_data / "cn_neml_2026_sample" / "neml_2026_sample.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        parsed = {row["name"]: parse_spec(row["spec_text"]) for row in csv.DictReader(file)}
    assert [name for name, found in parsed.items() if found.reason] == []
    assert len(parsed["青霉素"].specs) == 6
    assert {spec.salt for spec in parsed["青霉素"].specs} == {"钾盐", "钠盐"}
    assert sum(len(found.specs) for found in parsed.values()) > 100


def test_every_healthcare_security_code_has_the_known_layout(real_data: Path) -> None:
    path = real_data / "cn_nhsa_drug_codes" / "nhsa_product_codes.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        verdicts = Counter(check_nhsa_code(row["nhsa_code"]).verdict for row in csv.DictReader(file))
    assert verdicts["ok"] > 13_000
    assert set(verdicts) == {"ok"}


def test_base_codes_that_survived_pass_and_ruined_ones_are_refused(catalogue: list[dict[str, str]]) -> None:
    checks = Counter(check_base_code(row["医疗项目编码"]).code for row in catalogue)
    assert checks["excel_mangled"] > 10_000
    assert checks["ok"] > 1_000
    assert checks["base_code_check"] == 0


def test_approval_numbers_of_the_register_are_read(real_data: Path) -> None:
    path = real_data / "cn_nmpa_approvals_sample" / "nmpa_approvals.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        verdicts = Counter(check_approval_no(row["approval_no"]).verdict for row in csv.DictReader(file))
    assert verdicts["ok"] / verdicts.total() > 0.98
