"""What is late: steps of cases, counted for each region, and tasks and measures of the organisations that own them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q

from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE, RegionLevel
from baowen.respond.duties import Duty
from baowen.respond.kinds import Channel
from baowen.respond.models import ConsultationTask, Measure, OwedStep
from baowen.respond.queries.seeing import PAGE, reads_cases, sees_military
from baowen.respond.rulebook import Rulebook
from baowen.respond.rules import STEP_WORDS, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """One step that is late today."""

    number: str
    subject_name: str
    step: Step
    region: str
    due_on: date
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lateness:
    """A region's steps with a date in a span: how many, done in time, done late, and still owed after the date."""

    region: str
    due: int
    in_time: int
    late: int
    overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LateTask:
    """A task of a consultation or a measure of a case that is late today. `id`: its number within the records."""

    duty: Duty
    id: int
    case: str
    subject_name: str
    owner: str
    words: str
    due_on: date
    days: int


def overdue(actor: Actor, today: date, *, book: Rulebook, limit: int = PAGE) -> list[Late]:
    """What is late today in the actor's region and below, the longest first. RSP-2."""
    require(actor, Act.CASE_READ, actor.region, regions=book.regions)
    rows = OwedStep.objects.filter(done_on=None, due_on__lt=today)
    # A whole province has an index of its own: the first dates of a hundred regions are otherwise found by all of them.
    if book.regions.require(actor.region).level is RegionLevel.PROVINCE:
        rows = rows.filter(province=actor.region)
    elif actor.region != NATION_CODE:
        rows = rows.filter(region__in=codes_within(actor.region))
    if not sees_military(actor):
        rows = rows.exclude(case__channel=Channel.MILITARY.value)
    found = rows.select_related("case").order_by("due_on", "id")[:limit]
    return [
        Late(
            number=row.case.number, subject_name=row.case.subject_name, step=Step(row.step), region=row.region,
            due_on=row.due_on, days=(today - row.due_on).days,
        )
        for row in found if row.due_on is not None
    ]  # fmt: skip


def lateness(actor: Actor, first: date, last: date, today: date, *, book: Rulebook) -> list[Lateness]:
    """Steps with a date from `first` to `last`, counted against the region that owes them, by region. RSP-2, RPT-5."""
    require(actor, Act.CASE_READ, actor.region, regions=book.regions)
    rows = OwedStep.objects.filter(due_on__range=(first, last))
    if actor.region != NATION_CODE:
        rows = rows.filter(region__in=codes_within(actor.region))
    counted = rows.values("region").annotate(
        due=Count("id"),
        in_time=Count("id", filter=Q(done_on__lte=F("due_on"))),
        late=Count("id", filter=Q(done_on__gt=F("due_on"))),
        overdue=Count("id", filter=Q(done_on=None, due_on__lt=today)),
    )
    return [Lateness(**one) for one in counted.order_by("region")]


def late_tasks(actor: Actor, today: date, *, book: Rulebook, limit: int = PAGE) -> list[LateTask]:
    """Tasks and measures that are open after their last day, the longest first; the last day itself is in time.

    Those of the own organisation, and for who reads cases those of the own region and below. RSP-2, RSP-5.
    """
    reads = reads_cases(actor, book)
    places = codes_within(actor.region) if reads and actor.region != NATION_CODE else []
    mine = Q(owner=actor.organisation)

    def scope(region: str, channel: str) -> Q:
        whose = Q() if reads and actor.region == NATION_CODE else mine | Q(**{f"{region}__in": places})
        return whose if sees_military(actor) else whose & ~Q(**{channel: Channel.MILITARY.value})

    tasks = ConsultationTask.objects.filter(done_on=None, due_on__lt=today)
    tasks = tasks.filter(scope("consultation__region", "consultation__case__channel"))
    measures = Measure.objects.filter(ended_on=None, due_on__lt=today).filter(scope("case__region", "case__channel"))
    found = [
        LateTask(
            duty=Duty.TASK, id=row.pk, case=row.consultation.case.number,
            subject_name=row.consultation.case.subject_name, owner=row.owner, words=row.words, due_on=row.due_on,
            days=(today - row.due_on).days,
        )
        for row in tasks.select_related("consultation__case").order_by("due_on", "id")[:limit]
    ]  # fmt: skip
    found += [
        LateTask(
            duty=Duty.MEASURE, id=row.pk, case=row.case.number, subject_name=row.case.subject_name, owner=row.owner,
            words=row.words, due_on=row.due_on, days=(today - row.due_on).days,
        )
        for row in measures.select_related("case").order_by("due_on", "id")[:limit]
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.due_on, one.duty, one.id))[:limit]


def step_words(step: Step) -> tuple[str, str]:
    """What a step is called, Chinese and English."""
    return STEP_WORDS[step]
