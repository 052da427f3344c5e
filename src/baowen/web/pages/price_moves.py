"""What the forms of a price matter do: each move of an officer, as its fields say. PRI-1 to PRI-3."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, QueryDict

from baowen.api.book import home, rulebook
from baowen.core.clock import now
from baowen.price.actions import asking, dates, judging, notices, sanctions
from baowen.price.actions.issuing import Papers
from baowen.price.states import Move
from baowen.respond.actions.moves import Doing
from baowen.web.dates import day_given
from baowen.web.deeds import done
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer

Works = dict[str, Callable[[], object]]


def moved(request: HttpRequest, number: str, viewer: Viewer) -> HttpResponse:
    """Make the move that the form names; Http404 for none."""
    given = request.POST
    seen = given.get("seen", "")
    doing = Doing(
        actor=viewer.actor, at=now(), book=rulebook(), reason=given.get("reason", "").strip(),
        seen_moves=int(seen) if seen.isascii() and seen.isdigit() else None,
    )  # fmt: skip
    works = _asking(number, given, doing) | _judging(number, given, doing) | _sanctions(number, given, doing)
    works |= _dates(number, given, doing)
    what = given.get("what", "")
    if what not in works:
        raise Http404
    return done(request, viewer, works[what], ("已办理。", "Done."), "price", number)


def _day(given: QueryDict, name: str) -> date | None:
    text = given.get(name, "").strip()
    return day_given(text) if text else None


def _asking(number: str, given: QueryDict, doing: Doing) -> Works:
    words, papers = given.get("words", ""), Papers.of(home())
    return {
        Move.INQUIRE: lambda: asking.inquire(number, words, doing, papers, set_on=_day(given, "set_on")),
        Move.CALL_IN: lambda: asking.call_in(
            number, words, asking.Meeting(held_on=day_given(given.get("held_on", "")), place=given.get("place", "")),
            doing, papers,
        ),
        Move.MINUTES: lambda: asking.record_minutes(
            number, words, day_given(given.get("held_on", "")), doing, papers
        ),
        Move.SURVEY: lambda: asking.survey(number, words, doing, papers, set_on=_day(given, "set_on")),
        Move.FINDINGS: lambda: asking.record_findings(number, words, doing),
        Move.ASK_PUBLICLY: lambda: asking.ask_publicly(
            number, given.get("title", ""), words, doing, set_on=_day(given, "set_on")
        ),
    }  # fmt: skip


def _judging(number: str, given: QueryDict, doing: Doing) -> Works:
    words, papers = given.get("words", ""), Papers.of(home())
    return {
        Move.ACCEPT_GROUNDS: lambda: judging.accept_grounds(number, words, doing),
        Move.FIND_UNREASONABLE: lambda: judging.find_unreasonable(number, words, doing),
        Move.REFER: lambda: judging.refer(
            number, words, judging.Referral(receiver=given.get("receiver", ""), words=given.get("clue", "")), doing,
            papers,
        ),
        Move.TAKE_RESULT: lambda: judging.take_result(number, doing),
        Move.REVISE: lambda: judging.revise(number, doing),
        Move.CLOSE: lambda: judging.close(number, doing),
        Move.REOPEN: lambda: judging.reopen(number, doing),
    }  # fmt: skip


def _sanctions(number: str, given: QueryDict, doing: Doing) -> Works:
    words, papers = given.get("words", ""), Papers.of(home())
    return {
        Move.DEMAND: lambda: sanctions.demand(number, words, doing, papers, set_on=_day(given, "set_on")),
        Move.TAKE_CORRECTION: lambda: sanctions.take_correction(
            number, given.get("listing", ""), doing, price=quantity_given(given.get("price", ""), "价格", "the price"),
            valid_from=_day(given, "valid_from"),
        ),
        Move.DISCLOSE: lambda: sanctions.disclose(number, given.get("title", ""), words, doing, papers),
        Move.WITHDRAW_NOTICE: lambda: notices.withdraw_notice(number, given.get("notice", ""), doing),
        Move.SUSPEND: lambda: sanctions.suspend(
            number,
            sanctions.Suspending(
                words=words, copy_to=given.get("copy_to", ""), until=_day(given, "until"),
                for_not_following=bool(given.get("for_not_following")),
            ),
            doing, papers,
        ),
        Move.RESUME: lambda: sanctions.resume(number, doing, papers, copy_to=given.get("copy_to", "")),
        Move.CREDIT: lambda: sanctions.credit(number, words, doing),
        Move.VOID_CREDIT: lambda: sanctions.void_credit(number, given.get("credit_event", ""), doing),
    }  # fmt: skip


def _dates(number: str, given: QueryDict, doing: Doing) -> Works:
    return {
        Move.REFERENCE: lambda: dates.refer_to(
            number,
            dates.Elsewhere(
                province=given.get("province", ""), number=given.get("number", ""), result=given.get("result", ""),
                price=quantity_given(given.get("price", ""), "价格", "the price"), priced_on=_day(given, "priced_on"),
                is_first_raiser=bool(given.get("is_first_raiser")),
            ),
            doing,
        ),
        Move.SET_DATE: lambda: dates.set_date(
            number, int(given.get("step", "")), day_given(given.get("due_on", "")), doing
        ),
        Move.CALL_OFF: lambda: dates.call_off(number, int(given.get("step", "")), doing),
    }  # fmt: skip
