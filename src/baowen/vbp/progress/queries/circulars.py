"""Circulars as others see them: departments those of the place, a hospital the issued ones that name it. VB-2.2."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db.models import Count, Q, QuerySet

from baowen.core.paging import Paged, page_by_key
from baowen.core.rawfiles import unchanged
from baowen.orgs.permissions import Act, Actor, decide, require
from baowen.orgs.regions import load_regions
from baowen.vbp.progress.actions.circulars import unknown_circular
from baowen.vbp.progress.models import Circular, CircularName
from baowen.vbp.progress.states import CircularState, Point


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedView:
    """A hospital in a circular; `products` as the models say."""

    hospital: str
    name: str
    region: str
    contracts: int
    behind: int
    unbought: int
    products: list[dict[str, Any]]
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CircularView:
    """A circular; `named` and `answered` count hospitals."""

    number: str
    region: str
    round_code: str
    starts_on: date
    ends_on: date
    point: Point
    due_on: date
    state: CircularState
    title: str
    words: str
    clause: str
    reference: str
    seen_on: date
    issued_at: datetime | None
    named: int
    answered: int


def circular_page(actor: Actor, *, cursor: str = "", limit: int = 50) -> Paged[CircularView]:
    """Circulars that somebody may see, the newest first. NotAllowedError."""
    rows = _seen(actor).select_related("run").annotate(
        named=Count("names"), answered=Count("names", filter=~Q(names__answered_at=None))
    )  # fmt: skip
    return page_by_key(rows, _view, cursor=cursor, limit=limit, newest_first=True)


def circular(number: str, actor: Actor) -> tuple[CircularView, list[NamedView]]:
    """One circular with those it names; a hospital sees its own name alone. BaowenError where there is none to see."""
    row = _seen(actor).select_related("run").filter(number=number).annotate(
        named=Count("names"), answered=Count("names", filter=~Q(names__answered_at=None))
    ).first()  # fmt: skip
    if row is None:
        raise unknown_circular(number)
    names = CircularName.objects.filter(circular=row)
    if not _watches(actor):
        names = names.filter(hospital=actor.organisation)
    return _view(row), [_named(one) for one in names]


def circular_file(number: str, actor: Actor, raw: Path) -> bytes:
    """The document of an issued circular; BaowenError where there is none to see."""
    row = _seen(actor).filter(number=number).exclude(sha256="").first()
    if row is None:
        raise unknown_circular(number)
    return unchanged(raw, row.sha256)


def _watches(actor: Actor) -> bool:
    return decide(actor, Act.VBP_READ, actor.region, regions=load_regions()).allowed


def _seen(actor: Actor) -> QuerySet[Circular]:
    regions = load_regions()
    if _watches(actor):
        # A circular of the province is for the whole province; those of places below are seen from above.
        places = {*regions.codes_within(actor.region), *(one.code for one in regions.ancestors(actor.region))}
        rows = Circular.objects.filter(region__in=places)
        if decide(actor, Act.VBP_CIRCULATE, actor.region, regions=regions).allowed:
            return rows.filter(Q(region=actor.region) | Q(state=CircularState.ISSUED.value))
        return rows.filter(state=CircularState.ISSUED.value)
    require(actor, Act.VBP_REPORT, actor.region, regions=regions, organisation=actor.organisation)
    own = CircularName.objects.filter(hospital=actor.organisation).values("circular")
    return Circular.objects.filter(state=CircularState.ISSUED.value, pk__in=own)


def _view(row: Circular) -> CircularView:
    return CircularView(
        number=row.number, region=row.region, round_code=row.round_code, starts_on=row.starts_on, ends_on=row.ends_on,
        point=Point(row.point), due_on=row.due_on, state=CircularState(row.state), title=row.title, words=row.words,
        clause=row.clause, reference=row.reference, seen_on=row.run.seen_on, issued_at=row.issued_at,
        named=row.named, answered=row.answered,  # type: ignore[attr-defined]
    )  # fmt: skip


def _named(row: CircularName) -> NamedView:
    return NamedView(
        hospital=row.hospital, name=row.name, region=row.region, contracts=row.contracts, behind=row.behind,
        unbought=row.unbought, products=row.products, answer=row.answer, answered_at=row.answered_at,
    )  # fmt: skip
