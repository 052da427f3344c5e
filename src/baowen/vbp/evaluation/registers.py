"""The small tables of an evaluation: its contracts, which products belong to which lot, alliances. VBP-7."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import polars as pl

from baowen.lake.engine import Engine
from baowen.monitor.indicators.tables import Tables
from baowen.orgs.regions import RegionLevel, load_regions
from baowen.vbp.evaluation.given import Given, GivenProduct
from baowen.vbp.evaluation.rules.columns import PAIRS, PLACES
from baowen.vbp.progress.marks import CatalogueDrug, LotMarks, Mark, marks_table
from baowen.vbp.rounds.kinds import Likeness

_ROLES: Final = {"main": "selected", "backup": "backup"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Registers:
    """`pairs`: PAIRS and owner, starts_on, ends_on, is_alliance, drug, city. `lots`: lot, product (its key), bought
    (its code), selected, pack (units of a pack in PLACES). `members`: owner, hospital. `roles`: lot, bought, city,
    role. `tiers`: bought, tier."""

    pairs: pl.DataFrame
    lots: pl.DataFrame
    members: pl.DataFrame
    roles: pl.DataFrame
    tiers: pl.DataFrame


def read_registers(engine: Engine, tables: Tables, given: Given, *, hospital: str = "") -> Registers:
    """Those of a round, or of one hospital in it."""
    org, product, contract = tables.organisation, tables.product, tables.vbp_contract
    organisations = engine.run(org.select(owner="org", code="org_code", parent="parent_code")).unique("owner")
    products = engine.run(
        product.select("product", "units", "drug_key", "generic_name", bought="product_code")
    ).unique("product")  # fmt: skip
    mine = contract.filter(contract.round_code == given.round_code, contract.ends_on <= given.as_of)
    contracts = engine.run(
        mine.select(
            "product", "region", "starts_on", "ends_on", "agreed_quantity", "is_alliance", owner="hospital"
        )
    )  # fmt: skip
    products = products.with_columns(
        pack=(pl.col("units").cast(pl.Decimal(18, 4)).fill_null(1) * PLACES).cast(pl.Int64)
    )
    lots = _lots(contracts, products, given)
    if hospital:
        contracts = contracts.join(organisations.filter(pl.col("code") == hospital), on="owner", how="semi")
    pairs = _pairs(contracts, lots, organisations, products, given)
    return Registers(
        pairs=pairs, lots=lots, members=_members(organisations), roles=_roles(given, pairs["city"].unique().to_list()),
        tiers=_tiers(given),
    )  # fmt: skip


def _lots(contracts: pl.DataFrame, products: pl.DataFrame, given: Given) -> pl.DataFrame:
    """Which products count for which lot. A contracted product that no lot of the records has makes its drug a lot."""
    by_lot: dict[str, list[GivenProduct]] = {}
    for one in given.products:
        by_lot.setdefault(one.lot, []).append(one)
    told = [
        LotMarks(
            round_code=given.round_code, lot=lot, selected=frozenset(one.code for one in ones if one.roles),
            offered=frozenset(one.code for one in ones), same=_beside(given, lot, Likeness.SAME),
            substitutes=_beside(given, lot, Likeness.KEY_SUBSTITUTE),
        )
        for lot, ones in sorted(by_lot.items())
    ]  # fmt: skip
    rows = products.select("product", "bought", "drug_key", "generic_name").iter_rows()
    drugs = (
        CatalogueDrug(key=key, code=code, drug=drug or "", generic_name=name or "") for key, code, drug, name in rows
    )
    marks = marks_table(told, drugs).select("lot", "product", "mark")
    marks = marks.filter(pl.col("mark").is_in([Mark.SELECTED.value, *given.counts]))
    known = marks.select("lot", "product", selected=pl.col("mark") == Mark.SELECTED.value)
    found = pl.concat([known, _drug_lots(contracts.join(known, on="product", how="anti"), contracts, products)])
    return found.join(products.select("product", "bought", "pack"), on="product")


def _beside(given: Given, lot: str, likeness: Likeness) -> frozenset[str]:
    """The names of drugs that count for a lot in one way."""
    return frozenset(one.drug for one in given.besides if (one.lot, one.likeness) == (lot, likeness.value))


def _drug_lots(without: pl.DataFrame, contracts: pl.DataFrame, products: pl.DataFrame) -> pl.DataFrame:
    """Lots by the catalogue's drug, for contracts whose product is in no lot of the records."""
    lot = pl.coalesce(pl.col("drug_key").replace("", None), pl.format("product {}", "product"))
    named = products.select("product", lot=lot)
    mine = named.join(without.select("product").unique(), on="product", how="semi").select("lot").unique()
    told = contracts.select("product", selected=pl.lit(value=True)).unique()
    found = named.join(mine, on="lot", how="semi").join(told, on="product", how="left")
    return found.select("lot", "product", pl.col("selected").fill_null(value=False))


def _pairs(
    contracts: pl.DataFrame, lots: pl.DataFrame, organisations: pl.DataFrame, products: pl.DataFrame, given: Given
) -> pl.DataFrame:
    lot = lots.sort("lot").unique("product", keep="first").select("product", "lot", "pack", code="bought")
    prices = {one.code: int(one.price * PLACES) for one in given.products if one.roles}
    price = pl.DataFrame(sorted(prices.items()), schema={"code": pl.String, "price": pl.Int64}, orient="row")
    rows = contracts.join(lot, on="product").join(products.select("product", drug="generic_name"), on="product")
    rows = rows.join(organisations.select("owner", hospital="code"), on="owner", how="left")
    rows = rows.join(_places(rows["region"].unique()), on="region", how="left").join(price, on="code", how="left")
    agreed = (pl.col("agreed_quantity").cast(pl.Decimal(18, 4)) * PLACES).cast(pl.Int64) * pl.col("pack")
    rows = rows.with_columns(
        agreed=agreed, hospital=pl.col("hospital").fill_null(pl.col("owner").cast(pl.String)),
        is_alliance=pl.col("is_alliance").fill_null(value=False),
    )  # fmt: skip
    rows = rows.sort("hospital", "lot", "code", "starts_on").with_row_index("pair")
    found = rows.select(
        "pair", "hospital", "lot", "agreed", "price", "owner", "starts_on", "ends_on", "is_alliance", "drug", "city",
        region="place", product="code", pack_units="pack",
    )  # fmt: skip
    return found.cast(PAIRS)  # type: ignore[arg-type]


def _places(keys: Iterable[int]) -> pl.DataFrame:
    """Each place of the lake with its code and that of its city."""
    regions, rows = load_regions(), []
    by_key = {one.key: one for one in regions.all()}
    for key in keys:
        one = by_key.get(key)
        city = regions.at_level(one.code, RegionLevel.CITY) if one is not None else None
        rows.append((key, one.code if one is not None else str(key), city.code if city is not None else ""))
    schema = {"region": pl.Int32, "place": pl.String, "city": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _members(organisations: pl.DataFrame) -> pl.DataFrame:
    """Each organisation (hospital) that names another one as its lead (owner)."""
    lead = organisations.select("owner", parent="code")
    found = organisations.select("parent", hospital="owner").join(lead, on="parent")
    return found.filter(pl.col("hospital") != pl.col("owner")).select("owner", "hospital")


def _roles(given: Given, cities: Iterable[str]) -> pl.DataFrame:
    """As what each product of the records supplies each city."""
    rows = [
        (one.lot, one.code, city, _ROLES[role])
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
