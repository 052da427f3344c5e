"""Which registered organisation a selected enterprise is. VBP-1."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from baowen.orgs.queries import organisation_named
from baowen.vbp.rounds.queries.selected import Selected


def enterprise_codes() -> Callable[[Selected], str]:
    """Tells the code of a selected enterprise: the round's, else that of its name in the register, "" for neither."""
    named = cache(_code_named)
    return lambda one: one.enterprise or named(one.enterprise_name)


def _code_named(name: str) -> str:
    found = organisation_named(name)
    return "" if found is None else found.code
