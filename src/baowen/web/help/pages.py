"""The pages of the help: the how-tos, those of the own roles first, and the glossary."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.core.language import is_english
from baowen.web.help.contacts import contacts_of
from baowen.web.help.glossary import found
from baowen.web.help.howto import EVERYBODY, PUBLIC, how_to
from baowen.web.help.topics import HOW_TOS
from baowen.web.viewer import viewer_of

MOST_TEXT = 100


def index(request: HttpRequest) -> HttpResponse:
    """Every how-to with its tasks, those of the own roles first, then what is for everybody."""
    actor = viewer_of(request).actor
    own = [name for name in HOW_TOS if name in actor.roles]
    others = [name for name in HOW_TOS if name not in own and name != EVERYBODY]
    shown = {
        "own": [how_to(name, english=is_english()) for name in (*own, EVERYBODY)],
        "others": [how_to(name, english=is_english()) for name in others],
        "contacts": contacts_of(actor),
    }
    return render(request, "help/index.html", shown)


def one(request: HttpRequest, name: str) -> HttpResponse:
    """The how-to of a role."""
    if name not in HOW_TOS:
        raise Http404
    shown = {"how_to": how_to(name, english=is_english()), "contacts": contacts_of(viewer_of(request).actor)}
    return render(request, "help/howto.html", shown)


@login_not_required
def of_the_public(request: HttpRequest) -> HttpResponse:
    """How anybody finds a drug, reports a shortage or a price, and follows the answer. PUB-1, PUB-2."""
    return render(request, "help/howto.html", {"how_to": how_to(PUBLIC, english=is_english())})


@login_not_required
def glossary(request: HttpRequest) -> HttpResponse:
    """The terms in both languages, all or those that a search finds."""
    text = request.GET.get("text", "").strip()[:MOST_TEXT]
    return render(request, "help/glossary.html", {"text": text, "groups": found(text)})
