"""Concentration (HHI) of a drug's makers by what was bought of them, and of an ingredient's makers by their output.

HHI is the sum of the squared shares: 1 is one maker alone, 0.25 four equal ones. A drug's HHI is judged where it rose
within a year: who has always been alone is known. An ingredient's is judged as it stands where a drug of a shortage
or monitoring list is made from it, and by its rise elsewhere. Requirement: MON-7 (HN-16, HD-16), COL-7, NJ-28.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from baowen.core.period import Month
from baowen.monitor.indicators import rows_supply
from baowen.monitor.indicators.family import Family, Indicator
from baowen.monitor.indicators.finding import as_findings, union_all
from baowen.monitor.indicators.on_list import BASES, LISTED, drugs_on_lists, with_basis
from baowen.monitor.indicators.parameter import policy, supplied
from baowen.monitor.indicators.suppliers import first_products, makers_of, yuan_by_drug
from baowen.monitor.indicators.tables import Scope, Tables, last_days, month_index

_PLACE = ("month", "at", "seen_on", "region", "drug_key")


@dataclass(frozen=True, kw_only=True)
class ConcentrationParameters:
    """`window_months`: months of purchases, and how far back a rise is measured. `least_lines`: order lines in it.

    `home`: key of the region that the register of raw-material makers is judged for.
    """

    window_months: int = policy("maker_concentration.window_months")
    least_rise: float = policy("maker_concentration.least_rise")
    least_lines: int = policy("maker_concentration.least_lines")
    levels: tuple[str, ...] = policy("maker_concentration.levels")
    home: int = supplied()


def concentration_findings(tables: Tables, parameters: ConcentrationParameters, scope: Scope) -> ir.Table:
    """Findings maker_concentration by drug and api_concentration by ingredient; reference is the HHI a window ago."""
    return union_all([_of_purchases(tables, parameters, scope), _of_raw_materials(tables, parameters, scope)])


def _with_earlier(parameters: ConcentrationParameters, scope: Scope) -> tuple[Month, ...]:
    earlier = {month.plus(-parameters.window_months) for month in scope.months}
    return tuple(sorted({*scope.months, *earlier}))


def _of_purchases(tables: Tables, parameters: ConcentrationParameters, scope: Scope) -> ir.Table:
    months = last_days(_with_earlier(parameters, scope), scope.as_of)
    hhi = purchase_concentration(tables, parameters, months)
    now = hhi.filter(hhi.month.isin(scope.names), hhi.lines >= parameters.least_lines)
    before = hhi.filter(hhi.whole).select("region", "drug_key", before="hhi", then="at")
    judged = now.mutate(then=now["at"] - parameters.window_months).join(before, ["region", "drug_key", "then"])
    judged = judged.filter(judged.hhi - judged.before >= parameters.least_rise)
    listed = drugs_on_lists(tables, last_days(scope.months, scope.as_of), tables.region)
    judged = with_basis(judged, listed, "month", "region", "drug_key").join(first_products(tables.product), "drug_key")
    return as_findings(
        judged, indicator="maker_concentration", subject_type="drug", subject=judged.product, value=judged.hhi,
        reference=judged.before, threshold_basis=judged.basis, n=judged.makers, weight=judged.units,
    )  # fmt: skip


def purchase_concentration(tables: Tables, parameters: ConcentrationParameters, months: ir.Table) -> ir.Table:
    """By month, place and drug the HHI of makers over the window up to it, makers, units, lines.

    Shares are of smallest units (a pack counts as one where its units are unknown). `whole`: the place's purchases go
    back to the start of the window.
    """
    bought = _monthly_units(tables, parameters)
    days = months.select("month", "at", "seen_on")
    age = days["at"] - bought.then
    pairs = bought.join(days, (age >= 0) & (age < parameters.window_months))
    shares = pairs.group_by(*_PLACE, "maker").aggregate(own=pairs.units.sum(), lines=pairs.lines.sum())
    shares = shares.filter(shares.own > 0)
    sums = shares.group_by(*_PLACE).aggregate(
        units=shares.own.sum(), squares=(shares.own * shares.own).sum(), makers=shares.count(), lines=shares.lines.sum()
    )
    begins = bought.group_by("region").aggregate(begins=bought.then.min())
    sums = sums.join(begins, "region")
    return sums.select(
        *_PLACE, "units", "makers", "lines", hhi=sums.squares / (sums.units * sums.units),
        whole=sums["at"] - sums.begins >= parameters.window_months - 1,
    )  # fmt: skip


def _monthly_units(tables: Tables, parameters: ConcentrationParameters) -> ir.Table:
    """Smallest units and order lines by month (`then`), place, drug and maker."""
    makers = makers_of(tables.product)
    units = tables.product.select("product", units=tables.product.units.cast("float64").fill_null(1.0))
    bought = tables.trade.filter(tables.trade.level.isin(parameters.levels), tables.trade.ordered_quantity > 0)
    bought = bought.join(makers, "product").join(units, "product")
    bought = bought.select(
        "region", "drug_key", "maker", "lines", then=month_index(bought.month),
        units=bought.ordered_quantity.cast("float64") * bought.units,
    )  # fmt: skip
    return bought.group_by("then", "region", "drug_key", "maker").aggregate(
        units=bought.units.sum(), lines=bought.lines.sum()
    )


def _of_raw_materials(tables: Tables, parameters: ConcentrationParameters, scope: Scope) -> ir.Table:
    months = last_days(_with_earlier(parameters, scope), scope.as_of)
    hhi = raw_material_concentration(tables.api_maker, months)
    now = hhi.filter(hhi.month.isin(scope.names))
    before = hhi.select("ingredient", before="hhi", then="at")
    judged = now.mutate(then=now["at"] - parameters.window_months)
    judged = judged.left_join(before, ["ingredient", "then"]).select(*now.columns, "before")
    listed = _ingredients_on_lists(tables, parameters, scope)
    judged = with_basis(judged, listed, "month", "ingredient").join(_ingredients(tables, scope), "ingredient")
    rose = (judged.hhi - judged.before >= parameters.least_rise).fill_null(False)
    judged = judged.filter((judged.basis == LISTED) | rose)
    return as_findings(
        judged, indicator="api_concentration", subject_type="ingredient", subject=judged.product, value=judged.hhi,
        reference=judged.before, threshold_basis=judged.basis, n=judged.makers, weight=judged.yuan,
        region=ibis.literal(parameters.home, "int32"),
    )  # fmt: skip


def raw_material_concentration(api_maker: ir.Table, months: ir.Table) -> ir.Table:
    """By month and ingredient the HHI of the makers registered and not ended on its last day, by yearly output.

    A maker without an output counts as the mean of those that have one; where none has, all count alike. A maker that
    is not active and has no end date is taken to have ended before the first month.
    """
    days = months.select("month", "at", "seen_on")
    rows = api_maker.filter((api_maker.status.fill_null("active") == "active") | api_maker.ended_on.notnull())
    rows = rows.select("ingredient", "maker_name", "registered_on", "ended_on", output=rows.yearly_output.nullif(0))
    known = rows.join(
        days,
        (rows.registered_on.isnull() | (rows.registered_on <= days.seen_on))
        & (rows.ended_on.isnull() | (rows.ended_on > days.seen_on)),
    )
    keys = ("month", "at", "seen_on", "ingredient")
    own = known.group_by(*keys, "maker_name").aggregate(output=known.output.sum().cast("float64"))
    whole = ibis.window(group_by=keys)
    own = own.mutate(output=ibis.coalesce(own.output, own.output.mean().over(whole), 1.0))
    sums = own.group_by(*keys).aggregate(
        output=own.output.sum(), squares=(own.output * own.output).sum(), makers=own.count()
    )
    return sums.select(*keys, "makers", hhi=sums.squares / (sums.output * sums.output))


def _ingredients(tables: Tables, scope: Scope) -> ir.Table:
    """Ingredient, the smallest key of its products, and what was spent on its drugs in the last year."""
    made = tables.product.filter(tables.product.ingredient.notnull())
    first = made.group_by("ingredient").aggregate(product=made.product.min())
    drugs = made.filter(made.drug_key.notnull()).select("ingredient", "drug_key").distinct()
    spent = drugs.join(yuan_by_drug(tables, scope), "drug_key")
    spent = spent.group_by("ingredient").aggregate(yuan=spent.yuan.sum())
    joined = first.left_join(spent, "ingredient")
    return joined.select("ingredient", "product", yuan=joined.yuan.fill_null(0.0))


def _ingredients_on_lists(tables: Tables, parameters: ConcentrationParameters, scope: Scope) -> ir.Table:
    """Month and ingredient of every drug that is on a list in force in the home region."""
    home = tables.region.filter(tables.region.region == parameters.home)
    listed = drugs_on_lists(tables, last_days(scope.months, scope.as_of), home)
    made = tables.product.filter(tables.product.ingredient.notnull()).select("drug_key", "ingredient")
    return listed.join(made, "drug_key").select("month", "ingredient").distinct()


_INDICATORS = (
    Indicator(
        name="maker_concentration", zh="生产企业集中度上升", en="concentration of a drug's makers", unit_zh="HHI",
        unit_en="HHI", direction="above", subjects=("drug",),
        formula_zh="各生产企业在窗口期内同药采购量（最小制剂单位）份额的平方和；只看比上一窗口期升高的",
        formula_en="sum of the squared shares of makers in the drug's purchases (smallest units) over the window, "
                   "where it rose since the window before",
        policy_key="monitor.maker_concentration.threshold.{basis}", requirements=("MON-7", "HN-16", "HD-16"),
        rows=rows_supply.purchases_of_drug, page="concentration", bases=BASES,
    ),
    Indicator(
        name="api_concentration", zh="原料药企业集中度", en="concentration of raw-material makers", unit_zh="HHI",
        unit_en="HHI", direction="above", subjects=("ingredient",),
        formula_zh="在产原料药企业年产量份额的平方和；清单药品的原料按现状判断，其他只看升高的",
        formula_en="sum of the squared shares of active makers in the yearly output of the ingredient",
        policy_key="monitor.api_concentration.threshold.{basis}",
        requirements=("MON-7", "COL-7", "HN-16", "HD-16", "NJ-28"),
        rows=rows_supply.makers_of_ingredient, page="concentration", bases=BASES,
    ),
)  # fmt: skip
FAMILY = Family(
    name="concentration",
    sources=("order_line", "api_maker"),
    reads=("api_maker", "list_entry", "product", "region", "trade"),
    parameters=ConcentrationParameters,
    findings=concentration_findings,
    indicators=_INDICATORS,
)
