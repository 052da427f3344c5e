"""Who does something through the API, when and why: what the actions of the response and of those like it are told."""

from __future__ import annotations

from django.http import HttpRequest

from baowen.api.auth import caller
from baowen.api.book import rulebook
from baowen.core.clock import now
from baowen.orgs.tokens import Scope
from baowen.respond.actions.moves import Doing


def doing_for(request: HttpRequest, scope: Scope, reason: str = "", seen: int | None = None) -> Doing:
    """The caller's deed, now; `seen`: how many moves of the matter the caller knew. ScopeMissingError."""
    return Doing(actor=caller(request, scope), at=now(), book=rulebook(), reason=reason.strip(), seen_moves=seen)
