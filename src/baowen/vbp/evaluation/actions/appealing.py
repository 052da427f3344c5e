"""A hospital appeals against a result, is asked, answers; an officer grants or refuses with a reason.

What is granted is an exemption: the result is computed again with it, and both are kept. VBP-7 (VB-2.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4

from django.db import IntegrityError, transaction

from baowen.core.audit.trail import Trail, writing
from baowen.core.clock import day_of
from baowen.core.home import Home
from baowen.core.messages.rules import Text
from baowen.core.problems import BaowenError
from baowen.core.rawfiles import KeptFile
from baowen.core.texts import filled
from baowen.orgs.permissions import Act, Actor, NotAllowedError, require
from baowen.orgs.regions import load_regions
from baowen.respond.actions.telling import tell_organisation
from baowen.vbp.evaluation.actions.again import result_in, results_again, told
from baowen.vbp.evaluation.actions.deciding import settle_effects
from baowen.vbp.evaluation.actions.exempting import (
    MOST_WORDS,
    NewExemption,
    attach,
    checked,
    decide_exemption,
    kept,
)
from baowen.vbp.evaluation.actions.running import locked_run
from baowen.vbp.evaluation.kinds import ExemptionKind, ExemptionSource
from baowen.vbp.evaluation.models import Appeal, AppealEvent
from baowen.vbp.evaluation.queries.results import hospital_results
from baowen.vbp.evaluation.rules.exempting import check_eased, check_period
from baowen.vbp.evaluation.states import APPEAL_WORDS, UNDECIDED, AppealState, ExemptionState
from baowen.vbp.rounds.queries import round_of


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAppeal:
    """Against which result, and what the hospital asks for. `eased`: packs, for EASED; an officer may say otherwise."""

    lot: str
    product: str
    starts_on: date
    kind: ExemptionKind
    from_on: date
    until_on: date
    words: str
    eased: Decimal | None = None


def appeal(
    home: Home, run_number: str, new: NewAppeal, *, actor: Actor, at: datetime, files: Sequence[KeptFile] = ()
) -> str:
    """Appeal against a failing result of the own hospital; the number of the appeal.

    BaowenError after the last day, before results are published, for a result that passed or is another's, for a period
    outside the cycle, and while an appeal against the same result is open.
    """
    hospital = actor.organisation
    require(actor, Act.VBP_APPEAL, actor.region, regions=load_regions(), organisation=hospital)
    with writing(by=actor.name, at=at, organisation=hospital) as trail:
        run = locked_run(run_number)
        if run.published_at is None:
            raise BaowenError(f"考核 {run_number} 尚未公布", f"evaluation {run_number} is not published")
        if run.appeal_until is not None and day_of(at) > run.appeal_until:
            raise BaowenError(
                f"申诉期限为 {run.appeal_until}，已过", f"the last day to appeal was {run.appeal_until}"
            )  # fmt: skip
        result = result_in(hospital_results(home, run.digest, hospital), new.lot, new.product, new.starts_on)
        if result.is_passed:
            raise BaowenError("这一品种考核合格，无需申诉", "this result passed: there is nothing to appeal against")
        check_period(new.from_on, new.until_on, result.starts_on, result.ends_on)
        if new.eased is not None:
            check_eased(new.kind, new.eased)
        row = _stored(Appeal(
            number=uuid4().hex, run=run, hospital=hospital, region=result.region, lot=new.lot, product=new.product,
            starts_on=new.starts_on, kind=new.kind.value, from_on=new.from_on, until_on=new.until_on, eased=new.eased,
            words=filled(new.words, "申诉理由", "reason", most=MOST_WORDS), before=told(result), made_at=at,
            made_by=actor.name,
        ))  # fmt: skip
        row.number = f"KS{run.region}-{row.pk:06d}"
        row.save(update_fields=["number"])
        attach(row, files, actor=actor, at=at)
        _event(row, row.words, actor=actor, at=at, trail=trail)
    return row.number


def ask(number: str, words: str, *, actor: Actor, at: datetime) -> None:
    """Ask the hospital something before deciding."""
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = _for_officer(number, actor)
        _moved(row, AppealState.ASKED, words, actor=actor, at=at, trail=trail)
        _tell(row, f"考核申诉 {number} 请补充说明", f"appeal {number}: please answer a question", trail=trail, at=at)


def answer(number: str, words: str, *, actor: Actor, at: datetime, files: Sequence[KeptFile] = ()) -> None:
    """Answer what was asked, with further evidence."""
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = _own(number, actor)
        attach(row, files, actor=actor, at=at)
        _moved(row, AppealState.OPEN, words, actor=actor, at=at, trail=trail)


def withdraw(number: str, words: str, *, actor: Actor, at: datetime) -> None:
    """Take an own appeal back."""
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        _moved(_own(number, actor), AppealState.WITHDRAWN, words, actor=actor, at=at, trail=trail)


def refuse(number: str, why: str, *, actor: Actor, at: datetime) -> None:
    """Refuse an appeal, with the reason."""
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=why.strip()) as trail:
        row = _for_officer(number, actor)
        _moved(row, AppealState.REFUSED, why, actor=actor, at=at, trail=trail)
        _tell(row, f"考核申诉 {number} 不予采纳", f"appeal {number} is refused", trail=trail, at=at)


def grant(
    home: Home, number: str, why: str, *, actor: Actor, at: datetime, eased: Decimal | None = None
) -> bool:  # fmt: skip
    """Grant an appeal: its exemption is confirmed for this hospital and product, the result computed again with it.

    Whether it passes now. Consequences that no longer rest on any failing result are withdrawn.
    """
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=why.strip()) as trail:
        row = _for_officer(number, actor)
        one, kind = round_of(row.run.round_code), ExemptionKind(row.kind)
        eased = eased if eased is not None else row.eased
        check_eased(kind, eased)
        new = NewExemption(
            kind=kind, from_on=row.from_on, until_on=row.until_on, words=row.words, hospital=row.hospital,
            lot=row.lot if one.lots else "", product=row.product, eased=eased, evidence=f"申诉 {number}",
        )  # fmt: skip
        checked(one, new)
        exemption = kept(one, new, ExemptionSource.APPEAL, actor=actor, at=at, trail=trail, appeal=row)
        decide_exemption(exemption, ExemptionState.CONFIRMED, why, actor=actor, at=at, trail=trail)
        results = results_again(home, row.run, row.hospital)
        after = result_in(results, row.lot, row.product, row.starts_on)
        row.after = told(after)
        _moved(row, AppealState.GRANTED, why, actor=actor, at=at, trail=trail)
        settle_effects(row.run, row.hospital, results, f"申诉 {number} 已采纳", actor=actor, at=at, trail=trail)
        _tell(row, f"考核申诉 {number} 已采纳", f"appeal {number} is granted", trail=trail, at=at)
    return after.is_passed


def _stored(row: Appeal) -> Appeal:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise BaowenError("这一结果已有申诉在办理中", "an appeal against this result is open") from error
    return row


def _own(number: str, actor: Actor) -> Appeal:
    row = Appeal.objects.select_for_update().filter(number=number, hospital=actor.organisation).first()
    if row is None:
        raise BaowenError(f"本机构没有申诉 {number}", f"the own hospital has no appeal {number}")
    require(actor, Act.VBP_APPEAL, actor.region, regions=load_regions(), organisation=row.hospital)
    return row


def _for_officer(number: str, actor: Actor) -> Appeal:
    row = Appeal.objects.select_for_update(of=("self",)).select_related("run").filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有申诉 {number}", f"there is no appeal {number}")
    for act in (Act.VBP_DECIDE, Act.VBP_EVALUATE):
        require(actor, act, row.run.region, regions=load_regions())
    if actor.organisation == row.hospital or actor.name == row.made_by:
        raise NotAllowedError("不能审理本机构的申诉", "nobody decides the own appeal")
    return row


def _moved(row: Appeal, to: AppealState, words: str, *, actor: Actor, at: datetime, trail: Trail) -> None:
    now = AppealState(row.state)
    is_answer = to is AppealState.OPEN
    if now not in UNDECIDED or (is_answer and now is not AppealState.ASKED):
        raise BaowenError(
            f"申诉 {row.number} 现为“{APPEAL_WORDS[now][0]}”，不能办理",
            f"appeal {row.number} is {now}: it can't be moved",
        )  # fmt: skip
    words = filled(words, "说明", "words", most=MOST_WORDS)
    row.state = to.value
    if to in (AppealState.GRANTED, AppealState.REFUSED):
        row.decided_at, row.decided_by, row.decided_why = at, actor.name, words
    row.save()
    _event(row, words, actor=actor, at=at, trail=trail)


def _event(row: Appeal, words: str, *, actor: Actor, at: datetime, trail: Trail) -> None:
    AppealEvent.objects.create(
        appeal=row, state=row.state, words=words, organisation=actor.organisation, told_at=at, told_by=actor.name
    )
    trail.note(
        f"vbp.appeal.{row.state}", f"vbp_appeal/{row.number}",
        details={"run": row.run.number, "lot": row.lot, "product": row.product, "kind": row.kind}, reason=words,
    )  # fmt: skip


def _tell(row: Appeal, zh: str, en: str, *, trail: Trail, at: datetime) -> None:
    about, what = f"vbp_appeal/{row.number}", f"{row.state}/{row.events.count()}"
    tell_organisation(row.hospital, about, what, Text(zh, en), trail=trail, at=at)
