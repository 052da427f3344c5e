"""The help in a browser: cards by mouse, key and touch; the help on a page; pictures that show what is still there.

BAOWEN_HELP_PICTURES=1 (script/screenshots --help-pictures) takes the pictures anew and writes pictures.json.
"""

from __future__ import annotations

import base64
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import Opened, Site, Watched
from tests.browser.test_pages import addresses, grave

from baowen.web.help.pictures import Picture, pictures

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "src" / "baowen" / "web" / "static" / "help"
LIST = ROOT / "src" / "baowen" / "web" / "help" / "pictures.json"
WIDTH = 1100
LANGUAGES = ("zh", "en")
# What names the fields, columns and buttons of a part: it says whether a picture still shows what the page shows.
WORDS = """part => [...part.querySelectorAll('h2, th, dt, label, summary, button')].map(one => {
  const copy = one.cloneNode(true);
  copy.querySelectorAll('.hint, .term-card').forEach(inner => inner.remove());
  return copy.textContent.trim().replace(/\\s+/g, ' ');
})"""
PAGES = (
    "/help/", "/help/duty_officer/", "/help/reporter/", "/help/list_editor/", "/help/glossary/",
    "/help/glossary/?text=报告", "/public/help/",
)  # fmt: skip
OPENED = "() => [...document.querySelectorAll('.term-card:popover-open')].map(card => card.id)"


def new_case(site: Site) -> str:
    """A case that nobody has taken up, whatever other tests did with theirs."""
    told = site.baowen(
        "cases", "open", "--kind", "shortage", "--region", "430100", "--drug", "去乙酰毛花苷注射液",
        "--source", "officer:帮助截图", actor="changsha",
    )  # fmt: skip
    found = re.search(r"C-430100-\d{4}-\d+", told)
    assert found, told
    return f"/cases/{found.group()}/"


def part_of(watched: Watched, picture: Picture, case: str) -> Any:
    """The part of the page that a picture shows."""
    watched.go(case if picture.path == "CASE" else addresses(watched, (picture.path,))[0])
    watched.page.wait_for_load_state("networkidle")
    return watched.page.locator(picture.part).first


def take(watched: Watched, part: Any, path: Path) -> tuple[int, int]:
    """Write the part as WebP, with a little room around it; its size."""
    box = part.bounding_box()
    clip = {name: round(box[name]) for name in ("x", "y", "width", "height")}
    session = watched.page.context.new_cdp_session(watched.page)
    shot = session.send(
        "Page.captureScreenshot",
        {"format": "webp", "quality": 60, "captureBeyondViewport": True, "clip": clip | {"scale": 1}},
    )
    path.write_bytes(base64.b64decode(shot["data"]))
    return clip["width"], clip["height"]


def test_every_picture_of_the_help_shows_what_is_still_on_its_page(site: Site, opened: Opened) -> None:
    case = new_case(site)
    renew, told, wrong = os.environ.get("BAOWEN_HELP_PICTURES") == "1", [], []
    windows = {
        (who, language): opened(who, width=WIDTH, english=language == "en")
        for who in sorted({one.who for one in pictures().values()})
        for language in LANGUAGES
    }
    for picture in pictures().values():
        taken = {}
        for language in LANGUAGES:
            watched = windows[picture.who, language]
            part = part_of(watched, picture, case)
            expect(part).to_be_visible()
            words = part.evaluate(WORDS)
            if renew:
                width, height = take(watched, part, FOLDER / f"{picture.name}.{language}.webp")
                taken[language] = {"width": width, "height": height, "words": words}
            elif list(picture.taken[language].words) != words:
                wrong.append(f"{picture.name}.{language}: run script/screenshots --help-pictures")
        told.append({"name": picture.name, "who": picture.who, "path": picture.path, "part": picture.part,
                     "taken": taken})  # fmt: skip
    if renew:
        LIST.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert wrong == []


def word_of(watched: Watched) -> tuple[Locator, Locator]:
    """A word with a card on the page of a signal, and its card."""
    watched.go(addresses(watched, ("SIGNAL",))[0])
    word = watched.page.locator("h1 button.term")
    return word, watched.page.locator("h1 .term-card")


def open_cards(page: Page) -> list[str]:
    found: list[str] = page.evaluate(OPENED)
    return found


def test_a_card_is_there_under_the_mouse_and_goes_with_it_and_moves_nothing(opened: Opened) -> None:
    watched = opened("sheng")
    word, card = word_of(watched)
    before = watched.page.locator("main section").first.bounding_box()
    word.hover()
    expect(card).to_be_visible()
    assert watched.page.locator("main section").first.bounding_box() == before
    card.hover()  # to read on, or to follow its link
    watched.page.wait_for_timeout(400)
    expect(card).to_be_visible()
    watched.page.mouse.move(1200, 800)
    expect(card).to_be_hidden()


def test_a_card_opens_on_keyboard_focus_says_its_meaning_and_closes_by_escape(opened: Opened) -> None:
    watched = opened("sheng", english=True)
    word, card = word_of(watched)
    watched.page.locator(".help-here").focus()
    for _ in range(5):
        watched.page.keyboard.press("Tab")
        if word.evaluate("word => word === document.activeElement"):
            break
    expect(word).to_be_focused()
    expect(card).to_be_visible()
    described = word.get_attribute("aria-describedby") or ""
    assert "unit" in watched.page.locator(f"#{described}").inner_text()
    watched.page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(word).to_be_focused()
    watched.page.keyboard.press("Enter")
    expect(card).to_be_visible()
    watched.page.keyboard.press("Enter")
    expect(card).to_be_hidden()


def test_a_card_fits_a_telephone_and_only_one_is_open_at_a_time(opened: Opened) -> None:
    watched = opened("sheng", width=390)
    word, card = word_of(watched)
    other = watched.page.locator("dd button.term").first
    word.click()
    expect(card).to_be_visible()
    box = card.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    other.click()
    expect(card).to_be_hidden()
    assert len(open_cards(watched.page)) == 1
    assert grave(watched) == []
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_word_has_its_card_once_on_a_page(opened: Opened) -> None:
    watched = opened("sheng")
    for path in ("/cockpit/", *addresses(watched, ("SIGNAL", "DRUG", "ORGANISATION"))):
        watched.go(path)
        ids = watched.page.locator(".term-card").evaluate_all("cards => cards.map(card => card.id)")
        assert ids, path
        assert len(set(ids)) == len(ids), path


@pytest.mark.parametrize(("width", "english", "theme"), [(1440, False, "dark"), (390, True, "light")])
def test_pages_of_the_help_fit_and_keep_nobody_out(opened: Opened, width: int, english: bool, theme: str) -> None:
    watched, wrong = opened("yaoshi", width=width, english=english, theme=theme), []
    for path in PAGES:
        assert watched.go(path).status == 200, path
        wide = watched.page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            wrong.append(f"{path} is {wide} wide")
        wrong += grave(watched)
    assert wrong == []


@pytest.mark.parametrize("who", ["sheng", "yaoshi", "qiye"])
def test_the_help_on_a_page_leads_to_its_section_in_the_how_to_of_the_own_role(opened: Opened, who: str) -> None:
    role = {"sheng": "duty_officer", "yaoshi": "reporter", "qiye": "enterprise_agent"}[who]
    watched = opened(who)
    for path in {"sheng": ("/cockpit/", "/signals/", "/cases/"), "yaoshi": ("/desk/", "/reports/", "/files/"),
                 "qiye": ("/stops/", "/questions/")}[who]:  # fmt: skip
        watched.go(path)
        watched.page.get_by_role("link", name="本页帮助").click()
        assert f"/help/{role}/#" in watched.page.url, path
        expect(watched.page.locator(":target")).to_be_visible()
