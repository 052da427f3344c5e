"""What an accepted application does to the book: a new listing, a new price, a listing that can be bought again. PRC-1.

Called inside the transaction of the decision, by who may decide.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Actor
from baowen.procure.listing.actions.book import Priced, Product, Why, enter_listing, locked, move_listing, set_price
from baowen.procure.listing.actions.following import followed
from baowen.procure.listing.comparing import Goods
from baowen.procure.listing.kinds import ApplicationKind, Light, ListingPath
from baowen.procure.listing.models import Application
from baowen.procure.listing.standing import barred
from baowen.procure.listing.states import ListingMove, ListingState


def take(row: Application, *, actor: Actor, at: datetime) -> str:
    """Carry an application out; the number of its listing. BaowenError where the enterprise may not list any more."""
    on = day_of(at)
    why = barred(row.enterprise, row.region, on)
    if why:
        raise BaowenError(f"该企业目前不能挂网：{why[0].zh}（{why[0].clause}）", f"may not list: {why[0].en}")
    priced = Priced(
        price=row.price, valid_from=max(row.valid_from, on), path=ListingPath(row.path), light=Light(row.light),
        clause=row.clause, source=f"application/{row.number}",
    )  # fmt: skip
    if row.kind == ApplicationKind.NEW:
        return enter_listing(row.region, _product(row), priced, actor=actor, at=at)
    _reprice(row, priced, on, actor=actor, at=at)
    return row.listing


def _reprice(row: Application, priced: Priced, on: date, *, actor: Actor, at: datetime) -> None:
    listing = locked(row.listing)
    if listing.price != priced.price:
        set_price(row.listing, priced, actor=actor, at=at)
    if row.kind == ApplicationKind.RETURN and listing.state != ListingState.LISTED:
        why = Why(reason=row.reason, clause=row.clause, about=f"application/{row.number}")
        move_listing(row.listing, ListingMove.RESUME, why, actor=actor, at=at)
    if priced.valid_from <= on:
        followed(row.listing, actor=actor, at=at)


def _product(row: Application) -> Product:
    """The product of an application as it is listed: that of its enterprise, whoever its catalogue names."""
    stored = dict(row.product)
    use_class = stored.pop("use_class", "")
    units = stored.pop("units_per_pack", None)
    goods = Goods(**stored, units_per_pack=None)
    return Product(
        code=goods.product_code, generic_name=goods.generic_name, maker=row.enterprise, use_class=use_class,
        dosage_form=goods.dosage_form, spec=goods.spec, packaging=goods.packaging,
        units_per_pack=None if units is None else Decimal(str(units)), smallest_unit=goods.smallest_unit,
        approval_no=goods.approval_no, is_selected=goods.is_selected,
    )  # fmt: skip
