"""What is stored beside orders: who delivers what in a city, which hospital lies far, rows held back. PRC-8."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Distribution(models.Model):
    """A maker's word that a distributor delivers a product in a city, from a day on. Ended, and never deleted."""

    product_code = models.CharField(max_length=100)
    maker = models.CharField(max_length=100)
    distributor = models.CharField(max_length=100)
    city = models.CharField(max_length=30)
    named_at = models.DateTimeField()
    named_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("city", "product_code"), name="distribution_of_city"),)
        constraints = (
            models.UniqueConstraint(
                fields=("product_code", "city", "distributor"), condition=Q(ended_at=None), name="distributor_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by="") | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
                name="distribution_ended_by",
            ),
        )

    def __str__(self) -> str:
        return f"{self.distributor} {self.product_code} {self.city}"


class Distance(models.Model):
    """How far a hospital lies from the county seat: what makes it remote is the pack's. None where nobody noted it."""

    hospital = models.CharField(max_length=100, unique=True)
    kilometres = models.DecimalField(max_digits=6, decimal_places=1)
    noted_at = models.DateTimeField()
    noted_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=Q(kilometres__gte=0), name="distance_not_negative"),)

    def __str__(self) -> str:
        return self.hospital


class KeptBack(models.Model):
    """A row that the lake refused, and why: kept, told, and sent again."""

    feed = models.CharField(max_length=30)
    key = models.BigIntegerField()
    number = models.CharField(max_length=80)
    why = models.CharField(max_length=500)
    first_at = models.DateTimeField()
    tried_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("feed", "key"), name="kept_back_once"),)

    def __str__(self) -> str:
        return f"{self.feed} {self.number}"
