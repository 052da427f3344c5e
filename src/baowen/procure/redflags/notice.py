"""R003 and R018: a short time to bid, and a single bidder. Pure; after Cardinal."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from baowen.procure.redflags.flags import Flag, Group, Row
from baowen.procure.redflags.parameters import Parameters
from baowen.procure.redflags.process import Process

ONE = Decimal(1)


def short_notice(processes: Sequence[Process], given: Parameters) -> list[Flag]:
    """R003: less time to bid than expected. Whole days between the two ends, the rest of a day does not count."""
    found = []
    for one in processes:
        if one.begins_at is None or one.ends_at is None or not _of(one.method, given.short_notice_methods):
            continue
        days = int((one.ends_at - one.begins_at).total_seconds() / 86_400)
        if days < given.short_notice_days:
            row = Row(one.ocid, "tender/tenderPeriod", f"{one.begins_at.isoformat()} – {one.ends_at.isoformat()}")
            found.append(_flag("R003", one, row))
    return found


def single_bid(processes: Sequence[Process], given: Parameters) -> list[Flag]:
    """R018: one tenderer where several were to compete."""
    return [
        _flag("R018", one, Row(one.ocid, "tender/numberOfTenderers", "1"))
        for one in processes
        if one.tenderers == 1 and one.method in given.single_bid_methods
    ]


def _of(method: str, methods: frozenset[str]) -> bool:
    return not methods or method in methods


def _flag(code: str, one: Process, row: Row) -> Flag:
    return Flag(code=code, group=Group.OCID, identifier=one.ocid, value=ONE, rows=(row,))
