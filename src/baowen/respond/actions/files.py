"""Files of a case: added by whoever works on it or comments, withdrawn with a reason, never erased. RSP-1, ENF-1.

Their names and words may name people: the audit chain has numbers, hashes and sizes alone.
"""

from __future__ import annotations

from pathlib import Path

from django.db import IntegrityError

from baowen.core.problems import BaowenError
from baowen.core.rawfiles import KeptFile, keep_attachment
from baowen.core.texts import within
from baowen.orgs.permissions import Act
from baowen.respond.actions.moves import Doing
from baowen.respond.actions.store import locked, require_for, unknown_case
from baowen.respond.models import Case, CaseFile

MOST_BYTES = 20 * 1024 * 1024  # of one file: a scanned dossier, not a film
MOST_FILES = 200  # of a case


def keep_file(number: str, path: Path, folder: Path, doing: Doing) -> KeptFile:
    """Keep a file for a case in the home, unopened, before any record names it: outside of every transaction.

    BaowenError for one that is not taken; NotAllowedError for who may add none, so that nobody else fills the disk.
    """
    case = Case.objects.filter(number=number).first()
    if case is None:
        raise unknown_case(number)
    require_for(case, doing.actor, Act.CASE_FILE_ADD, case.origin_region, doing.book)
    return keep_attachment(path, folder, most=MOST_BYTES)


def add_file(number: str, file: KeptFile, words: str, doing: Doing) -> int:
    """Add a kept file to a case with what it shows; its number within the records.

    BaowenError where the case has this very file already, or has too many.
    """
    actor = doing.actor
    words = within(words, "附件说明", "description of the file", most=500)
    try:
        with doing.writing() as trail:
            case = locked(number)
            require_for(case, actor, Act.CASE_FILE_ADD, case.origin_region, doing.book)
            if case.files.count() >= MOST_FILES:
                raise BaowenError(f"一件案件最多 {MOST_FILES} 个附件", f"a case has {MOST_FILES} files at most")
            row = CaseFile.objects.create(
                case=case, sha256=file.sha256, file_name=file.name, media_type=file.media_type, size=file.size,
                words=words, by=actor.name, organisation=actor.organisation, added_at=doing.at,
            )  # fmt: skip
            after = {"file": row.pk, "sha256": file.sha256, "size": file.size, "type": file.media_type}
            trail.note("case.file_add", f"case/{number}", after=after)
            return row.pk
    except IntegrityError as error:
        raise BaowenError(
            f"案件 {number} 已有内容相同的附件，不必重复添加", f"case {number} has this very file already"
        ) from error


def withdraw_file(file: int, doing: Doing) -> str:
    """Mark a file of a case as withdrawn, with a reason; it is not given out any more and stays listed.

    The organisation that added it may, and the lead unit that has the case. The number of the case. BaowenError for an
    unknown file or one that is withdrawn.
    """
    actor = doing.actor
    if not doing.reason.strip():
        raise BaowenError("撤回附件须写明理由", "a reason must be given to withdraw a file")
    with doing.writing() as trail:
        row = CaseFile.objects.select_for_update().select_related("case").filter(pk=file).first()
        if row is None:
            raise BaowenError(f"没有附件 {file}，请核对编号", f"there is no file {file}; check the number")
        case = row.case
        if actor.organisation == row.organisation:
            require_for(
                case, actor, Act.CASE_FILE_WITHDRAW, actor.region, doing.book, organisation=row.organisation
            )  # fmt: skip
        else:
            require_for(case, actor, Act.CASE_MOVE, case.region, doing.book)
        if row.withdrawn_at is not None:
            raise BaowenError(f"附件 {file} 已撤回：{row.withdrawn_because}", f"file {file} was withdrawn already")
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_because = doing.at, actor.name, doing.reason.strip()
        row.save()
        trail.note("case.file_withdraw", f"case/{case.number}", after={"file": row.pk, "sha256": row.sha256})
    return case.number
