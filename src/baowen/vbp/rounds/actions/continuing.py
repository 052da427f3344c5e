"""A round that continues another (接续) begins with its lots; bids and volumes come with its own tables. VBP-1."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Actor
from baowen.vbp.rounds.actions.keeping import keep_round
from baowen.vbp.rounds.models import Round
from baowen.vbp.rounds.queries.detail import round_entered


def continue_round(
    before: str, code: str, name: str, *, actor: Actor, at: datetime, starts_on: date | None = None,
    ends_on: date | None = None, document_number: str = "",
) -> None:  # fmt: skip
    """Prepare the round that follows another, with the same lots, marks and substitutes and without bids.

    BaowenError for a code that is taken: what was entered under it is not replaced by empty lots.
    """
    if Round.objects.filter(code=code.strip()).exists():
        raise BaowenError(f"批次编号 {code} 已有，请另取编号", f"the code {code} is taken; choose another")
    old = round_entered(before)
    lots = tuple(
        replace(lot, bids=(), volumes=(), volume_lines=(), ceiling=None, ceiling_units=None, ceiling_spec="")
        for lot in old.lots
    )
    new = replace(
        old, code=code, name=name, follows=before, lots=lots, remarks=(), opened_on=None, starts_on=starts_on,
        ends_on=ends_on, document_number=document_number,
    )  # fmt: skip
    keep_round(new, actor=actor, at=at)
