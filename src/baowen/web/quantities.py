"""Numbers as forms give them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from baowen.core.problems import BaowenError


def quantity_given(text: str, zh: str, en: str) -> Decimal | None:
    """The number of a form field, None where it was left empty: not known is not zero. BaowenError for no number."""
    if not text.strip():
        return None
    try:
        return Decimal(text.strip())
    except InvalidOperation:
        raise BaowenError(f"{zh}应为数字，不是 {text!r}", f"{en} must be a number, not {text!r}") from None
