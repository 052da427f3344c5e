"""How a filing is moved and priced, and the question about a price that is many times off. PRC-3."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from baowen.core.audit.trail import Trail
from baowen.core.money import plain
from baowen.core.policy import Ruling
from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.orgs.permissions import Actor
from baowen.procure.buying.actions.negotiating import numbered
from baowen.procure.buying.actions.telling import tell_of_filing
from baowen.procure.buying.models import Filing, FilingEvent
from baowen.procure.buying.queries.prices import compared
from baowen.procure.buying.rules import is_off
from baowen.procure.buying.states import FILING_RULES, FILING_WORDS, FilingMove, FilingSide, FilingState
from baowen.procure.listing.rules import checked_price, per_unit

QUESTION = "buying.filing.price_question"
MOST_WORDS = 1000


def filing_number(row: Filing) -> str:
    """The number of a filing that is stored."""
    return numbered("B", row.region, row.pk)


def moved(
    row: Filing, move: FilingMove, side: FilingSide, words: str, *, actor: Actor, at: datetime, trail: Trail
) -> None:
    """Move a filing that is locked, with an event and an audit entry. BaowenError where its state does not allow it."""
    rule, state = FILING_RULES[move], FilingState(row.state)
    if move is not FilingMove.FILE and (state not in rule.sources or side not in rule.sides):
        zh, en = FILING_WORDS[state]
        raise BaowenError(f"备案 {row.number} 现为“{zh}”，不能{rule.zh}", f"{row.number} is {en}: cannot {rule.en}")
    words = (
        filled(words, "说明", "words", most=MOST_WORDS)
        if rule.needs_words else within(words, "说明", "words", most=MOST_WORDS)
    )  # fmt: skip
    before = None if move is FilingMove.FILE else _public(row)
    row.state = rule.to.value
    if move in (FilingMove.ACCEPT, FilingMove.REFUSE):
        row.decided_at, row.decided_by = at, actor.name
    row.save()
    organisation = "" if side is FilingSide.SYSTEM else actor.organisation
    FilingEvent.objects.create(
        filing=row, move=move.value, state=row.state, words=words, price=row.price, organisation=organisation,
        moved_at=at, moved_by="system:policy" if side is FilingSide.SYSTEM else actor.name,
    )  # fmt: skip
    trail.note(f"filing.{move}", f"filing/{row.number}", before=before, after=_public(row))
    tell_of_filing(row, move, side, trail=trail, at=at)


def priced(row: Filing, price: Decimal, ruling: Ruling) -> str:
    """Give a filing its price and compare it; the question to ask back, "" where the price is not many times off."""
    row.price = checked_price(price)
    unit_price = per_unit(row.price, row.units_per_pack)
    if not unit_price:
        raise BaowenError("折合最小制剂单位的价格不足 0.0001 元，请核对", "the price of one unit is below 0.0001 yuan")
    row.unit_price = unit_price
    found = compared(
        row.region, row.drug, dosage_form=row.dosage_form, smallest_unit=row.smallest_unit, spec=row.spec,
        unit_price=unit_price, without=row.number,
    )  # fmt: skip
    row.times_of_others = found.times
    entry = ruling.get(QUESTION)
    if entry is None or not is_off(found.times, entry.number()):
        return ""
    times = plain(found.times or Decimal(0))
    return (
        f"每{row.smallest_unit} {unit_price.normalize():f} 元，是同药其他价格中位数的 {times} 倍；"
        "请核对价格、每包数量和单位，确认无误请说明理由，有误请更正"
        f" / {times} times the median of others' prices: check price, pack and unit, then confirm or correct"
    )


def _public(row: Filing) -> dict[str, object]:
    return {
        "hospital": row.hospital, "region": row.region, "route": row.route, "drug": row.drug, "maker": row.maker,
        "product": row.product_code, "price": row.price, "quantity": row.quantity, "reason": row.reason,
        "emergency": row.emergency, "until": row.until, "state": row.state,
    }  # fmt: skip
