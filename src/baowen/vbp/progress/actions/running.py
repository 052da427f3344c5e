"""Computes all progress, keeps the results as a file and records what they were computed from. VBP-5, ADR 0029."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

import polars as pl

from baowen.core.audit.trail import writing
from baowen.core.home import Home
from baowen.core.policy import load_packs
from baowen.lake.store import Lake
from baowen.vbp.progress.computing import catalogue_drugs, computed, limits_of
from baowen.vbp.progress.marks import LotMarks, marks_table
from baowen.vbp.progress.models import ProgressRun
from baowen.vbp.progress.queries.runs import RunView, view_of
from baowen.vbp.progress.states import Band, Oddity, Outlook
from baowen.vbp.progress.store import drop_results, keep_results, path_of, results
from baowen.vbp.rounds.kinds import Likeness
from baowen.vbp.rounds.queries import besides, products_of, rounds

_KEPT_RUNS = 3
_READ = ("vbp_contract", "cube_orders", "catalogue", "organisation")


def run_progress(home: Home, *, by: str, at: datetime, as_of: date) -> RunView:
    """Compute all progress as of a day and record the run. Results of older runs go, but for the last few and those
    that a circular rests on. UnknownEntryError where the pack lacks an entry."""
    lake, ruling = Lake(home.lake), load_packs().ruling(home.region, as_of)
    marks = recorded_marks(lake)
    found = computed(lake, marks, as_of, limits_of(ruling), known=_known(home))
    digest = keep_results(home, found.rows)
    versions = {table: number for table, number in lake.versions().items() if table in _READ}
    with writing(by=by, at=at, policy=ruling.digest) as trail:
        row = ProgressRun.objects.create(
            as_of=as_of, seen_on=found.seen_on, policy=ruling.digest, marks=_digest(marks), lake_versions=versions,
            sha256=digest, contracts=len(found.rows), sums=_counted(found.rows), made_at=at, made_by=by,
        )  # fmt: skip
        trail.note("vbp.progress.run", f"vbp_progress/{row.pk}", details={"as_of": as_of, "contracts": row.contracts})
    _drop_old(home)
    return view_of(row)


def _known(home: Home) -> pl.DataFrame | None:
    """Days of first orders that the newest results know, kept while the month of the first order is the same."""
    before = ProgressRun.objects.order_by("-id").first()
    if before is None or not path_of(home, before.sha256).is_file():
        return None
    names = ["round_code", "owner", "product", "starts_on", "bought_first_at", "first_on"]
    return results(home, before.sha256).select(names).with_columns(pl.col("round_code").cast(pl.String)).collect()


def recorded_marks(lake: Lake) -> pl.DataFrame:
    """The marks of all rounds in the records; rounds that came by feed only are not among them."""
    lots: list[LotMarks] = []
    for one in rounds():
        lots += _lots_of(one.code)
    return marks_table(lots, catalogue_drugs(lake) if lots else [])


def _lots_of(code: str) -> list[LotMarks]:
    selected: dict[str, set[str]] = {}
    offered: dict[str, set[str]] = {}
    for product in products_of(code):
        offered.setdefault(product.lot, set()).add(product.product_code)
        if product.is_selected:
            selected.setdefault(product.lot, set()).add(product.product_code)
    near: dict[tuple[str, Likeness], set[str]] = {}
    for beside in besides(code):
        near.setdefault((beside.lot, beside.likeness), set()).add(beside.drug)
    return [
        LotMarks(
            round_code=code, lot=lot, selected=frozenset(selected.get(lot, ())), offered=frozenset(codes),
            same=frozenset(near.get((lot, Likeness.SAME), ())),
            substitutes=frozenset(near.get((lot, Likeness.KEY_SUBSTITUTE), ())),
        )
        for lot, codes in offered.items()
    ]  # fmt: skip


def _counted(rows: pl.DataFrame) -> dict[str, int]:
    """How many contracts stand in each band, have each oddity and each outlook."""
    bands = dict(rows.group_by("band").len().iter_rows())
    outlooks = dict(rows.group_by("outlook").len().iter_rows())
    return {
        **{band.value: bands.get(band.value, 0) for band in Band},
        **{oddity.value: int(rows[oddity.value].sum() or 0) for oddity in Oddity},
        **{f"outlook_{one.value}": outlooks.get(one.value, 0) for one in Outlook},
        "hospitals": rows["owner"].n_unique(), "products": rows["product"].n_unique(),
    }  # fmt: skip


def _digest(marks: pl.DataFrame) -> str:
    return hashlib.sha256(marks.write_csv().encode()).hexdigest()[:16]


def _drop_old(home: Home) -> None:
    """Remove files that no kept run names: a record of a run stays, its results can be computed again."""
    kept = set(ProgressRun.objects.order_by("-id").values_list("sha256", flat=True)[:_KEPT_RUNS])
    kept |= set(ProgressRun.objects.filter(circulars__isnull=False).values_list("sha256", flat=True))
    for sha256 in set(ProgressRun.objects.values_list("sha256", flat=True)) - kept:
        drop_results(home, sha256)
