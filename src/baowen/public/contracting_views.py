"""Open contracting data by month as JSON and JSON lines, streamed, and the page that explains them. PRC-7, PUB-1."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Final, cast

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from baowen.api.book import home, rulebook, serving
from baowen.core.clock import day_of, now, today
from baowen.core.period import Month
from baowen.lists.queries import lists_changed_at
from baowen.procure.ocds.naming import BUYER, FILING_HOSPITAL, OFFERS
from baowen.procure.ocds.packages import PLACEHOLDER, lines_text, package_head, package_text
from baowen.procure.ocds.queries import Scope, bounds, changed_at, first_month, rows_of
from baowen.public.contracting import public_scope, publisher
from baowen.public.data_views import KEPT
from baowen.public.kept import kept_page
from baowen.public.rates import at_most

TYPES: Final = {"json": "application/json; charset=utf-8", "jsonl": "application/jsonl; charset=utf-8"}
MONTHS: Final = 120


def scope() -> Scope:
    """What is published now."""
    return public_scope(home(), serving(), rulebook().packs, on=today(), now=now())


@login_not_required
@require_safe
@kept_page
@at_most("search", "300/m")
def contracting(request: HttpRequest) -> HttpResponse:
    """What the open contracting data are, by which rules, and a link for each month."""
    given = scope()
    ruling = rulebook().ruling(home().region, today())
    shown = {
        "months": months(), "prefix": given.prefix, "is_placeholder": given.prefix == PLACEHOLDER,
        "rules": [ruling.entry(key) for key in (BUYER, FILING_HOSPITAL, OFFERS)],
        "changed_at": changed_at(home().region),
    }  # fmt: skip
    return render(request, "public/contracting.html", shown)


@login_not_required
@require_safe
@at_most("data", "60/m")
def month_of_purchases(request: HttpRequest, kind: str, month: str, form: str) -> HttpResponse:
    """The releases or records of a month; 304 for whoever has them already."""
    asked = _month(month)
    changed, stamp = _changed(asked), _stamp(kind, month, form)
    etag, since = f'"{stamp}"', int(changed.timestamp()) if changed else None
    answer: HttpResponseBase | None = get_conditional_response(request, etag=etag, last_modified=since)
    if answer is None:
        text = _text(request, kind, asked, form)
        answer = StreamingHttpResponse((piece.encode() for piece in text), content_type=TYPES[form])
        answer["ETag"] = etag
        if since is not None:
            answer.headers["Last-Modified"] = http_date(since)
        answer["Content-Disposition"] = f'attachment; filename="ocds-{kind}-{month}.{form}"'
    answer["Cache-Control"] = KEPT
    answer["Access-Control-Allow-Origin"] = "*"
    return cast(HttpResponse, answer)  # streamed ones have headers all the same


def months() -> list[str]:
    """The months that there are, the newest first; none before anything happened."""
    first = first_month(home().region)
    here = Month.of(today())
    if first is None:
        return []
    found = [here.plus(-back) for back in range(MONTHS)]
    return [str(one) for one in found if one >= first]


def _month(text: str) -> Month:
    """A month that has begun; others are not found."""
    try:
        month = Month.parse(text)
    except ValueError:
        raise Http404 from None
    if month > Month.of(today()):
        raise Http404
    return month


def _text(request: HttpRequest, kind: str, month: Month, form: str) -> Iterator[str]:
    given = scope()
    rows = rows_of(kind, given, *bounds(month))
    if form == "jsonl":
        return lines_text(rows)
    address = request.build_absolute_uri(reverse("public:index"))
    head = package_head(publisher(home(), address), request.build_absolute_uri(), _changed(month) or given.now)
    return package_text(head, kind, rows)


def _changed(month: Month) -> datetime | None:
    """When what is told of a month last changed; after its end only the lists and the packs change it."""
    begins, ends = bounds(month)
    changed = changed_at(home().region)
    known = (min(changed, ends) if changed and changed >= begins else None, lists_changed_at())
    return max((at for at in known if at), default=None)


def _stamp(kind: str, month: str, form: str) -> str:
    """What names the content: all that happened, the lists, the day (of the packs and of what becomes due)."""
    opened = serving()
    parts = (
        kind, month, form, changed_at(home().region), lists_changed_at(), day_of(now()),
        opened.origin.built_at if opened else "", scope().prefix,
    )  # fmt: skip
    return hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()[:32]
