"""The link from a signal or a case to its price matter, or to the form that opens one. PRI-1."""

from __future__ import annotations

from typing import Any

from baowen.api.book import rulebook
from baowen.core.clock import today
from baowen.orgs.permissions import Act
from baowen.price.kinds import OriginKind
from baowen.price.queries import matters_of_origin
from baowen.respond.actions.from_signals import OPENS
from baowen.respond.kinds import CaseKind
from baowen.respond.triage import open_rules
from baowen.web.viewer import Viewer


def price_link(kind: OriginKind, reference: str, viewer: Viewer, *, is_price: bool) -> dict[str, Any]:
    """The number of the matter ("" for none that the viewer sees), and whether the viewer may open one."""
    if not is_price:
        return {"price_matter": "", "may_open_price": False}
    found = matters_of_origin(kind, reference, viewer.actor, book=rulebook())
    return {"price_matter": found, "may_open_price": not found and viewer.may(Act.PRICE_MOVE)}


def is_about_prices(indicator: str, place: str) -> bool:
    """Whether the rules of a place take a signal of this indicator for a clue about prices."""
    entry = rulebook().ruling(place, today()).get(OPENS)
    rules = open_rules(entry.items()) if entry else ()
    return any(rule.case is CaseKind.PRICE and indicator in rule.indicators for rule in rules)
