"""From what was reported to what each hospital agrees with each maker: whole packs, exact totals. Pure. VBP-3.

A lot is worked out by itself: the report times the agreed share gives its whole smallest units; makers get them by what
fell to each, and a maker's packs go to the hospitals, both by largest remainder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import lcm

from baowen.vbp.contracts.kinds import LeftOut, Way
from baowen.vbp.contracts.rules.agreed import Share
from baowen.vbp.contracts.rules.dividing import divided, half_up
from baowen.vbp.volumes.reported import ReportedVolume

PARTS = 10_000
"""Reports are told to four decimals of a unit; inside they are whole numbers of such parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A selected product of a main supplier: yuan a pack, smallest units in a pack."""

    product_code: str
    enterprise: str
    enterprise_name: str
    quality_tier: str
    units: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LotTerms:
    """What decides about a lot: the agreed share, and by city the offers of its main suppliers, the cheapest first."""

    number: str
    drug: str
    spec: str
    months: int | None
    share: Share
    offers: Mapping[str, tuple[Offer, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How makers share a place: `rest` for what was reported of no selected brand; weights by rank, the last and on."""

    several: Way
    rest: Way
    ranks: tuple[int, ...]

    def weights(self, makers: int, way: Way) -> tuple[int, ...]:
        """The weights of so many makers, in their rank."""
        if way is Way.RANK:
            return tuple(self.ranks[min(place, len(self.ranks) - 1)] for place in range(makers))
        return (1,) * makers


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one hospital agrees of one product: its report that fell to it, in units, and the packs of its contract."""

    organisation: str
    region: str
    is_alliance: bool
    reported: Decimal
    packs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductVolume:
    """What a product of a lot got: units by what fell to it, packs for its hospitals, in the order of their codes."""

    offer: Offer
    reported: Decimal
    units: int
    packs: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A report, or a part of one, that leads to no contract, and why."""

    lot: str
    organisation: str
    reason: LeftOut
    units: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LotVolume:
    """A lot worked out: report × share = units; what its products got, and what was left out."""

    terms: LotTerms
    reported: Decimal
    units: int
    products: tuple[ProductVolume, ...]
    missed: tuple[Missed, ...]


@dataclass(slots=True)
class _Falling:
    """What falls to a product: by hospital a whole number of parts, times the scale of the lot."""

    offer: Offer
    parts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _City:
    """The main suppliers of a city: offers by brand where brands count, makers in their rank with their weights."""

    brands: Mapping[str, Offer]
    makers: tuple[Offer, ...]
    weights: tuple[int, ...]


def allocated(
    terms: Mapping[str, LotTerms], reported: Iterable[ReportedVolume], ways: Ways, city_of: Mapping[str, str]
) -> Iterator[LotVolume]:  # fmt: skip
    """Every lot that something was reported of, in the order of the terms, then those that have none."""
    by_lot: dict[str, list[ReportedVolume]] = {}
    for one in reported:
        by_lot.setdefault(one.lot, []).append(one)
    for number in [*(lot for lot in terms if lot in by_lot), *sorted(set(by_lot) - set(terms))]:
        yield _lot(terms.get(number), number, by_lot[number], ways, city_of)


def _lot(
    terms: LotTerms | None, number: str, rows: Sequence[ReportedVolume], ways: Ways, city_of: Mapping[str, str]
) -> LotVolume:  # fmt: skip
    rows = sorted(rows, key=lambda one: (one.organisation, one.product_code, one.region, one.units))
    if terms is None:
        nobody = LotTerms(number=number, drug="", spec="", months=None, share=Share(steps=()), offers={})
        missed = tuple(_missed(one, LeftOut.NO_LOT) for one in rows)
        return LotVolume(terms=nobody, reported=sum_of(rows), units=0, products=(), missed=missed)
    falling, scale, lost = _fallen(terms, rows, ways, city_of)
    sums = [sum(one.parts.values()) for one in falling]
    share = Fraction(terms.share.share)
    units = half_up(share * sum(sums) / (PARTS * scale))
    places = {one.organisation: one for one in rows}
    alliances = {one.organisation for one in rows if one.is_alliance}
    products = tuple(
        _product(one, got, scale, places, alliances)
        for one, got in zip(falling, divided(units, sums), strict=True)
    )  # fmt: skip
    lost += [
        Missed(lot=number, organisation=cell.organisation, reason=LeftOut.UNDER_HALF_A_PACK, units=cell.reported)
        for product in products for cell in product.cells if not cell.packs
    ]  # fmt: skip
    told = _units(sum(sums), scale)
    return LotVolume(terms=terms, reported=told, units=units, products=products, missed=tuple(lost))


def _fallen(
    terms: LotTerms, rows: Sequence[ReportedVolume], ways: Ways, city_of: Mapping[str, str]
) -> tuple[list[_Falling], int, list[Missed]]:  # fmt: skip
    """What fell to each product, in the order of its code; by which number it was multiplied; what fell to nobody."""
    cities = {city: _city(offers, ways) for city, offers in terms.offers.items() if offers}
    scale = lcm(1, *(sum(one.weights) for one in cities.values()))
    found: dict[str, _Falling] = {}
    lost: list[Missed] = []
    for one in rows:
        if not one.units:
            continue
        city = cities.get(city_of[one.region])
        if city is None:
            lost.append(_missed(one, LeftOut.NO_MAIN))
            continue
        parts = _parts(one.units) * scale
        for offer, part in _shared(one, parts, city):
            if not offer.enterprise:
                told = _units(part, scale)
                lost.append(Missed(lot=one.lot, organisation=one.organisation, reason=LeftOut.NO_MAKER, units=told))
                continue
            into = found.setdefault(offer.product_code, _Falling(offer)).parts
            into[one.organisation] = into.get(one.organisation, 0) + part
    return [found[code] for code in sorted(found)], scale, lost


def _shared(one: ReportedVolume, parts: int, city: _City) -> Iterator[tuple[Offer, int]]:
    """To which offers a report falls: to the brand that was asked for, else to all makers by their weights."""
    asked = city.brands.get(one.product_code)
    if asked is not None:
        yield asked, parts
        return
    whole = sum(city.weights)
    for offer, weight in zip(city.makers, city.weights, strict=True):
        if weight:
            yield offer, parts // whole * weight


def _city(offers: Sequence[Offer], ways: Ways) -> _City:
    """Each maker counts by its first offer; brands count where the way is by brand, or there is but one maker."""
    first: dict[str, Offer] = {}
    for offer in offers:
        first.setdefault(offer.enterprise or offer.enterprise_name, offer)
    makers, by_brand = tuple(first.values()), ways.several is Way.BRAND or len(first) == 1
    return _City(
        brands={offer.product_code: offer for offer in offers} if by_brand else {}, makers=makers,
        weights=ways.weights(len(makers), ways.rest if ways.several is Way.BRAND else ways.several),
    )  # fmt: skip


def _product(
    one: _Falling, units: int, scale: int, places: Mapping[str, ReportedVolume], alliances: set[str]
) -> ProductVolume:  # fmt: skip
    packs = half_up(Fraction(units) / Fraction(one.offer.units))
    codes = sorted(one.parts)
    got = divided(packs, [one.parts[code] for code in codes]) if packs else [0] * len(codes)
    cells = tuple(
        Cell(
            organisation=code, region=places[code].region, is_alliance=code in alliances,
            reported=_units(one.parts[code], scale), packs=number,
        )
        for code, number in zip(codes, got, strict=True)
    )  # fmt: skip
    reported = _units(sum(one.parts.values()), scale)
    return ProductVolume(offer=one.offer, reported=reported, units=units, packs=packs, cells=cells)


def sum_of(rows: Iterable[ReportedVolume]) -> Decimal:
    """What rows come to in units."""
    return sum((one.units for one in rows), Decimal(0))


def _parts(units: Decimal) -> int:
    return int((units * PARTS).to_integral_value(rounding=ROUND_HALF_UP))


def _units(parts: int, scale: int) -> Decimal:
    """Units to four decimals, of parts that were multiplied by a scale."""
    return Decimal((2 * parts + scale) // (2 * scale)).scaleb(-4)


def _missed(one: ReportedVolume, reason: LeftOut) -> Missed:
    return Missed(lot=one.lot, organisation=one.organisation, reason=reason, units=one.units)
