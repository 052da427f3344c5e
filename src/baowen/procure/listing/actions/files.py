"""Documents of an application: proof of a price, of a cost, of a need. Kept before any record names them. PRC-1.

Their names and words may name people: the audit chain has hashes and sizes alone.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import IntegrityError

from baowen.core.audit.trail import writing
from baowen.core.problems import BaowenError
from baowen.core.rawfiles import KeptFile, keep_attachment
from baowen.core.texts import within
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.regions import load_regions
from baowen.procure.listing.actions.applications import locked_application
from baowen.procure.listing.models import Application, ApplicationDocument
from baowen.procure.listing.states import APPLICATION_WORDS, ApplicationState

MOST_BYTES = 20 * 1024 * 1024
MOST_FILES = 50
CLOSED = (ApplicationState.RETURNED, ApplicationState.TAKEN_BACK)


def keep_document(number: str, path: Path, folder: Path, *, actor: Actor) -> KeptFile:
    """Keep a file for an own application in the home, outside of every transaction; BaowenError, NotAllowedError."""
    row = Application.objects.filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有申报编号 {number}，请核对", f"there is no application {number}; check the number")
    _require(row, actor)
    return keep_attachment(path, folder, most=MOST_BYTES)


def add_document(number: str, file: KeptFile, words: str, *, actor: Actor, at: datetime) -> int:
    """Add a kept file to an application; its number. BaowenError where it has this very file, or was returned."""
    words = within(words, "材料说明", "description of the document", most=500)
    try:
        with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
            row = locked_application(number)
            _require(row, actor)
            if ApplicationState(row.state) in CLOSED:
                zh, en = APPLICATION_WORDS[ApplicationState(row.state)]
                raise BaowenError(f"{number} {zh}，不能再补充材料", f"{number} is {en}: no more documents")
            if row.documents.count() >= MOST_FILES:
                raise BaowenError(f"一份申报最多 {MOST_FILES} 个材料", f"an application has {MOST_FILES} documents")
            document = ApplicationDocument.objects.create(
                application=row, sha256=file.sha256, file_name=file.name, media_type=file.media_type, size=file.size,
                words=words, organisation=actor.organisation, added_at=at, added_by=actor.name,
            )  # fmt: skip
            after = {"document": document.pk, "sha256": file.sha256, "size": file.size, "type": file.media_type}
            trail.note("listing.document_add", f"application/{number}", after=after)
            return document.pk
    except IntegrityError as error:
        raise BaowenError(f"{number} 已有内容相同的材料", f"{number} has this very document already") from error


def _require(row: Application, actor: Actor) -> None:
    require(actor, Act.LISTING_APPLY, row.region, regions=load_regions(), organisation=row.enterprise)
