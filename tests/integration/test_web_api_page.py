"""The page that documents the API: every call on it, in both languages, without anything from elsewhere."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from baowen.api.root import api

pytestmark = pytest.mark.django_db
PAGE = "/api/v1/docs"


def test_every_call_is_on_the_page_without_signing_in_and_nothing_comes_from_elsewhere() -> None:
    answer = Client().get(PAGE)
    page = answer.content.decode()
    assert answer.status_code == 200
    for path, methods in api.get_openapi_schema()["paths"].items():
        for operation in methods.values():
            assert path in page
            assert operation["summary"] in page
    assert re.findall(r"<script(?! src=\"/static/)", page) == []
    assert "//" not in page.replace("<!--", "")
    assert "planned | sudden | permanent" in page
    assert "lines[].assessments[].due_on" in page


def test_the_page_speaks_english_too() -> None:
    page = Client(headers={"cookie": "django_language=en"}).get(PAGE).content.decode()
    assert "Send Authorization: Bearer TOKEN" in page
    assert "Signals" in page
    assert "Take back an own shortage report" in page
    assert "撤回直报" not in page


def test_every_call_has_a_chinese_title() -> None:
    titles = [one["summary"] for methods in api.get_openapi_schema()["paths"].values() for one in methods.values()]
    assert len(titles) >= 50
    assert [one for one in titles if not any("\u4e00" <= sign <= "\u9fff" for sign in one)] == []
