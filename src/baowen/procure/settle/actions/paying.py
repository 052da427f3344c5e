"""What paying parts of a run does to its invoices: payments by invoice that add up to each part exactly. PRC-4."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import F, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from baowen.core.clock import day_of
from baowen.procure.settle.actions.store import next_number
from baowen.procure.settle.kinds import Channel
from baowen.procure.settle.models import Invoice, Payment, Run, RunShare
from baowen.procure.settle.rules.sums import split

PAYMENT = "F"
AT_ONCE = 2_000
Pair = tuple[str, str]


def pay_shares(run: Run, shares: Collection[RunShare], *, by: str, at: datetime) -> None:
    """Write the payments of some parts: the fund's, and what is set off against the prepayment. Set by set."""
    nets = _nets(run, shares)
    parts = (part for share in shares for part in _parts(share, nets[share.supplier, share.hospital]))
    _create(run, parts, by=by, at=at)
    _freshen(run, at)


def _nets(run: Run, shares: Collection[RunShare]) -> dict[Pair, list[tuple[int, int]]]:
    """What a run pays on each invoice, credit notes taken off, by enterprise and hospital; in fen."""
    lines = run.invoice_lines.order_by()
    if len(shares) == 1:
        (one,) = shares
        lines = lines.filter(supplier=one.supplier, hospital=one.hospital)
    sums = (
        lines.annotate(whole=Coalesce("invoice__corrects", "invoice")).values("supplier", "hospital", "whole")
        .annotate(total=Sum("fen")).order_by("whole").values_list("supplier", "hospital", "whole", "total")
    )  # fmt: skip
    found: dict[Pair, list[tuple[int, int]]] = defaultdict(list)
    for supplier, hospital, whole, total in sums:
        if total != 0:
            found[supplier, hospital].append((whole, total))
    return found


def _parts(share: RunShare, nets: list[tuple[int, int]]) -> Iterator[tuple[int, Channel, int]]:
    owed = [max(fen, 0) for _, fen in nets]
    offs = split(share.prepaid_fen, owed) if share.prepaid_fen else [0] * len(owed)
    for (key, net), off in zip(nets, offs, strict=True):
        for channel, fen in ((Channel.FUND, net - off), (Channel.PREPAID, off)):
            if fen != 0:
                yield key, channel, fen


def _create(run: Run, parts: Iterator[tuple[int, Channel, int]], *, by: str, at: datetime) -> None:
    head, _, tail = next_number(Payment, PAYMENT, run.region).rpartition("-")
    first, on = int(tail), day_of(at)
    Payment.objects.bulk_create(
        (
            Payment(
                number=f"{head}-{first + place:06d}", invoice_id=key, fen=fen, paid_on=on, channel=channel.value,
                run=run, entered_at=at, entered_by=by,
            )
            for place, (key, channel, fen) in enumerate(parts)
        ),
        batch_size=AT_ONCE,
    )  # fmt: skip


def _freshen(run: Run, at: datetime) -> None:
    """What was paid on each invoice of the run, and on which day in full."""
    paid = Payment.objects.filter(invoice=OuterRef("pk"), voided_at=None).order_by().values("invoice")
    fens = Coalesce(Subquery(paid.annotate(fens=Sum("fen")).values("fens")), 0, output_field=IntegerField())
    rows = Invoice.objects.filter(pk__in=Payment.objects.filter(run=run).values("invoice"))
    rows.update(paid_fen=fens)
    rows.filter(paid_fen__gte=F("fen") - F("credited_fen"), paid_on=None).update(paid_on=day_of(at))
    # what an earlier run paid is told to the lake anew where this one took some of it back
    back = Payment.objects.filter(run=run, fen__lt=0).values("invoice")
    Payment.objects.filter(Q(invoice__in=back), fen__gt=0).update(revision=F("revision") + 1)
