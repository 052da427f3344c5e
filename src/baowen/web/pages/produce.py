"""The registers of production: what came as files, and the records that people keep. PRD-1, PRD-2, COL-7."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from ninja.files import UploadedFile

from baowen.api.book import home, rulebook
from baowen.api.reports import saved
from baowen.collect.feeds import FEEDS
from baowen.core.problems import BaowenError
from baowen.lake.store import Lake
from baowen.orgs.permissions import Act, require
from baowen.produce.actions import records as actions
from baowen.produce.entered import entered
from baowen.produce.kinds import (
    CHANGE_WORDS,
    FIELDS,
    GROUND_WORDS,
    KIND_WORDS,
    PAPER_WORDS,
    REQUIREMENTS,
    STATE_WORDS,
    STATES,
    Change,
    Ground,
    Paper,
    RecordKind,
)
from baowen.produce.queries.records import RecordView, record, record_page
from baowen.produce.queries.registers import herbs_observed, lines_registered, links_registered
from baowen.produce.sheet import NUMBER, headings, read_sheet
from baowen.web.deeds import did, done
from baowen.web.exports import ASKED, Table, all_pages, exported
from baowen.web.pages.vbp_fields import doing_of
from baowen.web.viewer import Viewer, regions, viewer_of

SHOWN = 200
ASIDE = ("conditions", "document", "case_number", "product_code")
"""Fields that stand on the page of a record alone, not in the list."""
MOST_BYTES = 20_000_000
LINES = (
    ("药品代码", "Product code"), ("药品", "Drug"), ("规格", "Specification"), ("生产企业", "Maker"),
    ("生产场地", "Site"), ("所在地", "Place"), ("年产能（盒）", "Capacity a year (packs)"), ("状态", "State"),
    ("起始日期", "From"), ("终止日期", "Until"),
)  # fmt: skip
LINKS = (
    ("原料药", "Ingredient"), ("原料药企业", "Raw-material maker"), ("制剂企业", "Drug maker"),
    ("药品代码", "Product code"), ("供应方式", "Kind of link"), ("供应份额", "Share"),
    ("起始日期", "From"), ("终止日期", "Until"),
)  # fmt: skip
HERBS = (
    ("中药材", "Herb"), ("规格等级", "Grade"), ("市场", "Market"), ("日期", "Day"),
    ("价格（元/千克）", "Price (yuan per kg)"), ("上次价格（元/千克）", "Price before (yuan per kg)"),
    ("货源", "Supply"),
)  # fmt: skip
REST = (
    ("地区", "Place"), ("登记机构", "Entered for"), ("接续", "Follows"), ("接续方式", "As"), ("理由", "Reason"),
    ("之后的记录", "Followed by"), ("撤回理由", "Withdrawn because"),
)  # fmt: skip


def lines(request: HttpRequest) -> HttpResponse:
    """Production lines as they were registered."""
    viewer, text = _reader(request)
    words = _choices("production_line", "line_state", viewer)

    def rows(limit: int) -> list[list[object]]:
        return [
            [
                one.product_code, one.drug, one.spec, one.maker, one.site,
                viewer.place(one.region) if one.region else "", one.capacity, words.get(one.state, one.state),
                one.from_on, one.until_on,
            ]
            for one in lines_registered(Lake(home().lake), text=text, limit=limit)
        ]  # fmt: skip

    file = exported(request, {"lines": lambda: Table(LINES, rows(ASKED))})
    shown = {"rows": rows(SHOWN), "text": text, "tabs": tabs_of(viewer, "lines"), "most": SHOWN}
    return file or render(request, "pages/produce_lines.html", shown)


def links(request: HttpRequest) -> HttpResponse:
    """Who supplies raw materials to whom, as it was registered."""
    viewer, text = _reader(request)
    words = _choices("supply_link", "link_kind", viewer)

    def rows(limit: int) -> list[list[object]]:
        return [
            [
                one.ingredient, one.supplier, one.maker, one.product_code, words.get(one.kind, one.kind),
                one.share, one.from_on, one.until_on,
            ]
            for one in links_registered(Lake(home().lake), text=text, limit=limit)
        ]  # fmt: skip

    file = exported(request, {"links": lambda: Table(LINKS, rows(ASKED))})
    shown = {"rows": rows(SHOWN), "text": text, "tabs": tabs_of(viewer, "links"), "most": SHOWN}
    return file or render(request, "pages/produce_links.html", shown)


def herbs(request: HttpRequest) -> HttpResponse:
    """What raw materials of Chinese medicine cost last, and whether they are to be had."""
    viewer, text = _reader(request)
    words = _choices("herb_market", "supply_state", viewer)

    def rows(limit: int) -> list[list[object]]:
        return [
            [
                one.herb, one.grade, one.market, one.observed_on, one.price, one.previous_price,
                words.get(one.supply, one.supply),
            ]
            for one in herbs_observed(Lake(home().lake), text=text, limit=limit)
        ]  # fmt: skip

    file = exported(request, {"herbs": lambda: Table(HERBS, rows(ASKED))})
    shown = {"rows": rows(SHOWN), "text": text, "tabs": tabs_of(viewer, "herbs"), "most": SHOWN}
    return file or render(request, "pages/produce_herbs.html", shown)


def records(request: HttpRequest, kind: str) -> HttpResponse:
    """One register with its form and its workbook."""
    viewer, text = _reader(request)
    of, given = _kind(kind), request.GET
    wanted = {"book": rulebook(), "text": text, "with_former": bool(given.get("former"))}
    page = record_page(viewer.actor, of, cursor=given.get("cursor", ""), **wanted)  # type: ignore[arg-type]

    def table() -> Table:
        every = all_pages(lambda cursor: record_page(viewer.actor, of, cursor=cursor, limit=ASKED, **wanted))  # type: ignore[arg-type]
        columns = [NUMBER, *(words for _, words in headings(of)), *REST]
        return Table(columns, [_row(one, of, viewer) for one in every])

    file = exported(request, {kind: table})
    if file is not None:
        return file
    shown = {
        "kind": kind, "title": viewer.say(KIND_WORDS[of]), "clause": REQUIREMENTS[of], "given": given,
        "lines": [_shown(one, viewer) for one in page.lines], "cursor": page.cursor, "tabs": tabs_of(viewer, kind),
        "may_keep": viewer.may(Act.PRODUCTION_KEEP), "with_papers": of is RecordKind.IMPORT,
        "columns": [viewer.say(one.words) for one in FIELDS[of] if one.name not in ASIDE],
        **form_of(of, viewer),
    }  # fmt: skip
    return render(request, "pages/produce_records.html", shown)


def enter(request: HttpRequest, kind: str) -> HttpResponse:
    """Enter one record, or those of a workbook."""
    viewer, of = viewer_of(request), _kind(kind)
    file = request.FILES.get("workbook")
    words = ("已登记。", "Entered.")

    def work() -> None:
        if file is None:
            actions.note_record(entered(of, _given(request.POST), request.POST.getlist("papers")), doing_of(viewer))
            return
        _take(viewer, of, file)  # type: ignore[arg-type]

    return done(request, viewer, work, words, "produce_records", kind)


def one(request: HttpRequest, number: str) -> HttpResponse:
    """A record with what came before and after it; a form corrects it, tells its progress or withdraws it."""
    viewer = viewer_of(request)
    row = record(number, viewer.actor, book=rulebook())
    if request.method == "POST":
        return _act(request, viewer, row)
    shown = {
        **_shown(row, viewer), "tabs": tabs_of(viewer, row.kind.value), "kind": row.kind.value,
        "title": viewer.say(KIND_WORDS[row.kind]), "with_papers": row.kind is RecordKind.IMPORT,
        "papers_there": _papers(row.papers, viewer),
        "may_keep": viewer.may(Act.PRODUCTION_KEEP, row.region) and row.is_current,
        "changes": [(change.value, viewer.say(words)) for change, words in reversed(CHANGE_WORDS.items())],
        **form_of(row.kind, viewer, row),
    }  # fmt: skip
    return render(request, "pages/produce_record.html", shown)


def _act(request: HttpRequest, viewer: Viewer, row: RecordView) -> HttpResponse:
    given, doing = request.POST, doing_of(viewer, request.POST.get("reason", ""))
    made = row.number

    def work() -> None:
        nonlocal made
        if given.get("what") == "withdraw":
            actions.withdraw_record(row.number, doing)
        else:
            new = entered(row.kind, _given(given), given.getlist("papers"))
            made = actions.follow_record(row.number, new, Change(given.get("change", "")), doing)

    did(request, viewer, work, ("已办理。", "Done."))
    return redirect("produce_record", made)


def _take(viewer: Viewer, of: RecordKind, file: UploadedFile) -> None:
    require(viewer.actor, Act.PRODUCTION_KEEP, viewer.actor.region, regions=regions())
    if not file.name:
        raise BaowenError("请选择文件", "choose a file")
    with TemporaryDirectory() as folder:
        rows = read_sheet(saved(file, Path(folder), most=MOST_BYTES), of)
    actions.note_all(rows, doing_of(viewer))


def _reader(request: HttpRequest) -> tuple[Viewer, str]:
    """Who reads, and the text searched for; NotAllowedError for whoever may not."""
    viewer = viewer_of(request)
    require(viewer.actor, Act.PRODUCTION_READ, viewer.actor.region, regions=regions())
    return viewer, request.GET.get("text", "").strip()[:100]


def _kind(kind: str) -> RecordKind:
    if kind not in {one.value for one in RecordKind}:
        raise Http404
    return RecordKind(kind)


def _given(given: QueryDict) -> dict[str, str]:
    return {name: str(given.get(name, "")) for name in given}


def _choices(feed: str, column: str, viewer: Viewer) -> dict[str, str]:
    """The words of a feed's choices by their code."""
    return {one.code: viewer.say((one.zh, one.en)) for one in FEEDS[feed].column(column).choices}


def tabs_of(viewer: Viewer, tab: str) -> list[dict[str, Any]]:
    """The tabs of these pages, one of them chosen."""
    fixed = (
        ("chain", "供应链图", "Supply chains"), ("lines", "生产线", "Lines"), ("links", "原料供应", "Raw materials"),
        ("herbs", "中药材", "Herbs"),
    )  # fmt: skip
    found = [
        {"page": "produce" if name == "chain" else f"produce_{name}", "kind": "", "words": viewer.say((zh, en)),
         "here": name == tab}
        for name, zh, en in fixed
    ]  # fmt: skip
    found += [
        {"page": "produce_records", "kind": kind.value, "words": viewer.say(words), "here": kind.value == tab}
        for kind, words in KIND_WORDS.items()
    ]
    return found


def form_of(kind: RecordKind, viewer: Viewer, row: RecordView | None = None) -> dict[str, Any]:
    """The fields of a register's form, filled in with a record where there is one."""
    fields = []
    for field in FIELDS[kind]:
        value = getattr(row, field.name) if row else ""
        fields.append(
            {
                "name": field.name, "words": viewer.say(field.words), "is_required": field.is_required,
                "sort": field.sort, "value": "" if value is None else str(value),
            }
        )  # fmt: skip
    return {
        "fields": fields,
        "states": [(one.value, viewer.say(STATE_WORDS[one]), row and row.state is one) for one in STATES[kind]],
        "grounds": [(one.value, viewer.say(words), row and row.ground == one) for one, words in GROUND_WORDS.items()],
        "papers": [(one.value, viewer.say(PAPER_WORDS[one]), row and one in row.papers) for one in Paper]
        if kind is RecordKind.IMPORT else [],
    }  # fmt: skip


def _shown(row: RecordView, viewer: Viewer) -> dict[str, Any]:
    values = []
    for field in FIELDS[row.kind]:
        value = getattr(row, field.name)
        if field.sort == "ground" and value:
            value = viewer.say(GROUND_WORDS[Ground(value)])
        values.append({"name": field.name, "words": viewer.say(field.words), "value": value})
    return {
        "one": row, "values": values, "listed": [one for one in values if one["name"] not in ASIDE],
        "state": viewer.say(STATE_WORDS[row.state]),
        "missing": len(row.missing), "lacks": _papers(row.missing, viewer),
        "change": viewer.say(CHANGE_WORDS[row.change]) if row.change else "",
    }  # fmt: skip


def _papers(papers: tuple[Paper, ...], viewer: Viewer) -> str:
    return viewer.say(("、", "; ")).join(viewer.say(PAPER_WORDS[paper]) for paper in papers)


def _row(one: RecordView, kind: RecordKind, viewer: Viewer) -> list[object]:
    shown = _shown(one, viewer)
    papers = _papers(one.papers, viewer)
    return [
        one.number, *(value["value"] for value in shown["values"]), shown["state"],
        *([papers] if kind is RecordKind.IMPORT else []), viewer.place(one.region), one.organisation, one.follows,
        shown["change"], one.reason, one.followed_by, one.withdrawn_why,
    ]  # fmt: skip
