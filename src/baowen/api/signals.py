"""Signals by API: those that concern the own region and below, what is behind one, and verdicts. MON-1."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router

from baowen.api.auth import caller, clean
from baowen.api.book import home, rulebook
from baowen.api.once import once
from baowen.api.schemas.common import ERRORS, Cursor, Limit, NumberOut
from baowen.api.schemas.signals import DismissIn, SignalsOut
from baowen.core.clock import now
from baowen.core.paging import Paged
from baowen.monitor.queries import SignalRow, signal_page
from baowen.monitor.seeing import narrowed, place_to_unfold, places_seen, seen_signal
from baowen.monitor.unfold import as_document, unfold
from baowen.orgs.tokens import Scope
from baowen.respond.actions.from_signals import dismiss_signal

router = Router(tags=["预警 signals"])


@router.get("/signals", summary="预警列表", response={200: SignalsOut, **ERRORS})
def list_signals(
    request: HttpRequest, in_force: bool = False, severity: Literal["", "red", "orange", "yellow", "blue"] = "",
    cursor: Cursor = "", limit: Limit = 50,
) -> Paged[SignalRow]:  # fmt: skip
    """Signals in the order in which they were raised, withdrawn ones left out."""
    places = places_seen(caller(request, Scope.SIGNALS_READ))
    found = signal_page(places, in_force=in_force, severity=severity, cursor=cursor, limit=limit)
    return Paged([narrowed(one, places) for one in found.lines], found.cursor)


@router.get("/signals/{number}", summary="展开预警", response={200: dict[str, object], **ERRORS})
def show_signal(request: HttpRequest, number: str, place: str = "", limit: Limit = 100) -> dict[str, object]:
    """What is behind a signal: formula, clause, parameters, months, and the rows of one place that the caller sees."""
    actor, number = caller(request, Scope.SIGNALS_READ), clean(number)
    places = places_seen(actor)
    found = seen_signal(number, places)
    chosen = place_to_unfold(found, places, clean(place))
    document = as_document(unfold(home(), number, place=chosen, limit=limit))
    row = narrowed(found.row, places)
    months = [one for one in document["months"] if places is None or one["region_code"] in places]
    return document | {"places": row.places, "months": months}


@router.post("/signals/{number}/dismiss", summary="排除预警", response={200: NumberOut, **ERRORS})
def dismiss(request: HttpRequest, number: str, asked: DismissIn) -> HttpResponse:
    """Say that a signal is no clue, and why."""
    actor, at, number = caller(request, Scope.SIGNALS_DISMISS), now(), clean(number)
    found = seen_signal(number, places_seen(actor))

    def work() -> dict[str, object]:
        dismiss_signal(found.row, asked.why, asked.words, actor=actor, at=at, book=rulebook())
        return {"number": number}

    return once(request, at, work)
