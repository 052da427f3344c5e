"""The policy viewer: what rules in a place on a day, and from which article. Values that no text gives are marked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import rulebook
from baowen.core.clock import today
from baowen.core.policy.entry import Basis, Entry
from baowen.core.policy.registry import KEYS
from baowen.core.policy.words import entry_words
from baowen.core.problems import BaowenError
from baowen.monitor.words import basis_words
from baowen.web.dates import day_given
from baowen.web.exports import Table, exported
from baowen.web.viewer import Viewer, regions, viewer_of


def policy(request: HttpRequest) -> HttpResponse:
    """The entries in force, by the beginning of their key."""
    viewer = viewer_of(request)
    place, on = request.GET.get("place") or viewer.actor.region, today()
    try:
        on = day_given(request.GET["on"]) if request.GET.get("on") else on
        regions().require(place)
    except BaowenError as error:
        messages.error(request, viewer.told(error))
        place = viewer.actor.region
    prefix = request.GET.get("key", "").strip()[:100]
    ruling = rulebook().packs.ruling(place, on)
    file = exported(request, {"policy": lambda: _table(list(map(ruling.entry, ruling.keys(prefix))), viewer)})
    if file is not None:
        return file
    entries = [
        {
            "entry": one, "words": entry_words(one, chinese=not viewer.english), "about": _about(one.key, viewer),
            "note": viewer.say((one.note_zh, one.note_en)), "basis": viewer.say(basis_words(one.basis.value)),
            "is_sure": one.basis is Basis.SOURCED,
        }
        for one in map(ruling.entry, ruling.keys(prefix))
    ]  # fmt: skip
    shown = {"place": place, "on": on, "prefix": prefix, "entries": entries, "version": ruling.digest}
    return render(request, "pages/policy.html", shown)


def _table(entries: list[Entry], viewer: Viewer) -> Table:
    headings = (
        ("条目", "Entry"), ("规定", "Rule"), ("值", "Value"), ("条款", "Clause"), ("依据", "Basis"), ("说明", "Note"),
    )  # fmt: skip
    return Table(
        headings,
        [
            [
                one.key, _about(one.key, viewer), entry_words(one, chinese=not viewer.english), one.clause,
                viewer.say(basis_words(one.basis.value)), viewer.say((one.note_zh, one.note_en)),
            ]
            for one in entries
        ],
    )  # fmt: skip


def _about(key: str, viewer: Viewer) -> str:
    """What an entry rules; its key where the register has no words."""
    spec = KEYS.get(key)
    return viewer.say((spec.zh, spec.en)) if spec is not None else key
