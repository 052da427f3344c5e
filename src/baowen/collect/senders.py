"""Who may send which feed, and which rows of it. COL-1, ORG-4.

A hospital, distributor or holder of reserves sends what is its own: the feeds whose key names it, so that no row of
another can be overwritten. All else comes from the department that keeps the platform of the region, which sends for
everybody there. Files that are loaded on the machine itself (`baowen import`) are not asked: who has the machine has
the lake.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from baowen.collect.contract import Feed, RowCheck
from baowen.collect.feeds import FEEDS
from baowen.core.problems import BaowenError
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.regions import load_regions

OWN_ROWS: dict[str, str] = {
    "purchase": "hospital_code",
    "stock": "hospital_code",
    "usage": "hospital_code",
    "prescription": "hospital_code",
    "distributor_stock": "distributor_code",
    "reserve_stock": "holder_code",
}
"""By feed the column that names the sender; it is part of the feed's key."""


@dataclass(frozen=True, slots=True)
class Sender:
    """An organisation that sends rows; `whole`: it keeps the platform and sends for everybody."""

    organisation: str
    whole: bool

    def narrowed(self, feed: Feed) -> Feed:
        """The feed with a check that refuses the rows of others."""
        return feed if self.whole else replace(feed, checks=(*feed.checks, _own_rows(feed, self.organisation)))


def sends_whole(actor: Actor, *, home_region: str) -> bool:
    """Whether the actor sends whole feeds, and not its own rows alone.

    NotAllowedError for who sends nothing, BaowenError for a department of another region.
    """
    require(actor, Act.FEED_SEND, actor.region, regions=load_regions(), organisation=actor.organisation)
    if actor.kind is not OrganisationKind.DEPARTMENT:
        return False
    if actor.region != home_region:
        raise BaowenError(
            f"本平台服务 {home_region}，只接收该地区主管部门的整体数据；{actor.organisation} 属 {actor.region}",
            f"this platform serves {home_region} and takes whole feeds from its departments alone",
        )
    return True


def feeds_sent(*, whole: bool) -> list[Feed]:
    """The feeds that such a sender sends (see `sends_whole`)."""
    return [one for one in FEEDS.values() if whole or one.name in OWN_ROWS]


def sender_of(actor: Actor, feed: Feed, *, home_region: str) -> Sender:
    """The actor as a sender of a feed; as `sends_whole`, and BaowenError that says who sends this feed instead."""
    whole = sends_whole(actor, home_region=home_region)
    if not whole and feed.name not in OWN_ROWS:
        raise BaowenError(
            f"{feed.zh}（{feed.name}）由地区主管部门报送；本机构可报送：{'、'.join(OWN_ROWS)}",
            f"{feed.name} is sent by the department of the region; an organisation sends {', '.join(OWN_ROWS)}",
        )
    return Sender(actor.organisation, whole)


def _own_rows(feed: Feed, organisation: str) -> RowCheck:
    column = OWN_ROWS[feed.name]
    return RowCheck(
        code="not_the_sender", columns=(column,), broken=lambda: pl.col(column) != organisation,
        zh=f"不是本机构（{organisation}）的数据", en=f"does not belong to the sender ({organisation})",
        help_zh="请只报送本机构的数据", help_en="send the rows of your own organisation alone",
    )  # fmt: skip
