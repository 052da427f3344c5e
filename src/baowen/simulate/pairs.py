"""Which hospital uses which product, how much, how often it orders, and who delivers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from baowen.simulate.generics import GENERICS
from baowen.simulate.organisations import Companies, Hospitals
from baowen.simulate.products import UNIT, Products

_MORE_STOCK = {"emergency": 1.7, "easily_short": 1.3}
USUAL_LINES = 1.15  # order lines a pair and month when nobody asks for a number


@dataclass(frozen=True, slots=True)
class Pairs:
    """Arrays go by pair, ordered by hospital, then product. `use` is packs a month, `frequency` order lines a month."""

    hospital: npt.NDArray[np.int64]
    product: npt.NDArray[np.int64]
    distributor: npt.NDArray[np.int64]
    use: npt.NDArray[np.float64]
    frequency: npt.NDArray[np.float64]
    cover: npt.NDArray[np.float64]  # months of use that the hospital likes to have in stock

    def __len__(self) -> int:
        return len(self.hospital)


def _formulary(
    hospitals: Hospitals, products: Products, wanted: float, rng: np.random.Generator
) -> list[npt.NDArray[np.int64]]:
    """Product numbers of each hospital; large hospitals keep more, popular products are kept by more."""
    breadth = hospitals.size**0.45 / np.mean(hospitals.size**0.45)
    appeal = products.popularity**0.5
    scale = wanted / len(hospitals) / appeal.sum()
    for _ in range(6):  # chances are capped at one, so the scale is raised until the expected number fits
        sample = np.minimum(np.outer(breadth[:200], appeal * scale), 0.97)
        expected = sample.sum() * len(hospitals) / len(sample)
        scale *= min(4.0, wanted / max(expected, 1e-9))
    found = []
    for share in breadth:
        kept = np.flatnonzero(rng.random(len(products)) < np.minimum(share * scale * appeal, 0.97))
        found.append(kept if len(kept) else np.array([int(rng.integers(len(products)))]))
    return found


def _deliverer(
    makers: npt.NDArray[np.int64], cities_of: npt.NDArray[np.int64], companies: Companies, rng: np.random.Generator
) -> npt.NDArray[np.int64]:  # fmt: skip
    """A maker has one distributor in each city: one of the two local ones, or one that serves the whole province."""
    wide = int((companies.distributor_city < 0).sum())
    cities = (len(companies.distributor_city) - wide) // 2
    draw = rng.random((len(companies.maker_codes), cities))
    local = wide + 2 * np.arange(cities)[None, :] + (rng.random(draw.shape) < 0.4)
    table = np.where(draw < 0.45, rng.integers(0, wide, draw.shape), local).astype(np.int64)
    return np.asarray(table[makers, cities_of])


def make_pairs(
    hospitals: Hospitals, products: Products, companies: Companies, *, months: int, lines: int | None,
    rng: np.random.Generator,
) -> Pairs:  # fmt: skip
    """Draw the pairs so that the wished number of order lines comes out with ordinary order frequencies."""
    full = len(hospitals) * len(products)
    usual = 0.22 * full if full <= 400_000 else 88_000 * (full / 400_000) ** 0.6
    wanted = usual if lines is None else lines / months / USUAL_LINES
    found = _formulary(hospitals, products, min(max(wanted, len(hospitals)), 0.7 * full), rng)
    hospital = np.repeat(np.arange(len(hospitals)), [len(kept) for kept in found])
    product = np.concatenate(found)
    count = len(hospital)
    target = USUAL_LINES * count if lines is None else lines / months
    frequency = hospitals.size[hospital] ** 0.5 * products.popularity[product] ** 0.4 * rng.lognormal(0.0, 0.5, count)
    frequency *= target / frequency.sum()
    price = products.price[product] / UNIT
    order_size = 24.0 * (price / 15.0) ** -0.45 * hospitals.size[hospital] ** 0.3 * rng.lognormal(0.0, 0.7, count)
    use = np.maximum(frequency * np.clip(order_size, 1.0, 3000.0), 0.15)
    level = hospitals.level[hospital]
    classes = [GENERICS[index].drug_class for index in products.generic]
    careful = np.array([_MORE_STOCK.get(drug_class, 1.0) for drug_class in classes])[product]
    cover = np.array([1.4, 1.1, 0.9, 1.1])[level] * careful * rng.lognormal(0.0, 0.25, count)
    distributor = _deliverer(products.maker[product], hospitals.city[hospital], companies, rng)
    return Pairs(hospital, product, distributor, use, frequency, cover)
