"""Actual stock beside plan: the last counts of the lake, in the unit of the plan, without expired and recalled lots.

What a holder has not counted within the days of the pack is unknown. Products that two agreements of one holder both
count are compared with the sum of both plans, so that one pack never fills two plans. RSV-1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from baowen.core.policy import Entry
from baowen.lake.facts.items import items
from baowen.lake.facts.usable import usable_stock
from baowen.lake.store import Lake
from baowen.orgs.permissions import Actor
from baowen.reserve.plans.kinds import ItemKind, Standing, Unit
from baowen.reserve.plans.naming import item_named, named, same_item
from baowen.reserve.plans.queries.agreements import Held, agreement_page
from baowen.reserve.plans.rules import FLOOR, STALE, Stand, stand
from baowen.respond.rulebook import Rulebook

TABLE = "reserve_stock"
MOST = 10_000
_NO_PRODUCT = (
    "药品目录中没有对应的产品，请在协议中写明产品代码",
    "no product of the drug catalogue is this item: name product codes in the agreement",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """An item of an agreement beside its stock. `planned_in_all`: with other agreements that count the same products,
    whose numbers are `shared_with`. `counted_on`: the oldest of the counts that were added up."""

    held: Held
    stand: Stand
    planned_in_all: Decimal
    shared_with: tuple[str, ...]
    counted_on: date | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the lake knows on a day: products of the catalogue, and usable packs by holder and product."""

    products: dict[str, dict[str, Any]]
    by_item: dict[str, list[str]]
    packs: dict[tuple[str, str], tuple[Decimal, date]]


def compared_with_plan(actor: Actor, lake: Lake, on: date, *, book: Rulebook, holder: str = "") -> tuple[Compared, ...]:
    """Every item of the agreements that somebody sees, in force on a day, beside its stock. What is below the floor
    stands first, then what is unknown."""
    agreements = agreement_page(actor, on=on, holder=holder, limit=MOST).lines
    held = [item for one in agreements for item in one.items]
    if not held:
        return ()
    stale = {one.region: book.ruling(one.region, on).entry(STALE).whole() for one in held}
    floors = {one.region: book.ruling(one.region, on).entry(FLOOR) for one in held}
    shelf = shelf_on(lake, on, stale_days=max(stale.values()))
    return tuple(sorted(compare(held, shelf, floors, stale, on), key=_order))


def _order(one: Compared) -> tuple[int, str, str, int]:
    rank = {Standing.BELOW: 0, Standing.UNKNOWN: 1, Standing.ENOUGH: 2}[one.stand.standing]
    return rank, one.held.holder, one.held.agreement, one.held.position


def shelf_on(lake: Lake, on: date, *, stale_days: int) -> Shelf:
    """The catalogue, and what is usable of all counts of reserves on a day."""
    catalogue = items(lake)
    products = {row["product_code"]: row for row in catalogue.iter_rows(named=True)}
    by_item: dict[str, list[str]] = {}
    for code, row in products.items():
        by_item.setdefault(row["item"], []).append(code)
    registered = lake.read("organisation", columns=["org", "org_code"])
    if registered is None:
        return Shelf(products, by_item, {})
    stock = usable_stock(lake, TABLE, day=on, stale_days=stale_days).join(registered.unique("org"), on="org")
    stock = stock.join(catalogue.select("product", "product_code"), on="product")
    summed = stock.group_by("org_code", "product_code").agg(pl.col("packs").sum(), pl.col("counted_on").max())
    return Shelf(
        products, by_item, {(org, code): (packs, day) for org, code, packs, day in summed.iter_rows()}
    )  # fmt: skip


def compare(
    held: Sequence[Held], shelf: Shelf, floors: dict[str, Entry], stale: dict[str, int], on: date
) -> list[Compared]:  # fmt: skip
    """Each item beside its stock."""
    products = [sorted(set(products_of(one, shelf))) for one in held]
    counting: dict[tuple[str, str, str], list[int]] = {}
    for at, one in enumerate(held):
        for code in products[at]:
            counting.setdefault((one.holder, one.unit, code), []).append(at)
    found = []
    for at, one in enumerate(held):
        alike = {place for code in products[at] for place in counting[one.holder, one.unit, code]} - {at}
        shared = [held[place] for place in sorted(alike)]
        planned = one.planned + sum((other.planned for other in shared), Decimal(0))
        actual, day, (zh, en) = _actual(one, products[at], shelf, stale[one.region], on)
        found.append(
            Compared(
                held=one, planned_in_all=planned, counted_on=day,
                shared_with=tuple(sorted({other.agreement for other in shared})),
                stand=stand(planned, actual, floor=floors[one.region], counted_on=day, why_zh=zh, why_en=en),
            )
        )  # fmt: skip
    return found


def products_of(one: Held, shelf: Shelf) -> list[str]:
    """The products that count for an item: those named, else every product of the catalogue that is the same item."""
    if one.products:
        return list(one.products)
    if one.kind is not ItemKind.FINISHED:
        return []
    if one.key:
        return shelf.by_item.get(one.key, [])
    asked = named(one.kind, one.name, one.form, one.strength)
    alike = [key for key in shelf.by_item if same_item(item_named(key), asked)]
    return [code for key in alike for code in shelf.by_item[key]]


def _actual(
    one: Held, products: Sequence[str], shelf: Shelf, stale_days: int, on: date
) -> tuple[Decimal | None, date | None, tuple[str, str]]:
    if not products:
        return None, None, _NO_PRODUCT
    total, days = Decimal(0), []
    for code in products:
        counted = shelf.packs.get((one.holder, code))
        if counted is None or (on - counted[1]).days > stale_days:
            continue
        each = _per_pack(one, shelf.products.get(code))
        if each is None:
            return None, None, (f"不知道 {code} 每盒含多少，请在协议中写明", f"units in a pack of {code} are not known")
        total += counted[0] * each
        days.append(counted[1])
    if not days:
        return None, None, (f"{stale_days} 天内没有盘点", f"not counted within {stale_days} days")
    return total, min(days), ("", "")


def _per_pack(one: Held, product: dict[str, Any] | None) -> Decimal | None:
    """How many of the plan's units a pack of a product holds; None where nobody has said."""
    if one.per_pack is not None:
        return one.per_pack
    if one.unit is Unit.PACK:
        return Decimal(1)
    if one.unit is Unit.KILOGRAM or product is None or str(product["item"]).startswith("="):
        return None
    return Decimal(str(product["units"]))
