"""Price matters: the desk of officers, the letters of an enterprise, opening one from a signal or case. PRI-1."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from baowen.api.book import rulebook
from baowen.core.clock import now, today
from baowen.core.paging import Paged
from baowen.core.problems import BaowenError
from baowen.monitor.seeing import places_seen, seen_signal
from baowen.orgs.permissions import Act, require
from baowen.orgs.queries import names_of, organisation_named
from baowen.price.actions.opening import NewMatter, Origin, open_matter
from baowen.price.kinds import ORIGIN_WORDS, OriginKind
from baowen.price.queries import MatterLine, Wanted, matter_desk, own_matters
from baowen.price.states import STAGE_WORDS, Stage
from baowen.procure.listing.queries import listing_of
from baowen.respond.actions.moves import Doing
from baowen.respond.queries import case_page
from baowen.web.choosing import chosen
from baowen.web.deeds import did
from baowen.web.exports import Table, all_pages, exported
from baowen.web.viewer import Viewer, regions, viewer_of

HEADINGS = (
    ("编号", "Number"), ("地区代码", "Place code"), ("地区", "Place"), ("药品", "Drug"),
    ("企业代码", "Enterprise code"), ("企业", "Enterprise"), ("阶段", "Stage"), ("立项日期", "Opened"),
    ("最近期限", "Due next"), ("逾期天数", "Days late"),
)  # fmt: skip


def prices(request: HttpRequest) -> HttpResponse:
    """The matters of the own place and below, what is due first on top; an enterprise sees those about itself."""
    viewer, given = viewer_of(request), request.GET
    is_officer = viewer.may(Act.PRICE_READ)
    wanted = _wanted(given)

    def page(cursor: str) -> Paged[MatterLine]:
        if is_officer:
            return matter_desk(viewer.actor, book=rulebook(), wanted=wanted, cursor=cursor)
        return own_matters(viewer.actor, book=rulebook(), cursor=cursor)

    file = exported(request, {"prices": lambda: _table(all_pages(page), viewer)})
    if file is not None:
        return file
    found = page(given.get("cursor", ""))
    names = names_of({one.enterprise for one in found.lines})
    shown = {
        "lines": [
            {
                "one": one, "enterprise": names.get(one.enterprise, one.enterprise),
                "stage": viewer.say(STAGE_WORDS[one.stage]), "late": days_late(one),
            }
            for one in found.lines
        ],
        "cursor": found.cursor, "given": given, "is_officer": is_officer, "may_open": viewer.may(Act.PRICE_MOVE),
        "stages": [(one.value, viewer.say(STAGE_WORDS[one])) for one in Stage],
    }  # fmt: skip
    return render(request, "pages/prices.html", shown)


def _wanted(given: QueryDict) -> Wanted:
    stage = given.get("stage", "")
    return Wanted(
        stage=Stage(stage) if stage in set(Stage) else None, late_on=today() if given.get("late") else None,
        text=given.get("text", "")[:200],
    )  # fmt: skip


def days_late(one: MatterLine) -> int:
    """The days since its last day, 0 in time."""
    return (today() - one.next_due).days if one.next_due and one.next_due < today() else 0


def _table(found: list[MatterLine], viewer: Viewer) -> Table:
    names = names_of({one.enterprise for one in found})
    return Table(
        HEADINGS,
        [
            [
                one.number, one.region, viewer.place(one.region), one.drug, one.enterprise,
                names.get(one.enterprise), viewer.say(STAGE_WORDS[one.stage]), one.opened_on, one.next_due,
                days_late(one),
            ]
            for one in found
        ],
    )  # fmt: skip


def open_one(request: HttpRequest) -> HttpResponse:
    """The form that opens a matter, filled in from the signal or case that led here; what was typed stays."""
    viewer, given = viewer_of(request), request.POST
    require(viewer.actor, Act.PRICE_MOVE, viewer.actor.region, regions=regions())
    opened: list[str] = []
    if request.method == "POST" and did(
        request, viewer, lambda: opened.append(_opened(given, viewer)),
        ("已立项。", "The matter is open."),
    ):  # fmt: skip
        return redirect("price", opened[0]) if opened else redirect("prices")
    return render(request, "pages/price_open.html", _form(request, viewer))


def _opened(given: QueryDict, viewer: Viewer) -> str:
    new = NewMatter(
        drug=given.get("drug_name", ""), enterprise=chosen(given, "enterprise"),
        listings=given.get("listings", "").replace("，", " ").replace(",", " ").split(),
        is_first_raiser=bool(given.get("is_first_raiser")),
    )  # fmt: skip
    origin = Origin(
        kind=OriginKind(given.get("origin", "")), reference=given.get("reference", "").strip(),
        words=given.get("words", "").strip(),
    )  # fmt: skip
    return open_matter(new, origin, Doing(actor=viewer.actor, at=now(), book=rulebook())).number


def _form(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    given = request.POST or request.GET
    origin = next((one for one in (OriginKind.SIGNAL, OriginKind.CASE) if given.get(one.value)), None)
    kind = origin or OriginKind(given.get("origin") or OriginKind.OFFICER.value)
    reference = given.get(kind.value, "") or given.get("reference", "")
    shown: dict[str, Any] = {
        "origin": kind.value, "origin_words": viewer.say(ORIGIN_WORDS[kind]), "reference": reference,
        "drug": given.get("drug_name", ""), "listings": given.get("listings", ""), "words": given.get("words", ""),
        "code": given.get("enterprise", ""), "name": given.get("enterprise_name", ""),
    }  # fmt: skip
    return shown if request.method == "POST" else shown | _known(kind, reference, viewer)


def _known(kind: OriginKind, reference: str, viewer: Viewer) -> dict[str, Any]:
    """What the signal or case tells of drug, enterprise and listing."""
    if kind is OriginKind.CASE and reference:
        return {"drug": case_page(reference, viewer.actor, book=rulebook()).line.subject_name}
    if kind is not OriginKind.SIGNAL or not reference:
        return {}
    row = seen_signal(reference, places_seen(viewer.actor)).row
    known = _of_name(row.subject_name)
    try:
        found = listing_of(viewer.actor.region, row.subject_code) if row.subject_type == "product" else None
    except BaowenError:
        found = None
    if found is not None:
        names = names_of({found.maker})
        known |= {
            "drug": found.generic_name, "listings": found.number, "code": found.maker,
            "name": names.get(found.maker, found.maker),
        }  # fmt: skip
    return known


def _of_name(subject: str) -> dict[str, Any]:
    """A product is called by name, strength and maker; a maker that is registered is filled in."""
    first, *rest = subject.split()
    maker = organisation_named(rest[-1]) if rest else None
    return {"drug": subject} if maker is None else {"drug": first, "code": maker.code, "name": maker.name}
