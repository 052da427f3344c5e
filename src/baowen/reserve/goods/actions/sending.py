"""A holder sends lots for a release, earliest expiry first; takers count what came. To the last pack. RSV-1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from baowen.core.audit.trail import Trail
from baowen.core.clock import day_of
from baowen.core.messages.rules import Text
from baowen.core.money import plain
from baowen.core.problems import BaowenError
from baowen.core.texts import within
from baowen.reserve.goods.actions.refilling import propose
from baowen.reserve.goods.actions.releasing import release_of
from baowen.reserve.goods.actions.store import MOST_WORDS, Line, enter, held, key_of, lots_of, require_own, unknown
from baowen.reserve.goods.kinds import EntryKind
from baowen.reserve.goods.models import Holding, Lot, Receipt, Release, Sending, Taker
from baowen.reserve.goods.rules import Counted, Pick, Recalled, check_counted, check_picks, proposed_picks
from baowen.reserve.goods.states import RELEASE_WORDS, ReleaseState
from baowen.respond.actions.moves import Doing
from baowen.respond.actions.telling import tell_organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What goes to one taker of a release: `packs` in expiry order, or `picks`, lot by lot.

    `departs`: why a lot that expires earlier stays behind.
    """

    taker: str
    packs: Decimal | None = None
    picks: Sequence[Pick] = ()
    departs: str = ""
    carrier: str = ""


def send(code: str, parcel: Parcel, doing: Doing, *, recalled: Recalled) -> tuple[str, ...]:
    """Send lots of the own reserve to a taker of a release; the numbers of what was sent, a lot each.

    BaowenError for more than is ordered or left, for expired and recalled lots, and for a lot out of its turn without
    a reason.
    """
    release = release_of(code)
    require_own(doing, release.holding.holder)
    departs = within(parcel.departs, "不按效期发出的理由", "reason for the order of lots", most=MOST_WORDS)
    carrier = within(parcel.carrier, "承运", "carrier", most=200)
    with doing.writing() as trail:
        holding = held(release.holding_id)
        release.refresh_from_db()
        release.holding = holding
        taker = _taker(release, parcel.taker)
        picks = _picks(holding, parcel, doing, recalled, departs)
        _check_room(taker, sum((one.packs for one in picks), Decimal(0)))
        found = [_sent(one, (taker, holding), (departs, carrier), doing, trail) for one in picks]
        propose(release, doing, trail)
        said = Text(f"储备动用 {code}：已发出，请验收", f"reserve release {code}: sent, please receive")
        about = f"reserve_release/{code}"
        for one in found[:1]:
            tell_organisation(
                taker.organisation, about, f"send/{one.code}", said, trail=trail, at=doing.entered
            )  # fmt: skip
    return tuple(one.code for one in found)


def receive(code: str, counted: Counted, doing: Doing, *, words: str = "") -> bool:
    """Count what came of a sending to the own organisation; whether that is new. What is sent back returns to its lot
    in the ledger. The same again changes nothing; BaowenError for other figures, and where they do not add up."""
    sending = Sending.objects.select_related("taker__release", "entry__lot").filter(pk=key_of(code, "CF")).first()
    if sending is None or sending.taker.organisation != doing.actor.organisation:
        raise unknown(code)
    require_own(doing, sending.taker.organisation)
    told = within(words, "说明", "remark", most=MOST_WORDS)
    lot = sending.entry.lot
    check_counted(counted, sent=sending.packs, expires_on=lot.expires_on, on=day_of(doing.at))
    with doing.writing() as trail:
        holding = held(lot.holding_id)
        before = Receipt.objects.filter(sending=sending).first()
        if before is not None:
            _check_same(before, counted, code)
            trail.note("reserve.receive.again", f"reserve_sending/{code}")
            return False
        Receipt.objects.create(
            sending=sending, accepted=counted.accepted, lost=counted.lost, returned=counted.returned, words=told,
            received_at=doing.entered, received_by=doing.actor.name,
        )  # fmt: skip
        _count(sending, counted, holding, doing, trail)
    return True


def _taker(release: Release, organisation: str) -> Taker:
    if release.state != ReleaseState.CONFIRMED.value:
        zh, en = RELEASE_WORDS[ReleaseState(release.state)]
        raise BaowenError(f"{release.code} 现为“{zh}”，确认后才能发出", f"{release.code} is {en}: confirm it first")
    row = release.takers.filter(organisation=organisation).first()
    if row is None:
        raise BaowenError(
            f"{organisation} 不是 {release.code} 的接收单位", f"{organisation} is no taker of {release.code}"
        )
    return row


def _picks(holding: Holding, parcel: Parcel, doing: Doing, recalled: Recalled, departs: str) -> list[Pick]:
    lots, on = lots_of(holding), day_of(doing.at)
    if parcel.packs is not None and not parcel.picks:
        picks = proposed_picks(lots, parcel.packs, on=on, recalled=recalled)
        found = sum((one.packs for one in picks), Decimal(0))
        if found < parcel.packs:
            raise BaowenError(
                f"可发的批号共 {plain(found)}，不足 {plain(parcel.packs)}",
                f"usable lots hold {plain(found)}, not {plain(parcel.packs)}",
            )
    else:
        picks = list(parcel.picks)
    if check_picks(lots, picks, on=on, recalled=recalled) and not departs:
        raise BaowenError(
            "还有效期更早的批号未发出；请先发近效期的，或写明理由",
            "a lot that expires earlier stays behind; send that first, or say why not",
        )
    return picks


def _check_room(taker: Taker, packs: Decimal) -> None:
    left = taker.packs - taker.sent + taker.returned
    if packs > left:
        raise BaowenError(
            f"{taker.organisation} 尚可发出 {plain(left)}，不能发出 {plain(packs)}",
            f"{plain(left)} are left to send to {taker.organisation}, not {plain(packs)}",
        )


def _sent(
    pick: Pick, ends: tuple[Taker, Holding], words: tuple[str, str], doing: Doing, trail: Trail
) -> Sending:  # fmt: skip
    taker, holding = ends
    lot = Lot.objects.get(pk=pick.key)
    lot.holding = holding
    line = Line(kind=EntryKind.RELEASE, packs=-pick.packs, on=day_of(doing.at), about=taker.release.code)
    entry = enter(lot, line, doing, trail)
    row = Sending.objects.create(
        taker=taker, entry=entry, packs=pick.packs, departs=words[0], carrier=words[1], sent_at=doing.entered,
        sent_by=doing.actor.name,
    )  # fmt: skip
    taker.sent += pick.packs
    taker.save(update_fields=["sent"])
    return row


def _count(sending: Sending, counted: Counted, holding: Holding, doing: Doing, trail: Trail) -> None:
    lot = sending.entry.lot
    lot.holding = holding
    taker = Taker.objects.select_related("release").get(pk=sending.taker_id)
    if counted.returned:
        line = Line(kind=EntryKind.RETURNED, packs=counted.returned, on=day_of(doing.at), about=sending.code)
        enter(lot, line, doing, trail)
    taker.accepted += counted.accepted
    taker.lost += counted.lost
    taker.returned += counted.returned
    taker.save(update_fields=["accepted", "lost", "returned"])
    release = taker.release
    release.holding = holding
    propose(release, doing, trail)
    trail.note(
        "reserve.receive", f"reserve_sending/{sending.code}",
        after={name: plain(getattr(counted, name)) for name in ("accepted", "lost", "returned")},
    )  # fmt: skip
    _close_whole(release, doing, trail)


def _close_whole(release: Release, doing: Doing, trail: Trail) -> None:
    """Close an order of which nothing is left to send or to receive."""
    if release.state != ReleaseState.CONFIRMED.value:
        return
    rows = list(release.takers.all())
    if all(one.accepted + one.lost == one.packs and one.sent - one.returned == one.packs for one in rows):
        release.state, release.closed_at, release.closed_by = ReleaseState.CLOSED.value, doing.entered, doing.actor.name
        release.save(update_fields=["state", "closed_at", "closed_by"])
        trail.note("reserve.release.close", f"reserve_release/{release.code}", after={"state": release.state})


def _check_same(before: Receipt, counted: Counted, code: str) -> None:
    if (before.accepted, before.lost, before.returned) != (counted.accepted, counted.lost, counted.returned):
        raise BaowenError(f"{code} 已验收，数量不同", f"{code} was received before, with other figures")
