"""PRI-1, PRI-2: which measure may come when, by the packs; what is skipped; the tables of stages and moves."""

from __future__ import annotations

from datetime import date

import pytest

from baowen.core.policy import load_packs
from baowen.core.problems import BaowenError
from baowen.price.kinds import Measure, Side, StepKind
from baowen.price.ladder.rules import RUNG_WORDS, Ladder, ladder_of, standing
from baowen.price.states import RULES, Move, Stage, moves_from

ON = date(2026, 10, 1)
PACKS = load_packs()
HUNAN, NATION = ladder_of(PACKS.ruling("430000", ON)), ladder_of(PACKS.ruling("100000", ON))
W, SURVEY, ASK, MEET = Measure.WARNING, Measure.SURVEY, Measure.INQUIRY, Measure.INTERVIEW


@pytest.mark.parametrize(
    ("measure", "taken", "skips"),
    [
        (SURVEY, {W}, ()),
        (ASK, {W}, ("成本调查",)),
        (MEET, {W, SURVEY}, ()),
        (Measure.DISCLOSURE, {W, SURVEY, MEET}, ()),
        (Measure.DISCLOSURE, {W, SURVEY, ASK}, ("约谈",)),
        (Measure.SUSPENSION, {W, SURVEY, ASK, MEET}, ("信息披露",)),
        (Measure.SUSPENSION, {W}, ("成本调查", "函询约谈", "信息披露", "约谈")),
        (Measure.CREDIT, {W, MEET}, ()),
    ],
)
def test_in_hunan_a_measure_skips_what_the_article_names_before_it(
    measure: Measure, taken: set[Measure], skips: tuple[str, ...]
) -> None:
    found = standing(measure, taken, HUNAN)
    assert found.skips == skips
    assert found.clause in {"HN-15", "HN-17"}
    assert found.needs_reason == bool(skips)


def test_the_national_text_gives_no_order_but_an_interview_before_what_punishes() -> None:
    assert not NATION.ordered
    assert standing(Measure.PUBLIC_INQUIRY, {W}, NATION).skips == ()
    assert standing(Measure.SUSPENSION, {W}, NATION).skips == ("约谈",)
    assert standing(Measure.SUSPENSION, {W, MEET}, NATION).basis == "unverified"


def test_a_measure_that_no_text_names_needs_a_reason() -> None:
    found = standing(Measure.PUBLIC_INQUIRY, {W, SURVEY}, HUNAN)
    assert (found.clause, found.skips, found.needs_reason) == ("", (), True)
    nothing = Ladder(rungs=(), ordered=True, first=(), then=(), entry=None, then_entry=None)
    assert all(standing(one, set(), nothing).needs_reason for one in Measure)


def test_every_pack_names_measures_that_the_program_knows() -> None:
    for pack in PACKS.packs:
        assert set(ladder_of(PACKS.ruling(pack.region, ON)).rungs) <= set(RUNG_WORDS)


def test_a_word_that_is_no_measure_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(RUNG_WORDS, "成本调查")
    with pytest.raises(BaowenError, match="成本调查"):
        ladder_of(PACKS.ruling("430000", ON))


def test_every_move_has_its_rule_and_every_open_stage_a_way_on() -> None:
    assert set(RULES) == set(Move)
    assert {one.move for one in RULES.values() if not one.sources} == {Move.OPEN}
    assert all(rule.to is None or rule.to in set(Stage) for rule in RULES.values())
    for stage in Stage:
        assert any(RULES[move].to not in (None, stage) for move in moves_from(stage)), stage


def test_what_punishes_can_be_taken_back_with_a_reason_and_only_officers_punish() -> None:
    undone = {rule.undoes for rule in RULES.values() if rule.undoes is not None}
    assert undone == {Move.FIND_UNREASONABLE, Move.DISCLOSE, Move.SUSPEND, Move.CREDIT, Move.CLOSE}
    assert all(rule.needs_reason for rule in RULES.values() if rule.undoes is not None)
    assert {rule.move for rule in RULES.values() if rule.side is Side.ENTERPRISE} == {Move.ANSWER}


def test_no_move_punishes_before_a_verdict() -> None:
    punishing = (Move.DISCLOSE, Move.SUSPEND, Move.CREDIT, Move.DEMAND)
    assert not any(Stage.EXAMINING in RULES[move].sources for move in punishing)


def test_each_step_that_begins_can_end() -> None:
    begun = {rule.begins for rule in RULES.values() if rule.begins is not None}
    ended = {rule.ends for rule in RULES.values() if rule.ends is not None}
    assert begun - ended == {StepKind.PUBLIC_ANSWER}, "the answer ends a public inquiry, too (answering.send_answer)"
