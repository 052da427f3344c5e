"""The monthly run of direct settlement, computed set by set in whole fen. PRC-4 (HD-9, VB-1.1).

What hospitals confirmed and nothing contradicts is summed by enterprise and hospital; computed again it comes to the
same. A run that was paid never changes: what is credited afterwards is taken off in the next one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Exists, F, Min, OuterRef, QuerySet, Sum

from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.period import Month
from baowen.core.problems import BaowenError
from baowen.core.texts import filled
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import load_regions
from baowen.procure.settle.actions.matching import match_invoice, match_lines
from baowen.procure.settle.actions.paying import AT_ONCE, pay_shares
from baowen.procure.settle.book import SettleBook
from baowen.procure.settle.kinds import BLOCKING
from baowen.procure.settle.models import Difference, Invoice, InvoiceLine, Run, RunEvent, RunShare
from baowen.procure.settle.rules.sums import share_of, split, yuan_of
from baowen.procure.settle.states import (
    RUN_RULES,
    RUN_WORDS,
    ClaimState,
    DifferenceState,
    RunMove,
    RunState,
    ShareState,
)
from baowen.procure.trade.queries.settling import facts_returned

RUN = "R"
MOST_WORDS = 500
Pair = tuple[str, str]


def compute_run(region: str, month: Month, *, actor: Actor, at: datetime, book: SettleBook) -> str:
    """Compute the run of a month at the own place, or compute it again; its number. BaowenError for one being paid."""
    require(actor, Act.SETTLEMENT_RUN, region, regions=book.regions)
    book.apply_by(region, month)
    if day_of(at) <= month.last:
        raise BaowenError(f"{month} 尚未结束，不能结算", f"{month} is not over")
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        run = _locked_or_new(region, month, actor=actor, at=at)
        _rematch(run, actor=actor, at=at, book=book)
        _gather(run)
        entry = book.prepaid(region, month.last)
        run.prepay_share, run.clause = (None, "") if entry is None else (entry.number(), entry.clause)
        _share_out(run)
        run.times += 1
        run.computed_at, run.computed_by = at, actor.name
        run.save()
        _event(run, RunMove.COMPUTE, fen=run.payable_fen, actor=actor, at=at)
        trail.policy = book.policy(region, day_of(at))
        trail.note("settlement.compute", f"run/{run.number}", after=_public(run))
    return run.number


def _locked_or_new(region: str, month: Month, *, actor: Actor, at: datetime) -> Run:
    run = Run.objects.select_for_update().filter(region=region, month=str(month)).first()
    if run is None:
        return Run.objects.create(
            number=f"{RUN}{region}-{month}", region=region, month=str(month), computed_at=at, computed_by=actor.name
        )
    _check_state(run, RunMove.COMPUTE)
    run.shares.all().delete()
    return run


def _check_state(run: Run, move: RunMove) -> None:
    sources, (zh, en) = RUN_RULES[move]
    state = RunState(run.state)
    if state not in sources:
        now_zh, now_en = RUN_WORDS[state]
        raise BaowenError(
            f"{run.number} 现为“{now_zh}”，不能{zh}；更正在下期结算办理",
            f"{run.number} is {now_en}: cannot {en}; the next run corrects it",
        )


def _waiting(run: Run) -> QuerySet[InvoiceLine]:
    return InvoiceLine.objects.filter(
        claim=ClaimState.CONFIRMED.value, run=None, is_void=False, claimed_month__lte=run.month,
        region__in=codes_within(run.region),
    )  # fmt: skip


def _rematch(run: Run, *, actor: Actor, at: datetime, book: SettleBook) -> None:
    """Goods that went back since they were invoiced keep their line out until a credit note comes.

    What went back before was asked for when it was invoiced: only returns since the first of these invoices count.
    """
    firsts = [rows.aggregate(at=Min("invoice__entered_at"))["at"] for rows in (_waiting(run), run.invoice_lines)]
    since = min((one for one in firsts if one is not None), default=None)
    if since is None:
        return
    returned = facts_returned(codes_within(run.region), since=since)
    if returned:
        match_lines(returned, actor=actor, at=at, book=book)


def _gather(run: Run) -> None:
    """Put the confirmed lines that nothing contradicts into the run, and the credit notes on lines that are in one.

    What a computation before has put there stays where nothing contradicts it by now: only what changed is written.
    """
    standing = Exists(
        Difference.objects.filter(
            subject=OuterRef("order_line"), kind__in=[one.value for one in BLOCKING]
        ).exclude(state=DifferenceState.SETTLED.value)
    )  # fmt: skip
    run.invoice_lines.filter(standing, fen__gt=0).update(run=None)
    _waiting(run).filter(~standing, fen__gt=0).update(run=run)
    settled = Exists(
        InvoiceLine.objects.filter(
            invoice=OuterRef("invoice__corrects"), order_line=OuterRef("order_line"), run__isnull=False
        )
    )
    for rows, into in (
        (run.invoice_lines.filter(~settled, fen__lt=0), None),
        (_waiting(run).filter(settled, fen__lt=0), run),
    ):
        InvoiceLine.objects.filter(pk__in=rows.values("pk")).update(run=into)


def _share_out(run: Run) -> None:
    """Sum by enterprise and hospital; a pair to which more is credited than due waits for the next run."""
    sums = list(
        run.invoice_lines.order_by().values("supplier", "hospital").annotate(fen=Sum("fen"), lines=Count("pk"))
        .order_by("supplier", "hospital")
    )  # fmt: skip
    for one in [one for one in sums if one["fen"] < 0]:
        run.invoice_lines.filter(supplier=one["supplier"], hospital=one["hospital"]).update(run=None)
    kept = [one for one in sums if one["fen"] >= 0]
    gross = sum(one["fen"] for one in kept)
    prepaid = _prepaid([one["fen"] for one in kept], gross, run.prepay_share)
    RunShare.objects.bulk_create(
        RunShare(
            run=run, supplier=one["supplier"], hospital=one["hospital"], lines=one["lines"], gross_fen=one["fen"],
            prepaid_fen=off, payable_fen=one["fen"] - off,
        )
        for one, off in zip(kept, prepaid, strict=True)
    )  # fmt: skip
    run.lines, run.gross_fen, run.prepaid_fen = sum(one["lines"] for one in kept), gross, sum(prepaid)
    run.payable_fen = gross - run.prepaid_fen


def _prepaid(fens: list[int], gross: int, share: Decimal | None) -> list[int]:
    if share is None or gross == 0:
        return [0] * len(fens)
    return split(share_of(gross, share), fens)


def pay_run(
    number: str, failed: Mapping[Pair, str], *, actor: Actor, at: datetime
) -> None:  # fmt: skip
    """Enter that a run was paid, save the parts that failed: (enterprise, hospital) to why. From then on it stands."""
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        run = _locked(number, actor)
        _check_state(run, RunMove.PAY)
        shares = list(run.shares.select_for_update())
        unknown = set(failed) - {(one.supplier, one.hospital) for one in shares}
        if unknown or not shares:
            raise BaowenError(
                f"{number} 没有这些分项：{unknown}" if unknown else f"{number} 没有应付款项，无需支付",
                f"{number} has no such parts" if unknown else f"{number} has nothing to pay",
            )
        for one in shares:
            if (one.supplier, one.hospital) in failed:
                _fail(run, one, failed[one.supplier, one.hospital], RunMove.PAY, actor=actor, at=at)
        paid = [one for one in shares if one.state != ShareState.FAILED.value]
        pay_shares(run, paid, by=actor.name, at=at)
        _tell_paid(run, paid, RunMove.PAY, actor=actor, at=at)
        _close(run, actor=actor, at=at)
        _match_refunds(run, actor=actor, at=at)
        trail.note("settlement.pay", f"run/{number}", after=_public(run), details={"failed": len(failed)})


def retry_share(
    number: str, supplier: str, hospital: str, *, failed_why: str = "", actor: Actor, at: datetime
) -> None:  # fmt: skip
    """Enter that a part that failed was paid again, or failed again."""
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        run = _locked(number, actor)
        _check_state(run, RunMove.RETRY)
        one = run.shares.select_for_update().filter(supplier=supplier, hospital=hospital).first()
        if one is None or one.state != ShareState.FAILED.value:
            raise BaowenError(f"{number} 没有 {supplier} 与 {hospital} 的失败款项", f"{number}: no such part failed")
        if failed_why.strip():
            _fail(run, one, failed_why, RunMove.RETRY, actor=actor, at=at)
        else:
            pay_shares(run, [one], by=actor.name, at=at)
            _tell_paid(run, [one], RunMove.RETRY, actor=actor, at=at)
        _close(run, actor=actor, at=at)
        _match_refunds(run, actor=actor, at=at)
        after = {"supplier": supplier, "hospital": hospital, "failed": bool(failed_why.strip())}
        trail.note("settlement.retry", f"run/{number}", after=after)


def _tell_paid(run: Run, shares: Sequence[RunShare], move: RunMove, *, actor: Actor, at: datetime) -> None:
    rows = run.shares.exclude(state=ShareState.PAID.value)
    rows = rows.filter(pk=shares[0].pk) if len(shares) == 1 else rows.exclude(state=ShareState.FAILED.value)
    rows.update(
        attempts=F("attempts") + 1, state=ShareState.PAID.value, failed_why="", paid_on=day_of(at)
    )  # fmt: skip
    RunEvent.objects.bulk_create(
        (
            RunEvent(
                run=run, move=move.value, supplier=one.supplier, hospital=one.hospital, fen=one.payable_fen,
                organisation=actor.organisation, moved_at=at, moved_by=actor.name,
            )
            for one in shares
        ),
        batch_size=AT_ONCE,
    )  # fmt: skip


def _fail(run: Run, one: RunShare, why: str, move: RunMove, *, actor: Actor, at: datetime) -> None:
    one.attempts += 1
    one.state, one.failed_why = ShareState.FAILED.value, filled(why, "失败原因", "why", most=MOST_WORDS)
    one.save()
    _event(run, move, fen=one.payable_fen, actor=actor, at=at, share=one)


def _close(run: Run, *, actor: Actor, at: datetime) -> None:
    left = run.shares.exclude(state=ShareState.PAID.value).exists()
    run.state = RunState.PAYING.value if left else RunState.PAID.value
    if not left:
        run.paid_at, run.paid_by = at, actor.name
    run.save()


def _match_refunds(run: Run, *, actor: Actor, at: datetime) -> None:
    """What a run took back is no longer paid beyond its invoice."""
    for row in Invoice.objects.filter(payments__run=run, payments__fen__lt=0).distinct():
        match_invoice(row, actor=actor, at=at)


def _locked(number: str, actor: Actor) -> Run:
    run = Run.objects.select_for_update().filter(number=number).first()
    if run is None:
        raise BaowenError(f"没有结算批次 {number}", f"there is no run {number}")
    require(actor, Act.SETTLEMENT_RUN, run.region, regions=load_regions())
    return run


def _event(
    run: Run, move: RunMove, *, fen: int, actor: Actor, at: datetime, share: RunShare | None = None
) -> None:  # fmt: skip
    whom = {} if share is None else {"supplier": share.supplier, "hospital": share.hospital, "words": share.failed_why}
    RunEvent.objects.create(
        run=run, move=move.value, fen=fen, organisation=actor.organisation, moved_at=at, moved_by=actor.name, **whom
    )


def _public(run: Run) -> dict[str, object]:
    return {
        "region": run.region, "month": run.month, "state": run.state, "lines": run.lines,
        "gross": yuan_of(run.gross_fen), "prepaid": yuan_of(run.prepaid_fen), "payable": yuan_of(run.payable_fen),
    }  # fmt: skip
