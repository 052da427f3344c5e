"""What waits for an organisation: invitations, tasks, questions and hand-overs, the month's report, the own roles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baowen.api.book import report_book, rulebook
from baowen.collect.reports.queries import own_standing
from baowen.collect.reports.rules import STANDING_WORDS, Standing
from baowen.core.clock import today
from baowen.core.period import Month
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Act
from baowen.procure.buying.queries import negotiation_page
from baowen.respond.queries import DEBT_WORDS, Debt, DebtKind, debts
from baowen.web.exports import Table, exported
from baowen.web.pages.messages import ON_DESK, waiting
from baowen.web.viewer import Viewer, viewer_of

PAGE_OF = {
    DebtKind.INVITATION: "consultation", DebtKind.TASK: "consultation", DebtKind.MEASURE: "case",
    DebtKind.HANDOVER: "handover",
}  # fmt: skip


def work(request: HttpRequest) -> HttpResponse:
    """The own desk: what is owed, and until when."""
    viewer = viewer_of(request)
    shown: dict[str, object] = {"name": viewer.actor.name} | waiting(viewer)
    if viewer.actor.kind is OrganisationKind.MAKER and viewer.may(Act.NEGOTIATION_OFFER):
        shown["negotiations"] = negotiation_page(viewer.actor, today(), only_open=True, limit=ON_DESK).lines
    if viewer.may(Act.CASE_ANSWER):
        found = debts(viewer.actor, book=rulebook())
        shown |= {
            "debts": [_line(one, viewer) for one in found],
            "questions": sum(one.kind is DebtKind.QUESTION for one in found),
            "may_hand": viewer.may(Act.HANDOVER_ANSWER),
        }  # fmt: skip
    if viewer.may(Act.REPORT_FILE):
        month = Month.of(today())
        standing = own_standing(viewer.actor, month, book=report_book())
        shown |= {
            "month": month, "standing": viewer.say(STANDING_WORDS[standing]),
            "is_missing": standing is Standing.MISSING,
            "due": report_book().window_of(viewer.actor.region, month),
        }  # fmt: skip
    return render(request, "pages/work.html", shown)


def owed(request: HttpRequest) -> HttpResponse:
    """What the own organisation owes, for the place on another page that fetches it; empty where nothing is owed."""
    viewer = viewer_of(request)
    found = debts(viewer.actor, book=rulebook())
    file = exported(request, {"owed": lambda: _table(found, viewer)})
    return file or render(request, "pages/owed.html", {"debts": [_line(one, viewer) for one in found]})


def _table(found: Iterable[Debt], viewer: Viewer) -> Table:
    headings = (
        ("应办", "To do"), ("编号", "Number"), ("内容", "About"), ("收到", "Since"),
        ("期限（含当日）", "Due (included)"), ("逾期", "Late"),
    )  # fmt: skip
    return Table(
        headings,
        [
            [viewer.say(DEBT_WORDS[one.kind]), one.number, one.about, one.since, one.due_on,
             one.due_on is not None and one.is_late(today())]
            for one in found
        ],
    )  # fmt: skip


def _line(one: Debt, viewer: Viewer) -> dict[str, Any]:
    page = PAGE_OF.get(one.kind)
    # A hospital or an enterprise that owns a measure does not read the case: it tells the lead unit how far it is.
    hidden = page == "case" and not viewer.may(Act.CASE_READ)
    late = one.due_on is not None and one.is_late(today())
    return {
        "debt": one, "words": viewer.say(DEBT_WORDS[one.kind]),
        "href": "" if hidden else reverse(page, args=[one.number]) if page else reverse("questions"),
        "late": (today() - one.due_on).days if late and one.due_on else 0,
        "waits": (today() - one.since).days if one.since and one.due_on is None else 0,
    }  # fmt: skip


def home(request: HttpRequest) -> HttpResponse:
    """The page that somebody starts from: the cockpit for who reads signals, the desk for everybody else."""
    return redirect("cockpit" if viewer_of(request).may(Act.SIGNAL_READ) else "work")
