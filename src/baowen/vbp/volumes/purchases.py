"""Last year's actual purchases of all hospitals by lot and product, from the cube of orders, in smallest units. VBP-2.

Made once for the versions of the tables that it rests on and kept as a file, sorted by hospital: a form reads its own
hospital's rows, the findings read all. Missing and zero differ: who has no order at all is not known to have bought
nothing, and a lot whose products nobody knows has no purchases to speak of.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

import polars as pl

from baowen.core.period import Month
from baowen.lake.store import Lake
from baowen.vbp.volumes.findings import VOLUME
from baowen.vbp.volumes.matching import CATALOGUE, MATCHED, BidPack, LotDrug, match
from baowen.vbp.volumes.rules import Bought, LineKey

SOURCES: Final = ("cube_orders", "catalogue", "organisation")
BASE: Final[dict[str, Any]] = {
    "hospital": pl.String, "lot": pl.String, "product_code": pl.String, "units": VOLUME, "is_partial": pl.Boolean,
}  # fmt: skip
# Rows that say what is known at all: a hospital with any order has one of lot "", a lot's product one of hospital "".
NOBODY: Final = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What purchases are asked for: the lots and their bids, the months, and whether orders or receipts count."""

    call: int
    lots: tuple[LotDrug, ...]
    bids: tuple[BidPack, ...]
    first_month: str
    last_month: str
    numerator: str

    @property
    def months(self) -> list[str]:
        """Every month, both ends included."""
        return [str(month) for month in Month.parse(self.first_month).until(Month.parse(self.last_month))]


@dataclass(frozen=True, slots=True)
class Purchases:
    """Rows as BASE of some hospitals or of all, with those of NOBODY."""

    rows: pl.DataFrame

    @property
    def matched(self) -> frozenset[str]:
        """The lots of which products are known."""
        return frozenset(self.rows.filter(pl.col("hospital") == NOBODY)["lot"])

    @property
    def known(self) -> frozenset[str]:
        """The hospitals with any order in these months."""
        return frozenset(self.rows.filter(pl.col("hospital") != NOBODY, pl.col("lot") == "")["hospital"])

    def bought(self) -> pl.DataFrame:
        """By hospital and lot: units (null where no pack's content is known), is_partial."""
        own = self.rows.filter(pl.col("hospital") != NOBODY, pl.col("lot") != "")
        return own.group_by("hospital", "lot").agg(
            pl.when(pl.col("units").is_not_null().any()).then(pl.col("units").sum()).alias("units"),
            pl.col("is_partial").any(),
        )

    def of(self, hospitals: Collection[str], lots: Collection[str]) -> dict[LineKey, Bought]:
        """What these hospitals bought together: by lot (product "") and by lot and product; every lot is there."""
        any_known = not self.known.isdisjoint(hospitals)
        zero = Bought(units=pl.Series([0]).cast(VOLUME)[0])
        matched = self.matched
        found: dict[LineKey, Bought] = {
            (lot, ""): zero if any_known and lot in matched else Bought() for lot in lots
        }  # fmt: skip
        own = self.rows.filter(pl.col("hospital").is_in(list(hospitals)), pl.col("lot") != "")
        if any_known:
            listed = self.rows.filter(pl.col("hospital") == NOBODY).select("lot", "product_code")
            found |= dict.fromkeys(listed.iter_rows(), zero)
        for keys in (["lot"], ["lot", "product_code"]):
            summed = own.group_by(keys).agg(
                pl.when(pl.col("units").is_not_null().any()).then(pl.col("units").sum()).alias("units"),
                pl.col("is_partial").any(),
            )
            for row in summed.iter_rows(named=True):
                key = (row["lot"], row.get("product_code", ""))
                found[key] = Bought(units=row["units"], is_partial=row["is_partial"])
        return found


def months_known(lake: Lake, asked: Asked) -> list[str]:
    """Those of the months of which the lake has any order."""
    if not lake.exists("cube_orders"):
        return []
    return sorted(set(lake.months("cube_orders")) & set(asked.months))


def purchases(lake: Lake, folder: Path, asked: Asked, *, hospitals: Sequence[str] | None = None) -> Purchases:
    """The purchases of these hospitals, or of all; made and kept in the folder where they are not yet."""
    path = folder / f"{asked.call}-{digest_of(lake, asked)}.parquet"
    if not path.is_file():
        _keep(path, base_of(lake, asked))
    lazy = pl.scan_parquet(path)
    if hospitals is not None:
        lazy = lazy.filter(pl.col("hospital").is_in([NOBODY, *hospitals]))
    return Purchases(lazy.collect())


def base_of(lake: Lake, asked: Asked) -> pl.DataFrame:
    """All rows as BASE, sorted by hospital."""
    catalogue, orgs = lake.read("catalogue", columns=list(CATALOGUE)), lake.read("organisation", columns=_ORG)
    orders = lake.scan("cube_orders", months=asked.months)
    matched = pl.DataFrame(schema=MATCHED) if catalogue is None else match(catalogue, asked.lots, asked.bids)
    named = matched.select(hospital=pl.lit(NOBODY), lot="lot", product_code="product_code")
    parts = [_shaped(named)]
    if orders is not None and orgs is not None:
        codes = orgs.select(hospital="org", code="org_code").lazy()
        seen = orders.select("hospital").unique().join(codes, on="hospital").select(hospital="code", lot=pl.lit(""))
        parts += [_shaped(seen.collect()), _shaped(_sums(orders, matched, codes, f"{asked.numerator}_quantity"))]
    return pl.concat(parts).sort("hospital", "lot", "product_code")


_ORG = ["org", "org_code"]


def _sums(orders: pl.LazyFrame, matched: pl.DataFrame, codes: pl.LazyFrame, quantity: str) -> pl.DataFrame:
    """By hospital, lot and product: packs turned into smallest units; packs of unknown content make it partial."""
    wanted = matched["product"].implode()
    packs = orders.filter(pl.col("product").is_in(wanted)).group_by("hospital", "product").agg(
        packs=pl.col(quantity).cast(VOLUME).sum()
    )  # fmt: skip
    joined = packs.filter(pl.col("packs") > 0).join(matched.lazy(), on="product").join(codes, on="hospital")
    units = (pl.col("packs") * pl.col("pack").cast(VOLUME)).cast(VOLUME)
    return joined.group_by(pl.col("code").alias("hospital"), "lot", "product_code").agg(
        units=pl.when(pl.col("pack").is_not_null().any()).then(units.sum()),
        is_partial=pl.col("pack").is_null().any(),
    ).collect()  # fmt: skip


def _shaped(rows: pl.DataFrame) -> pl.DataFrame:
    absent = {"product_code": "", "units": None, "is_partial": False}
    return rows.select(
        pl.col(name).cast(dtype) if name in rows.columns else pl.lit(absent[name], dtype=dtype).alias(name)
        for name, dtype in BASE.items()
    )


def digest_of(lake: Lake, asked: Asked) -> str:
    """What the file rests on: the question, and the versions of the tables."""
    versions = {name: lake.version(name) for name in SOURCES}
    said = [versions, asked.first_month, asked.last_month, asked.numerator]
    said += [[one.lot, one.drug, one.spec] for one in asked.lots]
    said += [[one.lot, one.product_code, str(one.units)] for one in asked.bids]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:32]


def _keep(path: Path, rows: pl.DataFrame) -> None:
    """Write the file whole or not at all, and drop those of the same call that it takes the place of."""
    path.parent.mkdir(parents=True, exist_ok=True)
    before = list(path.parent.glob(f"{path.name.split('-')[0]}-*.parquet"))
    with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as target:
        rows.write_parquet(target.name, row_group_size=16_384)
    Path(target.name).replace(path)
    for old in before:
        if old != path:
            old.unlink(missing_ok=True)
