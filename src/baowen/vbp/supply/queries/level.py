"""At which level supply problems are confirmed or refused: the pack says, and below it nobody does. VBP-9 (VB-2.3)."""

from __future__ import annotations

from datetime import date

from baowen.core.policy import Entry
from baowen.orgs.permissions import Act, Actor, decide
from baowen.orgs.regions import RegionLevel
from baowen.respond.rulebook import Rulebook
from baowen.vbp.supply.rules import CONFIRM_LEVEL

_RANK = {RegionLevel.COUNTY: 0, RegionLevel.CITY: 1, RegionLevel.PROVINCE: 2, RegionLevel.NATION: 3}


def level_entry(region: str, on: date, book: Rulebook) -> Entry:
    """The entry that names the level at a place; UnknownEntryError where the pack has none."""
    return book.ruling(region, on).entry(CONFIRM_LEVEL)


def is_of_level(actor: Actor, entry: Entry, book: Rulebook) -> bool:
    """Whether somebody's place is of that level or above it."""
    return _RANK[book.regions.require(actor.region).level] >= _RANK[RegionLevel(entry.value)]


def may_judge(actor: Actor, region: str, on: date, *, book: Rulebook) -> bool:
    """Whether somebody may confirm or refuse problems of a place."""
    if not decide(actor, Act.VBP_PROBLEM_CONFIRM, region, regions=book.regions).allowed:
        return False
    return is_of_level(actor, level_entry(region, on, book), book)
