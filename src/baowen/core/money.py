"""How yuan are rounded: unit prices to four places, amounts to two, halves up, never through binary fractions.

And how a number is written in plain digits.
"""

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


def plain(number: int | Decimal) -> str:
    """A number without needless zeros and never in the form 1E+3: 1200 and 0.5, not 1.2E+3 or 0.5000."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
