"""Computes all progress as of a day: what the lake has, through columns or the engine, judged and named. No records.

Where the lake is this machine's, purchases are added up by columns; another engine computes the same expressions.
Requirements: VBP-5, VBP-6, VBP-11.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from baowen.collect.places import place_table
from baowen.core.period import Month
from baowen.core.policy import Ruling
from baowen.lake.engine import ENGINE_VARIABLE, Engine, open_engine
from baowen.lake.store import Lake
from baowen.monitor.calendar_table import CALENDAR
from baowen.monitor.indicators.tables import Tables
from baowen.monitor.indicators.vbp_progress import members
from baowen.monitor.tables import ORDERS, TRADE, open_tables
from baowen.vbp.progress.admission import with_first_days
from baowen.vbp.progress.columns import Given, sums_by_columns
from baowen.vbp.progress.facts import contracts, cycle_sums, marked_products, pack_contents
from baowen.vbp.progress.judging import JUDGED, judged
from baowen.vbp.progress.marks import CatalogueDrug
from baowen.vbp.progress.rules import Limits

# Whole numbers first: a sort by words takes twice as long, and the last ones decide where the first are equal.
_ORDER: Final = ["owner", "product", "starts_on"]
_SEASON_MONTHS: Final = 12
_KEPT: Final = [
    "round_code", "lot", "owner", "product", "region", "starts_on", "ends_on", "is_alliance", "agreed", "counted",
    "ordered", "received", "delivered", "months_bought", "first_at", "bought_first_at", "bought_last_at", "first_on",
    "same_yuan", "substitute_yuan", *JUDGED,
]  # fmt: skip
_CATALOGUE: Final = {"product": pl.Int32, "product_code": pl.String, "drug_key": pl.String, "generic_name": pl.String,
                     "spec": pl.String, "maker_name": pl.String}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Computed:
    """`rows`: a contract a row, sorted by owner. `seen_on`: up to which day purchases are known."""

    rows: pl.DataFrame
    seen_on: date


def limits_of(ruling: Ruling) -> Limits:
    """What the pack says about progress. UnknownEntryError where it lacks an entry."""

    def number(key: str) -> float:
        return float(ruling.entry(key).number())

    counts = {str(item) for item in ruling.entry("vbp.non_selected.counts").items()}
    return Limits(
        numerator=ruling.entry("vbp.progress.numerator").text(), ahead=number("vbp.progress.ahead"),
        behind=number("vbp.progress.behind"), warn_share=number("vbp.progress.warn_share"),
        first_month=ruling.entry("vbp.check.first_month").whole(),
        recent_months=ruling.entry("vbp.progress.recent_months").whole(),
        stop_months=ruling.entry("vbp.progress.stop_months").whole(),
        sudden_multiple=number("vbp.progress.sudden_multiple"), end_multiple=number("vbp.progress.end_multiple"),
        ease_share=number("vbp.progress.ease_share"), coverage=number("vbp.progress.forecast_coverage"),
        forecast_months=ruling.entry("vbp.progress.forecast_months").whole(),
        most_non_selected=number("vbp.non_selected.most"), counts_substitutes="substitute" in counts,
        seasonal=ruling.entry("monitor.vbp.seasonal").flag(),
    )  # fmt: skip


def known_until(lake: Lake, as_of: date) -> date | None:
    """Up to which day, at most `as_of`, purchases are known; None where there are none. A month that is known further
    than the day can't be cut: the one before it is the last that counts."""
    months = [name for name in lake.months(ORDERS) if name <= str(Month.of(as_of))]
    if not months:
        return None
    lazy = lake.scan(ORDERS, months=months[-1:])
    last: date | None = None if lazy is None else lazy.select(pl.col("last_day").max()).collect().item()
    month = Month.parse(months[-1])
    if last is None:
        return month.plus(-1).last
    return last if last <= as_of else month.plus(-1).last


def catalogue_drugs(lake: Lake) -> list[CatalogueDrug]:
    """The products of the catalogue as marks.marks_table asks for them."""
    rows = lake.read("catalogue", columns=["product", "product_code", "drug_key", "generic_name"])
    if rows is None:
        return []
    filled = rows.with_columns(pl.col("drug_key", "generic_name").fill_null(""))
    return [CatalogueDrug(key=key, code=code, drug=drug, generic_name=name) for key, code, drug, name in filled.rows()]


def computed(
    lake: Lake, marks: pl.DataFrame, as_of: date, limits: Limits, *, known: pl.DataFrame | None = None
) -> Computed:  # fmt: skip
    """All progress as of a day. `marks`: marks.marks_table of the rounds in the records; `known`: the rows of an
    earlier run, whose days of first orders are kept."""
    seen_on = known_until(lake, as_of) or as_of
    engine = open_engine(lake)
    tables = open_tables(lake, engine, calendar=pl.DataFrame(schema=CALENDAR))
    belonging = engine.run(members(tables.organisation))
    if _is_elsewhere():
        sums = _sums_by_engine(engine, tables, marks, seen_on, limits)
    else:
        given = _given(engine, tables, marks, belonging)
        sums = sums_by_columns(
            lake, given, seen_on, numerator=limits.numerator, recent_months=limits.recent_months
        )  # fmt: skip
    if limits.seasonal:
        sums = _with_season(sums, lake, seen_on)
    rows = with_first_days(judged(sums, seen_on, limits), lake, belonging, known)
    return Computed(rows=_named(rows.select(_KEPT).sort(_ORDER, maintain_order=True), lake), seen_on=seen_on)


def _is_elsewhere() -> bool:
    """Whether another engine than DuckDB was chosen: then it computes, and nothing is read here."""
    return (os.environ.get(ENGINE_VARIABLE) or "duckdb") != "duckdb"


def _sums_by_engine(
    engine: Engine, tables: Tables, marks: pl.DataFrame, day: date, limits: Limits
) -> pl.DataFrame:  # fmt: skip
    return engine.run(cycle_sums(
        tables, engine.local(marks), day, numerator=limits.numerator, recent_months=limits.recent_months
    ))  # fmt: skip


def _given(engine: Engine, tables: Tables, marks: pl.DataFrame, belonging: pl.DataFrame) -> Given:
    rounds = engine.local(marks)
    return Given(
        contracts=engine.run(contracts(tables, rounds)), marks=engine.run(marked_products(tables, rounds)),
        packs=engine.run(pack_contents(tables)), members=belonging,
    )  # fmt: skip


def _named(rows: pl.DataFrame, lake: Lake) -> pl.DataFrame:
    """With the codes of owner, place and product, and a drug's name: what pages show without asking the lake again.

    Words become categories in the small tables, before they are joined: else each of millions of rows is hashed anew.
    """
    places = place_table(lake).select("region", region_code=pl.col("code").cast(pl.Categorical))
    orgs = organisation_names(lake).select(owner="org", owner_code="org_code", owner_name=_word("org_name"))
    goods = catalogue_names(lake).select("product", _word("product_code"), _word("product_name"))
    named = rows.with_columns(pl.col("round_code", "lot").cast(pl.Categorical))
    for key, small in (("owner", orgs), ("product", goods), ("region", places)):
        named = named.join(small, on=key, how="left", maintain_order="left")
    named = named.with_columns(_word(name).fill_null("") for name in ("region_code", "owner_name", "product_name"))
    for name, key in (("owner_code", "owner"), ("product_code", "product")):
        if named[name].null_count():
            told = pl.col(key).cast(pl.String).cast(named.schema[name])
            named = named.with_columns(pl.col(name).fill_null(told))
    return named


def _word(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Categorical)


def organisation_names(lake: Lake) -> pl.DataFrame:
    """org, org_code, org_name of every organisation of the lake."""
    schema = {"org": pl.Int32, "org_code": pl.String, "org_name": pl.String}
    found = lake.read("organisation", columns=list(schema))
    return pl.DataFrame(schema=schema) if found is None else found


def catalogue_names(lake: Lake) -> pl.DataFrame:
    """product, product_code and what people call it: name, strength, maker."""
    found = lake.read("catalogue", columns=list(_CATALOGUE))
    rows = pl.DataFrame(schema=_CATALOGUE) if found is None else found
    words = pl.concat_str("generic_name", "spec", "maker_name", separator=" ", ignore_nulls=True)
    return rows.select("product", "product_code", product_name=words)


def _with_season(sums: pl.DataFrame, lake: Lake, day: date) -> pl.DataFrame:
    """With `season`: the share of a year's purchases of the drug that lies in the months that are over.

    The year is the twelve months before the cycle; where one of them is not known the season says nothing.
    """
    lazy = lake.scan(TRADE)
    if lazy is None:
        return sums
    content = sums.select("product", "drug", "content").unique()
    used = lazy.filter(pl.col("level") == "province").select("month", "product", "ordered_quantity").collect()
    at = pl.col("month").str.slice(0, 4).cast(pl.Int64) * 12 + pl.col("month").str.slice(5, 2).cast(pl.Int64) - 1
    used = used.join(content, on="product").with_columns(
        at=at, used=pl.col("ordered_quantity").cast(pl.Float64) * pl.col("content")
    )
    monthly = {
        (drug, when): packs for drug, when, packs in used.group_by("drug", "at").agg(pl.col("used").sum()).iter_rows()
    }
    now = day.year * 12 + day.month - 1
    cycles = sums.select("drug", "first_at", "last_at").unique()
    shares = [season_of(monthly, drug, first, last, min(now, last)) for drug, first, last in cycles.iter_rows()]
    season = cycles.with_columns(season=pl.Series(shares, dtype=pl.Float64))
    return sums.join(season, on=["drug", "first_at", "last_at"], how="left")


def season_of(monthly: dict[tuple[str, int], float], drug: str, first: int, last: int, now: int) -> float | None:
    """The share of a cycle's expected use that lies up to the month `now`, by the months of the year before it."""
    year = {when % 12: monthly.get((drug, when)) for when in range(first - _SEASON_MONTHS, first)}
    if any(packs is None for packs in year.values()):
        return None
    whole = sum(year[when % 12] or 0.0 for when in range(first, last + 1))
    return sum(year[when % 12] or 0.0 for when in range(first, now + 1)) / whole if whole > 0 else None
