"""What the actions of price supervision share: a matter locked, a move checked, its event, steps and letters. PRI-1."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from baowen.core.audit.trail import Trail
from baowen.core.clock import day_of
from baowen.core.policy import Ruling
from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.orgs.permissions import Act, require
from baowen.price.clocks.rules import clock_of
from baowen.price.kinds import Measure, Side, StepKind
from baowen.price.ladder.rules import Standing, ladder_of, standing
from baowen.price.models import Event, Matter, OwedStep, Sequence
from baowen.price.states import RULES, STAGE_WORDS, Move, MoveRule, Stage
from baowen.respond.actions.moves import Doing
from baowen.respond.actions.store import CaseChangedError
from baowen.respond.rulebook import Rulebook

MOST_WORDS, MOST_REASON = 10_000, 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """A move that is being made: the matter, locked, its event, the trail, and what the pack says about it."""

    matter: Matter
    event: Event
    trail: Trail
    ruling: Ruling
    rule: MoveRule
    doing: Doing
    on: date
    standing: Standing | None
    told: dict[str, object] = field(default_factory=dict)

    @property
    def about(self) -> str:
        """The subject of messages and of the audit."""
        return f"price/{self.matter.number}"


@contextmanager
def moving(number: str, move: Move, doing: Doing, *, words: str = "", ends: bool = True) -> Iterator[Moving]:
    """Make a move: who may and when is checked, then the event stands, then the caller's own, then what is owed.

    `ends` False: the step that the move ends goes on. NotAllowedError; BaowenError where the stage does not allow the
    move, a reason is missing, or the day lies before the last move; CaseChangedError where somebody was faster.
    """
    rule, on = RULES[move], day_of(doing.at)
    if rule.needs_reason:
        filled(doing.reason, f"“{rule.zh}”的理由", f"reason to {rule.en}", most=MOST_REASON)
    within(doing.reason, "理由", "reason", most=MOST_REASON)
    with doing.writing() as trail:
        matter = locked(number)
        _require(matter, rule, doing)
        _check(matter, rule, doing, on)
        ruling = doing.book.ruling(matter.region, on)
        trail.policy = ruling.digest
        found = _standing(matter, rule, ruling, doing)
        before = public(matter)
        if rule.to is not None:
            matter.stage = rule.to.value
        event = record(matter, rule, doing, on, ruling, words=words, found=found)
        done = Moving(
            matter=matter, event=event, trail=trail, ruling=ruling, rule=rule, doing=doing, on=on, standing=found
        )
        yield done
        if rule.ends is not None and ends:
            end_steps(matter, rule.ends, on)
        matter.next_due = earliest(matter)
        matter.save()
        skipped = {"skips": event.skips} if event.skips else {}
        trail.note(
            f"price.{move}", done.about, before=before, after=public(matter), details={**done.told, **skipped} or None
        )


def locked(number: str) -> Matter:
    """The matter of that number, locked until the transaction ends; BaowenError where there is none."""
    found = Matter.objects.select_for_update().filter(number=number).first()
    if found is None:
        raise unknown_matter(number)
    return found


def unknown_matter(number: str) -> BaowenError:
    """What is said of a number that no matter has, and to whoever may not see it: the same words."""
    return BaowenError(f"没有可阅看的价格监管事项 {number}", f"there is no price matter {number} that you may see")


def _require(matter: Matter, rule: MoveRule, doing: Doing) -> None:
    if rule.side is Side.ENTERPRISE:
        if doing.actor.organisation != matter.enterprise:
            raise unknown_matter(matter.number)
        require(
            doing.actor, Act.PRICE_ANSWER, matter.region, regions=doing.book.regions, organisation=matter.enterprise
        )
    else:
        require(doing.actor, Act.PRICE_MOVE, matter.region, regions=doing.book.regions)


def _check(matter: Matter, rule: MoveRule, doing: Doing, on: date) -> None:
    if doing.seen_moves is not None and doing.seen_moves != matter.moves:
        raise CaseChangedError(
            f"事项 {matter.number} 已被他人办理（第 {matter.moves} 步），请刷新后再办",
            f"matter {matter.number} was moved by somebody else; look again before you move it",
        )
    if Stage(matter.stage) not in rule.sources:
        zh, en = STAGE_WORDS[Stage(matter.stage)]
        raise BaowenError(
            f"事项 {matter.number} 为“{zh}”，不能{rule.zh}", f"matter {matter.number} is {en}: cannot {rule.en}"
        )
    last = matter.events.order_by("-number").first()
    if last is not None and on < last.on:
        raise BaowenError(f"办理日期 {on} 早于上一步的 {last.on}", f"the day {on} lies before the last move, {last.on}")


def _standing(matter: Matter, rule: MoveRule, ruling: Ruling, doing: Doing) -> Standing | None:
    """How the move's measure stands on the ladder; BaowenError where it skips something without a reason."""
    if rule.measure is None:
        return None
    found = standing(rule.measure, taken(matter), ladder_of(ruling))
    if found.needs_reason and not doing.reason.strip():
        if found.skips:
            skipped = "、".join(found.skips)
            raise BaowenError(
                f"按规定“{rule.zh}”之前应先：{skipped}；跳过的请写明理由",
                f"before this the rules have {skipped}; give a reason to skip it",
            )
        raise BaowenError(
            f"本地区的文本没有列出“{rule.zh}”，请在理由中写明依据",
            "no text here names this measure; say in the reason what it rests on",
        )
    return found


def taken(matter: Matter) -> set[Measure]:
    """The measures that the matter has had."""
    moves = set(matter.events.values_list("move", flat=True))
    return {rule.measure for move, rule in RULES.items() if rule.measure is not None and move.value in moves}


def record(
    matter: Matter, rule: MoveRule, doing: Doing, on: date, ruling: Ruling, *, words: str = "",
    found: Standing | None = None,
) -> Event:  # fmt: skip
    """Add the event of a move; the database refuses a second one of the same number."""
    matter.moves += 1
    matter.save()
    return Event.objects.create(
        matter=matter, number=matter.moves, move=rule.move.value, stage=matter.stage, on=on, words=words,
        reason=doing.reason.strip(), skips="、".join(found.skips) if found else "",
        clause=found.clause if found else "", policy=ruling.digest, organisation=doing.actor.organisation,
        moved_at=doing.entered, moved_by=doing.actor.name,
    )  # fmt: skip


def begin_step(
    matter: Matter, step: StepKind, side: Side, started_on: date, doing: Doing, *, set_on: date | None = None
) -> OwedStep:  # fmt: skip
    """Let somebody owe a step from a day on, until the date that the pack or an officer says."""
    if set_on is not None and set_on < started_on:
        raise BaowenError(
            f"设定的期限 {set_on} 早于起算日 {started_on}", f"the date {set_on} lies before the start, {started_on}"
        )
    row = OwedStep(matter=matter, step=step.value, side=side.value, started_on=started_on, set_on=set_on)
    derive(row, doing.book)
    row.save()
    return row


def derive(row: OwedStep, book: Rulebook) -> bool:
    """Bring the date of a step in step with pack and calendar; whether it moved."""
    ruling = book.ruling(row.matter.region, row.started_on)
    clock = clock_of(StepKind(row.step), row.started_on, ruling, book.calendar, row.set_on)
    before = (row.due_on, row.is_provisional)
    row.due_on, row.is_provisional = clock.due_on, clock.provisional
    row.clause, row.basis = clock.clause, clock.basis
    return before != (row.due_on, row.is_provisional)


def end_steps(matter: Matter, step: StepKind | None, on: date, *, called_off: bool = False) -> int:
    """End what is owed of a kind, or all of it; how many."""
    rows = matter.owed.filter(done_on=None)
    if step is not None:
        rows = rows.filter(step=step.value)
    return rows.update(done_on=on, called_off=called_off)


def earliest(matter: Matter) -> date | None:
    """The earliest date that is still owed; none in a closed matter."""
    if matter.stage == Stage.CLOSED.value:
        return None
    row = matter.owed.filter(done_on=None, due_on__isnull=False).order_by("due_on").first()
    return None if row is None else row.due_on


def next_number(prefix: str, place: str, year: int) -> str:
    """The next number of a series of price matters."""
    return Sequence.next_number(prefix, place, year)


def public(matter: Matter) -> dict[str, object]:
    """What the audit chain is told of a matter."""
    return {
        "region": matter.region, "enterprise": matter.enterprise, "stage": matter.stage, "next_due": matter.next_due,
    }  # fmt: skip
