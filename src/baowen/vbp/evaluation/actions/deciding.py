"""What follows from results: proposed by the pack's table or by people, decided with a document, withdrawn.

And the ledger of credit points of hospitals: entries are never changed, corrections hold the difference. VBP-7, CRD-5.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import uuid4

from django.db.models import Sum

from baowen.core.audit.trail import Trail, writing
from baowen.core.clock import day_of
from baowen.core.home import Home
from baowen.core.messages.rules import Text
from baowen.core.policy import Packs
from baowen.core.problems import BaowenError
from baowen.core.rawfiles import keep_bytes
from baowen.core.texts import filled
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import names_of
from baowen.orgs.regions import load_regions
from baowen.price.letters.wording import chinese_date
from baowen.respond.actions.telling import tell_organisation
from baowen.vbp.evaluation.actions.again import results_again
from baowen.vbp.evaluation.actions.exempting import CLAUSE, MOST_WORDS
from baowen.vbp.evaluation.actions.gathering import PROPOSALS
from baowen.vbp.evaluation.actions.running import locked_run
from baowen.vbp.evaluation.document import cited, decision
from baowen.vbp.evaluation.kinds import EFFECT_WORDS, EffectKind
from baowen.vbp.evaluation.models import CreditPoint, Effect, Run
from baowen.vbp.evaluation.queries.results import Reach, ResultView, failing_results, standings
from baowen.vbp.evaluation.rules.proposing import ProposalRule, check_points, proposed
from baowen.vbp.evaluation.states import EFFECT_STATE_WORDS, EffectState
from baowen.vbp.rounds.queries import round_of

MOST_FAILING = 1_000_000


def propose_effects(home: Home, run_number: str, *, actor: Actor, at: datetime, packs: Packs) -> int:
    """Propose what the table of the packs says for each hospital that failed; how many are new."""
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        run = locked_run(run_number)
        require(actor, Act.VBP_DECIDE, run.region, regions=load_regions())
        rules = _rules(packs, run)
        known = set(run.effects.values_list("hospital", "kind"))
        failing: dict[str, list[ResultView]] = {}
        for one in failing_results(home, run.digest, Reach(), limit=MOST_FAILING):
            failing.setdefault(one.hospital, []).append(one)
        judged = {one.name: one.rows for one in standings(home, run.digest, Reach(), "hospital")}
        new = [
            (rows, kind, f"{judged[hospital]} 个品种中 {len(rows)} 个不合格")
            for hospital, rows in failing.items()
            for kind in proposed(len(rows), judged[hospital], rules)
            if (hospital, kind.value) not in known
        ]
        for rows, kind, because in new:
            _kept(run, rows, kind, because, actor=actor, at=at)
        trail.note("vbp.effect.propose", f"vbp_evaluation/{run_number}", details={"new": len(new)})
    return len(new)


def add_effect(
    home: Home, run_number: str, hospital: str, kind: EffectKind, because: str, *, actor: Actor, at: datetime
) -> str:  # fmt: skip
    """Propose a consequence by hand, for a hospital that failed; its number. BaowenError."""
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=because.strip()) as trail:
        run = locked_run(run_number)
        require(actor, Act.VBP_DECIDE, run.region, regions=load_regions())
        rows = [one for one in results_again(home, run, hospital) if not one.is_passed]
        if not rows:
            raise BaowenError(f"{hospital} 没有不合格品种", f"{hospital} has no failing product")
        if run.effects.filter(hospital=hospital, kind=kind.value).exists():
            raise BaowenError(f"{hospital} 已有“{EFFECT_WORDS[kind][0]}”", f"{hospital} has this one already")
        row = _kept(run, rows, kind, filled(because, "理由", "reason", most=MOST_WORDS), actor=actor, at=at)
        trail.note("vbp.effect.propose", f"vbp_effect/{row.number}", after={"kind": kind.value, "hospital": hospital})
    return row.number


def decide_effect(
    home: Home, number: str, why: str, *, actor: Actor, at: datetime, points: Decimal | None = None
) -> None:  # fmt: skip
    """Decide a proposed consequence: with a reason, a document, and points in the ledger where it takes some."""
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=why.strip()) as trail:
        row = _locked(number, actor)
        kind = EffectKind(row.kind)
        check_points(kind, points)
        why = filled(why, "理由", "reason", most=MOST_WORDS)
        failing = [one for one in results_again(home, row.run, row.hospital) if not one.is_passed]
        if not failing:
            raise BaowenError("该机构已没有不合格品种，不能作出处置", "no product of this hospital fails any more")
        row.points = points
        row.document = _document(home, row, failing, why, actor=actor, at=at)
        _moved(row, EffectState.DECIDED, why, actor=actor, at=at, trail=trail)
        if points is not None:
            enter_points(row, points, why, actor=actor, at=at, trail=trail)
        zh, en = EFFECT_WORDS[kind]
        said = Text(f"集采考核处置 {number}：{zh}", f"decision {number} after an evaluation: {en}")
        tell_organisation(row.hospital, f"vbp_effect/{number}", "decided", said, trail=trail, at=at)


def drop_effect(number: str, why: str, *, actor: Actor, at: datetime) -> None:
    """Drop a proposed consequence, with the reason."""
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=why.strip()) as trail:
        row = _locked(number, actor)
        _moved(
            row, EffectState.DROPPED, filled(why, "理由", "reason", most=MOST_WORDS), actor=actor, at=at, trail=trail
        )


def withdraw_effect(number: str, why: str, *, actor: Actor, at: datetime) -> None:
    """Withdraw a decided consequence; its points are given back in the ledger."""
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=why.strip()) as trail:
        _withdrawn(
            _locked(number, actor), filled(why, "理由", "reason", most=MOST_WORDS), actor=actor, at=at, trail=trail
        )


def settle_effects(
    run: Run, hospital: str, results: Sequence[ResultView], why: str, *, actor: Actor, at: datetime, trail: Trail
) -> None:
    """After an appeal: drop or withdraw what no longer rests on any failing result of the hospital."""
    failing = {(one.lot, one.product) for one in results if not one.is_passed}
    rows = run.effects.select_for_update().filter(
        hospital=hospital, state__in=[EffectState.PROPOSED.value, EffectState.DECIDED.value]
    )
    for row in rows:
        if any(tuple(item) in failing for item in row.items):
            continue
        if row.state == EffectState.DECIDED.value:
            _withdrawn(row, why, actor=actor, at=at, trail=trail)
        else:
            _moved(row, EffectState.DROPPED, why, actor=actor, at=at, trail=trail)


def correct_points(number: int, points: Decimal, why: str, *, actor: Actor, at: datetime) -> int:
    """Correct an entry of the ledger to another number of points (0 takes it back); the number of the correction."""
    if not points.is_finite() or not 0 <= points < 1000 or points != points.quantize(Decimal("0.01")):
        raise BaowenError("分值应为 0 至 1000，最多两位小数", "points are 0 to 1000, with two places at most")
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=why.strip()) as trail:
        row = CreditPoint.objects.select_for_update().filter(pk=number, corrects=None).first()
        if row is None:
            raise BaowenError(f"没有可更正的记分 {number}", f"there is no entry {number} to correct")
        region = row.effect.run.region if row.effect else row.region
        require(actor, Act.VBP_DECIDE, region, regions=load_regions())
        return _corrected(row, points, filled(why, "理由", "reason", most=MOST_WORDS), actor=actor, at=at, trail=trail)


def enter_points(row: Effect, points: Decimal, why: str, *, actor: Actor, at: datetime, trail: Trail) -> None:
    """Enter points of a decision into the ledger."""
    entry = CreditPoint.objects.create(
        hospital=row.hospital, region=row.region, points=points, why=why, clause=CLAUSE, effect=row, entered_at=at,
        entered_by=actor.name,
    )  # fmt: skip
    trail.note("vbp.points.enter", f"vbp_points/{entry.pk}", after={"points": str(points), "hospital": row.hospital})


def _corrected(
    row: CreditPoint, points: Decimal, why: str, *, actor: Actor, at: datetime, trail: Trail
) -> int:  # fmt: skip
    now = row.points + (row.corrections.aggregate(sum=Sum("points"))["sum"] or 0)
    if now == points:
        raise BaowenError("分值没有变化", "the points are these already")
    entry = CreditPoint.objects.create(
        hospital=row.hospital, region=row.region, points=points - now, why=why, clause=row.clause, effect=row.effect,
        corrects=row, entered_at=at, entered_by=actor.name,
    )  # fmt: skip
    trail.note("vbp.points.correct", f"vbp_points/{row.pk}", before={"points": str(now)}, after={"points": str(points)})
    return entry.pk


def _rules(packs: Packs, run: Run) -> list[ProposalRule]:
    entry = packs.ruling(run.region, run.as_of).get(PROPOSALS)
    return [
        ProposalRule(least_share=Decimal(one["least_share"]), effects=tuple(map(EffectKind, one["effects"])))
        for one in (() if entry is None else entry.items())
    ]


def _kept(
    run: Run, rows: Iterable[ResultView], kind: EffectKind, because: str, *, actor: Actor, at: datetime
) -> Effect:
    rows = list(rows)
    row = Effect.objects.create(
        number=uuid4().hex, run=run, hospital=rows[0].hospital, region=rows[0].region, kind=kind.value,
        items=sorted([one.lot, one.product] for one in rows), proposed_because=because, proposed_at=at,
        proposed_by=actor.name,
    )  # fmt: skip
    row.number = f"KC{run.region}-{row.pk:06d}"
    row.save(update_fields=["number"])
    return row


def _locked(number: str, actor: Actor) -> Effect:
    row = Effect.objects.select_for_update(of=("self",)).select_related("run").filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有处置 {number}", f"there is no consequence {number}")
    require(actor, Act.VBP_DECIDE, row.run.region, regions=load_regions())
    return row


def _moved(row: Effect, to: EffectState, why: str, *, actor: Actor, at: datetime, trail: Trail) -> None:
    now = EffectState(row.state)
    if now is not EffectState.PROPOSED:
        raise BaowenError(
            f"处置 {row.number} 现为“{EFFECT_STATE_WORDS[now][0]}”，不能办理",
            f"{row.number} is {now}: it can't be moved",
        )  # fmt: skip
    row.state, row.decided_at, row.decided_by, row.decided_why = to.value, at, actor.name, why
    row.save()
    trail.note(
        f"vbp.effect.{to}", f"vbp_effect/{row.number}", before={"state": now.value},
        after={"state": to.value, "document": row.document}, reason=why,
    )  # fmt: skip


def _withdrawn(row: Effect, why: str, *, actor: Actor, at: datetime, trail: Trail) -> None:
    if row.state != EffectState.DECIDED.value:
        raise BaowenError(f"处置 {row.number} 不是已作出的处置", f"{row.number} was not decided")
    row.state, row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = EffectState.WITHDRAWN.value, at, actor.name, why
    row.save()
    trail.note("vbp.effect.withdrawn", f"vbp_effect/{row.number}", after={"state": row.state}, reason=why)
    for entry in row.ledger.filter(corrects=None):
        if entry.points + (entry.corrections.aggregate(sum=Sum("points"))["sum"] or 0):
            _corrected(entry, Decimal(0), why, actor=actor, at=at, trail=trail)
    said = Text(f"集采考核处置 {row.number} 已撤销", f"decision {row.number} is withdrawn")
    tell_organisation(row.hospital, f"vbp_effect/{row.number}", "withdrawn", said, trail=trail, at=at)


def _document(
    home: Home, row: Effect, failing: Sequence[ResultView], why: str, *, actor: Actor, at: datetime
) -> str:  # fmt: skip
    """Make the document and keep it; its hash."""
    names = names_of({row.hospital, actor.organisation})
    until = row.run.appeal_until
    values = {
        "organ": names.get(actor.organisation, actor.organisation), "number": row.number,
        "date": chinese_date(day_of(at)), "hospital": names.get(row.hospital, row.hospital), "clause": cited(CLAUSE),
        "what": EFFECT_WORDS[EffectKind(row.kind)][0], "round": round_of(row.run.round_code).name,
        "run": row.run.number, "as_of": chinese_date(row.run.as_of), "words": why,
        "points": f"记 {row.points} 分。" if row.points is not None else "",
        "appeal": f"如有异议，请于{chinese_date(until)}前在平台提出申诉。" if until else "如有异议，可在平台提出申诉。",
    }  # fmt: skip
    return keep_bytes(decision(values, failing), home.raw)
