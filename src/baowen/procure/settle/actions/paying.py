"""What paying a part of a run does to its invoices: payments by invoice that add up to the part exactly. PRC-4."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, IntegerField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from baowen.core.clock import day_of
from baowen.procure.settle.actions.store import next_number
from baowen.procure.settle.kinds import Channel
from baowen.procure.settle.models import Invoice, Payment, Run, RunShare
from baowen.procure.settle.rules.sums import split

PAYMENT = "F"
AT_ONCE = 2_000


def pay_share(run: Run, share: RunShare, *, by: str, at: datetime) -> None:
    """Write the payments of a part: the fund's, and what is set off against the prepayment."""
    sums = (
        run.invoice_lines.order_by().filter(supplier=share.supplier, hospital=share.hospital)
        .annotate(whole=Coalesce("invoice__corrects", "invoice")).values("whole").annotate(total=Sum("fen"))
        .order_by("whole").values_list("whole", "total")
    )  # fmt: skip
    nets = [(key, fen) for key, fen in sums if fen != 0]
    owed = [max(fen, 0) for _, fen in nets]
    offs = split(share.prepaid_fen, owed) if share.prepaid_fen else [0] * len(owed)
    parts = [
        (key, channel, fen)
        for (key, net), off in zip(nets, offs, strict=True)
        for channel, fen in ((Channel.FUND, net - off), (Channel.PREPAID, off))
        if fen != 0
    ]
    _create(run, parts, by=by, at=at)
    for start in range(0, len(nets), AT_ONCE):
        _freshen([key for key, _ in nets[start : start + AT_ONCE]], at)


def _create(run: Run, parts: list[tuple[int, Channel, int]], *, by: str, at: datetime) -> None:
    head, _, tail = next_number(Payment, PAYMENT, run.region).rpartition("-")
    number = int(tail)
    Payment.objects.bulk_create(
        (
            Payment(
                number=f"{head}-{number + at_place:06d}", invoice_id=key, fen=fen, paid_on=day_of(at),
                channel=channel.value, run=run, entered_at=at, entered_by=by,
            )
            for at_place, (key, channel, fen) in enumerate(parts)
        ),
        batch_size=AT_ONCE,
    )  # fmt: skip


def _freshen(keys: list[int], at: datetime) -> None:
    """What was paid on each invoice, and on which day in full."""
    paid = Payment.objects.filter(invoice=OuterRef("pk"), voided_at=None).order_by().values("invoice")
    rows = Invoice.objects.filter(pk__in=keys)
    rows.update(
        paid_fen=Coalesce(Subquery(paid.annotate(fens=Sum("fen")).values("fens")), 0, output_field=IntegerField())
    )
    rows.filter(paid_fen__gte=F("fen") - F("credited_fen"), paid_on=None).update(paid_on=day_of(at))
    # what an earlier run paid is told to the lake anew where this one took some of it back
    Payment.objects.filter(invoice__in=rows.filter(payments__fen__lt=0).values("pk"), fen__gt=0).update(
        revision=F("revision") + 1
    )
