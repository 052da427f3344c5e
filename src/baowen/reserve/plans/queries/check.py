"""The check of catalogues: what the tiers of a place repeat and leave out, by the lists in force. RSV-1 (NJ-25)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from baowen.lists.kinds import KIND_WORDS
from baowen.lists.queries import lines_on
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import names_of
from baowen.orgs.regions import NATION_CODE
from baowen.reserve.plans.kinds import ItemKind
from baowen.reserve.plans.naming import named
from baowen.reserve.plans.queries.catalogue import ItemView, items_of_catalogue
from baowen.reserve.plans.rules import CheckFinding, Line, Listed, checked
from baowen.respond.rulebook import Rulebook


def catalogue_check(
    actor: Actor, on: date, *, book: Rulebook, region: str = ""
) -> tuple[CheckFinding, ...]:  # fmt: skip
    """What the catalogues of a place (the own one unless told), of those below and above it, repeat and leave out."""
    place = book.regions.require(region or actor.region)
    require(actor, Act.RESERVE_READ, place.code, regions=book.regions)
    above = [one.code for one in book.regions.ancestors(place.code) if one.code != NATION_CODE]
    items = list(items_of_catalogue(place.code, on, below=True))
    items += [item for code in above for item in items_of_catalogue(code, on) if not item.institution]
    lines = _lines(items, book)
    chains = {line.region: [one.code for one in book.regions.ancestors(line.region)] for line in lines}
    return checked(lines, _listed(place.code, on), book.ruling(place.code, on), chains)


def _lines(items: Sequence[ItemView], book: Rulebook) -> list[Line]:
    names = names_of({one.institution for one in items if one.institution})
    places = {one.region: book.regions.require(one.region).name for one in items}
    return [
        Line(
            number=one.number, region=one.region,
            place=names.get(one.institution, one.institution) if one.institution else places[one.region],
            tier=one.tier, institution=one.institution, named=named(one.kind, one.name, one.form, one.strength),
            words=one.words,
        )
        for one in items
    ]  # fmt: skip


def _listed(place: str, on: date) -> list[Listed]:
    return [
        Listed(
            kind=edition.kind.value, list_zh=KIND_WORDS[edition.kind][0], list_en=KIND_WORDS[edition.kind][1],
            words=" ".join(part for part in (item.name, item.dosage_form) if part),
            named=named(ItemKind.FINISHED, item.name, item.dosage_form),
        )
        for edition, item in lines_on(place, on)
    ]  # fmt: skip
