"""Contracts of a run, and the same added up by hospital, product and place; scoped to whoever asks. VBP-5, 6, 11.

Departments see their place and below; a hospital sees its own contracts, and those of its alliance's lead. The file is
read with the filter pushed down: groups of rows that hold none of the rows asked for are never read.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

import polars as pl

from baowen.core.home import Home
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, decide, require
from baowen.orgs.queries import codes_within, organisation
from baowen.orgs.regions import NATION_CODE, load_regions
from baowen.vbp.progress.admission import days_to_first
from baowen.vbp.progress.queries.runs import RunView
from baowen.vbp.progress.rules import months_to_first
from baowen.vbp.progress.states import Band, Oddity, Outlook
from baowen.vbp.progress.store import results

_LAGS: Final = [Band.BEHIND.value, Band.FAR_BEHIND.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractLine:
    """One contract. Packs unless said otherwise; shares between 0 and 1; `share` is that of non-selected purchases of
    the lot, same_yuan and substitute_yuan what they cost. `first_months`: months to the first order, None without."""

    owner_code: str
    owner_name: str
    region_code: str
    round_code: str
    lot: str
    product_code: str
    product_name: str
    starts_on: date
    ends_on: date
    is_alliance: bool
    agreed: float
    counted: float
    ordered: float
    received: float
    delivered: float
    schedule: float
    progress: float
    ratio: float
    band: Band
    oddities: frozenset[Oddity]
    forecast: float | None
    low: float | None
    high: float | None
    outlook: Outlook
    still_to_buy: float
    share: float | None
    same_yuan: float
    substitute_yuan: float
    first_months: int | None
    first_on: date | None
    first_days: int | None
    first_at: int
    bought_first_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SumLine:
    """Contracts added up: how many stand where; `progress` (at most 1 of each) and `schedule` are means over contracts.
    `key` and `name`: of the hospital, product or place."""

    key: str
    name: str
    region_code: str
    contracts: int
    done: int
    behind: int
    unbought: int
    non_selected: int
    missed: int
    progress: float
    schedule: float


def may_see(actor: Actor, region: str) -> bool:
    """Whether somebody sees the contracts of a place: departments do, of their place and below."""
    return decide(actor, Act.VBP_READ, region, regions=load_regions()).allowed


def scoped(actor: Actor, region: str = "") -> pl.Expr:
    """The rows that somebody may see, within a place. NotAllowedError for who may see neither a place nor its own."""
    regions = load_regions()
    if decide(actor, Act.VBP_READ, actor.region, regions=regions).allowed:
        where = region or actor.region
        require(actor, Act.VBP_READ, where, regions=regions)
        return pl.lit(True) if where == NATION_CODE else pl.col("region_code").is_in(list(codes_within(where)))
    require(actor, Act.VBP_REPORT, actor.region, regions=regions, organisation=actor.organisation)
    return pl.col("owner_code").is_in(_own_codes(actor))


def _seen(home: Home, run: RunView, actor: Actor, region: str) -> pl.LazyFrame:
    return results(home, run.sha256).filter(scoped(actor, region))


def _own_codes(actor: Actor) -> list[str]:
    own = organisation(actor.organisation)
    return [actor.organisation, *([own.alliance] if own is not None and own.alliance else [])]


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """Which contracts are asked for; "" for any. `band` and `oddity` are the words of states."""

    region: str = ""
    hospital: str = ""
    product: str = ""
    band: str = ""
    oddity: str = ""


def contract_lines(
    home: Home, run: RunView, actor: Actor, asked: Narrowed, *, limit: int = 200
) -> list[ContractLine]:  # fmt: skip
    """Contracts that somebody may see, the worst first. BaowenError for a word that names no band and no oddity."""
    rows = _seen(home, run, actor, asked.region)
    if asked.hospital:
        rows = rows.filter(pl.col("owner_code") == asked.hospital)
    if asked.product:
        rows = rows.filter(pl.col("product_code") == asked.product)
    if asked.band:
        rows = rows.filter(pl.col("band") == _word(Band, asked.band))
    if asked.oddity:
        rows = rows.filter(pl.col(_word(Oddity, asked.oddity)))
    worst = pl.col("band").is_in(_LAGS)
    found = rows.sort([worst, pl.col("ratio")], descending=[True, False], maintain_order=True).head(limit).collect()
    return [_line(row) for row in found.iter_rows(named=True)]


def _word(kind: Any, word: str) -> str:
    if word not in set(kind):
        known = "、".join(kind)
        raise BaowenError(f"“{word[:40]}”无法识别；可用：{known}", f"unknown word; use one of {', '.join(kind)}")
    return word


def _line(row: dict[str, Any]) -> ContractLine:
    given = {one.name: row[one.name] for one in fields(ContractLine) if one.name in row}
    return ContractLine(
        **given | {"band": Band(row["band"]), "outlook": Outlook(row["outlook"])},
        oddities=frozenset(oddity for oddity in Oddity if row[oddity.value]),
        first_months=months_to_first(row["starts_on"], row["bought_first_at"]),
        first_days=days_to_first(row["starts_on"], row["first_on"]),
    )  # fmt: skip


def hospital_sums(home: Home, run: RunView, actor: Actor, *, region: str = "", limit: int = 200) -> list[SumLine]:
    """Hospitals that somebody may see, those with the most contracts behind first."""
    return _sums(_seen(home, run, actor, region), ["owner_code", "owner_name", "region_code"], limit)


def product_sums(home: Home, run: RunView, actor: Actor, *, region: str = "", limit: int = 200) -> list[SumLine]:
    """Selected products over the hospitals that somebody may see."""
    return _sums(_seen(home, run, actor, region), ["product_code", "product_name"], limit)


def place_sums(home: Home, run: RunView, actor: Actor, *, region: str = "") -> list[SumLine]:
    """The places below one, each with all contracts in it and below."""
    regions = load_regions()
    where = region or actor.region
    below = {code: child.code for child in regions.children(where) for code in regions.codes_within(child.code)}
    rows = _added(_seen(home, run, actor, region).with_columns(
        place=pl.col("region_code").replace_strict(below, default=where, return_dtype=pl.String)
    ), ["place"])  # fmt: skip
    return [_sum(row, "place", "place") for row in rows.sort("place").collect().iter_rows(named=True)]


def whole_sum(home: Home, run: RunView, actor: Actor, *, region: str = "") -> SumLine | None:
    """All contracts that somebody may see, added up; None where there is none."""
    rows = _seen(home, run, actor, region).with_columns(place=pl.lit(region or actor.region))
    found = [_sum(row, "place", "place") for row in _added(rows, ["place"]).collect().iter_rows(named=True)]
    return found[0] if found else None


def _sums(seen: pl.LazyFrame, keys: list[str], limit: int) -> list[SumLine]:
    rows = _added(seen, keys)
    ordered = rows.sort([pl.col("behind"), pl.col("progress"), pl.col(keys[0])], descending=[True, False, False])
    found = ordered.head(limit).collect()
    return [_sum(row, keys[0], keys[1]) for row in found.iter_rows(named=True)]


def _added(rows: pl.LazyFrame, keys: list[str]) -> pl.LazyFrame:
    return rows.group_by(keys).agg(
        contracts=pl.len(), done=(pl.col("band") == Band.DONE.value).sum(), behind=pl.col("band").is_in(_LAGS).sum(),
        unbought=pl.col(Oddity.UNBOUGHT.value).sum(), non_selected=pl.col(Oddity.NON_SELECTED.value).sum(),
        missed=(pl.col("outlook") == Outlook.MISSED.value).sum(),
        progress=pl.min_horizontal("progress", pl.lit(1.0)).mean(), schedule=pl.col("schedule").mean(),
    )  # fmt: skip


def _sum(row: dict[str, Any], key: str, name: str) -> SumLine:
    given: dict[str, Any] = {one.name: row.get(one.name) for one in fields(SumLine)}
    return SumLine(**given | {"key": row[key], "name": row[name], "region_code": row.get("region_code") or ""})
