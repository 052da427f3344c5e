"""Reminds hospitals that have said nothing for a month: messages by the queue, in the day's digest. COL-3 (NJ-10)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from baowen.collect.reports.book import ReportBook
from baowen.collect.reports.queries.reports import Silent, silent_hospitals
from baowen.core.messages.actions import post
from baowen.core.messages.rules import Text
from baowen.core.period import Month


def chase(region: str, month: Month, today: date, *, at: datetime, book: ReportBook) -> int:
    """Remind every silent hospital of a place and below whose reminder is in turn; how many were posted.

    By the pack's days of reminding. Doing it twice on a day posts nothing twice.
    """
    posted = 0
    with transaction.atomic():
        for one in silent_hospitals(region, month, today, book=book):
            turn = book.chase_turn(one.region, one.due_on, today)
            if turn is None:
                continue
            said = _words(one, today)
            posted += post(
                None, to=f"organisation:{one.hospital}", kind="report_chase", title=said, body=said,
                about=f"report_month/{one.hospital}/{month}", key=f"chase/{one.hospital}/{month}/{one.due_on}/{turn}",
                at=at, digest=True,
            )  # fmt: skip
    return posted


def _words(one: Silent, today: date) -> Text:
    if today <= one.due_on:
        return Text(
            f"请于 {one.due_on} 前填报 {one.month} 短缺直报；没有短缺的，填报零报告",
            f"please report for {one.month} by {one.due_on}: shortages, or a zero report where nothing is short",
        )
    return Text(
        f"{one.month} 短缺直报应于 {one.due_on} 前填报，已逾期 {one.days_late} 天；没有短缺的，也要填报零报告",
        f"the report for {one.month} was due on {one.due_on}, {one.days_late} days ago; nothing short is a zero report",
    )
