"""Exemptions: proposed by officers, confirmed or refused with a reason, revoked. Only confirmed ones change a result.

VBP-7 (VB-2.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from baowen.core.audit.trail import Trail, writing
from baowen.core.problems import BaowenError
from baowen.core.rawfiles import KeptFile
from baowen.core.texts import filled, within
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import organisations_numbered
from baowen.orgs.regions import load_regions
from baowen.vbp.evaluation.kinds import EXEMPTION_WORDS, ExemptionKind, ExemptionSource
from baowen.vbp.evaluation.models import Appeal, EvidenceFile, Exemption
from baowen.vbp.evaluation.rules.exempting import check_eased, check_period
from baowen.vbp.evaluation.states import EXEMPTION_NEXT, EXEMPTION_STATE_WORDS, ExemptionState
from baowen.vbp.rounds.queries import RoundView, products_of, round_of

CLAUSE = "VB-2.3"
MOST_WORDS = 1000
MOST_FILES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class NewExemption:
    """What is to be left out or eased. `region`: "" for wherever the round is run; `eased`: packs, for EASED alone."""

    kind: ExemptionKind
    from_on: date
    until_on: date
    words: str
    region: str = ""
    hospital: str = ""
    lot: str = ""
    product: str = ""
    eased: Decimal | None = None
    evidence: str = ""


def propose_exemption(
    round_code: str, new: NewExemption, *, actor: Actor, at: datetime, files: Sequence[KeptFile] = ()
) -> int:
    """Propose an exemption by hand; its number. BaowenError for a period outside the cycle and for unknown places."""
    one = round_of(round_code)
    require(actor, Act.VBP_EVALUATE, one.region, regions=load_regions())
    checked(one, new)
    check_eased(new.kind, new.eased)
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=new.words.strip()) as trail:
        row = kept(one, new, ExemptionSource.OFFICER, actor=actor, at=at, trail=trail)
        attach(row, files, actor=actor, at=at)
    return row.pk


def confirm_exemption(
    number: int, *, why: str, actor: Actor, at: datetime, eased: Decimal | None = None,
    files: Sequence[KeptFile] = (),
) -> None:  # fmt: skip
    """Confirm a proposed exemption, with the evidence; `eased` where the proposal could not know a number."""
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=why.strip()) as trail:
        row = _locked(number, actor)
        row.eased = eased if eased is not None else row.eased
        check_eased(ExemptionKind(row.kind), row.eased)
        attach(row, files, actor=actor, at=at)
        decide_exemption(row, ExemptionState.CONFIRMED, why, actor=actor, at=at, trail=trail)


def refuse_exemption(number: int, *, why: str, actor: Actor, at: datetime) -> None:
    """Refuse a proposed exemption, with the reason."""
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=why.strip()) as trail:
        row = _locked(number, actor)
        decide_exemption(row, ExemptionState.REFUSED, why, actor=actor, at=at, trail=trail)


def revoke_exemption(number: int, *, why: str, actor: Actor, at: datetime) -> None:
    """Revoke a confirmed exemption: later runs do without it, runs that used it stay as they are."""
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=why.strip()) as trail:
        row = _locked(number, actor)
        decide_exemption(row, ExemptionState.REVOKED, why, actor=actor, at=at, trail=trail)


def checked(one: RoundView, new: NewExemption) -> None:
    """BaowenError for a period outside the cycle, a place outside the round, a hospital or lot that is not there."""
    if one.starts_on is None or one.ends_on is None:
        raise BaowenError(f"批次 {one.code} 没有采购周期，请先录入", f"round {one.code} has no cycle yet")
    check_period(new.from_on, new.until_on, one.starts_on, one.ends_on)
    regions = load_regions()
    if new.region and not regions.within(regions.require(new.region).code, one.region):
        raise BaowenError(f"{new.region} 不在批次执行地区之内", f"{new.region} lies outside the round's place")
    known = products_of(one.code)
    if new.lot and known and new.lot not in {row.lot for row in known}:
        raise BaowenError(f"批次 {one.code} 没有品种 {new.lot}", f"round {one.code} has no lot {new.lot}")
    if new.hospital and not organisations_numbered({new.hospital}):
        raise BaowenError(f"没有登记的机构 {new.hospital}", f"there is no organisation {new.hospital}")


def kept(
    one: RoundView, new: NewExemption, source: ExemptionSource, *, actor: Actor, at: datetime, trail: Trail,
    origin: str = "", appeal: Appeal | None = None,
) -> Exemption:  # fmt: skip
    """Store a proposed exemption inside a write."""
    row = Exemption.objects.create(
        round_code=one.code, kind=new.kind.value, region=new.region or one.region, hospital=new.hospital, lot=new.lot,
        product=new.product, from_on=new.from_on, until_on=new.until_on, eased=new.eased, clause=CLAUSE,
        words=filled(new.words, "理由", "reason", most=MOST_WORDS),
        evidence=within(new.evidence, "依据", "evidence", most=MOST_WORDS), origin=origin, source=source.value,
        appeal=appeal, proposed_at=at, proposed_by=actor.name,
    )  # fmt: skip
    trail.note("vbp.exemption.propose", f"vbp_exemption/{row.pk}", after=_public(row))
    return row


def decide_exemption(
    row: Exemption, state: ExemptionState, why: str, *, actor: Actor, at: datetime, trail: Trail
) -> None:
    """Move a locked exemption on. BaowenError where it does not go there, and without a reason."""
    before = ExemptionState(row.state)
    if state not in EXEMPTION_NEXT[before]:
        raise BaowenError(
            f"情形 {row.pk} 现为“{EXEMPTION_STATE_WORDS[before][0]}”，不能改为“{EXEMPTION_STATE_WORDS[state][0]}”",
            f"exemption {row.pk} is {before} and can't become {state}",
        )
    row.state, row.decided_at, row.decided_by = state.value, at, actor.name
    row.decided_why = filled(why, "理由", "reason", most=MOST_WORDS)
    row.save()
    trail.note(f"vbp.exemption.{state}", f"vbp_exemption/{row.pk}", before={"state": before.value}, after=_public(row))


def attach(
    row: Exemption | Appeal, files: Sequence[KeptFile], *, actor: Actor, at: datetime
) -> None:  # fmt: skip
    """Add files of evidence. BaowenError for the very same one, and for too many."""
    owner = {"appeal": row} if isinstance(row, Appeal) else {"exemption": row}
    if row.files.count() + len(files) > MOST_FILES:
        raise BaowenError(f"最多 {MOST_FILES} 个附件", f"{MOST_FILES} files at most")
    for file in files:
        try:
            with transaction.atomic():
                EvidenceFile.objects.create(
                    **owner, sha256=file.sha256, file_name=file.name, media_type=file.media_type, size=file.size,
                    added_at=at, added_by=actor.name,
                )  # fmt: skip
        except IntegrityError as error:
            raise BaowenError(f"附件 {file.name} 重复", f"the file {file.name} is there already") from error


def _locked(number: int, actor: Actor) -> Exemption:
    row = Exemption.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise BaowenError(f"没有情形 {number}", f"there is no exemption {number}")
    require(actor, Act.VBP_EVALUATE, round_of(row.round_code).region, regions=load_regions())
    return row


def _public(row: Exemption) -> dict[str, object]:
    return {
        "kind": row.kind, "state": row.state, "hospital": row.hospital, "lot": row.lot, "product": row.product,
        "from_on": str(row.from_on), "until_on": str(row.until_on), "eased": str(row.eased or ""),
        "what": EXEMPTION_WORDS[ExemptionKind(row.kind)][1],
    }  # fmt: skip
