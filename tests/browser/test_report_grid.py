"""The monthly form and a big file as a hospital's clerk meets them: typed, left, gone on with, pasted, sent, mended."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import Opened, Site, Watched
from tests.browser.menu import choose
from tests.browser.test_flows import one
from tests.browser.test_pages import grave

MONTH = f"{date.today():%Y-%m}"
PASTE = """([cell, text]) => {
    const given = new DataTransfer();
    given.setData("text/plain", text);
    cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: given, bubbles: true, cancelable: true }));
}"""


def form(watched: Watched, month: str = MONTH) -> Page:
    """The form of a month, drawn to its last line."""
    watched.go(f"/monthly/?month={month}")
    expect(watched.page.locator("[data-ready]")).to_be_attached()
    return watched.page


def cell(page: Page, line: int, column: int) -> Locator:
    return page.locator(f'[data-line="{line}"] [data-column="{column}"]')


def paste(page: Page, line: int, column: int, text: str) -> None:
    page.evaluate(PASTE, [cell(page, line, column).element_handle(), text])


def assert_kept(page: Page) -> None:
    expect(page.locator("#kept")).to_contain_text("已保存")


def test_a_form_is_begun_left_gone_on_with_elsewhere_pasted_into_sent_and_mended(site: Site, opened: Opened) -> None:
    watched = opened("yaoshi")
    choose(watched.page, "库存用量月报")
    page = form(watched)
    cell(page, 0, 0).click()
    page.keyboard.type("120")
    page.keyboard.press("Enter")
    page.keyboard.type("80")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("33")
    expect(page.locator("#filled")).to_have_text("1")
    assert_kept(page)
    page.context.close()

    elsewhere = form(opened("yaoshi"))
    assert [cell(elsewhere, 0, 0).input_value(), cell(elsewhere, 0, 1).input_value()] == ["120", "33"]
    assert cell(elsewhere, 1, 0).input_value() == "80"
    paste(elsewhere, 2, 0, "12\t3\t1\r\n许多\t4\r\n7\t2\t0\r\n")
    expect(elsewhere.locator("#kept")).to_contain_text("8 格已粘贴")
    assert [cell(elsewhere, 4, column).input_value() for column in range(3)] == ["7", "2", "0"]
    said = elsewhere.locator('[data-line="3"] .said')
    expect(said).to_contain_text("“库存数量”不是数字")
    expect(cell(elsewhere, 3, 0)).to_have_attribute("aria-invalid", "true")

    elsewhere.get_by_role("button", name="报送", exact=True).click()
    expect(elsewhere.locator("main .message").first).to_contain_text("退回 1 行")
    assert elsewhere.locator("#only").input_value() == "wrong"
    expect(elsewhere.locator(".sheet [data-line]:visible")).to_have_count(1)
    expect(said).to_contain_text("请只填数字")
    cell(elsewhere, 3, 0).fill("0")
    expect(cell(elsewhere, 3, 0)).not_to_have_attribute("aria-invalid", "true")
    elsewhere.get_by_role("button", name="报送", exact=True).click()
    expect(elsewhere.locator("main .message").first).to_contain_text("已全部接收")
    counted = one(site, f"SELECT SUM(accepted) FROM collect_importrecord WHERE file_name = '库存月报-{MONTH}.csv'")
    assert int(counted) == 5


def test_a_block_with_codes_finds_its_lines_and_can_be_taken_back(opened: Opened) -> None:
    page = form(opened("yaoshi"))
    codes = [line[0] for line in page.evaluate("JSON.parse(document.getElementById('lines').textContent).lines")]
    paste(page, 0, 1, f"{codes[7]}\t71\n{codes[6]}\t61\nNOSUCH\t1")
    assert [cell(page, number, 1).input_value() for number in (6, 7)] == ["61", "71"]
    expect(page.locator("#kept")).to_contain_text("1 行没有对应的药品")
    page.get_by_role("button", name="撤销粘贴").click()
    assert [cell(page, number, 1).input_value() for number in (6, 7)] == ["", ""]
    assert_kept(page)
    page.reload()
    assert cell(page, 6, 1).input_value() == ""


def test_two_people_type_at_once_and_each_sees_what_the_other_typed(opened: Opened) -> None:
    first, second = form(opened("yaoshi")), form(opened("yaoshi"))
    cell(first, 8, 0).fill("81")
    assert_kept(first)
    cell(second, 8, 1).fill("82")
    expect(cell(second, 8, 0)).to_have_value("81")
    assert_kept(second)
    cell(first, 9, 0).fill("91")
    expect(cell(first, 8, 1)).to_have_value("82")
    assert cell(first, 9, 0).input_value() == "91"


def test_what_could_not_be_kept_waits_in_the_browser_until_it_can(opened: Opened) -> None:
    watched = opened("yaoshi")
    page = form(watched)
    page.context.set_offline(True)
    cell(page, 10, 0).fill("101")
    expect(page.locator("#kept")).to_contain_text("1 格尚未保存")
    page.context.set_offline(False)
    assert_kept(page)
    watched.faults.clear()  # the browser tells of the request that failed
    assert cell(form(opened("yaoshi")), 10, 0).input_value() == "101"


def test_a_form_goes_on_after_signing_in_again_and_never_for_somebody_else(opened: Opened) -> None:
    watched = opened("yaoshi")
    page = form(watched)
    page.context.clear_cookies(name="sessionid")
    cell(page, 12, 0).fill("121")
    expect(page.locator("#kept")).to_contain_text("登录已过期")
    again = Watched(page.context.new_page(), watched.address)
    again.sign_in("qiye")
    page.wait_for_timeout(6_000)  # the page tries again every five seconds
    expect(page.locator("#kept")).to_contain_text("登录已过期")
    page.context.clear_cookies(name="sessionid")
    again.sign_in("yaoshi")
    expect(page.locator("#kept")).to_contain_text("已保存", timeout=15_000)
    watched.faults.clear()  # an agent may not open the form: the browser tells of that answer
    assert cell(form(opened("yaoshi")), 12, 0).input_value() == "121"


def test_lines_are_found_by_initials_and_those_not_filled_are_shown_alone(opened: Opened) -> None:
    page = form(opened("yaoshi"))
    lines = page.evaluate("JSON.parse(document.getElementById('lines').textContent).lines")
    wanted = lines[3][4][:3].lower()
    page.locator("#find").fill(wanted)
    shown = page.locator(".sheet [data-line]:visible")
    expect(shown).to_have_count(sum(line[4].lower().startswith(wanted) for line in lines))
    page.locator("#find").fill("不存在的药")
    expect(page.locator("#none")).to_be_visible()
    page.locator("#find").fill("")
    page.locator("#only").select_option("open")
    filled = int(page.locator("#filled").inner_text())
    assert 0 < filled < len(lines)
    expect(shown).to_have_count(len(lines) - filled)


def test_the_form_fits_a_telephone_and_keeps_nobody_out(opened: Opened) -> None:
    watched = opened("yaoshi", width=390, english=True, theme="dark")
    page = form(watched)
    cell(page, 11, 2).fill("45")
    expect(page.locator('[data-line="11"] .said')).to_contain_text("more than 31")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert grave(watched) == []
    cell(page, 11, 2).fill("")
    expect(page.locator('[data-line="11"] .said')).to_have_count(0)


def big_file(site: Site, folder: Path, rows: int = 150_000) -> Path:
    """Counts of the pharmacist's hospital, lot by lot; every tenth is no number."""
    code = one(
        site,
        "SELECT code FROM orgs_organisation WHERE id = "
        "(SELECT organisation_id FROM orgs_person WHERE username = 'yaoshi')",
    )
    product = pl.read_csv(site.home.parent / "outbox" / "catalogue.csv", infer_schema=False)["药品代码"][0]
    path = folder / "大文件.csv"
    number = pl.int_range(rows)
    pl.select(
        医疗机构代码=pl.lit(code), 药品代码=pl.lit(product), 盘点日期=pl.lit("2026-10-30"),
        生产批号=pl.format("B{}", number),
        库存数量=pl.when(number % 10 == 0).then(pl.lit("许多")).otherwise(pl.lit("3")),
    ).write_csv(path)  # fmt: skip
    return path


def test_a_big_file_answers_at_once_shows_how_far_it_is_and_ends_with_what_came_of_it(
    site: Site, opened: Opened, tmp_path: Path
) -> None:
    page = opened("yaoshi").page
    path = big_file(site, tmp_path)
    choose(page, "报送文件")
    page.locator("#feed").select_option("stock")
    page.locator("#file").set_input_files(path)
    page.get_by_role("button", name="直接报送").click()
    expect(page.locator("h2", has_text="正在处理")).to_be_visible()
    expect(page.locator("#run li.on")).to_have_count(1)
    expect(page.locator("[data-step=read].over")).to_have_count(1)
    expect(page.locator("#run li.on .count")).to_contain_text(" / ")
    page.locator("summary", has_text="yaoshi").click()  # the page stays of use meanwhile
    expect(page.locator(".figures")).to_contain_text("15,000退回", timeout=120_000)
    expect(page.locator(".figures")).to_contain_text("135,000入库")
    expect(page.locator("tr", has_text="“库存数量”不是数字").first).to_contain_text("15,000")
    choose(page, "报送文件")
    page.get_by_role("link", name="大文件.csv").click()
    assert page.get_by_role("link", name="下载退回工作簿").is_visible()


def test_without_scripts_a_file_in_work_is_looked_at_again_and_again(
    opened: Opened, site: Site, tmp_path: Path
) -> None:
    watched = opened("yaoshi")
    page = watched.page
    choose(page, "报送文件")
    page.locator("#feed").select_option("stock")
    page.locator("#file").set_input_files(big_file(site, tmp_path, rows=50))
    page.get_by_role("button", name="直接报送").click()
    expect(page.locator(".figures")).to_contain_text("5退回", timeout=60_000)
    number = one(site, "SELECT MAX(id) FROM collect_importrun")
    assert watched.go(f"/files/{number}/").status == 200
    assert watched.go(f"/files/{number}/progress/").text().rstrip().endswith('data: {"state": "done"}')
