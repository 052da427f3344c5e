"""The selected price goes onto the platform and becomes the payment standard, from the first day of a round. VBP-8."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Actor
from baowen.procure.listing.actions import book
from baowen.procure.listing.kinds import ListingPath
from baowen.procure.listing.queries import listing_of, platform_of, price_on
from baowen.vbp.rounds.models import PaymentStandard, Round
from baowen.vbp.rounds.queries.selected import Selected, selected_products


@dataclass(slots=True)
class Priced:
    """Listings entered and priced, and the products that were left out, with why (product, Chinese, English)."""

    entered: int = 0
    priced: int = 0
    left_out: list[tuple[str, str, str]] = field(default_factory=list)


def chosen(row: Round) -> dict[str, Selected]:
    """The selected products of a round in its place, each once: of a product in two lots the cheaper price counts."""
    found: dict[str, Selected] = {}
    for one in selected_products(row.code, row.region):
        known = found.get(one.product_code)
        if known is None or one.price < known.price:
            found[one.product_code] = one
    return found


def list_selected(row: Round, *, actor: Actor, at: datetime) -> Priced:
    """List what a round selected at its price, or give what is listed that price from the round's first day."""
    found = Priced()
    try:
        platform = platform_of(row.region)
    except BaowenError as error:
        found.left_out.append(("", error.message, error.message_en))
        return found
    for one in chosen(row).values():
        try:
            _list(row, platform, one, found, actor=actor, at=at)
        except BaowenError as error:
            found.left_out.append((one.product_code, error.message, error.message_en))
    return found


def _list(row: Round, platform: str, one: Selected, found: Priced, *, actor: Actor, at: datetime) -> None:
    assert row.starts_on is not None
    priced = book.Priced(
        price=one.price, valid_from=row.starts_on, path=ListingPath.RECORDED, clause=row.document_number[:200],
        source=f"vbp_round/{row.code}",
    )  # fmt: skip
    listed = listing_of(platform, one.product_code)
    if listed is None:
        book.enter_listing(platform, _product(one), priced, actor=actor, at=at)
        found.entered += 1
        return
    now = price_on(listed.number, row.starts_on)
    if now is None or now.price != one.price:
        book.set_price(listed.number, priced, actor=actor, at=at)
        found.priced += 1
    book.tell_selected(listed.number, True, actor=actor, at=at)


def _product(one: Selected) -> book.Product:
    if not one.enterprise:
        raise BaowenError(
            f"{one.enterprise_name}没有机构代码，{one.product_code} 未挂网；请先在报价表填写企业代码，或由企业申报挂网",
            f"{one.product_code} is not listed: nobody said which organisation its enterprise is",
        )
    return book.Product(
        code=one.product_code, generic_name=one.drug, maker=one.enterprise, spec=one.spec, units_per_pack=one.units,
        smallest_unit=one.unit, is_selected=True,
    )  # fmt: skip


def set_standards(row: Round, *, actor: Actor, at: datetime) -> int:
    """Set the payment standard of every selected product for the round's days; how many. VB-2.4: it follows the
    selected price."""
    rows = list(_standards(row, actor=actor, at=at))
    PaymentStandard.objects.bulk_create(rows, batch_size=2_000)
    return len(rows)


def _standards(row: Round, *, actor: Actor, at: datetime) -> Iterable[PaymentStandard]:
    assert row.starts_on is not None
    assert row.ends_on is not None
    for one in chosen(row).values():
        yield PaymentStandard(
            round=row, lot=one.lot, product_code=one.product_code, region=row.region, price=one.price,
            from_on=row.starts_on, until_on=row.ends_on, set_at=at, set_by=actor.name,
        )  # fmt: skip
