"""Measures a settlement run over a million invoice lines: computed, computed again, paid; to the fen. PRC-4.

A province of 200 enterprises and 500 hospitals whose 100,000 invoices of ten lines each were applied for and confirmed,
two in a hundred of the lines returned and credited, in SQLite as a home has it. The floor is one scan that sums the
column of amounts. Every figure is checked: the parts are the whole, and the whole is what was made.
Run: python -m bench.settlement
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from bench.figure import Figure, measure

INVOICES, LINES_OF_ONE, CREDITED_OF = 100_000, 10, 50
SUPPLIERS, HOSPITALS = 200, 500
GOAL = 60.0
PLACE, COUNTY, AGENCY, MONTH = "430000", "430121", "YB", "2026-10"
AT = datetime(2026, 11, 10, 2, tzinfo=UTC)
AT_ONCE = 20_000


def prepare(root: Path) -> int:
    """Make the home with its invoices; what they come to in fen."""
    from baowen.core.home import create_home
    from baowen.core.records import freshen_statistics, open_records

    open_records(create_home(root, region=PLACE), migrate=True)
    _people()
    total = _bills()
    freshen_statistics()
    return total


def _people() -> None:
    from baowen.orgs import actions
    from baowen.orgs.departments import OrganisationKind
    from baowen.orgs.queries import operator
    from baowen.orgs.roles import Role

    root = operator("os:bench", PLACE)
    one = actions.NewOrganisation(code=AGENCY, name="省医保局", kind=OrganisationKind.DEPARTMENT, region=PLACE)
    actions.register_organisations([one], actor=root, at=AT)
    actions.add_person("officer", name="经办", organisation=AGENCY, roles=[Role.PROCUREMENT_OFFICER], actor=root, at=AT)


def _bills() -> int:
    """Invoices and lines as they stand after applications and answers; one line in fifty has a credit note."""
    from baowen.procure.settle.models import Application, Invoice, InvoiceLine

    chance, total = Random(20261110), 0
    application = Application.objects.create(
        number=f"Z{PLACE}-000001", supplier="S0", region=PLACE, month=MONTH, lines=0, fen=0, applied_at=AT,
        applied_by="bench",
    )  # fmt: skip
    Invoice.objects.bulk_create(_invoices(application.pk), batch_size=AT_ONCE)
    wholes = list(Invoice.objects.order_by("pk").values_list("pk", "supplier", "hospital"))
    waiting: list[InvoiceLine] = []
    for whole in wholes:
        for line in _lines(InvoiceLine, whole, chance):
            total += line.fen
            waiting.append(line)
        if len(waiting) >= AT_ONCE:
            InvoiceLine.objects.bulk_create(waiting)
            waiting = []
    InvoiceLine.objects.bulk_create(waiting)
    return total + _credits(application.pk)


def _invoices(application: int) -> Iterator[Any]:
    from baowen.procure.settle.models import Invoice

    for number in range(INVOICES):
        yield Invoice(
            number=f"{number:020d}", supplier=f"S{number % SUPPLIERS}", hospital=f"H{number // SUPPLIERS % HOSPITALS}",
            region=COUNTY, invoiced_on=date(2026, 10, 20), fen=10**9, application_id=application, entered_at=AT,
            entered_by="bench",
        )  # fmt: skip


def _lines(model: Any, whole: tuple[int, str, str], chance: Random) -> Iterator[Any]:
    key, supplier, hospital = whole
    for at_place in range(LINES_OF_ONE):
        packs, price = chance.randint(1, 400), chance.randint(1, 900_000)
        fen = max(packs * price // 100, 1)
        yield model(
            invoice_id=key, order_line=f"L{key}-{at_place}", product_code=f"P{chance.randint(1, 2000)}",
            supplier=supplier, hospital=hospital, region=COUNTY, quantity=Decimal(packs),
            unit_price=Decimal(price).scaleb(-4), fen=fen, claim="confirmed", claimed_month=MONTH,
        )  # fmt: skip


def _credits(application: int) -> int:
    """Credit notes over one line in fifty, whole; what they take off, below zero."""
    from baowen.procure.settle.models import Invoice, InvoiceLine

    credited = list(InvoiceLine.objects.filter(pk__in=_every(CREDITED_OF)).select_related("invoice"))
    Invoice.objects.bulk_create(
        (
            Invoice(
                number=f"C{line.pk:019d}", kind="credit", corrects=line.invoice, supplier=line.supplier,
                hospital=line.hospital, region=COUNTY, invoiced_on=date(2026, 10, 25), fen=line.fen, entered_at=AT,
                entered_by="bench",
            )
            for line in credited
        ),
        batch_size=AT_ONCE,
    )  # fmt: skip
    notes = dict(Invoice.objects.filter(kind="credit").values_list("number", "pk"))
    InvoiceLine.objects.bulk_create(
        (
            InvoiceLine(
                invoice_id=notes[f"C{line.pk:019d}"], order_line=line.order_line, product_code=line.product_code,
                supplier=line.supplier, hospital=line.hospital, region=COUNTY, quantity=-line.quantity,
                unit_price=line.unit_price, fen=-line.fen, claim="confirmed", claimed_month=MONTH,
            )
            for line in credited
        ),
        batch_size=AT_ONCE,
    )  # fmt: skip
    return -sum(line.fen for line in credited)


def _every(of: int) -> Any:
    from django.db.models import F
    from django.db.models.functions import Mod

    from baowen.procure.settle.models import InvoiceLine

    return InvoiceLine.objects.annotate(turn=Mod(F("pk"), of)).filter(turn=0).values("pk")


def _opened(root: Path) -> None:
    from baowen.core.home import open_home
    from baowen.core.records import open_records

    open_records(open_home(root))


def scan(root: Path) -> int:
    """The least work: read the column of amounts once and sum it."""
    _opened(root)
    from django.db.models import Sum

    from baowen.procure.settle.models import InvoiceLine

    return int(InvoiceLine.objects.aggregate(fen=Sum("fen"))["fen"])


def compute(root: Path, total: int) -> int:
    """Compute the run; ValueError where its parts are not the whole that was made."""
    _opened(root)
    from baowen.core.period import Month
    from baowen.orgs.queries import actor_of
    from baowen.procure.settle.actions.runs import compute_run
    from baowen.procure.settle.book import load_settle_book
    from baowen.procure.settle.queries.runs import run, shares

    actor = actor_of("officer")
    number = compute_run(PLACE, Month.parse(MONTH), actor=actor, at=AT, book=load_settle_book())
    whole, parts = run(number, actor=actor).payable, shares(number, actor=actor)
    if not whole * 100 == total == sum(part.payable for part in parts) * 100:
        raise ValueError(f"the run comes to {whole}, its parts to {sum(part.payable for part in parts)}, not {total}")
    return len(parts)


def pay(root: Path, total: int) -> int:
    """Pay the whole run; how many payments. ValueError where they do not add up to it."""
    _opened(root)
    from django.db.models import Sum

    from baowen.orgs.queries import actor_of
    from baowen.procure.settle.actions.runs import pay_run
    from baowen.procure.settle.models import Payment

    pay_run(f"R{PLACE}-{MONTH}", {}, actor=actor_of("officer"), at=AT)
    paid = Payment.objects.aggregate(fen=Sum("fen"))["fen"]
    if paid != total:
        raise ValueError(f"{paid} fen were paid, not {total}")
    return Payment.objects.count()


def main() -> list[Figure]:
    """How long a month of a province takes."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "home"
        total: Any = measure(partial(prepare, root), repeats=1).result
        least = measure(partial(scan, root))
        first = measure(partial(compute, root, total), repeats=1)
        again = measure(partial(compute, root, total))
        paid = measure(partial(pay, root, total), repeats=1)
    lines = INVOICES * LINES_OF_ONE * (CREDITED_OF + 1) // CREDITED_OF
    floor, note = least.seconds, "floor: one scan that sums the amounts, program start included in both"
    return [
        Figure(name=f"settlement run over {lines:,} invoice lines", measured=first.seconds, unit="s", goal=GOAL,
               floor=floor, note=f"{first.result:,} parts of enterprise and hospital, exact to the fen; {note}"),
        Figure(name="the same run computed again", measured=again.seconds, unit="s", goal=GOAL, floor=floor,
               note="only what changed is written; the same to the fen"),
        Figure(name="settlement run: highest memory", measured=first.peak_megabytes, unit="MB"),
        Figure(name=f"settlement run: {paid.result:,} payments written", measured=paid.seconds, unit="s",
               note="after the bank has paid; once a month"),
    ]  # fmt: skip


if __name__ == "__main__":
    for figure in main():
        print(figure)
