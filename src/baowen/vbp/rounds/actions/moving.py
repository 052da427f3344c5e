"""A round starts, ends or is withdrawn; what it selected is listed and paid for at its price. VBP-1, VBP-8."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.core.texts import filled
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.regions import load_regions
from baowen.vbp.rounds.actions.pricing import Priced, list_selected, set_standards
from baowen.vbp.rounds.models import PaymentStandard, Round
from baowen.vbp.rounds.states import NEXT, STATE_WORDS, RoundState

MOST_WORDS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """What came of a start: payment standards set, listings entered and priced, and what was left out with the
    reason (product, Chinese, English)."""

    standards: int
    entered: int
    priced: int
    left_out: tuple[tuple[str, str, str], ...]


def start_round(
    code: str, *, actor: Actor, at: datetime, starts_on: date | None = None, ends_on: date | None = None,
    reason: str = "",
) -> Started:  # fmt: skip
    """Let a round run: from its first day each selected product is listed at its price, and paid for by it.

    The days replace those that were entered. BaowenError where it has none, or does not stand where it can start.
    """
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=reason) as trail:
        row = _locked(code, actor)
        _check(row, RoundState.RUNNING)
        row.starts_on, row.ends_on = starts_on or row.starts_on, ends_on or row.ends_on
        if row.starts_on is None or row.ends_on is None:
            raise BaowenError("请先录入采购周期的起止日期", "enter the days of the cycle first")
        if row.ends_on < row.starts_on:
            raise BaowenError("采购周期的结束日期早于开始日期，请核对", "the cycle ends before it starts")
        row.state, row.changed_at = RoundState.RUNNING.value, at
        row.save(update_fields=["state", "starts_on", "ends_on", "changed_at"])
        priced = list_selected(row, actor=actor, at=at)
        standards = set_standards(row, actor=actor, at=at)
        found = _started(standards, priced)
        details = {"standards": standards, "entered": priced.entered, "priced": priced.priced}
        trail.note("vbp.round.running", f"vbp_round/{code}", details=details)
    return found


def _started(standards: int, priced: Priced) -> Started:
    return Started(standards=standards, entered=priced.entered, priced=priced.priced, left_out=tuple(priced.left_out))


def end_round(code: str, *, actor: Actor, at: datetime, reason: str = "", on: date | None = None) -> None:
    """End a round, on its last day or earlier with a reason; its payment standards end with it.

    BaowenError for a day before its first or after its last, and for an earlier end without a reason.
    """
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=reason) as trail:
        row = _locked(code, actor)
        _check(row, RoundState.ENDED)
        assert row.starts_on is not None
        assert row.ends_on is not None
        last = on or min(max(day_of(at), row.starts_on), row.ends_on)
        if not row.starts_on <= last <= row.ends_on:
            raise BaowenError(
                f"结束日期应在 {row.starts_on} 至 {row.ends_on} 之间", "the last day lies outside the cycle"
            )  # fmt: skip
        if last < row.ends_on:
            filled(reason, "提前结束的理由", "reason for an early end", most=MOST_WORDS)
        row.state, row.ends_on, row.changed_at = RoundState.ENDED.value, last, at
        row.save(update_fields=["state", "ends_on", "changed_at"])
        PaymentStandard.objects.filter(round=row, until_on__gt=last).update(until_on=last)
        trail.note("vbp.round.ended", f"vbp_round/{code}", details={"ends_on": last})


def withdraw_round(code: str, *, actor: Actor, at: datetime, reason: str) -> None:
    """Withdraw a round that is prepared; it stays on file with the reason."""
    reason = filled(reason, "撤销理由", "reason", most=MOST_WORDS)
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=reason) as trail:
        row = _locked(code, actor)
        _check(row, RoundState.WITHDRAWN)
        row.state, row.changed_at = RoundState.WITHDRAWN.value, at
        row.save(update_fields=["state", "changed_at"])
        trail.note("vbp.round.withdrawn", f"vbp_round/{code}")


def move_round(code: str, to: RoundState, *, actor: Actor, at: datetime, reason: str = "") -> None:
    """Bring a round to its next state by the act that belongs to it; BaowenError where it can't go there."""
    if to is RoundState.RUNNING:
        start_round(code, actor=actor, at=at, reason=reason)
    elif to is RoundState.ENDED:
        end_round(code, actor=actor, at=at, reason=reason)
    elif to is RoundState.WITHDRAWN:
        withdraw_round(code, actor=actor, at=at, reason=reason)
    else:
        raise BaowenError("批次不能退回筹备；需要重新录入的请另立编号", "a round can't go back to being prepared")


def _locked(code: str, actor: Actor) -> Round:
    row = Round.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise BaowenError(f"没有批次 {code}", f"there is no round {code}")
    require(actor, Act.VBP_ROUND_KEEP, row.region, regions=load_regions())
    return row


def _check(row: Round, to: RoundState) -> None:
    state = RoundState(row.state)
    if to not in NEXT[state]:
        raise BaowenError(
            f"批次 {row.code} 现为“{STATE_WORDS[state][0]}”，不能改为“{STATE_WORDS[to][0]}”",
            f"round {row.code} is {state} and can't become {to}",
        )
