"""Impact of stop-production notices: the share of a drug's past purchases that the stopped product had.

The share is of all products of the drug, in smallest units, over the months before the notice. Where nothing of the
drug was ever bought (a foreign notice, a new drug) there is no share: then only a sole product of the drug gives a
finding, with value 1 and no reference, since nothing could take its place; a product with others beside it gives
none. How long the stop lasts against what the maker still has decides which thresholds count: a stop that stocks
outlast ("covered") must be assessed, but takes nothing away. Requirement: COL-4 (HN-3, NJ-8, HD-3), MON-3.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from baowen.monitor.indicators import rows
from baowen.monitor.indicators.family import Family, Indicator
from baowen.monitor.indicators.finding import as_findings, union_all
from baowen.monitor.indicators.parameter import policy, supplied
from baowen.monitor.indicators.purchase import placed_purchases
from baowen.monitor.indicators.tables import Scope, Tables, last_days, month_index

OPEN, COVERED = "open", "covered"
_DAYS_A_MONTH = 30.4375


@dataclass(frozen=True, kw_only=True)
class StopParameters:
    """`home`: key of the region that a notice without a place, or of the whole nation, is judged in.

    `stock_days`: how long the stocks of distributors and hospitals are taken to last, beside the maker's.
    """

    stock_days: int = policy("stop_notice_impact.stock_days")
    look_back_months: int = policy("stop_notice_impact.look_back_months")
    home: int = supplied()
    levels: tuple[str, ...] = policy("stop_notice_impact.levels")


def stop_findings(tables: Tables, parameters: StopParameters, scope: Scope) -> ir.Table:
    """Findings stop_notice_impact by product, for each month in which a notice is in force."""
    notices = notices_in_force(tables.stop_notice, scope)
    drugs = drugs_of(tables.product)
    judged = notices.join(drugs, "product")
    return union_all([_with_purchases(tables, judged, parameters), _sole(tables, judged, drugs, parameters)])


def notices_in_force(stop_notice: ir.Table, scope: Scope) -> ir.Table:
    """The first notice in force of each product and month: announced by then, not ended before, not avoided.

    `gap_days`: the longest time from stop to expected return among its notices, null when one of them does not say;
    `stock_left`: the most packs that one of them says are left.
    """
    known = stop_notice.filter(
        stop_notice.announced_on <= scope.as_of, stop_notice.stop_state.fill_null("ongoing") != "avoided"
    )
    months = last_days(scope.months, scope.as_of)
    months = months.select("at", "begins_on", in_month="month", ends_on="seen_on")
    known = known.select(
        "product", "region", "announced_on", "ended_on", "stops_on", "resumes_on", "stop_state", "stock_left"
    )
    resolved = known.stop_state == "resolved"
    # A resolved notice without its end date is taken to have ended when it was expected to.
    over_on = ibis.ifelse(resolved, ibis.coalesce(known.ended_on, known.resumes_on, known.announced_on), known.ended_on)
    known = known.mutate(over_on=over_on)
    pairs = known.join(
        months,
        (known.announced_on <= months.ends_on) & (known.over_on.isnull() | (known.over_on >= months.begins_on)),
    )
    gap_days = pairs.resumes_on.delta(pairs.stops_on, unit="day").cast("int32")
    return pairs.group_by("product", month=pairs.in_month, at=pairs["at"]).aggregate(
        seen_on=ibis.greatest(pairs.announced_on, pairs.begins_on).min(),
        announced_at=(pairs.announced_on.year() * 12 + pairs.announced_on.month() - 1).min(),
        place=pairs.region.min(),
        gap_days=ibis.ifelse(pairs.count() == gap_days.count(), gap_days.max(), ibis.null("int32")),
        stock_left=pairs.stock_left.cast("float64").max(),
    )


def drugs_of(product: ir.Table) -> ir.Table:
    """Product, the drug it belongs to (name, else ingredient) and its smallest units a pack (1 when unknown)."""
    drug = ibis.coalesce(product.drug_key.nullif(""), product.ingredient)
    found = product.select("product", drug=drug, units=product.units.cast("float64").fill_null(1.0))
    return found.filter(found.drug.notnull())


def _with_purchases(tables: Tables, judged: ir.Table, parameters: StopParameters) -> ir.Table:
    drugs = drugs_of(tables.product)
    of_drug = drugs.semi_join(judged, "drug").select("product")
    bought = placed_purchases(tables, parameters.levels, products=of_drug).join(drugs, "product")
    bought = bought.select(
        "region", "product", "drug", "lines", units=bought.quantity * bought.units, then=month_index(bought.month)
    )
    everywhere = placed_purchases(tables, ("province",), products=judged.select("product"))
    judged = judged.join(_bases(everywhere, judged, parameters), ["product", "month"])
    stopped = judged.select("drug", "product", "announced_at", "basis", "seen_on", in_month="month")
    by_drug = bought.group_by("drug", "region", "then").aggregate(units=bought.units.sum())
    keys = ("in_month", "seen_on", "product", "basis", "region")
    whole = looked_back(stopped.join(by_drug, "drug"), parameters.look_back_months).group_by(*keys)
    own = looked_back(stopped.join(bought.drop("drug"), "product"), parameters.look_back_months)
    own = own.group_by(*keys).aggregate(own=own.units.sum(), lines=own.lines.sum())
    sums = own.join(whole.aggregate(whole=lambda pair: pair.units.sum()), list(keys))
    sums = sums.filter(sums.own > 0).rename(month="in_month")
    return as_findings(
        sums, indicator="stop_notice_impact", subject_type="product", value=sums.own / sums.whole,
        reference=sums.whole, threshold_basis=sums.basis, n=sums.lines, weight=sums.own,
    )  # fmt: skip


def looked_back(pairs: ir.Table, months: int) -> ir.Table:
    """The pairs in which `then` is one of so many months before the notice."""
    age = pairs.announced_at - pairs.then
    return pairs.filter(age >= 1, age <= months)


def _bases(bought: ir.Table, judged: ir.Table, parameters: StopParameters) -> ir.Table:
    """By product and month whether stocks outlast the stop (COVERED) or not, or nobody can say (OPEN).

    The maker's stock lasts as long as what was bought of it in all places a day over the months looked back on.
    """
    past = bought.select("product", then=month_index(bought.month), packs=bought.quantity)
    pairs = judged.select("product", "month", "announced_at", "gap_days", "stock_left").left_join(past, "product")
    age = pairs.announced_at - pairs.then
    counts = (age >= 1) & (age <= parameters.look_back_months)
    sums = pairs.group_by("product", "month", "gap_days", "stock_left").aggregate(
        packs=ibis.coalesce(pairs.packs.sum(where=counts), 0.0), months=pairs.then.nunique(where=counts)
    )
    a_day = sums.packs / (sums.months * _DAYS_A_MONTH)
    lasts = ibis.ifelse(sums.packs > 0, sums.stock_left / a_day, ibis.null("float64"))
    covered = (sums.gap_days <= lasts + parameters.stock_days).fill_null(False)
    return sums.select("product", "month", basis=ibis.ifelse(covered, COVERED, OPEN))


def _sole(tables: Tables, judged: ir.Table, drugs: ir.Table, parameters: StopParameters) -> ir.Table:
    """Notices of drugs without any purchase whose only product stops, at the place of the notice."""
    counts = drugs.group_by("drug").aggregate(products=drugs.count())
    bought = ibis.union(tables.trade.select("product"), tables.purchase.select("product"), distinct=True)
    bought = bought.join(drugs, "product").select("drug").distinct()
    alone = judged.join(counts.filter(counts.products == 1), "drug").anti_join(bought, "drug")
    place = ibis.coalesce(alone.place, ibis.literal(parameters.home, "int32"))
    return as_findings(
        alone, indicator="stop_notice_impact", subject_type="product", value=ibis.literal(1.0), threshold_basis=OPEN,
        region=place, n=ibis.literal(1), weight=ibis.literal(0.0),
    )  # fmt: skip


_INDICATORS = (
    Indicator(
        name="stop_notice_impact", zh="停产影响", en="impact of a stop notice", unit_zh="份额", unit_en="share",
        direction="above", subjects=("product",),
        formula_zh="停产品种在报告前若干月同药采购量（最小制剂单位）中的份额",
        formula_en="the product's share of its drug's purchases (smallest units) in the months before the notice",
        policy_key="monitor.stop_notice_impact.threshold.{basis}", bases=(OPEN, COVERED),
        requirements=("COL-4", "MON-3", "HN-3", "NJ-8"),
        rows=rows.notices, page="stop_notice_impact",
    ),
)  # fmt: skip
FAMILY = Family(
    name="stop",
    sources=("stop_notice",),
    reads=("orders", "product", "purchase", "region", "stop_notice", "trade"),
    parameters=StopParameters,
    findings=stop_findings,
    indicators=_INDICATORS,
)
