"""Tables as files: what a cell becomes, how a long table is cut, and what a page does not give."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.template import RequestContext, Template
from django.test import RequestFactory

from baowen.core.paging import Paged
from baowen.web import exports
from baowen.web.exports import ASKED, MOST, Table, all_pages, exported

HEADINGS = (("药品", "Drug"), ("数量", "Quantity"))


def asked(query: str, *rows: list[object]) -> Any:
    return exported(RequestFactory().get(f"/x/{query}"), {"drugs": lambda: Table(HEADINGS, rows)})


def read(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_page_that_is_not_asked_for_a_file_is_shown_as_ever() -> None:
    assert asked("") is None
    assert asked("?format=pdf&table=drugs") is None


def test_a_table_that_the_page_has_not_is_not_there() -> None:
    with pytest.raises(Http404):
        asked("?format=csv&table=others")


def test_missing_zero_and_value_stay_three_things() -> None:
    rows = read(asked("?format=csv&table=drugs", ["a", None], ["b", Decimal(0)], ["c", Decimal("1200.5000")]))
    assert rows == [["药品", "数量"], ["a", ""], ["b", "0"], ["c", "1200.5"]]


def test_days_and_instants_are_those_of_china_and_yes_is_a_word() -> None:
    rows = read(
        asked("?format=csv&table=drugs", [date(2026, 11, 30), datetime(2026, 11, 30, 18, tzinfo=UTC)], [True, 1])
    )
    assert rows[1:] == [["2026-11-30", "2026-12-01 02:00"], ["是", "1"]]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_name_that_a_spreadsheet_would_run_stays_text(form: str) -> None:
    answer = asked(f"?format={form}&table=drugs", ["=1+1", 2])
    if form == "csv":
        assert read(answer)[1] == ["'=1+1", "2"]
    else:
        cell = openpyxl.load_workbook(io.BytesIO(answer.content)).active["A2"]
        assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_a_table_that_is_too_long_says_so_in_its_last_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "MOST", 2)
    rows = read(asked("?format=csv&table=drugs", ["a", 1], ["b", 2], ["c", 3]))
    assert [row[0] for row in rows[1:3]] == ["a", "b"]
    assert rows[3] == [f"只导出前 {MOST:,} 行，请缩小范围后再导出"]
    assert len(read(asked("?format=csv&table=drugs", ["a", 1], ["b", 2]))) == 3


def test_pages_are_read_to_the_end_and_no_further_than_a_file_holds() -> None:
    def page(cursor: str) -> Paged[int]:
        at = int(cursor or 0)
        return Paged(list(range(at, at + 4000)), str(at + 4000))

    assert len(all_pages(page)) == 12_000 > ASKED
    assert all_pages(lambda cursor: Paged([1], "" if cursor else "next")) == [1, 1]


def test_the_links_keep_what_the_page_is_narrowed_to_and_not_where_it_stands() -> None:
    request = RequestFactory().get("/signals/?severity=red&after=50&cursor=7")
    request.user = AnonymousUser()
    html = Template('{% load exports %}{% export "signals" %}').render(RequestContext(request))
    assert 'href="?severity=red&amp;table=signals&amp;format=csv"' in html
    assert "after" not in html
    assert "cursor" not in html
