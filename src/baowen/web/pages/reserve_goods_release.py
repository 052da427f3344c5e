"""One release order: confirmed, sent lot by lot, received, ended. RSV-1."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from baowen.core.clock import now, today
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.reserve.goods.actions.releasing import move_release, note_filing
from baowen.reserve.goods.actions.sending import Parcel, receive, send
from baowen.reserve.goods.queries.ledger import HoldingView, holding_seen
from baowen.reserve.goods.queries.releases import SendingView, release_seen, sendings_of
from baowen.reserve.goods.rules import Counted, Pick
from baowen.reserve.goods.states import RELEASE_RULES, ReleaseMove, ReleaseState
from baowen.respond.actions.moves import Doing
from baowen.web.deeds import done
from baowen.web.exports import Table, exported
from baowen.web.pages.reserve_goods import number_of, recalled_of_today
from baowen.web.pages.reserve_goods_releases import release_line
from baowen.web.pages.vbp_fields import doing_of
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, viewer_of

HEADINGS = (
    ("编号", "Number"), ("接收单位代码", "Taker code"), ("批号", "Lot"), ("有效期至", "Expires on"),
    ("发出", "Sent"), ("承运", "Carrier"), ("不按效期的理由", "Why out of turn"), ("发出时间", "Sent at"),
    ("验收", "Accepted"), ("损失", "Lost"), ("退回", "Returned"), ("说明", "Remark"), ("验收时间", "Received at"),
)  # fmt: skip


def one_release(request: HttpRequest, code: str) -> HttpResponse:
    """One release order with what was sent and received; a form does what it names."""
    if request.method == "POST":
        return _act(request, code)
    viewer, at = viewer_of(request), now()
    found = release_seen(code, viewer.actor, at=at)
    sendings = sendings_of(code, viewer.actor, at=at)
    file = exported(request, {"sendings": lambda: _table(sendings)})
    if file is not None:
        return file
    codes = {found.holder, found.organisation, *(one.organisation for one in found.takers)}
    names = names_of(codes)
    sends = found.is_own and found.state is ReleaseState.CONFIRMED
    shown = release_line(found, names, viewer) | {
        "ordered_by": names.get(found.organisation, found.organisation),
        "takers": [(one, names.get(one.organisation, one.organisation)) for one in found.takers],
        "waiting": [(one.organisation, names.get(one.organisation), one.left) for one in found.takers if one.left > 0],
        "sendings": [(one, names.get(one.taker, one.taker)) for one in sendings],
        "moves": [(move.value, viewer.say(_words(move)), RELEASE_RULES[move].needs_reason) for move in found.moves],
        "lots": _lots(found.holding, viewer) if sends else [], "sends": sends,
        "receives": viewer.may(Act.RESERVE_MOVE), "today": today(),
    }  # fmt: skip
    return render(request, "pages/reserve_goods_release.html", shown)


def _words(move: ReleaseMove) -> tuple[str, str]:
    return RELEASE_RULES[move].zh, RELEASE_RULES[move].en


def _lots(holding: int, viewer: Viewer) -> list[object]:
    found: HoldingView = holding_seen(holding, viewer.actor, on=today(), recalled=recalled_of_today())
    return [one for one in found.lots if not one.is_expired and not one.is_recalled]


def _act(request: HttpRequest, code: str) -> HttpResponse:
    viewer, given = viewer_of(request), request.POST
    doing = doing_of(viewer, given.get("reason", ""))
    known: dict[str, Callable[[], object]] = {
        "send": lambda: send(code, _parcel(given), doing, recalled=recalled_of_today()),
        "receive": lambda: _receive(given, doing),
        "file": lambda: note_filing(
            code, number_of(given, "agreed_price", "议定临时采购价格", "agreed price"), given.get("filing", ""), doing
        ),
    }
    what = given.get("what", "")

    def work() -> None:
        release_seen(code, viewer.actor, at=now())
        (known[what] if what in known else lambda: move_release(code, ReleaseMove(what), doing))()

    return done(request, viewer, work, ("已办理。", "Done."), "reserve_goods_release", code)


def _parcel(given: QueryDict) -> Parcel:
    picks = []
    for name, text in given.items():
        lot = name.removeprefix("lot-")
        if name.startswith("lot-") and lot.isascii() and lot.isdigit() and len(lot) < 16:
            packs = quantity_given(str(text), "数量", "quantity")
            if packs:
                picks.append(Pick(int(lot), packs))
    return Parcel(
        taker=given.get("taker", ""), picks=picks, departs=given.get("departs", ""), carrier=given.get("carrier", ""),
        packs=None if picks else number_of(given, "packs", "数量", "quantity"),
    )  # fmt: skip


def _receive(given: QueryDict, doing: Doing) -> None:
    zero = Decimal(0)
    counted = Counted(
        accepted=number_of(given, "accepted", "验收数量", "accepted quantity"),
        lost=quantity_given(given.get("lost", ""), "损失数量", "lost quantity") or zero,
        returned=quantity_given(given.get("returned", ""), "退回数量", "returned quantity") or zero,
    )
    receive(given.get("sending", ""), counted, doing, words=given.get("words", ""))


def _table(found: list[SendingView]) -> Table:
    rows = [
        [
            one.code, one.taker, one.lot_no, one.expires_on, one.packs, one.carrier, one.departs, one.sent_at,
            one.accepted, one.lost, one.returned, one.words, one.received_at,
        ]
        for one in found
    ]  # fmt: skip
    return Table(HEADINGS, rows)
