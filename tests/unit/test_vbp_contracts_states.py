"""VBP-4, VB-1.3: which move of a contract is allowed where, and what is said of one that is not."""

from __future__ import annotations

import pytest

from baowen.vbp.contracts.states import (
    OPEN,
    RULES,
    SIGNING,
    STATE_WORDS,
    WAITS_FOR,
    ContractState,
    Move,
    Party,
    may_not,
)

S, M = ContractState, Move


def test_a_contract_goes_from_hand_to_hand_in_one_order() -> None:
    state = S.DRAWN
    seen = []
    for move in Move:
        assert may_not(state, move) is None
        assert WAITS_FOR[state] is RULES[move].party
        state = RULES[move].to
        seen.append(RULES[move].party)
    assert state is S.SIGNED
    assert seen == [Party.HOSPITAL, Party.HOSPITAL, Party.DISTRIBUTOR, Party.MAKER]
    assert set(WAITS_FOR) == OPEN
    assert set(STATE_WORDS) == set(S)
    assert set(SIGNING) == set(Party)


@pytest.mark.parametrize(
    ("state", "move", "said"),
    [
        (S.PUSHED, M.CHOOSE, "推送后不能撤回"), (S.HALF_SIGNED, M.CHOOSE, "推送后不能撤回"),
        (S.SIGNED, M.CHOOSE, "推送后不能撤回"), (S.SIGNED, M.SIGN, "推送后不能撤回"),
        (S.PUSHED, M.PUSH, "不能重复签订"), (S.HALF_SIGNED, M.PUSH, "不能重复签订"),
        (S.HALF_SIGNED, M.DELIVER, "不能重复签订"), (S.DRAWN, M.PUSH, "待选配送企业"),
        (S.DRAWN, M.SIGN, "还没有轮到"), (S.CHOSEN, M.DELIVER, "还没有轮到"), (S.PUSHED, M.SIGN, "还没有轮到"),
    ],
)  # fmt: skip
def test_what_can_not_be_done_says_why(state: ContractState, move: Move, said: str) -> None:
    why = may_not(state, move)
    assert why is not None
    assert said in why[0]
    assert why[1].isascii()


def test_a_choice_may_be_changed_until_the_hospital_pushes_the_contract() -> None:
    assert may_not(S.CHOSEN, M.CHOOSE) is None
