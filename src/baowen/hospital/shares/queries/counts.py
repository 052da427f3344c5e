"""The counts of all institutions with who they are and their targets, kept for as long as the lake stays the same.

HOS-1.

Kept in this process: a page asks for one period of one table that took two seconds to make.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import polars as pl

from baowen.core.home import Home, open_home
from baowen.core.period import Month
from baowen.core.policy import load_packs
from baowen.hospital.shares.computing import ORDERS, counted, marks
from baowen.hospital.shares.kinds import Period
from baowen.hospital.shares.models import WholeCount
from baowen.hospital.shares.rules import SHOWN, windows
from baowen.lake.store import Lake
from baowen.monitor.indicators.essential import EssentialParameters
from baowen.monitor.indicators.parameter import read_parameters
from baowen.orgs.regions import load_regions

_READ = (ORDERS, "catalogue", "organisation", "list_entry")
ALLIANCE = "alliance"
Versions = tuple[tuple[str, int | None], ...]


@dataclass(frozen=True)
class Counts:
    """Everything that is told by period: `rows` of institutions and of alliances that are counted as a whole (level
    alliance), `leads` by the code of each of their members, `editions` by month, the newest month."""

    rows: pl.DataFrame
    leads: dict[str, str]
    editions: dict[str, str]
    last: Month


def newest_month(home: Home) -> Month | None:
    """The newest month of which purchases are known; None where none are."""
    months = Lake(home.lake).months(ORDERS)
    return Month.parse(max(months)) if months else None


def counts(home: Home) -> Counts | None:
    """What was bought up to the newest month; None where no cycle has added purchases up yet."""
    last = newest_month(home)
    if last is None:
        return None
    lake = Lake(home.lake)
    versions = tuple((name, lake.version(name)) for name in _READ)
    wholes = tuple(WholeCount.objects.filter(as_whole=True).values_list("lead", flat=True))
    return _kept(home.root, versions, last, wholes)


@lru_cache(maxsize=2)
def _kept(root: Path, versions: Versions, last: Month, wholes: tuple[str, ...]) -> Counts:
    del versions  # part of the key alone: another state of the lake is counted anew
    lake = Lake(open_home(root).lake)
    known = marks(lake, last.plus(1 - SHOWN - 11), last)
    orgs = _organisations(lake)
    rows = counted(lake, last, known).join(orgs.drop("lead"), on="org")
    members = _members(orgs, wholes)
    if members.height:
        owners = dict(members.select("org", "lead_org").iter_rows())
        whole = counted(lake, last, known, owners=owners).join(orgs.drop("lead"), on="org")
        rows = pl.concat([rows, whole.with_columns(level=pl.lit(ALLIANCE))])
    return Counts(rows, dict(members.select("code", "lead").iter_rows()), dict(known.editions), last)


def _organisations(lake: Lake) -> pl.DataFrame:
    """Columns org, code, name, region (its key), level ("" where none is registered), lead ("" where none)."""
    found = lake.read("organisation")
    schema = {"org": pl.Int32, "code": pl.String, "name": pl.String, "region": pl.Int32, "level": pl.String,
              "lead": pl.String}  # fmt: skip
    if found is None:
        return pl.DataFrame(schema=schema)
    return found.select(
        "org", "region", code="org_code", name="org_name", level=pl.col("org_level").fill_null(""),
        lead=pl.col("parent_code").fill_null(""),
    ).select(pl.col(name).cast(kind) for name, kind in schema.items())  # fmt: skip


def _members(orgs: pl.DataFrame, wholes: tuple[str, ...]) -> pl.DataFrame:
    """The members of the alliances counted as a whole, their leads among them: org, code, lead, lead_org."""
    own = pl.col("code").is_in(list(wholes))
    held = orgs.filter(own | pl.col("lead").is_in(list(wholes)))
    held = held.with_columns(lead=pl.when(pl.col("code").is_in(list(wholes))).then("code").otherwise("lead"))
    return held.join(orgs.select(lead="code", lead_org="org"), on="lead").select("org", "code", "lead", "lead_org")


@lru_cache(maxsize=64)
def parameters(region: str, last: Month) -> EssentialParameters:
    """The targets in force at a place on the last day of a month."""
    return read_parameters(EssentialParameters, load_packs().ruling(region, last.last))


@lru_cache(maxsize=4)
def place_codes() -> dict[int, str]:
    """The codes of places by the numbers that facts carry."""
    return {one.key: one.code for one in load_regions().all()}


def labels(last: Month, kind: Period) -> list[str]:
    """The periods of a kind that are told, the newest first."""
    return [one.label for one in reversed(windows(last)) if one.kind is kind]
