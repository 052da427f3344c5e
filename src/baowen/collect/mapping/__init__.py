"""Mappings: how the columns of a known export become the columns of a feed, so that it needs no code."""

from __future__ import annotations

from baowen.collect.mapping.apply import Declared, Mapped, apply
from baowen.collect.mapping.load import all_mappings, find_mapping, identity_mapping, load_mapping
from baowen.collect.mapping.model import Mapping
from baowen.collect.mapping.suggest import suggest

__all__ = [
    "Declared",
    "Mapped",
    "Mapping",
    "all_mappings",
    "apply",
    "find_mapping",
    "identity_mapping",
    "load_mapping",
    "suggest",
]
