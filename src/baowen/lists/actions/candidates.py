"""Candidates: proposed from evidence, judged by experts, decided by the list's editor. LST-2 (HN-4, NJ-7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from baowen.core.audit.trail import Trail, writing
from baowen.core.clock import day_of
from baowen.core.policy import Packs
from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.lists.kinds import EXIT_REASONS, REASON_WORDS, REASONS_IN, Direction, ListKind, Reason, Verdict
from baowen.lists.models import Candidate, ListEdition, ListItem, Opinion
from baowen.lists.names import forms_in, listed_name
from baowen.lists.rules import ANY_FORM
from baowen.lists.states import CANDIDATE_RULES, CANDIDATE_WORDS, CandidateMove, CandidateState, EditionState
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.regions import load_regions

MOST_WORDS = 1000
MOST_EVIDENCE = 500
ENTER_CLAUSE = "HN-4、NJ-7"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A drug proposed for a list of a place, or for leaving it. `evidence`: numbers of signals, cases, reports."""

    issuer: str
    kind: ListKind
    direction: Direction
    drug: str
    reason: Reason
    dosage_form: str = ""
    evidence: tuple[str, ...] = ()
    words: str = ""


def propose(wanted: Proposal, *, actor: Actor, at: datetime, packs: Packs) -> int:
    """Propose a change of the next edition; the number of the candidate.

    BaowenError for a reason that the place's pack does not know, no evidence, a drug that is on the list already or is
    not on it, or one that is proposed already.
    """
    require(actor, Act.LIST_PROPOSE, wanted.issuer, regions=load_regions())
    forms = forms_in(wanted.dosage_form)
    if len(forms) > 1:
        raise BaowenError("一次只提一种剂型，请分开提出", "propose one dosage form at a time")
    name, form = listed_name(filled(wanted.drug, "药品通用名", "drug", most=200)), forms[0]
    words = within(wanted.words, "说明", "words", most=MOST_WORDS)
    clause = _clause(wanted, packs, at)
    evidence = _evidence(wanted, words)
    _check_against_list(wanted, name, form)
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = Candidate(
            issuer_region=wanted.issuer, kind=wanted.kind.value, direction=wanted.direction.value, name=name,
            dosage_form=form, reason=wanted.reason.value, clause=clause, evidence=evidence, words=words,
            organisation=actor.organisation, proposed_at=at, proposed_by=actor.name,
        )  # fmt: skip
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise BaowenError(
                f"{name} {form} 已有待决定的相同建议，请在其上补充意见", f"{name} {form} is proposed already"
            ) from error
        trail.note("list.propose", f"candidate/{row.pk}", after=_public(row) | {"evidence": len(evidence)})
    return row.pk


def _clause(wanted: Proposal, packs: Packs, at: datetime) -> str:
    """The clause of the reason; for leaving, the reasons are those of the place's pack where it has any (HN-4)."""
    if wanted.direction is Direction.IN:
        if wanted.reason not in REASONS_IN:
            raise BaowenError(
                f"“{REASON_WORDS[wanted.reason][0]}”是调出的理由；调入请用：{'、'.join(REASONS_IN)}",
                f"{wanted.reason} is a reason for leaving; use one of {', '.join(REASONS_IN)}",
            )
        return ENTER_CLAUSE
    entry = packs.ruling(wanted.issuer, day_of(at)).get("lists.exit.reasons")
    allowed: tuple[Reason, ...] = (*EXIT_REASONS, Reason.OTHER)
    if entry is not None:
        allowed = tuple(one for one in EXIT_REASONS if REASON_WORDS[one][0] in entry.items())
    if wanted.reason not in allowed:
        raise BaowenError(
            f"“{REASON_WORDS[wanted.reason][0]}”不是调出清单的理由；可用：{'、'.join(allowed)}",
            f"{wanted.reason} is no reason for leaving; use one of {', '.join(allowed)}",
        )
    return entry.clause if entry is not None else ""


def _evidence(wanted: Proposal, words: str) -> list[str]:
    numbers = list(dict.fromkeys(one.strip() for one in wanted.evidence if one.strip()))
    if len(numbers) > MOST_EVIDENCE or any(len(one) > 100 for one in numbers):
        raise BaowenError(
            f"证据编号最多 {MOST_EVIDENCE} 个，每个不超过 100 字", "too many or too long evidence numbers"
        )
    if wanted.reason is Reason.OTHER and not words:
        raise BaowenError("理由为“其他”的，请写明（--words）", "put the reason into words")
    if not numbers and not words:
        raise BaowenError("请给出证据：预警、案件、直报编号（--evidence）或说明（--words）", "give evidence or words")
    return numbers


def _check_against_list(wanted: Proposal, name: str, form: str) -> None:
    """What enters is not on the newest edition yet, what leaves is on it."""
    published = ListEdition.objects.filter(
        issuer_region=wanted.issuer, kind=wanted.kind.value, state=EditionState.PUBLISHED.value
    ).order_by("-effective_on")
    newest = published.first()
    forms: set[str] = set()
    if newest is not None:
        parts = published.filter(effective_on=newest.effective_on)
        forms = set(ListItem.objects.filter(edition__in=parts, name=name).values_list("dosage_form", flat=True))
    if wanted.direction is Direction.IN and (form in forms or ANY_FORM in forms):
        raise BaowenError(f"{name} {form} 已在现行清单上", f"{name} {form} is on the list already")
    if wanted.direction is Direction.OUT and not (form in forms or (form == ANY_FORM and forms)):
        known = "、".join(one or "不限剂型" for one in sorted(forms))
        zh = f"清单上 {name} 的剂型是：{known}" if forms else f"{name} 不在现行清单上，请核对通用名"
        raise BaowenError(zh, f"{name} {form} is not on the list")


def decide_candidate(number: int, *, accept: bool, actor: Actor, at: datetime, reason: str) -> None:
    """Accept a candidate for the next edition, or reject it, with a reason. BaowenError where it is decided already."""
    reason = filled(reason, "决定的理由", "reason", most=MOST_WORDS)
    move = CandidateMove.ACCEPT if accept else CandidateMove.REJECT
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=reason) as trail:
        row = _locked(number, move)
        require(actor, Act.LIST_PUBLISH, row.issuer_region, regions=load_regions())
        _decided(row, move, trail, actor=actor, at=at, why=reason)


def withdraw_candidate(number: int, *, why: str, actor: Actor, at: datetime) -> None:
    """Take an own proposal back, by whoever acts for the organisation that made it."""
    why = filled(why, "撤回原因", "reason", most=MOST_WORDS)
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=why) as trail:
        row = _locked(number, CandidateMove.WITHDRAW)
        require(actor, Act.LIST_PROPOSE, row.issuer_region, regions=load_regions())
        if row.organisation != actor.organisation:
            raise BaowenError(f"建议 {number} 由 {row.organisation} 提出，只有该单位可以撤回", "another made it")
        _decided(row, CandidateMove.WITHDRAW, trail, actor=actor, at=at, why=why)


def record_opinion(
    number: int, verdict: Verdict, words: str, *, expert: str, actor: Actor, at: datetime
) -> None:  # fmt: skip
    """Record what an expert says of an open candidate. Neither the name nor the words go into the audit chain."""
    expert = filled(expert, "专家姓名", "expert's name", most=100)
    words = filled(words, "专家意见", "opinion", most=2000)
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = _locked(number, None)
        require(actor, Act.LIST_OPINE, row.issuer_region, regions=load_regions())
        opinion = Opinion.objects.create(
            candidate=row, expert=expert, verdict=verdict.value, words=words, recorded_at=at, recorded_by=actor.name
        )
        trail.note("list.opinion", f"candidate/{number}", details={"opinion": opinion.pk, "verdict": verdict.value})


def _locked(number: int, move: CandidateMove | None) -> Candidate:
    """The candidate, locked, where it is open and the move allowed."""
    row = Candidate.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise BaowenError(
            f"没有编号为 {number} 的建议；请用 baowen lists candidates list 查看", f"there is no candidate {number}"
        )
    state = CandidateState(row.state)
    sources = frozenset({CandidateState.OPEN}) if move is None else CANDIDATE_RULES[move].sources
    if state not in sources:
        words = CANDIDATE_WORDS[state]
        raise BaowenError(f"建议 {number} {words[0]}，不能再办理", f"candidate {number} is {words[1]} already")
    return row


def _decided(
    row: Candidate, move: CandidateMove, trail: Trail, *, actor: Actor, at: datetime, why: str
) -> None:  # fmt: skip
    before = row.state
    row.state = CANDIDATE_RULES[move].to.value
    row.decided_at, row.decided_by, row.decided_why = at, actor.name, why
    row.save()
    trail.note(f"list.{move}", f"candidate/{row.pk}", before={"state": before}, after=_public(row))


def _public(row: Candidate) -> dict[str, object]:
    return {
        "issuer": row.issuer_region, "kind": row.kind, "direction": row.direction, "drug": row.name,
        "form": row.dosage_form, "reason": row.reason, "clause": row.clause, "state": row.state,
    }  # fmt: skip
