"""Contracts as somebody sees them: lists, one with its working and signatures, and what is late. VBP-3, VBP-4."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Min, Q, QuerySet

from baowen.core.money import amount
from baowen.core.paging import Paged, page_by_key
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Actor
from baowen.orgs.queries import codes_within
from baowen.vbp.contracts.models import Contract, Supplement
from baowen.vbp.contracts.queries.scope import seen_by
from baowen.vbp.contracts.rules.agreed import Step
from baowen.vbp.contracts.states import OPEN, WAITS_FOR, ContractState, Party


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who of the parties signs, and when it did; None while it has not."""

    party: Party
    organisation: str
    signed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementView:
    """More packs under a contract, with its signatures."""

    number: str
    packs: int
    reason: str
    state: ContractState
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractView:
    """A contract: `packs` as drawn up, `more_packs` by signed supplements, yuan a pack and in all; days of its run."""

    number: str
    round_code: str
    lot: str
    drug: str
    spec: str
    product_code: str
    hospital: str
    region: str
    city: str
    is_alliance: bool
    maker: str
    distributor: str
    quality_tier: str
    units: Decimal
    price: Decimal
    reported: Decimal
    share: Decimal
    packs: int
    more_packs: int
    starts_on: date
    ends_on: date
    sign_by: date
    state: ContractState
    signatures: tuple[Signature, ...]

    @property
    def total_packs(self) -> int:
        """Packs in all."""
        return self.packs + self.more_packs

    @property
    def amount(self) -> Decimal:
        """Yuan in all."""
        return amount(self.price * self.total_packs)

    @property
    def waits_for(self) -> Party | None:
        """Who is in turn; None when all have signed."""
        return WAITS_FOR.get(self.state)

    def is_late(self, on: date) -> bool:
        """Whether it should have been signed by now."""
        return self.state in OPEN and self.sign_by < on


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractPage:
    """A contract with the working of its lot, and its supplements."""

    contract: ContractView
    lot_reported: Decimal
    lot_units: int
    steps: tuple[Step, ...]
    supplements: tuple[SupplementView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a list is narrowed to; `late_on`: open ones whose deadline lies before that day; `mine`: in the own turn."""

    round_code: str = ""
    state: ContractState | None = None
    place: str = ""
    text: str = ""
    late_on: date | None = None
    mine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LateParty:
    """Whose signature or choice how many late contracts wait for, and since when the oldest is."""

    party: Party
    organisation: str
    contracts: int
    oldest: date


def contract_page(
    actor: Actor, sought: Sought, *, cursor: str = "", limit: int = 50
) -> Paged[ContractView]:  # fmt: skip
    """A page of the contracts that somebody sees, in the order in which they were drawn up."""
    rows = _rows(actor, sought).select_related("lot")
    return page_by_key(rows, view_of, cursor=cursor, limit=limit)


def count_by_state(actor: Actor, sought: Sought) -> dict[ContractState, int]:
    """How many contracts stand where, of those that a list shows."""
    found = _rows(actor, sought).order_by().values_list("state").annotate(count=Count("pk"))
    counts = dict(found)
    return {state: counts.get(state.value, 0) for state in ContractState}


def contract(number: str, *, actor: Actor) -> ContractPage:
    """One contract; BaowenError for a number that the actor may not see, whether there is one or not."""
    key = number.removeprefix("XY")
    row = None
    if key.isascii() and key.isdigit() and len(key) < 16:
        row = Contract.objects.filter(seen_by(actor), pk=int(key)).select_related("lot").first()
    if row is None or row.number != number:
        raise BaowenError(f"没有可阅看的协议 {number[:40]}", f"there is no contract {number[:40]} that you may see")
    return ContractPage(
        contract=view_of(row), lot_reported=row.lot.reported, lot_units=row.lot.units,
        steps=tuple(Step(**{**one, "share": Decimal(one["share"])}) for one in row.lot.steps),
        supplements=tuple(_supplement(one, row) for one in row.supplements.all()),
    )  # fmt: skip


def late_parties(actor: Actor, on: date, *, round_code: str = "") -> list[LateParty]:
    """Who keeps contracts waiting past their deadline, those with the most first."""
    rows = _rows(actor, Sought(round_code=round_code, late_on=on))
    found = []
    for party in Party:
        states = [state.value for state, waits in WAITS_FOR.items() if waits is party]
        counted = rows.filter(state__in=states).order_by().values_list(party.value)
        for code, contracts, oldest in counted.annotate(count=Count("pk"), oldest=Min("sign_by")):
            found.append(LateParty(party=party, organisation=code, contracts=contracts, oldest=oldest))
    return sorted(found, key=lambda one: (-one.contracts, one.oldest, one.organisation, one.party))


def _rows(actor: Actor, sought: Sought) -> QuerySet[Contract]:
    rows = Contract.objects.filter(seen_by(actor))
    if sought.round_code:
        rows = rows.filter(round_code=sought.round_code)
    if sought.state is not None:
        rows = rows.filter(state=sought.state.value)
    if sought.place:
        rows = rows.filter(region__in=codes_within(sought.place))
    if sought.late_on is not None:
        rows = rows.filter(state__in=[state.value for state in OPEN], sign_by__lt=sought.late_on)
    if sought.mine:
        rows = rows.filter(_turn_of(actor))
    text = sought.text.replace("\x00", "").strip()
    if text:
        rows = rows.filter(
            Q(lot__drug__icontains=text) | Q(product_code=text) | Q(hospital=text) | Q(maker=text)
            | Q(distributor=text) | Q(lot__lot=text) | _numbered(text)
        )  # fmt: skip
    return rows


def _turn_of(actor: Actor) -> Q:
    """Contracts that wait for the actor's own organisation."""
    found = Q()
    for state, party in WAITS_FOR.items():
        found |= Q(state=state.value, **{party.value: actor.organisation})
    return found


def _numbered(text: str) -> Q:
    key = text.removeprefix("XY")
    return Q(pk=int(key)) if key.isascii() and key.isdigit() and len(key) < 16 and text != key else Q(pk__in=[])


def view_of(row: Contract) -> ContractView:
    """A contract as it is told; its lot is read with it."""
    return ContractView(
        number=row.number, round_code=row.round_code, lot=row.lot.lot, drug=row.lot.drug, spec=row.lot.spec,
        product_code=row.product_code, hospital=row.hospital, region=row.region, city=row.city,
        is_alliance=row.is_alliance, maker=row.maker, distributor=row.distributor, quality_tier=row.quality_tier,
        units=row.units, price=row.price, reported=row.reported, share=row.lot.share, packs=row.packs,
        more_packs=row.more_packs, starts_on=row.starts_on, ends_on=row.ends_on, sign_by=row.sign_by,
        state=ContractState(row.state), signatures=_signatures(row, row),
    )  # fmt: skip


def _supplement(made: Supplement, row: Contract) -> SupplementView:
    return SupplementView(
        number=f"{row.number}-{made.place}", packs=made.packs, reason=made.reason, state=ContractState(made.state),
        signatures=_signatures(row, made),
    )  # fmt: skip


def _signatures(row: Contract, signed: Contract | Supplement) -> tuple[Signature, ...]:
    return (
        Signature(party=Party.HOSPITAL, organisation=row.hospital, signed_at=signed.hospital_signed_at),
        Signature(party=Party.DISTRIBUTOR, organisation=row.distributor, signed_at=signed.distributor_signed_at),
        Signature(party=Party.MAKER, organisation=row.maker, signed_at=signed.maker_signed_at),
    )


def waiting_supplements(actor: Actor) -> list[str]:
    """The numbers of supplements that wait for the actor's own organisation."""
    turn = Q()
    for state, party in WAITS_FOR.items():
        turn |= Q(state=state.value, **{f"contract__{party.value}": actor.organisation})
    seen_by(actor)
    return [row.number for row in Supplement.objects.filter(turn).select_related("contract").order_by("pk")]
