"""Findings of a call: who did not report, hid or under-reported, against last year's purchases. VBP-2 (VB-1.4, VB-2.2).

Scoped to the actor's region and below; computed over all hospitals at once from the purchases as they are known now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

import polars as pl
from django.db import connection
from django.db.models import Case, IntegerField, Max, When

from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import organisations_numbered
from baowen.orgs.regions import load_regions
from baowen.vbp.volumes.findings import BOUGHT, LINES, VOLUME, find
from baowen.vbp.volumes.kinds import Explained, FindingKind
from baowen.vbp.volumes.models import Call, VolumeEvent, VolumeLine, VolumeReport
from baowen.vbp.volumes.purchases import Purchases
from baowen.vbp.volumes.queries.standing import standing
from baowen.vbp.volumes.rulebook import VolumeBook
from baowen.vbp.volumes.states import FILED
from baowen.vbp.volumes.store import call_row


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """A finding; `lot` is "" and `lots` the number of lots that were bought where nothing was reported at all."""

    kind: FindingKind
    organisation: str
    name: str
    region: str
    lot: str
    drug: str
    unit: str
    last: Decimal | None
    floor: Decimal | None
    reported: Decimal | None
    explained: Explained
    lots: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The findings of a call, with what they rest on: how many hospitals have known purchases, how many lots have
    known products, and the floor, None where the pack has none."""

    findings: tuple[FindingView, ...]
    hospitals: int
    lots: int
    matched: int
    floor: Decimal | None


def findings(
    call: int, actor: Actor, today: date, *, book: VolumeBook, place: str = "", kind: FindingKind | None = None
) -> Found:  # fmt: skip
    """The findings of a call in a place of the actor's and below; not reporting is found once the day is over."""
    within = place or actor.region
    require(actor, Act.VBP_READ, within, regions=load_regions())
    row = call_row(call)
    rows = standing(row, within)
    covers = tuple(
        (one.organisation, one.reporter, one.is_reported)
        for one in rows
        if one.is_reported or today > one.due_on  # nobody is judged before the own day is over
    )
    purchases, floor = book.purchases(row), book.limits(row).floor
    found = _kept(row, covers, purchases, floor, book.asked_digest(row))
    if kind is not None:
        found = found.filter(pl.col("kind") == kind.value)
    return Found(
        findings=_views(found, row, book), hospitals=len(purchases.known), lots=len(book.lots(row)),
        matched=len(purchases.matched), floor=floor,
    )  # fmt: skip


Covers = tuple[tuple[str, str, bool], ...]
COVERS: Final[dict[str, Any]] = {"hospital": pl.String, "organisation": pl.String, "is_reported": pl.Boolean}
MOST_NAMED: Final = 500  # organisations that a query names; for more it reads the whole call
MOST_KEPT: Final = 8
KEPT: Final[dict[tuple[object, ...], pl.DataFrame]] = {}
"""The newest answers: a province's lines take seconds to read, and its page is filtered and exported again and again.

By all that they rest on: who is judged, the purchases, and the newest move of any report of the call."""


def _kept(call: Call, covers: Covers, purchases: Purchases, floor: Decimal | None, digest: str) -> pl.DataFrame:
    newest = VolumeEvent.objects.filter(report__call=call).aggregate(newest=Max("pk"))["newest"]
    key = (call.pk, newest, digest, floor, covers)
    found = KEPT.get(key)
    if found is None:
        frame = pl.DataFrame(covers, schema=COVERS, orient="row")
        bought = purchases.bought().select(BOUGHT.keys()).filter(pl.col("units").is_not_null())
        found = find(bought, _whole(frame, call), _lines(call, frame), floor=floor, is_over=True)
        while len(KEPT) >= MOST_KEPT:
            KEPT.pop(next(iter(KEPT)), None)
        KEPT[key] = found
    return found


def _whole(covers: pl.DataFrame, call: Call) -> pl.DataFrame:
    """With the members beyond the place whom an alliance's report covers: it is judged by what all of them bought."""
    leads = VolumeReport.objects.filter(call=call, is_alliance=True, state__in=[state.value for state in FILED])
    wanted = set(covers["organisation"])
    more = [
        (member, lead.organisation, True)
        for lead in leads if lead.organisation in wanted
        for member in [lead.organisation, *lead.members]
    ]  # fmt: skip
    added = pl.DataFrame(more, schema=covers.schema, orient="row")
    return pl.concat([covers, added]).unique(subset=["hospital"], keep="last")


def _lines(call: Call, covers: pl.DataFrame) -> pl.DataFrame:
    """The filed lines of those who report, as columns; of one province 1.8 million, read past the ORM."""
    rows = VolumeLine.objects.filter(report__call=call, report__state__in=[state.value for state in FILED])
    wanted = covers["organisation"].unique().to_list()
    if not wanted:
        return pl.DataFrame(schema=LINES)
    if len(wanted) <= MOST_NAMED:
        rows = rows.filter(report__organisation__in=wanted)
    rows = rows.annotate(
        is_explained=Case(When(filed_explanation="", then=0), default=1, output_field=IntegerField())
    ).order_by()
    names = ("report__organisation", "lot", "units", "is_explained", "verdict")
    sql, params = rows.values_list(*names).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        columns = list(zip(*cursor.fetchall(), strict=True)) or [()] * len(names)
    organisation, lot, units, is_explained, verdict = columns
    return pl.DataFrame(
        {
            "organisation": pl.Series(organisation, dtype=pl.String), "lot": pl.Series(lot, dtype=pl.String),
            "units": _volumes(units), "is_explained": pl.Series(is_explained, dtype=pl.Int64).cast(pl.Boolean),
            "verdict": pl.Series(verdict, dtype=pl.String),
        },
        schema=LINES,
    )  # fmt: skip


def _volumes(units: Sequence[object]) -> pl.Series:
    """Quantities as the database gives them: decimals, or from SQLite whole numbers and fractions of four places."""
    if any(isinstance(one, Decimal) for one in units):
        return pl.Series(units, dtype=VOLUME)
    return pl.Series(units, dtype=pl.Float64, strict=False).round(4).cast(VOLUME)


def _views(found: pl.DataFrame, call: Call, book: VolumeBook) -> tuple[FindingView, ...]:
    orgs = organisations_numbered(set(found["organisation"]))
    lots = {one.number: one for one in book.lots(call)}
    views = []
    for one in found.iter_rows(named=True):
        org, lot = orgs.get(one["organisation"]), lots.get(one["lot"])
        views.append(
            FindingView(
                kind=FindingKind(one["kind"]), organisation=one["organisation"],
                name=org.name if org else one["organisation"], region=org.region if org else "", lot=one["lot"],
                drug=lot.drug if lot else "", unit=lot.unit if lot else "", last=one["last"], floor=one["floor"],
                reported=one["reported"], explained=Explained(one["explained"]), lots=one["lots"],
            )
        )  # fmt: skip
    views.sort(key=lambda one: (one.region, one.organisation, one.kind, one.lot))
    return tuple(views)
