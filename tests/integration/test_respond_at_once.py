"""Many officers at once: each move happens once, and the audit chain stays whole. The bench does it with 200."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection

from baowen.core.audit import queries as audit
from baowen.core.audit.check import faults
from baowen.core.problems import BaowenError
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Actor
from baowen.orgs.roles import Role
from baowen.respond.actions import moves, opening
from baowen.respond.kinds import CaseKind, SourceKind
from baowen.respond.models import Case, CaseEvent
from baowen.respond.rulebook import load_rulebook

AT = datetime(2026, 9, 28, 1, tzinfo=UTC)
BOOK = load_rulebook()
OFFICER = Actor(
    name="zhang", organisation="GL", kind=OrganisationKind.DEPARTMENT, region="320106",
    roles=frozenset({Role.DUTY_OFFICER}), leads=True,
)  # fmt: skip


def _opened(number: int) -> str:
    """Open the same matter from one of three sources, then take the case up."""
    doing = moves.Doing(actor=OFFICER, at=AT, book=BOOK)
    matter = opening.Matter(kind=CaseKind.SHORTAGE, region="320106", subject=f"d{number % 2}", subject_name="d")
    try:
        case = opening.open_case(matter, [(SourceKind.REPORT, f"R{number % 6}")], doing).number
        moves.accept(case, doing)
    except BaowenError as error:
        return error.message
    finally:
        connection.close()
    return "accepted"


@pytest.mark.django_db(transaction=True)
def test_cases_opened_and_taken_up_at_once_are_opened_and_taken_up_once() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the suite's SQLite lies in memory, where threads cannot meet; this runs on PostgreSQL")
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(_opened, range(36)))
    open_cases = Case.objects.values_list("subject", "number")
    assert sorted(subject for subject, _ in open_cases) == ["d0", "d1"]
    assert answers.count("accepted") == 2
    assert CaseEvent.objects.filter(move="accept").count() == 2
    assert CaseEvent.objects.filter(move="open").count() == 2
    assert list(faults(audit.entries_in_order(), [mark for mark in [audit.head()] if mark])) == []


@pytest.mark.django_db(transaction=True)
def test_a_reader_of_the_change_feed_beside_writers_misses_no_entry() -> None:
    """ADR 0019: whoever has seen a number has seen all below it, however long a commit takes."""
    if connection.vendor == "sqlite":
        pytest.skip("the suite's SQLite lies in memory, where threads cannot meet; this runs on PostgreSQL")
    read: list[int] = []
    done = threading.Event()

    def follow() -> None:
        while True:
            last_look = done.is_set()
            found = audit.entries_after(read[-1] if read else 0, limit=3)
            read.extend(one.number for one in found)
            if last_look and not found:
                connection.close()
                return

    reader = threading.Thread(target=follow)
    reader.start()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(_opened, range(24)))
    done.set()
    reader.join(timeout=60)
    assert not reader.is_alive()
    assert len(read) > 10
    assert read == list(range(1, audit.number_of_entries() + 1))
