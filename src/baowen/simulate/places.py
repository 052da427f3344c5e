"""Where things are: the real cities and counties of the province that is played."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from baowen.core.problems import BaowenError
from baowen.orgs.regions import load_regions


@dataclass(frozen=True, slots=True)
class Places:
    """Counties (or whatever lies lowest) and the city of each; `remote` and `weight` go by county."""

    region: str
    region_name: str
    city_codes: tuple[str, ...]
    city_names: tuple[str, ...]
    county_codes: tuple[str, ...]
    county_names: tuple[str, ...]
    city_of: npt.NDArray[np.int64]
    remote: npt.NDArray[np.bool_]
    weight: npt.NDArray[np.float64]


def load_places(region: str, *, remote_share: float, rng: np.random.Generator) -> Places:
    """The cities and counties of a province or city; BaowenError when the code is unknown.

    A county that lies directly in the province is a city of its own here, and so is a city without counties.
    Districts (names ending in 区) weigh more than counties; counties outside the seat's city may be remote.
    """
    regions = load_regions()
    top = regions.require(region)
    cities = regions.children(region) if top.level == "province" else (top,)
    if not cities:
        raise BaowenError(f"{region} 没有下级行政区划，不能模拟", f"{region} has no places below it to simulate")
    codes: list[str] = []
    names: list[str] = []
    city_of: list[int] = []
    for index, city in enumerate(cities):
        for county in regions.children(city.code) or (city,):
            codes.append(county.code)
            names.append(county.name)
            city_of.append(index)
    urban = np.array([name.endswith("区") for name in names])
    owner = np.array(city_of, dtype=np.int64)
    may_be_remote = ~urban & (owner > 0) if len(cities) > 1 else ~urban
    score = np.where(may_be_remote, rng.random(len(codes)), 2.0)
    wanted = max(1, round(remote_share * len(codes)))
    remote = np.zeros(len(codes), dtype=np.bool_)
    remote[np.argsort(score, kind="stable")[:wanted]] = True
    remote &= score < 2.0
    weight = np.where(remote, 0.6, np.where(urban, 1.6, 1.0)) * rng.lognormal(0.0, 0.3, len(codes))
    weight *= np.where(owner == 0, 1.8, 1.0)
    return Places(
        region, top.name, tuple(city.code for city in cities), tuple(city.name for city in cities),
        tuple(codes), tuple(names), owner, remote, weight / weight.sum(),
    )  # fmt: skip
