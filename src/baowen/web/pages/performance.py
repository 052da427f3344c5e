"""How contracts are performed, and the report of stopped supply of listed drugs. PRC-4, PRC-8, HD-10."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import settle_book
from baowen.core.clock import now, today
from baowen.core.period import Month
from baowen.core.policy import Entry
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.procure.settle.queries.performance import By, PerformanceTable, performance_table
from baowen.procure.settle.queries.supply import SupplyReport, supply_report
from baowen.web.dates import month_given
from baowen.web.exports import Table, exported
from baowen.web.viewer import Viewer, regions, viewer_of

BY_WORDS = {By.SUPPLIER: ("配送企业", "enterprise"), By.HOSPITAL: ("医疗机构", "hospital")}
NUMERATORS = {"delivered": ("送达", "delivered"), "received": ("入库", "received")}
MEASURES = {"quantity": ("数量", "in packs"), "amount": ("金额", "in yuan")}
WEIGHTS = {
    "delivery": ("配送率", "delivery rate"), "on_time": ("及时率", "on time"), "answered": ("响应率", "answered"),
    "accepted": ("未拒绝", "not refused"),
}  # fmt: skip
HEADINGS = (
    ("机构代码", "Code"), ("机构", "Organisation"), ("订单明细", "Order lines"), ("订购", "Ordered"),
    ("完成", "Fulfilled"),
    ("配送率", "Delivery rate"), ("低于标准", "Below the line"), ("到期明细", "Lines due"), ("及时明细", "On time"),
    ("及时率", "On-time rate"), ("响应小时（中位）", "Hours to answer (median)"), ("拒绝", "Refused"),
    ("未响应", "Unanswered"), ("发票", "Invoices"), ("已付清", "Paid in full"),
    ("付清天数（中位）", "Days to payment (median)"),
    ("评分", "Score"),
)  # fmt: skip
SUPPLY = (
    ("地区", "Place"), ("月份", "Month"), ("药品", "Drug"), ("剂型", "Form"), ("清单", "List"),
    ("情况", "What happened"),
    ("订单明细", "Order lines"), ("拒绝", "Refused"), ("未响应", "Unanswered"), ("配送率", "Delivery rate"),
)  # fmt: skip


def performance(request: HttpRequest) -> HttpResponse:
    """Performance over months, by enterprise or by hospital."""
    viewer, last = viewer_of(request), Month.of(today())
    asked = request.GET.get("by", "")
    by = By(asked) if asked in set(By) else By.SUPPLIER
    until = month_given(request.GET.get("until", "") or str(last))
    since = month_given(request.GET.get("since", "") or str(until.plus(-2)))
    table = performance_table(viewer.actor, by, since, until, now=now(), book=settle_book())
    names = names_of({one.organisation for one in table.lines})
    file = exported(request, {"performance": lambda: _table(table, names)})
    if file is not None:
        return file
    rate = table.definition.table()
    shown = {
        "table": table, "since": str(since), "until": str(until), "by_supplier": by is By.SUPPLIER,
        "lines": [{"one": one, "name": names.get(one.organisation, one.organisation)} for one in table.lines],
        "ways": [(one.value, viewer.say(words), one is by) for one, words in BY_WORDS.items()],
        "definition": f"{viewer.say(NUMERATORS[rate['numerator']])} ÷ {viewer.say(('订购', 'ordered'))} "
                      f"({viewer.say(MEASURES[rate['measure']])})",
        "weights": ", ".join(
            f"{viewer.say(WEIGHTS[name])} {number}" for name, number in table.weights.table().items()
        ),
        "basis": {
            "definition": _basis(table.definition, viewer), "below": _basis(table.below, viewer),
            "weights": _basis(table.weights, viewer),
        },
        "watches": viewer.may(Act.TRADE_READ), "may_propose": viewer.may(Act.BREACH_CONFIRM),
    }  # fmt: skip
    return render(request, "pages/performance.html", shown)


def _basis(entry: Entry, viewer: Viewer) -> str:
    return viewer.say((entry.basis.zh, entry.basis.en))


def _table(table: PerformanceTable, names: dict[str, str]) -> Table:
    rows = []
    for one in table.lines:
        found, paid = one.performance, one.settled
        rows.append(
            [
                one.organisation, names.get(one.organisation, ""), found.lines, found.ordered, found.fulfilled,
                found.delivery_rate, one.is_below, found.due, found.on_time, found.on_time_rate, found.answer_hours,
                found.refused, found.unanswered, paid.invoices, paid.paid, paid.days, one.score,
            ]
        )  # fmt: skip
    return Table(HEADINGS, rows)


def supply(request: HttpRequest) -> HttpResponse:
    """The report of stopped or failing supply of a county and month; a zero report where nothing failed."""
    viewer = viewer_of(request)
    place = regions().require(request.GET.get("place", "").strip() or viewer.actor.region).code
    month = month_given(request.GET.get("month", "") or str(Month.of(today()).plus(-1)))
    report = supply_report(place, month, actor=viewer.actor, now=now(), book=settle_book())
    file = exported(request, {"supply": lambda: _supply(report, viewer)})
    if file is not None:
        return file
    shown = {
        "report": report, "basis": _basis(report.below, viewer),
        "lines": [{"one": one, "reasons": [viewer.say(words) for words in one.reasons]} for one in report.failing],
    }  # fmt: skip
    return render(request, "pages/supply_report.html", shown)


def _supply(report: SupplyReport, viewer: Viewer) -> Table:
    place, month = viewer.place(report.region), str(report.month)
    if report.is_zero:
        zero = viewer.say(
            (f"零报告：{report.drugs} 个清单药品无停供", f"zero report: none of {report.drugs} listed drugs stopped")
        )
        return Table(SUPPLY, [[place, month, "", "", "", zero, None, None, None, None]])
    rows = [
        [
            place, month, one.drug, one.dosage_form, one.listed_by,
            viewer.say(("；", "; ")).join(viewer.say(words) for words in one.reasons), one.performance.lines,
            one.performance.refused, one.performance.unanswered, one.performance.delivery_rate,
        ]
        for one in report.failing
    ]  # fmt: skip
    return Table(SUPPLY, rows)
