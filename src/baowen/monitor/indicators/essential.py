"""Essential medicines: their share of what a hospital bought in the year so far, by varieties and by amount.

A variety is a drug by name and route. Whether it is essential is said by the edition of the list in force in the month
of the purchase, where list entries are given, else by the catalogue's mark. Requirement: HOS-1 (HN-5, NJ-9, HD-4).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import ibis
import ibis.expr.types as ir
import polars as pl

from baowen.core.period import Month
from baowen.monitor.indicators import rows_duty
from baowen.monitor.indicators.family import Family, Indicator
from baowen.monitor.indicators.finding import as_findings, union_all
from baowen.monitor.indicators.parameter import entry, policy
from baowen.monitor.indicators.places import rolled_up
from baowen.monitor.indicators.tables import Scope, Tables, last_days, small_table

CLASSES: Final = ("grassroots", "second", "third")
POINTS, RELATIVE = "points", "relative"
MEASURES: Final = ("varieties", "amount")
_KEY: Final = "hospital.essential"


@dataclass(frozen=True, kw_only=True)
class EssentialParameters:
    """Targets by class of institution: the share to reach in the end, and this year's where the pack sets one, which
    rises by `yearly_rise` (varieties only) from `base_year` on: percentage points, or per cent of the share of the year
    before where `rise_is` says relative. None where the pack has none."""

    base_year: int = policy("essential.base_year")
    least_varieties: int = policy("essential.least_varieties")
    levels: tuple[str, ...] = policy("essential.levels")
    yearly_rise: float | None = entry(f"{_KEY}.yearly_rise", otherwise=None)
    rise_is: str = entry(f"{_KEY}.rise_is", otherwise=POINTS)
    final_grassroots: float | None = entry(f"{_KEY}.final.varieties.grassroots", otherwise=None)
    final_second: float | None = entry(f"{_KEY}.final.varieties.second", otherwise=None)
    final_third: float | None = entry(f"{_KEY}.final.varieties.third", otherwise=None)
    varieties_grassroots: float | None = entry(f"{_KEY}.current.varieties.grassroots", otherwise=None)
    varieties_second: float | None = entry(f"{_KEY}.current.varieties.second", otherwise=None)
    varieties_third: float | None = entry(f"{_KEY}.current.varieties.third", otherwise=None)
    amount_grassroots: float | None = entry(f"{_KEY}.current.amount.grassroots", otherwise=None)
    amount_second: float | None = entry(f"{_KEY}.current.amount.second", otherwise=None)
    amount_third: float | None = entry(f"{_KEY}.current.amount.third", otherwise=None)

    def target(self, measure: str, level: str, year: int) -> float | None:
        """The share that a class of institution should have in a year; None where the pack sets none."""
        final, current = self._share(f"final_{level}"), self._share(f"{measure}_{level}")
        if measure == "amount" or current is None:
            return current if measure == "amount" else final
        years, rise = max(0, year - self.base_year), (self.yearly_rise or 0.0) / 100
        risen = current * (1 + rise) ** years if self.rise_is == RELATIVE else current + rise * years
        return risen if final is None else min(risen, max(final, current))

    def _share(self, name: str) -> float | None:
        found: float | None = getattr(self, name)
        return found


def essential_findings(tables: Tables, parameters: EssentialParameters, scope: Scope) -> ir.Table:
    """Findings essential_varieties and essential_amount by hospital, and by place for its worst class."""
    targets = _targets(parameters, scope)
    shares = essential_shares(tables, scope)
    judged = shares.join(targets, ["month", "org_class"])
    judged = judged.filter(judged.varieties >= parameters.least_varieties)
    # Both measures side by side in one table: a server that shares no work between the branches of a union works the
    # shares out once for hospitals and once for places, and not twice for each.
    measures = small_table([(measure,) for measure in MEASURES], {"measure": pl.String()})
    both = judged.cross_join(measures)
    both = both.mutate(
        target=_either(both, "target"),
        share=_either(both, "share"),
        indicator=ibis.literal("essential_") + both.measure,
    )
    both = both.filter(both.target.notnull(), both.share.notnull())
    return union_all([_by_hospital(both), _by_place(both, tables, parameters)])


def _either(table: ir.Table, what: str) -> ir.Value:
    """The column of the row's measure."""
    return ibis.ifelse(table.measure == "varieties", table[f"varieties_{what}"], table[f"amount_{what}"])


def _targets(parameters: EssentialParameters, scope: Scope) -> ir.Table:
    rows: list[tuple[object, ...]] = [
        (str(month), level, parameters.target("varieties", level, month.year),
         parameters.target("amount", level, month.year))
        for month in scope.months for level in CLASSES
    ]  # fmt: skip
    return small_table(rows, {"month": pl.String(), "org_class": pl.String(), "varieties_target": pl.Float64(),
                              "amount_target": pl.Float64()})  # fmt: skip


def essential_shares(tables: Tables, scope: Scope) -> ir.Table:
    """By hospital and month of the scope, over the year so far: varieties, varieties_share, amount, amount_share."""
    bought = _purchases(tables, scope)
    varieties = bought.group_by("hospital", "year", "drug").aggregate(
        first=bought.month.min(), essential_from=bought.month.min(where=bought.essential)
    )
    some = varieties.filter(varieties.essential_from.notnull())
    counted = ibis.union(
        varieties.select("hospital", "year", month="first", all_of=ibis.literal(1), some=ibis.literal(0)),
        some.select("hospital", "year", month="essential_from", all_of=ibis.literal(0), some=ibis.literal(1)),
    )
    money = ibis.literal(0, "decimal(18, 4)")
    spent = bought.mutate(on_essential=ibis.ifelse(bought.essential, bought.amount, money))
    months = last_days(scope.months, scope.as_of).mutate(year=lambda rows: rows.month.substr(0, 4))
    numbers = _so_far(counted, months, {"all_of": "varieties", "some": "essential"})
    amounts = _so_far(spent, months, {"amount": "amount", "on_essential": "essential_amount"})
    joined = numbers.join(amounts.drop("seen_on"), ["hospital", "month"])
    whole = joined.amount.cast("float64")
    joined = joined.mutate(
        varieties_share=joined.essential.cast("float64") / joined.varieties.cast("float64"),
        amount_share=ibis.ifelse(whole > 0, joined.essential_amount.cast("float64") / whole, ibis.null("float64")),
    )
    org = tables.organisation.select(hospital="org", region="region", org_class="org_level")
    found = joined.join(org, "hospital")
    return found.select(*joined.columns, "region", "org_class")


def _so_far(table: ir.Table, months: ir.Table, sums: dict[str, str]) -> ir.Table:
    """The sums of the year's months up to each month of the scope, by hospital."""
    monthly = table.group_by("hospital", "year", then="month").aggregate(
        **{name: table[column].sum() for column, name in sums.items()}
    )
    pairs = monthly.join(months, (monthly.year == months.year) & (monthly.then <= months.month))
    return pairs.group_by("hospital", "month", "seen_on").aggregate(
        **{name: pairs[name].sum() for name in sums.values()}
    )


def _purchases(tables: Tables, scope: Scope) -> ir.Table:
    """By hospital, month and drug from January on: the amount, and whether what was bought is essential."""
    first = Month(min(scope.months).year, 1)
    orders = tables.orders
    orders = orders.filter(
        orders.month >= str(first), orders.month <= str(max(scope.months)), orders.ordered_amount > 0
    )
    orders = orders.select("hospital", "product", "month", amount="ordered_amount")
    product = varieties_of(tables)
    edition = editions_of(tables, first, max(scope.months))
    joined = orders.join(product, "product").left_join(edition, "month").drop("month_right")
    listed = listed_products(tables)
    joined = joined.left_join(listed, ["product", "edition"])
    essential = ibis.ifelse(joined.edition.isnull(), joined.marked, joined.listed.fill_null(False))
    return joined.select("hospital", "drug", "month", "amount", year=joined.month.substr(0, 4), essential=essential)


def varieties_of(tables: Tables) -> ir.Table:
    """The products with their mark and their drug: the least product of the same name and route, because tens of
    millions of rows are grouped by it and names would take several times the memory."""
    product = tables.product
    named = product.select(
        "product", marked=product.is_essential.fill_null(False),
        name=ibis.coalesce(product.drug_key.nullif(""), product.generic_name, ""),
    )  # fmt: skip
    drugs = named.group_by("name").aggregate(drug=named["product"].min())
    return named.join(drugs, "name").select("product", "marked", "drug")


def editions_of(tables: Tables, first: Month, last: Month) -> ir.Table:
    """The edition of the essential list in force on the last day of each month, where entries are given."""
    months = last_days([*first.until(last)], last.last)
    entries = tables.list_entry.filter(tables.list_entry.list_kind == "essential")
    editions = entries.select("edition", "effective_on").distinct()
    pairs = months.join(editions, editions.effective_on <= months.seen_on)
    newest = pairs.group_by("month").aggregate(effective_on=pairs.effective_on.max())
    found = newest.join(editions, "effective_on")
    return found.group_by("month").aggregate(edition=found.edition.max())


def listed_products(tables: Tables) -> ir.Table:
    """Which products the entries of an edition name, by generic name and, where the entry gives one, dosage form."""
    entries = tables.list_entry.filter(tables.list_entry.list_kind == "essential")
    entries = entries.select("edition", "generic_name", form="dosage_form")
    product = tables.product.select("product", "generic_name", "dosage_form")
    pairs = product.join(entries, "generic_name")
    pairs = pairs.filter(pairs.form.isnull() | (pairs.form == "") | (pairs.form == pairs.dosage_form))
    return pairs.select("product", "edition", listed=ibis.literal(True)).distinct()


def _by_hospital(table: ir.Table) -> ir.Table:
    return as_findings(
        table, indicator=table.indicator, subject_type="hospital", value=table.share / table.target,
        reference=table.target, n=table.varieties, weight=table.amount,
    )  # fmt: skip


def _by_place(table: ir.Table, tables: Tables, parameters: EssentialParameters) -> ir.Table:
    """The mean share of the hospitals of a class against its target; a place has the value of its worst class."""
    key = ("indicator", "region", "month", "seen_on")
    rows = table.select(*key, "org_class", "share", "target", "amount")
    places = rolled_up(rows, tables.region, parameters.levels)
    classes = places.group_by(*key, "org_class").aggregate(
        share=places.share.mean(), target=places.target.max(), n=places.count(), amount=places.amount.sum()
    )
    classes = classes.mutate(ratio=classes.share / classes.target)
    worst = classes.group_by(*key).aggregate(
        ratio=classes.ratio.min(), target=classes.target.argmin(classes.ratio), n=classes.n.sum(),
        amount=classes.amount.sum(),
    )  # fmt: skip
    return as_findings(
        worst, indicator=worst.indicator, subject_type="region", subject=worst.region, value=worst.ratio,
        reference=worst.target, n=worst.n, weight=worst.amount,
    )  # fmt: skip


_INDICATORS = (
    Indicator(
        name="essential_varieties", zh="基本药物品种占比", en="essential share of varieties", unit_zh="目标的比例",
        unit_en="share of the target", direction="below", subjects=("hospital", "region"),
        formula_zh="（当年采购的基本药物品种数 ÷ 采购的全部品种数）÷ 该类机构的目标",
        formula_en="(essential varieties bought this year ÷ all varieties bought) ÷ the target of the class",
        policy_key="monitor.essential_varieties.threshold", requirements=("HOS-1", "HN-5", "NJ-9", "HD-4"),
        rows=rows_duty.purchases_of_the_year, page="essential_varieties",
    ),
    Indicator(
        name="essential_amount", zh="基本药物金额占比", en="essential share of amount", unit_zh="目标的比例",
        unit_en="share of the target", direction="below", subjects=("hospital", "region"),
        formula_zh="（当年基本药物采购金额 ÷ 药品采购总金额）÷ 该类机构的目标",
        formula_en="(spent on essential medicines this year ÷ spent on all) ÷ the target of the class",
        policy_key="monitor.essential_amount.threshold", requirements=("HOS-1", "HN-5"),
        rows=rows_duty.purchases_of_the_year, page="essential_amount",
    ),
)  # fmt: skip
FAMILY = Family(
    name="essential",
    sources=("order_line",),
    reads=("list_entry", "orders", "organisation", "product", "region"),
    parameters=EssentialParameters,
    findings=essential_findings,
    indicators=_INDICATORS,
)
