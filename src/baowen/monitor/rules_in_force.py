"""What policy and calendar say for a run: parameters, thresholds by place, due days, and a digest of it all."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from baowen.core.calendar import load_calendar
from baowen.core.home import Home
from baowen.core.period import Month
from baowen.core.policy import Ruling, load_packs
from baowen.monitor.calendar_table import calendar_table
from baowen.monitor.thresholds import parameters, places_by_chain, thresholds, widest_lines


@dataclass(frozen=True, kw_only=True)
class RulesInForce:
    """`parameters`: by family (see thresholds.parameters). `ruling`: what rules the home's region on that day.

    `policy_version` is the ruling's digest, which `baowen policy show` prints.
    """

    parameters: dict[str, Any]
    ruling: Ruling
    chains: pl.DataFrame
    examples: dict[int, str]
    calendar: pl.DataFrame
    policy_version: str
    digest: str

    def thresholds(self, months: list[Month]) -> pl.DataFrame:
        """Thresholds of every indicator by chain and month."""
        return thresholds(load_packs(), self.examples, months)


def rules_in_force(home: Home, *, as_of: date, first: Month, places: pl.DataFrame, home_key: int) -> RulesInForce:
    """Everything that policy and calendar decide for a run as of a day over months from `first`."""
    packs = load_packs()
    ruling = packs.ruling(home.region, as_of)
    regions = dict(places.select("region", "code").iter_rows())
    chains, examples = places_by_chain(packs, regions)
    calendar = load_calendar(home.calendar if home.calendar.is_dir() else None)
    # To a fixed day of the next year: the digest below must not change from one month to the next.
    days = calendar_table(ruling, calendar, first=first.first, last=date(as_of.year + 1, 1, 31))
    rulings = [packs.ruling(code, as_of) for code in sorted(examples.values())]
    given = widest_lines(parameters(ruling, home=home_key), rulings)
    text = "|".join((repr(given), *(one.digest for one in rulings), days.write_csv()))
    return RulesInForce(
        parameters=given,
        ruling=ruling,
        chains=chains,
        examples=examples,
        calendar=days,
        policy_version=ruling.digest,
        digest=hashlib.sha256(text.encode()).hexdigest()[:16],
    )
