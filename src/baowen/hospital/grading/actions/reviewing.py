"""Officers of the hospital's place and above accept a grade or return it with the reason. HOS-5."""

from __future__ import annotations

from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.hospital.grading.models import ShortageGrade
from baowen.hospital.grading.states import GradeState
from baowen.orgs.permissions import Act, require
from baowen.respond.actions.moves import Doing


def review_grade(key: int, doing: Doing, *, accept: bool, words: str = "") -> None:
    """Accept a grade that waits, or return it with words; BaowenError for one that was reviewed already."""
    words = (
        within(words, "意见", "words", most=1000) if accept else filled(words, "退回的理由", "the reason", most=1000)
    )
    with doing.writing() as trail:
        row = ShortageGrade.objects.select_for_update().filter(pk=key).first()
        regions = doing.book.regions
        if row is None or not regions.within(row.region, doing.actor.region):
            raise BaowenError(f"没有可阅看的分级 {key}", f"there is no grade {key} that you may see")
        require(doing.actor, Act.REPORT_REVIEW, row.region, regions=regions)
        if row.state != GradeState.GRADED.value:
            raise BaowenError(f"分级 {key} 已经复核或已被替换", f"grade {key} does not wait for review")
        row.state = (GradeState.ACCEPTED if accept else GradeState.RETURNED).value
        row.reviewed_at, row.reviewed_by, row.reviewer = doing.entered, doing.actor.name, doing.actor.organisation
        row.review_words = words
        row.save()
        trail.note("grade.review", f"grade/{key}", after={"state": row.state})
