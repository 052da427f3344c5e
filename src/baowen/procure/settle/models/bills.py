"""What is stored of invoices with their lines, payments, and what differs between them and the goods. PRC-4."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from baowen.procure.settle.kinds import CHANNEL_WORDS, DIFFERENCE_WORDS, INVOICE_WORDS, Channel, InvoiceKind
from baowen.procure.settle.models.runs import Application, Run
from baowen.procure.settle.states import CLAIM_WORDS, DIFFERENCE_STATE_WORDS, ClaimState, DifferenceState


class Invoice(models.Model):
    """An invoice of a supplier to a hospital, or a credit note that corrects one. `fen` is never negative.

    `credited_fen` and `paid_fen` are sums of what followed; voided ones count no more. `revision` counts what the
    lake has to be told, `handed_over` is the one that it knows. A credit note is told with the invoice it corrects.
    """

    code = models.CharField(max_length=20, blank=True)
    number = models.CharField(max_length=40)
    kind = models.CharField(
        max_length=8, default=InvoiceKind.INVOICE.value,
        choices=[(one.value, words[0]) for one, words in INVOICE_WORDS.items()],
    )  # fmt: skip
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="credits")
    supplier = models.CharField(max_length=100)
    hospital = models.CharField(max_length=100)
    region = models.CharField(max_length=30)
    invoiced_on = models.DateField()
    fen = models.BigIntegerField()
    credited_fen = models.BigIntegerField(default=0)
    paid_fen = models.BigIntegerField(default=0)
    paid_on = models.DateField(null=True, blank=True)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, blank=True, related_name="invoices"
    )
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=200)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.CharField(max_length=200, blank=True)
    voided_why = models.CharField(max_length=500, blank=True)
    revision = models.PositiveIntegerField(default=1)
    handed_over = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("supplier", "id"), name="invoice_of_supplier"),
            models.Index(fields=("hospital", "id"), name="invoice_of_hospital"),
            models.Index(fields=("region", "id"), name="invoice_of_region"),
            models.Index(fields=("id",), condition=~Q(handed_over=F("revision")), name="invoice_to_hand_over"),
        )
        constraints = (
            models.UniqueConstraint(fields=("code", "number"), name="invoice_once"),
            models.CheckConstraint(condition=Q(fen__gt=0), name="invoice_above_zero"),
            models.CheckConstraint(
                condition=Q(credited_fen__gte=0, credited_fen__lte=F("fen")), name="credited_within_invoice"
            ),
            models.CheckConstraint(condition=Q(paid_fen__gte=0, paid_fen__lte=F("fen")), name="paid_within_invoice"),
            models.CheckConstraint(
                condition=Q(kind=InvoiceKind.INVOICE.value, corrects=None)
                | Q(kind=InvoiceKind.CREDIT.value, corrects__isnull=False),
                name="credit_note_corrects",
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None, voided_by="", voided_why="")
                | (Q(voided_at__isnull=False) & ~Q(voided_by="") & ~Q(voided_why="")),
                name="invoice_voided_by",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code}{self.number}"


class InvoiceLine(models.Model):
    """A line of an invoice for an order line, known by its number. Those of a credit note are negative.

    The parties are repeated so that a run of a month reads this table alone. A line that is voided counts nowhere.
    """

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines")
    order_line = models.CharField(max_length=80)
    product_code = models.CharField(max_length=100)
    supplier = models.CharField(max_length=100)
    hospital = models.CharField(max_length=100)
    region = models.CharField(max_length=30)
    quantity = models.DecimalField(max_digits=14, decimal_places=4)
    unit_price = models.DecimalField(max_digits=16, decimal_places=4)
    fen = models.BigIntegerField()
    is_void = models.BooleanField(default=False)
    claim = models.CharField(
        max_length=10, blank=True, default=ClaimState.NONE.value,
        choices=[(one.value, words[0]) for one, words in CLAIM_WORDS.items()],
    )  # fmt: skip
    claim_words = models.CharField(max_length=500, blank=True)
    claimed_month = models.CharField(max_length=7, blank=True)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, null=True, blank=True, related_name="invoice_lines")

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("order_line",), name="invoice_line_of_order"),
            models.Index(fields=("claim", "hospital"), condition=Q(run=None), name="invoice_line_to_settle"),
        )
        constraints = (
            models.UniqueConstraint(fields=("invoice", "order_line"), name="order_line_once_an_invoice"),
            models.CheckConstraint(condition=~Q(fen=0), name="invoice_line_not_zero"),
        )

    def __str__(self) -> str:
        return f"{self.invoice_id} {self.order_line}"


class LineTotal(models.Model):
    """How much of an order line is invoiced, credit notes taken off: what two invoices at once are kept apart by."""

    order_line = models.CharField(max_length=80, unique=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=4, default=0)

    class Meta:
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=Q(quantity__gte=0), name="line_total_not_negative"),)

    def __str__(self) -> str:
        return self.order_line


class Payment(models.Model):
    """A payment on an invoice. Never changed: one that was entered wrongly is voided with a reason.

    One below zero is what a run takes back after a credit note for what an earlier run had paid.
    """

    number = models.CharField(max_length=60, unique=True)
    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="payments")
    fen = models.BigIntegerField()
    paid_on = models.DateField()
    channel = models.CharField(max_length=10, choices=[(one.value, words[0]) for one, words in CHANNEL_WORDS.items()])
    run = models.ForeignKey(Run, on_delete=models.PROTECT, null=True, blank=True, related_name="payments")
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=200)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.CharField(max_length=200, blank=True)
    voided_why = models.CharField(max_length=500, blank=True)
    revision = models.PositiveIntegerField(default=1)
    handed_over = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("id",), condition=~Q(handed_over=F("revision")), name="payment_to_hand_over"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(fen__gt=0) | Q(fen__lt=0, channel=Channel.FUND.value), name="payment_above_zero"
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None, voided_by="", voided_why="")
                | (Q(voided_at__isnull=False) & ~Q(voided_by="") & ~Q(voided_why="")),
                name="payment_voided_by",
            ),
        )

    def __str__(self) -> str:
        return self.number


class Difference(models.Model):
    """Something that differs between order, receipt, invoice and payment, whose it is to clear, and what was said."""

    kind = models.CharField(max_length=14, choices=[(one.value, words[0]) for one, words in DIFFERENCE_WORDS.items()])
    subject = models.CharField(max_length=80)
    hospital = models.CharField(max_length=100)
    supplier = models.CharField(max_length=100)
    region = models.CharField(max_length=30)
    owner = models.CharField(max_length=100)
    words_zh = models.CharField(max_length=500)
    words_en = models.CharField(max_length=500)
    state = models.CharField(
        max_length=10, default=DifferenceState.OPEN.value,
        choices=[(one.value, words[0]) for one, words in DIFFERENCE_STATE_WORDS.items()],
    )  # fmt: skip
    found_at = models.DateTimeField()
    explained = models.CharField(max_length=500, blank=True)
    explained_at = models.DateTimeField(null=True, blank=True)
    explained_by = models.CharField(max_length=200, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("region", "state"), name="difference_of_region"),
            models.Index(fields=("subject",), name="difference_of_subject"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "subject"), condition=~Q(state=DifferenceState.SETTLED.value),
                name="difference_once",
            ),
            models.CheckConstraint(
                condition=Q(explained_at=None, explained_by="", explained="")
                | (Q(explained_at__isnull=False) & ~Q(explained_by="") & ~Q(explained="")),
                name="difference_explained_by",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
