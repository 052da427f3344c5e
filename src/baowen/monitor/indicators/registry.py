"""Every family of indicators, and every indicator by its name."""

from __future__ import annotations

from typing import Final

from baowen.monitor.indicators import (
    answers,
    concentration,
    cover,
    delivery,
    essential,
    listed_price,
    marks,
    payment,
    price_paid,
    price_rise,
    price_spread,
    purchase,
    repeats,
    reporting,
    stock,
    stockout,
    stop,
    stop_use,
    suppliers,
    vbp,
)
from baowen.monitor.indicators.family import Family, Indicator

# The dearest first: run side by side, the cheap ones fill what is left of the time.
FAMILIES: Final[dict[str, Family]] = {
    module.FAMILY.name: module.FAMILY
    for module in (
        stock,
        purchase,
        stockout,
        delivery,
        price_spread,
        price_paid,
        stop,
        price_rise,
        vbp,
        payment,
        reporting,
        essential,
        answers,
        suppliers,
        concentration,
        stop_use,
        cover,
        listed_price,
        repeats,
        marks,
    )
}
FAMILY_OF: Final[dict[str, Family]] = {one.name: family for family in FAMILIES.values() for one in family.indicators}
INDICATORS: Final[dict[str, Indicator]] = {one.name: one for family in FAMILIES.values() for one in family.indicators}


def keys_of(indicator: str) -> tuple[str, ...]:
    """Every policy entry that an indicator reads, the thresholds first."""
    return (*INDICATORS[indicator].threshold_keys(), *FAMILY_OF[indicator].policy_keys())
