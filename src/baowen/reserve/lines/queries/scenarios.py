"""What-ifs that were worked out: lists, one of them, and working it out again. RSV-2."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from baowen.core.home import Home
from baowen.core.paging import Paged, page_by_key
from baowen.core.policy import load_packs
from baowen.core.problems import BaowenError
from baowen.lake.pinned import PinnedLake
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE, load_regions
from baowen.reserve.lines.models import Scenario
from baowen.reserve.lines.question import Question, question_of
from baowen.reserve.lines.working import work_out


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioLine:
    """A what-if in a list."""

    number: str
    title: str
    region: str
    stop: str
    drug_name: str
    day: date
    from_on: date
    returns_on: date | None
    organisation: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioView:
    """A what-if with what was asked and found; `found` as whatif.what_if gives it."""

    line: ScenarioLine
    item: str
    question: Question
    found: dict[str, Any]
    lake_versions: dict[str, int]
    policy_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """What working out again gave: whether policy and result are the same, and which parts differ."""

    number: str
    is_same: bool
    same_policy: bool
    differing: tuple[str, ...]


def scenario_page(actor: Actor, *, stop: str = "", cursor: str = "", limit: int = 50) -> Paged[ScenarioLine]:
    """What-ifs of the place and below, the newest first. NotAllowedError."""
    rows = _seen(actor)
    if stop:
        rows = rows.filter(stop=stop)
    return page_by_key(rows, _line, cursor=cursor, limit=limit, newest_first=True)


def scenario(number: str, actor: Actor) -> ScenarioView:
    """One what-if; BaowenError for one that the actor does not see."""
    row = _seen(actor).filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有可阅看的断供推演 {number}", f"there is no what-if {number} that you may see")
    return ScenarioView(
        line=_line(row), item=row.item, question=question_of(row.asked), found=row.found,
        lake_versions=row.lake_versions, policy_version=row.policy_version,
    )  # fmt: skip


def again(number: str, actor: Actor, home: Home) -> Again:
    """Work a what-if out again from the lake as it was then and the pack as it is now."""
    then = scenario(number, actor)
    ruling = load_packs().ruling(then.question.region, then.question.day)
    now = work_out(PinnedLake(home.lake, then.lake_versions), then.question, ruling)
    differing = tuple(sorted(name for name in {*now, *then.found} if now.get(name) != then.found.get(name)))
    return Again(
        number=number, is_same=not differing, same_policy=ruling.digest == then.policy_version, differing=differing
    )  # fmt: skip


def _seen(actor: Actor) -> QuerySet[Scenario]:
    rows = Scenario.objects.all()
    if not actor.is_system:
        require(actor, Act.RESERVE_READ, actor.region, regions=load_regions())
    return rows if actor.region == NATION_CODE else rows.filter(region__in=codes_within(actor.region))


def _line(row: Scenario) -> ScenarioLine:
    asked = question_of(row.asked)
    return ScenarioLine(
        number=row.number, title=row.title, region=row.region, stop=row.stop, drug_name=row.drug_name, day=row.day,
        from_on=asked.from_on, returns_on=asked.returns_on, organisation=row.organisation, made_at=row.made_at,
    )  # fmt: skip
