"""What one edition changes against the one before it. LST-1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from baowen.lists.models import ListEdition
from baowen.lists.queries import EditionView, ItemView, edition, edition_view
from baowen.lists.states import EditionState


@dataclass(frozen=True, slots=True)
class Changes:
    """The edition before, and the drugs (name, form) that came in and went out, each by name."""

    before: EditionView
    added: tuple[tuple[str, str], ...]
    removed: tuple[tuple[str, str], ...]


def changes_of(number: int) -> Changes | None:
    """What a published edition changes; None where it is the first of its issuer and kind.

    BaowenError for one that is not published.
    """
    return changes_against(*edition(number))


def changes_against(here: EditionView, items: Sequence[ItemView]) -> Changes | None:
    """The same for an edition that was read already."""
    rows = ListEdition.objects.filter(
        issuer_region=here.issuer, kind=here.kind.value, state=EditionState.PUBLISHED.value,
        effective_on__lt=here.effective_on,
    )  # fmt: skip
    row = rows.order_by("-effective_on", "-id").first()
    if row is None:
        return None
    now = {(one.name, one.dosage_form) for one in items}
    then = set(row.items.values_list("name", "dosage_form"))
    return Changes(edition_view(row), tuple(sorted(now - then)), tuple(sorted(then - now)))
