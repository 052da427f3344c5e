"""How the members of an alliance stand against their base stock, and who could help whom. RSV-3 (HD-13)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.core.home import Home
from baowen.orgs.permissions import Actor
from baowen.orgs.queries import members_of, names_of
from baowen.reserve.transfers.models import BaseStock
from baowen.reserve.transfers.queries.givers import givers_now
from baowen.reserve.transfers.rules import HeldLot


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseView:
    """A member and an item, in smallest units. `held` counts what is usable and not promised.

    `lots`: what it could give, the earliest expiry first; `is_own`: the viewer's own hospital.
    """

    member: str
    name: str
    item: str
    drug: str
    unit: str
    base: Decimal
    held: Decimal
    lots: tuple[HeldLot, ...]

    @property
    def short(self) -> Decimal:
        """Units below the base stock."""
        return max(self.base - self.held, Decimal(0))

    @property
    def spare(self) -> Decimal:
        """Units above it."""
        return max(self.held - self.base, Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Whole packs of a lot that would lift a member towards its base stock without taking the giver below its own."""

    item: str
    drug: str
    giver: str
    giver_name: str
    taker: str
    taker_name: str
    product_code: str
    lot_no: str
    expires_on: date | None
    packs: Decimal


def leads_alliance(actor: Actor) -> bool:
    """Whether the actor's organisation leads an alliance."""
    return bool(members_of(actor.organisation))


def base_stocks(home: Home, actor: Actor, *, day: date) -> list[BaseView]:
    """The base stocks of the alliance that the actor's hospital leads; else the own one's, whoever set it."""
    rows = BaseStock.objects.filter(lead=actor.organisation)
    if not leads_alliance(actor):
        rows = BaseStock.objects.filter(member=actor.organisation)
    found = list(rows)
    names = names_of({row.member for row in found})
    members: dict[str, list[str]] = defaultdict(list)
    for row in found:
        members[row.item].append(row.member)
    now = {item: givers_now(home, actor.region, day, item, codes) for item, codes in members.items()}
    views = [
        BaseView(
            member=row.member, name=names.get(row.member, row.member), item=row.item, drug=row.drug, unit=row.unit,
            base=row.units, held=now[row.item][row.member].units, lots=now[row.item][row.member].lots,
        )
        for row in found
    ]  # fmt: skip
    return sorted(views, key=lambda one: (one.drug, -one.short, one.member))


def proposals(views: list[BaseView]) -> list[Proposal]:
    """For each member below its base stock the lots of the member with most to spare, in expiry order."""
    found: list[Proposal] = []
    left = {(one.item, one.member): one.spare for one in views}
    given: dict[tuple[str, str, str, str], Decimal] = {}
    for taker in sorted(views, key=lambda one: -one.short):
        wanted = taker.short
        givers = sorted(
            (one for one in views if one.item == taker.item and one.spare > 0),
            key=lambda one: -left[one.item, one.member],
        )
        for giver in givers:
            for lot in giver.lots:
                key = (giver.item, giver.member, lot.product_code, lot.lot_no)
                room = min(wanted, left[giver.item, giver.member]) // lot.units_per_pack
                packs = min(room, lot.packs - given.get(key, Decimal(0)))
                if packs <= 0:
                    continue
                given[key] = given.get(key, Decimal(0)) + packs
                wanted -= packs * lot.units_per_pack
                left[giver.item, giver.member] -= packs * lot.units_per_pack
                found.append(
                    Proposal(
                        item=taker.item, drug=taker.drug, giver=giver.member, giver_name=giver.name,
                        taker=taker.member, taker_name=taker.name, product_code=lot.product_code, lot_no=lot.lot_no,
                        expires_on=lot.expires_on, packs=packs,
                    )
                )  # fmt: skip
    return found
