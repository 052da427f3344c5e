"""A process that dies at any step of an action leaves no half state, and the same action can be done again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

# Runs in a process of its own with records of its own; dies, in a child, at one step of a move after another.
PLAYED = """
import json, os, sys
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from baowen.core.home import create_home
from baowen.core.records import open_records

open_records(create_home(Path(sys.argv[1]), region="320100"), migrate=True)

from django.db import connection
from baowen.core.audit import queries as audit
from baowen.core.audit import trail
from baowen.core.audit.check import faults
from baowen.orgs.actions import NewOrganisation, add_person, register_organisations, seat_department
from baowen.orgs.departments import Department, OrganisationKind
from baowen.orgs.queries import actor_of, operator
from baowen.orgs.roles import Role
from baowen.respond.actions import moves, opening
from baowen.respond.kinds import CaseKind, SourceKind
from baowen.respond.models import Case, CaseEvent, OwedStep
from baowen.respond.rulebook import load_rulebook

AT = datetime(2026, 9, 28, 1, tzinfo=UTC)
root = operator("os:root", "320100")
unit = NewOrganisation(code="GL", name="GL", kind=OrganisationKind.DEPARTMENT, region="320106")
register_organisations([unit], actor=root, at=AT)
seat_department("320106", Department.HEALTH, "GL", is_lead=True, actor=root, at=AT)
add_person("zhang", name="z", organisation="GL", roles=[Role.DUTY_OFFICER], actor=root, at=AT)
doing = moves.Doing(actor=actor_of("zhang"), at=AT, book=load_rulebook(), reason="r")
matter = opening.Matter(kind=CaseKind.SHORTAGE, region="320106", subject="d", subject_name="d")
number = opening.open_case(matter, [(SourceKind.OFFICER, "1")], doing).number
moves.accept(number, doing)


def state():
    wrong = list(faults(audit.entries_in_order(), [mark for mark in [audit.head()] if mark]))
    case = Case.objects.get(number=number)
    owed = sorted(OwedStep.objects.values_list("step", "done_on"), key=str)
    counts = [CaseEvent.objects.count(), audit.number_of_entries(), len(wrong)]
    return [case.state, case.moves, str(case.next_due), *counts, [[step, str(done)] for step, done in owed]]


def die(*_, **__):
    os._exit(9)


STEPS = {
    "locked": (moves, "_check"),
    "moved": (moves, "record"),
    "recorded": (moves, "keep_owed"),
    "owed": (Case, "save"),
    "told": (trail, "_seal"),
    "sealed": (trail.AuditEntry.objects, "bulk_create"),
    "head": (trail.AuditHead, "save"),
}
seen = {"before": state()}
for name, (where, what) in STEPS.items():
    connection.close()
    child = os.fork()
    if child == 0:
        with patch.object(where, what, die):
            moves.assess(number, doing)
        os._exit(0)  # the step was never reached
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    seen[name] = [code, state()]
moves.assess(number, doing)
seen["after"] = state()
print(json.dumps(seen))
"""


def test_a_move_killed_at_any_step_is_all_or_nothing_and_can_be_repeated(
    tmp_path: Path, put_records: Callable[[Path], None]
) -> None:
    put_records(tmp_path / "home")
    own = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "BAOWEN_HOME")}
    played = subprocess.run(
        [sys.executable, "-c", PLAYED, str(tmp_path / "home")],
        capture_output=True, text=True, check=False, env=own, timeout=120,
    )  # fmt: skip
    assert played.returncode == 0, played.stderr
    seen = json.loads(played.stdout)
    before, after = seen.pop("before"), seen.pop("after")
    assert len(seen) == 7
    for step, (code, found) in seen.items():
        assert code == 9, step
        assert found == before, step
    assert (before[0], before[1], after[0], after[1]) == ("verifying", 2, "coordinating", 3)
    assert after[4] == before[4] + 1  # one entry of the audit chain
    assert (before[5], after[5]) == (0, 0)
