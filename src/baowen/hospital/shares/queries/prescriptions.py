"""Recorded indicators of prescriptions: a place's institutions, one institution's months with its peers' median.

HOS-2.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from baowen.core.home import Home
from baowen.core.period import Month
from baowen.core.policy import load_packs
from baowen.hospital.shares.prescribing import FEED, Measure, recorded, with_peers
from baowen.hospital.shares.queries.counts import place_codes
from baowen.hospital.shares.queries.shares import scope
from baowen.lake.store import Lake
from baowen.orgs.permissions import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class PrescriptionLine:
    """One institution in one month; by measure its share, that of its peers (the median of its level among all
    institutions known here) and its change against the month before; None where it was not reported."""

    code: str
    name: str
    region: str
    level: str
    month: str
    shares: dict[Measure, float | None]
    peers: dict[Measure, float | None]
    changes: dict[Measure, float | None]


def prescription_months(home: Home) -> list[str]:
    """The months of which something was reported, the newest first."""
    return sorted(Lake(home.lake).months(FEED), reverse=True)


def prescription_lines(home: Home, actor: Actor, *, region: str = "", month: str = "") -> list[PrescriptionLine]:
    """The institutions of a place in a month ("" for the newest that anybody reported), by place and code."""
    months = prescription_months(home)
    month = month or (months[0] if months else "")
    if month not in months:
        return []
    asked = Month.parse(month)
    rows = _known(home, [asked.plus(-1), asked]).filter(scope(actor, region))
    return sorted(_lines(rows, {month}), key=lambda one: (one.region, one.code))


def own_prescriptions(home: Home, actor: Actor, code: str) -> list[PrescriptionLine]:
    """One institution's months, the newest first; none where it is not one that the actor sees."""
    months = prescription_months(home)
    if not months:
        return []
    last = Month.parse(months[0])
    ruling = load_packs().ruling(home.region, last.last)
    shown = ruling.entry("hospital.prescription.months").whole()
    rows = _known(home, [*last.plus(-shown).until(last)]).filter(scope(actor, "") & (pl.col("code") == code))
    wanted = {str(one) for one in last.plus(1 - shown).until(last)}
    return sorted(_lines(rows, wanted), key=lambda one: one.month, reverse=True)


def _known(home: Home, months: list[Month]) -> pl.DataFrame:
    lake = Lake(home.lake)
    orgs = lake.read("organisation", columns=["org", "org_code", "org_name", "region", "org_level"])
    rows = recorded(lake, months)
    if orgs is None:
        return with_peers(rows.clear(), pl.DataFrame(schema={"org": pl.Int32, "level": pl.String})).with_columns(
            code=pl.lit(""), name=pl.lit(""), region=pl.lit(0)
        )
    orgs = orgs.select("org", "region", code="org_code", name="org_name", level=pl.col("org_level").fill_null(""))
    return with_peers(rows, orgs.select("org", "level")).join(orgs.drop("level"), on="org")


def _lines(rows: pl.DataFrame, wanted: set[str]) -> list[PrescriptionLine]:
    held = {(row["code"], row["month"]): row for row in rows.iter_rows(named=True)}
    found = []
    for (code, month), row in held.items():
        if month not in wanted:
            continue
        before = held.get((code, str(Month.parse(month).plus(-1))), {})
        found.append(PrescriptionLine(
            code=code, name=row["name"] or code, region=place_codes().get(row["region"] or 0, ""), level=row["level"],
            month=month, shares={one: row[one.value] for one in Measure},
            peers={one: row[f"{one.value}_peers"] for one in Measure},
            changes={one: _change(row[one.value], before.get(one.value)) for one in Measure},
        ))  # fmt: skip
    return found


def _change(now: float | None, then: float | None) -> float | None:
    return None if now is None or then is None else now - then
