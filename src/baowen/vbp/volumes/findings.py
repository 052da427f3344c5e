"""Finds by columns, over all hospitals and lots at once, what was not reported, hidden or too low. Pure. VBP-2.

Volumes are decimals of smallest units. What was bought is known by hospital; what a hospital or an alliance reported
covers those for whom it reports. Clauses: VB-1.4 and VB-2.2 (found and shown), VB-2.1 (the floor).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import polars as pl

from baowen.vbp.volumes.kinds import Explained, FindingKind
from baowen.vbp.volumes.states import Verdict

VOLUME: Final = pl.Decimal(38, 4)
_EXACT: Final = pl.Decimal(38, 8)
BOUGHT: Final[dict[str, Any]] = {"hospital": pl.String, "lot": pl.String, "units": VOLUME}
LINES: Final[dict[str, Any]] = {
    "organisation": pl.String, "lot": pl.String, "units": VOLUME, "is_explained": pl.Boolean, "verdict": pl.String,
}  # fmt: skip
FOUND: Final[dict[str, Any]] = {
    "kind": pl.String, "organisation": pl.String, "lot": pl.String, "last": VOLUME, "floor": VOLUME,
    "reported": VOLUME, "explained": pl.String, "lots": pl.UInt32,
}  # fmt: skip


def find(
    bought: pl.DataFrame, covers: pl.DataFrame, lines: pl.DataFrame, *, floor: Decimal | None, is_over: bool
) -> pl.DataFrame:
    """One row a finding, as FOUND.

    `bought`: as BOUGHT, a row a hospital and lot of which purchases are known. `covers`: hospital, organisation (who
    reports for it), is_reported. `lines`: as LINES, those of reports that were filed; units null where left empty.
    Not reporting is found when the time `is_over`: a row an organisation with the number of lots that it bought. A lot
    that was bought and has no quantity is hidden; one below the floor is under-reported unless its explanation was
    agreed to. Without a floor nothing is under-reported.
    """
    known = bought.filter(pl.col("units") > 0).join(covers, on="hospital", how="inner")
    pairs = _pairs(known, lines)
    silent = pairs.filter(~pl.col("is_reported")) if is_over else pairs.clear()
    told = pairs.filter("is_reported")
    return pl.concat([_not_reported(silent), _hidden(told), _under(told, floor)]).sort("kind", "organisation", "lot")


def _pairs(known: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """By organisation and lot that was bought: what all whom it reports for bought, and what its lines told.

    `reported` is null where no line has a quantity. Pairs are grouped and joined by one number: millions of pairs of
    texts take three times as long.
    """
    orgs, lots = (_numbered(known, lines, name) for name in ("organisation", "lot"))
    bought = _keyed(known, orgs, lots).group_by("key").agg(pl.col("is_reported").first(), last=pl.col("units").sum())
    told = _keyed(lines, orgs, lots).group_by("key").agg(
        told=pl.col("units").count(), sum=pl.col("units").sum(), is_explained=pl.col("is_explained").any(),
        is_agreed=(pl.col("verdict") == Verdict.AGREED.value).all(),
        is_refused=(pl.col("verdict") == Verdict.REFUSED.value).any(),
    )  # fmt: skip
    named = bought.join(told, on="key", how="left").with_columns(
        reported=pl.when(pl.col("told") > 0).then(pl.col("sum")),
        organisation_number=pl.col("key") // lots.height, lot_number=pl.col("key") % lots.height,
    )  # fmt: skip
    return named.join(orgs, on="organisation_number").join(lots, on="lot_number")


def _numbered(known: pl.DataFrame, lines: pl.DataFrame, name: str) -> pl.DataFrame:
    found = pl.concat([known[name], lines[name]]).unique().to_frame().with_row_index(f"{name}_number")
    return found.with_columns(pl.col(f"{name}_number").cast(pl.UInt64))


def _keyed(rows: pl.DataFrame, orgs: pl.DataFrame, lots: pl.DataFrame) -> pl.DataFrame:
    joined = rows.join(orgs, on="organisation").join(lots, on="lot")
    key = pl.col("organisation_number") * lots.height + pl.col("lot_number")
    return joined.with_columns(key=key).drop("organisation", "lot", "organisation_number", "lot_number")


def _not_reported(silent: pl.DataFrame) -> pl.DataFrame:
    found = silent.group_by("organisation").agg(pl.len().cast(pl.UInt32).alias("lots"))
    return _shaped(found, FindingKind.NOT_REPORTED, explained=pl.lit(Explained.NONE.value))


def _hidden(pairs: pl.DataFrame) -> pl.DataFrame:
    found = pairs.filter(pl.col("reported").is_null()).with_columns(lots=pl.lit(1, dtype=pl.UInt32))
    return _shaped(found, FindingKind.HIDDEN, explained=pl.lit(Explained.NONE.value))


def _under(pairs: pl.DataFrame, floor: Decimal | None) -> pl.DataFrame:
    if floor is None:
        return pl.DataFrame(schema=FOUND)
    least = pl.col("last").cast(_EXACT) * pl.lit(floor, dtype=pl.Decimal(38, 4))
    found = pairs.with_columns(exact=least).filter(
        pl.col("reported").is_not_null(), pl.col("reported").cast(_EXACT) < pl.col("exact"),
        ~(pl.col("is_explained") & pl.col("is_agreed")),
    )  # fmt: skip
    explained = (
        pl.when(~pl.col("is_explained")).then(pl.lit(Explained.NONE.value))
        .when(pl.col("is_refused")).then(pl.lit(Explained.REFUSED.value)).otherwise(pl.lit(Explained.GIVEN.value))
    )  # fmt: skip
    shaped = found.with_columns(floor=pl.col("exact").cast(VOLUME), lots=pl.lit(1, dtype=pl.UInt32))
    return _shaped(shaped, FindingKind.UNDER_REPORTED, explained=explained)


def _shaped(found: pl.DataFrame, kind: FindingKind, *, explained: pl.Expr) -> pl.DataFrame:
    """The columns of FOUND; what a kind has not is null, a lot that none is meant of is ""."""
    given = found.with_columns(kind=pl.lit(kind.value), explained=explained)
    columns = []
    for name, dtype in FOUND.items():
        absent = pl.lit("" if name == "lot" else None, dtype=dtype).alias(name)
        columns.append(pl.col(name).cast(dtype) if name in given.columns else absent)
    return given.select(columns)
