"""Who buys, makes and delivers: hospitals with heavy-tailed sizes, makers, distributors, reserve holders."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from baowen.simulate.codes import credit_code, hospital_code
from baowen.simulate.places import Places

LEVELS = ("grassroots", "second", "third", "specialist")
_NUMERALS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Hospitals:
    """Arrays go by hospital. `size` is relative, about 1 for the mean."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    county: npt.NDArray[np.int64]
    city: npt.NDArray[np.int64]
    level: npt.NDArray[np.int64]
    size: npt.NDArray[np.float64]
    discipline: npt.NDArray[np.float64]  # share of the invoices that are paid in time

    def __len__(self) -> int:
        return len(self.codes)


@dataclass(frozen=True, slots=True)
class Companies:
    """Makers, distributors and reserve holders. A distributor serves the whole province (city -1) or one city."""

    maker_codes: tuple[str, ...]
    maker_names: tuple[str, ...]
    distributor_codes: tuple[str, ...]
    distributor_names: tuple[str, ...]
    distributor_city: npt.NDArray[np.int64]
    reserve_codes: tuple[str, ...]
    reserve_names: tuple[str, ...]
    reserve_region: tuple[str, ...]


def numeral(number: int) -> str:
    """A number's digits as Chinese numerals, for names: 12 gives 一二."""
    return "".join(_NUMERALS[int(digit)] for digit in str(number))


def make_hospitals(places: Places, count: int, rng: np.random.Generator) -> Hospitals:
    """Spread hospitals over counties: each county gets one before any gets a second, where there are enough."""
    counties = len(places.county_codes)
    first = rng.choice(counties, size=min(count, counties), replace=False, p=places.weight)
    rest = rng.choice(counties, size=max(0, count - counties), p=places.weight)
    county = np.sort(np.concatenate([first, rest]).astype(np.int64), kind="stable")
    urban = np.array([name.endswith("区") for name in places.county_names])[county]
    draw = rng.random(count)
    level = np.where(
        urban, np.where(draw < 0.3, 2, np.where(draw < 0.55, 1, np.where(draw < 0.62, 3, 0))),
        np.where(draw < 0.04, 2, np.where(draw < 0.4, 1, 0)),
    ).astype(np.int64)  # fmt: skip
    level = np.where(places.remote[county] & (level == 2), 1, level)
    # The first hospital of a county is the county's own hospital: there is always a second-level one.
    opening = np.concatenate([[True], county[1:] != county[:-1]])
    level = np.where(opening & (level == 0), 1, level)
    size = np.array([0.25, 1.0, 3.0, 1.0])[level] * rng.lognormal(0.0, 0.6, count)
    size /= size.mean()
    codes = tuple(hospital_code(places.county_codes[place], number + 1) for number, place in enumerate(county))
    kinds = ("卫生院", "人民医院", "中心医院", "专科医院")
    names = tuple(
        f"模拟{places.county_names[place]}第{numeral(number + 1)}{kinds[kind]}"
        for number, (place, kind) in enumerate(zip(county, level, strict=True))
    )
    discipline = np.clip(rng.beta(8, 2, count), 0.3, 0.98)
    return Hospitals(codes, names, county, places.city_of[county], level, size, discipline)


def make_companies(places: Places, makers: int) -> Companies:
    """Fictitious companies whose names say so: 模拟一制药有限公司."""
    region = places.region
    cities = len(places.city_codes)
    wide = 3 if cities > 1 else 1
    city = np.concatenate([np.full(wide, -1), np.repeat(np.arange(cities), 2)]).astype(np.int64)
    distributor_names = tuple(
        f"模拟{'全省' if place < 0 else places.city_names[place]}{numeral(number + 1)}医药配送有限公司"
        for number, place in enumerate(city)
    )
    seats = [region if place < 0 else places.city_codes[place] for place in city]
    return Companies(
        tuple(credit_code(region, 100000 + number) for number in range(makers)),
        tuple(f"模拟{numeral(number + 1)}制药有限公司" for number in range(makers)),
        tuple(credit_code(seat, 200000 + number) for number, seat in enumerate(seats)),
        distributor_names, city,
        tuple(credit_code(seat, 300000 + number) for number, seat in enumerate((region, *places.city_codes))),
        tuple(f"模拟{name}医药储备库" for name in (places.region_name, *places.city_names)),
        (region, *places.city_codes),
    )  # fmt: skip
