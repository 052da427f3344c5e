"""How lists name drugs: forms in a cell, and whether a line means the drug that somebody asks for. LST-1."""

from __future__ import annotations

import pytest

from baowen.collect.feeds import FEEDS
from baowen.lists.kinds import KIND_WORDS
from baowen.lists.names import Asked, covers, forms_in, likeness, listed_name
from baowen.lists.states import (
    CANDIDATE_RULES,
    CANDIDATE_WORDS,
    EDITION_RULES,
    EDITION_WORDS,
    CandidateMove,
    CandidateState,
    EditionMove,
    EditionState,
)


def test_a_cell_names_one_form_several_or_any() -> None:
    assert forms_in("片剂、注射剂\n口服溶液剂") == ("片剂", "注射剂", "口服溶液剂")
    assert forms_in("片剂（含分散片、缓释片）；注射剂") == ("片剂(含分散片、缓释片)", "注射剂")
    assert forms_in("注射剂、注射剂") == ("注射剂",)
    assert [forms_in(text) for text in ("", "不限", "—", " 各剂型 ")] == [("",)] * 4


def test_a_name_has_one_spelling_and_no_footnote_mark() -> None:
    assert listed_name(" 硫酸 阿托品＊△") == "硫酸阿托品"
    assert listed_name("复方氨基酸（18AA）") == listed_name("复方氨基酸(18AA)")


@pytest.mark.parametrize(
    ("name", "asked", "found"),
    [
        ("地高辛", "地高辛", "same"), ("地高辛", "地高辛片", "same"), ("地高辛片", "地高辛", "same"),
        ("硫酸阿托品", "硫酸阿托品注射液", "same"), ("去甲肾上腺素", "重酒石酸去甲肾上腺素注射液", "salt"),
        ("肾上腺素", "去甲肾上腺素", "none"), ("氯化钠", "氯化钾", "none"),
    ],
)  # fmt: skip
def test_a_line_means_the_drug_asked_for_or_another_salt_of_it(name: str, asked: str, found: str) -> None:
    assert likeness(name, Asked.of(asked)) == found


@pytest.mark.parametrize(
    ("name", "form", "asked", "asked_form", "covered"),
    [
        ("地高辛", "", "地高辛片", "", True), ("地高辛", "片剂", "地高辛片", "", True),
        ("地高辛", "注射剂", "地高辛片", "", False), ("地高辛", "片剂", "地高辛", "", True),
        ("地高辛", "注射剂", "地高辛注射液", "", True), ("地高辛", "注射剂", "地高辛", "注射用无菌粉末", True),
        ("地高辛", "注射液", "地高辛", "注射用无菌粉末", False), ("地高辛片", "", "地高辛注射液", "", False),
        ("甲药", "片剂(含分散片、缓释片)", "甲药", "缓释片", True),
        ("甲药", "片剂(不含缓释片)", "甲药", "缓释片", False),
        ("甲药", "片剂", "甲药", "缓释片", False), ("甲药", "分散片", "甲药", "片剂", False),
    ],
)  # fmt: skip
def test_a_line_covers_its_own_form(name: str, form: str, asked: str, asked_form: str, covered: bool) -> None:
    assert covers(name, form, Asked.of(asked, asked_form)) is covered


def test_the_kinds_are_those_of_the_feed() -> None:
    choices = FEEDS["list_entry"].column("list_kind").choices
    assert {one.code: (one.zh, one.en) for one in choices} == {kind.value: words for kind, words in KIND_WORDS.items()}


def test_what_was_withdrawn_or_decided_moves_no_more_and_every_state_has_words() -> None:
    editions = {move: (rule.sources, rule.to) for move, rule in EDITION_RULES.items()}
    draft, published, withdrawn = EditionState
    assert editions == {
        EditionMove.PUBLISH: ({draft}, published), EditionMove.WITHDRAW: ({draft, published}, withdrawn),
    }  # fmt: skip
    assert {move: (rule.sources, rule.to) for move, rule in CANDIDATE_RULES.items()} == {
        CandidateMove.ACCEPT: ({CandidateState.OPEN}, CandidateState.ACCEPTED),
        CandidateMove.REJECT: ({CandidateState.OPEN}, CandidateState.REJECTED),
        CandidateMove.WITHDRAW: ({CandidateState.OPEN}, CandidateState.WITHDRAWN),
    }
    assert (set(EDITION_WORDS), set(CANDIDATE_WORDS)) == (set(EditionState), set(CandidateState))
