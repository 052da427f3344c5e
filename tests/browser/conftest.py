"""A province on a site of its own: simulated files through the river, invented people, `baowen serve`, Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
BAOWEN = Path(sys.executable).with_name("baowen")
PASSWORD = "Demo-baowen-2026"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass
class Site:
    """Where the site answers, and the folder of its home."""

    address: str
    home: Path
    environment: dict[str, str]

    def baowen(self, *words: str, actor: str = "") -> str:
        """What a command prints; it must not fail."""
        more = {"BAOWEN_ACTOR": actor} if actor else {}
        done = subprocess.run(
            [BAOWEN, *words], env=self.environment | more, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode in (0, 3), done.stderr + done.stdout
        return done.stdout


@dataclass
class Watched:
    """A page with what went wrong on it: errors of its console, and requests that left the machine."""

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Begin to note."""
        self.page.on("console", lambda told: self._note(told.type == "error", f"console: {told.text}"))
        self.page.on("pageerror", lambda error: self._note(True, f"script: {error}"))
        self.page.on("request", lambda asked: self._note(not self._is_ours(asked.url), f"left: {asked.url}"))

    def _is_ours(self, url: str) -> bool:
        return url.startswith((self.address, "data:", "blob:"))

    def _note(self, wrong: bool, text: str) -> None:
        if wrong:
            self.faults.append(f"{self.page.url} {text}")

    def go(self, path: str) -> Any:
        """Open a page of the site."""
        return self.page.goto(self.address + path)

    def sign_in(self, username: str) -> None:
        """Come in as one of the demo's people."""
        self.go("/accounts/login/")
        self.page.fill("[name=login]", username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main form button[type=submit]")
        self.page.wait_for_url(lambda url: "/accounts/login" not in url)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _wait_until_answered(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if server.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.2)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Built once: what a new user has after script/demo, only smaller."""
    folder = tmp_path_factory.mktemp("site")
    home, outbox = folder / "home", folder / "outbox"
    port = _free_port()
    environment = os.environ | {"BAOWEN_HOME": str(home), "BAOWEN_PLAIN_HTTP": "1", "COLUMNS": "200"}
    for name in ("DATABASE_URL", "BAOWEN_ACTOR", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)
    found = Site(f"http://127.0.0.1:{port}", home, environment)
    found.baowen("init", "--region", "430000")
    size = ("--hospitals", "20", "--products", "60", "--months", "12", "--lines", "20000", "--seed", "7")
    found.baowen("simulate", "--region", "430000", *size, "--out", str(outbox))
    found.baowen("load", str(outbox))
    found.baowen("orgs", "sync")
    subprocess.run(
        [sys.executable, ROOT / "script" / "demo_people.py", home], env=environment, check=True, capture_output=True
    )
    found.baowen("cycle")
    found.baowen("serving", "build")
    with subprocess.Popen(
        [BAOWEN, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            _wait_until_answered(port, server)
            yield found
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; no browser is downloaded. It ends with its module: while it runs, Playwright has an event loop
    in this thread, and Django would take every other test for asynchronous."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("Chromium is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield started
        started.close()


Opened = Callable[..., Watched]


@pytest.fixture
def opened(site: Site, browser: Browser) -> Iterator[Opened]:
    """Open a window: `opened("sheng", width=390, english=True)`. Each must end without a fault."""
    contexts: list[BrowserContext] = []
    pages: list[Watched] = []

    def open_one(username: str = "", *, width: int = 1440, english: bool = False, theme: str = "light") -> Watched:
        context = browser.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        language = "en" if english else "zh-hans"
        context.add_cookies(
            [
                {"name": "django_language", "value": language, "url": site.address},
                {"name": "theme", "value": theme, "url": site.address},
            ]
        )
        found = Watched(context.new_page(), site.address)
        found.watch()
        pages.append(found)
        if username:
            found.sign_in(username)
        return found

    yield open_one
    faults = [fault for one in pages for fault in one.faults]
    for context in contexts:
        context.close()
    assert faults == []
