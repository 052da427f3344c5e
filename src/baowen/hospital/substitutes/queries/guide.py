"""Editions of the guide and their entries: what ruled on a day, searched both ways, compared. HOS-4."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from baowen.core.problems import BaowenError
from baowen.drugs.names import NameIndex
from baowen.hospital.substitutes.models import GuideEdition, GuideEntry
from baowen.hospital.substitutes.rules import Difference, EntryFacts, compared, in_force, standing
from baowen.hospital.substitutes.states import EditionState, Standing
from baowen.hospital.substitutes.stored import dated, facts_of
from baowen.orgs.permissions import Act, Actor, decide, require
from baowen.orgs.regions import load_regions

MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionView:
    """An edition as it stands on a day."""

    key: int
    region: str
    name: str
    effective_on: date
    standing: Standing
    organisation: str
    entries: int
    withdrawn_why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """An entry with the edition that says so."""

    key: int
    edition: int
    edition_name: str
    region: str
    effective_on: date
    drug_key: str
    substitute_key: str
    facts: EntryFacts


def editions(actor: Actor, *, day: date) -> list[EditionView]:
    """The editions of the own region and those above, the newest first; drafts for those who write them alone."""
    require_reader(actor)
    regions = load_regions()
    writes = decide(actor, Act.SUBSTITUTE_WRITE, actor.region, regions=regions).allowed or (
        decide(actor, Act.SUBSTITUTE_PUBLISH, actor.region, regions=regions).allowed
    )
    chain = _chain(actor.region)
    rows = [
        row for row in GuideEdition.objects.filter(region__in=chain)
        if row.state != EditionState.DRAFT.value or (writes and row.region == actor.region)
    ]  # fmt: skip
    ruling = {place: in_force([dated(row) for row in rows if row.region == place], day) for place in chain}
    ordered = sorted(rows, key=lambda row: (chain.index(row.region), -row.effective_on.toordinal(), -row.pk))
    return [_edition(row, ruling[row.region], day) for row in ordered]


def edition(key: int, actor: Actor, *, day: date) -> EditionView:
    """One edition that the actor may see; BaowenError for another."""
    found = next((one for one in editions(actor, day=day) if one.key == key), None)
    if found is None:
        raise BaowenError(f"没有可阅看的指南版次 {key}", f"there is no edition {key} that you may see")
    return found


def entries_of(key: int, actor: Actor, *, day: date) -> list[EntryView]:
    """The entries of an edition that the actor may see."""
    edition(key, actor, day=day)
    return [_entry(row) for row in GuideEntry.objects.select_related("edition").filter(edition=key)]


def entry_of(key: int, actor: Actor) -> EntryView:
    """One entry of an edition of the own region or one above, drafts left out; BaowenError for another."""
    require_reader(actor)
    row = GuideEntry.objects.select_related("edition").filter(pk=key, edition__region__in=_chain(actor.region)).first()
    if row is None or row.edition.state == EditionState.DRAFT.value:
        raise BaowenError(f"没有可阅看的条目 {key}", f"there is no entry {key} that you may see")
    return _entry(row)


def searched(actor: Actor, text: str, *, day: date, backwards: bool = False) -> list[EntryView]:
    """The entries in force on a day at the own place whose short drug has a name, by name or pinyin initials.

    `backwards`: whose substitute has it: what does this drug replace? All entries where no text is given.
    """
    found = rules_on(actor, day)
    if not text.strip():
        return found[:MOST]
    named = {one.key: one.facts.substitute if backwards else one.facts.drug for one in found}
    order = {hit.name: at for at, hit in enumerate(NameIndex(named.values()).search(text.strip(), limit=MOST))}
    hits = [one for one in found if named[one.key] in order]
    return sorted(hits, key=lambda one: (order[named[one.key]], one.facts.grade))[:MOST]


def rules_on(actor: Actor, day: date) -> list[EntryView]:
    """Every entry in force on a day at the actor's place: of the own region's guide, then of those above."""
    keys = [one.key for one in editions(actor, day=day) if one.standing is Standing.IN_FORCE]
    rows = GuideEntry.objects.select_related("edition").filter(edition__in=keys)
    return sorted(map(_entry, rows), key=lambda one: (keys.index(one.edition), one.facts.drug, one.facts.grade))


def entries_about(drug_key: str, region: str, *, day: date) -> list[EntryView]:
    """What may replace a drug at a place on a day: for rooms that have asked already who may."""
    found: list[EntryView] = []
    for place in _chain(region):
        rows = GuideEdition.objects.filter(region=place, state=EditionState.PUBLISHED.value)
        key = in_force(map(dated, rows), day)
        if key is not None:
            known = GuideEntry.objects.select_related("edition").filter(edition=key, drug_key=drug_key)
            found += [_entry(row) for row in known]
    return found


def changes_of(key: int, actor: Actor, *, day: date) -> tuple[EditionView | None, list[Difference]]:
    """How an edition differs from the published one before it in its region; None where it is the first."""
    this = edition(key, actor, day=day)
    before = [
        one for one in editions(actor, day=day)
        if one.region == this.region and one.key != key and one.standing not in (Standing.DRAFT, Standing.WITHDRAWN)
        and one.effective_on <= this.effective_on
    ]  # fmt: skip
    if not before:
        return None, []
    old = (facts_of(row) for row in GuideEntry.objects.filter(edition=before[0].key))
    return before[0], compared(old, (facts_of(row) for row in GuideEntry.objects.filter(edition=key)))


def require_reader(actor: Actor) -> None:
    """Officers of a place and whoever keeps a hospital's medicines read the guide."""
    regions = load_regions()
    own = actor.organisation
    if not decide(actor, Act.SUBSTITUTE_ADOPT, actor.region, regions=regions, organisation=own).allowed:
        require(actor, Act.HOSPITAL_READ, actor.region, regions=regions)


def _chain(region: str) -> list[str]:
    return [region, *(one.code for one in load_regions().ancestors(region))]


def _edition(row: GuideEdition, ruling: int | None, day: date) -> EditionView:
    return EditionView(
        key=row.pk, region=row.region, name=row.name, effective_on=row.effective_on,
        standing=standing(dated(row), ruling, day), organisation=row.organisation, entries=row.entries.count(),
        withdrawn_why=row.withdrawn_why,
    )  # fmt: skip


def _entry(row: GuideEntry) -> EntryView:
    return EntryView(
        key=row.pk, edition=row.edition_id, edition_name=row.edition.name, region=row.edition.region,
        effective_on=row.edition.effective_on, drug_key=row.drug_key, substitute_key=row.substitute_key,
        facts=facts_of(row),
    )  # fmt: skip


def views_of(keys: Iterable[int]) -> dict[int, EntryView]:
    """Entries by their key, whoever may see them: for citations, which keep their edition."""
    return {row.pk: _entry(row) for row in GuideEntry.objects.select_related("edition").filter(pk__in=set(keys))}
