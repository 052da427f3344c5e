"""What is done with the guide: a case cites an entry, a hospital adopts one. Both keep the edition. HOS-4."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.hospital.substitutes.kinds import Decision
from baowen.hospital.substitutes.models import Adoption, Citation, GuideEntry
from baowen.hospital.substitutes.states import EditionState
from baowen.orgs.permissions import Act, require
from baowen.respond.actions.moves import Doing
from baowen.respond.kinds import MeasureKind
from baowen.respond.queries import case_beside
from baowen.respond.queries.measures import measure_of


def cite(entry: int, case: str, doing: Doing, *, measure: int | None = None, words: str = "") -> int:
    """Let a case rest on an entry of a published edition, as the lead unit that has the case; its key.

    `measure`: a measure of that case of the kind substitution. BaowenError where the case cites the entry already.
    """
    words = within(words, "说明", "words", most=1000)
    with doing.writing() as trail:
        row = published_entry(entry)
        found = case_beside(case, doing.actor, book=doing.book)
        require(doing.actor, Act.CASE_MOVE, found.region, regions=doing.book.regions)
        if measure is not None:
            _refuse_other(measure, case, doing)
        made = Citation(
            entry=row, case=case, measure=measure, words=words, cited_at=doing.entered, cited_by=doing.actor.name,
            organisation=doing.actor.organisation,
        )  # fmt: skip
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError as error:
            raise BaowenError(f"案件 {case} 已引用该条目", f"case {case} cites it already") from error
        trail.note(
            "guide.cite", f"case/{case}", after={"entry": entry, "edition": row.edition.name, "measure": measure}
        )
    return made.pk


def _refuse_other(measure: int, case: str, doing: Doing) -> None:
    found = measure_of(measure, doing.actor, book=doing.book)
    if found.case != case or found.measure.kind is not MeasureKind.SUBSTITUTE:
        raise BaowenError(
            f"措施 {measure} 不是案件 {case} 的临床替代措施", f"measure {measure} is no substitution of case {case}"
        )


def decide_entry(entry: int, decision: Decision, words: str, doing: Doing) -> None:
    """Adopt an entry in the own hospital, adopt it with a change, or decline it with the reason; newest stands."""
    actor = doing.actor
    words = within(words, "说明", "words", most=1000)
    if decision is Decision.CHANGED:
        words = filled(words, "作了什么调整", "what is changed", most=1000)
    if decision is Decision.DECLINED:
        words = filled(words, "不采用的理由", "why it is declined", most=1000)
    with doing.writing() as trail:
        require(actor, Act.SUBSTITUTE_ADOPT, actor.region, regions=doing.book.regions, organisation=actor.organisation)
        row = published_entry(entry)
        if row.edition.region not in _own_and_above(doing):
            raise BaowenError("该指南不适用于本机构所在地区", "this guide is not one of your place")
        if row.edition.effective_on > day_of(doing.at):
            raise BaowenError("该版次尚未生效", "that edition is not yet in force")
        Adoption.objects.create(
            entry=row, hospital=actor.organisation, decision=decision.value, words=words, decided_at=doing.entered,
            decided_by=actor.name,
        )  # fmt: skip
        trail.note(
            "guide.decide", f"organisation/{actor.organisation}", after={"entry": entry, "decision": decision.value}
        )


def _own_and_above(doing: Doing) -> set[str]:
    own = doing.actor.region
    return {own, *(one.code for one in doing.book.regions.ancestors(own))}


def published_entry(entry: int) -> GuideEntry:
    """An entry of a published edition; BaowenError for none, and for one of a draft or a withdrawn edition."""
    row = GuideEntry.objects.select_related("edition").filter(pk=entry).first()
    if row is None or row.edition.state != EditionState.PUBLISHED.value:
        raise BaowenError(f"没有已发布的条目 {entry}", f"there is no published entry {entry}")
    return row
