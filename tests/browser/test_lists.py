"""The list editor at the desk: what monitoring suggests, a decision with its reason, a draft, an edition."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from tests.browser.conftest import Opened
from tests.browser.menu import choose
from tests.browser.test_flows import assert_said
from tests.browser.test_pages import grave

FIRST, NEXT = "浏览器测试第一期", "浏览器测试第二期"


def propose(page: Page, drug: str, direction: str, reason: str) -> None:
    """A proposal of one's own, in words."""
    form = page.locator("form:has(#direction)")
    form.locator("[name=drug]").fill(drug)
    form.locator("[name=direction]").select_option(direction)
    form.locator("[name=kind]").select_option("shortage")
    form.locator("[name=reason]").select_option(reason)
    form.locator("[name=words]").fill("会商意见")
    form.get_by_role("button", name="提出").click()
    assert_said(page, "建议已登记")


def accept(page: Page, drug: str) -> None:
    """Decide for the newest proposal of a drug."""
    row = page.locator("tr", has_text=drug).first
    row.locator("summary", has_text="办理").click()
    row.locator("[name=why]").first.fill("专家同意")
    row.get_by_role("button", name="采纳", exact=True).click()
    assert_said(page, "已采纳")


def draft(page: Page, name: str, day: str) -> None:
    """Make the next draft and open it."""
    form = page.locator("form:has(#next-kind)")
    form.locator("[name=kind]").select_option("shortage")
    form.locator("[name=edition]").fill(name)
    form.locator("[name=effective_on]").fill(day)
    form.get_by_role("button", name="生成草稿").click()
    assert_said(page, "草稿已生成")
    page.get_by_role("link", name=name).click()


def test_an_editor_drafts_checks_and_publishes_two_editions(opened: Opened) -> None:
    watched = opened("qingdan")
    page = watched.page
    choose(page, "清单调整")
    page.get_by_role("button", name="登记监测给出的建议").click()
    expect(page.locator("main .message").first).to_contain_text("新登记")
    propose(page, "甲测试片", "in", "other")
    propose(page, "乙测试片", "in", "other")
    accept(page, "甲测试片")
    accept(page, "乙测试片")
    draft(page, FIRST, "2026-01-01")
    expect(page.locator("main")).to_contain_text("没有上一期")
    page.get_by_role("button", name="发布").click()
    assert_said(page, "已发布")
    choose(page, "清单调整")
    propose(page, "甲测试片", "out", "ample_supply")
    accept(page, "甲测试片")
    draft(page, NEXT, "2026-03-01")
    removed = page.locator("dl.pairs")
    expect(removed).to_contain_text("移出 1")
    expect(removed).to_contain_text("甲测试片")
    assert grave(watched) == []
    page.get_by_role("button", name="发布").click()
    assert_said(page, "已发布")
    watched.go("/public/lists/")
    page.get_by_role("link", name=NEXT).click()
    expect(page.locator("main table")).to_contain_text("乙测试片")
    expect(page.locator("main table")).not_to_contain_text("甲测试片")


def test_a_duty_officer_proposes_from_signals_and_does_not_decide(opened: Opened) -> None:
    watched = opened("sheng", width=390, english=True)
    watched.go("/lists/?state=")
    page = watched.page
    expect(page.get_by_role("heading", name="Propose", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Accept")).to_have_count(0)
    expect(page.get_by_role("heading", name="Draft the next edition")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert grave(watched) == []
    link = page.locator("td a", has_text=re.compile(r"^S\d"))
    if link.count():
        link.first.click()
        expect(page.locator("main")).to_contain_text("Formula")
