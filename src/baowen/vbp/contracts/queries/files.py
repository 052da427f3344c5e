"""What the files of contracts are made from, as somebody may see them. VBP-4."""

from __future__ import annotations

from collections.abc import Iterable

from baowen.core.clock import day_of
from baowen.core.money import amount
from baowen.orgs.permissions import Actor
from baowen.orgs.queries import names_of
from baowen.procure.trade.queries.received import received
from baowen.vbp.contracts.files.agreement import Agreement, More, SideOf
from baowen.vbp.contracts.files.chain import Bought, Link, RoundTold
from baowen.vbp.contracts.queries.contracts import ContractView, SupplementView, contract
from baowen.vbp.contracts.states import PARTY_WORDS, Party
from baowen.vbp.rounds.queries import round_of

ORDER = (Party.HOSPITAL, Party.MAKER, Party.DISTRIBUTOR)  # 甲、乙、丙


def agreement_of(number: str, *, actor: Actor) -> Agreement:
    """A contract as its document says it; BaowenError for a number that the actor may not see."""
    found = contract(number, actor=actor)
    one = found.contract
    names = names_of([signature.organisation for signature in one.signatures])
    by_party = {signature.party: signature for signature in one.signatures}
    sides = tuple(
        SideOf(
            role=PARTY_WORDS[party][0], code=by_party[party].organisation, signed_at=by_party[party].signed_at,
            name=names.get(by_party[party].organisation, by_party[party].organisation),
        )
        for party in ORDER
    )  # fmt: skip
    return Agreement(
        number=one.number, round_code=one.round_code, round_name=round_of(one.round_code).name, sides=sides,
        drug=one.drug, spec=one.spec, product_code=one.product_code, quality_tier=one.quality_tier, units=one.units,
        price=one.price, packs=one.packs, amount=amount(one.price * one.packs),
        starts_on=one.starts_on, ends_on=one.ends_on,
        is_alliance=one.is_alliance, supplements=tuple(_more(made) for made in found.supplements),
    )  # fmt: skip


def _more(made: SupplementView) -> More:
    instants = [one.signed_at for one in made.signatures]
    last = None if None in instants else max(at for at in instants if at is not None)
    return More(number=made.number, packs=made.packs, signed_on=None if last is None else day_of(last))


def links_of(contracts: Iterable[ContractView]) -> list[Link]:
    """Contracts as the chain needs them, with the names of hospitals and makers."""
    contracts = list(contracts)
    names = names_of({code for one in contracts for code in (one.hospital, one.maker)})
    return [
        Link(
            number=one.number, round_code=one.round_code, lot=one.lot, drug=one.drug, spec=one.spec,
            product_code=one.product_code, hospital=one.hospital, hospital_name=names.get(one.hospital, ""),
            maker=one.maker, maker_name=names.get(one.maker, ""), price=one.price, packs=one.total_packs,
            amount=one.amount, starts_on=one.starts_on, ends_on=one.ends_on,
        )
        for one in contracts
    ]  # fmt: skip


def bought_under(links: Iterable[Link]) -> list[Bought]:
    """What was received on this platform of the contracts' products by their hospitals, while the contracts run."""
    by_pair: dict[tuple[str, str], list[Link]] = {}
    for one in links:
        by_pair.setdefault((one.hospital, one.product_code), []).append(one)
    found = []
    for row in received(by_pair):
        running = [
            one for one in by_pair[row.hospital, row.product_code] if one.starts_on <= row.received_on <= one.ends_on
        ]
        if running:
            found.append((row, running[0]))
    names = names_of({row.supplier for row, _ in found})
    return [
        Bought(
            product_code=row.product_code, hospital_name=one.hospital_name or one.hospital,
            maker_name=one.maker_name or one.maker, distributor_name=names.get(row.supplier, row.supplier),
            received=row.accepted, delivered=row.delivered, received_on=row.received_on,
        )
        for row, one in found
    ]  # fmt: skip


def rounds_of(links: Iterable[Link]) -> list[RoundTold]:
    """The rounds of contracts."""
    found = (round_of(code) for code in sorted({one.round_code for one in links}))
    return [RoundTold(code=one.code, name=one.name, starts_on=one.starts_on, ends_on=one.ends_on) for one in found]
