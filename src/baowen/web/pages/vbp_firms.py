"""The files of selected enterprises: the list, one with its timeline and figures, and what is done there. CRD-6."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from baowen.api.book import rulebook, settle_book
from baowen.api.case_files import attachment
from baowen.core.clock import now, today
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of, organisation
from baowen.vbp.supply.actions import firms as actions
from baowen.vbp.supply.actions.firms import NewEntry
from baowen.vbp.supply.actions.monthly import Told, file_month
from baowen.vbp.supply.kinds import ENTRY_WORDS, EntryKind
from baowen.vbp.supply.queries.file import EnterpriseFile, FirmLine, enterprise_file, firm_lines
from baowen.vbp.supply.queries.firms import entry_paper_to_read
from baowen.web.dates import day_given, month_given
from baowen.web.deeds import done
from baowen.web.exports import Table, exported
from baowen.web.pages.vbp_fields import doing_of, files_given, options_of
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, viewer_of

FIRMS = (
    ("企业代码", "Code"), ("企业", "Enterprise"), ("中选产品", "Selected products"), ("供应问题", "Problems told"),
    ("答复逾期", "Answers late"), ("已核实", "Confirmed"), ("档案记录", "Entries"), ("已确认记录", "Confirmed entries"),
)  # fmt: skip
ENTRIES = (
    ("编号", "Number"), ("类别", "Kind"), ("标题", "Title"), ("内容", "In words"), ("来源", "Source"),
    ("产品代码", "Product code"), ("发生日期", "Happened on"), ("地区", "Place"), ("已确认", "Confirmed"),
    ("更正自", "Replaces"), ("已由其更正", "Replaced by"), ("更正理由", "Reason"), ("企业说明", "Answers"),
)  # fmt: skip
MONTHS = (
    ("月份", "Month"), ("应于", "Due"), ("填报时间", "Filed"), ("逾期", "Late"), ("产品代码", "Product code"),
    ("生产（盒）", "Produced (packs)"), ("供应（盒）", "Supplied (packs)"), ("库存（盒）", "Stock (packs)"),
    ("回款（元）", "Payments (yuan)"),
)  # fmt: skip


def firms(request: HttpRequest) -> HttpResponse:
    """The selected enterprises of the place; an enterprise is led to its own file."""
    viewer, given = viewer_of(request), request.GET
    if viewer.may(Act.VBP_PROBLEM_ANSWER):
        return redirect("vbp_firm", viewer.actor.organisation)
    text, only_late = given.get("text", "").strip()[:200], bool(given.get("late"))
    found = firm_lines(viewer.actor, book=rulebook(), today=today(), text=text)
    lines = [one for one in found if one.overdue] if only_late else found
    file = exported(request, {"firms": lambda: _firms(lines)})
    if file is not None:
        return file
    shown = {"lines": lines, "given": given, "watches": viewer.may(Act.VBP_READ)}
    return render(request, "pages/vbp_firms.html", shown)


def _firms(found: list[FirmLine]) -> Table:
    rows = [
        [
            one.enterprise, one.name, one.products, one.told, one.overdue, one.confirmed, one.entries,
            one.confirmed_entries,
        ]
        for one in found
    ]  # fmt: skip
    return Table(FIRMS, rows)


def firm(request: HttpRequest, code: str) -> HttpResponse:
    """One enterprise: its products, figures, timeline and monthly reports; a form does what it names."""
    if request.method == "POST":
        return _act(request, code)
    viewer = viewer_of(request)
    if organisation(code) is None:
        raise Http404
    place = request.GET.get("place", "").strip()
    page = enterprise_file(
        code, viewer.actor, place=place, book=rulebook(), settle=settle_book(), now=now(), today=today()
    )
    tables = {"entries": lambda: _entries(page, viewer), "months": lambda: _months(page)}
    file = exported(request, tables)
    return file if file is not None else render(request, "pages/vbp_firm.html", _shown(page, viewer))


def _shown(page: EnterpriseFile, viewer: Viewer) -> dict[str, Any]:
    names = names_of({page.enterprise, *(one.organisation for one in page.entries)})
    own = viewer.actor.organisation == page.enterprise
    may_keep = viewer.may(Act.VBP_FILE_KEEP)
    return {
        "page": page, "name": names.get(page.enterprise, page.enterprise), "own": own, "may_keep": may_keep,
        "may_promise": own and viewer.may(Act.VBP_PROBLEM_ANSWER), "today": today(),
        "entries": [
            {
                "one": one, "kind": viewer.say(ENTRY_WORDS[one.kind]),
                "who": names.get(one.organisation, one.organisation),
                "may_confirm": may_keep and not one.is_confirmed and not one.replaced_by,
                "may_correct": may_keep and not one.replaced_by, "may_answer": own and not one.replaced_by,
                "kinds": options_of(ENTRY_WORDS, viewer, one.kind.value),
            }
            for one in page.entries
        ],
        "kinds": options_of(ENTRY_WORDS, viewer), "record": page.supply.record, "supply": page.supply,
        "performance": page.supply.performance,
        "basis": viewer.say((page.supply.definition.basis.zh, page.supply.definition.basis.en))
        if page.supply.definition
        else "",
    }  # fmt: skip


def _entries(page: EnterpriseFile, viewer: Viewer) -> Table:
    return Table(
        ENTRIES,
        [
            [
                one.number, viewer.say(ENTRY_WORDS[one.kind]), one.title, one.words, one.source, one.product_code,
                one.happened_on, viewer.place(one.region), one.is_confirmed, one.replaces, one.replaced_by, one.reason,
                viewer.say(("；", "; ")).join(answer.words for answer in one.answers),
            ]
            for one in page.entries
        ],
    )  # fmt: skip


def _months(page: EnterpriseFile) -> Table:
    rows: list[list[object]] = []
    for one in page.months:
        head: list[object] = [one.month, one.due_on, one.filed_at, one.is_late]
        rows += [
            [*head, line.product_code, line.produced, line.supplied, line.stock, line.payments] for line in one.lines
        ] or [[*head, "", None, None, None, None]]
    return Table(MONTHS, rows)


def _act(request: HttpRequest, code: str) -> HttpResponse:
    viewer, given = viewer_of(request), request.POST
    number, doing = given.get("number", ""), doing_of(viewer, given.get("reason", ""))
    known: dict[str, Callable[[], object]] = {
        "note": lambda: actions.note_entry(entry_given(given, code), doing, files_given(request)),
        "promise": lambda: actions.promise(
            entry_given(given, code), given.get("region", "").strip(), doing, files_given(request)
        ),
        "confirm": lambda: actions.confirm_entry(number, doing),
        "correct": lambda: actions.correct_entry(number, entry_given(given, code), doing),
        "answer": lambda: actions.answer_entry(number, given.get("words", ""), doing),
        "month": lambda: file_month(
            given.get("region", "").strip(), month_given(given.get("month", "")), _told(given), doing
        ),
    }  # fmt: skip

    def work() -> None:
        if given.get("what") not in known:
            raise ValueError
        known[given["what"]]()

    return done(request, viewer, work, ("已办理。", "Done."), "vbp_firm", code)


def entry_given(given: QueryDict, enterprise: str) -> NewEntry:
    """An entry as a form tells it."""
    return NewEntry(
        enterprise=enterprise, kind=EntryKind(given.get("kind", "")), title=given.get("title", ""),
        happened_on=day_given(given.get("happened_on", "")), words=given.get("words", ""),
        source=given.get("source", ""), product_code=given.get("product_code", ""),
        is_confirmed=bool(given.get("is_confirmed")),
    )  # fmt: skip


def _told(given: QueryDict) -> list[Told]:
    """The lines in which something was filled in."""
    found = []
    for code in given.getlist("product"):
        line = Told(
            product_code=code, produced=quantity_given(given.get(f"produced-{code}", ""), "产量", "produced"),
            supplied=quantity_given(given.get(f"supplied-{code}", ""), "供应量", "supplied"),
            stock=quantity_given(given.get(f"stock-{code}", ""), "库存", "stock"),
            payments=quantity_given(given.get(f"payments-{code}", ""), "回款", "payments"),
        )  # fmt: skip
        if any(number is not None for number in line.numbers):
            found.append(line)
    return found


def paper(request: HttpRequest, key: int) -> HttpResponse:
    """A file of an entry as it came."""
    return attachment(entry_paper_to_read(key, viewer_of(request).actor, book=rulebook()))
