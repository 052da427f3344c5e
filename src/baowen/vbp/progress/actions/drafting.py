"""Circulars that write themselves when they are due: who is named, with which products. VBP-5, VBP-11 (VB-2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import polars as pl
from django.db.models import QuerySet

from baowen.core.audit.trail import Trail, writing
from baowen.core.home import Home
from baowen.core.policy import load_packs
from baowen.vbp.progress.models import Circular, CircularName, CircularSequence, ProgressRun
from baowen.vbp.progress.queries.runs import RunView
from baowen.vbp.progress.rules import due_points
from baowen.vbp.progress.states import BAND_WORDS, ODDITY_WORDS, POINT_WORDS, Band, CircularState, Oddity, Point
from baowen.vbp.progress.store import results

_MOST_PRODUCTS = 10
_LAGS: Final = [Band.BEHIND.value, Band.FAR_BEHIND.value]
AT_ONCE: Final = (Oddity.UNBOUGHT, Oddity.STOPPED, Oddity.SUDDEN)
"""What is told of at once: slow admission and abnormal trade. VB-2.2."""
_CYCLE: Final = ["round_code", "starts_on", "ends_on"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drafting:
    """One cycle of a round, the run that is told of, and who drafts when. `clause`: where circulars rest on."""

    region: str
    round_code: str
    starts_on: date
    ends_on: date
    run: RunView
    clause: str
    by: str
    at: datetime

    def circulars(self, point: Point) -> QuerySet[Circular]:
        """What was drafted for the cycle at a point."""
        return Circular.objects.filter(
            region=self.region, point=point.value, round_code=self.round_code, starts_on=self.starts_on,
            ends_on=self.ends_on,
        )  # fmt: skip


def draft_due(home: Home, run: RunView, *, by: str, at: datetime) -> list[str]:
    """Draft the circular of each cycle's latest point that is due and not yet written, and one of what is new and
    wants no waiting; their numbers. Drafts of anomalies that nobody has issued yet are written anew."""
    ruling = load_packs().ruling(home.region, run.as_of)
    entry = ruling.entry("vbp.notice.points")
    circulated = {str(word) for word in entry.items()} | {POINT_WORDS[Point.FIRST_CHECK][0]}
    rows = results(home, run.sha256)
    drafted = []
    for code, starts_on, ends_on in rows.select(_CYCLE).unique().sort(_CYCLE).collect().iter_rows():
        points = due_points(
            starts_on, ends_on, first_month=ruling.entry("vbp.check.first_month").whole(),
            late_half=float(ruling.entry("vbp.notice.late_half").number()),
        )  # fmt: skip
        due = {point: day for point, day in points.items()
               if day <= run.as_of and POINT_WORDS[point][0] in circulated}  # fmt: skip
        one = _Drafting(region=home.region, round_code=code, starts_on=starts_on, ends_on=ends_on, run=run,
                        clause=entry.clause, by=by, at=at)  # fmt: skip
        own = rows.filter(
            pl.col("round_code") == code, pl.col("starts_on") == starts_on, pl.col("ends_on") == ends_on
        )  # fmt: skip
        latest = max(due, key=lambda point: due[point], default=None)
        if latest is not None:
            drafted += _draft_point(one, latest, due[latest], own)
        if run.seen_on <= ends_on:
            drafted += _draft_anomalies(one, own)
    return drafted


def _draft_point(one: _Drafting, point: Point, due_on: date, own: pl.LazyFrame) -> list[str]:
    if one.circulars(point).exists():
        return []
    rows = own.collect()
    concerned = rows.filter(
        pl.col("band").is_in(_LAGS) | pl.col(Oddity.UNBOUGHT.value) | pl.col(Oddity.NON_SELECTED.value)
    )
    with writing(by=one.by, at=one.at, policy=one.run.policy) as trail:
        row = _written(one, point, due_on, rows, trail)
        _name(row, rows, concerned)
    return [row.number]


def _draft_anomalies(one: _Drafting, own: pl.LazyFrame) -> list[str]:
    before = one.circulars(Point.ANOMALY)
    told = {
        (name.hospital, product["product_code"], odd)
        for name in CircularName.objects.filter(circular__in=before.exclude(state=CircularState.DRAFT.value))
        for product in name.products for odd in product["oddities"]
    }  # fmt: skip
    rows = own.filter(pl.any_horizontal(oddity.value for oddity in AT_ONCE)).collect()
    new = [
        any(row[odd.value] and (row["owner_code"], row["product_code"], odd.value) not in told for odd in AT_ONCE)
        for row in rows.iter_rows(named=True)
    ]
    concerned = rows.filter(pl.Series(new, dtype=pl.Boolean))
    if concerned.is_empty():
        return []
    with writing(by=one.by, at=one.at, policy=one.run.policy) as trail:
        before.filter(state=CircularState.DRAFT.value).delete()
        if before.filter(due_on=one.run.as_of).exists():
            trail.note("vbp.circular.waits", f"vbp_progress/{one.run.number}", details={"round": one.round_code})
            return []
        row = _written(one, Point.ANOMALY, one.run.as_of, concerned, trail)
        _name(row, rows, concerned, whole=True)
    return [row.number]


def _written(one: _Drafting, point: Point, due_on: date, rows: pl.DataFrame, trail: Trail) -> Circular:
    year = one.at.year
    number = f"TB-{one.region}-{year}-{CircularSequence.locked(f'TB-{one.region}-{year}').take():04d}"
    row = Circular.objects.create(
        number=number, region=one.region, round_code=one.round_code, starts_on=one.starts_on, ends_on=one.ends_on,
        point=point.value, due_on=due_on, run=ProgressRun.objects.get(pk=one.run.number),
        title=f"关于{one.round_code}批次集采药品执行情况的通报（{POINT_WORDS[point][0]}）",
        words=words_of(rows, one.round_code, one.run, point), clause=one.clause, drafted_at=one.at,
        drafted_by=one.by,
    )  # fmt: skip
    trail.note("vbp.circular.drafted", f"vbp_circular/{number}", details={"point": point.value, "due_on": due_on})
    return row


def words_of(rows: pl.DataFrame, round_code: str, run: RunView, point: Point) -> str:
    """The words of a draft, a paragraph a line; whoever issues it may change them."""
    lags, starts, ends = int(rows["band"].is_in(_LAGS).sum()), rows["starts_on"][0], rows["ends_on"][0]
    odd = "，".join(
        f"{ODDITY_WORDS[oddity][0]} {int(rows[oddity.value].sum() or 0)} 项" for oddity in Oddity
    )  # fmt: skip
    first = (
        f"{round_code}批次集采药品采购周期为 {starts} 至 {ends}。根据药品集中带量采购的有关规定，"
        f"现将截至 {run.seen_on} 的执行情况（{POINT_WORDS[point][0]}）通报如下。"
    )
    if point is Point.ANOMALY:
        return "\n".join([first, f"下列约定品种出现异常：{odd}。", "请附件所列医疗机构查明原因，并通过平台答复。"])
    done = int((rows["band"] == Band.DONE.value).sum())
    mean: float = rows["schedule"].to_numpy().mean()
    return "\n".join([
        first,
        f"一、总体进度。{rows['owner'].n_unique()} 家医疗机构共约定 {len(rows)} 项，已完成 {done} 项，"
        f"{BAND_WORDS[Band.BEHIND][0]} {lags} 项；平均序时进度 {mean:.1%}。",
        f"二、存在问题。{odd}。",
        "三、工作要求。请附件所列医疗机构分析原因、及时采购，并通过平台答复整改情况。",
    ])  # fmt: skip


def _name(row: Circular, rows: pl.DataFrame, concerned: pl.DataFrame, *, whole: bool = False) -> None:
    """Name every hospital with a contract among those concerned, with the worst of them, or with all of them."""
    counts = dict(rows.group_by("owner_code").len().iter_rows())
    made = []
    for (code,), part in concerned.sort("ratio").partition_by("owner_code", as_dict=True, maintain_order=True).items():
        shown = part if whole else part.head(_MOST_PRODUCTS)
        made.append(CircularName(
            circular=row, hospital=code, name=part["owner_name"][0] or code, region=part["region_code"][0],
            contracts=counts[code], behind=int(part["band"].is_in(_LAGS).sum()),
            unbought=int(part[Oddity.UNBOUGHT.value].sum()),
            products=[_product(one) for one in shown.iter_rows(named=True)],
        ))  # fmt: skip
    CircularName.objects.bulk_create(made)


def _product(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "product_code": row["product_code"], "name": row["product_name"], "progress": round(row["progress"], 4),
        "schedule": round(row["schedule"], 4), "band": row["band"],
        "oddities": [oddity.value for oddity in Oddity if row[oddity.value]],
    }  # fmt: skip
