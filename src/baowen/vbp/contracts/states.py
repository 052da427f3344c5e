"""The states of a contract, who moves it from where to where. VBP-4."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ContractState(StrEnum):
    """Where a contract or a supplement stands; from PUSHED on nobody recalls, deletes or changes it."""

    DRAWN = "drawn"
    CHOSEN = "chosen"
    PUSHED = "pushed"
    HALF_SIGNED = "half_signed"
    SIGNED = "signed"


STATE_WORDS: dict[ContractState, tuple[str, str]] = {
    ContractState.DRAWN: ("待选配送企业", "distributor to be chosen"),
    ContractState.CHOSEN: ("待医疗机构签订", "hospital to sign"),
    ContractState.PUSHED: ("待配送企业签订", "distributor to sign"),
    ContractState.HALF_SIGNED: ("待生产企业签订", "maker to sign"),
    ContractState.SIGNED: ("已签订", "signed by all"),
}
OPEN = frozenset(ContractState) - {ContractState.SIGNED}
CHANGEABLE = frozenset({ContractState.DRAWN, ContractState.CHOSEN})
"""Before the hospital's signature pushes a contract to the others, its distributor may be chosen anew."""


class Party(StrEnum):
    """The three parties of a contract."""

    HOSPITAL = "hospital"
    DISTRIBUTOR = "distributor"
    MAKER = "maker"


PARTY_WORDS: dict[Party, tuple[str, str]] = {
    Party.HOSPITAL: ("医疗机构", "hospital"),
    Party.DISTRIBUTOR: ("配送企业", "distributor"),
    Party.MAKER: ("生产企业", "maker"),
}


class Move(StrEnum):
    """What a party does with a contract."""

    CHOOSE = "choose"
    PUSH = "push"
    DELIVER = "deliver"
    SIGN = "sign"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveRule:
    """A move: whose it is, from where and to where."""

    party: Party
    sources: frozenset[ContractState]
    to: ContractState
    zh: str
    en: str


RULES: dict[Move, MoveRule] = {
    Move.CHOOSE: MoveRule(
        party=Party.HOSPITAL, sources=CHANGEABLE, to=ContractState.CHOSEN, zh="选定配送企业",
        en="choose the distributor",
    ),
    Move.PUSH: MoveRule(
        party=Party.HOSPITAL, sources=frozenset({ContractState.CHOSEN}), to=ContractState.PUSHED,
        zh="医疗机构签订并推送", en="sign as the hospital and push",
    ),
    Move.DELIVER: MoveRule(
        party=Party.DISTRIBUTOR, sources=frozenset({ContractState.PUSHED}), to=ContractState.HALF_SIGNED,
        zh="配送企业签订", en="sign as the distributor",
    ),
    Move.SIGN: MoveRule(
        party=Party.MAKER, sources=frozenset({ContractState.HALF_SIGNED}), to=ContractState.SIGNED,
        zh="生产企业签订", en="sign as the maker",
    ),
}  # fmt: skip
SIGNING: dict[Party, Move] = {Party.HOSPITAL: Move.PUSH, Party.DISTRIBUTOR: Move.DELIVER, Party.MAKER: Move.SIGN}
WAITS_FOR: dict[ContractState, Party] = {
    ContractState.DRAWN: Party.HOSPITAL, ContractState.CHOSEN: Party.HOSPITAL,
    ContractState.PUSHED: Party.DISTRIBUTOR, ContractState.HALF_SIGNED: Party.MAKER,
}  # fmt: skip


def may_not(state: ContractState, move: Move) -> tuple[str, str] | None:
    """Why a move can't be made from a state, in words; None where it can. VB-1.3."""
    rule = RULES[move]
    if state in rule.sources:
        return None
    if state is ContractState.SIGNED or (move is Move.CHOOSE and state not in CHANGEABLE):
        return (
            "协议推送后不能撤回、删除或修改；增加采购量请签补充协议",
            "once pushed, a contract is neither recalled, deleted nor changed; more volume needs a supplement",
        )
    if rule.to is state or (state in WAITS_FOR and _after(state, rule.to)):
        return ("本方已签订，不能重复签订", "the own side has signed; it does not sign twice")
    zh, en = STATE_WORDS[state]
    return (
        f"现为“{zh}”，按医疗机构、配送企业、生产企业的顺序签订，还没有轮到本方",
        f"it now waits: {en}; hospital, distributor and maker sign in turn, and it is not the own turn yet",
    )


def _after(state: ContractState, other: ContractState) -> bool:
    order = list(ContractState)
    return order.index(state) > order.index(other)
