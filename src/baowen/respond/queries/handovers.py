"""Reads of hand-overs: what came in, what went out, and what waits for an answer since when. ENF-1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, decide, require
from baowen.orgs.queries import SeatView, mechanism
from baowen.orgs.regions import Region
from baowen.respond.kinds import Channel, HandoverResult
from baowen.respond.models import Case, Handover
from baowen.respond.queries.files import FileView, file_view
from baowen.respond.queries.seeing import PAGE, sees, sees_military
from baowen.respond.rulebook import Rulebook
from baowen.respond.states_beside import WAITING, Passing


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverView:
    """A hand-over. `case` is "" where it belongs to none; `result` is None until it is answered.

    `evidence`: the files of the case that went with it, withdrawn ones too.
    """

    number: str
    case: str
    sender: str
    sender_region: str
    receiver: str
    receiver_region: str
    subject: str
    words: str
    state: Passing
    sent_at: datetime
    received_at: datetime | None
    answered_at: datetime | None
    result: HandoverResult | None
    answer: str
    returned_at: datetime | None
    returned_because: str
    evidence: tuple[FileView, ...]

    def waits_days(self, today: date) -> int | None:
        """The days since it was sent, 0 on the day itself; None once it is answered or returned."""
        return (today - day_of(self.sent_at)).days if self.state in WAITING else None


def handover_page(number: str, actor: Actor, *, book: Rulebook) -> HandoverView:
    """One hand-over; BaowenError for an unknown one, and for one that the actor may not see.

    The two organisations see it, and so does who sees its case.
    """
    row = Handover.objects.select_related("case").prefetch_related("evidence").filter(number=number).first()
    if row is None or not _may_see(row, actor, book):
        raise BaowenError(f"没有可阅看的移送 {number}", f"there is no hand-over {number} that you may see")
    return _view(row)


def _may_see(row: Handover, actor: Actor, book: Rulebook) -> bool:
    if row.case is not None and row.case.channel == Channel.MILITARY and not sees_military(actor):
        return False
    own = (
        actor.organisation in (row.sender, row.receiver)
        and decide(
            actor, Act.HANDOVER_ANSWER, actor.region, regions=book.regions, organisation=actor.organisation
        ).allowed
    )
    return own or (row.case is not None and sees(row.case, actor, book))


def receivers(actor: Actor, *, book: Rulebook) -> list[tuple[Region, SeatView]]:
    """To whom the own organisation may hand over: who sits in the joint mechanism of its region or of one above."""
    places = [book.regions.require(actor.region), *book.regions.ancestors(actor.region)]
    seats = [(place, seat) for place in places for seat in mechanism(place.code)]
    return [(place, seat) for place, seat in seats if seat.organisation != actor.organisation]


def incoming(
    actor: Actor, *, book: Rulebook, states: tuple[Passing, ...] = (), before: str = "", limit: int = PAGE
) -> list[HandoverView]:
    """What was handed over to the own organisation, the newest first. `before`: the last number of the page before."""
    return _page(_own(actor, book).filter(receiver=actor.organisation), states, before, limit)


def outgoing(
    actor: Actor, *, book: Rulebook, states: tuple[Passing, ...] = (), before: str = "", limit: int = PAGE
) -> list[HandoverView]:
    """What the own organisation handed over, the newest first. `before`: the last number of the page before."""
    return _page(_own(actor, book).filter(sender=actor.organisation), states, before, limit)


def unanswered(actor: Actor, *, book: Rulebook, limit: int = PAGE) -> list[HandoverView]:
    """Hand-overs of the own organisation, either way, that are neither answered nor returned, the oldest first."""
    rows = _own(actor, book).filter(Q(receiver=actor.organisation) | Q(sender=actor.organisation))
    rows = rows.filter(state__in=[state.value for state in WAITING])
    return [_view(row) for row in rows.order_by("sent_at", "id")[:limit]]


def _own(actor: Actor, book: Rulebook) -> QuerySet[Handover]:
    """Those of the channels that the actor may see; NotAllowedError for who has no part in hand-overs."""
    require(actor, Act.HANDOVER_ANSWER, actor.region, regions=book.regions, organisation=actor.organisation)
    rows = Handover.objects.select_related("case").prefetch_related("evidence")
    return rows if sees_military(actor) else rows.exclude(case__channel=Channel.MILITARY.value)


def _page(rows: QuerySet[Handover], states: tuple[Passing, ...], before: str, limit: int) -> list[HandoverView]:
    if states:
        rows = rows.filter(state__in=[state.value for state in states])
    if before:
        last = Handover.objects.filter(number=before).first()
        if last is None:
            raise BaowenError(
                f"没有移送 {before}，请从第一页重新查看", f"there is no hand-over {before}; start at the first page"
            )
        rows = rows.filter(pk__lt=last.pk)
    return [_view(row) for row in rows.order_by("-id")[:limit]]


def handovers_of(case: Case) -> tuple[HandoverView, ...]:
    """The hand-overs of a case that the reader may see, oldest first."""
    return tuple(
        _view(row) for row in case.handovers.select_related("case").prefetch_related("evidence").order_by("id")
    )


def _view(row: Handover) -> HandoverView:
    return HandoverView(
        number=row.number, case=row.case.number if row.case else "", sender=row.sender,
        sender_region=row.sender_region, receiver=row.receiver, receiver_region=row.receiver_region,
        subject=row.subject, words=row.words, state=Passing(row.state), sent_at=row.sent_at,
        received_at=row.received_at, answered_at=row.answered_at,
        result=HandoverResult(row.result) if row.result else None, answer=row.answer, returned_at=row.returned_at,
        returned_because=row.returned_because,
        evidence=tuple(file_view(one, row.case.number) for one in row.evidence.all()) if row.case else (),
    )  # fmt: skip
