"""Keeps the monthly cubes fresh: a month is built again when what it was built from has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import ibis.expr.types as ir
import polars as pl
from django.db import transaction

from baowen.core.period import Month
from baowen.lake.cubes import orders_cube, prices_cube, stock_cube, use_cube
from baowen.lake.engine import Engine, run_each
from baowen.lake.store import CURRENT, Lake
from baowen.monitor.indicators.plausibility import (
    PlausibilityParameters,
    data_questions,
    implausible_lines,
    usual_prices,
)
from baowen.monitor.models import CubeMonth
from baowen.monitor.tables import COUNTS, ORDERS, PRICES, USE, fact

SORT = ("product", "region", "hospital")
QUESTION: dict[str, Any] = {
    "kind": pl.String, "month": pl.String, "hospital": pl.Int32, "product": pl.Int32, "region": pl.Int32,
    "rows": pl.Int64, "factor": pl.Float64, "first_on": pl.Date, "last_on": pl.Date,
}  # fmt: skip
MONTHS_A_COMMIT = 6  # bounds the memory of a first build
LOOKED_AT = "looked_at"  # kept beside the cubes: the digests of the months that a finished run has read
# Facts that indicators read without a cube, and registers whose change touches every month.
DIRECT = (
    "purchase", "stock", "usage", "listing_price", "stop_notice", "invoice", "payment", "vbp_contract",
    "shortage_report", "distributor_stock", "reserve_stock",
)  # fmt: skip
REGISTERS = ("catalogue", "organisation", "region", "list_entry", "api_maker")


@dataclass(frozen=True, kw_only=True)
class CubeInputs:
    """What cubes depend on besides the facts; `rules` is a digest of the parameters and of the calendar."""

    calendar: pl.DataFrame
    follow_months: int
    as_of: date
    rules: str
    parameters: PlausibilityParameters


def stale_months(wanted: dict[str, str], cube: str = ORDERS) -> dict[str, str]:
    """Of the months and digests wanted (source_digests), those that are missing or were built from other files.

    `cube` may be LOOKED_AT: months whose cubes no finished run has read yet.
    """
    built = dict(CubeMonth.objects.filter(cube=cube).values_list("month", "source_digest"))
    return {month: digest for month, digest in wanted.items() if built.get(month) != digest}


def source_digests(lake: Lake, inputs: CubeInputs) -> dict[str, str]:
    """What each month's cubes are built from: its order lines and those of the month before (usual prices), what
    arrived up to `follow_months` later, the rules, and what cubes take from the registers.

    A month that can still change as days pass (orders not yet due) also depends on `as_of` itself.
    """
    orders = lake.digests("order_line")
    rules = inputs.rules + _registers_digest(lake)
    arrivals = [lake.digests(name) for name in ("delivery", "receipt")]
    last = Month.of(inputs.as_of)
    found = {}
    for name, own in orders.items():
        month = Month.parse(name)
        if month > last:
            continue
        following = [str(month.plus(step)) for step in range(inputs.follow_months + 1)]
        before = orders.get(str(month.plus(-1)), "")
        parts = [rules, own, before, *(digests.get(each, "") for digests in arrivals for each in following)]
        if month.plus(inputs.follow_months) >= last:
            parts.append(inputs.as_of.isoformat())
        found[name] = hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]
    return found


def _registers_digest(lake: Lake) -> str:
    """A digest of the columns of the registers that cubes are built with: other columns may change freely."""
    digest = hashlib.sha256()
    for table, key, column in (("organisation", "org", "is_remote"), ("catalogue", "product", "units")):
        rows = lake.read(table, columns=[key, column])
        if rows is not None:
            digest.update(rows.drop_nulls().sort(key).write_csv().encode())
    return digest.hexdigest()


def refresh_cubes(lake: Lake, stale: dict[str, str], inputs: CubeInputs, *, tick: Callable[[], None]) -> pl.DataFrame:
    """Build the stale months of both cubes and give the questions about implausible lines in them.

    Killed half-way, the next run goes on with the months that are left, and asks about the others with `ask_again`.
    """
    months = sorted(stale)
    questions = [pl.DataFrame(schema=QUESTION)]
    for start in range(0, len(months), MONTHS_A_COMMIT):
        some = months[start : start + MONTHS_A_COMMIT]
        built: dict[str, list[pl.DataFrame]] = {ORDERS: [], PRICES: []}
        for month_built, asked in run_each(
            lake, [partial(_build, month=Month.parse(one), inputs=inputs) for one in some]
        ):
            questions.append(asked)
            for name, frame in month_built.items():
                built[name].append(frame)
            tick()
        for name, frames in built.items():
            rows = pl.concat(frames).with_columns(state=pl.lit(CURRENT))
            lake.replace_months(name, rows, months=some, sort=SORT)
        with transaction.atomic():
            remember(ORDERS, {month: stale[month] for month in some})
    return pl.concat(questions)


def _build(engine: Engine, month: Month, inputs: CubeInputs) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    order_line = fact(engine, "order_line", months=[str(month)])
    following = [str(month.plus(step)) for step in range(inputs.follow_months + 1)]
    delivery, receipt = (fact(engine, name, months=following) for name in ("delivery", "receipt"))
    excluded = engine.local(_implausible(engine, order_line, month, inputs))
    orders = orders_cube(
        order_line,
        delivery,
        receipt,
        engine.local(inputs.calendar),
        fact(engine, "organisation"),
        month=month,
        follow_months=inputs.follow_months,
        as_of=inputs.as_of,
        excluded=excluded,
    )
    prices = prices_cube(order_line, month=month, as_of=inputs.as_of, excluded=excluded)
    return {ORDERS: engine.run(orders), PRICES: engine.run(prices)}, _questions(engine, excluded)


def ask_again(lake: Lake, months: Sequence[str], inputs: CubeInputs) -> pl.DataFrame:
    """The questions about months whose cubes a run built that did not live to record them."""

    def ask(engine: Engine, name: str) -> pl.DataFrame:
        order_line = fact(engine, "order_line", months=[name])
        return _questions(engine, engine.local(_implausible(engine, order_line, Month.parse(name), inputs)))

    asked = [pl.DataFrame(schema=QUESTION)]
    if months:
        asked += run_each(lake, [partial(ask, name=name) for name in months])
    return pl.concat(asked)


def _questions(engine: Engine, excluded: ir.Table) -> pl.DataFrame:
    asked = engine.run(data_questions(excluded)).select(list(QUESTION))
    return pl.DataFrame(asked, schema_overrides=QUESTION)


def _implausible(engine: Engine, order_line: ir.Table, month: Month, inputs: CubeInputs) -> pl.DataFrame:
    around = (month.plus(-1), month)
    lines = fact(engine, "order_line", months=[str(one) for one in around])
    usual = engine.local(engine.run(usual_prices(lines, inputs.parameters, months=around)))
    product = fact(engine, "catalogue")
    found = implausible_lines(order_line, product, usual, inputs.parameters, month=month, as_of=inputs.as_of)
    return engine.run(found)


def refresh_stock(lake: Lake, *, as_of: date, use_months: int) -> None:
    """Build the months of the cubes of stock and of use whose counts or use before them changed."""
    last = Month.of(as_of)
    counts = {
        month: f"{digest} {as_of}" if month == str(last) else digest
        for month, digest in lake.digests("stock").items()
        if month <= str(last)
    }
    used = lake.digests("usage")
    use = {}
    for month in sorted({Month.parse(name).plus(step) for name in used for step in range(1, use_months + 1)}):
        before = [used.get(str(month.plus(-step)), "") for step in range(1, use_months + 1)]
        if month <= last:
            use[str(month)] = f"{use_months} {hashlib.sha256('|'.join(before).encode()).hexdigest()[:16]}"

    def count(engine: Engine, month: str) -> pl.DataFrame:
        rows = fact(engine, "stock", months=[month])
        return engine.run(stock_cube(rows, month=Month.parse(month), as_of=as_of))

    def add_up(engine: Engine, month: str) -> pl.DataFrame:
        at = Month.parse(month)
        rows = fact(engine, "usage", months=[str(at.plus(-step)) for step in range(1, use_months + 1)])
        return engine.run(use_cube(rows, month=at, use_months=use_months))

    _refresh_simple(lake, COUNTS, counts, count)
    _refresh_simple(lake, USE, use, add_up)


def _refresh_simple(
    lake: Lake, cube: str, wanted: dict[str, str], build: Callable[[Engine, str], pl.DataFrame]
) -> None:
    """Build the months of a cube whose digest is another than the one they were built from."""
    stale = stale_months(wanted, cube)
    tasks: list[Callable[[Engine], pl.DataFrame]] = [
        lambda engine, month=month: build(engine, month)  # type: ignore[misc]
        for month in sorted(stale)
    ]
    frames = list(run_each(lake, tasks)) if tasks else []
    if frames:
        rows = pl.concat(frames).with_columns(state=pl.lit(CURRENT))
        lake.replace_months(cube, rows, months=sorted(stale), sort=SORT)
        remember(cube, stale)


def changed_directly(lake: Lake, *, rules: str) -> tuple[set[str], dict[str, dict[str, str]]]:
    """Months whose direct facts changed since the last run ("all" for registers and rules), and what to remember."""
    changed: set[str] = set()
    now: dict[str, dict[str, str]] = {"rules": {"all": rules}}
    now |= {name: lake.digests(name) for name in (*DIRECT, *REGISTERS)}
    for name, digests in now.items():
        before = dict(CubeMonth.objects.filter(cube=name).values_list("month", "source_digest"))
        changed |= {month for month, digest in digests.items() if before.get(month) != digest}
        changed |= before.keys() - digests.keys()
    return changed, now


def remember(cube: str, digests: dict[str, str]) -> None:
    """Record what months were built or read from."""
    CubeMonth.objects.bulk_create(
        [CubeMonth(cube=cube, month=month, source_digest=digest) for month, digest in digests.items()],
        update_conflicts=True,
        unique_fields=["cube", "month"],
        update_fields=["source_digest"],
    )


def first_month(changed: Iterable[str], known: Sequence[str]) -> Month | None:
    """The first month to look at again: the oldest that changed, or the oldest of all when a register changed."""
    months = set(changed)
    if not months:
        return None
    pool = known if "all" in months else [month for month in months if month != "all"]
    return Month.parse(min(pool)) if pool else None
