"""Which public answers are kept for everybody, and which never: somebody's own, with cookies, or refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.utils.cache import patch_cache_control

from baowen.api import book
from baowen.core.home import create_home
from baowen.web.kept import KeptPages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    create_home(tmp_path / "home", region="430000")
    monkeypatch.setenv("BAOWEN_HOME", str(tmp_path / "home"))
    for name in ("pages", "process"):
        caches[name].clear()
    book.home.cache_clear()
    yield
    caches["pages"].clear()
    book.home.cache_clear()


class Counted:
    """An application that counts how often it is asked, and what it answers."""

    def __init__(self, *, public: bool = True, status: int = 200, cookie: bool = False, streams: bool = False) -> None:
        self.asked, self.public, self.status, self.cookie, self.streams = 0, public, status, cookie, streams

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.asked += 1
        text = f"answer {self.asked}"
        answer = StreamingHttpResponse([text]) if self.streams else HttpResponse(text, status=self.status)
        if self.public:
            patch_cache_control(answer, public=True, max_age=60)
        if self.cookie:
            answer.set_cookie("csrftoken", "mine")
        start_response(f"{answer.status_code} told", list(answer.items()))
        return answer


def asked_twice(view: Counted, first: dict[str, Any], second: dict[str, Any]) -> int:
    pages = KeptPages(view)
    for environ in (first, second):
        told: list[Any] = []
        body = b"".join(pages(environ, lambda *given, told=told: told.extend(given)))
        assert body.startswith(b"answer ")
        assert told[0].split()[0] == str(view.status)
    return view.asked


def a_request(path: str = "/public/", **cookies: str) -> dict[str, Any]:
    header = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return RequestFactory().get(path, headers={"cookie": header}).environ


def test_the_same_page_is_rendered_once_for_all_readers_whatever_else_their_browsers_carry() -> None:
    assert asked_twice(Counted(), a_request(csrftoken="a"), a_request(csrftoken="b", other="c")) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (a_request("/public/?text=a"), a_request("/public/?text=b")),
        (a_request(django_language="en"), a_request(django_language="zh-hans")),
        (a_request(theme="dark"), a_request(theme="light")),
    ],
)
def test_another_address_language_or_theme_is_another_page(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert asked_twice(Counted(), first, second) == 2


@pytest.mark.parametrize(
    "view", [Counted(public=False), Counted(status=429), Counted(cookie=True), Counted(streams=True)]
)
def test_what_is_not_public_refused_or_carries_a_cookie_is_rendered_each_time(view: Counted) -> None:
    assert asked_twice(view, a_request(), a_request()) == 2


def test_nobody_who_is_signed_in_is_answered_from_what_is_kept() -> None:
    assert asked_twice(Counted(), a_request(), a_request(sessionid="mine")) == 2
    assert asked_twice(Counted(), a_request("/x/", sessionid="mine"), a_request("/x/")) == 2


def test_public_pages_may_be_kept_and_forms_may_not() -> None:
    client = Client()
    assert client.get("/public/").headers["Cache-Control"] == "public, max-age=60"
    assert client.get("/public/lists/").headers["Cache-Control"] == "public, max-age=60"
    assert "no-store" in client.get("/public/report/").headers["Cache-Control"]
    assert "no-store" in client.get("/accounts/login/").headers["Cache-Control"]


def test_a_page_that_may_be_kept_holds_no_token_of_its_reader() -> None:
    page = Client().get("/public/")
    assert not page.cookies
    assert b"csrfmiddlewaretoken" not in page.content


def test_too_many_searches_are_refused_and_the_refusal_is_not_kept() -> None:
    answers = [Client().get(f"/public/?text={number}") for number in range(301)]
    assert answers[-1].status_code == 429
    assert "public" not in answers[-1].headers["Cache-Control"]
