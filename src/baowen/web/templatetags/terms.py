"""`{% term "零报告" %}`, `{% indicator name %}`, `{% explained text %}`: words with a card that says what they mean.

The first use on a page has the card, later ones are plain words. The Chinese term names it in both languages;
`{% term "零报告" "本月零报告" "zero reports" %}` shows other words.
"""

from __future__ import annotations

from django import template
from django.template import RequestContext
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from baowen.core.language import is_english, say
from baowen.web.help.cards import card, indicator_card
from baowen.web.help.glossary import Term, by_words, indicator_terms, newcomers_pattern, terms

register = template.Library()


@register.simple_tag(takes_context=True)
def term(context: RequestContext, zh: str, shown_zh: str = "", shown_en: str = "") -> str:
    """A term of GLOSSARY.md. KeyError for one that it has not: a test looks through the templates."""
    found, shown = terms()[zh], say((shown_zh, shown_en))
    if not _is_first(context, found):
        return shown or say(found.words)
    return card(found, shown, english=is_english())


@register.simple_tag(takes_context=True)
def indicator(context: RequestContext, name: str) -> str:
    """The name of an indicator, explained by its formula."""
    found = indicator_terms()[name]
    return indicator_card(name, english=is_english()) if _is_first(context, found) else say(found.words)


@register.simple_tag(takes_context=True)
def explained(context: RequestContext, text: str) -> SafeString:
    """A text of Python, such as a formula, in which words that a newcomer would not know have cards."""
    english, pieces, end = is_english(), [], 0
    for hit in newcomers_pattern(english=english).finditer(text):
        found = by_words(english=english)[hit.group().lower()]
        if _is_first(context, found):
            pieces += [escape(text[end : hit.start()]), card(found, hit.group(), english=english)]
            end = hit.end()
    pieces.append(escape(text[end:]))
    return mark_safe("".join(pieces))  # noqa: S308 - every piece is escaped or a card


def _is_first(context: RequestContext, found: Term) -> bool:
    """Whether the page has no card of it yet. Kept on the request: parts included with `only` see it too."""
    seen: set[str] = context.request.__dict__.setdefault("baowen_terms", set())
    if found.key in seen:
        return False
    seen.add(found.key)
    return True
