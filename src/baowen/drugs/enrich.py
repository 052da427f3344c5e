"""Adds to catalogue rows what the comparison of prices and the search need, read from names and specifications.

In: strings `generic_name dosage_form spec packaging smallest_unit`, Decimal `units_per_pack`; nulls and missing
columns are allowed; `approval_no` and `product_code`, where present, tell Chinese patent medicines.
Out: the same rows in the same order with the columns of ADDED. Each distinct name and each
distinct specification is read once.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

import polars as pl

from baowen.drugs.forms import form_group, route_of
from baowen.drugs.names import base_name, normalise_name, pinyin_initials
from baowen.drugs.spec import parse_spec
from baowen.drugs.spec_model import Parsed, Spec

UNITS = pl.Decimal(18, 4)
# Four places would turn 0.25 μg into 0.0003 mg, so a strength keeps eight.
STRENGTH = pl.Decimal(28, 8)
ADDED: dict[str, pl.DataType] = {
    "drug_name": pl.String(),
    "drug_salt": pl.String(),
    "units": UNITS,
    "unit_name": pl.String(),
    "strength_mg": STRENGTH,
    "strength": STRENGTH,
    "strength_unit": pl.String(),
    "volume_ml": UNITS,
    "fill_mg": STRENGTH,
    "form_group": pl.String(),
    "spec_reason": pl.String(),
    "name_initials": pl.String(),
    "drug_key": pl.String(),
}
READ = ("generic_name", "dosage_form", "spec", "packaging", "smallest_unit", "approval_no", "product_code")
MOST = Decimal(10) ** 13
Row = dict[str, Decimal | str | None]


def enrich_catalogue(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows with the columns of ADDED; a column of that name that is already there is replaced."""
    given = frame.drop([name for name in ADDED if name in frame.columns])
    texts = given.with_row_index("_place").select(
        "_place",
        *(
            (pl.col(name).cast(pl.String).fill_null("") if name in given.columns else pl.lit("")).alias(f"_{name}")
            for name in READ
        ),
        (
            pl.col("units_per_pack").cast(UNITS) if "units_per_pack" in given.columns else pl.lit(None, dtype=UNITS)
        ).alias("_given"),
    )
    texts = texts.with_columns(_chinese=_is_chinese_patent())
    names = _table(texts, ("_generic_name", "_dosage_form"), _name_columns)
    specs = _table(texts, ("_spec", "_dosage_form", "_packaging", "_chinese"), _spec_columns)
    joined = (
        texts.join(names, on=["_generic_name", "_dosage_form"], how="left", maintain_order="left")
        .join(specs, on=["_spec", "_dosage_form", "_packaging", "_chinese"], how="left", maintain_order="left")
        .with_columns(
            units=pl.coalesce("_given", "units"),
            unit_name=pl.when(pl.col("_smallest_unit") != "").then("_smallest_unit").otherwise("unit_name"),
        )
    )
    return pl.concat([given, joined.select(*ADDED)], how="horizontal")


def _is_chinese_patent() -> pl.Expr:
    """Approval numbers 国药准字Z and healthcare-security codes from Z name Chinese patent medicines."""
    approval = pl.col("_approval_no").str.strip_chars().str.contains(r"^(?:国药准字)?[Zz]C?\d{8}$")
    return approval | pl.col("_product_code").str.strip_chars().str.contains(
        r"^[Zz][A-Za-z]\d{2}[A-Za-z]{2}[A-Za-z]\d{13}$"
    )


def _table(texts: pl.DataFrame, keys: tuple[str, ...], read: Callable[..., Row]) -> pl.DataFrame:
    """One row for each distinct combination of the keys: the keys and what `read` makes of them."""
    distinct = texts.select(keys).unique(maintain_order=True)
    rows = [read(*values) for values in distinct.iter_rows()]
    columns = read(*(["", "", "", False][: len(keys)])).keys()
    read_columns = {name: pl.Series([row[name] for row in rows], dtype=ADDED[name]) for name in columns}
    return distinct.with_columns(**read_columns)


def _name_columns(generic_name: str, dosage_form: str) -> Row:
    name = normalise_name(generic_name)
    parts = base_name(generic_name)
    form = dosage_form or parts.form
    return {
        "drug_name": parts.base or name or None,
        "drug_salt": parts.salt or None,
        "name_initials": pinyin_initials(generic_name) or None,
        "form_group": form_group(form),
        "drug_key": f"{parts.base or name}|{route_of(form)}" if name else None,
    }


def _spec_columns(spec: str, dosage_form: str, packaging: str, chinese_patent: bool) -> Row:
    parsed = parse_spec(spec, dosage_form=dosage_form, packaging=packaging, chinese_patent=chinese_patent)
    only = parsed.only
    if only is None:
        return _nothing_read(parsed, packaging, dosage_form)
    value, unit = _strength(only)
    fill = only.fill.value if only.fill is not None and only.fill.unit == "mg" else None
    return {
        "units": _fit(only.count, "0.0001"),
        "unit_name": only.smallest_unit or None,
        "strength_mg": _fit(value, "0.00000001") if unit == "mg" else None,
        "strength": _fit(value, "0.00000001"),
        "strength_unit": unit,
        "volume_ml": _fit(only.volume_ml, "0.0001"),
        "fill_mg": _fit(fill, "0.00000001"),
        "spec_reason": None,
    }


def _nothing_read(parsed: Parsed, packaging: str, dosage_form: str) -> Row:
    """A specification that is unreadable or several: its pack may still say how many units it holds."""
    packed = parse_spec(packaging, dosage_form=dosage_form).only
    row: Row = dict.fromkeys(("strength_mg", "strength", "strength_unit", "volume_ml", "fill_mg"))
    row["units"] = _fit(packed.count, "0.0001") if packed else None
    row["unit_name"] = (packed.smallest_unit or None) if packed else None
    row["spec_reason"] = parsed.reason or "several_specs"
    return row


def _strength(spec: Spec) -> tuple[Decimal | None, str | None]:
    """Strength of one smallest unit. A strength per ml needs the volume, else it is no strength of a unit."""
    strength = spec.active_strength
    if strength is None:
        return None, None
    if spec.strength_per is None:
        return strength.value, strength.unit
    if spec.strength_per.unit == "ml" and spec.volume_ml is not None and spec.strength_per.value > 0:
        return strength.value * spec.volume_ml / spec.strength_per.value, strength.unit
    return None, f"{strength.unit}/{spec.strength_per.unit}"


def _fit(value: Decimal | None, step: str) -> Decimal | None:
    """The value at the column's places; None when it is too large for any column."""
    if value is None or value >= MOST:
        return None
    return value.quantize(Decimal(step), rounding=ROUND_HALF_UP)
