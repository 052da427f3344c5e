"""Writes of yearly assessments of reserve holders: begin, judge, publish, object, answer, withdraw. RSV-4."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from baowen.core.audit.trail import Trail
from baowen.core.calendar import due
from baowen.core.clock import day_of
from baowen.core.messages.rules import Text
from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.lake.store import Lake
from baowen.orgs.permissions import Act, require
from baowen.orgs.queries import organisation_on_file
from baowen.reserve.plans.actions.store import MOST_WORDS, next_number, planning_place, tell
from baowen.reserve.plans.assessment_rules import OBJECTION, checked_orders, criteria, grade, scored
from baowen.reserve.plans.models import Agreement, Assessment, AssessmentEvent, AssessmentPart
from baowen.reserve.plans.queries.year import figures_of
from baowen.reserve.plans.states import (
    ASSESSMENT_RULES,
    ASSESSMENT_STATE_WORDS,
    AssessmentMove,
    AssessmentState,
)
from baowen.respond.actions.moves import Doing


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The points that a person gives to a criterion, and why."""

    name: str
    points: Decimal
    words: str


def begin_assessment(
    holder: str, year: int, lake: Lake, doing: Doing, *, orders_in_time: int | None = None,
    orders: int | None = None,
) -> str:  # fmt: skip
    """Begin the assessment of a holder's year by the own place, with the parts that figures answer; its number.

    `orders`: release orders of the year, `orders_in_time` those answered in time; both None where nobody says.
    """
    place, on = planning_place(doing), day_of(doing.at)
    told = checked_orders(orders_in_time, orders)
    first, last = date(year, 1, 1), min(date(year, 12, 31), on)
    if first > on:
        raise BaowenError(f"{year} 年尚未开始，不能考核", f"the year {year} has not begun")
    code = organisation_on_file(holder).code
    if not Agreement.objects.filter(holder=code, region=place.code, withdrawn_at=None, starts_on__lte=last).exists():
        raise BaowenError(f"{code} 在 {year} 年没有为本地区承储", f"{code} held nothing for your place in {year}")
    ruling = doing.book.ruling(place.code, last)
    figures = figures_of(code, place.code, lake, ruling=ruling, since=first, until=last, orders=told)
    with doing.writing() as trail:
        row = Assessment(
            number=next_number("RE", place.code, on.year), holder=code, region=place.code, year=year,
            state=AssessmentState.DRAFT.value, figures_on=last, policy=ruling.digest,
            organisation=doing.actor.organisation, began_at=doing.entered, began_by=doing.actor.name,
        )  # fmt: skip
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise BaowenError(
                f"{code} 的 {year} 年考核已经开始；需要重做请先撤回", f"{code} is assessed for {year} already"
            ) from error
        AssessmentPart.objects.bulk_create(
            AssessmentPart(
                assessment=row, position=at, name=one.criterion.name, title_zh=one.criterion.zh,
                title_en=one.criterion.en, most=one.criterion.most,
                computed=one.criterion.computed.value if one.criterion.computed else "", points=one.points,
                words_zh=one.zh, words_en=one.en, by_figures=one.points is not None,
            )
            for at, one in enumerate(scored(criteria(ruling), figures), start=1)
        )  # fmt: skip
        _moved(row, AssessmentMove.BEGIN, "", doing, trail)
    return row.number


def judge_part(number: str, judged: Judged, doing: Doing) -> None:
    """Give points to a part that no figure answers, with the reason. BaowenError for a computed part."""
    words = filled(judged.words, "评分说明", "reason", most=1000)
    with doing.writing() as trail:
        row = _locked(number, AssessmentMove.JUDGE, doing)
        part = row.parts.filter(name=judged.name).first()
        if part is None:
            raise BaowenError(f"没有考核项目 {judged.name}", f"there is no criterion {judged.name}")
        if part.by_figures:
            raise BaowenError(f"“{part.title_zh}”由数据计算，不能改分", f"{part.title_en} is computed from figures")
        if not 0 <= judged.points <= part.most or judged.points != round(judged.points, 2):
            raise BaowenError(f"得分应在 0 至 {part.most} 之间", f"points go from 0 to {part.most}, two decimals")
        part.points, part.judged_words = judged.points, words
        part.save()
        _moved(row, AssessmentMove.JUDGE, f"{part.title_zh}：{judged.points}", doing, trail)


def publish_assessment(number: str, doing: Doing) -> None:
    """Publish the result to the holder. BaowenError while a part has no points."""
    with doing.writing() as trail:
        row = _locked(number, AssessmentMove.PUBLISH, doing)
        parts = list(row.parts.all())
        missing = [part for part in parts if part.points is None]
        if missing:
            raise BaowenError(
                f"还有项目没有评分：{'、'.join(part.title_zh for part in missing)}",
                f"parts without points: {', '.join(part.title_en for part in missing)}",
            )
        on, ruling = day_of(doing.at), doing.book.ruling(row.region, row.figures_on)
        row.points = sum((part.points for part in parts if part.points is not None), Decimal(0))
        row.result_zh, row.result_en = grade(row.points, ruling)
        entry = ruling.get(OBJECTION)
        if entry is not None and not entry.is_unset:
            row.objection_until = due(on, entry.whole(), entry.unit, doing.book.calendar, roll=False).due_on
        row.published_at, row.published_by = doing.entered, doing.actor.name
        _moved(row, AssessmentMove.PUBLISH, "", doing, trail)
        said = Text(f"{row.year} 年承储考核 {number} 已公布", f"the assessment {number} of {row.year} is published")
        tell(row.holder, (f"reserve_assessment/{number}", "publish"), said, doing, trail)


def object_to(number: str, words: str, doing: Doing) -> None:
    """The holder objects to its result. BaowenError after the last day, where the pack sets one."""
    words = filled(words, "异议", "objection", most=MOST_WORDS)
    with doing.writing() as trail:
        row = _locked(number, AssessmentMove.OBJECT, doing)
        if row.objection_until is not None and day_of(doing.at) > row.objection_until:
            raise BaowenError(
                f"异议期限 {row.objection_until} 已过", f"the time to object ended on {row.objection_until}"
            )
        _moved(row, AssessmentMove.OBJECT, words, doing, trail)
        said = Text(f"承储考核 {number} 有异议，请答复", f"the holder objects to {number}: please answer")
        tell(row.organisation, (f"reserve_assessment/{number}", "object"), said, doing, trail)


def answer_objection(number: str, words: str, doing: Doing, *, points: Decimal | None = None) -> None:
    """Answer an objection; `points` where the sum is changed by it, which then has its grade anew."""
    words = filled(words, "答复", "answer", most=MOST_WORDS)
    with doing.writing() as trail:
        row = _locked(number, AssessmentMove.ANSWER, doing)
        if points is not None:
            most = sum((part.most for part in row.parts.all()), Decimal(0))
            if not 0 <= points <= most:
                raise BaowenError(f"总分应在 0 至 {most} 之间", f"the sum goes from 0 to {most}")
            row.points = points
            row.result_zh, row.result_en = grade(points, doing.book.ruling(row.region, row.figures_on))
        _moved(row, AssessmentMove.ANSWER, words, doing, trail)
        said = Text(f"对承储考核 {number} 的异议已答复", f"your objection to {number} is answered")
        tell(row.holder, (f"reserve_assessment/{number}", "answer"), said, doing, trail)


def withdraw_assessment(number: str, doing: Doing) -> None:
    """Take an assessment back, with the reason; the year can be assessed again."""
    reason = filled(doing.reason, "撤回理由", "reason", most=MOST_WORDS)
    with doing.writing() as trail:
        row = _locked(number, AssessmentMove.WITHDRAW, doing)
        seen = row.published_at is not None
        _moved(row, AssessmentMove.WITHDRAW, reason, doing, trail)
        if seen:
            said = Text(f"承储考核 {number} 已撤回", f"the assessment {number} is withdrawn")
            tell(row.holder, (f"reserve_assessment/{number}", "withdraw"), said, doing, trail)


def _locked(number: str, move: AssessmentMove, doing: Doing) -> Assessment:
    row, rule = Assessment.objects.select_for_update().filter(number=number).first(), ASSESSMENT_RULES[move]
    if row is None:
        raise BaowenError(f"没有考核 {number}", f"there is no assessment {number}")
    if rule.by_holder:
        require(doing.actor, Act.RESERVE_MOVE, row.region, regions=doing.book.regions, organisation=row.holder)
    else:
        planning_place(doing, row.region)
    if AssessmentState(row.state) not in rule.sources:
        zh, en = ASSESSMENT_STATE_WORDS[AssessmentState(row.state)]
        raise BaowenError(f"{number} 现为“{zh}”，不能{rule.zh}", f"{number} is {en}: cannot {rule.en}")
    return row


def _moved(row: Assessment, move: AssessmentMove, words: str, doing: Doing, trail: Trail) -> None:
    row.state = ASSESSMENT_RULES[move].to.value
    row.save()
    AssessmentEvent.objects.create(
        assessment=row, move=move.value, state=row.state, words=within(words, "说明", "words", most=MOST_WORDS),
        organisation=doing.actor.organisation, moved_at=doing.entered, moved_by=doing.actor.name,
    )  # fmt: skip
    trail.note(
        f"reserve.assessment.{move}", f"reserve_assessment/{row.number}",
        after={
            "holder": row.holder, "region": row.region, "year": row.year, "state": row.state, "points": row.points,
            "result": row.result_zh,
        },
    )  # fmt: skip
