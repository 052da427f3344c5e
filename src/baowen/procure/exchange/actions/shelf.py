"""What a hospital's stock system tells of its shelves: counted, changed, bought, given back. PRC-4, VBP-12.

Messages 3501 to 3504. A purchase whose delivery note is a delivery of the platform is its receipt; one without stands
apart, to be asked about.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime

from django.db import IntegrityError, transaction

from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, NotAllowedError, require
from baowen.orgs.regions import load_regions
from baowen.procure.exchange.answers import Answer, Stands
from baowen.procure.exchange.models import ShelfEntry
from baowen.procure.exchange.reading import Values
from baowen.procure.trade.actions.digests import OtherContentError
from baowen.procure.trade.actions.receiving import delivery_of, receive
from baowen.procure.trade.rules.moved import Counted

PURCHASE, COUNT = "3503", "3501"
_DAYS = {"3501": "invdate", "3502": "inv_chg_time", "3503": "purc_retn_stoin_time", "3504": "purc_retn_stoin_time"}
_QUANTITIES = {"3501": "inv_cnt", "3502": "cnt", "3503": "purc_retn_cnt", "3504": "purc_retn_cnt"}
_PRICES = {"3502": "pric", "3503": "finl_trns_pric"}


def take_shelf(answer: Answer, *, actor: Actor, at: datetime) -> None:
    """Keep each line of a stock message; one that came before with other content is told, and the first stays."""
    require(actor, Act.ORDER_PLACE, actor.region, regions=load_regions(), organisation=actor.organisation)
    for line, row in zip(answer.read.lines, answer.read.numbers, strict=True):
        try:
            entry, is_new = _kept(answer.read.message.name, line, actor=actor, at=at)
            answer.stands.append(Stands(row, entry.key, f"{entry.message}-{entry.pk}", is_new))
        except NotAllowedError:
            raise
        except BaowenError as error:
            answer.refuse(row, answer.read.message.key, error, line[answer.read.message.key])
            answer.repeated |= isinstance(error, OtherContentError)


def _kept(name: str, line: Values, *, actor: Actor, at: datetime) -> tuple[ShelfEntry, bool]:
    entry = _entry(name, line, actor=actor, at=at)
    before = _standing(entry)
    if before is not None:
        return before, False
    try:
        with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
            entry.delivery = _received(name, line, actor=actor, at=at)
            with transaction.atomic():
                entry.save(force_insert=True)
            after = {"message": name, "product": entry.product_code, "quantity": entry.quantity}
            trail.note("shelf.tell", f"shelf/{entry.pk}", after=after | {"delivery": entry.delivery})
    except IntegrityError:
        again = _standing(entry)  # the same line came twice at once
        if again is None:
            raise
        return again, False
    return entry, True


def _standing(entry: ShelfEntry) -> ShelfEntry | None:
    found = ShelfEntry.objects.filter(hospital=entry.hospital, message=entry.message, key=entry.key).first()
    if found is not None and found.digest != entry.digest:
        raise OtherContentError(
            f"{entry.key} 已经报过，内容不同；要更正的请用新的批次流水号", f"{entry.key} came before with other content"
        )
    return found


def _entry(name: str, line: Values, *, actor: Actor, at: datetime) -> ShelfEntry:
    happened = line[_DAYS[name]]
    day = day_of(happened) if isinstance(happened, datetime) else happened
    assert isinstance(day, date)
    if day > day_of(at):
        raise BaowenError("日期在今天以后，请核对", "the day is after today")
    key = str(line["fixmedins_bchno"]) + (f"@{day}" if name == COUNT else "")  # a lot is counted again and again
    return ShelfEntry(
        hospital=actor.organisation, region=actor.region, message=name, key=key, digest=_digest(line),
        product_code=str(line["med_list_codg"]), own_name=str(line["fixmedins_hilist_name"]),
        quantity=line[_QUANTITIES[name]], price=line.get(_PRICES.get(name, "")),
        lot_no=str(line.get("manu_lotnum") or ""), expires_on=line.get("expy_end"),
        supplier=str(line.get("spler_name") or ""), invoice_no=str(line.get("purc_invo_no") or ""),
        change=str(line.get("inv_chg_type") or ""), happened_on=day, told_at=at, told_by=actor.name,
    )  # fmt: skip


def _digest(line: Values) -> str:
    return hashlib.sha256(json.dumps(line, default=str, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _received(name: str, line: Values, *, actor: Actor, at: datetime) -> str:
    """The delivery of the platform that a purchase belongs to, received with its quantity; "" for none."""
    note = str(line.get("dynt_no") or "")
    if name != PURCHASE or not note:
        return ""
    try:
        delivery = delivery_of(note)
    except BaowenError:
        return ""  # the number of a note from elsewhere
    quantity = line["purc_retn_cnt"]
    counted = Counted(accepted=quantity, short=delivery.quantity - quantity)
    receive(note, counted, actor=actor, at=at)
    return note
