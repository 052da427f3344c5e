"""Publish a list of the province for the tests of the check."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from baowen.lists.kinds import ListKind


def publish(kind: ListKind, drugs: Sequence[tuple[str, str]]) -> None:
    """A list in force since the first of October, as it is stored."""
    from baowen.lists.models import ListEdition, ListItem
    from baowen.lists.states import EditionState

    at = datetime(2026, 10, 1, tzinfo=UTC)
    row = ListEdition.objects.create(
        issuer_region="430000", kind=kind.value, edition="2026", effective_on=date(2026, 10, 1),
        state=EditionState.PUBLISHED.value, published_at=at, published_by="x", made_by="x", made_at=at,
        revision=1,
    )  # fmt: skip
    ListItem.objects.bulk_create(
        ListItem(edition=row, number=number, name=name, dosage_form=form)
        for number, (name, form) in enumerate(drugs, start=1)
    )
