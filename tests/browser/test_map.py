"""A reviewed map in the cockpit, as people see and use it, and the screen on a wall that refreshes itself. MON-2."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.browser.conftest import Opened, Site, Watched
from tests.browser.test_pages import grave, picture
from tests.made_maps import invented_map, write_map

PROVINCE, NUMBER = "430000", "示例S(2026)001号"


@pytest.fixture
def mapped(site: Site, tmp_path: Path) -> Iterator[Site]:
    """A map of invented borders for thirteen of the fourteen cities, taken away afterwards."""
    file = write_map(tmp_path, invented_map(PROVINCE, without=("433100",)))
    site.baowen("maps", "add", str(file), "--place", PROVINCE, "--review-number", NUMBER)
    yield site
    site.baowen("maps", "remove", PROVINCE, "--reason", "test")


def _fits(watched: Watched, width: int) -> None:
    drawn = watched.page.locator("svg.map").bounding_box()
    assert drawn is not None
    assert drawn["x"] >= 0
    assert drawn["x"] + drawn["width"] <= width
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.usefixtures("mapped")
@pytest.mark.parametrize(("width", "english", "theme"), [(1440, False, "light"), (390, True, "dark")])
def test_a_map_fits_and_keeps_nobody_out(opened: Opened, width: int, english: bool, theme: str) -> None:
    watched = opened("sheng", width=width, english=english, theme=theme)
    watched.go("/cockpit/")
    assert watched.page.locator("svg.map a").count() == 13
    assert NUMBER in watched.page.locator(".review").inner_text()
    assert watched.page.locator(".tiles.rest .tile").count() == 1
    _fits(watched, width)
    assert grave(watched) == []
    picture(watched, f"sheng-map-{width}-{theme}")


@pytest.mark.usefixtures("mapped")
def test_a_place_of_the_map_is_reached_by_keyboard_and_seen_where_it_is(opened: Opened) -> None:
    watched = opened("sheng")
    watched.go("/cockpit/")
    before = watched.page.locator("svg.map a .area").first.evaluate("one => getComputedStyle(one).fill")
    watched.page.locator("svg.map a").first.focus()
    watched.page.keyboard.press("Tab")
    watched.page.keyboard.press("Shift+Tab")
    lit = watched.page.locator("svg.map a:focus-visible .area").evaluate("one => getComputedStyle(one).fill")
    assert lit == "rgb(245, 179, 1)" != before
    watched.page.keyboard.press("Enter")
    watched.page.wait_for_url("**/cockpit/430100/")


@pytest.mark.usefixtures("mapped")
def test_severities_differ_without_colour(opened: Opened) -> None:
    watched = opened("sheng")
    watched.go("/cockpit/")
    found = watched.page.evaluate(
        """() => [...document.querySelectorAll('svg.map .edge')].map(one => {
            const style = getComputedStyle(one);
            return [one.classList[1], style.strokeWidth, style.strokeDasharray];
        })"""
    )
    looks = {severity: (width, dashes) for severity, width, dashes in found}
    assert len(looks) >= 2
    assert len(set(looks.values())) == len(looks)
    hatches = {
        name: watched.page.locator(f"#hatch-{name}").inner_html().replace(name, "")
        for name in ("red", "orange", "yellow", "blue")
    }
    assert len(set(hatches.values())) == 4


def test_a_screen_on_a_wall_refreshes_itself_and_tells_when(opened: Opened) -> None:
    watched = opened("sheng")
    watched.page.clock.install()
    watched.go("/cockpit/?wall=1")
    watched.page.evaluate("document.querySelector('#glance').dataset.old = 'yes'")
    with watched.page.expect_response(lambda answer: answer.url.endswith("?wall=1") and answer.status == 200):
        watched.page.clock.fast_forward(301_000)
    watched.page.wait_for_function("document.querySelector('#glance').dataset.old === undefined")
    assert watched.page.locator("#glance").count() == 1
    assert "刷新于" in watched.page.locator("h1").inner_text()
    with watched.page.expect_response(lambda answer: answer.url.endswith("?wall=1")):
        watched.page.clock.fast_forward(301_000)


def test_a_wall_whose_session_is_over_goes_to_sign_in(site: Site, opened: Opened) -> None:
    watched = opened("sheng")
    watched.page.clock.install()
    watched.go("/cockpit/?wall=1")
    watched.page.context.clear_cookies(name="sessionid")
    watched.page.clock.fast_forward(301_000)
    watched.page.wait_for_url("**/accounts/login/?next=**")
    watched.faults = [one for one in watched.faults if "401" not in one]  # what a browser notes of any refusal
    assert site.address in watched.page.url
