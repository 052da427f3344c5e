"""What waits for whoever has no cockpit: questions to answer, the month's report, the own roles."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from baowen.api.book import report_book
from baowen.collect.reports.queries import own_standing
from baowen.collect.reports.rules import STANDING_WORDS, Standing
from baowen.core.clock import today
from baowen.core.period import Month
from baowen.orgs.permissions import Act
from baowen.respond.queries import questions_to
from baowen.web.viewer import viewer_of


def work(request: HttpRequest) -> HttpResponse:
    """The own desk: what is owed, and until when."""
    viewer = viewer_of(request)
    shown: dict[str, object] = {"name": viewer.actor.name}
    if viewer.may(Act.CASE_ANSWER):
        shown["questions"] = questions_to(viewer.actor.organisation)
    if viewer.may(Act.REPORT_FILE):
        month = Month.of(today())
        standing = own_standing(viewer.actor, month, book=report_book())
        shown |= {
            "month": month, "standing": viewer.say(STANDING_WORDS[standing]),
            "is_missing": standing is Standing.MISSING,
            "due": report_book().window_of(viewer.actor.region, month),
        }  # fmt: skip
    return render(request, "pages/work.html", shown)


def home(request: HttpRequest) -> HttpResponse:
    """The page that somebody starts from: the cockpit for who reads signals, the desk for everybody else."""
    return redirect("cockpit" if viewer_of(request).may(Act.SIGNAL_READ) else "work")
