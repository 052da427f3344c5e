"""The platform's own purchases as processes for the red flags, for officers who see the market. ENF-1."""

from __future__ import annotations

from datetime import datetime

from baowen.core.clock import day_of
from baowen.core.period import Month
from baowen.core.policy import Packs
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.regions import load_regions
from baowen.procure.ocds.compiling import compiled
from baowen.procure.ocds.naming import Naming
from baowen.procure.ocds.packages import PLACEHOLDER
from baowen.procure.ocds.queries import Scope, agreements, bounds
from baowen.procure.redflags.process import Process, read_process


def own_processes(actor: Actor, month: Month, *, packs: Packs, now: datetime) -> list[Process]:
    """The negotiations and filings of the actor's place and below of which something happened in a month, whole.

    Listings and orders have no bids; their suppliers are distributors that carry everything.

    NotAllowedError for whoever does not see the trade of the place.
    """
    require(actor, Act.TRADE_READ, actor.region, regions=load_regions())
    scope = Scope(
        region=actor.region, prefix=PLACEHOLDER, naming=Naming(packs, day_of(now), shows_all=True),
        is_published=_every_drug, now=now,
    )  # fmt: skip
    found = (read_process(compiled(releases)) for releases in agreements(scope, *bounds(month)))
    return [one for one in found if one is not None]


def _every_drug(name: str, form: str) -> bool:
    del name, form
    return True
