"""What an enterprise sees of the price matters about it: letters, what it owes, its draft and answers. PRI-1, ORG-4."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from baowen.core.paging import Paged, page_by_key
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, decide, require
from baowen.price.actions.store import unknown_matter
from baowen.price.kinds import TO_ENTERPRISE, LetterKind, Side
from baowen.price.models import AnswerFile, Letter, Matter
from baowen.price.queries.matters import MatterLine, line_of, sees
from baowen.price.queries.views import (
    AnswerFileView,
    AnswerView,
    LetterView,
    StepView,
    answer_view,
    letter_view,
    step_view,
)
from baowen.price.states import Stage
from baowen.respond.rulebook import Rulebook

PAGE = 50
_TO_ENTERPRISE = [kind.value for kind in TO_ENTERPRISE]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMatter:
    """A matter as its enterprise sees it: nothing of what officers write for themselves.

    `next_due` is what the enterprise owes next; `draft` is None before anything was typed.
    """

    number: str
    region: str
    drug: str
    stage: Stage
    opened_on: date
    next_due: date | None
    owed: list[StepView]
    letters: list[LetterView]
    answers: list[AnswerView]
    draft: AnswerView | None
    listings: list[str]

    @property
    def is_open(self) -> bool:
        return self.stage is not Stage.CLOSED


def own_matters(actor: Actor, *, book: Rulebook, cursor: str = "", limit: int = PAGE) -> Paged[MatterLine]:
    """Matters about the own enterprise in which something was sent to it, the newest first. NotAllowedError."""
    own = actor.organisation
    require(actor, Act.PRICE_ANSWER, actor.region, regions=book.regions, organisation=own)
    rows = Matter.objects.filter(enterprise=own, letters__kind__in=_TO_ENTERPRISE).distinct()
    return page_by_key(rows, _own_line, cursor=cursor, limit=limit, newest_first=True)


def _own_line(row: Matter) -> MatterLine:
    """The line with what the enterprise itself owes next."""
    line = line_of(row)
    return MatterLine(
        number=line.number, region=line.region, drug=line.drug, enterprise=line.enterprise, stage=line.stage,
        opened_on=line.opened_on, next_due=_next_due(row), moves=line.moves,
    )  # fmt: skip


def _next_due(row: Matter) -> date | None:
    owed = row.owed.filter(side=Side.ENTERPRISE.value, done_on=None, due_on__isnull=False).order_by("due_on").first()
    return None if owed is None else owed.due_on


def own_matter(number: str, actor: Actor, *, book: Rulebook) -> OwnMatter:
    """One matter about the own enterprise; BaowenError in the same words for another's and for none."""
    row = Matter.objects.filter(number=number, enterprise=actor.organisation).first()
    if row is None or not _answers(actor, book):
        raise unknown_matter(number)
    letters = row.letters.select_related("matter", "event").filter(kind__in=_TO_ENTERPRISE)
    draft = row.answers.filter(sent_at=None).first()
    return OwnMatter(
        number=row.number, region=row.region, drug=row.drug, stage=Stage(row.stage), opened_on=row.opened_on,
        next_due=_next_due(row),
        owed=[step_view(one, row.region, book) for one in row.owed.filter(side=Side.ENTERPRISE.value)],
        letters=[letter_view(one) for one in letters],
        answers=[answer_view(one) for one in row.answers.exclude(sent_at=None)],
        draft=None if draft is None else answer_view(draft), listings=[one.listing for one in row.listings.all()],
    )  # fmt: skip


def _answers(actor: Actor, book: Rulebook) -> bool:
    return decide(actor, Act.PRICE_ANSWER, actor.region, regions=book.regions, organisation=actor.organisation).allowed


def letter_to_read(key: int, actor: Actor, *, book: Rulebook) -> LetterView:
    """A letter for the officers of its place and for the enterprise it went to; BaowenError for everybody else."""
    row = Letter.objects.select_related("matter", "event").filter(pk=key).first()
    if row is not None:
        own = row.matter.enterprise == actor.organisation and _answers(actor, book)
        if sees(row.matter, actor, book) or (own and LetterKind(row.kind) in TO_ENTERPRISE):
            return letter_view(row)
    raise BaowenError(f"没有可阅看的公文 {key}", f"there is no letter {key} that you may see")


def answer_file_to_read(key: int, actor: Actor, *, book: Rulebook) -> AnswerFileView:
    """A file of an answer: the enterprise's own, and what was sent for the officers. BaowenError for all others."""
    row = AnswerFile.objects.select_related("answer__matter").filter(pk=key).first()
    if row is not None:
        matter = row.answer.matter
        own = matter.enterprise == actor.organisation and _answers(actor, book)
        if own or (row.answer.sent_at is not None and sees(matter, actor, book)):
            return AnswerFileView(
                id=row.pk, sha256=row.sha256, file_name=row.file_name, media_type=row.media_type, size=row.size
            )
    raise BaowenError(f"没有可阅看的附件 {key}", f"there is no file {key} that you may see")
