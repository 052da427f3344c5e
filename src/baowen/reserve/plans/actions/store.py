"""What the actions of this room share: numbers, who may plan where, words to organisations."""

from __future__ import annotations

from baowen.core.audit.trail import Trail
from baowen.core.messages.rules import Text
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, require
from baowen.orgs.regions import Region, RegionLevel
from baowen.reserve.plans.kinds import TIER_WORDS, Tier
from baowen.reserve.plans.models import Sequence
from baowen.respond.actions.moves import Doing
from baowen.respond.actions.telling import tell_organisation

MOST_WORDS, MOST_REASON = 4000, 1000
_TIER_OF = {RegionLevel.PROVINCE: Tier.PROVINCE, RegionLevel.CITY: Tier.CITY, RegionLevel.COUNTY: Tier.DISTRICT}


def next_number(letter: str, place: str, year: int) -> str:
    """The next number of a series of this room."""
    return Sequence.next_number(letter, place, year)


def planning_place(doing: Doing, region: str = "") -> Region:
    """The place for which somebody plans, the own one unless told; NotAllowedError for who may not."""
    place = doing.book.regions.require(region or doing.actor.region)
    require(doing.actor, Act.RESERVE_PLAN, place.code, regions=doing.book.regions)
    return place


def checked_tier(tier: Tier, place: Region) -> None:
    """BaowenError where a place plans for a tier of another level; every level may plan for its hospitals."""
    own = _TIER_OF.get(place.level)
    if tier not in (own, Tier.HOSPITAL):
        raise BaowenError(
            f"{place.name}不能编制{TIER_WORDS[tier][0]}储备，由该级地区编制",
            f"{place.code} cannot plan for the {TIER_WORDS[tier][1]} tier: a place of that level does",
        )


def tell(code: str, about: tuple[str, str], said: Text, doing: Doing, trail: Trail) -> None:
    """Tell an organisation about a subject, once for each thing that happened to it: numbers and dates alone."""
    if code != doing.actor.organisation:
        tell_organisation(code, *about, said, trail=trail, at=doing.entered)
