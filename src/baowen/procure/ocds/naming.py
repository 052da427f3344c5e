"""How organisations are named in open contracting data: enterprises by name, hospitals as the pack allows. PRC-7."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from baowen.core.policy import Packs
from baowen.orgs.queries import organisations_numbered
from baowen.orgs.regions import Region, RegionLevel, load_regions
from baowen.procure.listing.queries import platform_of
from baowen.procure.ocds.facts import Party

BUYER: Final = "publication.buyer"
FILING_HOSPITAL: Final = "publication.filing_hospital"
OFFERS: Final = "publication.negotiation_offers"
NAMED: Final = "hospital"
UNNAMED: Final = "医疗机构（未公布名称）"
_LEVELS: Final = {"city": RegionLevel.CITY, "province": RegionLevel.PROVINCE}


@dataclass(slots=True)
class Naming:
    """Names by the packs of a day; `shows_all`: for those who see the market anyway, nothing is left out."""

    packs: Packs
    on: date
    shows_all: bool = False
    _known: dict[str, Party] = field(default_factory=dict)

    def enterprise(self, code: str, name: str = "") -> Party:
        """An enterprise by its code, or by its name alone where it is not registered."""
        return self._organisation(code, name) if code else Party(key=f"name-{name}", name=name)

    def hospital(self, code: str, region: str, *, filed: bool = False) -> Party:
        """A hospital by name where the pack of its place says so, else its city or province instead of it."""
        ruling = self.packs.ruling(region, self.on)
        level = ruling.entry(BUYER).text()
        named = ruling.entry(FILING_HOSPITAL).flag() if filed else level == NAMED
        if self.shows_all or named:
            return self._organisation(code, "")
        return self._unnamed(region, _LEVELS.get(level, RegionLevel.CITY))

    def shows_offers(self, region: str) -> bool:
        """Whether it is told what each maker offered in a negotiation of a place."""
        return self.shows_all or self.packs.ruling(region, self.on).entry(OFFERS).flag()

    def platform(self, region: str) -> Party:
        """The platform of the province that a place buys on."""
        code = platform_of(region)
        name = load_regions().require(code).name
        return Party(key=f"platform-{code}", name=f"{name}药品采购平台", region=name)

    def _organisation(self, code: str, name: str) -> Party:
        if code not in self._known:
            found = organisations_numbered([code]).get(code)
            province, city = _above(found.region) if found else ("", "")
            self._known[code] = Party(
                key=code, name=found.name if found else name or code, code=code, region=province, locality=city
            )
        return self._known[code]

    def _unnamed(self, region: str, level: RegionLevel) -> Party:
        regions = load_regions()
        place = regions.at_level(region, level) or regions.at_level(region, RegionLevel.PROVINCE)
        code = place.code if place else region
        province, city = _above(code)
        return Party(key=f"place-{code}", name=f"{city or province}{UNNAMED}", region=province, locality=city)


def _above(region: str) -> tuple[str, str]:
    """The names of the province and of the city that a place is or lies in; "" for none."""
    regions = load_regions()
    if regions.get(region) is None:
        return "", ""
    return _name(regions.at_level(region, RegionLevel.PROVINCE)), _name(regions.at_level(region, RegionLevel.CITY))


def _name(place: Region | None) -> str:
    return place.name if place else ""
