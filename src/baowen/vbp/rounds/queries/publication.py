"""What rounds that run have selected for a place: public. VBP-1, PUB-1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q, QuerySet

from baowen.orgs.regions import load_regions
from baowen.vbp.rounds.models import Round
from baowen.vbp.rounds.queries.selected import RoundView, Selected, rounds, selected_products
from baowen.vbp.rounds.states import RoundState


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedSelected:
    """A product that a running round has selected, as it is supplied in `place`."""

    round: RoundView
    place: str
    selected: Selected


def published_selected(region: str) -> Iterator[PublishedSelected]:
    """The selected products of the rounds that run in a place, below or above it; by round and lot."""
    regions = load_regions()
    for one in rounds(states=frozenset({RoundState.RUNNING})):
        is_above = regions.within(region, one.region)
        if is_above or regions.within(one.region, region):
            place = region if is_above else one.region
            for selected in selected_products(one.code, place):
                yield PublishedSelected(round=one, place=place, selected=selected)


def rounds_changed_at(region: str) -> datetime | None:
    """When a published round of a place, below or above it last changed; None where there is none."""
    found: datetime | None = _near(region).aggregate(at=Max("changed_at"))["at"]
    return found


def _near(region: str) -> QuerySet[Round]:
    regions = load_regions()
    near = Q(region__in=[*regions.codes_within(region), *(one.code for one in regions.ancestors(region))])
    return Round.objects.filter(near, state__in=[RoundState.RUNNING.value, RoundState.ENDED.value])
