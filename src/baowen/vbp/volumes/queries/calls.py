"""The calls for volumes that concern somebody. VBP-2."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from baowen.orgs.permissions import Act, Actor, NotAllowedError, decide
from baowen.orgs.regions import load_regions
from baowen.vbp.rounds.queries import rounds
from baowen.vbp.volumes.models import Call, LaterDay
from baowen.vbp.volumes.states import CallState
from baowen.vbp.volumes.store import call_row


@dataclass(frozen=True, slots=True, kw_only=True)
class CallView:
    """A call; `round_name` is "" where the round is gone. `due_reason` says why an officer chose the day."""

    key: int
    round_code: str
    round_name: str
    year: int
    region: str
    state: CallState
    by_product: bool
    first_month: str
    last_month: str
    due_on: date
    due_reason: str
    reason: str
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterView:
    """A day that was set instead of the call's; `organisation` is "" for everybody."""

    organisation: str
    due_on: date
    reason: str
    given_at: datetime
    given_by: str


def calls(actor: Actor) -> tuple[CallView, ...]:
    """The calls of places above or below the actor's own, newest first; officers and hospitals alike."""
    require_sees(actor)
    names = {one.code: one.name for one in rounds()}
    regions = load_regions()
    rows = Call.objects.filter(
        region__in=[*regions.codes_within(actor.region), *(one.code for one in regions.ancestors(actor.region))]
    )
    return tuple(_view(row, names) for row in rows)


def call_of(key: int, actor: Actor) -> CallView:
    """One call, where it concerns the actor; BaowenError."""
    require_sees(actor)
    row, regions = call_row(key), load_regions()
    if not (regions.within(actor.region, row.region) or regions.within(row.region, actor.region)):
        raise NotAllowedError("这次报量不涉及本地区", "this call does not concern your region")
    return _view(row, {one.code: one.name for one in rounds()})


def later_days(key: int) -> tuple[LaterView, ...]:
    """The days that were set instead of the call's own, newest first."""
    rows = LaterDay.objects.filter(call_id=key).order_by("-pk")
    return tuple(
        LaterView(
            organisation=row.organisation, due_on=row.due_on, reason=row.reason, given_at=row.given_at,
            given_by=row.given_by,
        )
        for row in rows
    )  # fmt: skip


def is_officer(actor: Actor) -> bool:
    """Whether the actor reads the reports of the own region and below."""
    return decide(actor, Act.VBP_READ, actor.region, regions=load_regions()).allowed


def is_reporter(actor: Actor) -> bool:
    """Whether the actor reports volumes of the own organisation."""
    return decide(
        actor, Act.VBP_REPORT, actor.region, regions=load_regions(), organisation=actor.organisation
    ).allowed  # fmt: skip


def require_sees(actor: Actor) -> None:
    """That somebody has to do with volume reports at all."""
    if not (is_officer(actor) or is_reporter(actor)):
        raise NotAllowedError(
            "需要角色：采购员、采购管理员等，才能查看报量", "only buyers and officers see volume reports"
        )


def _view(row: Call, names: dict[str, str]) -> CallView:
    return CallView(
        key=row.pk, round_code=row.round_code, round_name=names.get(row.round_code, ""), year=row.year,
        region=row.region, state=CallState(row.state), by_product=row.by_product, first_month=row.first_month,
        last_month=row.last_month, due_on=row.due_on, due_reason=row.due_reason, reason=row.reason,
        opened_at=row.opened_at, closed_at=row.closed_at,
    )  # fmt: skip
