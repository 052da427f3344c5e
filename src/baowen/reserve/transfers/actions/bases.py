"""The lead of an alliance sets what each member is to hold, and orders transfers among its members. RSV-3 (HD-13).

Base stock, moving balance, orderly transfers: no plan and no health commission is needed within an alliance, but the
same rules hold for the giver's lots, and nobody gives below its own base stock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import polars as pl

from baowen.core.clock import day_of
from baowen.core.home import Home
from baowen.core.messages.rules import Text
from baowen.core.problems import BaowenError
from baowen.lake.facts.items import items as items_of
from baowen.lake.store import Lake
from baowen.orgs.permissions import Act, require
from baowen.orgs.queries import members_of
from baowen.procure.telling import tell
from baowen.reserve.transfers.models import BaseStock, OrderLine, Series, TransferOrder
from baowen.reserve.transfers.parameters import transfer_rules
from baowen.reserve.transfers.queries.givers import giver_now
from baowen.reserve.transfers.rules import ANSWER, RECEIVE, SEND, Sent, check_giver, due_on
from baowen.respond.actions.moves import Doing


@dataclass(frozen=True, slots=True, kw_only=True)
class WithinAlliance:
    """Packs of a lot that one member gives to another; either may be the lead itself."""

    item: str
    product_code: str
    lot_no: str
    giver: str
    taker: str
    packs: Decimal


def set_base(member: str, item: str, units: Decimal, *, home: Home, doing: Doing) -> None:
    """Set how many smallest units of an item a member is to hold at least; 0 takes the base stock away."""
    lead = _lead(doing)
    _of_alliance(lead, member)
    if units < 0:
        raise BaowenError("基数不能为负", "a base stock cannot be negative")
    about = _about(item, home)
    with doing.writing() as trail:
        before = BaseStock.objects.select_for_update().filter(lead=lead, member=member, item=item).first()
        if units == 0:
            BaseStock.objects.filter(lead=lead, member=member, item=item).delete()
        else:
            BaseStock.objects.update_or_create(
                lead=lead, member=member, item=item,
                defaults={
                    "drug": about.drug, "unit": about.unit, "units": units,
                    "set_at": doing.entered, "set_by": doing.actor.name
                },
            )  # fmt: skip
        trail.note(
            "transfer.base", f"alliance/{lead}", before={"units": before.units if before else None},
            after={"member": member, "item": item, "units": units},
        )  # fmt: skip


def order_within_alliance(move: WithinAlliance, *, home: Home, doing: Doing) -> str:
    """Order a transfer between two members of the own alliance; the number of the order. Both are told.

    BaowenError where the giver would end below its base stock or lots would leave out of order.
    """
    lead, on = _lead(doing), day_of(doing.at)
    for code in (move.giver, move.taker):
        _of_alliance(lead, code)
    if move.giver == move.taker:
        raise BaowenError("调出和调入应为两家机构", "giver and taker must be two")
    region, ruling = doing.actor.region, doing.book.ruling(doing.actor.region, on)
    about = _about(move.item, home)
    with doing.writing() as trail:
        giver = giver_now(home, region, on, move.item, move.giver)
        base = BaseStock.objects.filter(lead=lead, member=move.giver, item=move.item).first()
        taken = [Sent(product_code=move.product_code, lot_no=move.lot_no, packs=move.packs)]
        check_giver(replace(giver, kept_units=base.units if base else Decimal(0)), taken)
        lot = next(one for one in giver.lots if (one.product_code, one.lot_no) == (move.product_code, move.lot_no))
        days = {key: due_on(key, on, ruling, doing.book.calendar) for key in (ANSWER, SEND, RECEIVE)}
        number = Series.next_number("TD", region, on.year)
        order = TransferOrder.objects.create(
            number=number, region=region, giver=move.giver, taker=move.taker, transport=about.transport,
            answer_due=days[ANSWER], send_due=days[SEND], receive_due=days[RECEIVE], ordered_at=doing.entered,
            ordered_by=doing.actor.name, organisation=lead, reason=doing.reason[:1000],
            cost=Decimal(str(transfer_rules(ruling).cost_per_trip["ordinary"])),
        )  # fmt: skip
        OrderLine.objects.create(
            order=order, item=move.item, drug=about.drug, unit=about.unit, product_code=move.product_code,
            lot_no=move.lot_no, expires_on=lot.expires_on, units_per_pack=lot.units_per_pack, ordered=move.packs,
        )  # fmt: skip
        trail.note(
            "transfer.order_within", f"transfer/{number}",
            after={"giver": move.giver, "taker": move.taker, "lot": move.lot_no, "packs": move.packs},
        )  # fmt: skip
        said = Text(f"调剂单 {number} 已由医联体牵头医院下达", f"your alliance's lead ordered the transfer {number}")
        tell({move.giver, move.taker}, f"transfer/{number}", "ordered", said, trail=trail, at=doing.entered)
    return number


def _lead(doing: Doing) -> str:
    """The own hospital, which must lead an alliance."""
    own = doing.actor.organisation
    require(doing.actor, Act.TRANSFER_MOVE, doing.actor.region, regions=doing.book.regions, organisation=own)
    if not members_of(own):
        raise BaowenError(
            "只有医联体牵头医院能设基数、在医联体内调剂",
            "only the lead of an alliance sets base stocks and orders within it",
        )
    return own


def _of_alliance(lead: str, code: str) -> None:
    if code != lead and code not in {one.code for one in members_of(lead)}:
        raise BaowenError(f"{code} 不是本医联体的成员", f"{code} is no member of your alliance")


@dataclass(frozen=True, slots=True, kw_only=True)
class _About:
    drug: str
    unit: str
    transport: str


def _about(item: str, home: Home) -> _About:
    """What the catalogue says of an item; of the classes of its products the strictest holds."""
    rows = items_of(Lake(home.lake)).filter(pl.col("item") == item)
    if rows.is_empty():
        raise BaowenError("药品目录中没有这个药品", "the catalogue does not have this drug")
    classes = set(rows["transport"])
    strictest = next((one for one in ("cold", "controlled") if one in classes), "ordinary")
    return _About(drug=rows["drug_name"][0] or item, unit=rows["unit_name"][0] or "", transport=strictest)
