"""The standard's schema with the medicine extension merged in, and what it says against a document."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from baowen.procure.ocds.packages import as_json

HERE = Path(__file__).parent
RELEASE = "https://standard.open-contracting.org/schema/1__1__5/release-schema.json"


def patched(schema: Any, patch: Any) -> Any:
    """A schema with an extension's patch applied, as JSON Merge Patch (RFC 7396) has it."""
    if not isinstance(patch, dict):
        return patch
    found = dict(schema) if isinstance(schema, dict) else {}
    for field, value in patch.items():
        if value is None:
            found.pop(field, None)
        else:
            found[field] = patched(found.get(field), value)
    return found


def read(name: str) -> Any:
    return json.loads((HERE / name).read_text(encoding="utf-8"))


@cache
def release_schema() -> Any:
    return patched(read("release-schema.json"), read("medicine-release-schema.json"))


@cache
def _release() -> jsonschema_rs.Draft4Validator:
    return jsonschema_rs.Draft4Validator(release_schema(), validate_formats=True)


@cache
def _package() -> jsonschema_rs.Draft4Validator:
    schema = release_schema() | {"id": RELEASE}
    registry = jsonschema_rs.Registry([(RELEASE, schema)], draft=jsonschema_rs.Draft4)
    return jsonschema_rs.Draft4Validator(read("release-package-schema.json"), registry=registry, validate_formats=True)


def plain(document: Any) -> Any:
    """A document as a reader gets it: decimals have become numbers."""
    return json.loads(as_json(document))


def faults(release: Any) -> list[str]:
    """What the schema says against a release; nothing for one that keeps it."""
    return _told(_release(), release)


def package_faults(package: Any) -> list[str]:
    """The same of a package of releases."""
    return _told(_package(), package)


def _told(validator: jsonschema_rs.Draft4Validator, document: Any) -> list[str]:
    return [
        f"{'/'.join(map(str, error.instance_path))}: {error.message}"
        for error in validator.iter_errors(plain(document))
    ]
