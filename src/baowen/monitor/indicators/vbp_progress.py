"""Contracts of procurement in volume month by month: what should have been bought by now, and what was.

A table of one row a contract and month, which the indicators of procurement in volume share. Requirement: VBP-5.
"""

from __future__ import annotations

from typing import Final

import ibis
import ibis.expr.types as ir

from baowen.monitor.indicators.tables import Scope, Tables, index_of, last_days, month_index

KEYS: Final = ("round_code", "hospital", "product", "starts_on")
_SEASON_MONTHS: Final = 12


def contents_of_packs(product: ir.Table) -> ir.Table:
    """Product, drug (name and route), subject (the drug's smallest product key), is_selected, and the `content` of a
    pack: mg or units of strength where all products of the drug have one in one unit, else smallest units."""
    known = product.filter(product.drug_key.notnull(), product.drug_key != "")
    drugs = known.group_by(drug="drug_key").aggregate(
        subject=known["product"].min(), products=known.count(),
        with_strength=((known.strength_mg > 0) & known.strength_unit.notnull()).fill_null(False).cast("int64").sum(),
        units_of_strength=known.strength_unit.nunique(),
    )  # fmt: skip
    joined = known.join(drugs, known.drug_key == drugs.drug)
    units = joined.units.cast("float64").fill_null(1.0)
    by_strength = (joined.with_strength == joined.products) & (joined.units_of_strength == 1)
    content = ibis.ifelse(by_strength, joined.strength_mg.cast("float64"), 1.0) * units
    return joined.select("product", "drug", "subject", content=content, is_selected=joined.is_selected.fill_null(False))


def contracts_by_month(
    tables: Tables, scope: Scope, *, first_month: int, numerator: str, seasonal: bool
) -> ir.Table:  # fmt: skip
    """One row a contract and month of the scope in which it is in force and at least `first_month` months old.

    month, at, seen_on, first_at (the index of its first month), agreed and bought (packs so far; `numerator` is
    ordered or received), ordered (packs so far), schedule (share of the cycle that is over; with `seasonal` not more
    than the share of a year's use that lies in it), monthly (packs a month agreed on), line (mean packs of an order
    line), packs (ordered this month), last_at (last month with an order, null for none), drug, subject, content.
    """
    contract = _contracts(tables)
    months = last_days(scope.months, scope.as_of)
    grid = contract.join(
        months,
        (contract.starts_on <= months.seen_on) & (contract.ends_on >= months.begins_on),
    )
    gone = ibis.least(grid.seen_on, grid.ends_on).delta(grid.starts_on, unit="day") + 1
    whole = grid.ends_on.delta(grid.starts_on, unit="day") + 1
    grid = grid.mutate(
        schedule=gone.cast("float64") / whole.cast("float64"),
        monthly=grid.agreed / (grid.last_at_all - grid.first_at + 1).cast("float64"),
    )
    grid = _with_purchases(grid, contract, _purchases(tables, numerator), scope)
    grid = grid.filter(grid["at"] - grid.first_at >= first_month)
    return _seasonal(grid, tables) if seasonal else grid


def _contracts(tables: Tables) -> ir.Table:
    """Contracts with their drug; of an alliance's contract the purchases of all its members count."""
    contract = tables.vbp_contract
    drugs = contents_of_packs(tables.product).drop("is_selected")
    contract = contract.join(drugs, "product")
    return contract.select(
        *KEYS, "region", "ends_on", "drug", "subject", "content",
        agreed=contract.agreed_quantity.cast("float64"),
        is_alliance=contract.is_alliance.fill_null(False),
        first_at=contract.starts_on.year() * 12 + contract.starts_on.month() - 1,
        last_at_all=contract.ends_on.year() * 12 + contract.ends_on.month() - 1,
    )  # fmt: skip


def _purchases(tables: Tables, numerator: str) -> ir.Table:
    """By hospital, product and month: packs ordered, packs that count, lines. A member's also under its lead."""
    orders = tables.orders.semi_join(tables.vbp_contract.select("product"), "product")
    bought = orders.group_by("hospital", "product", then=month_index(orders.month)).aggregate(
        packs=orders.ordered_quantity.cast("float64").sum(), lines=orders.lines.sum(),
        counted=orders[f"{numerator}_quantity"].cast("float64").sum(),
    )  # fmt: skip
    own = bought.mutate(by_member=ibis.literal(False))
    member = members(tables.organisation)
    others = bought.join(member, bought.hospital == member.member)
    others = others.select(
        "product", "then", "packs", "lines", "counted", hospital="lead", by_member=ibis.literal(True)
    )
    return own.union(others.select(*own.columns))


def members(organisation: ir.Table) -> ir.Table:
    """Each organisation (member) that names another one as its lead."""
    named = organisation.filter(organisation.parent_code.notnull())
    lead = organisation.select(lead="org", code="org_code")
    joined = named.join(lead, named.parent_code == lead.code)
    return joined.filter(joined.lead != joined.org).select(member="org", lead="lead")


def _with_purchases(grid: ir.Table, contract: ir.Table, bought: ir.Table, scope: Scope) -> ir.Table:
    """The grid with what was bought before the scope added up once, and month by month within it."""
    last = index_of(max(scope.months))
    pairs = contract.join(bought, ["hospital", "product"])
    pairs = pairs.filter(
        pairs.then >= pairs.first_at, pairs.then <= pairs.last_at_all, pairs.then <= last,
        pairs.is_alliance | ~pairs.by_member,
    )  # fmt: skip
    monthly = pairs.group_by(*KEYS, at="then").aggregate(
        packs=pairs.packs.sum(), counted=pairs.counted.sum(), lines=pairs.lines.sum()
    )
    first = index_of(min(scope.months))
    earlier = monthly.filter(monthly["at"] < first)
    before = earlier.group_by(*KEYS).aggregate(
        packs_before=earlier.packs.sum(), counted_before=earlier.counted.sum(), lines_before=earlier.lines.sum(),
        ordered_before=earlier["at"].max(where=earlier.packs > 0),
    )  # fmt: skip
    joined = _left(_left(grid, monthly, (*KEYS, "at")), before, KEYS)
    names = ("packs", "counted", "packs_before", "counted_before")
    joined = joined.mutate(**{name: joined[name].fill_null(0.0) for name in names})
    joined = joined.mutate(lines=joined.lines.fill_null(0), lines_before=joined.lines_before.fill_null(0))
    so_far = ibis.cumulative_window(group_by=list(KEYS), order_by="at")
    ordered_at = ibis.ifelse(joined.packs > 0, joined["at"], ibis.null("int32"))
    bought_packs = joined.packs_before + joined.packs.sum().over(so_far)
    lines = joined.lines_before + joined.lines.sum().over(so_far)
    return joined.mutate(
        bought=joined.counted_before + joined.counted.sum().over(so_far),
        ordered=bought_packs,
        line=ibis.ifelse(lines > 0, bought_packs / lines.cast("float64"), 0.0),
        last_at=ibis.coalesce(ordered_at.max().over(so_far), joined.ordered_before),
    )


def _left(table: ir.Table, other: ir.Table, keys: tuple[str, ...]) -> ir.Table:
    joined = table.left_join(other, list(keys))
    return joined.select(*table.columns, *[name for name in other.columns if name not in keys])


def _seasonal(grid: ir.Table, tables: Tables) -> ir.Table:
    """The grid with a schedule that waits for the season: what a year before the cycle began was bought of the drug.

    Only where all twelve months before the cycle are known. A season excuses and never accuses: the lower share counts.
    """
    drugs = contents_of_packs(tables.product).select("product", "drug", "content")
    orders = tables.orders.select("product", "ordered_quantity", then=month_index(tables.orders.month))
    joined = orders.join(drugs, "product")
    used = joined.group_by("drug", "then").aggregate(
        used=(joined.ordered_quantity.cast("float64") * joined.content).sum()
    )
    cycles = grid.select("drug", "first_at", "last_at_all").distinct()
    year = cycles.join(used, "drug")
    back = year.first_at - year.then
    year = year.filter(back >= 1, back <= _SEASON_MONTHS).mutate(number=year.then % 12)
    whole = year.group_by("drug", "first_at", "last_at_all").aggregate(known=year.count(), total=year.used.sum())
    whole = whole.filter(whole.known == _SEASON_MONTHS, whole.total > 0)
    year = year.join(whole.select("drug", "first_at", "last_at_all"), ["drug", "first_at", "last_at_all"])
    passed = grid.select("drug", "first_at", "last_at_all", "at", "seen_on").distinct()
    pairs = passed.join(year, ["drug", "first_at", "last_at_all"])
    in_cycle = _occurrences(pairs.first_at, pairs.last_at_all, pairs.number)
    by_now = _occurrences(pairs.first_at, pairs["at"], pairs.number)
    shares = pairs.group_by("drug", "first_at", "last_at_all", "at").aggregate(
        seasonal=(pairs.used * by_now).sum() / (pairs.used * in_cycle).sum()
    )
    joined = _left(grid, shares, ("drug", "first_at", "last_at_all", "at"))
    return joined.mutate(schedule=ibis.least(joined.schedule, joined.seasonal.fill_null(1.0)))


def _occurrences(first: ir.Value, last: ir.Value, number: ir.Value) -> ir.Value:
    """How often a month of the year (0 for January) comes between two month indices, both included."""
    return (_until(last, number) - _until(first - 1, number)).cast("float64")


def _until(at: ir.Value, number: ir.Value) -> ir.Value:
    return ((at - number).cast("float64") / 12.0).floor().cast("int64")
