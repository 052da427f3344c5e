"""Suggests drugs for and against the shortage and monitoring lists, with the evidence; an editor decides (LST-2).

In: supply signals that last, that are wide, or that come from a stop notice, or reports of hospitals. Out: no supply
signal for long, supply that arrives, and several makers that compete. Nothing here changes a list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from baowen.core.policy import SEVERITIES
from baowen.monitor.indicators.parameter import policy

SHORTAGE: Final = "shortage"
MONITORING: Final = "monitoring"
ENTER_CLAUSE: Final = "HN-4、NJ-7、NB-1"
LEAVE_CLAUSE: Final = "HN-4"
STOP: Final = "stop_notice_impact"
_RANK: Final = {name: rank for rank, name in enumerate((*reversed(SEVERITIES), ""))}


@dataclass(frozen=True, kw_only=True)
class CandidateParameters:
    """`window_months`: the months whose signals and reports are evidence. `calm_months`: the months that must be free
    of supply signals before a drug is suggested for leaving. Shares are 0 to 1; the others are counts."""

    supply_indicators: tuple[str, ...] = policy("candidate.supply_indicators")
    least_severity: str = policy("candidate.least_severity")
    window_months: int = policy("candidate.window_months")
    lasting_months: int = policy("candidate.lasting_months")
    calm_months: int = policy("candidate.calm_months")
    wide_places: int = policy("candidate.wide_places")
    least_reports: int = policy("candidate.least_reports")
    least_makers: int = policy("candidate.least_makers")
    ample_delivery: float = policy("candidate.ample_delivery")
    largest_maker_share: float = policy("candidate.largest_maker_share")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of one drug in one place.

    `months`, `places`, `signals`: of supply signals grave enough, within the window (months as YYYY-MM, places as
    codes, signals as numbers). `stops`: numbers of the stop signals among them. `reporters`: hospitals that reported
    it short. `listed`: kind of list -> edition. `calm`: whether the longer time for leaving was free of signals and of
    reports. `makers`, `largest_share`, `delivery`: makers bought from, the largest one's share of the smallest units,
    and what arrived of what was due, over that longer time; None where nothing was bought or due.
    """

    drug_key: str
    drug_name: str
    months: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    reporters: int = 0
    worst: str = ""
    listed: tuple[tuple[str, str], ...] = ()
    calm: bool = False
    makers: int = 0
    largest_share: float | None = None
    delivery: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One suggestion: `direction` "in" or "out" of a kind of list in a place, why, and the signals that say so."""

    direction: str
    region_code: str
    list_kind: str
    drug_key: str
    drug_name: str
    severity: str
    reasons: tuple[str, ...]
    reasons_en: tuple[str, ...]
    signals: tuple[str, ...]
    clause: str
    editions: tuple[str, ...]


def suggest(evidence: Iterable[Evidence], region_code: str, rules: CandidateParameters) -> list[Candidate]:
    """The suggestions for one place, into a list before out of one, the best founded first."""
    found = [one for each in evidence for one in (*_into(each, region_code, rules), *_out_of(each, region_code, rules))]
    return sorted(
        found,
        key=lambda one: (
            one.direction != "in",
            _RANK[one.severity],
            -len(one.reasons),
            -len(one.signals),
            one.drug_key,
        ),
    )


def _into(known: Evidence, region_code: str, rules: CandidateParameters) -> list[Candidate]:
    """A drug that is short goes on the shortage list, one that may become so on the monitoring list.

    Short: a lasting or wide shortage, or a stop, that hospitals report too, or two of these three. One alone asks for
    the monitoring list. A drug that is on the shortage list, or on the list that would be suggested, is left alone.
    """
    reasons = _reasons_in(known, rules)
    reported = known.reporters >= rules.least_reports
    own = len(reasons) - reported
    kind = SHORTAGE if own >= 2 or (own and reported) else MONITORING if reasons else None
    on = dict(known.listed)
    if kind is None or SHORTAGE in on or kind in on:
        return []
    return [
        Candidate(
            direction="in",
            region_code=region_code,
            list_kind=kind,
            drug_key=known.drug_key,
            drug_name=known.drug_name,
            severity=known.worst,
            reasons=tuple(zh for zh, _ in reasons),
            reasons_en=tuple(en for _, en in reasons),
            signals=known.signals,
            clause=ENTER_CLAUSE,
            editions=tuple(f"{name}:{edition}" for name, edition in known.listed),
        )
    ]


def _reasons_in(known: Evidence, rules: CandidateParameters) -> list[tuple[str, str]]:
    found = []
    if len(known.months) >= rules.lasting_months:
        found.append(
            (f"持续：{len(known.months)} 个月有供应预警", f"lasting: supply signals in {len(known.months)} months")
        )
    if len(known.places) >= rules.wide_places:
        found.append((f"范围广：涉及 {len(known.places)} 个地区", f"wide: {len(known.places)} places"))
    if known.stops:
        found.append((f"停产报告：{len(known.stops)} 条停产影响预警", f"stop notices: {len(known.stops)} signals"))
    if known.reporters >= rules.least_reports:
        found.append((f"{known.reporters} 家医疗机构直报短缺", f"{known.reporters} hospitals reported it short"))
    return found


def _out_of(known: Evidence, region_code: str, rules: CandidateParameters) -> list[Candidate]:
    """Enough supply and effective competition (HN-4), both, and long enough."""
    ample = known.delivery is not None and known.delivery >= rules.ample_delivery
    share = known.largest_share
    competition = known.makers >= rules.least_makers and share is not None and share <= rules.largest_maker_share
    if not (known.calm and ample and competition and known.delivery is not None and share is not None):
        return []
    reasons = (
        f"连续 {rules.calm_months} 个月没有供应预警和短缺直报",
        f"供应充足：配送率 {known.delivery:.1%}",
        f"形成有效竞争：{known.makers} 家生产企业有采购，最大占比 {share:.0%}",
    )
    reasons_en = (
        f"no supply signal and no report for {rules.calm_months} months",
        f"ample supply: delivery rate {known.delivery:.1%}",
        f"competition: {known.makers} makers bought from, the largest has {share:.0%}",
    )
    return [
        Candidate(
            direction="out",
            region_code=region_code,
            list_kind=kind,
            drug_key=known.drug_key,
            drug_name=known.drug_name,
            severity="",
            reasons=reasons,
            reasons_en=reasons_en,
            signals=(),
            clause=LEAVE_CLAUSE,
            editions=(f"{kind}:{edition}",),
        )
        for kind, edition in known.listed
        if kind in {SHORTAGE, MONITORING}
    ]
