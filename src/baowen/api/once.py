"""Idempotency keys: a call that is sent again with the same key is answered as before and changes nothing.

The answer is stored in the transaction of the change, so there is none without the other. Only what succeeded is
remembered: a call that failed changed nothing, and may be mended and sent again with its key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from baowen.api.models import RememberedCall
from baowen.core.problems import BaowenError

HEADER = "Idempotency-Key"
MOST = 200
LONGEST_FORM_KEY = 64
KEPT = timedelta(days=30)


class KeyUsedError(BaowenError):
    """The key came with another call before."""


def once(request: HttpRequest, at: datetime, work: Callable[[], dict[str, object]]) -> HttpResponse:
    """Carry `work` out, which gives the answer; where the call has a key, at most once.

    KeyUsedError where the key was used for another call; BaowenError for a key that is too long.
    """
    key = request.headers.get(HEADER, "").strip()
    if len(key) > MOST or "\x00" in key:
        raise BaowenError(f"{HEADER} 最长 {MOST} 个字符", f"{HEADER} has {MOST} characters at most")
    if not key:
        return _answer(200, _text(work()))
    organisation: str = request.auth.organisation  # type: ignore[attr-defined]
    digest = _digest(request)
    before = _remembered(organisation, key, digest)
    if before is not None:
        return before
    try:
        with transaction.atomic():
            row = RememberedCall.objects.create(
                organisation=organisation, key=key, digest=digest, status=200, body="", at=at
            )
            row.body = _text(work())
            row.save(update_fields=["body"])
            return _answer(200, row.body)
    except IntegrityError:
        again = _remembered(organisation, key, digest)  # the same call came twice at once, and the other was first
        if again is None:
            raise
        return again


def first_time(organisation: str, key: str, at: datetime, work: Callable[[], object]) -> bool:
    """Carry `work` out for a form of a page, which has a key of its own; False, and nothing is done, where that form
    was carried out before: somebody clicked twice. A form that failed changed nothing, and keeps its key."""
    if not key or len(key) > LONGEST_FORM_KEY or "\x00" in key:
        work()
        return True
    try:
        with transaction.atomic():
            RememberedCall.objects.create(
                organisation=organisation, key=f"form:{key}", digest="", status=200, body="", at=at
            )
            work()
            return True
    except IntegrityError:
        if not RememberedCall.objects.filter(organisation=organisation, key=f"form:{key}").exists():
            raise
        return False


def forget_old_calls(*, at: datetime) -> int:
    """Delete the answers to calls of long ago, whose keys nobody sends again; how many."""
    return RememberedCall.objects.filter(at__lt=at - KEPT).delete()[0]


def _digest(request: HttpRequest) -> str:
    """The hash of what is asked. The body of a form is used up once its files are read, so these are hashed instead."""
    found = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if not (request.content_type or "").startswith("multipart/"):
        found.update(request.body)
        return found.hexdigest()
    for name, value in sorted(request.POST.items()):
        found.update(f"{name}={value}\n".encode())
    for name, file in sorted(request.FILES.items()):
        found.update(f"{name}={file.name}\n".encode())  # type: ignore[union-attr]
        for chunk in file.chunks():  # type: ignore[union-attr]
            found.update(chunk)
    return found.hexdigest()


def _remembered(organisation: str, key: str, digest: str) -> HttpResponse | None:
    row = RememberedCall.objects.filter(organisation=organisation, key=key).first()
    if row is None:
        return None
    if row.digest != digest:
        raise KeyUsedError(
            f"{HEADER} 已用于内容不同的另一次调用，请换一个新值", f"{HEADER} was used for another call; use a new one"
        )
    answer = _answer(row.status, row.body)
    answer["Idempotency-Replayed"] = "true"
    return answer


def _text(answer: dict[str, object]) -> str:
    return json.dumps(answer, ensure_ascii=False)


def _answer(status: int, body: str) -> HttpResponse:
    return HttpResponse(body, status=status, content_type="application/json; charset=utf-8")
