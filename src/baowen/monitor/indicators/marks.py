"""Price marks: listed prices that the colour rules of the pack in force mark yellow or red, or suspend.

A mark is a state of a listed price, not an event: it stands as long as the price stands where it is. The prices in
force at the month's end are compared within one drug, by what the rule says (smallest unit, listing unit, price
ratio), with the comparator that it names. The rules of the home region apply to every listing in its lake, from the
day on which they are valid; none is made up where a pack has none. Requirement: MON-4, PRI-1, PRI-4; domain.md 6.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import ibis
import ibis.expr.types as ir

from baowen.monitor.indicators import rows_price
from baowen.monitor.indicators.comparable import COMPARED_BY, RatioParameters, comparable_price, comparable_units
from baowen.monitor.indicators.family import Family, Indicator
from baowen.monitor.indicators.finding import FINDING, as_findings, union_all
from baowen.monitor.indicators.mark_rules import BASES, MarkRule, read_combinations, read_rules
from baowen.monitor.indicators.on_list import issuers_of
from baowen.monitor.indicators.parameter import entry, policy
from baowen.monitor.indicators.suppliers import yuan_by_product
from baowen.monitor.indicators.tables import Scope, Tables, last_days

_KEYS: Final = ("month", "region", "product")
_KINDS: Final = ("drug_key", "strength_mg", "form_group")
# What the prices of a group must agree in, besides month and place, for each unit basis of a rule.
_GROUPS: Final = {"unit": _KINDS, "pack": (*_KINDS, "units"), "ratio": COMPARED_BY}


@dataclass(frozen=True, kw_only=True)
class MarkParameters(RatioParameters):
    """`rules`, `combinations`: the colour rules in force, none where the pack has none; `since`: their first day.

    `history_months`: how far back a product's own past price is looked up.
    """

    history_months: int = policy("price_mark.history_months")
    rules: tuple[Mapping[str, Any], ...] = entry("price.colour.rules", otherwise=())
    since: date | None = entry("price.colour.rules", otherwise=None)  # noqa: RUF009 - makes a field
    combinations: tuple[Mapping[str, Any], ...] = entry("price.colour.combination", otherwise=())


def marks_findings(tables: Tables, parameters: MarkParameters, scope: Scope) -> ir.Table:
    """Findings price_mark by product: the gravest mark; reference is the comparator's price, in the rule's unit."""
    scope = _months_of_the_rules(parameters, scope)
    rules, _ = read_rules(parameters.rules)
    if not rules or not scope.months:
        return ibis.memtable(FINDING.to_pyarrow().empty_table())
    crossed = union_all(_crossings(tables, parameters, scope, rules))
    crossed = union_all([crossed, *_combined(crossed, parameters)])
    gravity = ibis.cases(*[(crossed.basis == name, place) for place, name in enumerate(BASES)])
    gravest = ibis.window(group_by=_KEYS, order_by=(ibis.desc(gravity), ibis.desc("multiple"), "rule"))
    crossed = crossed.mutate(place=ibis.row_number().over(gravest)).filter(lambda table: table.place == 0)
    marked = crossed.left_join(yuan_by_product(tables, scope), "product")
    marked = marked.select(*crossed.columns, yuan=marked.yuan.fill_null(0.0))
    return as_findings(
        marked, indicator="price_mark", subject_type="product", value=marked.multiple, reference=marked.compared,
        threshold_basis=marked.basis, n=marked.products, weight=marked.yuan,
    )  # fmt: skip


def _months_of_the_rules(parameters: MarkParameters, scope: Scope) -> Scope:
    """The months on whose last day the rules were already valid."""
    since = parameters.since
    return Scope(months=tuple(one for one in scope.months if since is None or one.last >= since), as_of=scope.as_of)


def listed_at(tables: Tables, months: ir.Table) -> ir.Table:
    """The price in force at each month's `seen_on` by place and product: the nearest issuer that lists it counts.

    A place is any region that some listing is made for. Prices of 0, suspended and withdrawn listings, and products
    that left the catalogue by then are none. `months`: month, seen_on.
    """
    steps = tables.listing_price.select("product", "valid_from", "price", "status", issuer="region")
    ordered = ibis.window(group_by=("product", "issuer"), order_by="valid_from")
    steps = steps.mutate(until=steps.valid_from.lead().over(ordered))
    steps = steps.filter(steps.price > 0, steps.status.fill_null("listed") == "listed")
    days = months.select("month", "seen_on")
    in_force = steps.join(
        days, (steps.valid_from <= days.seen_on) & (steps.until.isnull() | (steps.until > days.seen_on))
    )
    places = tables.listing_price.select("region").distinct()
    placed = in_force.join(issuers_of(tables.region).join(places, "region"), "issuer")
    near = placed.group_by("month", "seen_on", "region", "product").aggregate(price=placed.price.argmin(placed["rank"]))
    left = tables.product.filter(tables.product.delisted_on.notnull()).select("product", "delisted_on")
    known = near.left_join(left, "product")
    known = known.filter(known.delisted_on.isnull() | (known.delisted_on > known.seen_on))
    return known.select(*near.columns)


def _crossings(tables: Tables, parameters: MarkParameters, scope: Scope, rules: tuple[MarkRule, ...]) -> list[ir.Table]:
    """For each rule the prices beyond its line: keys, seen_on, multiple, compared, products, basis, colour, rule."""
    prices = listed_at(tables, last_days(scope.months, scope.as_of))
    found = []
    for unit_basis in dict.fromkeys(rule.unit_basis for rule in rules):
        own = [rule for rule in rules if rule.unit_basis == unit_basis]
        compared = _compared(prices, tables, parameters, scope, own)
        found += [_beyond(compared, rule) for rule in own]
    return found


def _compared(
    prices: ir.Table, tables: Tables, parameters: MarkParameters, scope: Scope, rules: list[MarkRule]
) -> ir.Table:
    """Each price in the unit of the rules, which is one, beside the comparators of its group that they ask for."""
    unit_basis = rules[0].unit_basis
    priced = _in_unit(prices, tables.product, parameters, unit_basis).join(_kinds(tables.product), "product")
    keys = ("month", "region", *_GROUPS[unit_basis])
    groups = priced.group_by(*keys).aggregate(
        lowest=priced.own.min(), top=priced.own.max(), median=priced.own.median(), products=priced.count(),
        selected=priced.own.max(where=priced.is_selected),
    )  # fmt: skip
    joined = priced.join(groups, list(keys))
    joined = joined.mutate(is_top=joined.own == joined.top)
    tops = joined.group_by(*keys).aggregate(
        tops=joined.is_top.cast("int64").sum(), second=joined.own.max(where=~joined.is_top)
    )
    joined = joined.join(tops, list(keys))
    # Nothing is dearer than the dearest: a price is compared with the dearest of the others.
    joined = joined.mutate(highest=ibis.ifelse(joined.is_top & (joined.tops == 1), joined.second, joined.top))
    wanted = {rule.comparator for rule in rules}
    if "mode" in wanted:
        joined = joined.left_join(_modes(priced, keys), list(keys)).select(*joined.columns, "mode")
    if "history" in wanted:
        past = _history(tables, parameters, scope, unit_basis)
        joined = joined.left_join(past, list(_KEYS)).select(*joined.columns, "history")
    return joined


def _in_unit(prices: ir.Table, product: ir.Table, parameters: MarkParameters, unit_basis: str) -> ir.Table:
    """Prices with `own`, the price in the unit of comparison, and the columns that name the group."""
    if unit_basis == "ratio":
        compared = prices.join(comparable_units(product, parameters), "product")
        return compared.mutate(own=comparable_price(compared.price, compared)).drop("units")
    known = product.filter(product.drug_key.notnull(), product.strength_mg.notnull(), product.units > 0)
    known = known.select("product", *_KINDS, units=known.units.cast("float64"))
    priced = prices.join(known, "product")
    own = priced.price.cast("float64")
    return priced.mutate(own=own / priced.units if unit_basis == "unit" else own)


def _kinds(product: ir.Table) -> ir.Table:
    """Product, its class by the letter of its approval number (or of its healthcare-security code), is_selected."""
    letter = product.approval_no.fill_null("").re_extract("^(?:国药准字)?([HZS])", 1).nullif("")
    by_code = ibis.ifelse(product.product_code.fill_null("").re_search("^Z[A-Z]"), "Z", ibis.null("string"))
    return product.select(
        "product", product_class=ibis.coalesce(letter, by_code), is_selected=product.is_selected.fill_null(False)
    )


def _modes(priced: ir.Table, keys: tuple[str, ...]) -> ir.Table:
    """The price that most products of a group have, of several the lowest."""
    counts = priced.group_by(*keys, "own").aggregate(same=priced.count())
    order = ibis.window(group_by=keys, order_by=(ibis.desc("same"), "own"))
    first = counts.mutate(place=ibis.row_number().over(order))
    return first.filter(first.place == 0).select(*keys, mode="own")


def _history(tables: Tables, parameters: MarkParameters, scope: Scope, unit_basis: str) -> ir.Table:
    """By month, place and product its own price so many months before, in the same unit."""
    earlier = {str(month.plus(-parameters.history_months)): str(month) for month in scope.months}
    past = tuple(month.plus(-parameters.history_months) for month in scope.months)
    before = _in_unit(listed_at(tables, last_days(past, scope.as_of)), tables.product, parameters, unit_basis)
    month = ibis.cases(*[(before.month == then, now) for then, now in earlier.items()])
    return before.select("region", "product", month=month, history="own")


def _beyond(compared: ir.Table, rule: MarkRule) -> ir.Table:
    """The prices of the rule's scope that lie beyond its line, with the multiple of the comparator that they are."""
    other = compared[rule.comparator]
    multiple = compared.own / other
    over = multiple >= rule.multiple if rule.inclusive else multiple > rule.multiple
    conditions = [other > 0, over]
    if rule.below is not None:
        conditions.append(multiple < rule.below)
    if rule.classes is not None:
        conditions.append(compared.product_class.isin(rule.classes))
    if rule.selected is not None:
        conditions.append(compared.is_selected == rule.selected)
    return compared.filter(*conditions).select(
        *_KEYS, "seen_on", "products", multiple=multiple, compared=other, basis=ibis.literal(rule.basis),
        colour=ibis.literal(rule.colour), rule=ibis.literal(rule.number, "int32"),
    )  # fmt: skip


def _combined(crossed: ir.Table, parameters: MarkParameters) -> list[ir.Table]:
    """The marks that follow from crossing several lines at once."""
    found = []
    for one in read_combinations(parameters.combinations):
        lines = crossed.filter(crossed.colour == one.of)
        # Two rules may give one multiple of different prices: the higher price counts, on every engine.
        lines = lines.mutate(highest=lines.multiple.max().over(group_by=(*_KEYS, "seen_on")))
        several = lines.group_by(*_KEYS, "seen_on").aggregate(
            products=lines.products.max(), multiple=lines.multiple.max(),
            compared=lines.compared.max(where=lines.multiple == lines.highest), crossed=lines["rule"].nunique(),
        )  # fmt: skip
        several = several.filter(several.crossed >= one.least)
        found.append(
            several.mutate(
                basis=ibis.literal(one.basis), colour=ibis.literal(one.basis), rule=ibis.literal(0, "int32")
            ).select(*crossed.columns)
        )
    return found


_INDICATORS = (
    Indicator(
        name="price_mark", zh="价格颜色标识", en="price mark", unit_zh="倍", unit_en="multiple", direction="above",
        subjects=("product",),
        formula_zh="本品挂网价 ÷ 规则所指比较价（按规则的计价单位），达到规则倍数即按其颜色标识；取最重的一条",
        formula_en="listed price ÷ the comparator that the rule names, in the rule's unit; marked from the rule's "
                   "multiple on, the gravest rule counts",
        policy_key="monitor.price_mark.threshold.{basis}", requirements=("MON-4", "PRI-1", "PRI-4", "HN-15"),
        rows=rows_price.listings_of_same_drug, page="price_mark", bases=BASES,
    ),
)  # fmt: skip
FAMILY = Family(
    name="marks",
    sources=("listing_price",),
    reads=("listing_price", "product", "region", "trade"),
    parameters=MarkParameters,
    findings=marks_findings,
    indicators=_INDICATORS,
)
