"""What the catalogue gains: comparable strength, units, route, search letters."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from baowen.drugs.enrich import ADDED, enrich_catalogue
from baowen.drugs.forms import form_group, route_of


def catalogue(**columns: list[object]) -> pl.DataFrame:
    return pl.DataFrame(columns, strict=False)


def test_it_reads_names_and_specifications_and_keeps_the_rows_in_order() -> None:
    frame = catalogue(
        generic_name=["阿莫西林胶囊", "鹽酸氨溴索注射液", None, "复方丹参片", "左氧氟沙星氯化钠注射液"],
        dosage_form=["胶囊剂", "注射剂", None, "片剂", "注射剂"],
        spec=["0.25g×12s×2板", "2ml:15mg", None, "复方", "100ml:左氧氟沙星0.5g与氯化钠0.9g"],
        packaging=[None, "10支/盒", None, "60片/瓶", None],
    )
    out = enrich_catalogue(frame)
    assert out.columns == [*frame.columns, *ADDED]
    assert {name: out.schema[name] for name in ADDED} == ADDED
    assert out["drug_name"].to_list() == ["阿莫西林", "氨溴索", None, "复方丹参", "左氧氟沙星氯化钠"]
    assert out["units"].to_list() == [Decimal(24), Decimal(10), None, Decimal(60), None]
    assert out["unit_name"].to_list() == ["粒", "支", None, "片", "支"]
    assert out["strength_mg"].to_list() == [Decimal(250), Decimal(15), None, None, Decimal(500)]
    assert out["volume_ml"].to_list() == [None, Decimal(2), None, None, Decimal(100)]
    assert out["spec_reason"].to_list() == [None, None, "empty", "compound_unclear", None]
    assert out["drug_key"].to_list()[:2] == ["阿莫西林|oral", "氨溴索|injection"]
    assert out["name_initials"].to_list()[0] == "AMXLJN"


def test_given_units_win_over_read_ones() -> None:
    out = enrich_catalogue(
        catalogue(
            generic_name=["甲硝唑片", "甲硝唑片"],
            spec=["0.2g*100片", "0.2g*100片"],
            units_per_pack=[Decimal(21), None],
            smallest_unit=["枚", None],
        )
    )
    assert out["units"].to_list() == [Decimal(21), Decimal(100)]
    assert out["unit_name"].to_list() == ["枚", "片"]
    assert out["form_group"].to_list() == ["oral_solid", "oral_solid"]


def test_a_small_strength_is_not_rounded_away() -> None:
    out = enrich_catalogue(catalogue(generic_name=["骨化三醇胶丸"], dosage_form=["胶丸"], spec=["0.25μg"]))
    assert out["strength_mg"].to_list() == [Decimal("0.00025")]


def test_activity_units_and_strength_per_millilitre_keep_their_unit() -> None:
    out = enrich_catalogue(catalogue(generic_name=["甲", "乙", "丙"], spec=["20万单位", "3mg/ml", "10mg/ml,每瓶装2ml"]))
    assert out["strength"].to_list() == [Decimal(200000), None, Decimal(20)]
    assert out["strength_unit"].to_list() == ["单位", "mg/ml", "mg"]
    assert out["strength_mg"].to_list() == [None, None, Decimal(20)]


def test_several_specifications_give_no_strength_but_the_reason() -> None:
    out = enrich_catalogue(catalogue(generic_name=["甲硝唑片"], spec=["0.2g、0.4g"]))
    assert (out["strength_mg"][0], out["spec_reason"][0]) == (None, "several_specs")


def test_the_approval_number_tells_a_chinese_patent_medicine() -> None:
    out = enrich_catalogue(
        catalogue(
            generic_name=["连翘败毒片"] * 3,
            dosage_form=["片剂"] * 3,
            spec=["0.6g"] * 3,
            approval_no=["国药准字Z20003104", "国药准字H20003104", None],
            product_code=["", "", "ZA04CAE0023010100166"],
        )
    )
    assert out["fill_mg"].to_list() == [Decimal(600), None, Decimal(600)]
    assert out["strength_mg"].to_list() == [None, Decimal(600), None]


def test_reading_twice_changes_nothing_and_no_rows_give_the_same_columns() -> None:
    once = enrich_catalogue(catalogue(generic_name=["甲硝唑片"], spec=["0.2g"]))
    assert enrich_catalogue(once).equals(once)
    assert enrich_catalogue(once.clear()).columns == once.columns


@pytest.mark.parametrize(
    ("form", "group", "route"),
    [
        ("缓释片", "oral_solid", "oral"),
        ("颗粒剂", "oral_solid", "oral"),
        ("口服溶液剂", "liquid", "oral"),
        ("注射用无菌粉末", "injection", "injection"),
        ("滴眼剂", "topical", "eye_ear_nose"),
        ("吸入粉雾剂", "other", "inhaled"),
        ("阴道片", "topical", "rectal_vaginal"),
        ("透皮贴剂", "topical", "topical"),
        ("", "other", "other"),
    ],
)
def test_a_form_has_a_group_and_a_route(form: str, group: str, route: str) -> None:
    assert (form_group(form), route_of(form)) == (group, route)
