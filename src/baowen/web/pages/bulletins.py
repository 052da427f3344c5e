"""Where bulletins are written, looked at, published and withdrawn. RPT-4."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from baowen.core.clock import now
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act
from baowen.public.actions.publishing import (
    BODY_MOST,
    TITLE_EN_MOST,
    TITLE_MOST,
    WHY_MOST,
    BulletinFacts,
    discard_bulletin,
    publish_bulletin,
    revise_bulletin,
    withdraw_bulletin,
    write_bulletin,
)
from baowen.public.bulletins import BulletinView, draft, drafts, published
from baowen.public.states import BULLETIN_WORDS, BulletinState
from baowen.web.deeds import done
from baowen.web.exports import Table, exported
from baowen.web.viewer import Viewer, viewer_of

MOST = {"title_zh": TITLE_MOST, "title_en": TITLE_EN_MOST, "body": BODY_MOST, "why": WHY_MOST}


def bulletins(request: HttpRequest) -> HttpResponse:
    """Drafts of the own region, and its newest published bulletins with what can be done about each."""
    viewer = viewer_of(request)
    waiting = drafts(viewer.actor)
    file = exported(request, {"drafts": lambda: _table(waiting, viewer)})
    if file is not None:
        return file
    out = [one for one in published(most=200) if one.region == viewer.actor.region]
    shown = {
        "drafts": [{"one": one, "title": one.title(english=viewer.english)} for one in waiting],
        "lines": [
            {
                "one": one, "title": one.title(english=viewer.english), "state": viewer.say(BULLETIN_WORDS[one.state]),
                "holds": one.state is BulletinState.PUBLISHED,
            }
            for one in out
        ],
        "may_publish": viewer.may(Act.BULLETIN_PUBLISH), "most": MOST,
    }  # fmt: skip
    return render(request, "pages/bulletins.html", shown)


def _table(found: Iterable[BulletinView], viewer: Viewer) -> Table:
    headings = (("标题", "Title"), ("更正", "Corrects"), ("起草人", "Written by"))
    return Table(headings, [[one.title(english=viewer.english), one.corrects, one.made_by] for one in found])


def write(request: HttpRequest) -> HttpResponse:
    """The form of a new bulletin, of a correction (`corrects`), or of a draft (`draft`); what was wrong stays typed."""
    viewer, given = viewer_of(request), request.POST
    if request.method == "POST":
        facts = _facts(request)
        key = given.get("draft", "")
        try:
            if key:
                revise_bulletin(int(key), facts, actor=viewer.actor, at=now())
            else:
                key = str(write_bulletin(facts, actor=viewer.actor, at=now()))
        except BaowenError as error:
            messages.error(request, viewer.told(error))
            return _form(request, {"facts": facts, "draft": key})
        return redirect("bulletin_draft", key)
    asked = request.GET.get("draft", "")
    drafts(viewer.actor)  # says why to whoever may not write
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return _form(request, {"facts": {"corrects": request.GET.get("corrects", "")}, "draft": ""})
    return _form(request, {"facts": draft(int(asked), viewer.actor), "draft": asked})


def _facts(request: HttpRequest) -> BulletinFacts:
    given = request.POST
    return BulletinFacts(
        title_zh=given.get("title_zh", ""), body_zh=given.get("body_zh", ""), title_en=given.get("title_en", ""),
        body_en=given.get("body_en", ""), corrects=given.get("corrects", "").strip(),
    )  # fmt: skip


def _form(request: HttpRequest, shown: dict[str, Any]) -> HttpResponse:
    return render(request, "pages/bulletin_form.html", {**shown, "most": MOST})


def preview(request: HttpRequest, key: int) -> HttpResponse:
    """A draft in both languages as everybody will read it; POST publishes or discards it."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return _move(request, viewer, key)
    one = draft(key, viewer.actor)
    texts = [("中文", "zh-hans", one.title_zh, one.paragraphs(english=False))]
    if one.body_en:
        texts.append(("English", "en", one.title_en, one.paragraphs(english=True)))
    shown = {"one": one, "texts": texts, "may_publish": viewer.may(Act.BULLETIN_PUBLISH)}
    return render(request, "pages/bulletin_draft.html", shown)


def _move(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    if request.POST.get("move") == "publish":
        return done(
            request, viewer, lambda: publish_bulletin(key, actor=viewer.actor, at=now()),
            ("公告已发布。", "The bulletin is published."), "bulletins",
        )  # fmt: skip
    return done(
        request, viewer, lambda: discard_bulletin(key, actor=viewer.actor, at=now()),
        ("草稿已删除。", "The draft is deleted."), "bulletins",
    )  # fmt: skip


def withdraw(request: HttpRequest) -> HttpResponse:
    """Withdraw a published bulletin with its reason."""
    viewer, given = viewer_of(request), request.POST
    return done(
        request, viewer,
        lambda: withdraw_bulletin(
            given.get("number", ""), why=given.get("why", ""), actor=viewer.actor, at=now()
        ),
        ("公告已撤回，原文和原因仍然公开。", "Withdrawn; text and reason stay to be read."), "bulletins",
    )  # fmt: skip
