"""The help's files: both languages tell the same tasks, every link leads somewhere, every term has its card."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import RequestContext, Template
from django.test import RequestFactory
from django.urls import reverse

from baowen.orgs.roles import Role
from baowen.web.help import howto
from baowen.web.help.cards import card
from baowen.web.help.glossary import Term, found, meanings, newcomers_pattern, terms
from baowen.web.help.howto import EVERYBODY, PUBLIC, how_to, links_in, text_of, topics_of
from baowen.web.help.pictures import pictures
from baowen.web.help.topics import HOW_TOS, PAGE_TOPICS, help_address, section_for

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "src" / "baowen" / "web" / "static" / "help"
NAMES = (*HOW_TOS, PUBLIC)
LONGEST = 7500  # characters: some twelve minutes of reading; a buyer orders, signs, reports and tells
CHINESE = re.compile(r"[\u3400-\u9fff]")
TERM = re.compile(r'\{% term "([^"]+)"')


@pytest.fixture(autouse=True)
def unhashed_static_files(settings: Any) -> None:
    """Pictures are named as they lie in the package: only `baowen serve` lays them out by content."""
    storage = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": storage}


def test_every_role_and_the_public_has_a_how_to() -> None:
    there = {path.name for path in (ROOT / "src" / "baowen" / "web" / "help" / "content").iterdir()}
    names = [*Role, EVERYBODY, PUBLIC]
    assert there == {f"{name}.{language}.md" for name in names for language in ("zh", "en")}


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_tell_the_same_tasks_with_the_same_links(name: str) -> None:
    chinese, english = how_to(name, english=False), how_to(name, english=True)
    assert [one.topic for one in chinese.sections] == [one.topic for one in english.sections]
    assert topics_of(name) == {one.topic for one in chinese.sections}
    assert sorted(links_in(name, english=False)) == sorted(links_in(name, english=True))
    assert "trouble" in topics_of(name)
    assert len(text_of(name, english=True)) < LONGEST
    plain = re.sub(r"\(term://[^)]*\)", "", text_of(name, english=True))
    assert CHINESE.findall(plain) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_link_of_a_how_to_leads_to_a_page_a_section_a_term_or_a_picture(name: str) -> None:
    for scheme, target in links_in(name, english=False):
        assert scheme in ("page", "help", "term", "picture"), target
        if scheme == "page":
            assert reverse(target)
        elif scheme == "help":
            other, _, topic = target.partition("#")
            assert topic in topics_of(other), target
        else:
            assert target in (terms() if scheme == "term" else pictures()), target


def test_pictures_are_there_in_both_languages_small_and_used() -> None:
    sizes = {path.name: path.stat().st_size for path in STATIC.iterdir()}
    assert set(sizes) == {f"{name}.{language}.webp" for name in pictures() for language in ("zh", "en")}
    assert max(sizes.values()) <= 60_000
    assert sum(sizes.values()) < 1_000_000
    used = {target for name in NAMES for scheme, target in links_in(name, english=False) if scheme == "picture"}
    assert used == set(pictures())


def test_markup_of_a_file_is_shown_as_text_and_a_link_elsewhere_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "# T\n\n<script>alert(1)</script> <b>x</b>\n\n## A {#a}\n\n1. one\n"
    monkeypatch.setattr(howto, "text_of", lambda name, *, english: text)
    read = how_to.__wrapped__("x", english=False)
    assert "<script" not in read.lead
    assert "&lt;b&gt;" in read.lead
    for link in ("https://elsewhere.example/", "javascript:alert(1)"):
        monkeypatch.setattr(
            howto, "text_of", lambda name, *, english, link=link: f"# T\n\n[x]({link})\n\n## A {{#a}}\n"
        )
        try:
            refused = "href" not in how_to.__wrapped__("x", english=False).lead
        except ValueError:
            refused = True
        assert refused, link


@pytest.mark.parametrize("text", ["no title", "# T\n\n## no topic\n"])
def test_a_file_without_title_or_topic_is_told(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(howto, "text_of", lambda name, *, english: text)
    with pytest.raises(ValueError, match="x: "):
        how_to.__wrapped__("x", english=False)


def test_every_page_with_a_topic_has_a_section_on_it() -> None:
    arguments = {"cockpit_of": ["430100"], "signal": ["S"], "case": ["C"], "case_beside": ["C"], "drug": ["D"],
                 "organisation": ["O"], "public:list": [1],
                 "list_edition": [1], "consultation": ["H"], "consultation_call": ["C"],
                 "handover": ["Y"], "bulletin_draft": [1], "file_run": [1], "price": ["P"], "price_answer": ["P"],
                 "price_letter": [1], "price_file": [1], "order": ["DD1"], "negotiation": ["Y"], "filing": ["B"],
                 "settlement_run": ["R"], "listing": ["G"], "listing_application": ["S"],
                 "vbp_contract": ["VC"],
                 "vbp_volume_call": [1], "vbp_volume_findings": [1], "vbp_volume_days": [1],
                 "vbp_volume_report": ["VR"],
                 "vbp_problem": ["SP"], "vbp_firm": ["M"], "vbp_finding": ["SF"], "outcome": [1],
                 "reserve_transfers_plan": ["TP"], "reserve_transfers_order": ["TD"],
                 "reserve_plans_assessment": ["RE"],
                 "produce_records": ["base"], "produce_record": ["PR"],
                 "hospital_substitute": [1], "hospital_substitutes_edition": [1], "hospital_grade": [1],
                 "reserve_goods_holding": [1], "reserve_goods_release": ["DY1"],
                 "reserve_goods_fund": ["ZJ1"]}  # fmt: skip
    for page, topic in PAGE_TOPICS.items():
        assert reverse(page, args=arguments.get(page)), page
        assert section_for(topic, ()) is not None, page


def test_the_help_on_a_page_is_that_of_the_own_role_first() -> None:
    assert section_for("cockpit", {Role.HEAD}) == ("head", "cockpit")
    assert section_for("cockpit", {Role.HEAD, Role.DUTY_OFFICER}) == ("duty_officer", "cockpit")
    assert section_for("policy", {Role.REPORTER}) == (EVERYBODY, "policy")
    assert section_for("no-such", {Role.REPORTER}) is None
    assert help_address("no_such_page", {Role.REPORTER}) == reverse("help")


def test_every_term_of_the_glossary_is_explained_in_both_languages() -> None:
    assert {zh for zh in terms() if zh not in meanings()} == set()
    assert {zh for zh in meanings() if zh not in terms()} == set()
    assert [zh for zh, one in terms().items() if not CHINESE.search(one.meaning[0])] == []
    assert len({one.key for one in terms().values()}) == len(terms())


def test_every_term_that_a_template_explains_is_in_the_glossary() -> None:
    used = {
        zh
        for path in (ROOT / "src" / "baowen").rglob("templates/**/*.html")
        for zh in TERM.findall(path.read_text(encoding="utf-8"))
    }
    assert len(used) > 8
    assert {zh for zh in used if zh not in terms()} == set()


def test_a_search_finds_terms_and_indicators_by_either_language() -> None:
    assert "零报告" in {one.words[0] for _, lines in found("Zero Report") for one in lines}
    words = {one.words[1] for _, lines in found("差比价") for one in lines}
    assert "price ratio" in words
    assert any(one.key == "indicator-same_drug_spread" for _, lines in found("差比价") for one in lines)
    assert found("没有这个词") == []
    assert sum(len(lines) for _, lines in found("")) > len(terms())


def rendered(text: str, formula: str) -> str:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    return Template("{% load terms %}" + text).render(RequestContext(request, {"formula": formula}))


def test_the_first_use_on_a_page_has_the_card_and_a_formula_is_escaped_around_it() -> None:
    html = rendered('{% term "差比价" %}|{% term "差比价" %}|{% explained formula %}', "差比价 < 中选 & 中选")
    first, second, formula = html.split("|")
    assert first.count("popover id") + first.count(" popover>") == 1
    assert second == "差比价"
    assert formula.startswith("差比价 &lt; <button")
    assert formula.endswith("&amp; 中选")
    assert formula.count("<button") == 1


def test_a_card_escapes_what_it_shows() -> None:
    odd = Term("term-0", ("组", "group"), ("<b>", "<i>"), ("a<b", "a<b"))
    html = card(odd, "<u>", english=False)
    assert "<b>" not in html
    assert "&lt;u&gt;" in html


@pytest.mark.parametrize(("english", "text", "words"), [
    (False, "按差比价折算，再按差比价", ["差比价", "差比价"]),
    (True, "by the Price Ratio rules and its agreed volume", ["Price Ratio", "agreed volume"]),
    (True, "subselected", []),
])  # fmt: skip
def test_words_of_newcomers_are_found_whole(english: bool, text: str, words: list[str]) -> None:
    assert newcomers_pattern(english=english).findall(text) == words
