"""What the actions of this room share: the held row of a product, a line of the ledger, who may do what. RSV-1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.core.audit.trail import Trail
from baowen.core.clock import day_of
from baowen.core.money import amount, plain
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, require
from baowen.reserve.goods.kinds import EntryKind
from baowen.reserve.goods.models import Entry, Holding, Lot
from baowen.reserve.goods.rules import Change, LotHeld, check_day, check_ledger
from baowen.respond.actions.moves import Doing

MOST_WORDS, MOST_REASON = 500, 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that is to be added to the ledger of a lot; `packs` below zero for what leaves."""

    kind: EntryKind
    packs: Decimal
    on: date
    about: str = ""
    words: str = ""
    corrects: Entry | None = None


def require_own(doing: Doing, organisation: str) -> None:
    """NotAllowedError for whoever does not move the reserves of that organisation."""
    actor = doing.actor
    require(actor, Act.RESERVE_MOVE, actor.region, regions=doing.book.regions, organisation=organisation)


def held(key: int) -> Holding:
    """A holding, held until the commit: two who move lots of one product of a holder wait for one another."""
    return Holding.objects.select_for_update().get(pk=key)


def lots_of(holding: Holding) -> list[LotHeld]:
    """The lots of a holding that have something left."""
    rows = Lot.objects.filter(holding=holding, balance__gt=0)
    return [LotHeld(row.pk, holding.product_code, row.lot_no, row.expires_on, row.balance) for row in rows]


def enter(lot: Lot, line: Line, doing: Doing, trail: Trail) -> Entry:
    """Add a line to the ledger of a lot whose holding is held; BaowenError where the lot would be below zero."""
    check_day(line.on, day_of(doing.entered))
    changes = [Change(*row) for row in lot.entries.values_list("happened_on", "packs")]
    check_ledger(changes, Change(line.on, line.packs), lot_no=lot.lot_no)
    entry = Entry.objects.create(
        lot=lot, kind=line.kind.value, packs=line.packs, unit_price=lot.unit_price,
        amount=amount(lot.unit_price * line.packs), happened_on=line.on, about=line.about, words=line.words,
        corrects=line.corrects, organisation=doing.actor.organisation, entered_at=doing.entered,
        entered_by=doing.actor.name,
    )  # fmt: skip
    lot.balance = sum((one.packs for one in changes), Decimal(0)) + line.packs
    lot.save(update_fields=["balance"])
    Holding.objects.filter(pk=lot.holding_id).update(revision=lot.holding.revision + 1)
    lot.holding.revision += 1
    trail.note(
        f"reserve.entry.{line.kind}", f"reserve_lot/{lot.pk}",
        after={
            "entry": entry.code, "packs": plain(line.packs), "on": line.on, "about": line.about,
            "balance": plain(lot.balance),
        },
    )  # fmt: skip
    return entry


def key_of(code: str, mark: str) -> int:
    """The key in a number of the platform such as DY00000012; BaowenError for any other text."""
    digits = code.removeprefix(mark)
    if not (code.startswith(mark) and digits.isascii() and digits.isdigit() and len(digits) < 16):
        raise BaowenError(f"没有 {code[:40]}，请核对编号", f"there is no {code[:40]}; check the number")
    return int(digits)


def unknown(code: str) -> BaowenError:
    """What is said of a number that nothing has, and to whoever may not see it."""
    return BaowenError(f"没有 {code[:40]}，或不在权限内", f"there is no {code[:40]} that you may see")
