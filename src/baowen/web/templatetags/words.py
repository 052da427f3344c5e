"""`{% both "中文" "English" %}`: words in the language that is shown, both side by side; numbers; keys of forms."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from baowen.core.language import say
from baowen.web.viewer import regions

register = template.Library()


@register.simple_tag
def both(zh: str, en: str) -> str:
    """The Chinese words, or the English ones where English was chosen."""
    return say((zh, en))


@register.simple_tag
def form_key() -> SafeString:
    """A hidden field by which a form that is sent twice is carried out once."""
    return format_html('<input type="hidden" name="key" value="{}">', uuid4().hex)


@register.filter
def pair(words: tuple[str, str] | None) -> str:
    """One of a pair that Python gave."""
    return "" if words is None else say(words)


@register.filter
def place(code: str) -> str:
    """The full name of a place by its code."""
    return regions().full_name(code)


@register.filter
def percent(share: float | None) -> str:
    """0.873 as 87 %; a dash where there is nothing to take a share of."""
    return "–" if share is None else f"{share * 100:.0f}%"


@register.filter
def money(yuan: Decimal | float | None) -> str:
    """Yuan with two places and separators; a dash for none."""
    return "–" if yuan is None else f"{Decimal(yuan):,.2f}"


@register.filter
def plain(number: Any) -> str:
    """A number without needless zeros, with separators; a dash for none."""
    if number is None:
        return "–"
    if isinstance(number, int):
        return f"{number:,}"
    text = f"{Decimal(str(number)):,.4f}"
    return text.rstrip("0").rstrip(".")
