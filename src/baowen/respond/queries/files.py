"""Reads of the files of a case: what was added by whom, and which of them somebody may have. RSP-1, ENF-1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, decide
from baowen.respond.kinds import Channel
from baowen.respond.models import Case, CaseFile
from baowen.respond.queries.seeing import seen_case, sees, sees_military
from baowen.respond.rulebook import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """A file of a case; `withdrawn_at` is None while it counts. `size` in bytes."""

    id: int
    case: str
    sha256: str
    file_name: str
    media_type: str
    size: int
    words: str
    by: str
    organisation: str
    added_at: datetime
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdrawn_because: str


def files_of(number: str, actor: Actor, *, book: Rulebook) -> list[FileView]:
    """The files of a case, withdrawn ones too, oldest first; BaowenError for a case that the actor may not see."""
    return files_of_case(seen_case(number, actor, book))


def files_of_case(case: Case) -> list[FileView]:
    """The files of a case that the reader may see."""
    return [file_view(row, case.number) for row in case.files.all()]


def file_to_read(file: int, actor: Actor, *, book: Rulebook) -> FileView:
    """One file, for who may see its case or was handed it over; BaowenError for any other, and for a withdrawn one."""
    row = CaseFile.objects.select_related("case").filter(pk=file).first()
    if row is None or not (sees(row.case, actor, book) or _was_handed_over(row, actor, book)):
        # The same words for both: whoever may not see a file does not learn that it exists.
        raise BaowenError(f"没有可阅看的附件 {file}", f"there is no file {file} that you may see")
    if row.withdrawn_at is not None:
        raise BaowenError(
            f"附件 {file} 已撤回，不再提供；理由：{row.withdrawn_because}",
            f"file {file} was withdrawn and is not given out: {row.withdrawn_because}",
        )
    return file_view(row, row.case.number)


def _was_handed_over(row: CaseFile, actor: Actor, book: Rulebook) -> bool:
    if row.case.channel == Channel.MILITARY and not sees_military(actor):
        return False
    own = actor.organisation
    if not decide(actor, Act.HANDOVER_ANSWER, actor.region, regions=book.regions, organisation=own).allowed:
        return False
    return row.handovers.filter(receiver=own).exists()


def file_view(row: CaseFile, case: str) -> FileView:
    """A row as others see it; `case` is the number of its case."""
    return FileView(
        id=row.pk, case=case, sha256=row.sha256, file_name=row.file_name, media_type=row.media_type, size=row.size,
        words=row.words, by=row.by, organisation=row.organisation, added_at=row.added_at,
        withdrawn_at=row.withdrawn_at, withdrawn_by=row.withdrawn_by, withdrawn_because=row.withdrawn_because,
    )  # fmt: skip
