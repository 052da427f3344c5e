"""Clues from anybody: filed without an account, each answered, its personal part erased. COL-6, ENF-2 (有举报必查)."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from baowen.collect.reports import rules
from baowen.collect.reports.actions.store import next_number
from baowen.collect.reports.kinds import ClueFinding, ClueKind
from baowen.collect.reports.models import Clue, ReporterContact
from baowen.collect.reports.states import ClueState
from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.regions import load_regions

CLUE = "X"
ANYBODY = "public"
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that are taken for another
_CODE_LENGTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ClueFacts:
    """What somebody reports: where (region code), which drug, what happened, and, if they like, how to reach them."""

    kind: ClueKind
    region: str
    words: str
    drug: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the reporter gets: a number, and a code by which the answer is seen. The code is shown this once."""

    number: str
    code: str


def file_clue(facts: ClueFacts, *, at: datetime) -> Receipt:
    """Take a clue from anybody. Who and what was written never enters the audit chain. BaowenError for no words."""
    place = load_regions().require(facts.region)
    rules.check_text(facts.words, "线索内容", "what happened", required=True)
    for text, zh, en, most in ((facts.drug, "药品名称", "drug", 300), (facts.contact, "联系方式", "contact", 200)):
        if len(text) > most:
            raise BaowenError(f"{zh}最多 {most} 字", f"{en}: {most} characters at most")
    code, on = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH)), day_of(at)
    with writing(by=ANYBODY, at=at) as trail:
        number = next_number(CLUE, place.code, on)
        row = Clue.objects.create(
            number=number, kind=facts.kind.value, region_code=place.code, state=ClueState.OPEN.value, received_at=at,
            received_on=on, code_digest=rules.code_digest(number, code),
        )  # fmt: skip
        ReporterContact.objects.create(clue=row, drug=facts.drug, words=facts.words, contact=facts.contact)
        trail.note("clue.file", f"clue/{number}", after={"kind": facts.kind, "region": place.code})
    return Receipt(number, "-".join(code[start : start + 4] for start in range(0, _CODE_LENGTH, 4)))


def answer_clue(number: str, finding: ClueFinding, words: str, *, actor: Actor, at: datetime) -> None:
    """Answer a clue with what checking it came to. BaowenError for no words, or where it is answered already."""
    rules.check_text(words, "答复内容", "the answer", required=True)
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = _locked(number, actor)
        if row.state != ClueState.OPEN:
            raise BaowenError(f"线索 {number} 已答复，不能重复答复", f"the clue {number} is answered already")
        row.state, row.finding, row.answer = ClueState.ANSWERED.value, finding.value, words
        row.answered_at, row.answered_by = at, actor.name
        row.save()
        trail.note("clue.answer", f"clue/{number}", after={"state": row.state, "finding": finding})


def erase_reporter(number: str, *, actor: Actor, at: datetime, reason: str) -> None:
    """Erase the words and the contact of a clue that is answered. BaowenError for an open one: it could not be checked.

    Whoever filed it may ask for that at any time, see `erase_own`.
    """
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=reason) as trail:
        row = _locked(number, actor)
        if row.state != ClueState.ANSWERED:
            raise BaowenError(f"线索 {number} 尚未答复，不能清除内容", f"the clue {number} is not answered yet")
        _erase(row, at)
        trail.note("clue.erase", f"clue/{number}", after={"asked_by": "officer"})


def erase_own(number: str, code: str, *, at: datetime) -> None:
    """Erase the words and the contact at the wish of whoever has the follow-up code, answered or not."""
    with writing(by=ANYBODY, at=at) as trail:
        row = Clue.objects.select_for_update().filter(number=number).first()
        if row is None or not code_fits(row, code):
            raise wrong_code()
        _erase(row, at)
        trail.note("clue.erase", f"clue/{number}", after={"asked_by": "reporter"})


def code_fits(row: Clue, code: str) -> bool:
    """Whether this is the follow-up code of a clue."""
    return hmac.compare_digest(row.code_digest, rules.code_digest(row.number, code))


def wrong_code() -> BaowenError:
    """The same words for an unknown number and for a wrong code: nobody finds out numbers."""
    return BaowenError("受理编号或查询码不正确", "the receipt number or the code is wrong")


def _erase(row: Clue, at: datetime) -> None:
    if not ReporterContact.objects.filter(clue=row).delete()[0]:
        raise BaowenError(f"线索 {row.number} 的内容已清除", f"the words of {row.number} are erased already")
    row.erased_at = at
    row.save(update_fields=["erased_at"])


def _locked(number: str, actor: Actor) -> Clue:
    row = Clue.objects.select_for_update().filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有线索 {number}，请核对编号", f"there is no clue {number}; check the number")
    require(actor, Act.CLUE_ANSWER, row.region_code, regions=load_regions())
    return row
