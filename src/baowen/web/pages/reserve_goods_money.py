"""Reserve money: allocated, used and left by region, year and fund; and what used it. RSV-4."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.core.clock import today
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.reserve.goods.actions.money import allocate, open_budget
from baowen.reserve.goods.kinds import ENTRY_WORDS
from baowen.reserve.goods.queries.money import BudgetView, SpendingView, budgets, spendings
from baowen.web.deeds import done
from baowen.web.exports import Table, exported
from baowen.web.pages.reserve_goods import number_of
from baowen.web.pages.vbp_fields import doing_of, optional_day
from baowen.web.viewer import Viewer, viewer_of

HEADINGS = (
    ("编号", "Number"), ("地区", "Place"), ("年度", "Year"), ("资金来源", "Fund"), ("拨付（元）", "Allocated (yuan)"),
    ("使用（元）", "Used (yuan)"), ("结存（元）", "Left (yuan)"),
)  # fmt: skip
SPENDING_HEADINGS = (
    ("日期", "Day"), ("储备账编号", "Line of the ledger"), ("类别", "Kind"), ("承储单位代码", "Holder code"),
    ("产品代码", "Product code"), ("名称", "Name"), ("金额（元）", "Amount (yuan)"),
    ("超出结存（元）", "Beyond (yuan)"),
)  # fmt: skip


def money(request: HttpRequest) -> HttpResponse:
    """The funds that the viewer sees; a form opens one or notes an allocation."""
    if request.method == "POST":
        return _act(request)
    viewer = viewer_of(request)
    found = budgets(viewer.actor)
    file = exported(request, {"money": lambda: _table(found, viewer)})
    if file is not None:
        return file
    shown = {"lines": found, "may_open": viewer.may(Act.RESERVE_PLAN), "today": today()}
    return render(request, "pages/reserve_goods_money.html", shown)


def one_fund(request: HttpRequest, code: str) -> HttpResponse:
    """One fund: its allocations and what used it."""
    viewer = viewer_of(request)
    used = spendings(viewer.actor, code)
    file = exported(request, {"spendings": lambda: _spendings(used, viewer)})
    if file is not None:
        return file
    fund = next(one for one in budgets(viewer.actor) if one.code == code)
    names = names_of({one.holder for one in used})
    shown = {
        "fund": fund,
        "used": [(one, viewer.say(ENTRY_WORDS[one.kind]), names.get(one.holder, one.holder)) for one in used],
    }
    return render(request, "pages/reserve_goods_fund.html", shown)


def _act(request: HttpRequest) -> HttpResponse:
    viewer, given = viewer_of(request), request.POST

    def work() -> None:
        doing = doing_of(viewer)
        if given.get("what") == "open":
            year = given.get("year", "").strip()
            if not (year.isascii() and year.isdigit() and len(year) == 4):
                raise BaowenError("年度应写作 2026", "a year is written 2026")
            open_budget(int(year), given.get("fund", ""), doing)
            return
        yuan = number_of(given, "yuan", "金额", "amount")
        on = optional_day(given, "on")
        allocate(given.get("code", ""), yuan, doing, on=on, document=given.get("document", ""))

    return done(request, viewer, work, ("已登记。", "Entered."), "reserve_goods_money")


def _table(found: list[BudgetView], viewer: Viewer) -> Table:
    rows = [
        [one.code, viewer.place(one.region), one.year, one.fund, one.allocated, one.used, one.left] for one in found
    ]
    return Table(HEADINGS, rows)


def _spendings(found: list[SpendingView], viewer: Viewer) -> Table:
    rows = [
        [
            one.on, one.entry, viewer.say(ENTRY_WORDS[one.kind]), one.holder, one.product_code, one.generic_name,
            one.yuan, one.beyond,
        ]
        for one in found
    ]  # fmt: skip
    return Table(SPENDING_HEADINGS, rows)
