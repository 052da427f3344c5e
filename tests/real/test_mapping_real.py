"""The public data run through their mappings and the check; what comes back was looked at row by row."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from baowen.collect.feeds import FEEDS
from baowen.collect.intake import Checked, check
from baowen.collect.mapping import Mapped, apply, find_mapping, load_mapping
from baowen.collect.readers import Table, read_table
from baowen.core.paths import data_folder
from baowen.core.problems import Level

pytestmark = pytest.mark.real

FOLDERS = [data_folder("mappings")]
SCMS = "scms_delivery_history/scms_delivery_history.csv"
ENGLAND = "uk_nhs_concessions_dev"


@dataclass(frozen=True, slots=True)
class Run:
    """One file through reader, mapping and check."""

    table: Table
    mapped: Mapped
    checked: Checked

    def reasons(self, level: Level) -> dict[str, int]:
        """Rows by the code of their problem."""
        found = self.checked.problems.filter(pl.col("level") == level.value)
        return dict(found.group_by("code").agg(pl.col("row").n_unique()).iter_rows())


def run(real_data: Path, mapping: str, file: str) -> Run:
    path = real_data / file
    if not path.is_file():
        pytest.skip(f"public file not found: {path}")
    table = read_table(path)
    chosen = load_mapping(mapping, FOLDERS)
    feed = FEEDS[chosen.feed]
    found = find_mapping(chosen.feed, table.headings, FOLDERS)
    assert found is not None, "the file is not recognised by its headings"
    assert found.name == mapping
    mapped = apply(chosen, feed, table.frame, file=path.name)
    checked = check(
        feed, mapped.frame, file=path.name, source_of=mapped.source_of, source=table.frame,
        known=[*table.problems, *mapped.problems],
    )  # fmt: skip
    return Run(table, mapped, checked)


@pytest.mark.parametrize(
    ("mapping", "file", "accepted", "refused", "warned"),
    [
        # 1,931 lines have neither a purchase order nor a first quotation; 4 orders left after their day of delivery.
        ("scms_order_line", SCMS, 8389, {"required": 1931, "dates_reversed": 4}, {"amount_differs": 29}),
        ("scms_delivery", SCMS, 10324, {}, {}),
        ("uk_tariff_price", f"{ENGLAND}/tariff_prices_quarterly_2021.csv", 2464, {}, {}),
        # 22 pairs of drug and month with two concession prices, one pair that is the same twice.
        ("uk_concession_price", f"{ENGLAND}/concession_prices_2020-01_2021-12.csv", 1142, {"conflicting_rows": 44},
         {"duplicate_row": 1}),
        ("uk_concessions", f"{ENGLAND}/concessions_2014-08_2021-12.csv", 3710, {}, {}),
        # 2,383 quantities with more than 4 decimals are one problem of the column.
        ("dk_purchases", "dk_hospital_purchases_dev/dk_abx_purchases_without_J01CR05.csv", 50421, {}, {"rounded": 1}),
        # "甲 甲" and "甲 乙": two rows of the list in one.
        ("nrdl_2025", "cn_nrdl_2025/nrdl_2025.csv", 3439, {"not_allowed_here": 2}, {}),
        # 21 codes under two spellings, such as 18AA-I and 18AA-Ⅰ.
        ("nhsa_product_codes", "cn_nhsa_drug_codes/nhsa_product_codes.csv", 13717, {"conflicting_rows": 42},
         {"duplicate_row": 68}),
        ("neml_2026", "cn_neml_2026_sample/neml_2026_sample.csv", 39, {}, {}),
        # Remains of merged cells: no drug, no company, often no presentation.
        ("us_fda_vintages", "us_fda_shortages_dev/fda_vintages_2019-10_2021-07.csv", 3976, {"required": 102},
         {"duplicate_row": 2}),
        ("us_fda_yearly", "us_fda_shortages_dev/fda_yearly_2019_2021.csv", 3997, {"conflicting_rows": 2},
         {"duplicate_row": 1}),
        # 9 end before they start, 3 without a drug number, starts in the years 201 and 17.
        ("ca_shortages_2017", "ca_drug_shortages_dev/ca_shortages_2017-12-31.csv", 3739,
         {"dates_reversed": 9, "required": 3, "not_a_date": 2}, {}),
        ("ca_shortages_manual", "ca_drug_shortages_dev/ca_shortages_2013-2016_manual.csv", 2567,
         {"dates_reversed": 15, "required": 2}, {"duplicate_row": 4}),
        # Negative quantities are returns.
        ("uk_scmd_usage", "uk_scmd_hospital_use/scmd_covid_medicines.csv", 14384, {"too_small": 35}, {}),
    ],
)  # fmt: skip
def test_a_public_file_comes_in_with_known_refusals(
    real_data: Path, mapping: str, file: str, accepted: int, refused: dict[str, int], warned: dict[str, int]
) -> None:
    one = run(real_data, mapping, file)
    assert one.reasons(Level.REFUSE) == refused
    assert one.reasons(Level.WARN) == warned
    assert one.checked.accepted == accepted
    assert one.mapped.skipped_rows + len(one.mapped.refused_rows) + one.mapped.frame.height == one.table.frame.height


@pytest.mark.parametrize(
    ("mapping", "file", "orgs", "products", "places"),
    [
        ("scms_order_line", SCMS, 215, 184, 44),
        ("dk_purchases", "dk_hospital_purchases_dev/dk_abx_purchases_without_J01CR05.csv", 20, 66, 6),
        ("uk_concessions", f"{ENGLAND}/concessions_2014-08_2021-12.csv", 0, 534, 2),
        ("us_fda_vintages", "us_fda_shortages_dev/fda_vintages_2019-10_2021-07.csv", 195, 3865, 1),
        ("ca_shortages_2017", "ca_drug_shortages_dev/ca_shortages_2017-12-31.csv", 91, 2740, 1),
    ],
)
def test_what_a_source_declares_is_itself_fit_for_the_registers(
    real_data: Path, mapping: str, file: str, orgs: int, products: int, places: int
) -> None:
    one = run(real_data, mapping, file)
    declared = one.mapped.declared
    assert (declared.orgs.height, declared.products.height, declared.places.height) == (orgs, products, places)
    for feed, rows in (("organisation", declared.orgs), ("catalogue", declared.products)):
        if rows.height:
            checked = check(FEEDS[feed], rows.with_row_index("row", offset=1), file="")
            assert checked.refused == 0
    known_products = set(declared.products["product_code"])
    assert set(one.checked.frame["product_code"]) <= known_products
    assert set(declared.orgs["region_code"]) <= set(declared.places["code"])
    assert set(declared.places["parent"]) <= {*declared.places["code"], ""}


def test_a_ruined_city_catalogue_loses_only_its_torn_rows(real_data: Path) -> None:
    one = run(real_data, "yibao_catalogue", "cn_yibao_catalogue_2026_dirty/yibao_catalogue_202606_raw_gb18030.csv")
    assert one.table.encoding == "gb18030"
    # Line breaks inside cells and shuffled lines have torn ten records; one more is short, one has lost its name.
    assert one.reasons(Level.REFUSE) == {"unclosed_quote": 10, "ragged": 1, "required": 1, "not_allowed_here": 2}
    assert (one.checked.accepted, one.checked.refused, one.checked.duplicates) == (14996, 12, 15)
    assert one.reasons(Level.WARN)["excel_mangled"] == 12029
    frame = one.checked.frame
    assert frame["base_code"].drop_nulls().str.contains(r"^\d{14,16}$").all()
    assert Counter(frame["payment_class"].drop_nulls()).keys() == {"甲类", "乙类", "丙类"}
    numbers = frame["approval_no"].drop_nulls()
    assert numbers.len() > 10_000
    assert numbers.str.contains(r"^(国药[准试]字)?[HZSBJ]C?\d{8}$").all()
    assert not frame["maker_name"].drop_nulls().str.contains("国药准字").any()


def test_the_english_files_name_a_drug_by_the_same_code(real_data: Path) -> None:
    tariff = run(real_data, "uk_tariff_price", f"{ENGLAND}/tariff_prices_quarterly_2021.csv").mapped.frame
    paid = run(real_data, "uk_concession_price", f"{ENGLAND}/concession_prices_2020-01_2021-12.csv").mapped.frame
    labels = run(real_data, "uk_concessions", f"{ENGLAND}/concessions_2014-08_2021-12.csv").mapped.frame
    codes = [set(frame["product_code"]) for frame in (tariff, paid, labels)]
    assert len(codes[0] & codes[1]) == 203
    assert len(codes[0] & codes[2]) == 375
    assert len(codes[1] & codes[2]) == 268


def test_pence_become_pounds_to_the_penny(real_data: Path) -> None:
    one = run(real_data, "uk_concessions", f"{ENGLAND}/concessions_2014-08_2021-12.csv")
    pence = one.table.frame["pc_price_pence"].cast(pl.Int64).to_list()
    pounds = [int(price * 100) for price in one.checked.frame["price"].to_list()]
    assert pounds == pence
    assert (one.checked.frame["price"] >= one.checked.frame["previous_price"]).all()


def test_a_resolved_notice_has_its_end_and_a_discontinued_one_is_permanent(real_data: Path) -> None:
    frame = run(real_data, "us_fda_vintages", "us_fda_shortages_dev/fda_vintages_2019-10_2021-07.csv").checked.frame
    resolved = frame.filter(pl.col("stop_state") == "resolved")
    assert resolved.height > 500
    assert resolved["ended_on"].null_count() <= 2
    assert (
        frame.filter(pl.col("stop_state") == "ongoing")["ended_on"].null_count()
        == frame.filter(pl.col("stop_state") == "ongoing").height
    )
    assert set(frame.filter(pl.col("stop_kind") == "permanent")["stop_state"]) == {"announced"}
