"""How finely the public is shown where a drug is held: counts of counties added up to the level that the pack allows,
and no figures for a place so small that they would tell of one hospital. Pure. HOS-6."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from baowen.core.policy import Entry, Ruling


class Granularity(StrEnum):
    """The finest level that is shown. HOSPITAL: by city first, and the hospitals of a city by name."""

    NONE = "none"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    HOSPITAL = "hospital"


GRANULARITY_WORDS: dict[Granularity, tuple[str, str]] = {
    Granularity.NONE: ("不公布", "not shown"),
    Granularity.PROVINCE: ("按省汇总", "added up by province"),
    Granularity.CITY: ("按市汇总", "added up by city"),
    Granularity.COUNTY: ("按县（区）汇总", "added up by county"),
    Granularity.HOSPITAL: ("逐家医院", "hospital by hospital"),
}


@dataclass(frozen=True, slots=True)
class PublicationRules:
    """The level, how many hospitals a place needs for figures (1 where hospitals are named anyway), and the entry that
    says so."""

    granularity: Granularity
    least_hospitals: int
    entry: Entry


def publication_rules(ruling: Ruling) -> PublicationRules:
    """What may be shown at a place on a day; UnknownEntryError where the pack does not say."""
    entry = ruling.entry("publication.stock_granularity")
    granularity = Granularity(entry.text())
    least = ruling.entry("publication.stock_least_hospitals").whole()
    return PublicationRules(granularity, 1 if granularity is Granularity.HOSPITAL else least, entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The last counts of a county's hospitals: how many hold the drug, how many counted none of it. Codes of places."""

    county: str
    city: str
    province: str
    holding: int
    empty: int
    counted_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A place as it is shown; `holding` and `empty` are None where too few hospitals reported to say."""

    place: str
    holding: int | None
    empty: int | None
    counted_on: date


_LEVEL = {
    Granularity.PROVINCE: "province", Granularity.CITY: "city", Granularity.COUNTY: "county",
    Granularity.HOSPITAL: "city",
}  # fmt: skip


def held_by_place(counts: Iterable[Counted], rules: PublicationRules) -> list[Held]:
    """The places as they may be shown, by code; none at all where nothing is published."""
    if rules.granularity is Granularity.NONE:
        return []
    found: dict[str, list[Counted]] = {}
    for one in counts:
        found.setdefault(getattr(one, _LEVEL[rules.granularity]), []).append(one)
    return [_held(place, found[place], rules.least_hospitals) for place in sorted(found)]


def _held(place: str, counts: list[Counted], least: int) -> Held:
    holding, empty = sum(one.holding for one in counts), sum(one.empty for one in counts)
    told = holding + empty >= least
    return Held(
        place=place, holding=holding if told else None, empty=empty if told else None,
        counted_on=max(one.counted_on for one in counts),
    )  # fmt: skip
