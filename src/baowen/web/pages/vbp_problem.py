"""One supply problem: what was told, orders, answers, what happened, and what the viewer can do. VBP-9 (VB-3.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import rulebook
from baowen.api.case_files import attachment
from baowen.core.clock import today
from baowen.core.policy import Basis
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.procure.trade.states import LINE_WORDS, LineState
from baowen.vbp.rounds.queries import Selected
from baowen.vbp.supply.actions.answering import Said, answer_problem, move_problem
from baowen.vbp.supply.actions.confirming import add_to_confirmation, confirm
from baowen.vbp.supply.confirmed import CONFIRMATION_WORDS
from baowen.vbp.supply.kinds import CAUSE_WORDS, PROBLEM_WORDS, Cause
from baowen.vbp.supply.queries.backups import backups_of
from baowen.vbp.supply.queries.problems import ProblemView, paper_to_read, problem
from baowen.vbp.supply.states import PROBLEM_RULES, PROBLEM_STATE_WORDS, ProblemMove
from baowen.web.deeds import done
from baowen.web.exports import Table, exported
from baowen.web.pages.vbp_fields import doing_of, files_given, optional_day, options_of
from baowen.web.pages.vbp_supply import judged_given
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, viewer_of

ORDERS = (
    ("订单", "Order"), ("订单明细", "Line"), ("配送企业", "Supplier"), ("状态", "State"),
    ("订购（盒）", "Ordered (packs)"), ("送达（盒）", "Delivered (packs)"), ("入库（盒）", "Received (packs)"),
    ("下单时间", "Ordered at"), ("应送达", "Due"),
)  # fmt: skip
BY_ITSELF = (ProblemMove.ANSWER, ProblemMove.CONFIRM, ProblemMove.REVOKE)


def one_problem(request: HttpRequest, number: str) -> HttpResponse:
    """The page; a form does what it names."""
    if request.method == "POST":
        return _act(request, number)
    viewer = viewer_of(request)
    page = problem(number, viewer.actor, book=rulebook(), today=today())
    file = exported(request, {"orders": lambda: _orders(page, viewer)})
    if file is not None:
        return file
    return render(request, "pages/vbp_problem.html", _shown(page, viewer))


def _shown(page: ProblemView, viewer: Viewer) -> dict[str, Any]:
    line = page.line
    names = names_of({line.hospital, line.enterprise, *(one.organisation for one in page.events)})
    moves = [move for move in page.moves if move not in BY_ITSELF]
    return {
        "page": page, "line": line, "kind": viewer.say(PROBLEM_WORDS[line.kind]),
        "state": viewer.say(PROBLEM_STATE_WORDS[line.state]),
        "hospital": names.get(line.hospital, line.hospital),
        "enterprise": names.get(line.enterprise, line.enterprise),
        "working": page.clock.working_en if viewer.english else page.clock.working_zh,
        "basis": basis_words(page.clock.basis, viewer),
        "orders": [(one, viewer.say(LINE_WORDS[LineState(one.state)])) for one in page.orders],
        "answers": [(one, viewer.say(CAUSE_WORDS[one.cause]) if one.cause else "") for one in page.answers],
        "events": [
            (one, viewer.say((PROBLEM_RULES[one.move].zh, PROBLEM_RULES[one.move].en)),
             names.get(one.organisation, one.organisation), viewer.say(PROBLEM_STATE_WORDS[one.state]))
            for one in reversed(page.events)
        ],
        "backups": _backups(page),
        "moves": [(move.value, viewer.say((PROBLEM_RULES[move].zh, PROBLEM_RULES[move].en))) for move in moves],
        "may_answer": ProblemMove.ANSWER in page.moves, "may_confirm": ProblemMove.CONFIRM in page.moves,
        "causes": options_of(CAUSE_WORDS, viewer), "confirmations": options_of(CONFIRMATION_WORDS, viewer),
        "watches": viewer.may(Act.VBP_READ), "today": today(),
    }  # fmt: skip


def _backups(page: ProblemView) -> tuple[Selected, ...]:
    return backups_of(page.line.round_code, page.line.lot, page.line.region)


def basis_words(basis: str, viewer: Viewer) -> str:
    """How well a value of the pack is founded, in words; "" for none."""
    return viewer.say((Basis(basis).zh, Basis(basis).en)) if basis else ""


def _orders(page: ProblemView, viewer: Viewer) -> Table:
    return Table(
        ORDERS,
        [
            [
                one.order, one.line, one.supplier, viewer.say(LINE_WORDS[LineState(one.state)]), one.quantity,
                one.delivered, one.received, one.ordered_at, one.due_at,
            ]
            for one in page.orders
        ],
    )  # fmt: skip


def _act(request: HttpRequest, number: str) -> HttpResponse:
    viewer, given = viewer_of(request), request.POST
    reason = given.get("reason", "")

    def answer() -> None:
        cause = given.get("cause", "")
        said = Said(
            supply_by=optional_day(given, "supply_by"), words=given.get("words", ""),
            quantity=quantity_given(given.get("quantity", ""), "数量", "the quantity"),
            cause=Cause(cause) if cause else None,
        )  # fmt: skip
        answer_problem(number, said, doing_of(viewer), files_given(request))

    def work() -> None:
        what, doing = given.get("what", ""), doing_of(viewer, reason)
        known: dict[str, Callable[[], object]] = {
            "answer": answer,
            "confirm": lambda: confirm([number], judged_given(given), doing),
            "add": lambda: add_to_confirmation(number, given.get("number", "").strip(), doing),
        }
        (known[what] if what in known else lambda: move_problem(number, ProblemMove(what), doing))()

    return done(request, viewer, work, ("已办理，对方已收到消息。", "Done; the others know."), "vbp_problem", number)


def paper(request: HttpRequest, key: int) -> HttpResponse:
    """A file of a problem as it came."""
    return attachment(paper_to_read(key, viewer_of(request).actor, book=rulebook()))
