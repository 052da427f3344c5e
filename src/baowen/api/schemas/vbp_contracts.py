"""Agreed volumes, distributors and contracts of volume-based procurement as they go in and out."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import Field

from baowen.api.schemas.common import Code, Filled
from baowen.vbp.contracts.kinds import LeftOut
from baowen.vbp.contracts.states import ContractState, Party

Short = Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")]
Numbers = Annotated[list[Code], Field(min_length=1, max_length=2000)]


class KeepIn(Schema):
    """When the contracts begin and until when they are signed; left out: as the round and the pack say."""

    starts_on: date | None = None
    sign_by: date | None = None


class KeptOut(Schema):
    """What was drawn up; `missed`: reports that lead to no contract."""

    lots: int
    contracts: int
    missed: int
    anew: bool


class StepOut(Schema):
    """A step of the working: the share after it, with its clause and what that rests on."""

    zh: str
    en: str
    share: Decimal
    clause: str
    basis: str


class VbpContractCellOut(Schema):
    """A hospital's packs of a product, and what of its report fell to it."""

    organisation: str
    region: str
    is_alliance: bool
    reported: Decimal
    packs: int


class VbpContractProductOut(Schema):
    """A product's part of a lot: smallest units, packs, and its hospitals."""

    product_code: str
    enterprise: str
    reported: Decimal
    units: int
    packs: int
    cells: list[VbpContractCellOut]


class MissedOut(Schema):
    """A report that leads to no contract, and why."""

    lot: str
    organisation: str
    reason: LeftOut
    units: Decimal


class LotVolumeOut(Schema):
    """A lot worked out: reported × share = units."""

    lot: str
    drug: str
    reported: Decimal
    units: int
    steps: list[StepOut]
    products: list[VbpContractProductOut]
    missed: list[MissedOut]


class AllocationOut(Schema):
    """A round worked out, before anything is kept."""

    round_code: str
    year: int
    starts_on: date
    ends_on: date
    sign_by: date
    lots: list[LotVolumeOut]


class NameIn(Schema):
    """Distributors of the own products of a round in a city; `products` empty: all of them there."""

    round_code: Code
    city: Code
    distributors: Annotated[list[Code], Field(min_length=1, max_length=200)]
    products: Annotated[list[Code], Field(max_length=2000, default_factory=list)]


class VbpContractEndIn(Schema):
    """A distributor that delivers the own products in a city no more."""

    round_code: Code
    city: Code
    distributor: Code
    products: Annotated[list[Code], Field(max_length=2000, default_factory=list)]


class CountOut(Schema):
    """How many it was done for."""

    count: int


class NamedOut(Schema):
    """A selected product of a city with its distributors."""

    city: str
    lot: str
    drug: str
    product_code: str
    enterprise: str
    enterprise_name: str
    distributors: list[str]
    is_few: bool


class CityOut(Schema):
    """A city with its selected products, and how many of them have too few distributors."""

    city: str
    products: int
    few: int


class DistributionOut(Schema):
    """A round's distributors; `least` is null where no text sets a number."""

    round_code: str
    least: int | None
    clause: str
    cities: list[CityOut]
    products: list[NamedOut]


class SignatureOut(Schema):
    """A party, and when it signed."""

    party: Party
    organisation: str
    signed_at: datetime | None


class ContractOut(Schema):
    """A contract: packs as drawn up and by supplements, yuan a pack and in all."""

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
    total_packs: int
    amount: Decimal
    starts_on: date
    ends_on: date
    sign_by: date
    state: ContractState
    waits_for: Party | None
    signatures: list[SignatureOut]


class ContractsOut(Schema):
    """A page of contracts; `cursor` is empty after the last."""

    lines: list[ContractOut]
    cursor: str


class ContractsAsked(Schema):
    """What a list is narrowed to; `mine`: in the own turn, `late`: past the deadline."""

    round_code: Short = ""
    state: ContractState | None = None
    text: Short = ""
    late: bool = False
    mine: bool = False


class SupplementOut(Schema):
    """More packs under a contract."""

    number: str
    packs: int
    reason: str
    state: ContractState
    signatures: list[SignatureOut]


class WholeContractOut(Schema):
    """A contract with the working of its lot, and its supplements."""

    contract: ContractOut
    lot_reported: Decimal
    lot_units: int
    steps: list[StepOut]
    supplements: list[SupplementOut]


class LatePartyOut(Schema):
    """Whose signature or choice how many late contracts wait for."""

    party: Party
    organisation: str
    contracts: int
    oldest: date


class ChoiceIn(Schema):
    """The distributor of one contract."""

    number: Code
    distributor: Code


class ChooseIn(Schema):
    """Distributors of own contracts; with `sign` they are signed and pushed at once."""

    choices: Annotated[list[ChoiceIn], Field(min_length=1, max_length=2000)]
    sign: bool = False


class SignIn(Schema):
    """Contracts to sign for the own organisation."""

    numbers: Numbers


class SupplementIn(Schema):
    """How many packs more, and why."""

    packs: Annotated[int, Field(ge=1, le=10**12)]
    reason: Filled
