"""A word with a card that says what it means: a button with a popover, shown on hover, focus and tap (terms.js)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from baowen.web.help.glossary import Term, indicator_terms, terms


def term_card(zh: str, words: str = "", *, english: bool) -> SafeString:
    """The card of a term of the glossary, shown under other words where given. KeyError for an unknown term."""
    return card(terms()[zh], words, english=english)


def indicator_card(name: str, words: str = "", *, english: bool) -> SafeString:
    """The card of an indicator."""
    return card(indicator_terms()[name], words, english=english)


def card(term: Term, words: str = "", *, english: bool) -> SafeString:
    """The button and its card. The other language stands beside the term: both are said in the field."""
    other = f"{term.words[0]}" if english else term.words[1]
    return format_html(
        '<button type="button" class="term" popovertarget="{key}" aria-describedby="{key}">{shown}</button>'
        '<span class="term-card" id="{key}" popover><strong>{term}</strong> <span lang="{tongue}">{other}</span>'
        '<span class="meaning">{meaning}</span><a href="{glossary}#{key}">{more}</a></span>',
        key=term.key, shown=words or term.words[english], term=term.words[english], other=other,
        tongue="zh" if english else "en", meaning=term.meaning[english], glossary=reverse("glossary"),
        more="Glossary" if english else "术语表",
    )  # fmt: skip
