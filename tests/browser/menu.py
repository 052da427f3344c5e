"""Chooses an entry of the main menu as a person does: what drops down is opened first."""

from __future__ import annotations

from playwright.sync_api import Page


def choose(page: Page, label: str) -> None:
    """Click the entry with exactly this label."""
    menu = page.locator("nav.menu:not(.own)")
    entry = page.get_by_role("link", name=label, exact=True, include_hidden=True)
    group = menu.locator("details.drop:not([open])", has=entry)
    if group.count():
        group.locator("summary").click()
    menu.get_by_role("link", name=label, exact=True).click()
