"""The public pages of price supervision: public inquiries and disclosures. PRI-1, RPT-4."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from baowen.core.language import say
from baowen.core.problems import BaowenError
from baowen.price.kinds import NOTICE_WORDS
from baowen.price.queries import PublicNotice, public_notice, public_notices
from baowen.price.queries.public import MOST
from baowen.public.kept import kept_page
from baowen.public.rates import at_most


def _shown(one: PublicNotice) -> dict[str, Any]:
    return {"one": one, "kind": say(NOTICE_WORDS[one.kind]), "paragraphs": one.words.split("\n")}


@login_not_required
@require_safe
@kept_page
@at_most("search", "300/m")
def price_notices(request: HttpRequest) -> HttpResponse:
    """What was made public about prices, the newest first, page by page."""
    given = request.GET.get("before", "")
    before = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
    found = public_notices(most=MOST + 1, before=before)
    more = found[MOST - 1].key if len(found) > MOST else None
    shown = {"lines": [_shown(one) for one in found[:MOST]], "more": more}
    return render(request, "public/price_notices.html", shown)


@login_not_required
@require_safe
@kept_page
@at_most("search", "300/m")
def price_notice(request: HttpRequest, number: str) -> HttpResponse:
    """One of them; of a withdrawn one the reason alone."""
    try:
        found = public_notice(number)
    except BaowenError:
        raise Http404 from None
    return render(request, "public/price_notice.html", _shown(found))
