"""Direct settlement: enterprises apply, hospitals confirm, officers compute and pay the run. PRC-4 (HD-9, VB-1.1)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import settle_book
from baowen.core.clock import now, today
from baowen.core.paging import Paged
from baowen.core.period import Month
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.procure.settle.actions import claims, runs
from baowen.procure.settle.queries.runs import (
    ApplicationView,
    LedgerView,
    RunView,
    ShareView,
    application_page,
    ledger,
    run,
    run_page,
    shares,
)
from baowen.procure.settle.queries.scope import is_hospital
from baowen.procure.settle.states import RUN_RULES, RUN_WORDS, SHARE_WORDS, RunState, ShareState
from baowen.web.dates import month_given
from baowen.web.deeds import done
from baowen.web.exports import Table, all_pages, exported
from baowen.web.viewer import Viewer, viewer_of

APPLICATIONS = (
    ("编号", "Number"), ("企业", "Enterprise"), ("地区", "Place"), ("月份", "Month"), ("明细", "Lines"),
    ("金额（元）", "Amount (yuan)"), ("待确认", "Waiting"), ("已确认", "Confirmed"), ("有异议", "Disputed"),
    ("已进入结算", "In a run"), ("申请期限", "Due"), ("条款", "Clause"), ("申请时间", "Applied"),
)  # fmt: skip
RUNS = (
    ("编号", "Number"), ("地区", "Place"), ("月份", "Month"), ("状态", "State"), ("明细", "Lines"),
    ("确认金额（元）", "Confirmed (yuan)"), ("扣减预付（元）", "Prepaid (yuan)"), ("应付（元）", "Payable (yuan)"),
    ("核算次数", "Computed"), ("核算时间", "Computed at"), ("付清时间", "Paid at"),
)  # fmt: skip
SHARES = (
    ("企业代码", "Enterprise code"), ("企业", "Enterprise"), ("机构代码", "Hospital code"), ("医疗机构", "Hospital"),
    ("明细", "Lines"), ("确认金额（元）", "Confirmed (yuan)"), ("扣减预付（元）", "Prepaid (yuan)"),
    ("应付（元）", "Payable (yuan)"), ("状态", "State"), ("支付次数", "Attempts"), ("失败原因", "Failed because"),
    ("支付日期", "Paid on"),
)  # fmt: skip
LEDGER = (
    ("时间", "When"), ("事项", "What"), ("企业", "Enterprise"), ("医疗机构", "Hospital"),
    ("金额（元）", "Amount (yuan)"), ("说明", "In words"),
)  # fmt: skip


def listed(request: HttpRequest) -> HttpResponse:
    """Applications and runs, the newest first, with the forms of who applies and who computes."""
    viewer = viewer_of(request)

    def claimed(cursor: str) -> Paged[ApplicationView]:
        return application_page(viewer.actor, cursor=cursor)

    def made(cursor: str) -> Paged[RunView]:
        return run_page(viewer.actor, cursor=cursor)

    tables = {
        "applications": lambda: _applications(all_pages(claimed), viewer),
        "runs": lambda: _runs(all_pages(made), viewer),
    }  # fmt: skip
    file = exported(request, tables)
    if file is not None:
        return file
    found = claimed(request.GET.get("cursor", ""))
    names = names_of({one.supplier for one in found.lines})
    shown = {
        "applications": [
            {
                "one": one, "supplier": names.get(one.supplier, one.supplier),
                "may_confirm": is_hospital(viewer.actor) and one.waiting and viewer.may(Act.ORDER_PLACE),
            }
            for one in found.lines
        ],
        "cursor": found.cursor, "may_apply": viewer.may(Act.SETTLEMENT_APPLY),
        "runs": [{"one": one, "state": viewer.say(RUN_WORDS[one.state])} for one in made("").lines],
        "may_run": viewer.may(Act.SETTLEMENT_RUN), "month": str(Month.of(today()).plus(-1)),
    }  # fmt: skip
    return render(request, "pages/settlement_runs.html", shown)


def _applications(found: list[ApplicationView], viewer: Viewer) -> Table:
    rows = [
        [
            one.number, one.supplier, viewer.place(one.region), one.month, one.lines, one.amount, one.waiting,
            one.confirmed, one.disputed, one.settled, one.due_on, one.clause, one.applied_at,
        ]
        for one in found
    ]  # fmt: skip
    return Table(APPLICATIONS, rows)


def _runs(found: list[RunView], viewer: Viewer) -> Table:
    rows = [
        [
            one.number, viewer.place(one.region), one.month, viewer.say(RUN_WORDS[one.state]), one.lines, one.gross,
            one.prepaid, one.payable, one.times, one.computed_at, one.paid_at,
        ]
        for one in found
    ]  # fmt: skip
    return Table(RUNS, rows)


def one(request: HttpRequest, number: str) -> HttpResponse:
    """One run with its parts and its ledger."""
    viewer = viewer_of(request)
    actor = viewer.actor
    found, parts, told = run(number, actor=actor), shares(number, actor=actor), ledger(number, actor=actor)
    names = names_of({code for part in parts for code in (part.supplier, part.hospital)})
    tables = {"shares": lambda: _shares(parts, names, viewer), "ledger": lambda: _ledger(told, names, viewer)}
    file = exported(request, tables)
    if file is not None:
        return file
    may_run = viewer.may(Act.SETTLEMENT_RUN, found.region)
    shown = {
        "run": found, "state": viewer.say(RUN_WORDS[found.state]),
        "shares": [
            {
                "one": part, "supplier": names.get(part.supplier, part.supplier),
                "hospital": names.get(part.hospital, part.hospital), "state": viewer.say(SHARE_WORDS[part.state]),
                "may_retry": may_run and part.state is ShareState.FAILED,
            }
            for part in parts
        ],
        "ledger": [_cells(line, names, viewer) for line in told],
        "may_pay": may_run and found.state is RunState.COMPUTED,
    }  # fmt: skip
    return render(request, "pages/settlement_run.html", shown)


def _shares(parts: list[ShareView], names: dict[str, str], viewer: Viewer) -> Table:
    rows = [
        [
            part.supplier, names.get(part.supplier, ""), part.hospital, names.get(part.hospital, ""), part.lines,
            part.gross, part.prepaid, part.payable, viewer.say(SHARE_WORDS[part.state]), part.attempts,
            part.failed_why, part.paid_on,
        ]
        for part in parts
    ]  # fmt: skip
    return Table(SHARES, rows)


def _cells(line: LedgerView, names: dict[str, str], viewer: Viewer) -> list[object]:
    return [
        line.moved_at, viewer.say(RUN_RULES[line.move][1]), names.get(line.supplier, line.supplier),
        names.get(line.hospital, line.hospital), line.amount, line.words,
    ]  # fmt: skip


def _ledger(told: list[LedgerView], names: dict[str, str], viewer: Viewer) -> Table:
    return Table(LEDGER, [_cells(line, names, viewer) for line in told])


def act(request: HttpRequest) -> HttpResponse:
    """Apply, confirm, compute, pay or pay again: what the button says."""
    viewer, given, at = viewer_of(request), request.POST, now()
    actor, number = viewer.actor, given.get("number", "")
    pair = (given.get("supplier", ""), given.get("hospital", ""))

    def apply() -> None:
        place, month = given.get("place", "").strip(), month_given(given.get("month", ""))
        claims.apply_for(actor.organisation, place, month, actor=actor, at=at, book=settle_book())

    def compute() -> None:
        month = month_given(given.get("month", ""))
        runs.compute_run(actor.region, month, actor=actor, at=at, book=settle_book())

    def pay() -> None:
        failed = {}
        for name in given:
            why = given.get(name, "")
            if name.startswith("failed-") and why.strip():
                supplier, _, hospital = name.removeprefix("failed-").partition("|")
                failed[supplier, hospital] = why
        runs.pay_run(number, failed, actor=actor, at=at)

    deeds = {
        "apply": (apply, ("已提交结算申请。", "The application is filed.")),
        "confirm": (lambda: claims.confirm_all(number, actor=actor, at=at), ("已确认。", "Confirmed.")),
        "compute": (compute, ("已核算。", "Computed.")),
        "pay": (pay, ("支付结果已登记。", "The payment is entered.")),
        "retry": (
            lambda: runs.retry_share(number, *pair, failed_why=given.get("why", ""), actor=actor, at=at),
            ("支付结果已登记。", "The payment is entered."),
        ),
    }  # fmt: skip
    if given.get("what", "") not in deeds:
        raise BaowenError("没有这项操作", "there is no such deed")
    work, words = deeds[given["what"]]
    if given["what"] in ("pay", "retry"):
        return done(request, viewer, work, words, "settlement_run", number)
    return done(request, viewer, work, words, "settlement_runs")
