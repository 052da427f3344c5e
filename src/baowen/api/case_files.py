"""Files of cases by API: listed, added, given back as they came, withdrawn. RSP-1, ENF-1."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja import File, Form, Router
from ninja.files import UploadedFile

from baowen.api.auth import caller, clean
from baowen.api.book import home, rulebook
from baowen.api.once import once
from baowen.api.reports import saved
from baowen.api.schemas.beside import FileIn, FileNumberOut, FileOut
from baowen.api.schemas.common import ERRORS, Key, WhyIn
from baowen.core.clock import now
from baowen.core.rawfiles import unchanged
from baowen.orgs.tokens import Scope
from baowen.respond.actions import files
from baowen.respond.actions.moves import Doing
from baowen.respond.queries import FileView, file_to_read, files_of

router = Router(tags=["案件附件 files of cases"])


@router.get("/cases/{number}/files", summary="案件附件列表", response={200: list[FileOut], **ERRORS})
def list_files(request: HttpRequest, number: str) -> list[FileView]:
    """The files of a case, withdrawn ones too, oldest first."""
    return files_of(clean(number), caller(request, Scope.CASES_READ), book=rulebook())


@router.post("/cases/{number}/files", summary="添加案件附件", response={200: FileNumberOut, **ERRORS})
def add_file(request: HttpRequest, number: str, file: File[UploadedFile], told: Form[FileIn]) -> HttpResponse:
    """Add a file to a case: pdf, png, jpg, xlsx, docx or txt; `words` says what it shows."""
    doing, number = Doing(actor=caller(request, Scope.CASES_MOVE), at=now(), book=rulebook()), clean(number)

    def work() -> dict[str, object]:
        with TemporaryDirectory() as folder:
            path = saved(file, Path(folder), most=files.MOST_BYTES)
            kept = files.keep_file(number, path, home().raw, doing)
            return {"id": files.add_file(number, kept, told.words, doing)}

    return once(request, doing.at, work)


@router.get("/files/{file}", summary="下载案件附件", response={200: None, **ERRORS})
def give_file(request: HttpRequest, file: Key) -> HttpResponse:
    """The very bytes of a file, for who may see its case or was handed it over."""
    return attachment(file_to_read(file, caller(request, Scope.CASES_READ), book=rulebook()))


@router.post("/files/{file}/withdraw", summary="撤回案件附件", response={200: FileNumberOut, **ERRORS})
def withdraw_file(request: HttpRequest, file: Key, asked: WhyIn) -> HttpResponse:
    """Mark a file as withdrawn, with a reason; it is not given out any more and stays listed."""
    actor = caller(request, Scope.CASES_MOVE)
    doing = Doing(actor=actor, at=now(), book=rulebook(), reason=asked.reason)

    def work() -> dict[str, object]:
        files.withdraw_file(file, doing)
        return {"id": file}

    return once(request, doing.at, work)


class Attached(Protocol):
    """What is needed to give a kept file out."""

    @property
    def sha256(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def file_name(self) -> str: ...


def attachment(file: Attached) -> HttpResponse:
    """A file as a browser saves it and never shows it: what others have sent is not part of the site."""
    answer = HttpResponse(unchanged(home().raw, file.sha256), content_type=file.media_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.file_name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
