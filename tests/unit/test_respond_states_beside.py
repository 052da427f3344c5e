"""RSP-5, ENF-1: the tables of states and moves are complete, and lead nowhere that they should not."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest

from baowen.respond.kinds import HANDOVER_RESULT_WORDS, REPLY_WORDS, HandoverResult, Reply
from baowen.respond.states_beside import (
    MEETING_RULES,
    MEETING_WORDS,
    PARTY_WORDS,
    PASSING_RULES,
    PASSING_WORDS,
    WAITING,
    Meeting,
    MeetingMove,
    Party,
    Passing,
    PassingMove,
)

Table = dict[Any, Any]
TABLES = [(MEETING_RULES, Meeting, MeetingMove), (PASSING_RULES, Passing, PassingMove)]


@pytest.mark.parametrize(("table", "states", "moves"), TABLES, ids=["consultation", "hand-over"])
def test_every_move_stands_in_the_table_and_every_state_is_reached_from_the_beginning(
    table: Table, states: type[StrEnum], moves: type[StrEnum]
) -> None:
    assert set(table) == set(moves)
    (begin,) = [rule for rule in table.values() if not rule.sources]
    reached = {begin.to}
    for _ in states:
        reached |= {rule.to for rule in table.values() if rule.sources & reached}
    assert reached == set(states)


@pytest.mark.parametrize(("table", "states", "moves"), TABLES, ids=["consultation", "hand-over"])
def test_who_ends_a_matter_against_others_gives_a_reason(
    table: Table, states: type[StrEnum], moves: type[StrEnum]
) -> None:
    del states
    needing = {move for move, rule in table.items() if rule.needs_reason}
    assert needing == {moves(one) for one in ("cancel", "correct", "return") if one in set(moves)}
    assert all(rule.parties for rule in table.values())


def test_every_word_is_there_in_two_languages_and_once() -> None:
    for codes, words in (
        (Meeting, MEETING_WORDS), (Passing, PASSING_WORDS), (Party, PARTY_WORDS), (Reply, REPLY_WORDS),
        (HandoverResult, HANDOVER_RESULT_WORDS),
    ):  # fmt: skip
        assert set(words) == set(codes)
        for language in (0, 1):
            assert len({pair[language] for pair in words.values()}) == len(words)


def test_a_hand_over_is_answered_only_after_it_was_received_and_nothing_follows_its_end() -> None:
    assert PASSING_RULES[PassingMove.ANSWER].sources == {Passing.RECEIVED}
    for state in set(Passing) - set(WAITING):
        assert not [move for move, rule in PASSING_RULES.items() if state in rule.sources]
