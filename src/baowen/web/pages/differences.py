"""What differs between orders, receipts, invoices and payments: the list, the explanation, matching anew. PRC-4."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import settle_book
from baowen.core.clock import now
from baowen.core.paging import Paged
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.procure.settle.actions import matching
from baowen.procure.settle.kinds import DIFFERENCE_WORDS, Difference
from baowen.procure.settle.queries.bills import DifferenceView, difference_page
from baowen.procure.settle.states import DIFFERENCE_STATE_WORDS, DifferenceState
from baowen.web.deeds import done
from baowen.web.exports import Table, all_pages, exported
from baowen.web.viewer import Viewer, viewer_of

HEADINGS = (
    ("编号", "Number"), ("类型", "Kind"), ("订单明细或发票", "Order line or invoice"), ("医疗机构", "Hospital"),
    ("企业", "Supplier"), ("地区", "Place"), ("责任方", "Owner"), ("说明", "What differs"), ("状态", "State"),
    ("发现时间", "Found"), ("责任方说明", "Explanation"), ("一致时间", "Settled"),
)  # fmt: skip


def differences(request: HttpRequest) -> HttpResponse:
    """What differs, the newest first."""
    viewer = viewer_of(request)
    everything, kind = request.GET.get("all", "") == "1", request.GET.get("kind", "")
    which = Difference(kind) if kind in set(Difference) else None

    def page(cursor: str) -> Paged[DifferenceView]:
        return difference_page(viewer.actor, with_settled=everything, kind=which, cursor=cursor)

    file = exported(request, {"differences": lambda: _table(all_pages(page), viewer)})
    if file is not None:
        return file
    found = page(request.GET.get("cursor", ""))
    names = names_of({one.owner for one in found.lines})
    shown = {
        "lines": [
            {
                "one": one, "kind": viewer.say(DIFFERENCE_WORDS[one.kind]), "words": viewer.say(one.words),
                "owner": names.get(one.owner, one.owner), "state": viewer.say(DIFFERENCE_STATE_WORDS[one.state]),
                "may_explain": one.owner == viewer.actor.organisation and one.state is not DifferenceState.SETTLED,
            }
            for one in found.lines
        ],
        "cursor": found.cursor, "everything": everything, "kind": kind, "may_match": viewer.may(Act.TRADE_READ),
        "kinds": [(one.value, viewer.say(words)) for one, words in DIFFERENCE_WORDS.items()],
    }  # fmt: skip
    return render(request, "pages/differences.html", shown)


def _table(found: list[DifferenceView], viewer: Viewer) -> Table:
    rows = [
        [
            one.key, viewer.say(DIFFERENCE_WORDS[one.kind]), one.subject, one.hospital, one.supplier,
            viewer.place(one.region), one.owner, viewer.say(one.words),
            viewer.say(DIFFERENCE_STATE_WORDS[one.state]), one.found_at, one.explained, one.settled_at,
        ]
        for one in found
    ]  # fmt: skip
    return Table(HEADINGS, rows)


def act(request: HttpRequest) -> HttpResponse:
    """Explain a difference, or match the own place anew."""
    viewer, given = viewer_of(request), request.POST

    def explain() -> None:
        key = given.get("key_of", "")
        if not key.isdigit():
            raise BaowenError("没有这个事项", "there is no such difference")
        matching.explain(int(key), given.get("words", ""), actor=viewer.actor, at=now())

    def match() -> None:
        matching.match_region(viewer.actor.region, actor=viewer.actor, at=now(), book=settle_book())

    if given.get("what") == "match":
        return done(request, viewer, match, ("已重新核对。", "Matched anew."), "differences")
    return done(request, viewer, explain, ("说明已登记。", "The explanation is entered."), "differences")
