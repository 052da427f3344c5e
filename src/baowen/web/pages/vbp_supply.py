"""Supply problems of selected products: the list of each side, telling of one, confirming several. VBP-9 (VB-3.3)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from baowen.api.book import rulebook
from baowen.core.clock import today
from baowen.core.paging import Paged
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.vbp.rounds.queries import rounds, selected_products
from baowen.vbp.rounds.states import RoundState
from baowen.vbp.supply.actions.confirming import Judged, confirm
from baowen.vbp.supply.actions.telling import NewProblem, tell_problem
from baowen.vbp.supply.confirmed import CONFIRMATION_WORDS, Confirmation
from baowen.vbp.supply.kinds import PROBLEM_WORDS, ProblemKind
from baowen.vbp.supply.queries.level import may_judge
from baowen.vbp.supply.queries.problems import ProblemLine, Wanted, problem_page
from baowen.vbp.supply.states import PROBLEM_STATE_WORDS, WAITING, ProblemState
from baowen.web.dates import day_given
from baowen.web.deeds import done
from baowen.web.exports import Table, all_pages, exported
from baowen.web.pages.vbp_fields import codes_given, doing_of, files_given, one_of, optional_day, options_of
from baowen.web.viewer import Viewer, viewer_of

HEADINGS = (
    ("编号", "Number"), ("问题", "Kind"), ("批次", "Round"), ("品种序号", "Lot"), ("产品代码", "Product code"),
    ("药品", "Drug"), ("企业代码", "Enterprise code"), ("企业", "Enterprise"), ("机构代码", "Hospital code"),
    ("医疗机构", "Hospital"), ("地区", "Place"), ("自", "From"), ("至", "Until"), ("状态", "State"),
    ("答复期限", "Answer due"), ("答复日期", "Answered"), ("答复逾期", "Answer late"), ("核实编号", "Confirmed as"),
    ("反映时间", "Told"),
)  # fmt: skip


def supply(request: HttpRequest) -> HttpResponse:
    """The problems that the viewer sees, the newest first, with the form of who tells of one."""
    viewer, given = viewer_of(request), request.GET
    wanted = _wanted(given)

    def page(cursor: str) -> Paged[ProblemLine]:
        return problem_page(viewer.actor, wanted, book=rulebook(), today=today(), cursor=cursor)

    file = exported(request, {"problems": lambda: _table(all_pages(page), viewer)})
    if file is not None:
        return file
    found = page(given.get("cursor", ""))
    names = names_of({code for one in found.lines for code in (one.enterprise, one.hospital)})
    may_confirm = may_judge(viewer.actor, viewer.actor.region, today(), book=rulebook())
    shown = {
        "lines": [_line(one, names, viewer, may_confirm=may_confirm) for one in found.lines], "cursor": found.cursor,
        "given": given, "kinds": options_of(PROBLEM_WORDS, viewer, given.get("kind", "")),
        "states": options_of(PROBLEM_STATE_WORDS, viewer, given.get("state", "")),
        "confirmations": options_of(CONFIRMATION_WORDS, viewer), "may_confirm": may_confirm,
        "region": viewer.actor.region, "watches": viewer.may(Act.VBP_READ), "today": today(),
        "is_enterprise": viewer.may(Act.VBP_PROBLEM_ANSWER), "may_tell": viewer.may(Act.VBP_PROBLEM_TELL),
    }  # fmt: skip
    if shown["may_tell"]:
        shown["products"] = products_of_place(viewer)
    return render(request, "pages/vbp_supply.html", shown)


def _wanted(given: QueryDict) -> Wanted:
    return Wanted(
        state=one_of(ProblemState, given.get("state", "")), kind=one_of(ProblemKind, given.get("kind", "")),
        round_code=given.get("round", "").strip()[:60], text=given.get("text", "")[:200],
        late_on=today() if given.get("late") else None,
    )  # fmt: skip


def products_of_place(viewer: Viewer, *states: RoundState) -> list[tuple[str, list[tuple[str, str]]]]:
    """The selected products of the own place by round, for a select: what names each, and its words."""
    found = []
    for one in rounds(states=frozenset(states or (RoundState.RUNNING,))):
        products = [
            (
                f"{one.code} {product.product_code}",
                f"{product.drug} {product.spec} {product.enterprise_name}（{product.product_code}）",
            )
            for product in selected_products(one.code, viewer.actor.region)
        ]
        if products:
            found.append((f"{one.code} {one.name}", products))
    return found


def _line(one: ProblemLine, names: dict[str, str], viewer: Viewer, *, may_confirm: bool) -> dict[str, Any]:
    return {
        "one": one, "kind": viewer.say(PROBLEM_WORDS[one.kind]), "state": viewer.say(PROBLEM_STATE_WORDS[one.state]),
        "enterprise": names.get(one.enterprise, one.enterprise), "hospital": names.get(one.hospital, one.hospital),
        "can_confirm": may_confirm and one.state in WAITING,
    }  # fmt: skip


def _table(found: list[ProblemLine], viewer: Viewer) -> Table:
    names = names_of({code for one in found for code in (one.enterprise, one.hospital)})
    rows = [
        [
            one.number, viewer.say(PROBLEM_WORDS[one.kind]), one.round_code, one.lot, one.product_code, one.drug,
            one.enterprise, names.get(one.enterprise), one.hospital, names.get(one.hospital),
            viewer.place(one.region), one.from_on, one.until_on, viewer.say(PROBLEM_STATE_WORDS[one.state]),
            one.due_on, one.answered_on, one.is_overdue, one.confirmation, one.told_at,
        ]
        for one in found
    ]  # fmt: skip
    return Table(HEADINGS, rows)


def tell(request: HttpRequest) -> HttpResponse:
    """Tell of a problem with a selected product."""
    viewer, given = viewer_of(request), request.POST

    def work() -> None:
        round_code, _, product = given.get("product", "").strip().partition(" ")
        new = NewProblem(
            round_code=round_code, product_code=product, kind=ProblemKind(given.get("kind", "")),
            from_on=day_given(given.get("from_on", "")), until_on=optional_day(given, "until_on"),
            words=given.get("words", ""), orders=codes_given(given.get("orders", "")),
        )  # fmt: skip
        tell_problem(new, doing_of(viewer), files_given(request))

    return done(
        request,
        viewer,
        work,
        ("已反映，企业和医保部门已收到消息。", "Told; enterprise and offices know."),
        "vbp_supply",
    )


def confirm_several(request: HttpRequest) -> HttpResponse:
    """Confirm the problems that were chosen as one, for a place or for one hospital."""
    viewer, given = viewer_of(request), request.POST

    def work() -> None:
        confirm(given.getlist("numbers"), judged_given(given), doing_of(viewer, given.get("reason", "")))

    return done(
        request, viewer, work, ("已核实，有关单位已收到消息。", "Confirmed; who it concerns knows."), "vbp_supply"
    )


def judged_given(given: QueryDict) -> Judged:
    """What a form of confirming says."""
    return Judged(
        kind=Confirmation(given.get("confirmation", "")), region=given.get("region", "").strip(),
        hospital=given.get("hospital", "").strip(), from_on=optional_day(given, "from_on"),
        until_on=optional_day(given, "until_on"), lasts=bool(given.get("lasts")),
    )  # fmt: skip
