"""Unfolds a signal: formula, clause, parameters, months, and the very rows, as the lake stood when it was raised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from baowen.collect.feeds import FEEDS
from baowen.collect.places import place_table
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
from baowen.monitor.names import ORGANISATION_COLUMNS, PRODUCT_COLUMNS, Names, names_for
from baowen.monitor.queries import RANK, RunRow, SightingRow, SignalDetail, last_day, run_of, signal_detail
from baowen.monitor.rules_in_force import RulesInForce, rules_in_force
from baowen.monitor.tables import open_tables

HIDDEN = {"key_hash", "row_hash", "order_line_hash", "superseded_by", "state"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The one finding of a signal that is looked into: its month, place and subject, and the run that saw it last.

    `sighting` is None for a signal that was withdrawn: its place and subject are the signal's own then.
    """

    detail: SignalDetail
    found: Found
    sighting: SightingRow | None
    run: RunRow | None
    names: Names

    @property
    def place(self) -> tuple[str, str]:
        return self.names.region(self.found.region)

    @property
    def about(self) -> tuple[str, str]:
        return self.names.subject(self.found.subject_type, self.found.subject)

    @property
    def lake_versions(self) -> dict[str, int]:
        return self.detail.row.lake_versions if self.run is None else self.run.lake_versions


@dataclass(frozen=True, slots=True)
class Unfolded:
    """A signal with everything behind it. `rows` are the lake's rows of the finding chosen, codes in place of keys,
    with the file and the line that each came from; `total` counts them before the limit."""

    chosen: Chosen
    indicator: Indicator
    parameters: tuple[Entry, ...]
    rows: pl.DataFrame
    total: int

    @property
    def detail(self) -> SignalDetail:
        return self.chosen.detail

    @property
    def month(self) -> str:
        return self.chosen.found.month


def choose(
    home: Home, number: str, *, month: str | None = None, place: str | None = None, subject: str | None = None,
    detail: SignalDetail | None = None,
) -> Chosen:  # fmt: skip
    """One finding of a signal: of the newest month and the gravest unless told; `place` and `subject` are codes.

    `detail`: the signal where the caller has read it already. BaowenError for an unknown number, and for a month, place
    or subject that the signal does not have.
    """
    detail = detail or signal_detail(number, repeat_months=repeat_months(home))
    names = names_of(Lake(home.lake))
    row, wanted = detail.row, _month(month) if month else detail.row.period_last
    fits = [
        one
        for one in detail.sightings
        if one.month == wanted
        and place in (None, names.region(one.region)[0])
        and subject in (None, names.subject(one.subject_type, one.subject)[0])
    ]
    if not fits and (place or subject):
        raise BaowenError(
            f"{number} 在 {wanted} 没有这个地区或对象；baowen unfold {number} 列出全部",
            f"{number} has no such place or subject in {wanted}; baowen unfold {number} lists them",
        )
    best = max(fits, key=lambda one: (-RANK[one.severity], one.region == detail.region, one.weight), default=None)
    region, kind, key, run = detail.region, row.subject_type, detail.subject, None
    if best is not None:
        region, kind, key = best.region, best.subject_type, best.subject
        run = detail.run if detail.run and detail.run.id == best.run_id else run_of(best.run_id)
    as_of = run.as_of if run else detail.as_of
    found = Found(indicator=row.indicator, month=wanted, region=region, subject_type=kind, subject=key, as_of=as_of)
    return Chosen(detail, found, best, run, names)


def repeat_months(home: Home) -> int:
    """Over how many months the pack counts repeated warnings."""
    newest = load_packs().ruling(home.region, last_day() or date.max)
    return newest.entry("monitor.signal.repeat_months").whole()


def names_of(lake: Lake) -> Names:
    """Codes and names from the registers as they are now."""
    return names_for(
        places=place_table(lake),
        products=lake.read("catalogue", columns=PRODUCT_COLUMNS),
        orgs=lake.read("organisation", columns=ORGANISATION_COLUMNS),
    )


def unfold(
    home: Home,
    number: str,
    *,
    month: str | None = None,
    place: str | None = None,
    subject: str | None = None,
    limit: int = 1000,
    detail: SignalDetail | None = None,
) -> Unfolded:
    """Everything behind one finding of a signal (see `choose`), with at most `limit` rows."""
    chosen = choose(home, number, month=month, place=place, subject=subject, detail=detail)
    found, indicator = chosen.found, INDICATORS[chosen.found.indicator]
    lake = Lake(home.lake)
    engine = open_engine(lake)
    rules = rules_then(home, lake, chosen)
    tables = open_tables(lake, engine, calendar=rules.calendar, versions=chosen.lake_versions)
    rows = engine.run(indicator.rows(found, tables))
    shown = _readable(lake, rows.sort(*[name for name in ("batch", "row") if name in rows.columns]).head(limit))
    return Unfolded(chosen, indicator, _parameters(chosen.place[0], indicator, found.month), shown, rows.height)


def rules_then(home: Home, lake: Lake, chosen: Chosen) -> RulesInForce:
    """What policy and calendar say for the run that saw the finding."""
    places = place_table(lake)
    home_key = dict(places.select("code", "region").iter_rows())[home.region]
    as_of = chosen.found.as_of or chosen.detail.as_of
    return rules_in_force(home, as_of=as_of, first=_first(lake, as_of), places=places, home_key=home_key)


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
    shown = rows.drop([name for name in rows.columns if name in HIDDEN])
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
    row, names = found.detail.row, found.chosen.names
    place, about = found.chosen.place, found.chosen.about
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
        "silences": found.detail.consequences,
        "parameters": [
            {"key": one.key, "value": one.value, "unit": one.unit, "clause": one.clause, "basis": str(one.basis)}
            for one in found.parameters
        ],
        "months": [sighting_document(one, names) for one in found.detail.sightings],
        "month": found.month,
        "place_code": place[0],
        "place_name": place[1],
        "about_code": about[0],
        "about_name": about[1],
        "rows_total": found.total,
        "rows": found.rows.to_dicts(),
    }


def sighting_document(one: SightingRow, names: Names) -> dict[str, Any]:
    """One sighting with codes and names in place of keys."""
    place, about = names.region(one.region), names.subject(one.subject_type, one.subject)
    fields = {
        name: getattr(one, name) for name in one.__dataclass_fields__ if name not in {"region", "subject", "run_id"}
    }
    told = {"region_code": place[0], "region_name": place[1], "subject_code": about[0], "subject_name": about[1]}
    return {"month": one.month, **told, **fields}
