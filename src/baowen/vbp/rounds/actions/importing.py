"""Keeps what files say of a round: all of it or nothing. VBP-1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from baowen.core.problems import Problem
from baowen.orgs.permissions import Actor
from baowen.orgs.queries import organisation_named
from baowen.vbp.rounds.actions.keeping import keep_round
from baowen.vbp.rounds.entered import NewBid, NewLot, NewRound
from baowen.vbp.rounds.looking import Facts, Looked, look
from baowen.vbp.rounds.models import Round
from baowen.vbp.rounds.queries.detail import round_entered
from baowen.vbp.rounds.rules.naming import labels_of
from baowen.vbp.rounds.rules.wording import told


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of an import: with problems nothing was kept. `is_new`: whether the round was not there before."""

    looked: Looked
    is_new: bool

    @property
    def is_kept(self) -> bool:
        return self.looked.new is not None


def look_at(paths: Sequence[Path], facts: Facts) -> Looked:
    """Read the files of a round and say what they would enter, compared with the round that it continues."""
    looked = look(paths, facts)
    if looked.new is None:
        return looked
    missing = _not_continued(looked.new, paths[0].name)
    new = replace(looked.new, lots=_with_codes(looked.new), remarks=(*looked.new.remarks, *missing))
    return replace(looked, new=new, remarks=(*looked.remarks, *missing))


def import_round(paths: Sequence[Path], facts: Facts, *, actor: Actor, at: datetime) -> Imported:
    """Keep the round that files describe; NotAllowedError, BaowenError where it runs already."""
    looked = look_at(paths, facts)
    if looked.new is None:
        return Imported(looked=looked, is_new=False)
    return Imported(looked=looked, is_new=keep_round(looked.new, actor=actor, at=at))


def _not_continued(new: NewRound, file: str) -> tuple[Problem, ...]:
    """Lots of the round before that this one does not name: left out, or dropped on purpose."""
    if not new.follows or not Round.objects.filter(code=new.follows).exists():
        return ()
    before, drugs = [lot.drug for lot in round_entered(new.follows).lots], [lot.drug for lot in new.lots]
    labels = labels_of((before, drugs))
    gone = [drug for drug in before if labels[drug] not in drugs]
    return tuple(told("followed_lot_missing", file=file, value=drug) for drug in gone)


def _with_codes(new: NewRound) -> tuple[NewLot, ...]:
    """The lots with the codes of enterprises whose name the register has just once; only products need one."""
    codes: dict[str, str] = {}

    def coded(bid: NewBid) -> NewBid:
        if bid.enterprise or not bid.products:
            return bid
        if bid.enterprise_name not in codes:
            found = organisation_named(bid.enterprise_name)
            codes[bid.enterprise_name] = found.code if found is not None else ""
        return replace(bid, enterprise=codes[bid.enterprise_name])

    return tuple(replace(lot, bids=tuple(map(coded, lot.bids))) for lot in new.lots)
