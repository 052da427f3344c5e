"""What the response stores of files that belong to a case: what they are and by whom. The bytes lie in the home."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from baowen.respond.models.cases import Case


class CaseFile(models.Model):
    """A file that was added to a case, kept under its hash. Never changed; withdrawn with a reason and not deleted."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="files")
    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    words = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=200)
    organisation = models.CharField(max_length=100)
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdrawn_because = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("case", "sha256"), condition=Q(withdrawn_at=None), name="file_once_a_case"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by="", withdrawn_because="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="") & ~Q(withdrawn_because="")),
                name="withdrawn_file_has_reason",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.case_id} {self.sha256[:12]}"
