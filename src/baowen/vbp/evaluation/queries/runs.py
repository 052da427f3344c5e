"""Which runs somebody may see, and which of their rows. VBP-7."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from baowen.core.paging import Paged, page_by_key
from baowen.core.problems import BaowenError
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Act, Actor, decide
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import load_regions
from baowen.orgs.roles import Role
from baowen.vbp.evaluation.given import Given, from_json
from baowen.vbp.evaluation.models import Run
from baowen.vbp.evaluation.queries.results import Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """A run: what it judged, how many failed plainly and after exemptions, what it was computed from."""

    number: str
    round_code: str
    region: str
    as_of: date
    digest: str
    policy: str
    lake_versions: dict[str, int]
    rows: int
    hospitals: int
    failed_plain: int
    failed: int
    made_at: datetime
    made_by: str
    published_at: datetime | None
    appeal_until: date | None


def run_page(actor: Actor, *, cursor: str = "", limit: int = 50) -> Paged[RunView]:
    """A page of the runs that the actor may see, the newest first."""
    return page_by_key(seen_runs(actor).defer("given"), _view, cursor=cursor, limit=limit, newest_first=True)


def run_of(number: str, actor: Actor) -> RunView:
    """One run; BaowenError where there is none that the actor may see."""
    row = seen_runs(actor).defer("given").filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有可阅看的考核 {number}，请核对编号", f"there is no evaluation {number} that you may see")
    return _view(row)


def given_of(run: RunView) -> Given:
    """What records and packs gave to a run that somebody may see."""
    return from_json(Run.objects.values_list("given", flat=True).get(number=run.number))


def seen_runs(actor: Actor) -> QuerySet[Run]:
    """Departments see the runs of places below and above theirs, hospitals those above them once they are published."""
    above = [actor.region, *(one.code for one in load_regions().ancestors(actor.region))]
    if actor.kind is OrganisationKind.DEPARTMENT:
        if not decide(actor, Act.VBP_READ, actor.region, regions=load_regions()).allowed:
            return Run.objects.none()
        return Run.objects.filter(region__in=[*above, *codes_within(actor.region)])
    if Role.BUYER not in actor.roles:
        return Run.objects.none()
    return Run.objects.filter(region__in=above, published_at__isnull=False)


def reach_of(actor: Actor, run: RunView) -> Reach:
    """Which rows of a run the actor may see: a hospital its own, a department those of its place and below."""
    if actor.kind is not OrganisationKind.DEPARTMENT:
        return Reach(hospital=actor.organisation)
    if load_regions().within(run.region, actor.region):
        return Reach()
    return Reach(places=frozenset(codes_within(actor.region)))


def may_see_hospital(actor: Actor, hospital: str, region: str) -> bool:
    """Whether the actor may see a hospital's results."""
    if actor.kind is OrganisationKind.DEPARTMENT:
        return decide(actor, Act.VBP_READ, region, regions=load_regions()).allowed
    return hospital == actor.organisation


def _view(row: Run) -> RunView:
    return RunView(
        number=row.number, round_code=row.round_code, region=row.region, as_of=row.as_of, digest=row.digest,
        policy=row.policy, lake_versions=row.lake_versions, rows=row.rows,
        hospitals=row.hospitals, failed_plain=row.failed_plain, failed=row.failed, made_at=row.made_at,
        made_by=row.made_by, published_at=row.published_at, appeal_until=row.appeal_until,
    )  # fmt: skip
