"""What the evaluation judges, from the lake: the contracts of a round whose cycle is over, and what was bought in it.

The monthly cube is read once, added up by hospital and product; the rest are joins of small tables. Quantities are
whole numbers (rules.columns): packs and units of a pack have four places each, so nothing is rounded. Of a lot's
products those are selected which the round's records name for the hospital's city; of a round that only a feed brought,
the marks of the catalogue say so (as in vbp.progress.facts, which tests hold it against). Requirement: VBP-7.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import ibis.expr.types as ir
import polars as pl

from baowen.lake.engine import Engine
from baowen.monitor.indicators.tables import Tables
from baowen.vbp.evaluation.given import Given
from baowen.vbp.evaluation.registers import Registers, read_registers
from baowen.vbp.evaluation.rules.columns import BACKUP, MONTHS, OTHER, PLACES, SUMS

OWN, SELECTED = "own", "selected"
TOLD: Final = ("owner", "starts_on", "ends_on", "is_alliance", "drug", "city")
"""What is told of a pair beside PAIRS."""
_BOUGHT: Final = ("hospital", "product")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`pairs`: PAIRS and TOLD, sorted by hospital, lot, product and start; `sums`: SUMS. The months of some pairs are
    asked for when it is known which are touched."""

    pairs: pl.DataFrame
    sums: pl.DataFrame
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The lake as a run reads it."""

    engine: Engine
    tables: Tables
    given: Given
    registers: Registers

    def months(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """MONTHS of the given pairs: what was bought beside the selected products."""
        if pairs.is_empty():
            return pl.DataFrame(schema=MONTHS)
        buyers = self._buyers(pairs).select("hospital", "lot").unique()
        wanted = buyers.join(self.registers.lots.select("lot", "product"), on="lot").select(_BOUGHT).unique()
        rows = self._with_roles(self._bought(pairs, wanted, by_month=True), pairs)
        rows = rows.filter(pl.col("role").is_in([BACKUP, OTHER]), pl.col("packs") > 0)
        found = rows.group_by("pair", "month", "bought", "role", "same_tier").agg(
            units=(pl.col("packs") * pl.col("pack")).sum(), amount=pl.col("amount").sum()
        )
        found = found.rename({"bought": "product"}).select(*MONTHS).cast(MONTHS)  # type: ignore[arg-type]
        return found.sort("pair", "month", "product", "role")

    def sums(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """SUMS of the given pairs."""
        windows = pairs.select(_window()).unique()
        bought = self._bought(pairs, None, by_month=windows.height > 1)
        rows = self._with_roles(bought, pairs).with_columns(units=pl.col("packs") * pl.col("pack"))
        parts = {role: pl.col("units").filter(pl.col("role") == role).sum() for role in (OWN, SELECTED, BACKUP, OTHER)}
        return rows.group_by("pair").agg(**parts).cast(SUMS).sort("pair")  # type: ignore[arg-type]

    def _bought(self, pairs: pl.DataFrame, wanted: pl.DataFrame | None, *, by_month: bool) -> pl.DataFrame:
        """What was bought of the lots' products from the first to the last month of all cycles, by hospital and
        product and where asked for month, of `wanted` hospitals and products alone: packs and amount in PLACES."""
        if pairs.is_empty():
            return pl.DataFrame(schema=_schema(by_month=by_month))
        months = pairs.select(_window()).unnest("window")
        first, last = sorted(months["first"])[0], sorted(months["last"])[-1]
        orders = self.tables.orders
        orders = orders.filter(orders.month >= first, orders.month <= last)
        local = self.engine.local
        if wanted is not None:
            # Rows lie by product: named one by one, other products' row groups are not read.
            orders = orders.filter(orders["product"].isin(wanted["product"].unique().to_list()))
            orders = orders.semi_join(local(wanted), list(_BOUGHT))
        else:
            orders = orders.semi_join(local(self.registers.lots.select("product").unique()), "product")
        keys = (*_BOUGHT, *(("month",) if by_month else ()))
        sums = {"packs": _whole(orders[f"{self.given.numerator}_quantity"])}
        if wanted is not None:  # what was paid is asked for pairs with exemptions alone
            sums["amount"] = _whole(orders[f"{_amount(self.given.numerator)}_amount"])
        found = self.engine.run(orders.group_by(*keys).aggregate(**sums))
        schema = {name: kind for name, kind in _schema(by_month=by_month).items() if name in (*keys, *sums)}
        return found.select(*schema).cast(schema)  # type: ignore[arg-type]

    def _buyers(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """Which hospitals' purchases belong to which pair: its own, and of an alliance's those of the members too."""
        own = pairs.with_columns(hospital=pl.col("owner"))
        members = pairs.filter("is_alliance").drop("hospital").join(self.registers.members, on="owner")
        return pl.concat([own, members.select(own.columns)])

    def _with_roles(self, bought: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
        """What was bought of a lot beside each contract of it: `role` as in rules.columns, `bought` its code."""
        known = self.registers
        buyers = self._buyers(pairs).select("pair", "hospital", "lot", "city", _window(), contracted="product")
        rows = buyers.join(known.lots, on="lot").join(bought, on=list(_BOUGHT))
        if "month" in bought.columns:
            rows = rows.filter(
                pl.col("month") >= pl.col("window").struct.field("first"),
                pl.col("month") <= pl.col("window").struct.field("last"),
            )
        rows = rows.join(known.roles, on=["lot", "bought", "city"], how="left")
        by_mark = pl.when("selected").then(pl.lit(SELECTED)).otherwise(pl.lit(OTHER))
        told = pl.col("role").fill_null(pl.lit(OTHER) if self.given.products else by_mark)
        role = pl.when(pl.col("bought") == pl.col("contracted")).then(pl.lit(OWN)).otherwise(told)
        own = known.tiers.select(contracted="bought", own_tier="tier")
        rows = rows.with_columns(role=role).join(known.tiers, on="bought", how="left")
        rows = rows.join(own, on="contracted", how="left")
        return rows.with_columns(same_tier=pl.col("tier") == pl.col("own_tier"))


def round_facts(engine: Engine, tables: Tables, given: Given, *, hospital: str = "") -> Facts:
    """The contracts of the round whose cycle ended by the day, of one hospital where a code is given."""
    registers = read_registers(engine, tables, given, hospital=hospital)
    source = Source(engine=engine, tables=tables, given=given, registers=registers)
    return Facts(pairs=registers.pairs, sums=source.sums(registers.pairs), source=source)


def _window() -> pl.Expr:
    """The first and last month of a cycle."""
    first, last = pl.col("starts_on").dt.to_string("%Y-%m"), pl.col("ends_on").dt.to_string("%Y-%m")
    return pl.struct(first=first, last=last).alias("window")


def _amount(numerator: str) -> str:
    return "received" if numerator == "received" else "ordered"


def _whole(column: ir.Value) -> ir.Value:
    """The sum of a column with four places as a whole number."""
    return (column.sum() * PLACES).cast("int64")


def _schema(*, by_month: bool) -> dict[str, Any]:
    keys: dict[str, Any] = {"hospital": pl.Int32(), "product": pl.Int32()}
    return keys | ({"month": pl.String()} if by_month else {}) | {"packs": pl.Int64(), "amount": pl.Int64()}
