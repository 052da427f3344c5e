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

from playwright.sync_api import expect
from tests.browser.conftest import Opened, Site, Watched
from tests.browser.test_pages import addresses

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
PAGES = ("/help/", "/help/duty_officer/", "/help/reporter/", "/help/glossary/", "/help/glossary/?text=报告")


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
