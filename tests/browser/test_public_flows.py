"""What anybody does on the public side, and how a bulletin comes out. PUB-1, MON-8, RPT-4."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage
from pathlib import Path

from playwright.sync_api import expect
from tests.browser.conftest import Opened, Site
from tests.browser.menu import choose


def letters(site: Site, address: str) -> list[EmailMessage]:
    """The letters to an address that lie in the home, the oldest first: without a mail server they go there."""
    files = sorted((site.home / "mail").glob("*"), key=lambda path: path.stat().st_mtime_ns)
    found = [email.message_from_bytes(_first_letter(path), policy=email.policy.default) for path in files]
    return [one for one in found if one["To"] == address]  # type: ignore[misc]


def _first_letter(path: Path) -> bytes:
    return path.read_bytes().partition(b"-" * 79)[0]


def link(letter: EmailMessage, kind: str) -> str:
    """The link of a letter that confirms or leaves."""
    found = re.search(rf"http\S+/public/subscriptions/{kind}/\S+/", letter.get_content())
    assert found is not None
    return found.group()


def warned_drug(site: Site, opened: Opened) -> str:
    """The generic name of a drug with a warning in force."""
    page = opened().page
    page.goto(f"{site.address}/public/")
    page.locator("main table a").first.click()
    return page.locator("h1").inner_text()


def test_somebody_subscribes_confirms_is_told_once_and_leaves(site: Site, opened: Opened) -> None:
    drug = warned_drug(site, opened)
    page = opened(width=390).page
    page.goto(f"{site.address}/public/?text={drug}")
    page.locator("main .found a").first.click()
    page.get_by_role("link", name="有新预警时通知我").click()
    assert page.locator("#drug").input_value() == drug
    page.locator("#address").fill("mother@example.cn")
    page.get_by_role("button", name="订阅", exact=True).click()
    expect(page.locator("h1")).to_contain_text("请查收邮件")

    site.baowen("subscriptions", "send")
    first = letters(site, "mother@example.cn")
    assert len(first) == 1  # only what asks to confirm
    page.goto(link(first[0], "confirm"))
    page.get_by_role("button", name="确认订阅").click()
    expect(page.locator("main")).to_contain_text("已确认")

    assert "寄出 1 封" in site.baowen("subscriptions", "send")
    assert "寄出 0 封" in site.baowen("subscriptions", "send")
    told = letters(site, "mother@example.cn")[-1]
    assert told["Subject"].startswith("药品预警")
    assert drug in told.get_content()
    page.goto(re.findall(r"http\S+/public/drugs/\S+/", told.get_content())[0])
    expect(page.locator("main")).to_contain_text("有预警")

    page.goto(link(told, "leave"))
    page.get_by_role("button", name="全部退订").click()
    expect(page.locator("main")).to_contain_text("您的地址已删除")
    assert "地址 0 个" in site.baowen("subscriptions", "count")


def test_a_name_that_the_catalogue_does_not_have_offers_near_ones(site: Site, opened: Opened) -> None:
    drug = warned_drug(site, opened)
    page = opened(english=True).page
    page.goto(f"{site.address}/public/subscriptions/")
    page.locator("#drug").fill(drug[:2])
    page.locator("#address").fill("near@example.cn")
    page.get_by_role("button", name="Subscribe", exact=True).click()
    page.get_by_role("button", name=drug, exact=True).click()
    expect(page.locator("h1")).to_contain_text("Look into your mail")
    assert drug in letters(site, "near@example.cn")[0].get_content()


def test_who_types_a_name_as_it_sounds_finds_it_and_who_finds_nothing_is_helped(site: Site, opened: Opened) -> None:
    drug = warned_drug(site, opened)
    page = opened().page
    page.goto(f"{site.address}/public/")
    page.locator("#text").fill("这种药没有")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("本站按通用名登记")
    page.get_by_role("link", name="反映给我们").click()
    assert page.locator("#drug").input_value() == "这种药没有"
    page.goto(f"{site.address}/public/?text={drug}")
    expect(page.locator("main .found h3").first).to_have_text(drug)


def test_where_a_drug_is_held_opens_to_the_hospitals_of_a_city(site: Site, opened: Opened) -> None:
    page = opened(width=390).page
    page.goto(f"{site.address}/public/")
    page.locator("main table a").first.click()
    place = page.locator("main table a[href^='?place=']").first
    name = place.inner_text()
    place.click()
    assert name in page.locator("#hospitals").inner_text()
    expect(page.locator("table", has_text="盘点").last).to_contain_text(re.compile("有货|无货"))


def test_a_bulletin_is_written_by_an_officer_published_by_the_head_and_corrected(site: Site, opened: Opened) -> None:
    writer, head, anybody = opened("sheng").page, opened("fuze").page, opened(english=True).page
    choose(writer, "公告")
    writer.get_by_role("link", name="起草公告").click()
    writer.locator("#title_zh").fill("供应情况公告")
    writer.locator("#body_zh").fill("第一段。\n\n第二段。")
    writer.get_by_role("button", name="保存并预览").click()
    expect(writer.locator("main article p").last).to_have_text("第二段。")
    expect(writer.get_by_role("button", name="发布")).to_have_count(0)

    choose(head, "公告")
    head.get_by_role("link", name="供应情况公告").click()
    head.get_by_role("button", name="发布").click()
    expect(head.locator("main .message").first).to_contain_text("公告已发布")

    anybody.goto(f"{site.address}/public/bulletins/")
    anybody.get_by_role("link", name="供应情况公告").click()
    expect(anybody.locator("main")).to_contain_text("in Chinese only")

    choose(writer, "公告")
    writer.get_by_role("link", name="起草更正").first.click()
    writer.locator("#title_zh").fill("更正")
    writer.locator("#body_zh").fill("应为第三段。")
    writer.get_by_role("button", name="保存并预览").click()
    head.reload()
    head.get_by_role("link", name="更正", exact=True).click()
    head.get_by_role("button", name="发布").click()
    anybody.goto(f"{anybody.url}?afresh")  # a page is kept for a minute
    read = anybody.locator("main").inner_text()
    assert "There is a correction" in read
    assert "应为第三段。" in read


def test_data_is_found_explained_and_taken_away(site: Site, opened: Opened) -> None:
    page = opened(width=390).page
    page.goto(f"{site.address}/public/data/")
    stock = page.locator("#stock")
    stock.locator("summary").click()
    expect(stock.locator("table")).to_contain_text("product_code")
    with page.expect_download() as download:
        stock.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "stock.csv"
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide == 390
