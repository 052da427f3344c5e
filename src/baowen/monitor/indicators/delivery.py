"""Delivery rate and on-time rate: what share of what was due arrived, and arrived in time.

A low rate of few lines says little. A finding is only made when the lines that failed are too many to be chance,
measured against the rate of its class in the whole province in that month: n · KL(rate, province's rate) is at least
`least_evidence`. Requirement: MON-3, HN-10, NJ-17, HD-10.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal

import ibis
import ibis.expr.types as ir

from baowen.lake.cubes.orders import DUE_CLASSES
from baowen.monitor.indicators import rows
from baowen.monitor.indicators.family import Family, Indicator
from baowen.monitor.indicators.finding import as_findings, union_all
from baowen.monitor.indicators.parameter import policy
from baowen.monitor.indicators.tables import Scope, Tables
from baowen.monitor.indicators.usual import at_places, beside_usual, kinds, level_of


@dataclass(frozen=True, kw_only=True)
class DeliveryParameters:
    """The definition of the rates. `least_evidence` is in nats: 7 means a chance of about one in 1,000. More is asked
    of distributors (`distributor_evidence`): one product that runs out must not look like a distributor that fails.

    `least_failure`: the province's share of failures is taken to be at least this, and at most 1 less it.
    """

    numerator: Literal["delivered", "received"] = policy("delivery_rate.definition", part="numerator")
    measure: Literal["quantity", "amount"] = policy("delivery_rate.definition", part="measure")
    least_lines: int = policy("delivery_rate.least_lines")
    on_time_least_lines: int = policy("on_time_rate.least_lines")
    least_evidence: float = policy("delivery.least_evidence")
    distributor_evidence: float = policy("delivery.distributor_evidence")
    least_failure: float = policy("delivery.least_failure")
    product_levels: tuple[str, ...] = policy("delivery.product_levels")
    distributor_levels: tuple[str, ...] = policy("delivery.distributor_levels")


def delivery_findings(tables: Tables, parameters: DeliveryParameters, scope: Scope) -> ir.Table:
    """Findings delivery_rate and on_time_rate by product (county, city, province) and by distributor (county).

    A month in which the province has no delivery at all has no delivery data: missing is not zero.
    """
    parts: list[ir.Table] = []
    for subject, levels in (("product", parameters.product_levels), ("distributor", parameters.distributor_levels)):
        sums = _sums(tables, parameters, scope, subject, levels)
        delivered = sums.mutate(
            rate=sums.arrived / sums.due, usual=sums.usual_whole, good=sums.whole_lines, least=parameters.least_lines
        )
        on_time = sums.mutate(
            rate=sums.on_time_lines / sums.due_lines, usual=sums.usual_on_time, good=sums.on_time_lines,
            least=parameters.on_time_least_lines,
        )  # fmt: skip
        parts.append(_low(delivered, "delivery_rate", subject, parameters))
        parts.append(_low(on_time, "on_time_rate", subject, parameters))
    return union_all(parts)


def _sums(
    tables: Tables, parameters: DeliveryParameters, scope: Scope, subject: str, levels: tuple[str, ...]
) -> ir.Table:
    """Sums by month, place and subject, beside the province's shares of lines that arrived whole and in time.

    A product is compared with its supply class: what is due at once is late more often everywhere.
    """
    measured = partial(_measured, parameters=parameters, scope=scope, subject=subject)
    placed, whole = at_places(tables, subject, levels, measured=measured, added=_added)
    kind = kinds(tables.product, subject, whole)
    usual = _added(whole.join(kind, "subject"), "month", "region", "kind")
    usual = usual.filter(usual.whole_lines > 0).select(
        "month", "kind", of="region",
        usual_whole=usual.whole_lines / usual.due_lines, usual_on_time=usual.on_time_lines / usual.due_lines,
    )  # fmt: skip
    # Only what has lines enough for one of the two rates can be said; most rows have not.
    enough = placed.due_lines >= min(parameters.least_lines, parameters.on_time_least_lines)
    sums = placed.filter(enough).join(kind, "subject")
    return beside_usual(sums, usual, tables.region)


def _measured(cube: ir.Table, parameters: DeliveryParameters, scope: Scope, subject: str) -> ir.Table:
    """The rows of a cube in which something was due, with the columns that the pack's definition of the rate names."""
    rows = cube.filter(cube.month.isin(scope.names), cube.due_lines > 0, cube[subject].notnull())
    return rows.select(
        "month", "region", "last_day", "due_lines", "on_time_lines", *level_of(cube),
        subject=rows[subject],
        whole_lines=rows[f"{parameters.numerator}_lines"],
        due=rows[f"due_{parameters.measure}"].cast("float64"),
        arrived=rows[f"{parameters.numerator}_{parameters.measure}"].cast("float64"),
    )  # fmt: skip


def _added(table: ir.Table, *keys: str) -> ir.Table:
    return table.group_by(*keys).aggregate(
        last_day=table.last_day.max(),
        due_lines=table.due_lines.sum(),
        on_time_lines=table.on_time_lines.sum(),
        whole_lines=table.whole_lines.sum(),
        due=table.due.sum(),
        arrived=table.arrived.sum(),
    )


def _low(rates: ir.Table, indicator: str, subject: str, parameters: DeliveryParameters) -> ir.Table:
    """The rates with enough lines that are lower than chance explains; n is the lines due, weight what did not come."""
    asked = parameters.least_evidence if subject == "product" else parameters.distributor_evidence
    evidence = lack_evidence(rates.good, rates.due_lines, rates.usual, least_failure=parameters.least_failure)
    table = rates.mutate(evidence=evidence, seen_on=rates.last_day)
    table = table.filter(table.due_lines >= table.least, table.evidence >= asked)
    return as_findings(
        table,
        indicator=indicator,
        subject_type=subject,
        subject=table.subject,
        value=table.rate,
        reference=table.usual,
        n=table.due_lines,
        weight=table.due - table.arrived,
    )


def lack_evidence(good: ir.Value, n: ir.Value, usual: ir.Value, *, least_failure: float) -> ir.Value:
    """How far `good` of `n` lines is below the `usual` share, in nats (n·KL); 0 when it isn't below.

    By Chernoff's bound the chance of so few is at most exp(-evidence) when lines fail independently. The usual share
    is held within `least_failure` and 1 less it: a perfect month does not make one late line infinitely strange.
    """
    expected = ibis.least(ibis.greatest(usual, least_failure), 1 - least_failure)
    share = ibis.least(ibis.greatest(good / n, 1e-9), 1 - 1e-9)
    divergence = share * (share / expected).ln() + (1 - share) * ((1 - share) / (1 - expected)).ln()
    return ibis.ifelse(good / n < expected, n * divergence, 0.0)


# What is due, where an order line does not say so itself.
_DUE = tuple(f"delivery.{name}.{kind}" for kind in DUE_CLASSES for name in ("hours", "holidays_count"))
_INDICATORS = (
    Indicator(
        name="delivery_rate", zh="配送率", en="delivery rate", unit_zh="比例", unit_en="share", direction="below",
        subjects=("product", "distributor"),
        formula_zh="已送达（或已入库）的数量（或金额）÷ 已到期订单的数量（或金额）；每行送达量最多计至订购量",
        formula_en="what arrived of the lines due ÷ what was due; of a line at most the ordered quantity counts",
        policy_key="monitor.delivery_rate.threshold", requirements=("MON-3", "HN-10", "NJ-17", "HD-10"),
        rows=rows.order_lines_with_arrivals, page="delivery_rate",
    ),
    Indicator(
        name="on_time_rate", zh="及时配送率", en="on-time rate", unit_zh="比例", unit_en="share", direction="below",
        subjects=("product", "distributor"),
        formula_zh="到期日（含当日）前全部送达的订单行数 ÷ 已到期的订单行数",
        formula_en="lines delivered whole by their due day (inclusive) ÷ lines due",
        policy_key="monitor.on_time_rate.threshold", requirements=("MON-3",),
        rows=rows.order_lines_with_arrivals, page="on_time_rate",
    ),
)  # fmt: skip
FAMILY = Family(
    name="delivery",
    sources=("order_line",),
    reads=("orders", "product", "region", "trade"),
    parameters=DeliveryParameters,
    findings=delivery_findings,
    indicators=_INDICATORS,
    further_keys=("monitor.delivery.follow_months", *_DUE),
)
