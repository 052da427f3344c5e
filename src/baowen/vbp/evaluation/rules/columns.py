"""Evaluates all pairs of hospital and contracted product at once, by columns, in whole numbers without rounding.

Quantities are whole hundred-millionths of the smallest unit (packs and units of a pack have four places each), money
whole ten-thousandths of a yuan. tests/property/test_vbp_evaluation_twin.py holds it against plain Python.
Requirement: VBP-7 (VB-2.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import polars as pl

from baowen.vbp.evaluation.kinds import BY_MONTH, RANK, ExemptionKind
from baowen.vbp.evaluation.rules.exempting import Exempt, months_of

PLACES: Final = 10_000
UNIT: Final = PLACES * PLACES
PAIRS: Final[dict[str, Any]] = {
    "pair": pl.Int32(), "hospital": pl.String(), "region": pl.String(), "lot": pl.String(), "product": pl.String(),
    "agreed": pl.Int64(), "pack_units": pl.Int64(), "price": pl.Int64(),
}  # fmt: skip
"""`agreed` in UNIT, `pack_units` (smallest units of a pack) and `price` (yuan a pack, null for none) in PLACES."""
SUMS: Final[dict[str, Any]] = {
    "pair": pl.Int32(), "own": pl.Int64(), "selected": pl.Int64(), "backup": pl.Int64(), "other": pl.Int64(),
}  # fmt: skip
"""What was bought in the cycle: the contracted product, others selected for the place, the backup's, the rest."""
MONTHS: Final[dict[str, Any]] = {
    "pair": pl.Int32(), "month": pl.String(), "product": pl.String(), "role": pl.String(),
    "same_tier": pl.Boolean(), "units": pl.Int64(), "amount": pl.Int64(),
}  # fmt: skip
"""The same by month and product bought, roles backup and other alone; `amount` null where nobody told it."""
STEPS: Final[dict[str, Any]] = {
    "pair": pl.Int32(), "number": pl.Int64(), "kind": pl.String(), "units": pl.Int64(), "counted": pl.Int64(),
    "chosen": pl.Int64(), "others": pl.Int64(), "required": pl.Int64(),
}  # fmt: skip
"""One exemption of one pair: the `units` that it moved or took off, and the figures after it."""
BACKUP, OTHER = "backup", "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the packs say. `share`: the most of non-selected use, None where nothing is said; `whole_months`: see
    `months_of`; `judges_volume` and `judges_share`: what fails an evaluation."""

    share: Decimal | None
    whole_months: bool = False
    judges_volume: bool = True
    judges_share: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """`results`: PAIRS and SUMS with the plain figures and those after all steps; `steps`: STEPS in their order."""

    results: pl.DataFrame
    steps: pl.DataFrame


def touched_pairs(pairs: pl.DataFrame, exempts: Sequence[Exempt]) -> pl.DataFrame:
    """A row for each pair and exemption that covers it: pair, number, kind, rank, first, last (months), eased."""
    found = [_covered(pairs, one).select("pair").with_columns(**_cells(one)) for one in exempts]
    empty = pl.DataFrame(schema={"pair": pl.Int32(), **_TOUCHED})
    return pl.concat([empty, *found])


def judge(
    pairs: pl.DataFrame, sums: pl.DataFrame, months: pl.DataFrame, exempts: Sequence[Exempt], limits: Limits
) -> Judged:  # fmt: skip
    """The result of every pair. The order in which exemptions are given changes nothing: a purchase that several cover
    belongs to the one that comes first by kind (as in ExemptionKind), then by number."""
    base = _plain(pairs, sums)
    touched = _periods(touched_pairs(pairs, exempts), exempts, limits)
    moved = _moved(touched, months, pairs)
    eased = _eased(touched, pairs)
    steps = _walked(base, pl.concat([moved, eased]))
    last = steps.group_by("pair", maintain_order=True).last().select("pair", *_AFTER)
    after = {name: pl.coalesce(f"{name}_after", name) for name in _AFTER}
    results = base.join(last, on="pair", how="left", suffix="_after", maintain_order="left").with_columns(
        **{f"{name}_after": value for name, value in after.items()}, is_touched=pl.col("counted_after").is_not_null()
    )  # fmt: skip
    results = results.with_columns(**_verdict("", limits), **_verdict("_after", limits))
    return Judged(results=results, steps=steps)


_AFTER: Final = ("counted", "chosen", "others", "required")
_TOUCHED: Final[dict[str, Any]] = {
    "number": pl.Int64(), "kind": pl.String(), "rank": pl.Int32(), "eased": pl.Int64(),
}  # fmt: skip


def _cells(one: Exempt) -> dict[str, pl.Expr]:
    eased = int((one.eased or Decimal(0)) * PLACES)
    values = {"number": one.number, "kind": one.kind.value, "rank": RANK[one.kind], "eased": eased}
    return {name: pl.lit(value, dtype=_TOUCHED[name]) for name, value in values.items()}


def _covered(pairs: pl.DataFrame, one: Exempt) -> pl.DataFrame:
    asked = [
        pl.col(name) == value
        for name, value in (("hospital", one.hospital), ("lot", one.lot), ("product", one.product))
        if value
    ]
    if one.places:
        asked.append(pl.col("region").is_in(sorted(one.places)))
    return pairs.filter(*asked)


def _plain(pairs: pl.DataFrame, sums: pl.DataFrame) -> pl.DataFrame:
    joined = pairs.join(sums, on="pair", how="left", maintain_order="left")
    joined = joined.with_columns(pl.col(name).fill_null(0) for name in ("own", "selected", BACKUP, OTHER))
    return joined.with_columns(
        counted=pl.col("own"), chosen=pl.col("own") + pl.col("selected"), others=pl.col(BACKUP) + pl.col(OTHER),
        required=pl.col("agreed"),
    )  # fmt: skip


def _periods(touched: pl.DataFrame, exempts: Sequence[Exempt], limits: Limits) -> pl.DataFrame:
    rows = [(one.number, *months_of(one, whole=limits.whole_months)) for one in exempts]
    schema = {"number": pl.Int64(), "first": pl.String(), "last": pl.String()}
    return touched.join(pl.DataFrame(rows, schema=schema, orient="row"), on="number", how="left")


def _moved(touched: pl.DataFrame, months: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """By pair and exemption: the units that it takes out of the others, and of these the ones it makes selected."""
    by_month = touched.filter(pl.col("kind").is_in([kind.value for kind in BY_MONTH]))
    rows = months.with_row_index("line").join(pairs.select("pair", "pack_units", "price"), on="pair")
    joined = rows.join(by_month, on="pair").filter(
        pl.col("month") >= pl.col("first"), pl.col("month") <= pl.col("last"), _applies()
    )
    taken = joined.sort("line", "rank", "number").unique("line", keep="first", maintain_order=True)
    return taken.group_by("pair", "number", "kind", "rank").agg(
        units=pl.col("units").sum(), eased=pl.lit(0, dtype=pl.Int64())
    )  # fmt: skip


def _applies() -> pl.Expr:
    """Whether an exemption covers a purchase of its months: by its role, its tier and what was paid for a unit."""
    # amount / units < price / pack_units, without a division
    paid = pl.col("amount").cast(pl.Int128) * PLACES * pl.col("pack_units").cast(pl.Int128)
    is_cheaper = (paid < pl.col("price").cast(pl.Int128) * pl.col("units").cast(pl.Int128)).fill_null(value=False)
    kind = pl.col("kind")
    return (
        (kind == ExemptionKind.SHORTAGE.value)
        | ((kind == ExemptionKind.BACKUP.value) & (pl.col("role") == BACKUP))
        | ((kind == ExemptionKind.CHEAPER.value) & pl.col("same_tier").fill_null(value=False) & is_cheaper)
    )


def _eased(touched: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """By pair and exemption: the units that are no longer required, at most what is left of the agreed ones."""
    rows = touched.filter(~pl.col("kind").is_in([kind.value for kind in BY_MONTH]))
    rows = rows.join(pairs.select("pair", "agreed", "pack_units"), on="pair").sort("pair", "rank", "number")
    wanted = (
        pl.when(pl.col("kind") == ExemptionKind.PREFERENCE.value)
        .then("agreed")
        .otherwise(pl.min_horizontal(pl.col("eased") * pl.col("pack_units"), pl.col("agreed")))
    )
    rows = rows.with_columns(wanted=wanted)
    before = pl.col("wanted").cum_sum().over("pair") - pl.col("wanted")
    taken = pl.min_horizontal("wanted", pl.max_horizontal(pl.col("agreed") - before, 0))
    return rows.select("pair", "number", "kind", "rank", units=pl.lit(0, dtype=pl.Int64()), eased=taken)


def _walked(base: pl.DataFrame, changes: pl.DataFrame) -> pl.DataFrame:
    """The figures after each step, in the order of kinds and numbers."""
    changes = changes.sort("pair", "rank", "number").join(
        base.select("pair", *_AFTER), on="pair", how="left", maintain_order="left"
    )
    as_selected = pl.when(pl.col("kind") == ExemptionKind.BACKUP.value).then("units").otherwise(0)
    so_far = {"units": pl.col("units"), "as_selected": as_selected, "eased": pl.col("eased")}
    sums = changes.with_columns(**{f"sum_{name}": value.cum_sum().over("pair") for name, value in so_far.items()})
    return sums.select(
        "pair", "number", "kind", units=pl.col("units") + pl.col("eased"),
        counted=pl.col("counted") + pl.col("sum_as_selected"), chosen=pl.col("chosen") + pl.col("sum_as_selected"),
        others=pl.col("others") - pl.col("sum_units"), required=pl.col("required") - pl.col("sum_eased"),
    )  # fmt: skip


def _verdict(end: str, limits: Limits) -> dict[str, pl.Expr]:
    """is_reached, is_within and is_passed, by the figures whose names end so."""
    counted, chosen = pl.col(f"counted{end}"), pl.col(f"chosen{end}").cast(pl.Int128)
    others = pl.col(f"others{end}").cast(pl.Int128)
    reached = counted >= pl.col(f"required{end}") if limits.judges_volume else pl.lit(value=True)
    within = pl.lit(value=True)
    if limits.judges_share and limits.share is not None:
        within = others * UNIT <= (chosen + others) * int(limits.share * UNIT)
    return {f"is_reached{end}": reached, f"is_within{end}": within, f"is_passed{end}": reached & within}
