"""The page that documents the API, written from its OpenAPI document: no script, nothing from elsewhere."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from baowen.api.root import api

Document = dict[str, Any]
HTTP = ("get", "post")


@dataclass(frozen=True, slots=True)
class FieldShown:
    """A parameter or a field of a body or an answer: its name, what it holds, whether it must be there."""

    name: str
    kind: str
    is_required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CallShown:
    """One call: how it is made, what it does, what goes in and what comes out."""

    method: str
    path: str
    anchor: str
    title: str
    about: str
    parameters: list[FieldShown]
    body: list[FieldShown]
    body_type: str
    answer: list[FieldShown]
    is_list: bool


def api_page(request: HttpRequest) -> HttpResponse:
    """Every call by what it is about."""
    return render(request, "web/api.html", {"groups": _groups(get_language() == "en"), "version": api.version})


@cache
def _groups(english: bool) -> list[tuple[str, list[CallShown]]]:
    """The calls by what they are about, worked out once a process: anybody may ask for the page."""
    document = api.get_openapi_schema()
    calls: dict[str, list[CallShown]] = defaultdict(list)
    for path, methods in document["paths"].items():
        for method in HTTP:
            if method in methods:
                operation = methods[method]
                calls[operation["tags"][0]].append(_call(document, method, path, operation, english=english))
    return [(_tag(tag, english=english), found) for tag, found in calls.items()]


def _tag(tag: str, *, english: bool) -> str:
    zh, _, en = tag.partition(" ")
    return en.capitalize() if english else zh


def _call(document: Document, method: str, path: str, operation: Document, *, english: bool) -> CallShown:
    first, _, rest = operation.get("description", "").partition("\n")
    content = operation.get("requestBody", {}).get("content", {})
    body_type = next(iter(content), "")
    answer = operation["responses"][200].get("content", {}).get("application/json", {}).get("schema", {})
    is_list = answer.get("type") == "array"
    return CallShown(
        method=method.upper(), path=path, anchor=operation["operationId"],
        title=first if english else operation["summary"], about=rest.strip() if english else f"{first}\n{rest}".strip(),
        parameters=[
            FieldShown(one["name"], _kind(document, one["schema"]), one.get("required", False))
            for one in operation.get("parameters", ())
        ],
        body=_fields(document, content[body_type]["schema"]) if body_type else [], body_type=body_type,
        answer=_fields(document, answer["items"] if is_list else answer), is_list=is_list,
    )  # fmt: skip


def _resolved(document: Document, schema: Document) -> Document:
    if "allOf" in schema:
        return _resolved(document, schema["allOf"][0])
    reference = schema.get("$ref", "").removeprefix("#/components/schemas/")
    return document["components"]["schemas"][reference] if reference else schema


def _fields(document: Document, schema: Document, under: str = "") -> list[FieldShown]:
    """The fields of an object and of the objects in it, each under its path: `lines[].number`."""
    found = _resolved(document, schema)
    required = found.get("required", ())
    fields = []
    for name, one in found.get("properties", {}).items():
        inner, path = _resolved(document, one), under + name
        is_array = inner.get("type") == "array"
        element = _resolved(document, inner.get("items", {})) if is_array else inner
        if element.get("properties"):
            path += "[]." if is_array else "."
            fields += _fields(document, element, path)
        else:
            fields.append(FieldShown(path, _kind(document, one), not under and name in required))
    return fields


def _kind(document: Document, schema: Document) -> str:
    """What a field holds, in the words of JSON schema: `string · date`, the codes of a choice, a list in brackets."""
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_kind(document, one) for one in schema["anyOf"]))
    found = _resolved(document, schema)
    if "enum" in found:
        return " | ".join(map(str, found["enum"]))
    if "const" in found:
        return str(found["const"])
    if found.get("type") == "array":
        return f"[{_kind(document, found.get('items', {}))}]"
    kind = str(found.get("type", "any"))
    return f"{kind} · {found['format']}" if "format" in found else kind
