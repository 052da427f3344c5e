"""How-tos of the content folder: Markdown as people write it, read into sections and rendered safely.

A file is named ROLE.zh.md or ROLE.en.md. A heading "## Words {#topic}" begins a section, the same topics in both
languages. Links say what they lead to: [words](page://signals), [words](help://reporter#reports), [words](term://零报告);
![words](picture://signal-facts) is a picture of the browser tests. HTML in a file is shown as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import unquote

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from baowen.web.help.cards import term_card
from baowen.web.help.pictures import pictures

EVERYBODY, PUBLIC = "everybody", "public"
_HEADING = re.compile(r"(?P<words>.*?)\s*\{#(?P<topic>[a-z-]+)\}")


@dataclass(frozen=True, slots=True)
class Section:
    """One task: its topic (the anchor), its heading, and its text as HTML."""

    topic: str
    heading: str
    body: SafeString


@dataclass(frozen=True, slots=True)
class HowTo:
    """What the holders of a role do: a title, what comes before the first section, and the sections."""

    name: str
    title: str
    lead: SafeString
    sections: tuple[Section, ...]


def text_of(name: str, *, english: bool) -> str:
    """The file as it was written."""
    file = f"{name}.{'en' if english else 'zh'}.md"
    return files("baowen.web.help").joinpath("content", file).read_text(encoding="utf-8")


@cache
def topics_of(name: str) -> frozenset[str]:
    """The topics that a how-to has a section on; read without rendering, for every page asks for it."""
    lines = text_of(name, english=False).splitlines()
    return frozenset(hit["topic"] for line in lines if line.startswith("## ") and (hit := _HEADING.fullmatch(line)))


@cache
def how_to(name: str, *, english: bool) -> HowTo:
    """One how-to; read once a process. ValueError for a file without its title or with a section that has no topic."""
    tokens = _markdown().parse(text_of(name, english=english))
    starts = [at for at, one in enumerate(tokens) if one.type == "heading_open" and one.tag == "h2"]
    if not tokens or tokens[0].tag != "h1":
        raise ValueError(f"{name}: the first line must be a title")
    seen: set[str] = set()
    sections = []
    for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True):
        found = _HEADING.fullmatch(tokens[start + 1].content)
        if found is None:
            raise ValueError(f"{name}: no topic in the heading {tokens[start + 1].content!r}")
        body = _html(tokens[start + 3 : end], seen, english=english)
        sections.append(Section(found["topic"], found["words"], body))
    lead = _html(tokens[3 : starts[0] if starts else len(tokens)], seen, english=english)
    return HowTo(name, tokens[1].content, lead, tuple(sections))


def links_in(name: str, *, english: bool) -> Iterator[tuple[str, str]]:
    """Every link and picture of a file as scheme and target, such as ("page", "signals")."""
    for token in _markdown().parse(text_of(name, english=english)):
        for child in token.children or ():
            given = child.attrGet("src" if child.type == "image" else "href")
            if given:
                scheme, _, target = unquote(str(given)).partition("://")
                yield scheme, target


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})


def _html(tokens: list[Token], seen: set[str], *, english: bool) -> SafeString:
    """The tokens as HTML. What a person wrote is escaped by the renderer; only links of our schemes are followed."""
    for token in tokens:
        if token.children:
            token.children = list(_resolved(token.children, seen, english=english))
    text: str = _markdown().renderer.render(tokens, _markdown().options, {})
    return mark_safe(text)  # noqa: S308 - rendered with html off


def _resolved(children: list[Token], seen: set[str], *, english: bool) -> Iterator[Token]:
    """The tokens of a line with links to pages, and with cards and pictures in place of what names them."""
    at = 0
    while at < len(children):
        token = children[at]
        scheme, _, target = unquote(str(token.attrGet("href") or token.attrGet("src") or "")).partition("://")
        if token.type == "image":
            yield _raw(_picture(target, token.content, english=english))
        elif token.type == "link_open" and scheme == "term":
            end = next(i for i in range(at, len(children)) if children[i].type == "link_close")
            words = "".join(one.content for one in children[at + 1 : end])
            yield _raw(term_card(target, words, english=english) if target not in seen else format_html("{}", words))
            seen.add(target)
            at = end
        else:
            if token.type == "link_open":
                token.attrSet("href", _address(scheme, target))
            yield token
        at += 1


def _address(scheme: str, target: str) -> str:
    """Where a link leads; ValueError for what is no page of ours."""
    if scheme == "page":
        return reverse(target)
    if scheme == "help":
        name, mark, topic = target.partition("#")
        return (reverse("public_help") if name == PUBLIC else reverse("how_to", args=[name])) + mark + topic
    raise ValueError(f"a how-to links to pages of its own alone, not to {scheme}://{target}")


def _picture(name: str, words: str, *, english: bool) -> SafeString:
    """The picture with the size that it was taken in, so that nothing moves while it loads; nothing before that."""
    taken = pictures()[name].taken.get("en" if english else "zh")
    if taken is None:
        return SafeString()
    return format_html(
        '<img class="picture" src="{}" alt="{}" width="{}" height="{}" loading="lazy">',
        static(f"help/{name}.{'en' if english else 'zh'}.webp"), words, taken.width, taken.height,
    )  # fmt: skip


def _raw(html: SafeString) -> Token:
    token: Any = Token("html_inline", "", 0)
    token.content = str(html)
    return token  # type: ignore[no-any-return]
