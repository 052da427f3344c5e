"""More volume under a contract that is signed: supplements, signed in turn like the contract itself. VBP-4."""

from __future__ import annotations

from datetime import datetime

from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.core.texts import filled
from baowen.orgs.permissions import Actor
from baowen.vbp.contracts.actions.held import check, check_party, check_standing, held, parties_of, unknown
from baowen.vbp.contracts.book import ContractBook
from baowen.vbp.contracts.models import Contract, Supplement
from baowen.vbp.contracts.standing import Asked
from baowen.vbp.contracts.states import RULES, SIGNING, WAITS_FOR, ContractState, Party

MOST_PACKS = 10**12


def add_supplement(
    number: str, packs: int, *, reason: str, actor: Actor, at: datetime, book: ContractBook
) -> str:  # fmt: skip
    """Agree on more packs under an own contract, as its hospital, which signs by that; the supplement's number."""
    if not 0 < packs <= MOST_PACKS:
        raise BaowenError("增加的采购量应为正整数（盒）", "the additional volume is a positive whole number of packs")
    why = filled(reason, "增加采购量的原因", "reason for more volume", most=500)
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=why) as trail:
        row = held([number], actor, book)[0]
        check_party(row, Party.HOSPITAL, actor)
        if row.state != ContractState.SIGNED.value:
            raise BaowenError(
                f"{number} 还没有三方签订，不能签补充协议", f"{number} is not signed by all yet: no supplement"
            )
        if row.ends_on < day_of(at):
            raise BaowenError(f"{number} 已于 {row.ends_on} 到期", f"{number} ended on {row.ends_on}")
        check_standing(row, Asked(day_of(at)))
        made = Supplement.objects.create(
            contract=row, place=row.supplements.count() + 1, packs=packs, reason=why, hospital_signed_at=at,
            hospital_signed_by=actor.name,
        )  # fmt: skip
        trail.note("vbp.supplement.add", f"vbp_contract/{number}", after={"number": made.number, "packs": packs})
    return made.number


def sign_supplement(number: str, *, actor: Actor, at: datetime, book: ContractBook) -> None:
    """Sign a supplement for the own organisation, when it is in turn; with the last signature its packs count."""
    contract, _, place = number.strip().rpartition("-")
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = held([contract], actor, book)[0]
        made = row.supplements.select_for_update().filter(place=int(place) if _is_place(place) else 0).first()
        if made is None:
            raise unknown(number)
        party = _side(row, made, actor)
        check(made, SIGNING[party])
        check_standing(row, Asked(day_of(at)))
        made.state = RULES[SIGNING[party]].to.value
        setattr(made, f"{party.value}_signed_at", at)
        setattr(made, f"{party.value}_signed_by", actor.name)
        made.save()
        if made.state == ContractState.SIGNED.value:
            row.more_packs += made.packs
            row.revision += 1
            row.save(update_fields=["more_packs", "revision"])
        trail.note("vbp.supplement.sign", f"vbp_contract/{contract}", after={"number": number, "state": made.state})


def _side(row: Contract, made: Supplement, actor: Actor) -> Party:
    mine = parties_of(row, actor.organisation)
    turn = WAITS_FOR.get(ContractState(made.state))
    return turn if turn in mine else next(party for party in Party if party in mine)


def _is_place(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6
