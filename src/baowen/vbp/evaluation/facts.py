"""What the evaluation judges, from the lake: the contracts of a round whose cycle is over, and what was bought in it.

Quantities become whole numbers here (rules.columns): packs and units of a pack have four places each, so nothing is
rounded. Of a lot's products those are selected which the round's records name for the hospital's city; of a round that
only a feed brought, the marks of the catalogue say so. Requirement: VBP-7.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import ibis.expr.types as ir
import polars as pl

from baowen.lake.engine import Engine
from baowen.monitor.indicators.tables import Tables, opened_when_asked
from baowen.orgs.regions import Region, RegionLevel, load_regions
from baowen.vbp.evaluation.given import Given
from baowen.vbp.evaluation.rules.columns import BACKUP, MONTHS, OTHER, PAIRS, PLACES, SUMS
from baowen.vbp.progress.facts import contracts, cycle_purchases
from baowen.vbp.progress.marks import CatalogueDrug, LotMarks, Mark, marks_table

CYCLE: Final = ("owner", "lot", "starts_on")
TOLD: Final = ("owner", "starts_on", "ends_on", "is_alliance", "drug", "city")
"""What is told of a pair beside PAIRS."""
OWN, SELECTED = "own", "selected"


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
    marks: ir.Table
    given: Given
    codes: pl.DataFrame

    def purchases(self) -> ir.Table:
        """Purchases by cycle, product and month, in whole ten-thousandths of packs and of yuan."""
        bought = cycle_purchases(self.tables, self.marks, self.given.as_of)
        yuan = bought.received_yuan if self.given.numerator == "received" else bought.yuan
        return bought.mutate(
            packs=(bought[self.given.numerator] * PLACES).round().cast("int64"),
            pack=(bought.units * PLACES).round().cast("int64"),
            amount=(yuan * PLACES).cast("int64"), selected=bought.mark == Mark.SELECTED.value,
        ).filter(bought.mark.isin([Mark.SELECTED.value, *self.given.counts]))  # fmt: skip

    def months(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """MONTHS of the given pairs (PAIRS and TOLD)."""
        if pairs.is_empty():
            return pl.DataFrame(schema=MONTHS)
        bought = self.purchases()
        wanted = self.engine.local(pairs.select(*CYCLE).unique())
        rows = bought.semi_join(wanted, list(CYCLE)).filter(lambda one: one.packs > 0)
        found = self.engine.run(rows.select(*CYCLE, "product", "selected", "at", "packs", "pack", "amount"))
        rowed = _with_roles(found, pairs, self)
        rowed = rowed.filter(pl.col("role").is_in([BACKUP, OTHER]))
        month = pl.format("{}-{}", pl.col("at") // 12, (pl.col("at") % 12 + 1).cast(pl.String).str.zfill(2))
        return rowed.select(
            "pair", month=month, product="bought", role="role", same_tier="same_tier",
            units=pl.col("packs") * pl.col("pack"), amount="amount",
        ).cast(MONTHS).sort("pair", "month", "product", "role", "units")  # type: ignore[arg-type]  # fmt: skip


def round_facts(engine: Engine, tables: Tables, given: Given, *, hospital: str = "") -> Facts:
    """The contracts of the round whose cycle ended by the day, of one hospital where a code is given."""
    tables = _narrowed(tables, given.round_code, hospital)
    source = Source(
        engine=engine, tables=tables, marks=engine.local(_marks(engine, tables, given)), given=given,
        codes=engine.run(tables.product.select("product", code="product_code", drug="generic_name")).unique("product"),
    )  # fmt: skip
    pairs = _pairs(source)
    bought = source.purchases()
    summed = bought.group_by(*CYCLE, "product", "selected", "pack").aggregate(packs=bought.packs.sum())
    rows = _with_roles(engine.run(summed), pairs, source)
    rows = rows.with_columns(units=pl.col("packs") * pl.col("pack"))
    sums = rows.group_by("pair").agg(
        **{role: pl.col("units").filter(pl.col("role") == role).sum() for role in (OWN, SELECTED, BACKUP, OTHER)}
    )
    return Facts(pairs=pairs, sums=sums.cast(SUMS).sort("pair"), source=source)  # type: ignore[arg-type]


def _narrowed(tables: Tables, round_code: str, hospital: str) -> Tables:
    """The tables with the contracts of one round alone, and of one hospital."""
    contract = tables.vbp_contract.filter(tables.vbp_contract.round_code == round_code)
    if hospital:
        known = tables.organisation
        contract = contract.semi_join(known.filter(known.org_code == hospital).select(hospital="org"), "hospital")
    kept: Mapping[str, Any] = {
        "vbp_contract": lambda: contract, "orders": lambda: tables.orders, "product": lambda: tables.product,
        "organisation": lambda: tables.organisation,
    }  # fmt: skip
    return opened_when_asked(kept)


def _marks(engine: Engine, tables: Tables, given: Given) -> pl.DataFrame:
    """Which products count for which lot. Roles are told apart later: they depend on the hospital's city."""
    lots = {one.lot for one in given.products}
    told = [
        LotMarks(
            round_code=given.round_code, lot=lot,
            selected=frozenset(one.code for one in given.products if one.lot == lot and one.roles),
            offered=frozenset(one.code for one in given.products if one.lot == lot),
        )
        for lot in sorted(lots)
    ]  # fmt: skip
    product = tables.product
    rows = engine.run(product.select("product", "product_code", "drug_key", "generic_name"))
    catalogue = (
        CatalogueDrug(key=key, code=code, drug=drug or "", generic_name=name or "")
        for key, code, drug, name in rows.iter_rows()
    )
    return marks_table(told, catalogue)


def _pairs(source: Source) -> pl.DataFrame:
    rows = source.engine.run(contracts(source.tables, source.marks))
    rows = rows.filter(pl.col("ends_on") <= source.given.as_of)
    organisations = source.tables.organisation
    names = source.engine.run(organisations.select(owner="org", hospital="org_code")).unique("owner")
    rows = rows.drop("drug").join(names, on="owner", how="left").join(_places(rows["region"].unique()), on="region")
    rows = rows.join(source.codes, on="product", how="left").join(_prices(source.given.products), on="code", how="left")
    rows = rows.with_columns(
        hospital=pl.col("hospital").fill_null(pl.col("owner").cast(pl.String)),
        pack_units=(pl.col("units") * PLACES).round().cast(pl.Int64),
        agreed=(pl.col("agreed") * PLACES).round().cast(pl.Int64),
    )  # fmt: skip
    rows = rows.with_columns(agreed=pl.col("agreed") * pl.col("pack_units"))
    rows = rows.sort("hospital", "lot", "code", "starts_on").with_row_index("pair")
    found = rows.select(
        "pair", "hospital", "lot", "agreed", "pack_units", "price", *TOLD, region="region_code", product="code",
        product_key="product",
    )  # fmt: skip
    return found.cast(PAIRS)


def _places(keys: Iterable[int]) -> pl.DataFrame:
    """Each place of the lake with its code and that of its city."""
    regions = load_regions()
    by_key = {one.key: one for one in regions.all()}
    rows = [(key, _code(by_key.get(key), key), _city(by_key.get(key))) for key in keys]
    schema = {"region": pl.Int32, "region_code": pl.String, "city": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _code(region: Region | None, key: int) -> str:
    return region.code if region is not None else str(key)


def _city(region: Region | None) -> str:
    found = load_regions().at_level(region.code, RegionLevel.CITY) if region is not None else None
    return found.code if found is not None else ""


def _prices(products: Iterable[Any]) -> pl.DataFrame:
    """The selected price of a pack, in whole ten-thousandths of a yuan, by product."""
    rows = {one.code: int(one.price * PLACES) for one in products if one.roles}
    schema = {"code": pl.String, "price": pl.Int64}
    return pl.DataFrame(sorted(rows.items()), schema=schema, orient="row")


def _with_roles(bought: pl.DataFrame, pairs: pl.DataFrame, source: Source) -> pl.DataFrame:
    """What was bought of a lot beside each contract of it: `role` as in rules.columns, `bought` its code, same_tier."""
    named = bought.join(source.codes.select("product", bought="code"), on="product", how="left")
    mine = pairs.select(*CYCLE, "pair", "city", own_product="product")
    rows = mine.join(named, on=list(CYCLE))
    roles = _roles(source.given, pairs["city"].unique())
    rows = rows.join(roles, on=["lot", "bought", "city"], how="left")
    by_mark = pl.when("selected").then(pl.lit(SELECTED)).otherwise(pl.lit(OTHER))
    known = bool(source.given.products)
    told = pl.col("role").fill_null(pl.lit(OTHER) if known else by_mark)
    role = pl.when(pl.col("bought") == pl.col("own_product")).then(pl.lit(OWN)).otherwise(told)
    tiers = _tiers(source.given)
    rows = rows.with_columns(role=role).join(tiers, on="bought", how="left")
    own = tiers.select(own_product="bought", own_tier="tier")
    rows = rows.join(own, on="own_product", how="left")
    return rows.with_columns(same_tier=pl.col("tier") == pl.col("own_tier"))


def _roles(given: Given, cities: Iterable[str]) -> pl.DataFrame:
    """As what each product of the records supplies each city."""
    words = {"main": SELECTED, "backup": BACKUP}
    rows = [
        (one.lot, one.code, city, words[role])
        for one in given.products
        for city in cities
        if (role := one.roles.get(city) or one.roles.get("")) is not None
    ]
    schema = {"lot": pl.String, "bought": pl.String, "city": pl.String, "role": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").unique(["lot", "bought", "city"], keep="first")


def _tiers(given: Given) -> pl.DataFrame:
    """The quality tier of each product that has one; "" is none."""
    rows = {one.code: one.tier for one in given.products if one.tier}
    return pl.DataFrame(sorted(rows.items()), schema={"bought": pl.String, "tier": pl.String}, orient="row")


def cycle_of(pairs: pl.DataFrame) -> tuple[date, date] | None:
    """The first and last day of all cycles; None without pairs."""
    if pairs.is_empty():
        return None
    return pairs["starts_on"].min(), pairs["ends_on"].max()  # type: ignore[return-value]
