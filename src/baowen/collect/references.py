"""Turns the codes of checked rows into integer keys, and refuses rows whose code nobody knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from baowen.collect.contract import Column, Feed, Kind
from baowen.core.problems import Level
from baowen.orgs.regions import Regions

_REMEDY = {
    Kind.PRODUCT: (
        "药品目录中没有这个代码",
        "核对代码是否抄错；代码无误的，请平台先导入药品目录（catalogue）",
        "no product has this code",
        "check the code; if it is right, the platform has to import the catalogue first",
    ),
    Kind.ORG: (
        "机构名录中没有这个代码",
        "核对代码是否抄错；代码无误的，请平台先导入机构名录（organisation）",
        "no organisation has this code",
        "check the code; if it is right, the platform has to import the organisations first",
    ),
}


@dataclass(frozen=True, slots=True)
class Registers:
    """What is known: code -> key for each kind of reference, and the place of each organisation (org, region)."""

    keys: Mapping[Kind, pl.DataFrame]  # columns code, key
    org_region: pl.DataFrame
    regions: Regions


@dataclass(frozen=True, slots=True)
class Resolved:
    """Rows whose references are all known, with keys in place of codes, and the problems of the others."""

    frame: pl.DataFrame
    problems: pl.DataFrame


def resolve(
    feed: Feed, frame: pl.DataFrame, registers: Registers, *, file: str, sheet: str, source_of: Mapping[str, str]
) -> Resolved:
    """Replace each reference column by its key; a code that is not known refuses the row, an empty one stays null.

    Rows of a feed with a `place` also get the `region` that this organisation lies in.
    """
    problems = []
    bad = pl.Series("row", [], pl.Int32)
    for column in feed.columns:
        if column.kind not in registers.keys or column.name not in frame.columns:
            continue
        keys = registers.keys[column.kind].select(pl.col("code"), pl.col("key").alias(f"{column.name}__key"))
        frame = frame.join(keys, left_on=column.name, right_on="code", how="left", maintain_order="left")
        unknown = frame.filter(pl.col(column.name).is_not_null() & pl.col(f"{column.name}__key").is_null())
        if unknown.height:
            problems.append(_problems(column, unknown, registers, file=file, sheet=sheet, source_of=source_of))
            bad = pl.concat([bad, unknown["row"]])
        frame = frame.drop(column.name).rename({f"{column.name}__key": column.stored_name})
    if len(bad):
        frame = frame.filter(~pl.col("row").is_in(bad.unique().implode()))
    if feed.place:
        holder = feed.column(feed.place).stored_name
        if holder not in frame.columns:
            frame = frame.with_columns(pl.lit(None, pl.Int32).alias(holder))
        frame = frame.join(registers.org_region, left_on=holder, right_on="org", how="left", maintain_order="left")
    return Resolved(frame, pl.concat(problems) if problems else pl.DataFrame())


def _problems(
    column: Column, unknown: pl.DataFrame, registers: Registers, *, file: str, sheet: str, source_of: Mapping[str, str]
) -> pl.DataFrame:
    rows = unknown.select("row", value=pl.col(column.name))
    if column.kind is Kind.REGION:
        words = [(code, *registers.regions.explain_unknown(code)) for code in rows["value"].unique()]
        told = pl.DataFrame(words, schema=["value", "message", "message_en"], orient="row").with_columns(
            help=pl.lit("改为现行区划代码后重新报送"), help_en=pl.lit("send again with the code in force")
        )
        rows = rows.join(told, on="value")
    else:
        message, help_zh, message_en, help_en = _REMEDY[column.kind]
        rows = rows.with_columns(
            message=pl.lit(message), help=pl.lit(help_zh), message_en=pl.lit(message_en), help_en=pl.lit(help_en)
        )
    return rows.with_columns(
        file=pl.lit(file),
        sheet=pl.lit(sheet),
        column=pl.lit(source_of.get(column.name, column.zh)),
        code=pl.lit(f"unknown_{column.kind.value}"),
        level=pl.lit(Level.REFUSE.value),
    ).select("file", "sheet", "row", "column", "value", "code", "level", "message", "help", "message_en", "help_en")
