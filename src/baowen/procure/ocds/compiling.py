"""Makes one compiled release of the releases of a process, by the standard's rules of merging. Pure.

Later values replace earlier ones, null takes a value away, objects in lists are the same where their ids are; lists
without ids, and those that the standard merges whole, are replaced.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any, Final

OMITTED: Final = frozenset({"id", "date", "tag"})  # of a release itself
WHOLE: Final = frozenset({"additionalClassifications", "additionalIdentifiers", "activeIngredients"})


def compiled(releases: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The releases of one process as one, dated as the newest; ValueError for none or for those of several."""
    ordered = sorted(releases, key=lambda one: str(one.get("date", "")))
    ocids = {one.get("ocid") for one in ordered}
    if len(ocids) != 1:
        raise ValueError("releases of one process are compiled, and there must be one")
    found: dict[str, Any] = {}
    for one in ordered:
        _merge(found, {field: value for field, value in one.items() if field not in OMITTED})
    newest = ordered[-1].get("date", "")
    return {"id": f"{ordered[-1]['ocid']}-{newest}", "date": newest, "tag": ["compiled"], **found}


def _merge(into: dict[str, Any], given: Mapping[str, Any]) -> None:
    for field, value in given.items():
        known = into.get(field)
        if value is None:
            into.pop(field, None)
        elif isinstance(value, Mapping):
            below = known if isinstance(known, dict) else {}
            _merge(below, value)
            into[field] = below
        elif isinstance(value, list) and field not in WHOLE and _have_ids(value):
            into[field] = _joined(known if isinstance(known, list) and _have_ids(known) else [], value)
        else:
            into[field] = copy.deepcopy(value)


def _have_ids(rows: list[Any]) -> bool:
    return bool(rows) and all(isinstance(row, Mapping) and row.get("id") is not None for row in rows)


def _joined(known: list[Any], given: list[Any]) -> list[Any]:
    """Rows of the same id as one; a row of a new id after those that are known."""
    rows = {row["id"]: row for row in known}
    for row in given:
        below = rows.setdefault(row["id"], {})
        _merge(below, row)
    return list(rows.values())
