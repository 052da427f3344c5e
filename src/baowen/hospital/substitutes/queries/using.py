"""Which cases cite the guide, and what hospitals decided about its entries. HOS-4."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from baowen.hospital.substitutes.kinds import Decision
from baowen.hospital.substitutes.models import Adoption, Citation
from baowen.hospital.substitutes.queries.guide import EntryView, views_of
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import organisations
from baowen.orgs.regions import load_regions


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationView:
    """An entry that a case rests on, as the edition had it that was cited."""

    case: str
    measure: int | None
    entry: EntryView
    words: str
    organisation: str
    cited_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """What a hospital decided about an entry."""

    entry: int
    hospital: str
    decision: Decision
    words: str
    decided_at: datetime


def citations_of(case: str) -> list[CitationView]:
    """What a case cites, in order: for pages that have shown the case already to who may see it."""
    rows = list(Citation.objects.filter(case=case))
    entries = views_of(row.entry_id for row in rows)
    return [
        CitationView(
            case=row.case, measure=row.measure, entry=entries[row.entry_id], words=row.words,
            organisation=row.organisation, cited_at=row.cited_at,
        )
        for row in rows
    ]  # fmt: skip


def own_decisions(actor: Actor, entries: Collection[int]) -> dict[int, DecisionView]:
    """By entry what the actor's own organisation last decided."""
    rows = Adoption.objects.filter(hospital=actor.organisation, entry__in=entries).order_by("id")
    return {row.entry_id: _view(row) for row in rows}


def decisions_about(entry: int, actor: Actor) -> list[DecisionView]:
    """What the hospitals of the actor's place and below last decided about an entry; for officers."""
    require(actor, Act.HOSPITAL_READ, actor.region, regions=load_regions())
    within = {one.code for one in organisations(within=actor.region)}
    rows = Adoption.objects.filter(entry=entry).order_by("id")
    newest = {row.hospital: _view(row) for row in rows if row.hospital in within}
    return sorted(newest.values(), key=lambda one: one.hospital)


def _view(row: Adoption) -> DecisionView:
    return DecisionView(
        entry=row.entry_id, hospital=row.hospital, decision=Decision(row.decision), words=row.words,
        decided_at=row.decided_at,
    )  # fmt: skip
