"""Night-and-day duty of holders and offices: who is on duty, the roster, when nobody is. Names for few alone. RSV-1."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from baowen.api.book import rulebook
from baowen.core.clock import SHANGHAI, now
from baowen.core.policy.entry import BASIS_WORDS, Basis
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act
from baowen.reserve.plans.actions.duty import NewShift, enter_shifts, withdraw_shift
from baowen.reserve.plans.queries.duty import Roster, rosters
from baowen.web.deeds import done
from baowen.web.exports import Table, exported
from baowen.web.pages.vbp_fields import doing_of, organisation_given
from baowen.web.viewer import Viewer, viewer_of

DUTY = (
    ("单位代码", "Code"), ("单位", "Organisation"), ("编号", "Number"), ("值班人员", "Person"),
    ("联系电话", "Telephone"), ("开始", "From"), ("结束", "Until"), ("无人值班", "Nobody on duty"),
)  # fmt: skip


def duty(request: HttpRequest) -> HttpResponse:
    """The rosters that somebody sees; a form does what it names."""
    viewer, at = viewer_of(request), now()
    if request.method == "POST":
        return _act(request, viewer)
    found = rosters(viewer.actor, at, book=rulebook())
    file = exported(request, {"duty": lambda: _table(found)})
    if file is not None:
        return file
    plans = viewer.may(Act.RESERVE_PLAN)
    shown = {
        "lines": [{"one": one, "basis": viewer.say(BASIS_WORDS[Basis(one.basis)])} for one in found], "at": at,
        "watches": viewer.may(Act.RESERVE_READ),
        "may_enter": plans or viewer.may(Act.RESERVE_MOVE), "own": viewer.actor.organisation, "plans": plans,
    }  # fmt: skip
    return render(request, "pages/reserve_plans_duty.html", shown)


def _table(found: tuple[Roster, ...]) -> Table:
    rows: list[list[object]] = []
    for one in found:
        head: list[object] = [one.organisation, one.name]
        rows += [
            [*head, turn.number, turn.person, turn.telephone, turn.starts_at, turn.ends_at, False]
            for turn in one.turns
        ]  # fmt: skip
        rows += [[*head, "", "", "", gap.starts_at, gap.ends_at, True] for gap in one.gaps]
    return Table(DUTY, rows)


def _act(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    given, doing = request.POST, doing_of(viewer, request.POST.get("reason", ""))

    def work() -> None:
        if given.get("what") == "enter":
            enter_shifts([_given(given)], doing)
        elif given.get("what") == "withdraw":
            withdraw_shift(given.get("number", ""), doing)
        else:
            raise ValueError

    return done(request, viewer, work, ("已办理。", "Done."), "reserve_plans_duty")


def _given(given: QueryDict) -> NewShift:
    return NewShift(
        organisation=organisation_given(given.get("organisation", "")), person=given.get("person", ""),
        telephone=given.get("telephone", ""), starts_at=instant_given(given.get("starts_at", "")),
        ends_at=instant_given(given.get("ends_at", "")),
    )  # fmt: skip


def instant_given(text: str) -> datetime:
    """An instant as a form gives it, in China's time; BaowenError for none."""
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=SHANGHAI)
    except ValueError:
        raise BaowenError(f"时间“{text}”应写成 2026-01-31T08:00", f"{text!r} is no instant") from None
