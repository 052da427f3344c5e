"""One flow for each role, from signing in to the thing done, as a person would do it. COL-2 to COL-6, RSP-1, PUB-2."""

from __future__ import annotations

import re
import sqlite3
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
from playwright.sync_api import Page, expect
from tests.browser.conftest import Opened, Site
from tests.browser.menu import choose

HOLIDAY = "2026-09-28"  # the National Day holiday lies in what is owed from then on


def assert_said(page: Page, words: str) -> None:
    """The message on top of the page."""
    expect(page.locator("main .message").first).to_contain_text(words)


def one(site: Site, sql: str) -> str:
    """A single value of the site's records."""
    with sqlite3.connect(site.home / "records.sqlite3") as records:
        return str(records.execute(sql).fetchone()[0])


def opened_case(site: Site) -> str:
    """A case of Changsha, opened before the holiday."""
    told = site.baowen(
        "cases", "open", "--kind", "shortage", "--region", "430100", "--drug", "地高辛片",
        "--source", "officer:浏览器测试", "--on", HOLIDAY, actor="changsha",
    )  # fmt: skip
    found = re.search(r"C-430100-2026-\d+", told)
    assert found, told
    return found.group()


def test_a_duty_officer_verifies_over_a_holiday_asks_a_maker_and_reports_up(site: Site, opened: Opened) -> None:
    number = opened_case(site)
    maker = one(site, "SELECT organisation_id FROM orgs_person WHERE username = 'qiye'")
    name = one(site, f"SELECT name FROM orgs_organisation WHERE id = {maker}")
    city = opened("changsha").page
    city.get_by_role("link", name="待办案件").click()
    city.get_by_role("link", name=number).click()
    # Hunan counts days of the calendar: the holiday counts, and the page says so.
    expect(city.locator("main")).to_contain_text("10 月 1—7 日为国庆节假期，照计")
    city.locator("details", has_text="接收并开始核实").get_by_role("button").first.click()
    assert_said(city, "已办理")
    city.locator("summary", has_text="请对方答复").click()
    asking = city.locator("details[open]", has_text="请对方答复")
    asking.locator("[name=organisation_name]").press_sequentially(name[:4], delay=30)
    asking.locator(".option", has_text=name).click()
    asking.locator("[name=words]").fill("贵公司还能供多少？")
    asking.locator("[name=reason]").fill("核对供应")
    asking.get_by_role("button").click()
    assert_said(city, "已办理")
    expect(city.locator("h1")).to_contain_text("等待对方答复")

    agent = opened("qiye").page
    choose(agent, "待答复")
    agent.locator("section", has_text=number).locator("textarea").fill("每月可供 2,000 盒")
    agent.locator("section", has_text=number).get_by_role("button").click()
    assert_said(agent, "已答复")

    city.reload()
    expect(city.locator("main")).to_contain_text("每月可供 2,000 盒")
    city.locator("details", has_text="评估确定").get_by_role("button").first.click()
    assert_said(city, "已办理")
    city.locator("summary", has_text="报上一级").click()
    rising = city.locator("details[open]", has_text="报上一级")
    rising.locator("[name=reason]").fill("市内无货可调")
    rising.get_by_role("button").click()
    assert_said(city, "已办理")

    province = opened("sheng").page
    province.get_by_role("link", name="待办案件").click()
    expect(province.get_by_role("link", name=number)).to_be_visible()


def test_two_officers_cannot_move_the_same_case_from_what_both_saw(site: Site, opened: Opened) -> None:
    number = one(site, "SELECT number FROM respond_case WHERE region = '430000' AND state = 'received' LIMIT 1")
    first, second = opened("sheng").page, opened("d430000").page
    for page in (first, second):
        page.goto(f"{site.address}/cases/{number}/")
    first.locator("details", has_text="接收并开始核实").get_by_role("button").first.click()
    assert_said(first, "已办理")
    second.locator("details", has_text="接收并开始核实").get_by_role("button").first.click()
    expect(second.locator("main .message.error")).to_be_visible()


def test_a_pharmacist_reports_a_shortage_on_a_telephone_and_then_that_nothing_is_short(opened: Opened) -> None:
    page = opened("yaoshi", width=390).page
    page.get_by_role("link", name="去填报").click()
    page.locator("#drug_name").press_sequentially("a", delay=30)
    page.locator("#drug-options .option").first.click()
    assert page.locator("#drug_name").input_value() != "a"
    page.locator("#needed").fill("120")
    page.locator("#tried").fill("问过三家配送企业")
    page.reload()  # a closed window loses nothing
    assert page.locator("#needed").input_value() == "120"
    assert page.locator("#tried").input_value() == "问过三家配送企业"
    page.locator("#cause").select_option(index=1)
    page.get_by_role("button", name="提交").click()
    assert_said(page, "已填报")
    assert page.locator("#needed").input_value() == ""
    expect(page.get_by_role("button", name="一键零报告")).to_have_count(0)
    page.locator("summary", has_text="撤回").first.click()
    page.locator("details[open] [name=why]").fill("已到货")
    page.locator("details[open]").get_by_role("button").click()
    assert_said(page, "已撤回")
    page.get_by_role("button", name="一键零报告").click()
    assert_said(page, "零报告已填报")
    expect(page.locator("main")).to_contain_text("零报告")


def test_what_could_not_be_filed_says_why_and_stays_on_the_page(opened: Opened) -> None:
    page = opened("yaoshi", english=True).page
    page.goto(page.url.replace("/desk/", "/reports/") + "?month=2026-02")
    page.locator("#drug_name").fill("阿莫西林胶囊")
    page.locator("#needed").fill("many")
    page.locator("#cause").select_option(index=1)
    page.get_by_role("button", name="File it").click()
    assert_said(page, "must be a number")
    assert page.locator("#drug_name").input_value() == "阿莫西林胶囊"


def own_counts(site: Site, folder: Path) -> Path:
    """A file of the pharmacist's own hospital as its system exports it, with one cell that is no number."""
    code = one(
        site,
        "SELECT code FROM orgs_organisation WHERE id = "
        "(SELECT organisation_id FROM orgs_person WHERE username = 'yaoshi')",
    )
    path = folder / "库存.csv"
    rows = pl.read_csv(site.home.parent / "outbox" / "stock-2026-10.csv", infer_schema=False)
    mine = rows.filter(pl.col("医疗机构代码") == code).head(4)
    assert mine.height == 4
    broken = mine.with_columns(库存数量=pl.when(pl.int_range(pl.len()) == 1).then(pl.lit("许多")).otherwise("库存数量"))
    broken.write_csv(path)
    return path


def test_a_clerk_looks_at_a_file_sends_it_and_mends_what_came_back(site: Site, opened: Opened, tmp_path: Path) -> None:
    page = opened("yaoshi").page
    choose(page, "报送文件")
    path = own_counts(site, tmp_path)
    page.locator("#feed").select_option("stock")
    page.locator("#file").set_input_files(path)
    page.get_by_role("button", name="先看一看").click()
    expect(page.locator("main")).to_contain_text("预览，尚未报送")
    expect(page.locator("table", has_text="怎么改")).to_contain_text("许多")
    expect(page.locator("td.bad")).to_contain_text("“库存数量”不是数字")
    page.get_by_role("button", name="报送这个文件").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载退回工作簿").click()
    workbook = tmp_path / "mended.xlsx"
    download.value.save_as(workbook)
    book = openpyxl.load_workbook(workbook)
    bad = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == "许多"]
    assert bad
    for cell in bad:
        cell.value = 10
    book.save(workbook)
    page.get_by_role("link", name="报送改好的文件").click()
    assert page.locator("#feed").input_value() == "stock"
    page.locator("#file").set_input_files(workbook)
    page.get_by_role("button", name="直接报送").click()
    expect(page.locator("h1")).to_contain_text("mended.xlsx")
    expect(page.locator(".figures")).to_contain_text("0退回")


def test_a_maker_files_a_stop_and_takes_it_back(site: Site, opened: Opened) -> None:
    page = opened("qiye").page
    choose(page, "停产报告")
    page.locator("#drug_name").press_sequentially("a", delay=30)
    page.locator("#drug-options .option").first.click()
    page.locator("#stops_on").fill(date.today().replace(day=28).isoformat())
    page.locator("#stock_left").fill("5000")
    page.get_by_role("button", name="提交").click()
    assert_said(page, "停产报告已提交")
    expect(page.locator("main")).to_contain_text("5,000 盒")
    page.locator("summary", has_text="撤回").first.click()
    page.locator("details[open] [name=why]").fill("恢复供应")
    page.locator("details[open]").get_by_role("button").click()
    assert_said(page, "已撤回")


def test_a_citizen_reports_follows_and_reads_the_answer(opened: Opened) -> None:
    citizen = opened(width=390)
    citizen.go("/public/")
    page = citizen.page
    page.get_by_role("link", name="反映问题", exact=True).click()
    page.locator("#drug").fill("地高辛片")
    page.locator("#words").fill("跑了四家药店都没有")
    page.get_by_role("button", name="提交").click()
    number, code = page.locator("main dd strong").all_inner_texts()
    officer = opened("sheng").page
    choose(officer, "举报线索")
    clue = officer.locator("section", has_text=number)
    clue.locator("summary").click()
    clue.locator("textarea").fill("已从长沙调拨")
    clue.get_by_role("button").click()
    assert_said(officer, "已答复")
    page.get_by_role("link", name="查询办理情况").first.click()
    page.locator("#number").fill(number)
    page.locator("#code").fill(code)
    page.locator("main").get_by_role("button", name="查询").click()
    expect(page.locator("main")).to_contain_text("已从长沙调拨")


def test_somebody_without_chinese_follows_the_worst_signal_to_clause_rows_and_officer(opened: Opened) -> None:
    page = opened("sheng").page
    page.get_by_role("button", name="English").click()
    page.locator("section", has_text="The gravest signals").get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("Clause")
    expect(page.locator("section", has_text="The very rows")).to_contain_text("rows")
    officer = page.locator("section", has_text="Who has to act")
    expect(officer).to_contain_text("Duty officer")
    assert "none registered" not in officer.inner_text()


def test_a_consequence_leads_to_the_case_and_the_officer_of_its_cause(opened: Opened, site: Site) -> None:
    joined = (
        "FROM monitor_signal AS one JOIN respond_casesource AS source "
        "ON source.kind = 'signal' AND source.reference = one.silenced_by ORDER BY one.number LIMIT 1"
    )
    signal, cause = (one(site, f"SELECT one.{column} {joined}") for column in ("number", "silenced_by"))
    watched = opened("sheng", english=True)
    watched.go(f"/signals/{signal}/")
    officer = watched.page.locator("section", has_text="Who has to act")
    expect(officer).to_contain_text("Duty officer")
    expect(officer.get_by_role("link", name=cause)).to_be_visible()
    assert "none registered" not in officer.inner_text()
