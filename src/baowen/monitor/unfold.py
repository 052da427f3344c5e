"""Unfolds a signal: formula, clause, parameters, months, and the very rows, as the lake stood when it was raised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from baowen.collect.feeds import FEEDS
from baowen.collect.queries import files_of
from baowen.core.home import Home
from baowen.core.period import Month
from baowen.core.policy import Entry, load_packs
from baowen.core.problems import BaowenError
from baowen.lake.engine import open_engine
from baowen.lake.store import Lake
from baowen.monitor.horizon import data_months
from baowen.monitor.indicators.family import Indicator
from baowen.monitor.indicators.registry import INDICATORS, keys_of
from baowen.monitor.indicators.rows import Found
from baowen.monitor.queries import SignalDetail, signal_detail
from baowen.monitor.rules_in_force import rules_in_force
from baowen.monitor.tables import open_tables

_HIDDEN = {"key_hash", "row_hash", "order_line_hash", "superseded_by", "state"}


@dataclass(frozen=True, slots=True)
class Unfolded:
    """A signal with everything behind it. `rows` are the lake's rows of `month`, codes in place of keys, with the
    file and the line that each came from; `total` counts them before the limit."""

    detail: SignalDetail
    indicator: Indicator
    parameters: tuple[Entry, ...]
    month: str
    rows: pl.DataFrame
    total: int


def unfold(home: Home, number: str, *, month: str | None = None, limit: int = 1000) -> Unfolded:
    """Everything behind a signal in one of its months, the newest unless told; BaowenError for an unknown number."""
    detail = signal_detail(number)
    row = detail.row
    wanted = _month(month) if month else row.period_last
    indicator = INDICATORS[row.indicator]
    lake = Lake(home.lake)
    engine = open_engine(lake)
    places = pl.DataFrame({"region": [detail.region], "code": [row.region_code]})
    rules = rules_in_force(
        home, as_of=detail.as_of, first=_first(lake, detail.as_of), places=places, home_key=detail.region
    )
    tables = open_tables(lake, engine, calendar=rules.calendar, versions=row.lake_versions)
    found = Found(
        indicator=row.indicator,
        month=wanted,
        region=detail.region,
        subject_type=row.subject_type,
        subject=detail.subject,
        as_of=detail.as_of,
    )
    rows = engine.run(indicator.rows(found, tables))
    shown = _readable(lake, rows.sort(*[name for name in ("batch", "row") if name in rows.columns]).head(limit))
    return Unfolded(detail, indicator, _parameters(row.region_code, indicator, wanted), wanted, shown, rows.height)


def _month(text: str) -> str:
    try:
        return str(Month.parse(text))
    except ValueError:
        raise BaowenError(f"月份应写作 YYYY-MM，不是 {text}", f"a month is YYYY-MM, not {text}") from None


def _first(lake: Lake, as_of: date) -> Month:
    return Month.parse(data_months(lake, until=Month.of(as_of))[0])


def _parameters(region_code: str, indicator: Indicator, month: str) -> tuple[Entry, ...]:
    """The policy entries that the indicator reads there on the last day of the month, and the clause that orders it."""
    ruling = load_packs().ruling(region_code, Month.parse(month).last)
    keys = (*keys_of(indicator.name), f"monitor.{indicator.name}.duty")
    return tuple(entry for key in keys if (entry := ruling.get(key)) is not None)


def _readable(lake: Lake, rows: pl.DataFrame) -> pl.DataFrame:
    """Codes in place of keys, and the file and line of each row in place of its batch."""
    shown = rows.drop([name for name in rows.columns if name in _HIDDEN])
    for table, key, code in (("catalogue", "product", "product_code"), ("organisation", "org", "org_code")):
        register = lake.read(table, columns=[key, code])
        if register is None:
            continue
        for column in _columns_of(table, shown):
            names = register.rename({key: column, code: f"{column}_code"})
            if f"{column}_code" not in shown.columns:
                shown = shown.join(names, on=column, how="left", maintain_order="left").drop(column)
    if "batch" in shown.columns:
        files = files_of(shown["batch"].drop_nulls())
        shown = shown.with_columns(
            file=pl.col("batch").replace_strict(files, default="", return_dtype=pl.String), line=pl.col("row")
        ).drop("batch", "row")
    return shown


def _columns_of(table: str, rows: pl.DataFrame) -> list[str]:
    if table == "catalogue":
        return [name for name in ("product",) if name in rows.columns]
    kinds = {column.stored_name for feed in FEEDS.values() for column in feed.columns if column.kind.value == "org"}
    return [name for name in rows.columns if name in kinds]


def as_document(found: Unfolded) -> dict[str, Any]:
    """The unfolded signal as one JSON document."""
    row = found.detail.row
    return {
        "signal_id": row.number,
        **{name: getattr(row, name) for name in row.__dataclass_fields__ if name != "number"},
        "title": found.indicator.zh,
        "title_en": found.indicator.en,
        "formula": found.indicator.formula_zh,
        "formula_en": found.indicator.formula_en,
        "unit": found.indicator.unit_zh,
        "page": f"docs/indicators/{found.indicator.page}.md",
        "as_of": found.detail.as_of,
        "parameters": [
            {"key": one.key, "value": one.value, "unit": one.unit, "clause": one.clause, "basis": str(one.basis)}
            for one in found.parameters
        ],
        "months": [{name: getattr(one, name) for name in one.__dataclass_fields__} for one in found.detail.sightings],
        "month": found.month,
        "rows_total": found.total,
        "rows": found.rows.to_dicts(),
    }
