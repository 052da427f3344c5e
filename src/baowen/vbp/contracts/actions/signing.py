"""The hospital chooses one distributor, then hospital, distributor and maker sign in turn. VBP-4 (VB-1.3).

The hospital's signature pushes a contract to the others: from then on nobody recalls, deletes or changes it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from baowen.core.audit.trail import Trail, writing
from baowen.core.clock import day_of
from baowen.core.messages.actions import post
from baowen.core.messages.rules import Text
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Actor
from baowen.orgs.queries import names_of
from baowen.vbp.contracts.actions.held import check, check_party, check_standing, held, parties_of
from baowen.vbp.contracts.book import ContractBook
from baowen.vbp.contracts.models import Contract, Distributor
from baowen.vbp.contracts.standing import Asked
from baowen.vbp.contracts.states import PARTY_WORDS, RULES, SIGNING, WAITS_FOR, ContractState, Move, Party

AT_ONCE = 500


def choose(choices: Mapping[str, str], *, actor: Actor, at: datetime, book: ContractBook, sign: bool = False) -> int:
    """Choose the distributor of own contracts, by their numbers, and with `sign` sign and push them; how many.

    BaowenError for a distributor that the maker has not named for the city, and for a contract that was pushed; then
    none of them changes.
    """
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        rows = held(choices, actor, book)
        named, asked = _named(rows), Asked(day_of(at))
        for row in rows:
            check_party(row, Party.HOSPITAL, actor)
            check(row, Move.CHOOSE)
            _choose(row, choices[row.number].strip(), named, asked)
            trail.note(
                "vbp.contract.choose", f"vbp_contract/{row.number}", after={"distributor": row.distributor}
            )  # fmt: skip
        if sign:
            _sign(rows, Party.HOSPITAL, trail, asked)
        Contract.objects.bulk_update(rows, _CHANGED, batch_size=AT_ONCE)
    return len(rows)


def sign(numbers: Collection[str], *, actor: Actor, at: datetime, book: ContractBook) -> int:
    """Sign contracts for the own organisation, whichever of their parties it is; how many.

    BaowenError for one that waits for somebody else, was signed by the own side, or whose maker is barred; then none is
    signed.
    """
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        rows, asked = held(numbers, actor, book), Asked(day_of(at))
        by_party: dict[Party, list[Contract]] = {}
        for row in rows:
            party = _side(row, actor)
            check(row, SIGNING[party])
            by_party.setdefault(party, []).append(row)
        if Party.HOSPITAL in by_party:
            _still_named(by_party[Party.HOSPITAL])
        for party, some in by_party.items():
            _sign(some, party, trail, asked)
        Contract.objects.bulk_update(rows, _CHANGED, batch_size=AT_ONCE)
    return len(rows)


_CHANGED = (
    "distributor", "state", "revision", "hospital_signed_at", "hospital_signed_by", "distributor_signed_at",
    "distributor_signed_by", "maker_signed_at", "maker_signed_by",
)  # fmt: skip


def _side(row: Contract, actor: Actor) -> Party:
    """As which party somebody signs: as the one that is in turn, where the organisation is more than one."""
    mine = parties_of(row, actor.organisation)
    turn = WAITS_FOR.get(ContractState(row.state))
    return turn if turn in mine else next(party for party in Party if party in mine)


def _named(rows: Iterable[Contract]) -> dict[tuple[str, str, str], set[str]]:
    """Who is named for the contracts' products: by round, city and product."""
    rows = list(rows)
    found: dict[tuple[str, str, str], set[str]] = {}
    wanted = Distributor.objects.filter(
        round_code__in={row.round_code for row in rows}, city__in={row.city for row in rows}, ended_at=None,
    )  # fmt: skip
    for round_code, city, product, code in wanted.values_list("round_code", "city", "product_code", "distributor"):
        found.setdefault((round_code, city, product), set()).add(code)
    return found


def _choose(row: Contract, code: str, named: Mapping[tuple[str, str, str], set[str]], asked: Asked) -> None:
    there = named.get((row.round_code, row.city, row.product_code), set())
    if code not in there:
        raise _not_named(row, code, there)
    for barred in asked.distributor(code, row.region):
        raise BaowenError(f"{row.number}：{barred.zh}", f"{row.number}: {barred.en}")
    row.distributor, row.state = code, RULES[Move.CHOOSE].to.value


def _still_named(rows: list[Contract]) -> None:
    named = _named(rows)
    for row in rows:
        there = named.get((row.round_code, row.city, row.product_code), set())
        if row.distributor not in there:
            raise _not_named(row, row.distributor, there)


def _not_named(row: Contract, code: str, there: Collection[str]) -> BaowenError:
    if not there:
        return BaowenError(
            f"{row.number}（{row.product_code}）：生产企业还没有指定本市的配送企业，请联系企业",
            f"{row.number} ({row.product_code}): the maker has named no distributor in this city yet",
        )
    names = names_of(there)
    known = "、".join(f"{names.get(one, one)}（{one}）" for one in sorted(there))
    said = f"“{code}”不是" if code else "请选定配送企业，应为"
    return BaowenError(
        f"{row.number}（{row.product_code}）：{said}生产企业为本市指定的配送企业；可选：{known}",
        f"{row.number} ({row.product_code}): choose one of {', '.join(sorted(there))}",
    )


def _sign(rows: list[Contract], party: Party, trail: Trail, asked: Asked) -> None:
    move = SIGNING[party]
    for row in rows:
        check_standing(row, asked)
        row.state = RULES[move].to.value
        setattr(row, f"{party.value}_signed_at", trail.at)
        setattr(row, f"{party.value}_signed_by", trail.by)
        if row.state == ContractState.SIGNED.value:
            row.revision += 1
        trail.note(f"vbp.contract.{move.value}", f"vbp_contract/{row.number}", after={"state": row.state})
    _tell(rows, trail)


def _tell(rows: list[Contract], trail: Trail) -> None:
    """Tell whoever is in turn now, each once for all of them."""
    by_next: dict[tuple[str, Party], list[Contract]] = {}
    for row in rows:
        party = WAITS_FOR.get(ContractState(row.state))
        if party is not None:
            code = row.distributor if party is Party.DISTRIBUTOR else row.maker
            by_next.setdefault((code, party), []).append(row)
    for (code, party), some in sorted(by_next.items()):
        zh, en = PARTY_WORDS[party]
        first = some[0].number
        said = Text(
            f"有 {len(some)} 份集采购销协议待{zh}签订，截止 {some[0].sign_by}（{first} 等）",
            f"{len(some)} contracts wait for the {en} to sign until {some[0].sign_by} ({first} and others)",
        )
        post(
            trail, to=f"organisation:{code}", kind="vbp_contract_to_sign", title=said, body=said,
            about=f"vbp_contract/{first}", key=f"vbp_contract/{first}/{party.value}/{code}", at=trail.at,
        )  # fmt: skip
