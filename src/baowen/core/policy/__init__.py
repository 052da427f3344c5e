"""Policy packs: dated values of nation, province and city, each with its clause."""

from baowen.core.policy.entry import NATION, SEVERITIES, STARTS, UNITS, Basis, Entry, Pack, PolicyError
from baowen.core.policy.packs import Packs, Ruling, UnknownEntryError, check_packs, load_packs

__all__ = [
    "NATION",
    "SEVERITIES",
    "STARTS",
    "UNITS",
    "Basis",
    "Entry",
    "Pack",
    "Packs",
    "PolicyError",
    "Ruling",
    "UnknownEntryError",
    "check_packs",
    "load_packs",
]
