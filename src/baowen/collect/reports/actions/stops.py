"""Stop-production notices of holders, and the two assessments that each one opens. COL-4 (HN-3, NJ-8, HD-3, NB-2)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from baowen.collect.reports import rules
from baowen.collect.reports.actions.store import filing_organisation, next_number, unknown
from baowen.collect.reports.book import ReportBook
from baowen.collect.reports.kinds import ASSESSED_FROM, StopKind, StopReason
from baowen.collect.reports.models import StopAssessment, StopNotice
from baowen.collect.reports.rules import Drug
from baowen.collect.reports.states import STOP_STATE_WORDS, StopState
from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.orgs.departments import DEPARTMENT_WORDS, Department, OrganisationKind
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import mechanism

STOP = "T"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """What a holder says of a stop. `stock_left` counts packs; None where it is not told."""

    kind: StopKind
    cause: StopReason
    stops_on: date
    resumes_on: date | None = None
    stock_left: Decimal | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What an assessment came to. `share`: part of past purchases or use, 0 to 1, that would vanish; None: unknown."""

    share: Decimal | None
    words: str


def file_stop(maker: str, drug: Drug, stop: Stop, *, actor: Actor, at: datetime, book: ReportBook) -> str:
    """File a stop; the number of the notice. Healthcare security's and health's assessments are owed from then on.

    BaowenError for a stop that cannot be so, and for a product whose stop is filed already, which it names.
    """
    on = day_of(at)
    place = filing_organisation(maker, OrganisationKind.MAKER, on)
    require(actor, Act.STOP_FILE, place.region, regions=book.regions, organisation=maker)
    _check(stop)
    if not drug.product_code:
        raise BaowenError("停产报告须写明药品代码", "a stop notice names the product by its code")
    policy = book.packs.ruling(place.region, on).digest
    with writing(by=actor.name, at=at, organisation=actor.organisation, policy=policy) as trail:
        row = StopNotice(
            number=next_number(STOP, place.region, on), maker=maker, region_code=place.region,
            product_code=drug.product_code, drug_name=drug.name[:300], state=StopState.IN_FORCE.value,
            announced_on=on, filed_at=at, changed_at=at, **_columns(stop),
        )  # fmt: skip
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            known = StopNotice.objects.filter(
                maker=maker, product_code=drug.product_code, state=StopState.IN_FORCE.value
            ).values_list("number", flat=True)
            raise BaowenError(
                f"{drug.name} 的停产报告 {'、'.join(known)} 仍有效；情况有变请补充更正该报告",
                f"the stop of {drug.name} is filed as {', '.join(known)}; amend that notice",
            ) from error
        _owe(row, on, book)
        told = {"maker": maker, "product": row.product_code, **_public(row)}
        trail.note("stop.file", f"stop/{row.number}", after=told)
    return row.number


def amend_stop(
    number: str, stop: Stop, *, actor: Actor, at: datetime, book: ReportBook, ended_on: date | None = None
) -> None:
    """Say anew what a stop is; `ended_on`: production is back since that day, and the notice holds no longer.

    Other dates or another stock are another matter to assess: both assessments are owed again. BaowenError for a
    notice that holds no longer.
    """
    _check(stop)
    if ended_on is not None and ended_on < stop.stops_on:
        raise BaowenError(f"恢复日期 {ended_on} 早于停产日期 {stop.stops_on}", f"back on {ended_on}, before the stop")
    on = day_of(at)
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = _locked(number, actor, book)
        before, before_matter = _public(row), _matter(row)
        for name, value in _columns(stop).items():
            setattr(row, name, value)
        row.ended_on = ended_on
        if ended_on is not None:
            row.state = StopState.ENDED.value
        row.revision += 1
        row.changed_at = at
        row.save()
        trail.policy = book.packs.ruling(row.region_code, on).digest
        if ended_on is None and _matter(row) != before_matter:
            _owe(row, on, book)
        trail.note("stop.amend", f"stop/{number}", before=before, after=_public(row))


def withdraw_stop(number: str, *, why: str, actor: Actor, at: datetime, book: ReportBook) -> None:
    """Take a notice back: the stop does not happen. What was assessed stays; nothing more is owed.

    The words of the holder stay with the notice, not in the chain. BaowenError for no reason.
    """
    rules.check_text(why, "撤回原因", "why it is withdrawn", required=True)
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = _locked(number, actor, book)
        row.state, row.withdrawn_why = StopState.WITHDRAWN.value, why
        row.revision += 1
        row.changed_at = at
        row.save()
        trail.note("stop.withdraw", f"stop/{number}", after={"state": row.state})


def assess_stop(
    number: str, department: Department, found: Assessment, *, actor: Actor, at: datetime, book: ReportBook
) -> None:
    """Enter what a department finds a stop to take away, by whoever has its seat in the actor's joint mechanism.

    BaowenError for a share beyond 0 to 1, no words, another department, or a notice that holds no longer.
    """
    rules.check_text(found.words, "评估意见", "words of the assessment", required=True)
    if found.share is not None and not (found.share.is_finite() and 0 <= found.share <= 1):
        raise BaowenError(f"占比“{found.share}”应在 0 至 1 之间", f"the share {found.share} must be from 0 to 1")
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = StopNotice.objects.select_for_update().filter(number=number).first()
        if row is None:
            raise unknown(number)
        require(actor, Act.STOP_ASSESS, row.region_code, regions=book.regions)
        _require_seat(department, actor)
        if row.state != StopState.IN_FORCE:
            raise _ended(row)
        owed = row.assessments.get(department=department.value)
        owed.share = None if found.share is None else round(found.share, 6)
        owed.words, owed.done_at, owed.done_by = found.words, at, actor.name
        owed.save()
        after = {"department": department, "share": owed.share, "words": found.words}
        trail.note("stop.assess", f"stop/{number}", after=after)


def _check(stop: Stop) -> None:
    rules.check_stop_dates(stop.kind, stop.stops_on, stop.resumes_on)
    rules.check_text(stop.words, "停产说明", "words")
    if stop.stock_left is not None:
        rules.check_quantity(stop.stock_left, "当前库存", "stock left")


def _columns(stop: Stop) -> dict[str, object]:
    found = {field.name: getattr(stop, field.name) for field in fields(stop)}
    return found | {"kind": stop.kind.value, "cause": stop.cause.value}


def _matter(row: StopNotice) -> tuple[object, ...]:
    """What an assessment rests on."""
    return row.kind, row.stops_on, row.resumes_on, row.stock_left


def _public(row: StopNotice) -> dict[str, object]:
    names = ("kind", "cause", "stops_on", "resumes_on", "ended_on", "stock_left", "state")
    return {name: getattr(row, name) for name in names}


def _owe(row: StopNotice, on: date, book: ReportBook) -> None:
    by = book.assess_by(row.region_code, on)
    for department in ASSESSED_FROM:
        StopAssessment.objects.update_or_create(
            notice=row, department=department.value,
            defaults={
                "owed_since": on, "due_on": by.due_on, "due_words_zh": by.words_zh, "due_words_en": by.words_en,
                "clause": by.clause, "basis": by.basis, "share": None, "words": "", "done_at": None, "done_by": "",
            },
        )  # fmt: skip


def _locked(number: str, actor: Actor, book: ReportBook) -> StopNotice:
    row = StopNotice.objects.select_for_update().filter(number=number).first()
    if row is None:
        raise unknown(number)
    require(actor, Act.STOP_FILE, row.region_code, regions=book.regions, organisation=row.maker)
    if row.state != StopState.IN_FORCE:
        raise _ended(row)
    return row


def _ended(row: StopNotice) -> BaowenError:
    zh, en = STOP_STATE_WORDS[StopState(row.state)]
    return BaowenError(
        f"停产报告 {row.number} {zh}，不能再办理", f"the notice {row.number}: {en}; nothing more can be done"
    )


def _require_seat(department: Department, actor: Actor) -> None:
    if department not in ASSESSED_FROM:
        raise BaowenError(
            f"停产影响由{'、'.join(DEPARTMENT_WORDS[one][0] for one in ASSESSED_FROM)}部门评估",
            f"a stop is assessed by {', '.join(DEPARTMENT_WORDS[one][1] for one in ASSESSED_FROM)}",
        )
    held = {seat.department for seat in mechanism(actor.region) if seat.organisation == actor.organisation}
    if department not in held:
        zh, en = DEPARTMENT_WORDS[department]
        raise BaowenError(
            f"{actor.name} 所在单位不是 {actor.region} 联动机制中的{zh}部门，不能代为评估",
            f"the organisation of {actor.name} has no seat for {en} in {actor.region} and cannot assess for it",
        )
