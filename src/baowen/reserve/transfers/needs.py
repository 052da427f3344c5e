"""The file of a plan that says what each institution holds and must keep, in the home's folder `transfers`. RSV-3.

A province's plan has a row for each institution and item: too many for records that nobody reads one by one.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import polars as pl

from baowen.core.problems import BaowenError
from baowen.reserve.transfers.gathering import Gathered

FOLDER = "transfers"


def keep_needs(root: Path, number: str, needs: pl.DataFrame, found: Gathered) -> str:
    """Write NEEDS with codes and names beside the home's records; the file's name. A half-written one has none."""
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    names = found.names.select("item", pl.col("item_number").cast(pl.Int32))
    rows = needs.rename({"item": "item_number"}).join(names, on="item_number", how="left")
    rows = rows.join(found.places.select("org", "code"), on="org", how="left").sort("item", "code")
    path, beside = folder / f"{number}.parquet", folder / f"{number}.part"
    rows.write_parquet(beside)
    beside.replace(path)
    return path.name


def needs_of(root: Path, file: str, item: str) -> pl.DataFrame:
    """The rows of one item; BaowenError where the file is gone."""
    path = root / FOLDER / Path(file).name
    if not file or not path.exists():
        raise BaowenError("方案的明细文件不在，请重新测算", "the plan's file is gone; work it out again")
    return pl.read_parquet(path).filter(pl.col("item") == item)


def kept_units(root: Path, file: str, item: str) -> dict[str, Decimal]:
    """By code of an institution what it must keep of an item, in smallest units; who does not use it is not named."""
    rows = needs_of(root, file, item).select("code", "kept_line")
    return {code: Decimal(str(round(units, 4))) for code, units in rows.iter_rows()}
