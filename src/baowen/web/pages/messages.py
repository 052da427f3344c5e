"""What the viewer and the own organisation were told; each message leads to what it is about. RSP-2."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baowen.core.clock import now
from baowen.core.messages.actions import mark_all_read
from baowen.core.messages.queries import MessageTold, inbox_page, message_to
from baowen.core.paging import Paged
from baowen.orgs.permissions import Act
from baowen.web.deeds import done
from baowen.web.exports import Table, all_pages, exported
from baowen.web.unread import counted
from baowen.web.viewer import Viewer, viewer_of

PAGES = {
    "application": "listing_application", "case": "case", "consultation": "consultation", "filing": "filing",
    "handover": "handover", "listing": "listing", "negotiation": "negotiation", "order": "order", "price": "price",
    "vbp_volumes": "vbp_volume_report",
}  # fmt: skip
LISTS = {
    "report_month": "reports", "orders": "orders", "breach": "breaches", "bill": "settlement",
    "vbp_call": "vbp_volumes",
}  # fmt: skip
ON_DESK = 10
MOST_AT_ONCE = 200


def page(request: HttpRequest) -> HttpResponse:
    """The messages, the newest first; opening one marks it as read, a form those that are shown."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return _read(request, viewer)
    unread = request.GET.get("unread") == "1"

    def found(cursor: str) -> Paged[MessageTold]:
        return inbox_page(viewer.recipients, unread=unread, cursor=cursor)

    file = exported(request, {"messages": lambda: _table(all_pages(found), viewer)})
    if file is not None:
        return file
    shown = found(request.GET.get("cursor", ""))
    counted(viewer)
    return render(
        request, "pages/messages.html",
        {
            "lines": lines_of(shown.lines, viewer), "cursor": shown.cursor, "only_unread": unread,
            "waiting": any(one.read_at is None for one in shown.lines),
        },
    )  # fmt: skip


def waiting(viewer: Viewer) -> dict[str, object]:
    """The newest that nobody has read, for the desk, and how many there are."""
    found = inbox_page(viewer.recipients, unread=True, limit=ON_DESK)
    return {"told": lines_of(found.lines, viewer), "told_count": counted(viewer)}


def lines_of(found: list[MessageTold], viewer: Viewer) -> list[dict[str, object]]:
    """Messages as pages show them: in the viewer's language, with the page that they lead to."""
    return [
        {
            "one": one, "title": viewer.say((one.title_zh, one.title_en)), "href": page_of(one.about, viewer),
            "body": "" if one.body_zh == one.title_zh else viewer.say((one.body_zh, one.body_en)),
        }
        for one in found
    ]  # fmt: skip


def page_of(about: str, viewer: Viewer) -> str:
    """The page of what a message is about, "" where there is none for the viewer."""
    kind, _, number = about.partition("/")
    if kind == "case" and not viewer.may(Act.CASE_READ):
        return reverse("questions")
    if kind in PAGES and number and "/" not in number:
        return reverse(PAGES[kind], args=[number])
    return reverse(LISTS[kind]) if kind in LISTS else ""


def _read(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    keys = [key.replace("\x00", "") for key in request.POST.getlist("message")[:MOST_AT_ONCE]]
    if "open" in request.POST and keys:
        return _opened(keys[0], viewer)
    back = "?unread=1" if request.GET.get("unread") == "1" else ""
    return done(
        request, viewer, lambda: mark_all_read(keys, to=viewer.recipients, by=viewer.actor.name, at=now()),
        ("已标为已读。", "Marked as read."), "messages", query=back,
    )  # fmt: skip


def _opened(key: str, viewer: Viewer) -> HttpResponse:
    """Mark one as read and go to what it is about."""
    mark_all_read([key], to=viewer.recipients, by=viewer.actor.name, at=now())
    counted(viewer)
    one = message_to(key, viewer.recipients)
    return redirect("messages") if one is None else redirect(page_of(one.about, viewer) or "messages")


def _table(found: list[MessageTold], viewer: Viewer) -> Table:
    headings = (
        ("时间", "Time"), ("消息", "Message"), ("内容", "In words"), ("关于", "About"), ("已读时间", "Read at"),
        ("已读人", "Read by"),
    )  # fmt: skip
    rows = [
        [
            one.posted_at, viewer.say((one.title_zh, one.title_en)), viewer.say((one.body_zh, one.body_en)), one.about,
            one.read_at, one.read_by,
        ]
        for one in found
    ]  # fmt: skip
    return Table(headings, rows)
