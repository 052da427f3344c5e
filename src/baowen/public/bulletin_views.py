"""The public pages of bulletins: the list, one with its corrections, and the feed. RPT-4, PUB-1."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.feedgenerator import Rss201rev2Feed
from django.views.decorators.http import require_safe

from baowen.core.language import is_english
from baowen.core.problems import BaowenError
from baowen.public.bulletins import MOST, BulletinView, bulletin, published
from baowen.public.kept import kept, kept_page
from baowen.public.rates import at_most
from baowen.public.states import BulletinState


def shown(one: BulletinView) -> dict[str, Any]:
    """A bulletin as a page shows it; `only_chinese`: English was asked for in vain."""
    english = is_english()
    return {
        "one": one, "title": one.title(english=english), "paragraphs": one.paragraphs(english=english),
        "only_chinese": english and not one.body_en, "is_withdrawn": one.state is BulletinState.WITHDRAWN,
    }  # fmt: skip


@login_not_required
@require_safe
@kept_page
@at_most("search", "300/m")
def bulletins(request: HttpRequest) -> HttpResponse:
    """Every published bulletin, the newest first, page by page."""
    given = request.GET.get("before", "")
    before = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
    found = published(most=MOST + 1, before=before)
    more = found[MOST - 1].key if len(found) > MOST else None
    return render(request, "public/bulletins.html", {"lines": [shown(one) for one in found[:MOST]], "more": more})


@login_not_required
@require_safe
@kept_page
@at_most("search", "300/m")
def one_bulletin(request: HttpRequest, number: str) -> HttpResponse:
    """One bulletin, with what corrects it."""
    try:
        found, corrections = bulletin(number)
    except BaowenError:
        raise Http404 from None
    return render(request, "public/bulletin.html", {**shown(found), "corrections": [shown(one) for one in corrections]})


@login_not_required
@require_safe
@kept
@at_most("data", "60/m")
def feed(request: HttpRequest) -> HttpResponse:
    """The newest bulletins as RSS."""
    base = request.build_absolute_uri("/public/bulletins/")
    made = Rss201rev2Feed(
        title="保稳：公告 baowen: bulletins", link=base, description="公告 Bulletins", language="zh-cn"
    )
    for one in published():
        mark = "【已撤回】" if one.state is BulletinState.WITHDRAWN else "【更正】" if one.corrects else ""
        made.add_item(
            title=mark + one.title_zh, link=f"{base}{one.number}/",
            description="\n\n".join(one.paragraphs(english=False)),
            unique_id=one.number, unique_id_is_permalink=False, pubdate=one.published_at, author_name=one.issuer,
        )  # fmt: skip
    return HttpResponse(made.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")
