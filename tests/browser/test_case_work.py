"""Work beside the moves of a case: consultations, hand-overs, files, choosing by name, what was typed. RSP-5, ENF-1."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Opened, Site
from tests.browser.menu import choose
from tests.browser.test_flows import one
from tests.browser.test_pages import grave

WORDS = "省级以上无货，请核实"


@pytest.fixture(scope="module")
def number(site: Site) -> str:
    """A case that the province has."""
    told = site.baowen(
        "cases", "open", "--kind", "price", "--region", "430000", "--drug", "硝苯地平片",
        "--source", "officer:案件工作", actor="sheng",
    )  # fmt: skip
    found = re.search(r"C-430000-2026-\d+", told)
    assert found, told
    return found.group()


def assert_said(page: Page, words: str) -> None:
    """The message on top of the page."""
    expect(page.locator("main .message").first).to_contain_text(words)


def case_of(opened: Opened, site: Site, number: str, who: str = "sheng", **more: bool) -> Page:
    """The page of the case with what lies beside it."""
    page = opened(who, **more).page
    page.goto(f"{site.address}/cases/{number}/")
    expect(page.locator("#files")).to_be_visible()
    return page


def soon(days: int = 5) -> str:
    return str(date.today() + timedelta(days=days))


def test_a_consultation_is_called_answered_from_the_desk_and_its_task_finished(
    site: Site, opened: Opened, number: str
) -> None:
    officer = case_of(opened, site, number)
    officer.get_by_role("link", name="召集会商").click()
    officer.locator("#subject").fill("如何保供")
    officer.locator("#held_on").fill(str(date.today()))
    officer.get_by_role("button", name="召集", exact=True).click()
    assert_said(officer, "请写明会商地点")
    assert officer.locator("#subject").input_value() == "如何保供"  # what was typed is still there
    officer.locator("#place").fill("三楼会议室")
    officer.get_by_label("湖南省医疗保障局（示例）").check()
    officer.locator("#other").press_sequentially("第一医院", delay=30)
    officer.locator(".option").first.click()
    assert officer.locator("[name=invited]:checked").count() == 2
    officer.get_by_role("button", name="召集", exact=True).click()
    assert_said(officer, "会商已召集")
    meeting = officer.url

    member = opened("yibao").page
    expect(member.locator("main")).to_contain_text("答复会商邀请")  # on the page that everybody starts from
    member.get_by_role("link", name="工作台").click()
    member.get_by_role("link", name="答复会商邀请").click()
    member.locator("#answer-words").fill("支付有保障")
    member.get_by_role("button", name="提交答复").click()
    assert_said(member, "已办理")
    expect(member.locator("section", has_text="受邀单位").first).to_contain_text("支付有保障")

    officer.goto(meeting)
    officer.locator("summary", has_text="登记纪要").click()
    officer.locator("#record-words").fill("各方同意先行支付")
    officer.get_by_role("button", name="登记纪要").click()
    officer.locator("summary", has_text="布置任务").click()
    officer.locator("#task-owner").press_sequentially(
        "省医保局", delay=30
    )  # not the words of its name, but their signs
    officer.locator(".option", has_text="湖南省医疗保障局").click()
    officer.locator("#task-words").fill("落实支付")
    officer.locator("#task-due").fill(soon())
    officer.get_by_role("button", name="布置任务").click()
    assert_said(officer, "已办理")

    member.get_by_role("link", name="工作台").click()
    task = member.locator("tr", has_text="办结会商任务")
    expect(task).to_contain_text(soon())
    task.get_by_role("link").click()
    member.locator("textarea[name=words]").fill("已支付")
    member.get_by_role("button", name="办结任务").click()
    assert_said(member, "已办理")
    expect(member.locator("main")).to_contain_text("已支付")
    member.get_by_role("link", name="工作台").click()
    expect(member.locator("main")).not_to_contain_text("办结会商任务")


def test_a_file_is_added_given_back_byte_for_byte_and_another_in_disguise_is_refused(
    site: Site, opened: Opened, number: str, tmp_path: Path
) -> None:
    scan, disguised = tmp_path / "发票.pdf", tmp_path / "函件.pdf"
    scan.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 40)
    disguised.write_bytes(b"MZ\x90\x00\x03" + bytes(200))
    page = case_of(opened, site, number)
    page.locator("summary", has_text="添加附件").click()
    page.locator("#case-file").set_input_files(disguised)
    page.locator("#case-file-words").fill("三张发票")
    page.get_by_role("button", name="添加", exact=True).click()
    assert_said(page, "函件.pdf 的内容不是 pdf 文件")
    assert page.locator("#case-file-words").input_value() == "三张发票"
    page.locator("#case-file").set_input_files(scan)
    page.get_by_role("button", name="添加", exact=True).click()
    assert_said(page, "附件已添加")
    with page.expect_download() as download:
        page.get_by_role("link", name="发票.pdf").click()
    assert download.value.suggested_filename == "发票.pdf"
    assert Path(download.value.path()).read_bytes() == scan.read_bytes()
    page.locator("#files summary", has_text="撤回").click()
    page.locator("#files [name=reason]").fill("传错案件")
    page.get_by_role("button", name="确认撤回").click()
    assert_said(page, "附件已撤回")
    expect(page.locator("#files")).to_contain_text("传错案件")
    expect(page.locator("#files").get_by_role("link", name="发票.pdf")).to_have_count(0)


def test_a_hand_over_goes_with_its_evidence_is_received_and_answered(
    site: Site, opened: Opened, number: str, tmp_path: Path
) -> None:
    proof = tmp_path / "比价.txt"
    proof.write_text("甲厂 12.00 元，乙厂 3.50 元", encoding="utf-8")
    site.baowen("cases", "file", "add", number, str(proof), "--words", "比价", actor="sheng")
    officer = case_of(opened, site, number)
    officer.get_by_role("link", name="移送线索").click()
    officer.locator("#receiver").select_option(index=1)
    officer.locator("#subject").fill("涨价线索")
    officer.locator("#words").fill("见随附比价")
    officer.get_by_label("比价.txt").check()
    officer.get_by_role("button", name="移送", exact=True).click()
    assert_said(officer, "已移送")

    member = opened("yibao").page
    choose(member, "移送")
    row = member.locator("tr", has_text="涨价线索")
    expect(row).to_contain_text("待本单位办理")
    row.get_by_role("link").click()
    with member.expect_download() as download:
        member.get_by_role("link", name="比价.txt").click()
    assert Path(download.value.path()).read_bytes() == proof.read_bytes()
    member.get_by_role("button", name="签收").click()
    assert_said(member, "已办理")
    member.locator("#result").select_option("corrected")
    member.locator("#answer-words").fill("已降价")
    member.get_by_role("button", name="提交答复").click()
    assert_said(member, "已办理")
    officer.reload()
    expect(officer.locator("main")).to_contain_text("已责令改正")
    expect(officer.locator("main")).to_contain_text("已降价")


def test_what_was_typed_is_there_again_after_an_error_and_two_clicks_do_it_once(
    site: Site, opened: Opened, number: str
) -> None:
    page = case_of(opened, site, number, english=True)
    page.locator("summary", has_text="Take a measure").click()
    page.locator("#measure-kind").select_option("transfer")
    page.locator("#measure-owner").fill("no such office")
    page.locator("#measure-due").fill(soon())
    page.locator("#measure-words").fill(WORDS)
    form = page.locator("form", has=page.locator("#measure-owner"))
    form.get_by_role("button", name="Record").click()
    assert_said(page, "no organisation is called just")
    expect(page.locator("#measure-words")).to_be_visible()
    assert page.locator("#measure-words").input_value() == WORDS
    assert page.locator("#measure-kind").input_value() == "transfer"
    assert page.locator("#measure-owner").input_value() == "no such office"
    page.locator("#measure-owner").fill("")
    page.locator("#measure-owner").press_sequentially("医保局", delay=30)
    page.locator(".option").first.wait_for()
    page.locator("#measure-owner").press("ArrowDown")  # by keyboard alone
    page.keyboard.press("Enter")
    assert page.locator("[name=owner]").input_value() != ""
    form.get_by_role("button", name="Record").dblclick()
    page.wait_for_load_state("networkidle")
    assert_said(page, "Done")
    expect(page.locator("section", has_text="Measures").get_by_text(WORDS)).to_have_count(1)


def test_the_inbox_is_filtered_counted_and_exported_as_it_is_shown(
    site: Site, opened: Opened, number: str, tmp_path: Path
) -> None:
    page = opened("sheng").page
    page.goto(f"{site.address}/cases/")
    page.locator("#drug").fill("硝苯地平")
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_role("link", name=number)).to_be_visible()
    shown = page.locator("main table tbody tr").count()
    expect(page.locator("h1")).to_contain_text(f"{shown} 件")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出这些案件").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert len(text.splitlines()) == shown + 1
    assert number in text
    page.goto(f"{site.address}/cases/?stage=closed&place=430100")
    expect(page.locator("main")).to_contain_text("没有符合条件的案件")


@pytest.mark.parametrize(("width", "english", "theme"), [(1440, False, "light"), (390, True, "dark")])
def test_the_pages_of_this_work_fit_and_keep_nobody_out(
    site: Site, opened: Opened, number: str, width: int, english: bool, theme: str
) -> None:
    """After the flows above: with a consultation and a hand-over that have everything."""
    meeting = one(site, "SELECT number FROM respond_consultation LIMIT 1")
    passed = one(site, "SELECT number FROM respond_handover LIMIT 1")
    watched = opened("sheng", width=width, english=english, theme=theme)
    wrong = []
    for path in (
        f"/cases/{number}/", f"/cases/{number}/consultation/", f"/consultations/{meeting}/", f"/handovers/{passed}/",
        f"/handovers/send/?case={number}",
    ):  # fmt: skip
        assert watched.go(path).status == 200, path
        watched.page.wait_for_load_state("networkidle")
        for box in watched.page.locator("main details").all():
            box.evaluate("node => { node.open = true; }")
        wide = watched.page.evaluate("document.documentElement.scrollWidth")
        wrong += [f"{path} is {wide} wide"] if wide > width else []
        wrong += grave(watched)
    assert wrong == []
