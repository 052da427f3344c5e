"""What follows once a problem is told: the enterprise answers, others end, refuse, reopen or withdraw it. VBP-9."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from baowen.core.audit.trail import Trail
from baowen.core.clock import day_of
from baowen.core.messages.rules import Text
from baowen.core.policy import Entry
from baowen.core.problems import BaowenError
from baowen.core.rawfiles import KeptFile
from baowen.core.texts import filled, within
from baowen.orgs.permissions import Act, NotAllowedError, require
from baowen.orgs.regions import RegionLevel
from baowen.respond.actions.moves import Doing
from baowen.vbp.supply.actions.store import MOST_REASON, MOST_WORDS, is_officer, keep_papers, offices, tell
from baowen.vbp.supply.actions.telling import derive, enter, tell_asked
from baowen.vbp.supply.kinds import Cause
from baowen.vbp.supply.models import Answer, Problem
from baowen.vbp.supply.queries.level import is_of_level, level_entry
from baowen.vbp.supply.states import PROBLEM_RULES, PROBLEM_STATE_WORDS, Party, ProblemMove, ProblemState

LEVELS = {
    RegionLevel.COUNTY: "县级", RegionLevel.CITY: "市级", RegionLevel.PROVINCE: "省级", RegionLevel.NATION: "国家",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the enterprise answers: by when it supplies how many packs, or the cause why it can't; both may be."""

    supply_by: date | None = None
    quantity: Decimal | None = None
    cause: Cause | None = None
    words: str = ""


def unknown_problem(number: str) -> BaowenError:
    """What is said of a number that no problem has, and to whoever may not see it: the same words."""
    return BaowenError(f"没有可阅看的供应问题 {number}", f"there is no supply problem {number} that you may see")


def answer_problem(number: str, said: Said, doing: Doing, files: Sequence[KeptFile] = ()) -> None:
    """Answer for the enterprise, which may add to its answer until the problem is settled. BaowenError for an answer
    that names neither day and quantity nor a cause, and for a day that is over."""
    words = within(said.words, "说明", "words", most=MOST_WORDS)
    on = day_of(doing.at)
    _check(said, on)
    with _moving(number, ProblemMove.ANSWER, doing) as (row, trail):
        Answer.objects.create(
            problem=row, supply_by=said.supply_by, quantity=said.quantity, words=words,
            cause="" if said.cause is None else said.cause.value, answered_at=doing.entered,
            answered_by=doing.actor.name,
        )  # fmt: skip
        if row.answered_on is None:
            row.answered_on = on
        row.state = ProblemState.ANSWERED.value
        row.save()
        keep_papers(row.number, files, doing, trail)
        enter(row, ProblemMove.ANSWER, words, doing, trail)
        title = Text(f"供应问题 {number} 企业已答复", f"the enterprise answered supply problem {number}")
        codes = [row.hospital, *offices(row.region, doing.book)]
        tell(codes, f"vbp_problem/{number}", f"answer/{row.events.count()}", title, trail=trail, at=doing.entered)


def _check(said: Said, on: date) -> None:
    if (said.supply_by is None) != (said.quantity is None):
        raise BaowenError("恢复供应的日期和数量应同时填写", "a day of supply needs a quantity, and a quantity its day")
    if said.supply_by is None and said.cause is None:
        raise BaowenError(
            "请填写何时供应多少，或说明不能供应的原因", "say by when you supply how much, or name the cause"
        )
    if said.supply_by is not None and said.supply_by < on:
        raise BaowenError(f"供应日期 {said.supply_by} 已经过去", f"the day {said.supply_by} is over")
    if said.quantity is not None and said.quantity <= 0:
        raise BaowenError("供应数量应大于 0", "the quantity must be above 0")


def move_problem(number: str, move: ProblemMove, doing: Doing) -> None:
    """Refuse to confirm, say that it is over, open again or withdraw; each with its reason."""
    if move in (ProblemMove.TELL, ProblemMove.ANSWER, ProblemMove.CONFIRM, ProblemMove.REVOKE):
        raise BaowenError(f"“{PROBLEM_RULES[move].zh}”另行办理", f"to {PROBLEM_RULES[move].en} is done elsewhere")
    words = filled(doing.reason, "理由", "reason", most=MOST_REASON)
    on = day_of(doing.at)
    with _moving(number, move, doing) as (row, trail):
        if move is ProblemMove.REFUSE:
            require_level(row.region, on, doing)
        if move is ProblemMove.END and row.until_on is None:
            row.until_on = max(on, row.from_on)
        if move is ProblemMove.REOPEN:
            _open_again(row, on, doing)
        row.state = PROBLEM_RULES[move].to.value
        _save(row)
        enter(row, move, words, doing, trail)
        _tell_others(row, move, doing, trail)


def _save(row: Problem) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise BaowenError(
            "同样的问题正在另一份反映中办理", "the same problem is open already in another report"
        ) from error


def _open_again(row: Problem, on: date, doing: Doing) -> None:
    row.asked_on, row.answered_on, row.until_on = on, None, None
    derive(row, doing.book)


def _tell_others(row: Problem, move: ProblemMove, doing: Doing, trail: Trail) -> None:
    if move is ProblemMove.REOPEN:
        tell_asked(row, doing, trail)
    rule = PROBLEM_RULES[move]
    title = Text(f"供应问题 {row.number}：{rule.zh}", f"supply problem {row.number}: {rule.en}")
    codes = [row.hospital, row.enterprise, *offices(row.region, doing.book)]
    others = [code for code in codes if code != doing.actor.organisation]
    tell(others, f"vbp_problem/{row.number}", f"{move}/{row.events.count()}", title, trail=trail, at=doing.entered)


@contextmanager
def _moving(number: str, move: ProblemMove, doing: Doing) -> Iterator[tuple[Problem, Trail]]:
    """The problem, locked, and the trail, once the person and the state are found right."""
    with doing.writing() as trail:
        row = locked_problem(number)
        require_party(row, move, doing)
        require_state(row, move)
        yield row, trail


def locked_problem(number: str) -> Problem:
    """The problem of that number, locked; BaowenError where there is none."""
    row = Problem.objects.select_for_update().filter(number=number).first()
    if row is None:
        raise unknown_problem(number)
    return row


def require_state(row: Problem, move: ProblemMove) -> None:
    """BaowenError where the state does not allow the move."""
    rule = PROBLEM_RULES[move]
    if ProblemState(row.state) not in rule.sources:
        zh, en = PROBLEM_STATE_WORDS[ProblemState(row.state)]
        raise BaowenError(f"{row.number} 现为“{zh}”，不能{rule.zh}", f"{row.number} is {en}: cannot {rule.en}")


def require_level(region: str, on: date, doing: Doing) -> Entry:
    """The entry that names the level at which problems are confirmed or refused; NotAllowedError below it."""
    entry = level_entry(region, on, doing.book)
    if not is_of_level(doing.actor, entry, doing.book):
        level = LEVELS[RegionLevel(entry.value)]
        raise NotAllowedError(
            f"供应问题由{level}核实（{entry.clause}），本级可以阅看、不能认定",
            f"problems are confirmed at the level of {entry.value} ({entry.clause}), not at yours",
        )
    return entry


def require_party(row: Problem, move: ProblemMove, doing: Doing) -> None:
    """NotAllowedError for whose move it is not; who has no part in the problem is told that there is none."""
    actor, regions, party = doing.actor, doing.book.regions, PROBLEM_RULES[move].party
    officer = is_officer(actor, Act.VBP_PROBLEM_CONFIRM, row.region, doing.book)
    watches = officer or is_officer(actor, Act.VBP_READ, row.region, doing.book)
    if actor.organisation not in (row.hospital, row.enterprise) and not watches:
        raise unknown_problem(row.number)
    if party is Party.ENTERPRISE:
        require(actor, Act.VBP_PROBLEM_ANSWER, row.region, regions=regions, organisation=row.enterprise)
    elif party is Party.OFFICER or (party is Party.TELLER_OR_OFFICER and officer):
        require(actor, Act.VBP_PROBLEM_CONFIRM, row.region, regions=regions)
    else:
        require(actor, Act.VBP_PROBLEM_TELL, row.region, regions=regions, organisation=row.hospital)
