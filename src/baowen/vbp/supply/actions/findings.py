"""Findings about institutions: entered with evidence, passed on, answered, mended, accepted. VBP-13 (VB-2.2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from baowen.core.audit.trail import Trail
from baowen.core.clock import day_of
from baowen.core.messages.rules import Text
from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Act, require
from baowen.orgs.queries import open_organisation
from baowen.respond.actions.moves import Doing
from baowen.respond.rulebook import Rulebook
from baowen.vbp.rounds.queries import round_of
from baowen.vbp.supply.actions.store import MOST_WORDS, is_officer, next_number, tell
from baowen.vbp.supply.finding_states import FINDING_RULES, FINDING_STATE_WORDS, FindingMove, FindingState
from baowen.vbp.supply.kinds import PASSED_WORDS, FindingKind, PassedTo
from baowen.vbp.supply.models import Finding, FindingEvent, FindingPassed
from baowen.vbp.supply.rules import FINDING_ANSWER, FINDING_MEND, clock

MOST_EVIDENCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFinding:
    """What was found about which institution; `evidence`: numbers of signals, problems, circulars, orders."""

    kind: FindingKind
    institution: str
    words: str
    evidence: Sequence[str] = ()
    round_code: str = ""


def enter_finding(new: NewFinding, doing: Doing) -> str:
    """Enter a finding, which the institution has to answer; its number. BaowenError for who is no institution of the
    officer's place, and for a finding without evidence."""
    actor, on = doing.actor, day_of(doing.at)
    require(actor, Act.VBP_CIRCULATE, actor.region, regions=doing.book.regions)
    words = filled(new.words, "发现的问题", "what was found", most=MOST_WORDS)
    evidence = [within(one, "证据编号", "evidence", most=200) for one in new.evidence if one.strip()]
    if not evidence or len(evidence) > MOST_EVIDENCE:
        raise BaowenError(
            f"请列出 1 至 {MOST_EVIDENCE} 项证据的编号（预警、通报、订单等）",
            f"name 1 to {MOST_EVIDENCE} numbers of evidence",
        )
    found = open_organisation(new.institution, on)
    known = found.kind in (OrganisationKind.HOSPITAL, OrganisationKind.PHARMACY)
    if not known or not doing.book.regions.within(found.region, actor.region):
        raise BaowenError(
            f"{new.institution} 不是本地区的医疗机构或药店", f"{new.institution} is no institution of your place"
        )
    round_code = round_of(new.round_code).code if new.round_code else ""
    with doing.writing() as trail:
        row = Finding(
            number=next_number("SF", actor.region, on.year), kind=new.kind.value, institution=found.code,
            region=found.region, round_code=round_code, words=words, evidence=evidence,
            state=FindingState.FOUND.value, asked_on=on, organisation=actor.organisation, found_at=doing.entered,
            found_by=actor.name,
        )  # fmt: skip
        derive(row, doing.book)
        row.save(force_insert=True)
        _enter(row, FindingMove.FIND, words, doing, trail)
    return row.number


def derive(row: Finding, book: Rulebook) -> bool:
    """Bring the date that is owed in step with pack and calendar; whether it moved. None once nothing is owed."""
    before = (row.due_on, row.is_provisional)
    key = {FindingState.FOUND: FINDING_ANSWER, FindingState.ANSWERED: FINDING_MEND}.get(FindingState(row.state))
    if key is None:
        row.due_on, row.is_provisional = None, False
    else:
        found = clock(key, row.asked_on, book.ruling(row.region, row.asked_on), book.calendar)
        row.due_on, row.is_provisional = found.due_on, found.provisional
    return before != (row.due_on, row.is_provisional)


def move_finding(number: str, move: FindingMove, words: str, doing: Doing) -> None:
    """Answer or mend for the institution; accept, return or withdraw as an officer; each in words."""
    rule = FINDING_RULES[move]
    if rule.to is None or move is FindingMove.FIND:
        raise BaowenError(f"“{rule.zh}”另行办理", f"to {rule.en} is done elsewhere")
    words = filled(words, "说明", "words", most=MOST_WORDS)
    with _moving(number, move, doing) as (row, trail):
        row.state, row.asked_on = rule.to.value, day_of(doing.at)
        derive(row, doing.book)
        row.save()
        _enter(row, move, words, doing, trail)


def pass_on(number: str, to: PassedTo, receiver: str, words: str, doing: Doing) -> None:
    """Pass a finding on with what was found, to each supervision once; `receiver` names the office."""
    words = filled(words, "移交内容", "what is passed on", most=MOST_WORDS)
    receiver = filled(receiver, "接收单位", "receiver", most=200)
    with _moving(number, FindingMove.PASS_ON, doing) as (row, trail):
        if row.passed.filter(to=to.value).exists():
            raise BaowenError(
                f"{number} 已移交{PASSED_WORDS[to][0]}", f"{number} went to {PASSED_WORDS[to][1]} already"
            )
        FindingPassed.objects.create(
            finding=row, to=to.value, receiver=receiver, words=words, passed_at=doing.entered,
            passed_by=doing.actor.name,
        )  # fmt: skip
        _enter(row, FindingMove.PASS_ON, f"{PASSED_WORDS[to][0]}：{receiver}", doing, trail, to=to.value)


def enter_result(number: str, to: PassedTo, result: str, doing: Doing) -> None:
    """Enter what came of a finding that was passed on."""
    result = filled(result, "办理结果", "what came of it", most=MOST_WORDS)
    with _moving(number, FindingMove.RESULT, doing) as (row, trail):
        passed = row.passed.select_for_update().filter(to=to.value).first()
        if passed is None:
            raise BaowenError(f"{number} 没有移交{PASSED_WORDS[to][0]}", f"{number} did not go there")
        passed.result, passed.told_at, passed.told_by = result, doing.entered, doing.actor.name
        passed.save()
        _enter(row, FindingMove.RESULT, result, doing, trail, to=to.value)


def unknown_finding(number: str) -> BaowenError:
    """What is said of a number that no finding has, and to whoever may not see it."""
    return BaowenError(f"没有可阅看的问题 {number}", f"there is no finding {number} that you may see")


@contextmanager
def _moving(number: str, move: FindingMove, doing: Doing) -> Iterator[tuple[Finding, Trail]]:
    rule, actor = FINDING_RULES[move], doing.actor
    with doing.writing() as trail:
        row = Finding.objects.select_for_update().filter(number=number).first()
        officer = row is not None and is_officer(actor, Act.VBP_READ, row.region, doing.book)
        if row is None or not (officer or actor.organisation == row.institution):
            raise unknown_finding(number)
        if rule.by_institution:
            regions = doing.book.regions
            require(actor, Act.VBP_FINDING_ANSWER, row.region, regions=regions, organisation=row.institution)
        else:
            require(actor, Act.VBP_CIRCULATE, actor.region, regions=doing.book.regions)
            if actor.organisation != row.organisation:
                raise BaowenError(f"{number} 由登记它的单位办理", f"{number} is handled by who entered it")
        if FindingState(row.state) not in rule.sources:
            zh, en = FINDING_STATE_WORDS[FindingState(row.state)]
            raise BaowenError(f"{number} 现为“{zh}”，不能{rule.zh}", f"{number} is {en}: cannot {rule.en}")
        yield row, trail


def _enter(
    row: Finding, move: FindingMove, words: str, doing: Doing, trail: Trail, *, to: str = ""
) -> None:  # fmt: skip
    FindingEvent.objects.create(
        finding=row, move=move.value, state=row.state, words=words, organisation=doing.actor.organisation,
        moved_at=doing.entered, moved_by=doing.actor.name,
    )  # fmt: skip
    trail.note(
        f"vbp.finding.{move}", f"vbp_finding/{row.number}",
        after={"kind": row.kind, "institution": row.institution, "state": row.state, "due_on": row.due_on, "to": to},
    )  # fmt: skip
    rule = FINDING_RULES[move]
    if rule.to is None:
        return  # what supervision does with it is not the institution's to know from here
    by = (f"，期限 {row.due_on}", f", due on {row.due_on}") if row.due_on else ("", "")
    said = Text(f"集采执行问题 {row.number}：{rule.zh}{by[0]}", f"finding {row.number}: {rule.en}{by[1]}")
    to_whom = row.organisation if rule.by_institution else row.institution
    about, what = f"vbp_finding/{row.number}", f"{move}/{row.events.count()}"
    tell([to_whom], about, what, said, trail=trail, at=doing.entered)
