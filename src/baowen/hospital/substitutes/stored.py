"""Between a stored entry and what it says."""

from __future__ import annotations

from dataclasses import fields

from baowen.hospital.substitutes.kinds import Replaceability
from baowen.hospital.substitutes.models import GuideEdition, GuideEntry
from baowen.hospital.substitutes.rules import Dated, EntryFacts
from baowen.hospital.substitutes.states import EditionState


def facts_of(row: GuideEntry) -> EntryFacts:
    """What a stored entry says."""
    whole = {one.name: getattr(row, one.name) for one in fields(EntryFacts)}
    return EntryFacts(**whole | {"replaceability": Replaceability(row.replaceability)})


def dated(row: GuideEdition) -> Dated:
    """A stored edition as its standing is decided."""
    return Dated(key=row.pk, state=EditionState(row.state), effective_on=row.effective_on)
