"""Turns policy into parameters and thresholds, and findings into warnings of a severity.

A place is judged by the policy that ruled it in the finding's month: nation, then province, then city, the nearest
wins. Below or above its threshold is said by the indicator: a rate warns strictly below, a rise from its threshold
on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, cast

import ibis
import ibis.expr.types as ir
import polars as pl

from baowen.core.period import Month
from baowen.core.policy import Packs, Ruling
from baowen.monitor.indicators.delivery import DeliveryParameters
from baowen.monitor.indicators.plausibility import PlausibilityParameters
from baowen.monitor.indicators.price_paid import PaidParameters
from baowen.monitor.indicators.price_rise import PriceRiseParameters
from baowen.monitor.indicators.price_spread import SpreadParameters
from baowen.monitor.indicators.purchase import PurchaseParameters
from baowen.monitor.indicators.registry import DRUG_CLASSES, INDICATORS, Parameters
from baowen.monitor.indicators.stock import StockParameters
from baowen.monitor.indicators.stop import StopParameters

SEVERITIES: Final = ("blue", "yellow", "orange", "red")
DEFAULT_CLASS: Final = "default"
THRESHOLDS: Final[dict[str, pl.DataType]] = {
    "chain": pl.Int32(), "indicator": pl.String(), "month": pl.String(), "threshold_basis": pl.String(),
    "blue": pl.Float64(), "yellow": pl.Float64(), "orange": pl.Float64(), "red": pl.Float64(),
    "policy_key": pl.String(), "clause": pl.String(), "basis": pl.String(),
}  # fmt: skip


def parameters(ruling: Ruling, *, home: int) -> Parameters:
    """The parameters of every indicator under a ruling; UnknownEntryError when the pack lacks one.

    `home` is the key of the region that the deployment serves.
    """
    read = _Reader(ruling)
    return Parameters(
        delivery=_delivery(read),
        purchase=_purchase(read),
        stock=_stock(read),
        price_rise=PriceRiseParameters(
            window_months=read.whole("price_rise.window_months"),
            least_rise=read.number("price_rise.least_rise"),
            least_makers=read.whole("joint_price_rise.least_makers"),
            joint_least_rise=read.number("joint_price_rise.least_rise"),
            joint_months=read.whole("joint_price_rise.months"),
        ),
        price_paid=PaidParameters(
            window_months=read.whole("transaction_price_rise.window_months"),
            least_months=read.whole("transaction_price_rise.least_months"),
            least_lines=read.whole("transaction_price_rise.least_lines"),
            least_rise=read.number("transaction_price_rise.least_rise"),
            levels=read.texts("transaction_price_rise.levels"),
        ),
        spread=SpreadParameters(
            least_places=read.whole("regional_spread.least_places"),
            city_lines=read.whole("regional_spread.least_lines"),
            drug_lines=read.whole("same_drug_spread.least_lines"),
        ),
        stop=StopParameters(
            look_back_months=read.whole("stop_notice_impact.look_back_months"),
            levels=read.texts("stop_notice_impact.levels"),
            home=home,
        ),
        plausibility=_plausibility(read),
        follow_months=read.whole("delivery.follow_months"),
        quiet_months=read.whole("signal.quiet_months"),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the entries of monitoring by the part of their key after "monitor."."""

    ruling: Ruling

    def whole(self, key: str) -> int:
        return self.ruling.entry(f"monitor.{key}").whole()

    def number(self, key: str) -> float:
        return float(self.ruling.entry(f"monitor.{key}").number())

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(str(item) for item in self.ruling.entry(f"monitor.{key}").items())


def _delivery(read: _Reader) -> DeliveryParameters:
    definition = read.ruling.entry("monitor.delivery_rate.definition").table()
    return DeliveryParameters(
        numerator=cast(Literal["delivered", "received"], definition["numerator"]),
        measure=cast(Literal["quantity", "amount"], definition["measure"]),
        least_lines=read.whole("delivery_rate.least_lines"),
        on_time_least_lines=read.whole("on_time_rate.least_lines"),
        least_evidence=read.number("delivery.least_evidence"),
        least_failure=read.number("delivery.least_failure"),
        product_levels=read.texts("delivery.product_levels"),
        distributor_levels=read.texts("delivery.distributor_levels"),
    )


def _purchase(read: _Reader) -> PurchaseParameters:
    return PurchaseParameters(
        window_months=read.whole("purchase.window_months"),
        least_months=read.whole("purchase.least_months"),
        least_quantity=read.number("purchase.least_monthly_quantity"),
        least_deviation=read.number("purchase.least_deviation"),
        least_month=read.number("purchase.partial_month_least"),
        least_regularity=read.number("purchase.least_regularity"),
        least_lines=read.number("purchase.least_lines"),
        least_noise=read.number("purchase.least_noise"),
        season_least_months=read.whole("purchase.season_least_months"),
        levels=read.texts("purchase.levels"),
    )


def _stock(read: _Reader) -> StockParameters:
    return StockParameters(
        use_months=read.whole("days_of_supply.usage_months"),
        stale_days=read.whole("days_of_supply.stale_days"),
        low_days=_days_by_class([read.ruling], min),
        line_days=_days_by_class([read.ruling], max),
        least_hospitals=read.whole("days_of_supply.least_hospitals"),
        usual_months=read.whole("days_of_supply.usual_months"),
        least_known=read.whole("days_of_supply.usual_least_months"),
        least_fall=read.number("days_of_supply.least_fall"),
        least_low=read.number("days_of_supply.least_low_share"),
        levels=read.texts("days_of_supply.levels"),
    )


def _plausibility(read: _Reader) -> PlausibilityParameters:
    return PlausibilityParameters(
        ratio=read.number("plausibility.ratio"),
        pack_tolerance=read.number("plausibility.pack_tolerance"),
        least_units=read.number("plausibility.least_units"),
        least_lines=read.whole("plausibility.least_lines"),
        least_hospitals=read.whole("plausibility.least_hospitals"),
    )


def _days_by_class(rulings: Iterable[Ruling], choose: Callable[[Iterable[float]], float]) -> dict[str, float]:
    """By drug class one of the days of supply that warn: the fewest (`min`) is the gravest, the most the first line."""
    found: dict[str, list[float]] = {}
    for ruling in rulings:
        for name in DRUG_CLASSES:
            entry = ruling.get(f"monitor.days_of_supply.threshold.{name}")
            if entry is not None:
                found.setdefault(name, []).extend(float(value) for value in entry.table().values())
    return {name: choose(days) for name, days in found.items()}


def widest_lines(given: Parameters, rulings: Iterable[Ruling]) -> Parameters:
    """The parameters with the first warning lines of all the places that a run looks at, not of its home alone."""
    return replace(given, stock=replace(given.stock, line_days=_days_by_class(rulings, max)))


def places_by_chain(packs: Packs, regions: Mapping[int, str]) -> tuple[pl.DataFrame, dict[int, str]]:
    """Which places share their packs: a table (region, chain), and for each chain the code of one of its places."""
    known: dict[tuple[str, ...], int] = {}
    examples: dict[int, str] = {}
    rows: list[tuple[int, int]] = []
    for key, code in sorted(regions.items()):
        chain = tuple(pack.name for pack in packs.chain(code))
        number = known.setdefault(chain, len(known))
        examples.setdefault(number, code)
        rows.append((key, number))
    return pl.DataFrame(rows, schema={"region": pl.Int32, "chain": pl.Int32}, orient="row"), examples


def thresholds(packs: Packs, examples: Mapping[int, str], months: Iterable[Month]) -> pl.DataFrame:
    """The thresholds of every indicator and class by chain and month, as they ruled on the month's last day."""
    rows: list[tuple[object, ...]] = []
    for month in months:
        for chain, code in examples.items():
            ruling = packs.ruling(code, month.last)
            for indicator in INDICATORS.values():
                classes = DRUG_CLASSES if "{basis}" in indicator.policy_key else (DEFAULT_CLASS,)
                for name in classes:
                    entry = ruling.get(indicator.policy_key.format(basis=name))
                    if entry is None:
                        continue
                    lines = [_as_float(entry.table().get(severity)) for severity in SEVERITIES]
                    rows.append(
                        (chain, indicator.name, str(month), name, *lines, entry.key, entry.clause, str(entry.basis))
                    )
    return pl.DataFrame(rows, schema=THRESHOLDS, orient="row")


def _as_float(value: object) -> float | None:
    return None if value is None else float(str(value))


def warnings(findings: ir.Table, places: ir.Table, threshold: ir.Table) -> ir.Table:
    """The findings that cross a threshold, with severity, the threshold crossed, policy_key, clause and basis.

    `places`: region, chain. `threshold`: as `thresholds` returns it. A place without a chain, or an indicator without
    a threshold there, gives no warning.
    """
    placed = findings.join(places, "region")
    judged = placed.join(threshold, ["chain", "indicator", "month", "threshold_basis"])
    rising = [name for name, indicator in INDICATORS.items() if indicator.direction == "above"]
    judged = judged.mutate(above=judged.indicator.isin(rising))
    gravest = tuple(reversed(SEVERITIES))

    def crossed(severity: str) -> ir.BooleanValue:
        line = judged[severity]
        return ibis.ifelse(judged.above, judged.value >= line, judged.value < line).fill_null(False)

    severity = ibis.cases(*[(crossed(name), name) for name in gravest])
    line = ibis.cases(*[(crossed(name), judged[name]) for name in gravest])
    judged = judged.mutate(severity=severity, threshold=line)
    judged = judged.filter(judged.severity.notnull())
    return judged.select(*findings.columns, "severity", "threshold", "policy_key", "clause", "basis")
