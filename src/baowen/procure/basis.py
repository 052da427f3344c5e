"""On what a hospital may order a product: a listing, a negotiation, a filing, a reserve. PRC-1 to PRC-6."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class BasisKind(StrEnum):
    """By which route an order line was opened."""

    LISTING = "listing"
    NEGOTIATION = "negotiation"
    FILING = "filing"
    RESERVE = "reserve"


BASIS_WORDS: dict[BasisKind, tuple[str, str]] = {
    BasisKind.LISTING: ("挂网", "listing"),
    BasisKind.NEGOTIATION: ("自主议价", "negotiated purchase"),
    BasisKind.FILING: ("备案采购", "filed purchase"),
    BasisKind.RESERVE: ("储备调用", "reserve release"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What may be ordered: the product, its maker, the highest price of one pack in yuan, and how much is left.

    `quantity_left` in packs and `until` are None where nothing limits them; it is what the route allows, and whoever
    orders takes away what was ordered on the basis before. `supplier` is the organisation that has to
    deliver, "" where the hospital chooses. `why_not_*` are "" where it may be ordered, else say why not.
    """

    kind: BasisKind
    number: str
    product_code: str
    generic_name: str
    maker: str
    price: Decimal
    supplier: str = ""
    quantity_left: Decimal | None = None
    until: date | None = None
    clause: str = ""
    why_not_zh: str = ""
    why_not_en: str = ""
