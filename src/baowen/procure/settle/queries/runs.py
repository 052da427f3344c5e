"""Direct settlement: applications, monthly runs, their parts and their ledger. PRC-4 (HD-9, VB-1.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from baowen.core.paging import Paged, page_by_key
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, decide
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE, load_regions
from baowen.procure.settle.models import Application, InvoiceLine, Run, RunEvent, RunShare
from baowen.procure.settle.queries.scope import is_hospital
from baowen.procure.settle.rules.sums import yuan_of
from baowen.procure.settle.states import ClaimState, RunMove, RunState, ShareState


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationView:
    """An application of an enterprise for a month; how many lines wait, are confirmed, disputed and settled."""

    number: str
    supplier: str
    region: str
    month: str
    lines: int
    amount: Decimal
    waiting: int
    confirmed: int
    disputed: int
    settled: int
    due_on: date | None
    clause: str
    applied_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """A monthly run: what it comes to in yuan, what is taken off as prepaid, what is paid."""

    number: str
    region: str
    month: str
    state: RunState
    lines: int
    gross: Decimal
    prepaid: Decimal
    payable: Decimal
    prepay_share: Decimal | None
    clause: str
    times: int
    computed_at: datetime
    paid_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareView:
    """What a run pays to one enterprise for one hospital."""

    supplier: str
    hospital: str
    lines: int
    gross: Decimal
    prepaid: Decimal
    payable: Decimal
    state: ShareState
    attempts: int
    failed_why: str
    paid_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerView:
    """A line of a run's ledger."""

    move: RunMove
    supplier: str
    hospital: str
    amount: Decimal
    words: str
    moved_at: datetime


def application_page(actor: Actor, *, cursor: str = "", limit: int = 50) -> Paged[ApplicationView]:
    """A page of applications, the newest first: an enterprise's own, with lines of a hospital, or of a place."""
    rows = Application.objects.all()
    narrowed = Q()
    if _is_officer(actor):
        rows = rows.filter(_within(actor))
    elif is_hospital(actor):
        rows = rows.filter(invoices__hospital=actor.organisation).distinct()
        narrowed = Q(hospital=actor.organisation)
    else:
        rows = rows.filter(supplier=actor.organisation)
    return page_by_key(
        rows, lambda row: _application(row, narrowed), cursor=cursor, limit=limit, newest_first=True
    )  # fmt: skip


def _application(row: Application, narrowed: Q) -> ApplicationView:
    lines = InvoiceLine.objects.filter(narrowed, Q(invoice__application=row) | Q(invoice__corrects__application=row))
    counts = lines.aggregate(
        lines=Count("pk"), fen=Sum("fen"), waiting=Count("pk", filter=Q(claim=ClaimState.CLAIMED.value)),
        confirmed=Count("pk", filter=Q(claim=ClaimState.CONFIRMED.value, run=None)),
        disputed=Count("pk", filter=Q(claim=ClaimState.DISPUTED.value)),
        settled=Count("pk", filter=Q(run__isnull=False)),
    )  # fmt: skip
    amount = yuan_of(counts.pop("fen") or 0)
    return ApplicationView(
        number=row.number, supplier=row.supplier, region=row.region, month=row.month, amount=amount,
        due_on=row.due_on, clause=row.clause, applied_at=row.applied_at, **counts,
    )  # fmt: skip


def run_page(actor: Actor, *, cursor: str = "", limit: int = 50) -> Paged[RunView]:
    """A page of the runs that somebody sees, the newest first: of the place and below, or those with an own part."""
    return page_by_key(_runs(actor), run_view, cursor=cursor, limit=limit, newest_first=True)


def run(number: str, *, actor: Actor) -> RunView:
    """One run; BaowenError for one that the actor does not see."""
    return run_view(_one(number, actor))


def shares(number: str, *, actor: Actor) -> list[ShareView]:
    """The parts of a run that somebody sees: all for an officer, else the own."""
    rows = _one(number, actor).shares.all()
    return [share_view(row) for row in rows.filter(_own(actor))]


def ledger(number: str, *, actor: Actor) -> list[LedgerView]:
    """What happened to a run or to the own parts of it, the oldest first."""
    rows = _one(number, actor).events.all()
    return [_ledger(row) for row in rows.filter(_own(actor))]


def _is_officer(actor: Actor) -> bool:
    return actor.is_system or decide(actor, Act.TRADE_READ, actor.region, regions=load_regions()).allowed


def _within(actor: Actor) -> Q:
    return Q() if actor.region == NATION_CODE else Q(region__in=codes_within(actor.region))


def _own(actor: Actor) -> Q:
    if _is_officer(actor):
        return Q()
    return Q(hospital=actor.organisation) if is_hospital(actor) else Q(supplier=actor.organisation)


def _runs(actor: Actor) -> QuerySet[Run]:
    if _is_officer(actor):
        return Run.objects.filter(_within(actor))
    own = RunShare.objects.filter(_own(actor))
    return Run.objects.filter(pk__in=own.values("run")).exclude(state=RunState.COMPUTED.value)


def _one(number: str, actor: Actor) -> Run:
    row = _runs(actor).filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有结算批次 {number}，或尚未支付", f"there is no run {number}, or it is not paid yet")
    return row


def run_view(row: Run) -> RunView:
    """A stored run as others see it."""
    return RunView(
        number=row.number, region=row.region, month=row.month, state=RunState(row.state), lines=row.lines,
        gross=yuan_of(row.gross_fen), prepaid=yuan_of(row.prepaid_fen), payable=yuan_of(row.payable_fen),
        prepay_share=row.prepay_share, clause=row.clause, times=row.times, computed_at=row.computed_at,
        paid_at=row.paid_at,
    )  # fmt: skip


def share_view(row: RunShare) -> ShareView:
    """A stored part as others see it."""
    return ShareView(
        supplier=row.supplier, hospital=row.hospital, lines=row.lines, gross=yuan_of(row.gross_fen),
        prepaid=yuan_of(row.prepaid_fen), payable=yuan_of(row.payable_fen), state=ShareState(row.state),
        attempts=row.attempts, failed_why=row.failed_why, paid_on=row.paid_on,
    )  # fmt: skip


def _ledger(row: RunEvent) -> LedgerView:
    return LedgerView(
        move=RunMove(row.move), supplier=row.supplier, hospital=row.hospital, amount=yuan_of(row.fen),
        words=row.words, moved_at=row.moved_at,
    )  # fmt: skip
