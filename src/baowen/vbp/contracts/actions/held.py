"""Contracts, held until the commit: whose they are, whether a move is allowed, who must not sign. VBP-4 (VB-1.3)."""

from __future__ import annotations

from collections.abc import Collection

from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, NotAllowedError, require
from baowen.procure.standing import Barred
from baowen.vbp.contracts.book import ContractBook
from baowen.vbp.contracts.models import Contract, Supplement
from baowen.vbp.contracts.standing import Asked
from baowen.vbp.contracts.states import PARTY_WORDS, RULES, ContractState, Move, Party, may_not

MOST_AT_ONCE = 2000


def key_of(number: str) -> int | None:
    """The key of a contract by its number; None for what is none."""
    key = number.strip().removeprefix("XY")
    return int(key) if key.isascii() and key.isdigit() and len(key) < 16 else None


def unknown(number: str) -> BaowenError:
    """What is said of a number that no contract has, and to whoever is no party of it: the same words."""
    return BaowenError(
        f"没有本单位的协议 {number[:40]}，请核对编号", f"there is no contract {number[:40]} of the own organisation"
    )


def held(numbers: Collection[str], actor: Actor, book: ContractBook) -> list[Contract]:
    """Contracts that the actor's organisation is a party of, in the order of their numbers.

    BaowenError for a number that is none of them; NotAllowedError for who may not sign for the organisation.
    """
    if not numbers:
        raise BaowenError("请选择协议", "choose contracts")
    if len(numbers) > MOST_AT_ONCE:
        raise BaowenError(f"一次最多办理 {MOST_AT_ONCE} 份协议", f"at most {MOST_AT_ONCE} contracts at once")
    keys = {number: key_of(number) for number in numbers}
    wanted = [key for key in keys.values() if key is not None]
    rows = {row.pk: row for row in Contract.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
    for number, key in keys.items():
        row = rows.get(key) if key is not None else None
        if row is None or row.number != number.strip() or not parties_of(row, actor.organisation):
            raise unknown(number)
    for region in {row.region for row in rows.values()}:
        require(actor, Act.VBP_SIGN, region, regions=book.regions, organisation=actor.organisation)
    return list(rows.values())


def parties_of(row: Contract, organisation: str) -> frozenset[Party]:
    """As which parties an organisation stands in a contract."""
    codes = {Party.HOSPITAL: row.hospital, Party.DISTRIBUTOR: row.distributor, Party.MAKER: row.maker}
    return frozenset(party for party, code in codes.items() if organisation and code == organisation)


def check(row: Contract | Supplement, move: Move) -> None:
    """BaowenError where the state of a contract or a supplement does not allow the move."""
    why = may_not(ContractState(row.state), move)
    if why is not None:
        zh, en = why
        raise BaowenError(f"{row.number} 不能{RULES[move].zh}：{zh}", f"{row.number}: {en}")


def check_party(row: Contract, party: Party, actor: Actor) -> None:
    """NotAllowedError for who is no such party of a contract."""
    if party not in parties_of(row, actor.organisation):
        zh, en = PARTY_WORDS[party]
        raise NotAllowedError(
            f"{row.number} 应由{zh}办理，本单位不是该协议的{zh}", f"{row.number}: the {en} does that, not the own side"
        )


def check_standing(row: Contract, asked: Asked) -> None:
    """BaowenError where the maker may not sell, or the distributor not deliver, in the place of the hospital."""
    for barred in asked.maker(row.maker, row.region):
        raise _barred(row, barred)
    if row.distributor:
        for barred in asked.distributor(row.distributor, row.region):
            raise _barred(row, barred)


def _barred(row: Contract, barred: Barred) -> BaowenError:
    clause = f"（{barred.clause}）" if barred.clause else ""
    return BaowenError(f"{row.number} 不能签订：{barred.zh}{clause}", f"{row.number} can't be signed: {barred.en}")
