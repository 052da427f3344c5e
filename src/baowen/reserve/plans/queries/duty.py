"""Reads of duty rosters: who is on duty, the roster of the days ahead, when nobody is. Names for few alone. RSV-1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from baowen.core.clock import day_of
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Act, Actor, decide
from baowen.orgs.queries import OrganisationView, codes_within, organisations_numbered
from baowen.orgs.regions import NATION_CODE
from baowen.reserve.plans.duty_rules import Span, uncovered
from baowen.reserve.plans.models import Agreement, DutyShift
from baowen.reserve.plans.queries.agreements import in_force, seen_agreements
from baowen.respond.rulebook import Rulebook

AHEAD = "reserve.duty.ahead_days"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A turn of duty; name and telephone are "" for whoever may not see them."""

    number: str
    organisation: str
    person: str
    telephone: str
    starts_at: datetime
    ends_at: datetime
    is_now: bool
    may_change: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """The duty of an organisation: the turns from now on, and when nobody is on duty in the days ahead."""

    organisation: str
    name: str
    is_holder: bool
    turns: tuple[Turn, ...]
    gaps: tuple[Span, ...]
    until: datetime
    clause: str
    basis: str
    sees_names: bool

    @property
    def now(self) -> tuple[Turn, ...]:
        """Who is on duty now."""
        return tuple(one for one in self.turns if one.is_now)


def rosters(actor: Actor, now: datetime, *, book: Rulebook) -> tuple[Roster, ...]:
    """The rosters of the holders that somebody sees and of the offices of the place, those with gaps first."""
    agreements = seen_agreements(actor).filter(pk__in=in_force(day_of(now)).values("pk"))
    holders = set(agreements.values_list("holder", flat=True))
    codes = holders | _rostered(actor, book)
    shifts: dict[str, list[DutyShift]] = {code: [] for code in codes}
    for row in DutyShift.objects.filter(organisation__in=codes, withdrawn_at=None, ends_at__gt=now):
        shifts[row.organisation].append(row)
    known = organisations_numbered(codes)
    found = [
        _roster(known[code], shifts[code], Watch(actor, now, book), is_holder=code in holders)
        for code in sorted(codes & set(known))
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (not one.gaps, not one.is_holder, one.organisation)))


def _rostered(actor: Actor, book: Rulebook) -> set[str]:
    """The own organisation where it keeps a roster, and for offices all of the place and below that keep one."""
    rows = DutyShift.objects.filter(withdrawn_at=None)
    if decide(actor, Act.RESERVE_READ, actor.region, regions=book.regions).allowed:
        if actor.region != NATION_CODE:
            rows = rows.filter(region__in=codes_within(actor.region))
        found = set(rows.values_list("organisation", flat=True).distinct())
        return found | ({actor.organisation} if actor.kind is OrganisationKind.DEPARTMENT else set())
    own = rows.filter(organisation=actor.organisation).exists()
    return {actor.organisation} if own else set()


def sees_names(actor: Actor, organisation: str, region: str, book: Rulebook) -> bool:
    """Who orders or plans reserves of the place or one above it, and the organisation itself, see names."""
    if actor.organisation == organisation or actor.is_system:
        return True
    acts = (Act.RESERVE_RELEASE, Act.RESERVE_PLAN)
    allowed = any(decide(actor, act, actor.region, regions=book.regions).allowed for act in acts)
    serves = Agreement.objects.filter(holder=organisation, region=actor.region, withdrawn_at=None).exists()
    return allowed and (book.regions.within(region, actor.region) or serves)


@dataclass(frozen=True, slots=True)
class Watch:
    """Who looks, when, and by which rules."""

    actor: Actor
    now: datetime
    book: Rulebook


def _roster(of: OrganisationView, rows: Sequence[DutyShift], watch: Watch, *, is_holder: bool) -> Roster:
    actor, now, book, code, region = watch.actor, watch.now, watch.book, of.code, of.region
    entry = book.ruling(region, day_of(now)).entry(AHEAD)
    until, named = now + timedelta(days=entry.whole()), sees_names(actor, code, region, book)
    may = _may_change(actor, code, region, book)
    spans = [Span(starts_at=row.starts_at, ends_at=row.ends_at) for row in rows]
    return Roster(
        organisation=code, name=of.name, is_holder=is_holder, until=until, clause=entry.clause, basis=entry.basis.value,
        sees_names=named, gaps=uncovered(spans, Span(starts_at=now, ends_at=until)),
        turns=tuple(
            Turn(
                number=row.number, organisation=code, person=row.person if named else "",
                telephone=row.telephone if named else "", starts_at=row.starts_at, ends_at=row.ends_at,
                is_now=row.starts_at <= now < row.ends_at, may_change=may,
            )
            for row in rows
        ),
    )  # fmt: skip


def _may_change(actor: Actor, code: str, region: str, book: Rulebook) -> bool:
    if decide(actor, Act.RESERVE_MOVE, region, regions=book.regions, organisation=code).allowed:
        return actor.organisation == code
    plans = decide(actor, Act.RESERVE_PLAN, actor.region, regions=book.regions).allowed
    return plans and book.regions.within(region, actor.region)
