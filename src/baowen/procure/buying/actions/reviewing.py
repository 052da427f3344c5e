"""Filings reviewed in the places above: taken up, asked back, accepted, refused. PRC-3."""

from __future__ import annotations

from datetime import datetime

from baowen.core.audit.trail import writing
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.regions import load_regions
from baowen.procure.buying.actions.filing_store import moved
from baowen.procure.buying.models import Filing
from baowen.procure.buying.states import FilingMove, FilingSide


def review_filing(number: str, move: FilingMove, *, words: str = "", actor: Actor, at: datetime) -> None:
    """Make a reviewer's move; a question, a refusal and an end need words. NotAllowedError, BaowenError."""
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=words.strip()) as trail:
        row = Filing.objects.select_for_update().filter(number=number).first()
        if row is None:
            raise BaowenError(f"没有备案 {number}，请核对编号", f"there is no filing {number}; check the number")
        require(actor, Act.FILING_REVIEW, row.region, regions=load_regions())
        moved(row, move, FilingSide.REVIEWER, words, actor=actor, at=at, trail=trail)
