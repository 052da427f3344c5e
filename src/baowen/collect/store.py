"""Brings checked rows into the lake: declared things first, then references, then the rows in one commit."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from baowen.collect.contract import STORED_AS, Feed, Kind
from baowen.collect.feeds import FEEDS
from baowen.collect.intake import check
from baowen.collect.mapping import Declared
from baowen.collect.places import declare_places, place_table
from baowen.collect.references import Registers, resolve
from baowen.collect.tables import DERIVED, LINK_COLUMN, LINKED, OWN_KEY, sort_columns
from baowen.core.problems import BaowenError
from baowen.drugs.enrich import enrich_catalogue
from baowen.lake.keys import KeyRegister
from baowen.lake.merge import Merged, merge, with_hashes
from baowen.lake.store import REGISTER_MONTH, Lake
from baowen.orgs.regions import load_regions


@dataclass(frozen=True, slots=True)
class Stored:
    """What came of checked rows: what the lake took, and the problems of rows with unknown references."""

    merged: Merged
    problems: pl.DataFrame
    refused_rows: pl.Series


def registers(lake: Lake) -> Registers:
    """The codes that are known now."""
    places = place_table(lake)
    organisations = lake.read("organisation", columns=["org", "region"])
    known = pl.DataFrame(schema={"org": pl.Int32, "region": pl.Int32}) if organisations is None else organisations
    return Registers(
        keys={
            Kind.PRODUCT: KeyRegister(lake, "product").all(),
            Kind.ORG: KeyRegister(lake, "org").all(),
            Kind.REGION: places.select(code="code", key="region"),
        },
        org_region=known,
        regions=load_regions(),
    )


def declare(lake: Lake, declared: Declared, *, batch: int) -> None:
    """Add places, organisations and products that the mapping's source names itself; known ones are left alone."""
    if declared.places.height:
        declare_places(lake, declared.places)
    for feed_name, rows in (("organisation", declared.orgs), ("catalogue", declared.products)):
        if rows.is_empty():
            continue
        own, code = OWN_KEY[feed_name]
        known = KeyRegister(lake, own).all()
        fresh = rows.unique(code, keep="first", maintain_order=True).join(
            known, left_on=code, right_on="code", how="anti"
        )
        if fresh.is_empty():
            continue
        checked = check(FEEDS[feed_name], fresh.with_row_index("row", offset=1), file="")
        stored = store(lake, FEEDS[feed_name], checked.frame, batch=batch, seen_before=False, file="", sheet="")
        if checked.problems.filter(pl.col("level") == "refuse").height or stored.problems.height:
            first = (checked.problems if checked.problems.height else stored.problems).row(0, named=True)
            raise BaowenError(
                f"映射声明的{FEEDS[feed_name].zh}不合规：{first['column']}“{first['value']}”{first['message']}",
                f"the mapping declares a bad {feed_name}: {first['column']} {first['value']}: {first['message_en']}",
            )


def store(
    lake: Lake,
    feed: Feed,
    frame: pl.DataFrame,
    *,
    batch: int,
    seen_before: bool,
    file: str,
    sheet: str,
    source_of: dict[str, str] | None = None,
) -> Stored:
    """Resolve references and merge. The caller holds the writer lock."""
    resolved = resolve(feed, frame, registers(lake), file=file, sheet=sheet, source_of=source_of or {})
    refused = frame.join(resolved.frame.select("row"), on="row", how="anti")["row"]
    if resolved.frame.is_empty():
        return Stored(Merged(0, 0, 0, lake.version(feed.name), ()), resolved.problems, refused)
    link = {LINKED[feed.name]: [LINK_COLUMN]} if feed.name in LINKED else None
    rows = with_hashes(_complete(feed, resolved.frame), key=_stored_key(feed), link=link)
    rows = _with_month(feed, _derived(lake, feed, rows))
    merged = merge(lake, feed.name, rows, batch=batch, sort=sort_columns(feed), seen_before=seen_before)
    return Stored(merged, resolved.problems, refused)


def unknown_codes(
    lake: Lake, feed: Feed, frame: pl.DataFrame, *, file: str, sheet: str, source_of: dict[str, str]
) -> pl.DataFrame:
    """The problems of rows whose products, organisations or places nobody knows, as `store` would find them."""
    return resolve(feed, frame, registers(lake), file=file, sheet=sheet, source_of=source_of).problems


def _stored_key(feed: Feed) -> list[str]:
    return [feed.column(name).stored_name for name in feed.key]


def _complete(feed: Feed, frame: pl.DataFrame) -> pl.DataFrame:
    """All columns of the feed in the contract's order, so that a row's hash does not depend on the file's columns."""
    missing = [
        pl.lit(None, STORED_AS[column.kind]).alias(column.stored_name)
        for column in feed.columns
        if column.stored_name not in frame.columns
    ]
    names = [column.stored_name for column in feed.columns]
    if feed.place and "region" not in names:
        names.append("region")
    return frame.with_columns(missing).select(*names, "row")


def _derived(lake: Lake, feed: Feed, rows: pl.DataFrame) -> pl.DataFrame:
    """What the lake adds to a row besides what it says: its own key, the parsed specification."""
    if feed.name in OWN_KEY:
        own, code = OWN_KEY[feed.name]
        keys = KeyRegister(lake, own).assign(rows[code]).rename({"code": code, "key": own})
        rows = rows.join(keys, on=code, how="left", maintain_order="left")
    if feed.name == "catalogue":
        enriched = enrich_catalogue(rows)
        rows = enriched.with_columns(pl.col(name).cast(dtype) for name, dtype in DERIVED.items())
    return rows


def _with_month(feed: Feed, rows: pl.DataFrame) -> pl.DataFrame:
    if feed.dated_by is None:
        return rows.with_columns(month=pl.lit(REGISTER_MONTH))
    dated = pl.col(feed.dated_by)
    is_month = feed.column(feed.dated_by).kind is Kind.MONTH
    month = dated if is_month else dated.dt.strftime("%Y-%m")
    return rows.with_columns(month=pl.coalesce(feed.month_from, month) if feed.month_from else month)
