"""What the province has confirmed: for evaluation and the file of the enterprise, and as lists. VBP-9 (VB-2.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from baowen.core.clock import day_of
from baowen.core.paging import Paged, page_by_key
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, decide
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE, load_regions
from baowen.vbp.rounds.queries import Selected
from baowen.vbp.supply.confirmed import Confirmation as Kind
from baowen.vbp.supply.confirmed import Confirmed
from baowen.vbp.supply.models import Confirmation
from baowen.vbp.supply.queries.backups import Backups, every_backup


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmedView:
    """A confirmation with the reports behind it; `backups` step in for the hospitals of the place."""

    confirmed: Confirmed
    drug: str
    reason: str
    problems: tuple[str, ...]
    backups: tuple[Selected, ...]
    revoked_at: datetime | None
    revoked_because: str
    may_change: bool


def confirmed_problems(
    round_code: str, *, region: str = "", until: date | None = None
) -> tuple[Confirmed, ...]:  # fmt: skip
    """What is confirmed of a round's products and not revoked, for hospitals of a place (confirmed for it, below it or
    above it), as far as it began by a day. Nothing here is scoped to an actor."""
    rows = Confirmation.objects.filter(round_code=round_code, revoked_at=None)
    if region:
        above = [place.code for place in load_regions().ancestors(region)]
        rows = rows.filter(region__in=[*codes_within(region), *above])
    if until is not None:
        rows = rows.filter(from_on__lte=until)
    return tuple(_confirmed(row) for row in rows.order_by("pk"))


def confirmation_page(
    actor: Actor, *, lasting_on: date | None = None, enterprise: str = "", cursor: str = "", limit: int = 50
) -> Paged[ConfirmedView]:  # fmt: skip
    """A page of confirmations, the newest first: of the place, covering the own hospital, or of the own enterprise.

    `lasting_on`: only those that last on that day.
    """
    rows, backups = _seen(actor), every_backup()
    if lasting_on is not None:
        rows = rows.filter(Q(until_on=None) | Q(until_on__gte=lasting_on), revoked_at=None)
    if enterprise:
        rows = rows.filter(enterprise=enterprise)
    return page_by_key(
        rows.prefetch_related("problems"), lambda row: _view(row, actor, backups), cursor=cursor, limit=limit,
        newest_first=True,
    )  # fmt: skip


def confirmation(number: str, *, actor: Actor) -> ConfirmedView:
    """One confirmation; BaowenError for one that the actor does not see."""
    row = _seen(actor).filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有可阅看的核实记录 {number}", f"there is no confirmation {number} that you may see")
    return _view(row, actor, every_backup())


def _seen(actor: Actor) -> QuerySet[Confirmation]:
    regions = load_regions()
    rows = Confirmation.objects.all()
    if actor.is_system or decide(actor, Act.VBP_READ, actor.region, regions=regions).allowed:
        if actor.region == NATION_CODE:
            return rows
        above = [place.code for place in regions.ancestors(actor.region)]
        return rows.filter(region__in=[*codes_within(actor.region), *above])
    own = actor.organisation
    if decide(actor, Act.VBP_PROBLEM_ANSWER, actor.region, regions=regions, organisation=own).allowed:
        return rows.filter(enterprise=own)
    if decide(actor, Act.VBP_PROBLEM_TELL, actor.region, regions=regions, organisation=own).allowed:
        places = [actor.region, *(place.code for place in regions.ancestors(actor.region))]
        return rows.filter(region__in=places, hospital__in=("", own))
    return rows.none()


def _view(row: Confirmation, actor: Actor, backups: Backups) -> ConfirmedView:
    may = decide(actor, Act.VBP_PROBLEM_CONFIRM, row.region, regions=load_regions()).allowed
    numbers = tuple(one.number for one in row.problems.all())
    own = {one.number for one in row.problems.all() if actor.organisation in (one.hospital, one.enterprise)}
    watches = may or decide(actor, Act.VBP_READ, row.region, regions=load_regions()).allowed
    return ConfirmedView(
        confirmed=_confirmed(row), drug=row.drug, reason=row.reason,
        problems=numbers if watches else tuple(one for one in numbers if one in own),
        backups=backups(row.round_code, row.lot, row.region), revoked_at=row.revoked_at,
        revoked_because=row.revoked_because, may_change=may and row.revoked_at is None,
    )  # fmt: skip


def _confirmed(row: Confirmation) -> Confirmed:
    return Confirmed(
        number=row.number, kind=Kind(row.kind), round_code=row.round_code, lot=row.lot,
        product_code=row.product_code, enterprise=row.enterprise, region=row.region, hospital=row.hospital,
        from_on=row.from_on, until_on=row.until_on, clause=row.clause, confirmed_on=day_of(row.confirmed_at),
        confirmed_by=row.confirmed_by,
    )  # fmt: skip
