"""Circulars on progress: drafts with due dates, issuing, answers; purchases outside the platform. VB-2.2, VBP-12."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import home
from baowen.core.clock import now
from baowen.core.paging import Paged
from baowen.orgs.permissions import Act
from baowen.vbp.progress.actions.circulars import (
    Places,
    answer_circular,
    drop_circular,
    edit_circular,
    issue_circular,
)
from baowen.vbp.progress.queries.circulars import (
    CircularView,
    NamedView,
    circular,
    circular_file,
    circular_page,
)
from baowen.vbp.progress.queries.outside import outside_by_hospital
from baowen.vbp.progress.states import CIRCULAR_WORDS, ODDITY_WORDS, POINT_WORDS, CircularState, Oddity
from baowen.web.deeds import done
from baowen.web.exports import Table, all_pages, exported
from baowen.web.viewer import Viewer, viewer_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HEADINGS = (
    ("编号", "Number"), ("批次", "Round"), ("周期开始", "Cycle starts"), ("周期结束", "Cycle ends"), ("时点", "Point"),
    ("应于", "Due"), ("状态", "State"), ("文号", "Reference"), ("标题", "Title"), ("通报机构", "Named"),
    ("已答复", "Answered"), ("印发时间", "Issued"),
)  # fmt: skip
NAMED = (
    ("医疗机构代码", "Hospital code"), ("医疗机构", "Hospital"), ("地区", "Place"), ("约定品种", "Contracts"),
    ("滞后", "Behind"), ("未进院", "Not admitted"), ("药品", "Product"), ("进度", "Progress"), ("序时", "Schedule"),
    ("异常", "Odd"), ("答复", "Answer"), ("答复时间", "Answered"),
)  # fmt: skip
OUTSIDE = (
    ("医疗机构代码", "Hospital code"), ("医疗机构", "Hospital"), ("地区", "Place"), ("药品代码", "Product code"),
    ("院内名称", "Own name"), ("数量", "Quantity"), ("单价", "Price"), ("供应商", "Supplier"), ("发票号", "Invoice"),
    ("日期", "Day"),
)  # fmt: skip


def circulars(request: HttpRequest) -> HttpResponse:
    """Circulars that the viewer may see, the newest first."""
    viewer = viewer_of(request)

    def page(cursor: str) -> Paged[CircularView]:
        return circular_page(viewer.actor, cursor=cursor)

    file = exported(request, {"circulars": lambda: _table(all_pages(page), viewer)})
    if file is not None:
        return file
    found = page(request.GET.get("cursor", ""))
    shown = {
        "lines": [_shown(one, viewer) for one in found.lines], "cursor": found.cursor,
        "watches": viewer.may(Act.VBP_READ),
    }  # fmt: skip
    return render(request, "pages/vbp_circulars.html", shown)


def one_circular(request: HttpRequest, number: str) -> HttpResponse:
    """One circular with whom it names, and the forms of who issues or answers it."""
    viewer = viewer_of(request)
    view, names = circular(number, viewer.actor)
    file = exported(request, {"names": lambda: _names(names, viewer)})
    if file is not None:
        return file
    is_draft = view.state is CircularState.DRAFT
    own = next((one for one in names if one.hospital == viewer.actor.organisation), None)
    shown = _shown(view, viewer) | {
        "names": [{"one": one, "products": [_product(each, viewer) for each in one.products]} for one in names],
        "may_issue": is_draft and viewer.may(Act.VBP_CIRCULATE, view.region), "own": own,
        "may_answer": own is not None and viewer.may(Act.VBP_REPORT), "watches": viewer.may(Act.VBP_READ),
    }  # fmt: skip
    return render(request, "pages/vbp_circular.html", shown)


def deed(request: HttpRequest, number: str) -> HttpResponse:
    """Change, issue, drop or answer."""
    viewer, given = viewer_of(request), request.POST
    actor, at, what = viewer.actor, now(), given.get("what", "")

    def work() -> None:
        if what == "edit":
            edit_circular(
                number, given.get("title", ""), given.get("words", "").replace("\r\n", "\n"), actor=actor, at=at
            )
        elif what == "issue":
            issue_circular(number, Places.of(home()), actor=actor, at=at)
        elif what == "drop":
            drop_circular(number, given.get("why", ""), actor=actor, at=at)
        elif what == "answer":
            answer_circular(number, given.get("words", ""), actor=actor, at=at)
        else:
            raise ValueError(what)

    return done(request, viewer, work, _DONE.get(what, ("已办理。", "Done.")), "vbp_circular", number)


_DONE = {
    "edit": ("已保存。", "Saved."), "issue": ("已印发，并已通知所列医疗机构。", "Issued; those named are told."),
    "drop": ("已标明不印发。", "It will not be issued."), "answer": ("答复已提交。", "The answer is filed."),
}  # fmt: skip


def document(request: HttpRequest, number: str) -> HttpResponse:
    """The document of an issued circular."""
    content = circular_file(number, viewer_of(request).actor, home().raw)
    answer = HttpResponse(content, content_type=WORD)
    answer["Content-Disposition"] = f'attachment; filename="{number}.docx"'
    return answer


def outside(request: HttpRequest) -> HttpResponse:
    """Purchases that no order of the platform stands behind, by hospital. VBP-12."""
    viewer = viewer_of(request)
    found = outside_by_hospital(home(), viewer.actor)
    rows = [
        [one.hospital, one.name, viewer.place(one.region) if one.region else "", line.product_code, line.own_name,
         line.quantity, line.price, line.supplier, line.invoice_no, line.happened_on]
        for one in found for line in one.lines
    ]  # fmt: skip
    file = exported(request, {"outside": lambda: Table(OUTSIDE, rows)})
    if file is not None:
        return file
    return render(request, "pages/vbp_outside.html", {"found": found, "watches": viewer.may(Act.VBP_READ)})


def _shown(one: CircularView, viewer: Viewer) -> dict[str, object]:
    return {
        "circular": one, "point": viewer.say(POINT_WORDS[one.point]), "state": viewer.say(CIRCULAR_WORDS[one.state]),
        "is_draft": one.state is CircularState.DRAFT, "is_issued": one.state is CircularState.ISSUED,
    }  # fmt: skip


def _product(each: dict[str, object], viewer: Viewer) -> dict[str, object]:
    return each | {"odd": _odd(each, viewer)}


def _odd(each: dict[str, object], viewer: Viewer) -> str:
    told = each["oddities"]
    words = [viewer.say(ODDITY_WORDS[Oddity(one)]) for one in (told if isinstance(told, list) else [])]
    return viewer.say(("、", ", ")).join(words)


def _table(found: list[CircularView], viewer: Viewer) -> Table:
    return Table(HEADINGS, [
        [one.number, one.round_code, one.starts_on, one.ends_on, viewer.say(POINT_WORDS[one.point]), one.due_on,
         viewer.say(CIRCULAR_WORDS[one.state]), one.reference, one.title, one.named, one.answered, one.issued_at]
        for one in found
    ])  # fmt: skip


def _names(names: list[NamedView], viewer: Viewer) -> Table:
    return Table(NAMED, [
        [one.hospital, one.name, viewer.place(one.region), one.contracts, one.behind, one.unbought, each["name"],
         each["progress"], each["schedule"], _odd(each, viewer), one.answer, one.answered_at]
        for one in names for each in one.products
    ])  # fmt: skip
