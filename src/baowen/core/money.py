"""How yuan are rounded: unit prices to four places, amounts to two, halves up, never through binary fractions."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

UNIT_PRICE_STEP = Decimal("0.0001")
AMOUNT_STEP = Decimal("0.01")


def unit_price(yuan: Decimal) -> Decimal:
    """A price of one unit or pack in yuan, to four places, halves away from zero."""
    return yuan.quantize(UNIT_PRICE_STEP, rounding=ROUND_HALF_UP)


def amount(yuan: Decimal) -> Decimal:
    """A sum of money in yuan, to two places (fen), halves away from zero."""
    return yuan.quantize(AMOUNT_STEP, rounding=ROUND_HALF_UP)


def ratio(part: Decimal, whole: Decimal) -> Decimal | None:
    """Part over whole to four places; None when the whole is zero, because nothing out of nothing is not zero."""
    return None if whole == 0 else (part / whole).quantize(UNIT_PRICE_STEP, rounding=ROUND_HALF_UP)
