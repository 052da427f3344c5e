"""Which warnings a subscription is about. Pure. MON-8."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from baowen.orgs.regions import Regions


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to hear of: a drug, "" for any, in a place."""

    drug: str
    region: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What is compared of a warning: its number, its place, and the names of its drug (硫酸阿托品注射液, 阿托品)."""

    number: str
    region: str
    names: frozenset[str]


def wished(wish: Wish, heard: Iterable[Heard], *, regions: Regions) -> list[str]:
    """The numbers of the warnings about a wish. One of the province or the nation is about each of its cities too."""
    return [
        one.number
        for one in heard
        if (not wish.drug or wish.drug in one.names)
        and (regions.within(one.region, wish.region) or regions.within(wish.region, one.region))
    ]
