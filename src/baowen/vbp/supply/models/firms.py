"""What is stored of enterprises: entries of their files with answers, and monthly reports. CRD-6 (VB-3.2)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from baowen.vbp.supply.kinds import ENTRY_WORDS


class FirmEntry(models.Model):
    """Something about an enterprise that the file of a place keeps. Never deleted: a correction replaces it.

    `product_code` is "" where it is about the enterprise as a whole; hospitals see what was confirmed.
    """

    number = models.CharField(max_length=40, unique=True)
    enterprise = models.CharField(max_length=100)
    region = models.CharField(max_length=30)
    kind = models.CharField(max_length=16, choices=[(one.value, words[0]) for one, words in ENTRY_WORDS.items()])
    title = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    product_code = models.CharField(max_length=100, blank=True)
    happened_on = models.DateField()
    organisation = models.CharField(max_length=100)
    noted_at = models.DateTimeField()
    noted_by = models.CharField(max_length=200)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=200, blank=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("enterprise", "region"), name="vbp_entry_of_enterprise"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by="") | (Q(confirmed_at__isnull=False) & ~Q(confirmed_by="")),
                name="vbp_entry_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(noted_at__isnull=False) & ~Q(noted_by=""), name="vbp_entry_noted_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(replaces=None) | ~Q(reason=""), name="vbp_entry_is_replaced_for_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class EntryAnswer(models.Model):
    """What the enterprise says to an entry."""

    entry = models.ForeignKey(FirmEntry, on_delete=models.CASCADE, related_name="answers")
    words = models.TextField()
    answered_at = models.DateTimeField()
    answered_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(answered_at__isnull=False) & ~Q(answered_by=""), name="vbp_entry_answered_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return f"{self.entry_id} {self.answered_at}"


class FirmReport(models.Model):
    """What a selected enterprise reports to a place of a month. Filed again it replaces the one before it."""

    enterprise = models.CharField(max_length=100)
    region = models.CharField(max_length=30)
    month = models.CharField(max_length=7)
    due_on = models.DateField(null=True, blank=True)
    filed_at = models.DateTimeField()
    filed_by = models.CharField(max_length=200)
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("enterprise", "region", "month"), condition=Q(is_current=True), name="vbp_firm_report_once"
            ),
            models.CheckConstraint(
                condition=Q(filed_at__isnull=False) & ~Q(filed_by=""), name="vbp_firm_report_filed_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return f"{self.enterprise} {self.month}"


class FirmReportLine(models.Model):
    """A product in a monthly report: packs produced, supplied here and in stock, yuan received; null: not told."""

    report = models.ForeignKey(FirmReport, on_delete=models.CASCADE, related_name="lines")
    product_code = models.CharField(max_length=100)
    produced = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    supplied = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    stock = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    payments = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ("report_id", "product_code")
        constraints = (models.UniqueConstraint(fields=("report", "product_code"), name="vbp_product_once_in_report"),)

    def __str__(self) -> str:
        return self.product_code
