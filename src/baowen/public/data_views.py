"""The public data sets as CSV and JSON, the page that explains them, and their schemas. PUB-1.

A stamp of what a set follows (the serving file, the lists, the bulletins, the day, the pack) names its content, so that
whoever has it already is told so without its being built.
"""

from __future__ import annotations

import hashlib
import io
import json
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from baowen.api.book import home, rulebook, serving
from baowen.core.clock import today
from baowen.core.tables import write_rows
from baowen.hospital.holdings.queries import choices_changed_at
from baowen.lists.queries import lists_changed_at
from baowen.procure.ocds.queries import changed_at
from baowen.public.bulletins import changed_at as bulletins_changed_at
from baowen.public.dataset import Dataset, Source
from baowen.public.datasets import BY_NAME, DATASETS
from baowen.public.granularity import GRANULARITY_WORDS, publication_rules
from baowen.public.kept import kept, kept_page
from baowen.public.rates import at_most
from baowen.vbp.rounds.queries import rounds_changed_at

TERMS: Final = (
    "可免费查阅、下载、转载；请注明来源、网址和数据时间。发布单位另有规定的，从其规定。"
    " Free to read, copy and pass on; name the source, its address and the time of the data. "
    "Rules of the publisher hold first."
)
SAMPLE: Final = 2
TYPES: Final = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}
# Whoever keeps a data set asks whether it is still new, and gets 304: only its content is big.
KEPT: Final = "public, no-cache"


def source() -> Source:
    """What the data sets are made from now."""
    region = home().region
    return Source(
        serving=serving(), region=region, rules=publication_rules(rulebook().ruling(region, today())), on=today(),
        lists_changed_at=lists_changed_at(), packs=rulebook().packs, bought_at=changed_at(region),
        rounds_at=rounds_changed_at(region), holdings_at=choices_changed_at(),
    )  # fmt: skip


def updated_at(one: Dataset, given: Source) -> datetime | None:
    """When what the set follows last changed; None where there is nothing yet."""
    times = {
        "cycle": given.serving.origin.built_at if given.serving else None,
        "lists": given.lists_changed_at if "lists" in one.follows else None,
        "market": given.bought_at,
        "rounds": given.rounds_at,
        "holdings": given.holdings_at,
        "bulletins": bulletins_changed_at() if "bulletins" in one.follows else None,
    }
    return max((found for name, found in times.items() if name in one.follows and found), default=None)


@login_not_required
@require_safe
@kept_page
@at_most("search", "300/m")
def data(request: HttpRequest) -> HttpResponse:
    """What data sets there are, what each field means, how often they are new, how to cite them."""
    given = source()
    shown = [
        {
            "one": one, "updated_at": updated_at(one, given),
            "sample": json.dumps(_first(one, given), ensure_ascii=False, indent=2, default=_plain),
        }
        for one in DATASETS
    ]  # fmt: skip
    return render(
        request, "public/data.html",
        {"sets": shown, "granularity": GRANULARITY_WORDS[given.rules.granularity], "rules": given.rules},
    )  # fmt: skip


def _first(one: Dataset, given: Source) -> list[dict[str, Any]]:
    stamp = _stamp(one, given, "sample")
    return _sample(one.name, stamp)


@lru_cache(maxsize=2 * len(DATASETS))
def _sample(name: str, stamp: str) -> list[dict[str, Any]]:
    """The first rows; `stamp` is only the key under which they are kept."""
    one, found = BY_NAME[name], []
    for row in one.rows(source()):
        found.append(_named(one, row))
        if len(found) == SAMPLE:
            break
    return found


@login_not_required
@require_safe
@at_most("data", "60/m")
def dataset(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """One data set as CSV or JSON; 304 for whoever has it already."""
    one = BY_NAME.get(name)
    if one is None:
        raise Http404
    given = source()
    changed, stamp = updated_at(one, given), _stamp(one, given, form)
    etag, since = f'"{stamp}"', int(changed.timestamp()) if changed else None
    answer = get_conditional_response(request, etag=etag, last_modified=since)
    if answer is None:
        address = request.build_absolute_uri(reverse("public:schema", args=[name]))
        answer = HttpResponse(_content(name, form, address, stamp), content_type=TYPES[form])
        answer["ETag"] = etag
        if since is not None:
            answer.headers["Last-Modified"] = http_date(since)
        if form == "csv":
            answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer["Cache-Control"] = KEPT
    # Whoever plots the data on a page of their own may ask for it from there.
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@login_not_required
@require_safe
@kept
@at_most("data", "60/m")
def schema(request: HttpRequest, name: str) -> HttpResponse:
    """The JSON Schema of a data set."""
    one = BY_NAME.get(name)
    if one is None:
        raise Http404
    answer = JsonResponse(
        one.schema(request.build_absolute_uri()), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    answer["Content-Type"] = "application/schema+json; charset=utf-8"
    return answer


def _stamp(one: Dataset, given: Source, form: str) -> str:
    parts = (one.name, form, updated_at(one, given), given.on, given.rules.granularity, given.rules.least_hospitals)
    return hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()[:32]


@lru_cache(maxsize=2 * len(DATASETS))
def _content(name: str, form: str, address: str, stamp: str) -> bytes:
    """What is served, compared by its stamp; built once for as long as nothing changes."""
    one, given = BY_NAME[name], source()
    if form == "csv":
        text = io.StringIO()
        write_rows(text, [field.name for field in one.fields], one.rows(given))
        return text.getvalue().encode()
    changed = updated_at(one, given)
    document = {
        "dataset": name, "updated_at": changed.isoformat() if changed else None, "terms": TERMS, "schema": address,
        "rows": [_named(one, row) for row in one.rows(given)],
    }  # fmt: skip
    return json.dumps(document, ensure_ascii=False, default=_plain).encode()


def _named(one: Dataset, row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip((field.name for field in one.fields), row, strict=True))


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
