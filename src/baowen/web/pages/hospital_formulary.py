"""Formularies: an officer's list; an institution's own with findings, draft, workbook and selection record.

HOS-1, HOS-2.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from baowen.api.book import home
from baowen.api.reports import saved
from baowen.core.clock import today
from baowen.core.paging import Paged
from baowen.core.problems import BaowenError
from baowen.hospital.formulary.actions.editions import discard_draft, drop_item, keep_items, put_in_force
from baowen.hospital.formulary.actions.selections import NewSelection, record_selection
from baowen.hospital.formulary.queries.editions import EditionView, FormularySum, FormularyView, formularies, formulary
from baowen.hospital.formulary.queries.records import SelectionView, selection_page
from baowen.hospital.formulary.rules import Item
from baowen.hospital.formulary.sheet import COLUMNS, cells_of, read_items
from baowen.hospital.formulary.states import (
    DECISION_WORDS,
    EDITION_WORDS,
    EXEMPTION_WORDS,
    FINDING_WORDS,
    PART_WORDS,
    Decision,
    Exemption,
    FindingKind,
    Part,
)
from baowen.orgs.permissions import Act
from baowen.orgs.queries import members_of
from baowen.web.dates import day_given
from baowen.web.deeds import done
from baowen.web.exports import Table, all_pages, exported
from baowen.web.pages.vbp_fields import doing_of, options_of
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, regions, viewer_of

MOST_BYTES, SHOWN = 10_000_000, 300
SUM_HEADINGS = (
    ("机构代码", "Code"), ("医疗机构", "Institution"), ("地区", "Place"), ("版次", "Edition"),
    ("医联体统一目录", "For the alliance"), ("自", "From"), ("药品数", "Drugs"),
    ("基药占比（0–1）", "Essential (0 to 1)"),
    ("超过周期（天）", "Overdue (days)"),
)  # fmt: skip
FINDING_HEADINGS = (("问题", "Finding"), ("药品", "Drug"), ("数值", "Number"), ("条款", "Clause"))
SELECTION_HEADINGS = (
    ("编号", "Number"), ("会议", "Meeting"), ("日期", "Held on"), ("药品", "Drug"), ("剂型", "Form"),
    ("规格", "Specification"), ("申请科室", "Department"), ("理由", "Reason"), ("赞成", "For"), ("反对", "Against"),
    ("弃权", "Abstained"), ("结论", "Decision"), ("利益冲突", "Conflicts"),
)  # fmt: skip


def overview(request: HttpRequest) -> HttpResponse:
    """The formularies of a place; a hospital sees its own."""
    viewer = viewer_of(request)
    if not viewer.may(Act.HOSPITAL_READ):
        return institution(request, viewer.actor.organisation)
    place = regions().require(request.GET.get("place", "").strip() or viewer.actor.region).code
    found = formularies(viewer.actor, region=place, today=today())
    file = exported(request, {"formularies": lambda: Table(SUM_HEADINGS, [_sum_cells(one, viewer) for one in found])})
    if file is not None:
        return file
    return render(request, "pages/hospital_formularies.html", {"lines": found, "place": place})


def institution(request: HttpRequest, code: str) -> HttpResponse:
    """One formulary."""
    viewer = viewer_of(request)
    found = formulary(home(), viewer.actor, code, today=today())

    def page(cursor: str) -> Paged[SelectionView]:
        return selection_page(viewer.actor, code, cursor=cursor)

    file = exported(request, {
        "formulary": lambda: _items(found.now), "draft": lambda: _items(found.draft),
        "findings": lambda: Table(FINDING_HEADINGS, [
            [viewer.say(FINDING_WORDS[one.kind]), one.drug, one.number, one.clause] for one in found.findings
        ]),
        "selections": lambda: Table(SELECTION_HEADINGS, [_selection_cells(one, viewer) for one in all_pages(page)]),
    })  # fmt: skip
    if file is not None:
        return file
    return render(request, "pages/hospital_formulary.html", _shown(found, page(""), viewer))


def _shown(found: FormularyView, selections: Paged[SelectionView], viewer: Viewer) -> dict[str, Any]:
    own = found.code == viewer.actor.organisation and viewer.may(Act.FORMULARY_KEEP)
    outside = [one for one in found.findings if one.kind is FindingKind.OUTSIDE]
    return {
        "found": found, "now": found.now, "lines": _lines(found.now, viewer), "draft": _lines(found.draft, viewer),
        "findings": [
            {"one": one, "words": viewer.say(FINDING_WORDS[one.kind])}
            for one in found.findings if one.kind is not FindingKind.OUTSIDE
        ],
        "outside": outside[:30], "outside_total": len(outside), "keeps": own and not found.kept_by_lead,
        "records": own, "leads": own and members_of(found.code),
        "editions": [{"one": one, "state": viewer.say(EDITION_WORDS[one.state])} for one in found.editions],
        "selections": [{"one": one, "decision": viewer.say(DECISION_WORDS[one.decision])} for one in selections.lines],
        "parts": options_of(PART_WORDS, viewer), "exemptions": options_of(EXEMPTION_WORDS, viewer),
        "decisions": options_of(DECISION_WORDS, viewer), "today": today(),
    }  # fmt: skip


def _lines(edition: EditionView | None, viewer: Viewer) -> list[dict[str, Any]]:
    items = () if edition is None else edition.items
    return [
        {"one": one, "part": one.part.value, "exemption": "" if one.exemption is Exemption.NONE else viewer.say(
            EXEMPTION_WORDS[one.exemption])}
        for one in items[:SHOWN]
    ]  # fmt: skip


def change(request: HttpRequest) -> HttpResponse:
    """Change the own draft: put or drop a line, import a workbook, discard, put in force."""
    viewer, given = viewer_of(request), request.POST
    what = given.get("what", "")

    def work() -> None:
        doing = doing_of(viewer)
        if what == "import":
            keep_items(_uploaded(request), doing, replacing=True)
        elif what == "put":
            keep_items([_item_given(given)], doing)
        elif what == "drop":
            drop_item(_item_given(given), doing)
        elif what == "discard":
            discard_draft(doing)
        else:
            put_in_force(
                day_given(given.get("from_on", "")), given.get("words", ""), doing,
                for_alliance=bool(given.get("for_alliance")),
            )  # fmt: skip

    return done(request, viewer, work, ("已保存。", "Kept."), "hospital_formulary")


def record(request: HttpRequest) -> HttpResponse:
    """Record what a meeting decided."""
    viewer, given = viewer_of(request), request.POST

    def work() -> None:
        new = NewSelection(
            meeting=given.get("meeting", ""), held_on=day_given(given.get("held_on", "")),
            generic_name=given.get("generic_name", ""), dosage_form=given.get("dosage_form", ""),
            spec=given.get("spec", ""), applicant=given.get("applicant", ""), reason=given.get("reason", ""),
            decision=Decision(given.get("decision", "")), votes_for=_votes(given, "votes_for"),
            votes_against=_votes(given, "votes_against"), votes_abstained=_votes(given, "votes_abstained"),
            conflicts=given.get("conflicts", ""),
        )  # fmt: skip
        record_selection(new, doing_of(viewer))

    return done(request, viewer, work, ("遴选记录已保存。", "The decision is recorded."), "hospital_formulary")


def _votes(given: QueryDict, name: str) -> int | None:
    number = quantity_given(given.get(name, ""), "票数", "votes")
    if number is None:
        return None
    if number != int(number) or number > 10_000:
        raise BaowenError("票数应为整数", "votes are whole numbers")
    return int(number)


def _item_given(given: QueryDict) -> Item:
    return Item(
        generic_name=given.get("generic_name", ""), dosage_form=given.get("dosage_form", ""),
        spec=given.get("spec", ""), part=Part(given.get("part", "X")), reason=given.get("reason", ""),
        exemption=Exemption(given.get("exemption", "")), product_code=given.get("product_code", ""),
    )  # fmt: skip


def _uploaded(request: HttpRequest) -> list[Item]:
    file = request.FILES.get("file")
    if file is None:
        raise BaowenError("请选择文件（xlsx 或 csv）", "choose a file, xlsx or csv")
    with TemporaryDirectory() as folder:
        return read_items(saved(file, Path(folder), most=MOST_BYTES))  # type: ignore[arg-type]


def _items(edition: EditionView | None) -> Table:
    return Table(COLUMNS, [] if edition is None else [cells_of(one) for one in edition.items])


def _sum_cells(one: FormularySum, viewer: Viewer) -> list[object]:
    return [
        one.code, one.name, viewer.place(one.region), one.number, one.for_alliance, one.from_on, one.drugs, one.share,
        one.overdue_days,
    ]  # fmt: skip


def _selection_cells(one: SelectionView, viewer: Viewer) -> list[object]:
    return [
        one.number, one.meeting, one.held_on, one.generic_name, one.dosage_form, one.spec, one.applicant, one.reason,
        one.votes_for, one.votes_against, one.votes_abstained, viewer.say(DECISION_WORDS[one.decision]), one.conflicts,
    ]  # fmt: skip
