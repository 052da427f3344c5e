"""Records noted, followed by a correction or a progress, withdrawn; a workbook whole or not at all. PRD-1, PRD-2."""

from __future__ import annotations

from collections.abc import Sequence as Rows
from dataclasses import dataclass

from baowen.core.audit.trail import Trail
from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.core.texts import filled
from baowen.orgs.permissions import Act, require
from baowen.produce.entered import NewRecord
from baowen.produce.kinds import Change
from baowen.produce.models import Record, Sequence
from baowen.respond.actions.moves import Doing
from baowen.respond.queries import case_page

MOST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows became records, and how many stood there already."""

    new: int
    known: int


def note_record(new: NewRecord, doing: Doing) -> str:
    """Enter a record for the own place; its number. BaowenError where the same stands there already."""
    require(doing.actor, Act.PRODUCTION_KEEP, doing.actor.region, regions=doing.book.regions)
    _check_case(new, doing)
    with doing.writing() as trail:
        same = _same(new, doing)
        if same is not None:
            raise BaowenError(
                f"已有相同的记录 {same.number}，请在其上更正或登记进展",
                f"{same.number} says the same; correct that one or enter its progress",
            )
        return _keep(new, doing, trail).number


def note_all(rows: Rows[NewRecord], doing: Doing) -> Imported:
    """Enter the rows of a workbook, all or none; those that stand there already are passed over."""
    require(doing.actor, Act.PRODUCTION_KEEP, doing.actor.region, regions=doing.book.regions)
    for row in rows:
        _check_case(row, doing)
    made = 0
    with doing.writing() as trail:
        for row in rows:
            if _same(row, doing) is None:
                _keep(row, doing, trail)
                made += 1
        trail.note(
            "produce.import", f"region/{doing.actor.region}", details={"rows": len(rows), "entered": made}
        )  # fmt: skip
    return Imported(made, len(rows) - made)


def follow_record(number: str, new: NewRecord, change: Change, doing: Doing) -> str:
    """Put a record after another, as its correction or its progress, with the reason; both stay. The new number."""
    reason = filled(doing.reason, "理由", "reason", most=MOST_REASON)
    _check_case(new, doing)
    with doing.writing() as trail:
        before = _current(number, doing)
        if new.kind.value != before.kind:
            raise BaowenError("更正不能换成另一类登记", "a record can't move to another register")
        return _keep(new, doing, trail, before=before, change=change, reason=reason).number


def withdraw_record(number: str, doing: Doing) -> None:
    """Take back a record that is wrong altogether, with the reason; it stays to be read."""
    reason = filled(doing.reason, "理由", "reason", most=MOST_REASON)
    with doing.writing() as trail:
        row = _current(number, doing)
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = doing.entered, doing.actor.name, reason
        row.save()
        _note(row, "withdraw", trail)


def unknown_record(number: str) -> BaowenError:
    """What is said of a number that no record has, and to whoever may not see it."""
    return BaowenError(f"没有可阅看的生产登记 {number}", f"there is no record {number} that you may see")


def _keep(
    new: NewRecord, doing: Doing, trail: Trail, *, before: Record | None = None, change: Change | None = None,
    reason: str = "",
) -> Record:  # fmt: skip
    region = doing.actor.region if before is None else before.region
    row = Record(
        number=Sequence.next_number("PR", region, day_of(doing.at).year),
        kind=new.kind.value, region=region, state=new.state.value,
        **new.texts, **new.days, papers=[one.value for one in new.papers], organisation=doing.actor.organisation,
        noted_at=doing.entered, noted_by=doing.actor.name, follows=before, change=change.value if change else "",
        reason=reason,
    )  # fmt: skip
    row.save(force_insert=True)
    _note(row, change.value if change else "note", trail)
    return row


def _same(new: NewRecord, doing: Doing) -> Record | None:
    """A record in force of the own place that says the very same, apart from its state and its papers."""
    return Record.objects.filter(
        kind=new.kind.value, region=doing.actor.region, followed_by=None, withdrawn_at=None, **new.texts, **new.days
    ).first()  # fmt: skip


def _check_case(new: NewRecord, doing: Doing) -> None:
    """BaowenError for a case that does not exist or that the actor may not see."""
    if new.texts.get("case_number"):
        case_page(new.texts["case_number"], doing.actor, book=doing.book, with_beside=False)


def _current(number: str, doing: Doing) -> Record:
    """The record, locked; BaowenError where it was followed or withdrawn, and for who may not keep it."""
    row = Record.objects.select_for_update(of=("self",)).filter(number=number).first()
    if row is None:
        raise unknown_record(number)
    require(doing.actor, Act.PRODUCTION_KEEP, row.region, regions=doing.book.regions)
    later = Record.objects.filter(follows=row).first()
    if later is not None:
        raise BaowenError(
            f"{number} 之后已有 {later.number}，请在其上办理", f"{later.number} follows {number}; go there"
        )  # fmt: skip
    if row.withdrawn_at is not None:
        raise BaowenError(f"{number} 已撤回", f"{number} is withdrawn")
    return row


def _note(row: Record, what: str, trail: Trail) -> None:
    trail.note(
        f"produce.{what}", f"produce/{row.number}",
        after={
            "kind": row.kind, "region": row.region, "state": row.state, "enterprise": row.enterprise,
            "drugs": row.drugs, "from_on": row.from_on, "until_on": row.until_on, "case": row.case_number,
            "papers": list(row.papers), "follows": row.follows.number if row.follows else "",
            "withdrawn": row.withdrawn_at is not None,
        },
    )  # fmt: skip
