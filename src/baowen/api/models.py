"""What the API remembers: the answer to a call with an idempotency key."""

from __future__ import annotations

from django.db import models


class RememberedCall(models.Model):
    """A call that was carried out and its answer, kept in the transaction of its change; `digest` is of the call."""

    organisation = models.CharField(max_length=100)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "key"), name="remembered_call_once"),)

    def __str__(self) -> str:
        return f"{self.organisation} {self.key}"
