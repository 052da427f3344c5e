"""Opens the cases that the pack asks for when signals stand, and takes people's verdicts on signals. RSP-1, MON-1."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.monitor.queries import SignalRow
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import lead_unit, system_actor
from baowen.respond.actions.moves import Doing
from baowen.respond.actions.opening import Matter, open_case
from baowen.respond.kinds import DISMISSAL_WORDS, Dismissal, SourceKind
from baowen.respond.models import CaseSource, SignalDismissal
from baowen.respond.rulebook import Rulebook
from baowen.respond.triage import OpenRule, Warned, open_rules, triage

OPENS = "respond.signal.opens"


@dataclass(frozen=True, slots=True)
class FromSignals:
    """Numbers of cases opened, of cases that were open and took a signal in, and of signals that nobody has."""

    opened: tuple[str, ...]
    joined: tuple[str, ...]
    nobody: tuple[str, ...]


def open_from_signals(
    signals: Iterable[SignalRow],
    drugs: Mapping[str, tuple[str, str]],
    *,
    at: datetime,
    book: Rulebook,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> FromSignals:
    """Open a case for each matter, or add the signals to the open case on it; each in a transaction of its own.

    `drugs`: key and name of the drug by the code of a product, so that two products of one drug are one matter.
    Signals that are in a case or were dismissed are left alone, so that this can be repeated and interrupted.
    """
    on = day_of(at)
    known = set(CaseSource.objects.filter(kind=SourceKind.SIGNAL.value).values_list("reference", flat=True))
    known |= set(SignalDismissal.objects.values_list("signal", flat=True))
    fresh = [one for one in signals if one.number not in known and one.state == "in_force"]

    @cache
    def rules_of(region: str) -> tuple[OpenRule, ...]:
        entry = book.ruling(region, on).get(OPENS)
        return open_rules(entry.items()) if entry else ()

    @cache
    def holder_of(region: str) -> str | None:
        places = [region, *(place.code for place in book.regions.ancestors(region))]
        return next((place for place in places if lead_unit(place) is not None), None)

    def drug_of(signal: Warned) -> tuple[str, str]:
        other = (f"{signal.subject_type}:{signal.subject_code}", signal.subject_name)
        return drugs.get(signal.subject_code, other) if signal.subject_type == "product" else other

    found = triage(fresh, rules_of=rules_of, holder_of=holder_of, drug_of=drug_of)
    opened: list[str] = []
    joined: list[str] = []
    for done, one in enumerate(found.wanted, 1):
        matter = Matter(kind=one.kind, region=one.region, subject=one.subject, subject_name=one.subject_name)
        doing = Doing(actor=system_actor(one.region), at=at, book=book, reason="按政策条目 respond.signal.opens 登记")
        outcome = open_case(matter, [(SourceKind.SIGNAL, number) for number in one.signals], doing)
        (opened if outcome.is_new else joined).append(outcome.number)
        progress(done, len(found.wanted))
    return FromSignals(tuple(opened), tuple(joined), found.nobody)


def dismiss_signal(
    signal: SignalRow, why: Dismissal, words: str, *, actor: Actor, at: datetime, book: Rulebook
) -> None:
    """Say that a signal is no clue, and why; detection is judged by it. BaowenError where it is in a case.

    A second verdict replaces the first, and both stay in the audit chain.
    """
    require(actor, Act.SIGNAL_DISMISS, signal.region_code, regions=book.regions)
    source = CaseSource.objects.select_related("case").filter(kind="signal", reference=signal.number).first()
    if source is not None:
        raise BaowenError(
            f"预警 {signal.number} 已在案件 {source.case.number} 中，请在案件里核实处理",
            f"signal {signal.number} is in case {source.case.number}: decide there",
        )
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=DISMISSAL_WORDS[why][0]) as trail:
        before = SignalDismissal.objects.filter(signal=signal.number).values("why", "words").first()
        SignalDismissal.objects.update_or_create(
            signal=signal.number,
            defaults={"why": why.value, "words": words, "by": actor.name, "at": at, "indicator": signal.indicator,
                      "severity": signal.severity, "region": signal.region_code},
        )  # fmt: skip
        trail.note("signal.dismiss", f"signal/{signal.number}", before=before, after={"why": why.value, "words": words})
