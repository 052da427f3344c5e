"""The reserve catalogue: the items of the tiers in force on a day; entered, imported, corrected, ended. RSV-1."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from baowen.api.reports import saved
from baowen.core.clock import today
from baowen.core.money import plain
from baowen.core.problems import BaowenError
from baowen.orgs.departments import DEPARTMENT_WORDS, Department
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.reserve.plans.actions.catalogue import NewItem, correct_item, end_item, enter_item, withdraw_item
from baowen.reserve.plans.actions.importing import import_catalogue
from baowen.reserve.plans.kinds import GROUND_WORDS, ITEM_WORDS, TIER_WORDS, UNIT_WORDS, Ground, ItemKind, Tier, Unit
from baowen.reserve.plans.queries.catalogue import ItemView, Wanted, catalogue_page
from baowen.reserve.plans.sheet import HEADINGS
from baowen.respond.actions.moves import Doing
from baowen.web.dates import day_given
from baowen.web.deeds import done
from baowen.web.exports import ASKED, Table, all_pages, exported
from baowen.web.pages.vbp_fields import doing_of, one_of, optional_day, options_of, organisation_given
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, viewer_of

MOST_BYTES = 20 * 1024 * 1024
MORE = (("编号", "Number"), ("地区", "Place"), ("更正自", "Replaces"), ("已由其更正", "Replaced by"),
        ("理由", "Reason"))  # fmt: skip


def catalogue(request: HttpRequest) -> HttpResponse:
    """The items that somebody sees; a form does what it names."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return _act(request, viewer)
    given = request.GET
    wanted = Wanted(
        on=None if given.get("all") else optional_day(given, "on") or today(), tier=one_of(Tier, given.get("tier", "")),
        kind=one_of(ItemKind, given.get("kind", "")), text=given.get("text", "")[:200],
    )  # fmt: skip

    def page(cursor: str) -> object:
        return catalogue_page(viewer.actor, wanted, cursor=cursor, limit=ASKED)

    file = exported(request, {"catalogue": lambda: _table(all_pages(page), viewer)})  # type: ignore[arg-type]
    if file is not None:
        return file
    found = catalogue_page(viewer.actor, wanted, cursor=given.get("cursor", ""))
    return render(request, "pages/reserve_plans.html", _shown(found.lines, found.cursor, wanted, viewer, given))


def _shown(
    lines: list[ItemView], cursor: str, wanted: Wanted, viewer: Viewer, given: QueryDict
) -> dict[str, object]:  # fmt: skip
    names = names_of({one.institution for one in lines if one.institution})
    query = given.copy()
    query["cursor"] = cursor
    return {
        "lines": [_line(one, names, viewer) for one in lines], "next": query.urlencode() if cursor else "",
        "given": given, "on": wanted.on, "today": today(), "may_plan": viewer.may(Act.RESERVE_PLAN),
        "watches": viewer.may(Act.RESERVE_READ),
        "tiers": options_of(TIER_WORDS, viewer, given.get("tier", "")),
        "kinds": options_of(ITEM_WORDS, viewer, given.get("kind", "")), "fields": _fields(viewer),
    }  # fmt: skip


def _fields(viewer: Viewer, one: ItemView | None = None) -> dict[str, object]:
    """The choices of the form of an item, as an item has them."""
    grounds = {} if one is None else {ground.value for ground in one.grounds}
    return {
        "planned": "" if one is None else plain(one.planned),
        "new_tiers": options_of(TIER_WORDS, viewer, one.tier if one else ""),
        "new_kinds": options_of(ITEM_WORDS, viewer, one.kind if one else ""),
        "new_units": options_of(UNIT_WORDS, viewer, one.unit if one else ""),
        "new_grounds": [(code, words, code in grounds) for code, words, _ in options_of(GROUND_WORDS, viewer)],
        "new_departments": options_of(DEPARTMENT_WORDS, viewer, one.department if one else Department.HEALTH.value),
    }


def _line(one: ItemView, names: dict[str, str], viewer: Viewer) -> dict[str, object]:
    return {
        "one": one, "tier": viewer.say(TIER_WORDS[one.tier]), "kind": viewer.say(ITEM_WORDS[one.kind]),
        "unit": viewer.say(UNIT_WORDS[one.unit]), "department": viewer.say(DEPARTMENT_WORDS[one.department]),
        "grounds": viewer.say(("、", ", ")).join(viewer.say(GROUND_WORDS[ground]) for ground in one.grounds),
        "who": names.get(one.institution, one.institution), "fields": _fields(viewer, one) if one.may_change else {},
    }  # fmt: skip


def _table(lines: list[ItemView], viewer: Viewer) -> Table:
    """The columns that an import reads, then number, place and corrections."""
    rows = [
        [
            viewer.say(TIER_WORDS[one.tier]), viewer.say(ITEM_WORDS[one.kind]), one.name, one.form, one.strength,
            one.planned, viewer.say(UNIT_WORDS[one.unit]),
            viewer.say(("、", ", ")).join(viewer.say(GROUND_WORDS[ground]) for ground in one.grounds),
            viewer.say(DEPARTMENT_WORDS[one.department]), one.institution, one.valid_from, one.valid_until, one.note,
            one.number, viewer.place(one.region), one.replaces, one.replaced_by, one.reason or one.withdrawn_because,
        ]
        for one in lines
    ]  # fmt: skip
    return Table((*HEADINGS, *MORE), rows)


def _act(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    given, doing = request.POST, doing_of(viewer, request.POST.get("reason", ""))
    number = given.get("number", "")
    known: dict[str, Callable[[], object]] = {
        "enter": lambda: enter_item(_given(given), doing),
        "import": lambda: _import(request, doing),
        "correct": lambda: correct_item(number, _given(given), doing),
        "end": lambda: end_item(number, day_given(given.get("last_on", "")), doing),
        "withdraw": lambda: withdraw_item(number, doing),
    }

    def work() -> None:
        if given.get("what") not in known:
            raise ValueError
        known[given["what"]]()

    return done(request, viewer, work, ("已办理。", "Done."), "reserve_plans")


def _import(request: HttpRequest, doing: Doing) -> None:
    file = request.FILES.get("file")
    if file is None:
        raise BaowenError("请选择文件", "choose a file")
    with TemporaryDirectory() as folder:
        import_catalogue(saved(file, Path(folder), most=MOST_BYTES), doing)  # type: ignore[arg-type]


def _given(given: QueryDict) -> NewItem:
    """An item as a form tells it."""
    institution = given.get("institution", "").strip()
    return NewItem(
        tier=Tier(given.get("tier", "")), kind=ItemKind(given.get("kind", "")), name=given.get("name", ""),
        form=given.get("form", ""), strength=given.get("strength", ""),
        planned=quantity_given(given.get("planned", ""), "计划储备量", "the planned quantity") or Decimal(0),
        unit=Unit(given.get("unit", "")), department=Department(given.get("department", "")),
        grounds=[Ground(one) for one in given.getlist("grounds")],
        institution=organisation_given(institution) if institution else "",
        valid_from=optional_day(given, "valid_from"), valid_until=optional_day(given, "valid_until"),
        note=given.get("note", ""),
    )  # fmt: skip
