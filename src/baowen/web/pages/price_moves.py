"""What the forms of a price matter do: the move that the form names, with its fields. PRI-1 to PRI-3."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict

from baowen.api.book import home, rulebook
from baowen.core.clock import now
from baowen.price.actions.by_name import Given, move_by_name
from baowen.price.actions.issuing import Papers
from baowen.price.states import Move
from baowen.respond.actions.moves import Doing
from baowen.web.dates import day_given
from baowen.web.deeds import done
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer

_TEXTS = (
    "words", "title", "clue", "receiver", "place", "copy_to", "listing", "notice", "credit_event", "province", "number",
)  # fmt: skip


def moved(request: HttpRequest, number: str, viewer: Viewer) -> HttpResponse:
    """Make the move that the form names; Http404 for none."""
    given, seen = request.POST, request.POST.get("seen", "")
    if given.get("what", "") not in set(Move):
        raise Http404
    move = Move(given["what"])
    doing = Doing(
        actor=viewer.actor, at=now(), book=rulebook(), reason=given.get("reason", "").strip(),
        seen_moves=int(seen) if seen.isascii() and seen.isdigit() else None,
    )  # fmt: skip
    return done(
        request, viewer, lambda: move_by_name(number, move, _given(given), doing, Papers.of(home())),
        ("已办理。", "Done."), "price", number,
    )  # fmt: skip


def _given(given: QueryDict) -> Given:
    told: dict[str, Any] = {name: given.get(name, "") for name in _TEXTS}
    told |= {name: _day(given, name) for name in ("held_on", "set_on", "until", "valid_from", "priced_on")}
    told |= {name: bool(given.get(name)) for name in ("for_not_following", "is_first_raiser")}
    price = quantity_given(given.get("price", ""), "价格", "the price")
    return Given(**told, price=price, step=int(given.get("step") or 0))


def _day(given: QueryDict, name: str) -> date | None:
    text = given.get(name, "").strip()
    return day_given(text) if text else None
