"""`{% both "中文" "English" %}`: the words of the page in the language that is shown, both kept side by side."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def both(zh: str, en: str) -> str:
    """The Chinese words, or the English ones where English was chosen."""
    return en if get_language() == "en" else zh
