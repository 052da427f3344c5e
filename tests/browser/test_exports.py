"""Every table of the signed-in pages can be had as a file with the same rows, and nobody gets rows of elsewhere."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest
from tests.browser.conftest import Opened, Watched
from tests.browser.test_pages import PAGES, addresses

# Pages with their own way of giving tables, or none of rows: the public ones, and the inbox of cases.
ELSEWHERE = ("/public/", "/cases/")
TABLES = """() => [...document.querySelectorAll('main table')].map(table => {
  const around = table.closest('details, section.card');
  const link = around && around.querySelector('[data-export]');
  const rows = [...table.querySelectorAll('tbody tr')];
  return {name: link ? link.dataset.export : '', lines: rows.length, hrefs: link ? [...link.querySelectorAll('a')].map(a => a.href) : [],
          cells: rows.map(row => [...row.cells].map(cell => cell.innerText.trim()))};
})"""  # noqa: E501


def listed(watched: Watched, path: str) -> list[dict[str, Any]]:
    """The tables of a page, each with the export that stands in its section."""
    answer = watched.go(path)
    assert answer.status == 200, path
    found: list[dict[str, Any]] = watched.page.evaluate(TABLES)
    return found


def file_of(watched: Watched, href: str) -> bytes:
    """What the link gives, for who is signed in."""
    answer = watched.page.request.get(href)
    assert answer.status == 200, href
    return bytes(answer.body())


def rows_of(content: bytes) -> list[list[str]]:
    """The rows of a CSV without its headings; it must begin with the mark that spreadsheets need."""
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[1:]


@pytest.mark.parametrize("who", ["sheng", "yaoshi", "qiye"])
def test_every_table_of_a_page_is_there_as_a_file_with_its_rows(opened: Opened, who: str) -> None:
    watched, seen = opened(who), 0
    more = ("/cockpit/?wall=1",) if who == "sheng" else ()
    for path in (*addresses(watched, PAGES[who]), *more):
        if path.startswith(ELSEWHERE) and path != "/cases/late/":
            continue
        for table in listed(watched, path):
            seen += 1
            assert table["name"], f"{path}: a table of {table['lines']} rows without an export"
            rows = rows_of(file_of(watched, table["hrefs"][0]))
            assert len(rows) >= table["lines"] > 0, (path, table["name"])
            sheet = openpyxl.load_workbook(io.BytesIO(file_of(watched, table["hrefs"][1]))).active
            assert sheet.max_row - 1 == len(rows), (path, table["name"])
    assert seen >= {"sheng": 12, "yaoshi": 0, "qiye": 0}[who]


def test_a_file_of_signals_has_all_pages_of_what_was_asked_in_the_same_order(opened: Opened) -> None:
    watched = opened("sheng")
    (table,) = listed(watched, "/signals/?severity=yellow")
    rows = rows_of(file_of(watched, table["hrefs"][0]))
    assert {row[1] for row in rows} == {"黄色"}
    assert len({row[0] for row in rows}) == len(rows)
    shown = [(cells[1], cells[2]) for cells in table["cells"]]
    assert [(row[2], row[3]) for row in rows[: len(shown)]] == shown
    pages, path = 1, "/signals/?severity=yellow"
    while watched.page.get_by_role("link", name="下一页").count():
        watched.page.get_by_role("link", name="下一页").click()
        pages += 1
        shown += [(cells[1], cells[2]) for cells in watched.page.evaluate(TABLES)[0]["cells"]]
    assert [(row[2], row[3]) for row in rows] == shown, (path, pages)


def test_the_file_of_a_city_has_no_rows_of_another_and_none_of_its_province(opened: Opened) -> None:
    province, city = opened("sheng"), opened("changsha")
    (whole,) = listed(province, "/signals/")
    (own,) = listed(city, "/signals/")
    places = {row[4] for row in rows_of(file_of(province, whole["hrefs"][0]))}
    mine = {row[4] for row in rows_of(file_of(city, own["hrefs"][0]))}
    assert {place[:4] for place in mine} == {"4301"}
    assert {place[:4] for place in places} > {"4301"}
    elsewhere = "/signals/?place=430200&format=csv&table=signals"
    assert city.page.request.get(city.address + elsewhere).status == 404
    assert province.page.request.get(province.address + elsewhere).status == 200
    for path in ("/reports/?format=csv&table=hospitals", "/cases/late/?format=csv&table=late"):
        rows = rows_of(file_of(city, city.address + path))
        assert {row[3][:4] for row in rows} <= {"4301"}, path
    hospital = "/organisations/{}/?format=csv&table=held"
    codes = [row[1] for row in rows_of(file_of(province, province.address + "/reports/?format=csv&table=hospitals"))]
    far = next(one for one in codes if one.startswith("H4302"))
    assert city.page.request.get(city.address + hospital.format(far)).status == 404


def test_who_may_not_see_a_list_gets_no_file_of_it(opened: Opened) -> None:
    pharmacist = opened("yaoshi")
    for path, table in (("/signals/", "signals"), ("/cases/late/", "late"), ("/clues/", "clues"), ("/stops/", "stops")):
        answer = pharmacist.page.request.get(f"{pharmacist.address}{path}?format=csv&table={table}")
        assert answer.status == 403, path
    own = pharmacist.page.request.get(f"{pharmacist.address}/reports/?format=csv&table=hospitals")
    assert own.status == 404
