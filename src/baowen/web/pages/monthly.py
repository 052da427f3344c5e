"""The monthly form of stock and use: a line for each product, kept while typed, sent by the feeds. COL-1, COL-2."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from baowen.api.book import home, report_book, serving
from baowen.collect.monthly import actions
from baowen.collect.monthly.checking import problems_of
from baowen.collect.monthly.queries import FormView, ProductLine, counted_by_lot, form_of, product_lines, reports_use
from baowen.collect.monthly.rules import COLUMNS, Line, count_day
from baowen.core.clock import now, today
from baowen.core.money import plain
from baowen.core.period import Month
from baowen.core.problems import BaowenError
from baowen.lake.store import Lake
from baowen.web.dates import day_given, month_given
from baowen.web.viewer import Viewer, viewer_of

RATIO = "report.monthly.unlike_ratio"
MOST_BYTES = 1024 * 1024  # of one saving: 200 lines are some 20 kB


@dataclass(frozen=True, slots=True)
class _Open:
    """A form with its products, read once for a request."""

    form: FormView
    products: list[ProductLine]
    by_lot: set[str]


def monthly(request: HttpRequest) -> HttpResponse:
    """The form of a month; the lines come as data, so that two thousand of them open at once."""
    viewer = viewer_of(request)
    actions.require_form(viewer.actor, home_region=home().region)
    month = _month(request, viewer)
    opened = _opened(viewer, month)
    lines = {line.product_code: line for line in opened.form.lines}
    data = {
        "month": str(month), "revision": opened.form.revision, "columns": COLUMNS,
        "lines": [_shown(one, lines.get(one.product_code)) for one in opened.products],
        "problems": _problems(opened, opened.form.lines, viewer),
    }  # fmt: skip
    shown = {
        "month": month, "before": month.plus(-1), "after": month.plus(1) if month < Month.of(today()) else None,
        "form": opened.form, "data": data, "by_lot": len(opened.by_lot), "first": month.first,
        "last": min(month.last, today()), "total": len(opened.products), "is_usual": serving() is not None,
        "has_refused": any(line.refused for line in opened.form.lines),
    }  # fmt: skip
    return render(request, "pages/monthly.html", shown)


def _month(request: HttpRequest, viewer: Viewer) -> Month:
    """The month asked for; else the last whole one, or this one where the use of that is reported already."""
    given = request.GET.get("month", "")
    if given:
        return min(month_given(given), Month.of(today()))
    last = Month.of(today()).plus(-1)
    return last.plus(1) if reports_use(serving(), Lake(home().lake), viewer.actor.organisation, last) else last


def _opened(viewer: Viewer, month: Month, *, since: int = -1) -> _Open:
    own, lake = viewer.actor.organisation, Lake(home().lake)
    form = form_of(own, month, counted_on=count_day(month, today()), since=since)
    also = [line.product_code for line in form.lines]
    products = product_lines(serving(), lake, own, month, within=viewer.key, also=also)
    return _Open(form, products, counted_by_lot(lake, own, form.counted_on))


def _shown(one: ProductLine, line: Line | None) -> list[Any]:
    """A line as data: who it is, what was before, what stands in its cells and what of that is sent."""
    before = one.before
    return [
        one.product_code, one.name, one.spec, one.maker, one.initials, _plain(before.counted),
        f"{one.counted_on:%m-%d}" if one.counted_on else "", _plain(before.used), *_cells(line),
    ]  # fmt: skip


def _plain(number: Decimal | None) -> str:
    return "" if number is None else plain(number)


def _cells(line: Line | None) -> tuple[list[str], list[str]]:
    if line is None:
        return [], []
    return (
        [line.cells.get(name, "") for name in COLUMNS],
        [line.sent.get(name, "") for name in COLUMNS] if line.sent else [],
    )  # fmt: skip


def _problems(opened: _Open, lines: Sequence[Line], viewer: Viewer) -> dict[str, dict[str, list[list[Any]]]]:
    """By code and number of the column: whether it is refused, what is wrong, what to do."""
    found = problems_of(
        lines, organisation=viewer.actor.organisation, month=opened.form.month, counted_on=opened.form.counted_on,
        before={one.product_code: one.before for one in opened.products}, by_lot=opened.by_lot,
        ratio=report_book().packs.ruling(viewer.actor.region, today()).entry(RATIO).number(),
    )  # fmt: skip
    return {
        code: {
            str(COLUMNS.index(column)): [
                [int(one.is_refused), viewer.say(one.message), viewer.say(one.remedy)] for one in told
            ]
            for column, told in cells.items()
        }
        for code, cells in found.items()
    }


def save(request: HttpRequest) -> JsonResponse:
    """Keep some cells; the answer has every line that was changed since the page last heard, by whomever."""
    viewer = viewer_of(request)
    try:
        given = _given(request)
        month, since = month_given(str(given.get("month", ""))), int(given.get("revision", 0))
        cells = [
            actions.Cell(product_code=str(code), column=COLUMNS[int(column)], text=str(text))
            for code, column, text in given.get("cells", [])
        ]
        actions.save_cells(month, cells, actor=viewer.actor, home_region=home().region, at=now())
    except BaowenError as error:
        return JsonResponse({"told": viewer.told(error)}, status=400)
    except (ValueError, TypeError, IndexError, AttributeError):
        told = ("保存的内容无法识别，请刷新页面", "what was to be kept can't be read; load the page again")
        return JsonResponse({"told": viewer.say(told)}, status=400)
    opened = _opened(viewer, month, since=since)
    names = {one.product_code: one for one in opened.products}
    return JsonResponse(
        {
            "revision": opened.form.revision,
            "lines": [[*_shown(names[line.product_code], line), line.by] for line in opened.form.lines],
            "problems": _problems(opened, opened.form.lines, viewer),
        }
    )


def _given(request: HttpRequest) -> Mapping[str, Any]:
    if len(request.body) > MOST_BYTES:
        raise ValueError
    given = json.loads(request.body)
    if not isinstance(given, dict):
        raise TypeError
    return given


def set_day(request: HttpRequest) -> HttpResponse:
    """Say on which day the stock was counted."""

    def work(viewer: Viewer, month: Month, at: datetime) -> tuple[str, str]:
        day = day_given(request.POST.get("counted_on", ""))
        actions.set_count_day(month, day, actor=viewer.actor, home_region=home().region, at=at)
        return f"盘点日期为 {day}。", f"The stock was counted on {day}."

    return _done(request, work)


def add(request: HttpRequest) -> HttpResponse:
    """Add a line for a product that the hospital has not bought or counted of late."""

    def work(viewer: Viewer, month: Month, at: datetime) -> tuple[str, str]:
        code = request.POST.get("product_code", "").strip()
        if not code:
            raise BaowenError("请从列表中选择药品", "choose a drug of the list")
        actions.add_line(month, code, actor=viewer.actor, home_region=home().region, at=at)
        return f"已加入 {request.POST.get('drug_name', code)[:100]}。", f"{code} is on the form."

    return _done(request, work)


def send(request: HttpRequest) -> HttpResponse:
    """Send what is filled in; what intake refuses is shown in its cell."""

    def work(viewer: Viewer, month: Month, at: datetime) -> tuple[str, str]:
        sent = actions.send_form(home(), month, actor=viewer.actor, at=at, clock=now)
        if sent.refused:
            zh = f"已接收 {sent.accepted} 行，退回 {sent.refused} 行：原因写在各行下面，改好再报。"
            return zh, f"{sent.accepted} rows are taken, {sent.refused} came back: each says why; mend and send again."
        return f"已全部接收，共 {sent.accepted} 行。", f"All {sent.accepted} rows are taken."

    return _done(request, work)


def _done(request: HttpRequest, work: Callable[[Viewer, Month, datetime], tuple[str, str]]) -> HttpResponse:
    """Do it and say so, or say why not; then the form again."""
    viewer, answer = viewer_of(request), redirect("monthly")
    try:
        month = month_given(request.POST.get("month", ""))
        answer["Location"] += f"?month={month}"
        messages.success(request, viewer.say(work(viewer, month, now())))
    except BaowenError as error:
        messages.error(request, viewer.told(error))
    return answer
