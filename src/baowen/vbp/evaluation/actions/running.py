"""An evaluation is run, published and replayed. VBP-7."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

import polars as pl

from baowen.core.audit.trail import writing
from baowen.core.calendar import Calendar, Unit, due
from baowen.core.clock import day_of
from baowen.core.home import Home
from baowen.core.policy import Packs, Ruling
from baowen.core.problems import BaowenError
from baowen.lake.store import Lake
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.regions import load_regions
from baowen.vbp.evaluation.actions.gathering import APPEAL_DAYS, gathered
from baowen.vbp.evaluation.evaluating import evaluate
from baowen.vbp.evaluation.files import check_results, keep_results
from baowen.vbp.evaluation.given import as_json, from_json
from baowen.vbp.evaluation.models import Run
from baowen.vbp.rounds.queries import round_of

READ = ("vbp_contract", "cube_orders", "catalogue", "organisation")
"""The tables of the lake that an evaluation reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What a replay found: the digest of the record and of the answer now, whether the files are untouched."""

    number: str
    recorded: str
    digest: str
    is_untouched: bool

    @property
    def is_equal(self) -> bool:
        return self.recorded == self.digest


def run_evaluation(home: Home, round_code: str, as_of: date, *, actor: Actor, at: datetime, packs: Packs) -> str:
    """Evaluate all contracts of a round whose cycle ended by a day; the number of the run.

    BaowenError for a day to come, and where no contract has ended.
    """
    one = round_of(round_code)
    require(actor, Act.VBP_EVALUATE, one.region, regions=load_regions())
    if as_of > day_of(at):
        raise BaowenError(f"{as_of} 尚未到，不能考核", f"{as_of} is to come")
    known = Lake(home.lake).versions()
    versions = {name: known[name] for name in READ if name in known}
    given = gathered(one, as_of, packs)
    found = evaluate(home, given, versions)
    if found.results.is_empty():
        raise BaowenError(
            f"批次 {round_code} 没有在 {as_of} 或之前到期的协议；请先报送协议（vbp_contract）",
            f"no contract of round {round_code} has ended by {as_of}",
        )
    digest, rows = keep_results(home, found), found.results
    policy = packs.ruling(one.region, as_of).digest
    with writing(by=actor.name, at=at, organisation=actor.organisation, policy=policy) as trail:
        row = Run.objects.create(
            number=uuid4().hex, round_code=round_code, region=one.region, as_of=as_of, lake_versions=versions,
            given=as_json(given), policy=policy, digest=digest, rows=rows.height,
            failed_plain=rows.filter(~pl.col("is_passed")).height,
            failed=rows.filter(~pl.col("is_passed_after")).height, hospitals=rows["hospital"].n_unique(), made_at=at,
            made_by=actor.name,
        )  # fmt: skip
        row.number = f"K{one.region}-{row.pk:06d}"
        row.save(update_fields=["number"])
        trail.note(
            "vbp.evaluation.run", f"vbp_evaluation/{row.number}",
            details={"round": round_code, "rows": row.rows, "failed": row.failed, "digest": digest,
                     "exemptions": len(given.exempts)},
        )  # fmt: skip
    return row.number


def publish_run(number: str, *, actor: Actor, at: datetime, packs: Packs, calendar: Calendar) -> date | None:
    """Show hospitals their results; the last day to appeal, None where no pack sets one. BaowenError."""
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = locked_run(number)
        require(actor, Act.VBP_EVALUATE, row.region, regions=load_regions())
        if row.published_at is not None:
            raise BaowenError(f"考核 {number} 已公布", f"evaluation {number} is published")
        row.published_at, row.published_by = at, actor.name
        row.appeal_until = _last_day(packs.ruling(row.region, day_of(at)), day_of(at), calendar)
        row.save()
        trail.note(
            "vbp.evaluation.publish",
            f"vbp_evaluation/{number}",
            details={"appeal_until": str(row.appeal_until or "")},
        )
    return row.appeal_until


def replay(home: Home, number: str, *, actor: Actor) -> Replayed:
    """Compute a run again from the versions and givens that it recorded, and compare.

    A file that was lost is there again.
    """
    row = Run.objects.filter(number=number).first()
    if row is None:
        raise no_run(number)
    require(actor, Act.VBP_READ, row.region, regions=load_regions())
    is_untouched = check_results(home, row.digest)
    found = evaluate(home, from_json(row.given), row.lake_versions)
    digest = keep_results(home, found, expected=row.digest)
    return Replayed(number=number, recorded=row.digest, digest=digest, is_untouched=is_untouched)


def locked_run(number: str) -> Run:
    """A run, locked; BaowenError where there is none."""
    row = Run.objects.select_for_update().filter(number=number).first()
    if row is None:
        raise no_run(number)
    return row


def no_run(number: str) -> BaowenError:
    """What is said of a number that no run has."""
    return BaowenError(f"没有考核 {number}，请核对编号", f"there is no evaluation {number}")


def _last_day(ruling: Ruling, on: date, calendar: Calendar) -> date | None:
    entry = ruling.get(APPEAL_DAYS)
    if entry is None or entry.is_unset:
        return None
    return due(on, entry.whole(), Unit(entry.unit), calendar).due_on
