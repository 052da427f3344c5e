"""What records and packs gave to a run, as one JSON document: with it and the lake's versions a run can be replayed.

No record and no pack is read again by a replay, so that neither lists, packs nor rounds that moved on change it.
Requirement: VBP-7.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from baowen.vbp.evaluation.kinds import ExemptionKind
from baowen.vbp.evaluation.rules.columns import Limits
from baowen.vbp.evaluation.rules.exempting import Exempt


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenProduct:
    """A product that was bid with: its lot, tier, yuan a pack; `roles`: as what it is selected, by the code of a city
    ("" for wherever the round runs), none where it is not selected."""

    lot: str
    code: str
    tier: str
    price: Decimal
    roles: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenBeside:
    """Another drug (generic name) whose products count for a lot, as the same drug or as a key substitute."""

    lot: str
    drug: str
    likeness: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """A value of the packs as it was used."""

    key: str
    value: str
    clause: str
    basis: str
    pack: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Everything but the lake. `numerator`: which quantity of an order counts; `counts`: which marks
    (progress.marks) count as non-selected; `surplus_separate`: whether surplus was still computed separately (VB-2.4),
    None where no pack says; it changes no result."""

    round_code: str
    as_of: date
    numerator: str
    counts: tuple[str, ...]
    limits: Limits
    ruled: tuple[Ruled, ...]
    exempts: tuple[Exempt, ...]
    products: tuple[GivenProduct, ...]
    surplus_separate: bool | None
    besides: tuple[GivenBeside, ...] = ()

    def clause(self, key: str) -> str:
        """The clause of a value; "" where no pack had it."""
        return next((one.clause for one in self.ruled if one.key == key), "")


def as_json(given: Given) -> dict[str, Any]:
    """The document; every number is text."""
    limits = given.limits
    return {
        "round_code": given.round_code, "as_of": str(given.as_of), "numerator": given.numerator,
        "counts": list(given.counts),
        "limits": {
            "share": None if limits.share is None else str(limits.share), "whole_months": limits.whole_months,
            "judges_volume": limits.judges_volume, "judges_share": limits.judges_share,
        },
        "ruled": [
            {"key": one.key, "value": one.value, "clause": one.clause, "basis": one.basis, "pack": one.pack}
            for one in given.ruled
        ],
        "exempts": [_exempt(one) for one in given.exempts],
        "products": [
            {"lot": one.lot, "code": one.code, "tier": one.tier, "price": str(one.price), "roles": dict(one.roles)}
            for one in given.products
        ],
        "surplus_separate": given.surplus_separate,
        "besides": [{"lot": one.lot, "drug": one.drug, "likeness": one.likeness} for one in given.besides],
    }  # fmt: skip


def from_json(told: Mapping[str, Any]) -> Given:
    """The same again."""
    limits = told["limits"]
    share = limits["share"]
    return Given(
        round_code=told["round_code"], as_of=date.fromisoformat(told["as_of"]), numerator=told["numerator"],
        counts=tuple(told["counts"]),
        limits=Limits(
            share=None if share is None else Decimal(share), whole_months=limits["whole_months"],
            judges_volume=limits["judges_volume"], judges_share=limits["judges_share"],
        ),
        ruled=tuple(Ruled(**one) for one in told["ruled"]),
        exempts=tuple(_exempt_of(one) for one in told["exempts"]),
        products=tuple(GivenProduct(**(one | {"price": Decimal(one["price"])})) for one in told["products"]),
        surplus_separate=told["surplus_separate"],
        # Runs that were recorded before this was given are replayed without it.
        besides=tuple(GivenBeside(**one) for one in told.get("besides", ())),
    )  # fmt: skip


def _exempt(one: Exempt) -> dict[str, Any]:
    return {
        "number": one.number, "kind": one.kind.value, "from_on": str(one.from_on), "until_on": str(one.until_on),
        "places": sorted(one.places), "hospital": one.hospital, "lot": one.lot, "product": one.product,
        "eased": None if one.eased is None else str(one.eased), "clause": one.clause,
    }  # fmt: skip


def _exempt_of(told: Mapping[str, Any]) -> Exempt:
    eased = told["eased"]
    return Exempt(
        number=told["number"], kind=ExemptionKind(told["kind"]), from_on=date.fromisoformat(told["from_on"]),
        until_on=date.fromisoformat(told["until_on"]), places=frozenset(told["places"]), hospital=told["hospital"],
        lot=told["lot"], product=told["product"], eased=None if eased is None else Decimal(eased),
        clause=told["clause"],
    )  # fmt: skip
