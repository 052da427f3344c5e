"""Which drugs are likely to run short in a place and below it, and what one drug's scores are made of. MON-2, MON-3."""

from __future__ import annotations

from dataclasses import dataclass

from baowen.lake.serving.queries.binding import REGIONS_OF_PLACE, VISIBLE
from baowen.lake.serving.reader import Serving


@dataclass(frozen=True, slots=True)
class LikelyShortage:
    """A drug with its highest score in a place and the places below it, and in how many of them it has one.

    `region`: where the score is highest. `product_code` is None for a product that the register no longer has.
    """

    drug: str
    score: float
    horizon_days: int
    region: int
    places: int
    product_code: str | None


_LIKELY = f"""
SELECT drug, score, horizon_days, region, places, product_code
FROM ranked_risk LEFT JOIN product USING (product) WHERE place = $place AND rank <= $most AND {VISIBLE} ORDER BY rank
"""


def likely_shortages(serving: Serving, *, place: int, within: int, most: int) -> list[LikelyShortage]:
    """The drugs with the highest scores in the place and the places below it, the highest first; 50 are kept."""
    rows = serving.ask(_LIKELY, {"place": place, "within": within, "most": most})
    return [LikelyShortage(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class RiskFound:
    """The score of a drug in one place. `parts`: what each indicator adds, the most first."""

    region: int
    score: float
    horizon_days: int
    parts: tuple[RiskPartFound, ...]


@dataclass(frozen=True, slots=True)
class RiskPartFound:
    """What one indicator adds to a score, in log odds; `place`: where it warns, the place itself or one above."""

    indicator: str
    severity: str
    month: str
    place: int
    contribution: float


_OF_DRUG = f"""
WITH shown AS (
    SELECT region, drug, score, horizon_days FROM risk WHERE drug = $drug AND region IN {REGIONS_OF_PLACE}
    ORDER BY score DESC, region LIMIT $most
)
SELECT shown.region, score, horizon_days, indicator, severity, month, part.place, contribution
FROM shown JOIN risk_part AS part USING (region, drug)
ORDER BY score DESC, shown.region, contribution DESC, indicator
"""


def risks_of_drug(serving: Serving, *, drug: str, place: int, within: int, most: int) -> list[RiskFound]:
    """The scores of one drug in the place and the places below it with their parts, the highest first."""
    rows = serving.ask(_OF_DRUG, {"drug": drug, "place": place, "within": within, "most": most})
    found: dict[int, tuple[float, int, list[RiskPartFound]]] = {}
    for region, score, days, *part in rows:
        found.setdefault(region, (score, days, []))[2].append(RiskPartFound(*part))
    return [RiskFound(region, score, days, tuple(parts)) for region, (score, days, parts) in found.items()]
