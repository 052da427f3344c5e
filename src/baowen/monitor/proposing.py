"""Enters what monitoring suggests for the lists as candidates, for an editor to decide. LST-2 (HN-4, NJ-7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from baowen.core.home import Home
from baowen.core.policy import Packs
from baowen.core.problems import BaowenError
from baowen.lists.actions.candidates import MOST_EVIDENCE, Proposal, propose
from baowen.lists.kinds import Direction, ListKind, Reason
from baowen.monitor import evidence
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.regions import load_regions


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A suggestion that was not entered, with the reason."""

    drug: str
    why: BaowenError


@dataclass(frozen=True, slots=True)
class Suggested:
    """The numbers of the candidates that were entered, and what was left out because it is proposed or listed."""

    numbers: tuple[int, ...]
    left_out: tuple[LeftOut, ...]


def propose_what_monitoring_suggests(
    home: Home, region: str | None, *, actor: Actor, at: datetime, packs: Packs
) -> Suggested:  # fmt: skip
    """One candidate for each suggestion for the lists of a region, None for all; each in a transaction of its own, so
    that one which cannot be entered keeps none of the others out. NotAllowedError for who may not propose there."""
    require(actor, Act.LIST_PROPOSE, region or home.region, regions=load_regions())
    numbers, left_out = [], []
    for one in evidence.candidates(home, region):
        entering = one.direction == Direction.IN
        wanted = Proposal(
            issuer=one.region_code, kind=ListKind(one.list_kind), direction=Direction(one.direction),
            drug=one.drug_name, reason=Reason.WARNINGS if entering else Reason.AMPLE_SUPPLY,
            evidence=one.signals[:MOST_EVIDENCE], words="；".join(one.reasons),
        )  # fmt: skip
        try:
            numbers.append(propose(wanted, actor=actor, at=at, packs=packs))
        except BaowenError as error:
            left_out.append(LeftOut(one.drug_name, error))
    return Suggested(tuple(numbers), tuple(left_out))
