"""What is sold: products as drug × maker × strength × pack, with log-normal prices and heavy-tailed popularity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from baowen.simulate.calendar import Days
from baowen.simulate.codes import approval_number, base_code, product_code
from baowen.simulate.generics import GENERICS, units_in

UNIT = 10_000  # prices are whole numbers of 0.0001 yuan inside the simulator


@dataclass(frozen=True, slots=True)
class Products:
    """Arrays go by product. `generic` points into GENERICS, `ingredient` groups drugs of one active ingredient.

    `price` is the listed price on day 0 in 0.0001 yuan. Listing days are day numbers; they may lie before day 0;
    `delisted` is a day number far beyond the window for products that stay.
    """

    codes: tuple[str, ...]
    generic: npt.NDArray[np.int64]
    ingredient: npt.NDArray[np.int64]
    maker: npt.NDArray[np.int64]
    strength: npt.NDArray[np.int64]
    pack: npt.NDArray[np.int64]
    units: npt.NDArray[np.int64]
    price: npt.NDArray[np.int64]
    popularity: npt.NDArray[np.float64]
    selected: npt.NDArray[np.bool_]
    essential: npt.NDArray[np.bool_]
    listed: npt.NDArray[np.int64]
    delisted: npt.NDArray[np.int64]
    approvals: tuple[str, ...]
    base_codes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.codes)


NEVER = 10**6
_ESSENTIAL = 0.92  # share of the drugs that are essential medicines: a drug is, or is not, whoever makes it


def _choose_rows(count: int, makers: int, rng: np.random.Generator) -> list[tuple[int, int, int, int]]:
    """Distinct (generic, maker, strength, pack); drugs named as short have few makers, common ones many."""
    generics = rng.permutation(len(GENERICS))[: max(1, min(len(GENERICS), max(8, count // 4)))]
    reach = [0.25 if GENERICS[index].drug_class != "ordinary" else 1.0 for index in generics]
    appeal = np.array(reach) * np.array([GENERICS[index].weight for index in generics]) ** 0.5
    appeal *= rng.lognormal(0.0, 0.5, len(generics))
    appeal /= appeal.sum()
    rows: dict[tuple[int, int, int, int], None] = {}
    for index in generics[:count]:
        rows[(int(index), int(rng.integers(makers)), 0, 0)] = None
    while len(rows) < count:
        index = int(generics[rng.choice(len(generics), p=appeal)])
        drug = GENERICS[index]
        row = (
            index,
            int(rng.integers(makers)),
            int(rng.integers(len(drug.strengths))),
            int(rng.integers(len(drug.packs))),
        )
        rows[row] = None
    return sorted(rows)


def make_products(
    count: int, makers: int, days: Days, *, new_share: float, leaving_share: float, rng: np.random.Generator
) -> Products:
    """Draw products; the same generator state gives the same products."""
    rows = _choose_rows(count, makers, rng)
    generic, maker, strength, pack = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    ingredients = sorted({drug.ingredient for drug in GENERICS})
    ingredient = np.array([ingredients.index(GENERICS[index].ingredient) for index in generic], dtype=np.int64)
    units = np.array([units_in(GENERICS[row[0]].packs[row[3]]) for row in rows], dtype=np.int64)
    unit_price = np.array([GENERICS[row[0]].unit_price * 1.7 ** row[2] for row in rows])
    selected = rng.random(count) < np.where([GENERICS[row[0]].drug_class == "ordinary" for row in rows], 0.3, 0.0)
    level = rng.lognormal(0.0, 0.35, count) * np.where(selected, 0.35, 1.0)
    price = np.maximum(np.round(unit_price * units**0.96 * level, 2), 0.1)
    popularity = np.array([GENERICS[index].weight for index in generic]) * rng.lognormal(0.0, 0.8, count)
    popularity *= np.where(selected, 2.5, 1.0)
    listed = -rng.integers(60, 2500, count)
    new = rng.random(count) < new_share
    listed = np.where(new, rng.integers(days.count // 4, max(days.count * 3 // 4, days.count // 4 + 1), count), listed)
    leaving = ~new & (rng.random(count) < leaving_share)
    delisted = np.where(leaving, rng.integers(days.count // 3, days.count + 1, count), NEVER)
    forms = sorted({drug.dosage_form for drug in GENERICS})
    codes = tuple(
        product_code(
            atc=GENERICS[g].atc,
            generic=g + 1,
            form=forms.index(GENERICS[g].dosage_form) + 1,
            strength=s + 1,
            pack=p + 1,
            maker=m + 1,
        )
        for g, m, s, p in rows
    )
    return Products(
        codes, generic, ingredient, maker, strength, pack, units, np.round(price * UNIT).astype(np.int64),
        popularity / popularity.mean(), selected, (rng.random(len(GENERICS)) < _ESSENTIAL)[generic], listed, delisted,
        tuple(approval_number(1999 + index % 25, g * 61 + m * 7 + s) for index, (g, m, s, _) in enumerate(rows)),
        tuple(base_code(m + 1, index + 1) for index, (_, m, _, _) in enumerate(rows)),
    )  # fmt: skip
