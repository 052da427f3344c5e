"""Where institutions stand: invented longitudes and latitudes, cities apart, counties about them, hospitals in these.

Nothing of it is the real geography of the places whose names are used; distances alone are meant to be likely.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from baowen.simulate.organisations import Hospitals
from baowen.simulate.places import Places

Array = npt.NDArray[np.float64]
_MIDDLE = (112.0, 28.0)
_CITY_STEP, _COUNTY_SPREAD, _HOSPITAL_SPREAD, _FARTHER = 1.05, 0.38, 0.09, 2.0
_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Positions:
    """Degrees; the first column is the longitude. By city and by hospital."""

    cities: Array
    hospitals: Array


def make_positions(places: Places, hospitals: Hospitals, rng: np.random.Generator) -> Positions:
    """Cities on a shaken grid, about a hundred kilometres apart; hospitals of remote counties lie farther apart."""
    count = len(places.city_codes)
    wide = max(1, round(count**0.5))
    grid = np.column_stack([np.arange(count) % wide, np.arange(count) // wide]) - (wide - 1) / 2
    cities = np.array(_MIDDLE) + _CITY_STEP * (grid + rng.uniform(-0.25, 0.25, (count, 2)))
    counties = cities[places.city_of] + rng.normal(0.0, _COUNTY_SPREAD, (len(places.county_codes), 2))
    spread = _HOSPITAL_SPREAD * np.where(places.remote, _FARTHER, 1.0)[hospitals.county]
    stands = counties[hospitals.county] + rng.normal(0.0, 1.0, (len(hospitals), 2)) * spread[:, None]
    return Positions(cities.round(_DECIMALS), stands.round(_DECIMALS))


def lead_hospitals(hospitals: Hospitals) -> list[str | None]:
    """By hospital the code of its alliance's lead: of a grassroots place the county's largest hospital, else none."""
    leads: dict[int, int] = {}
    for number in np.flatnonzero(hospitals.level > 0).tolist():
        county = int(hospitals.county[number])
        if county not in leads or hospitals.size[number] > hospitals.size[leads[county]]:
            leads[county] = number
    return [
        hospitals.codes[leads[int(county)]] if level == 0 and int(county) in leads else None
        for county, level in zip(hospitals.county, hospitals.level, strict=True)
    ]
