"""Results of a run: the summary, a hospital's rows with their steps, the failing ones, who complies. VBP-7, VBP-8."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from baowen.core.home import Home
from baowen.vbp.evaluation.evaluating import FIGURES, KEY
from baowen.vbp.evaluation.files import scan_results, scan_steps
from baowen.vbp.evaluation.kinds import ExemptionKind, Failing
from baowen.vbp.evaluation.rules.columns import PLACES, UNIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Quantities in smallest units: what counts for the volume, the selected of the lot, the others, what is required.

    `share`: others of all, None where nothing was bought.
    """

    counted: Decimal
    chosen: Decimal
    others: Decimal
    required: Decimal

    @property
    def share(self) -> Decimal | None:
        """The share of non-selected, four places, for showing: what is judged is not rounded."""
        whole = self.chosen + self.others
        return (self.others / whole).quantize(Decimal("0.0001")) if whole else None

    @property
    def completion(self) -> Decimal | None:
        """What counts as a share of what is required; None where nothing is required."""
        return (self.counted / self.required).quantize(Decimal("0.0001")) if self.required else None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """An exemption of one result: what it moved, and the figures after it."""

    number: int
    kind: ExemptionKind
    units: Decimal
    after: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultView:
    """One hospital's result for one contracted product: plain, and after all steps."""

    hospital: str
    region: str
    lot: str
    product: str
    drug: str
    starts_on: date
    ends_on: date
    is_alliance: bool
    pack_units: Decimal
    price: Decimal | None
    bought: Mapping[str, Decimal]
    plain: Figures
    plain_failing: tuple[Failing, ...]
    after: Figures
    failing: tuple[Failing, ...]
    steps: tuple[StepView, ...]

    @property
    def is_passed(self) -> bool:
        return not self.failing

    @property
    def key(self) -> tuple[str, str, str, date]:
        """What names it within a run."""
        return self.hospital, self.lot, self.product, self.starts_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Results by some name (place, hospital or product): how many, failed plainly, failed after exemptions."""

    name: str
    rows: int
    failed_plain: int
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Which rows somebody may see: those of one hospital, or of places; all without either."""

    hospital: str = ""
    places: frozenset[str] = frozenset()

    def within(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """The rows that may be seen."""
        if self.hospital:
            return rows.filter(pl.col("hospital") == self.hospital)
        return rows.filter(pl.col("region").is_in(sorted(self.places))) if self.places else rows


def hospital_results(home: Home, digest: str, hospital: str) -> tuple[ResultView, ...]:
    """All results of one hospital with their steps: only the row groups that may hold it are read."""
    return result_views(
        scan_results(home, digest).filter(pl.col("hospital") == hospital).collect(),
        scan_steps(home, digest).filter(pl.col("hospital") == hospital).collect(),
    )


def failing_results(home: Home, digest: str, reach: Reach, *, limit: int) -> tuple[ResultView, ...]:
    """The first so many failing results, by hospital, without their steps."""
    rows = reach.within(scan_results(home, digest)).filter(~pl.col("is_passed_after")).head(limit).collect()
    return result_views(rows, None)


def standings(home: Home, digest: str, reach: Reach, by: str) -> tuple[Standing, ...]:
    """Results added up by region, hospital, lot, drug or product; the ones with most failing first."""
    failed_plain, failed = (~pl.col("is_passed")).sum(), (~pl.col("is_passed_after")).sum()
    found = reach.within(scan_results(home, digest)).group_by(name=pl.col(by)).agg(
        rows=pl.len(), failed_plain=failed_plain, failed=failed
    )  # fmt: skip
    rows = found.sort(["failed", "name"], descending=[True, False]).collect()
    return tuple(Standing(**(row | {"name": row["name"] or ""})) for row in rows.iter_rows(named=True))


def complying(home: Home, digest: str, reach: Reach) -> tuple[tuple[str, int], ...]:
    """Hospitals of which no product fails, with the number of their products: the first to have service prices
    adjusted (VBP-8, VB-2.4)."""
    found = reach.within(scan_results(home, digest)).group_by("hospital", "region").agg(
        rows=pl.len(), is_passed=pl.col("is_passed_after").all()
    )  # fmt: skip
    rows = found.filter("is_passed").sort("region", "hospital").collect()
    return tuple((row["hospital"], row["rows"]) for row in rows.iter_rows(named=True))


def result_views(rows: pl.DataFrame, steps: pl.DataFrame | None) -> tuple[ResultView, ...]:
    """Rows of the files as they are shown."""
    grouped: dict[tuple[Any, ...], list[StepView]] = {}
    for step in () if steps is None else steps.iter_rows(named=True):
        grouped.setdefault(tuple(step[name] for name in KEY), []).append(
            StepView(
                number=step["number"], kind=ExemptionKind(step["kind"]), units=units(step["units"]),
                after=_figures(step, ""),
            )
        )  # fmt: skip
    return tuple(
        _view(row, tuple(grouped.get(tuple(row[name] for name in KEY), ()))) for row in rows.iter_rows(named=True)
    )


def units(whole: int) -> Decimal:
    """Smallest units of what a file holds."""
    return Decimal(whole) / UNIT


def _view(row: Mapping[str, Any], steps: tuple[StepView, ...]) -> ResultView:
    price = row["price"]
    return ResultView(
        hospital=row["hospital"], region=row["region"], lot=row["lot"], product=row["product"] or "",
        drug=row["drug"] or "", starts_on=row["starts_on"], ends_on=row["ends_on"], is_alliance=row["is_alliance"],
        pack_units=Decimal(row["pack_units"]) / PLACES, price=None if price is None else Decimal(price) / PLACES,
        bought={name: units(row[name]) for name in ("own", "selected", "backup", "other")},
        plain=_figures(row, ""), plain_failing=_failing(row, ""), after=_figures(row, "_after"),
        failing=_failing(row, "_after"), steps=steps,
    )  # fmt: skip


def _figures(row: Mapping[str, Any], end: str) -> Figures:
    return Figures(**{name: units(row[f"{name}{end}"]) for name in FIGURES})


def _failing(row: Mapping[str, Any], end: str) -> tuple[Failing, ...]:
    told = ((Failing.VOLUME, row[f"is_reached{end}"]), (Failing.SHARE, row[f"is_within{end}"]))
    return tuple(why for why, is_right in told if not is_right)
