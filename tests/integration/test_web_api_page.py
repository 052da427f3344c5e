"""The page that documents the API: every call on it, in both languages, without anything from elsewhere."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from django.test import Client
from ninja import Schema

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


def test_no_two_forms_of_the_api_share_a_name_for_the_document_knows_them_by_it() -> None:
    schemas = [one for one in every_form(Schema) if one.__module__.startswith("baowen.api")]
    names = Counter(one.__name__ for one in schemas)
    assert len(schemas) > 300
    assert [name for name, count in names.items() if count > 1] == []


def every_form(base: type[Schema]) -> set[type[Schema]]:
    return {below for one in base.__subclasses__() for below in {one} | every_form(one)}
