"""How much of the own stock the public sees, with what it would see: the same words as the public page. HOS-6."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import home, rulebook
from baowen.core.clock import today
from baowen.core.money import plain
from baowen.hospital.holdings.actions import show_stock
from baowen.hospital.holdings.kinds import BAND_WORDS, SHOWING_WORDS, Showing
from baowen.hospital.holdings.queries import Held, own_showing, previewed
from baowen.lake.store import Lake
from baowen.web.deeds import done
from baowen.web.exports import Table, exported
from baowen.web.pages.vbp_fields import doing_of, one_of, options_of
from baowen.web.viewer import Viewer, viewer_of

MOST = 200
PREVIEW = (("药品", "Drug"), ("公众看到", "The public sees"), ("盘点", "Counted"))


def holdings(request: HttpRequest) -> HttpResponse:
    """The own choice and what the public sees by it, or would see by another; POST chooses."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return done(
            request, viewer, lambda: show_stock(Showing(request.POST.get("showing", "")), doing_of(viewer)),
            ("已保存，公众页面一分钟内更新。", "Kept; public pages follow within a minute."), "hospital_holdings",
        )  # fmt: skip
    ruling = rulebook().ruling(viewer.actor.region, today())
    choice = own_showing(viewer.actor, ruling)
    seen = one_of(Showing, request.GET.get("as", "")) or choice.showing
    found = previewed(Lake(home().lake), viewer.actor, seen, ruling=ruling, day=today(), most=MOST)
    lines = [_line(drug, told, viewer) for drug, told in found]
    file = exported(
        request,
        {"preview": lambda: Table(PREVIEW, [[one["drug"], one["words"], one["counted_on"]] for one in lines])},
    )
    if file is not None:
        return file
    shown = {
        "choice": choice, "now_words": viewer.say(SHOWING_WORDS[choice.showing]), "lines": lines,
        "showings": options_of(SHOWING_WORDS, viewer, choice.showing.value),
        "previews": options_of(SHOWING_WORDS, viewer, seen.value),
    }  # fmt: skip
    return render(request, "pages/hospital_holdings.html", shown)


def _line(drug: str, told: Held, viewer: Viewer) -> dict[str, Any]:
    if told.named:
        one = told.named[0]
        words = viewer.say(("有货", "in stock") if one.holds else ("无货", "none"))
        if one.packs is not None:
            words = f"{plain(one.packs)} {viewer.say(('盒', 'packs'))}"
        elif one.band is not None:
            words = viewer.say(BAND_WORDS[one.band])
        return {"drug": drug, "words": f"{one.name}{viewer.say(('：', ': '))}{words}", "counted_on": one.counted_on}
    if told.counties:
        place = told.counties[0]
        words = viewer.say(("有货", "in stock") if place.holds else ("无货", "none"))
        return {"drug": drug, "words": f"{viewer.place(place.county)} {words}", "counted_on": place.counted_on}
    return {"drug": drug, "words": viewer.say(("看不到", "nothing")), "counted_on": None}
