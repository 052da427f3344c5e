"""What checked rows change in a table: new rows, corrections, rows that are there already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl
import polars_hash as plh

from baowen.lake.store import CURRENT, SUPERSEDED, Lake

# Columns that the lake adds to those of the feed; none of them is part of a row's meaning.
META = ("month", "state", "key_hash", "row_hash", "batch", "row", "superseded_by")
_SEPARATOR = "\x1f"
_HEX_DIGITS = 16
_POSITIVE = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Merged:
    """How many rows a merge added, corrected and found unchanged, and the table's version after it."""

    new: int
    corrected: int
    unchanged: int
    version: int | None
    months: tuple[str, ...]


def stable_hashes(rows: pl.DataFrame, wanted: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """63-bit hashes over groups of columns, the same on every machine and in every release (SHA-256, first bytes).

    Joins and look-ups use them in place of long text keys; at 100 million keys the chance of any clash is 1 in 1,800.
    A cryptographic hash, because keys come from senders: nobody may make a row that corrects somebody else's.
    """
    found = {}
    for name, columns in wanted.items():
        parts = [pl.col(column).cast(pl.String).fill_null("") for column in columns]
        digest = plh.concat_str(parts, separator=_SEPARATOR).chash.sha2_256()
        first = digest.str.head(_HEX_DIGITS).str.decode("hex").bin.reinterpret(dtype=pl.Int64, endianness="little")
        found[name] = first & _POSITIVE
    return rows.select(**found)


def with_hashes(
    rows: pl.DataFrame, *, key: Sequence[str], link: Mapping[str, Sequence[str]] | None = None
) -> pl.DataFrame:
    """Add `key_hash` over the key columns, `row_hash` over all that the row says, and the hashes of `link`."""
    said = [name for name in rows.columns if name not in META]
    return rows.hstack(stable_hashes(rows, {"key_hash": key, "row_hash": said, **(link or {})}))


def merge(lake: Lake, table: str, rows: pl.DataFrame, *, batch: int, sort: Sequence[str], seen_before: bool) -> Merged:
    """Bring rows into a table in one commit, or in none where nothing changes.

    `rows` has `month`, `row`, `key_hash` (unique) and `row_hash`. A known key with other values is a correction: the
    old row stays, marked with the batch that replaced it. `seen_before` says that this very file came in earlier: its
    rows that a later correction replaced then stay replaced.
    """
    known = _known(lake, table, rows, seen_before=seen_before)
    compared = rows.join(known, on="key_hash", how="left").with_columns(
        fate=pl.when(pl.col("old_hash").is_null())
        .then(pl.lit("new"))
        .when((pl.col("old_hash") == pl.col("row_hash")) | pl.col("is_stale"))
        .then(pl.lit("unchanged"))
        .otherwise(pl.lit("corrected"))
    )
    fates = dict(compared.group_by("fate").len().iter_rows())
    coming = compared.filter(pl.col("fate") != "unchanged")
    months: tuple[str, ...] = ()
    if coming.height:
        months = tuple(sorted({*coming["month"], *coming["old_month"].drop_nulls()}))
        _write(lake, table, coming, months=months, batch=batch, sort=sort)
    return Merged(
        fates.get("new", 0), fates.get("corrected", 0), fates.get("unchanged", 0), lake.version(table), months
    )


def _known(lake: Lake, table: str, rows: pl.DataFrame, *, seen_before: bool) -> pl.DataFrame:
    """Of the keys in `rows`, those that the table holds: key_hash, old_hash, old_month, is_stale."""
    current = lake.scan(table)
    empty = pl.DataFrame(
        schema={"key_hash": pl.Int64, "old_hash": pl.Int64, "old_month": pl.String, "is_stale": pl.Boolean}
    )
    if current is None:
        return empty
    keys = rows.lazy().select("key_hash")
    known = (
        current.select("key_hash", old_hash="row_hash", old_month="month")
        .join(keys, on="key_hash", how="semi")
        .collect(engine="streaming")
    )
    past = lake.scan(table, state=SUPERSEDED) if seen_before and known.height else None
    if past is None:
        return known.with_columns(is_stale=pl.lit(value=False))
    wanted = rows.lazy().select("key_hash", "row_hash")
    stale = past.select("key_hash", "row_hash").join(wanted, on=["key_hash", "row_hash"], how="semi").unique()
    stale_keys = stale.select("key_hash").collect()["key_hash"]
    return known.with_columns(is_stale=pl.col("key_hash").is_in(stale_keys.implode()))


def _write(
    lake: Lake, table: str, coming: pl.DataFrame, *, months: Sequence[str], batch: int, sort: Sequence[str]
) -> None:
    fresh = coming.drop("fate", "old_hash", "old_month", "is_stale").with_columns(
        state=pl.lit(CURRENT), batch=pl.lit(batch, pl.Int32), superseded_by=pl.lit(None, pl.Int32)
    )
    parts = [fresh]
    replaced = coming.filter(pl.col("fate") == "corrected")["key_hash"]
    for state in (CURRENT, SUPERSEDED):
        old = lake.scan(table, months=months, state=state)
        if old is None:
            continue
        kept = old.collect()
        if state == CURRENT and len(replaced):
            is_replaced = pl.col("key_hash").is_in(replaced.implode())
            kept = kept.with_columns(
                state=pl.when(is_replaced).then(pl.lit(SUPERSEDED)).otherwise("state"),
                superseded_by=pl.when(is_replaced).then(pl.lit(batch, pl.Int32)).otherwise("superseded_by"),
            )
        parts.append(kept)
    lake.replace_months(table, pl.concat(parts, how="diagonal_relaxed"), months=months, sort=sort)
