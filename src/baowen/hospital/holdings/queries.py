"""Who holds a drug, as the public may see it; what an institution shows of its own stock. HOS-6, PUB-1.

Only counts of hospitals and pharmacies are read: reserves and distributors are never shown.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final

import polars as pl
from django.db.models import Max

from baowen.core.policy import Entry, Ruling
from baowen.hospital.holdings.kinds import BY_NAME, Showing
from baowen.hospital.holdings.models import ShownStock
from baowen.hospital.holdings.rules import County, Named, Shelf, counties, named
from baowen.lake.facts.items import items
from baowen.lake.facts.usable import usable_stock
from baowen.lake.store import Lake
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.regions import load_regions

DEFAULT, FEW, STALE = "hospital.holdings.default", "hospital.holdings.few_packs", "hospital.holdings.stale_days"
LEAST: Final = "publication.stock_least_hospitals"
_PHARMACY: Final = "pharmacy"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowingView:
    """How much an institution shows: its own choice, or the pack's default with the entry that says so."""

    showing: Showing
    own_choice: bool
    chosen_at: datetime | None
    default: Entry


@dataclass(frozen=True, slots=True)
class Held:
    """Where a drug is held, as the public sees it."""

    named: tuple[Named, ...]
    counties: tuple[County, ...]


def own_showing(actor: Actor, ruling: Ruling) -> ShowingView:
    """What the actor's institution has chosen."""
    own = actor.organisation
    require(actor, Act.HOLDING_SHOW, actor.region, regions=load_regions(), organisation=own)
    row, default = ShownStock.objects.filter(organisation=own).first(), ruling.entry(DEFAULT)
    return ShowingView(
        showing=Showing(row.showing if row else default.text()), own_choice=row is not None,
        chosen_at=row.chosen_at if row else None, default=default,
    )  # fmt: skip


def anybody_named(ruling: Ruling) -> bool:
    """Whether any institution may be shown by name: where none may, nobody need look."""
    if Showing(ruling.entry(DEFAULT).text()) in BY_NAME:
        return True
    return ShownStock.objects.filter(showing__in=[one.value for one in BY_NAME]).exists()


def choices_changed_at() -> datetime | None:
    """When an institution last chose; None before the first."""
    found: datetime | None = ShownStock.objects.aggregate(newest=Max("chosen_at"))["newest"]
    return found


def held(lake: Lake, products: Collection[int], *, ruling: Ruling, day: date) -> Held:
    """Where the item of these products is held on a day: by name as agreed, and by county without names."""
    rows = _rows(lake, products, ruling, day)
    summed = rows.group_by("org_code", "org_name", "org_type", "region", maintain_order=True).agg(
        pl.col("packs").sum(), pl.col("counted_on").max()
    )
    return _told(_shelves(summed, ruling), ruling)


def held_by_product(lake: Lake, products: Collection[int], *, ruling: Ruling, day: date) -> dict[int, Held]:
    """The same for each product by itself."""
    rows = _rows(lake, products, ruling, day)
    return {
        int(product): _told(_shelves(part, ruling), ruling)
        for (product,), part in rows.group_by(["product"], maintain_order=True)
    }  # fmt: skip


def products_of_item(lake: Lake, product: int) -> list[int]:
    """The products of a product's item: the same drug, form and strength of any maker."""
    known = items(lake)
    item = known.filter(pl.col("product") == product)["item"]
    return known.filter(pl.col("item") == item[0])["product"].to_list() if len(item) else [product]


def previewed(
    lake: Lake, actor: Actor, showing: Showing, *, ruling: Ruling, day: date, most: int
) -> list[tuple[str, Held]]:  # fmt: skip
    """What the public would see of the actor's own shelves with a choice: by drug, the first of them by name."""
    own = actor.organisation
    require(actor, Act.HOLDING_SHOW, actor.region, regions=load_regions(), organisation=own)
    rows = _rows(lake, None, ruling, day).filter(pl.col("org_code") == own)
    names = items(lake).select("product", "drug_name")
    ordered = rows.join(names, on="product", how="left").sort("drug_name", "product").head(most)
    found = []
    for one in ordered.iter_rows(named=True):
        told = _told([_shelf(one, {own: showing}, showing)], ruling)
        found.append((one["drug_name"] or "", told))
    return found


def _rows(lake: Lake, products: Collection[int] | None, ruling: Ruling, day: date) -> pl.DataFrame:
    """By institution and product the usable packs of the last count that is not stale."""
    wanted = None if products is None else list(products)
    found = usable_stock(lake, "stock", day=day, stale_days=ruling.entry(STALE).whole(), products=wanted)
    orgs = lake.read("organisation", columns=["org", "org_code", "org_name", "org_type", "region"])
    if orgs is None:
        orgs = pl.DataFrame(
            schema={"org": pl.Int32, "org_code": pl.String, "org_name": pl.String, "org_type": pl.String,
                    "region": pl.Int32}
        )  # fmt: skip
    summed = found.group_by("org", "product", maintain_order=True).agg(
        pl.col("packs").sum(), pl.col("counted_on").max()
    )
    return summed.join(orgs, on="org").sort("org", "product")


def _shelves(rows: pl.DataFrame, ruling: Ruling) -> list[Shelf]:
    default = Showing(ruling.entry(DEFAULT).text())
    chosen = {one.organisation: Showing(one.showing) for one in ShownStock.objects.all()}
    return [_shelf(one, chosen, default) for one in rows.iter_rows(named=True)]


def _shelf(one: dict[str, Any], chosen: dict[str, Showing], default: Showing) -> Shelf:
    code = one["org_code"]
    return Shelf(
        organisation=code, name=one["org_name"] or code, county=_codes().get(one["region"], ""),
        is_pharmacy=one["org_type"] == _PHARMACY, packs=Decimal(one["packs"]), counted_on=one["counted_on"],
        showing=chosen.get(code, default), own_choice=code in chosen,
    )  # fmt: skip


def _told(found: list[Shelf], ruling: Ruling) -> Held:
    few, least = ruling.entry(FEW).whole(), ruling.entry(LEAST).whole()
    return Held(tuple(named(found, few=few)), tuple(counties(found, least=least)))


@cache
def _codes() -> dict[int, str]:
    return {one.key: one.code for one in load_regions().all()}
