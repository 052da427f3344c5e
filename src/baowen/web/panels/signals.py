"""Signals on a page: a line of a list, how many there are of each severity, drugs likely to run short. MON-2."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from baowen.api.book import code_of
from baowen.lake.serving import Serving
from baowen.lake.serving.queries.risks import likely_shortages, risks_of_drug
from baowen.lake.serving.queries.signals import SignalCount, SignalFound
from baowen.monitor.indicators.registry import INDICATORS
from baowen.monitor.words import SEVERITIES
from baowen.orgs.regions import Region
from baowen.web.viewer import Viewer

Panel = dict[str, Any]


def signal_line(one: SignalFound, viewer: Viewer, *, tells_was: bool = False) -> Panel:
    """A signal as a line of a list; `tells_was`: with the severity that it had before it got graver."""
    indicator = INDICATORS[one.indicator]
    return {
        "number": one.number,
        "severity": one.severity,
        "severity_words": viewer.say(SEVERITIES[one.severity]),
        "was": viewer.say(SEVERITIES[one.graver_from]) if tells_was and one.graver_from else "",
        "title": viewer.say((indicator.zh, indicator.en)),
        "subject": one.subject_name,
        "place": viewer.place(code_of(one.region)),
        "first_seen": one.first_seen,
        "months": one.period_first if one.period_first == one.period_last else f"{one.period_first}～{one.period_last}",
    }


def severity_figures(counts: Sequence[SignalCount], key: int, viewer: Viewer) -> list[Panel]:
    """The signals in force in a place and below, the gravest severity first."""
    own = {one.severity: one.signals for one in counts if one.place == key}
    return [
        {"severity": name, "words": viewer.say(words), "signals": own.get(name, 0)}
        for name, words in SEVERITIES.items()
    ]


def likely_lines(opened: Serving, here: Region, viewer: Viewer, *, most: int) -> list[Panel]:
    """The drugs that are likeliest to run short here and below, each where that is likeliest."""
    return [
        {
            "drug": one.drug.partition("|")[0], "place": viewer.place(code_of(one.region)),
            "more": viewer.say((f"等 {one.places} 处", f"and {one.places - 1} more")) if one.places > 1 else "",
            "share": one.score, "days": one.horizon_days, "product": one.product_code or "",
        }
        for one in likely_shortages(opened, place=here.key, within=viewer.key, most=most)
    ]  # fmt: skip


def risk_lines(opened: Serving, drug: str, here: Region, viewer: Viewer, *, most: int) -> list[Panel]:
    """The scores of one drug here and below, the highest first, each with what it is made of."""
    return [
        {
            "place": viewer.place(code_of(one.region)), "share": one.score, "days": one.horizon_days,
            "parts": [
                {
                    "title": viewer.say((INDICATORS[part.indicator].zh, INDICATORS[part.indicator].en)),
                    "severity": part.severity, "severity_words": viewer.say(SEVERITIES[part.severity]),
                    "month": part.month, "adds": part.contribution,
                    "place": "" if part.place == one.region else viewer.place(code_of(part.place)),
                }
                for part in one.parts
            ],
        }
        for one in risks_of_drug(opened, drug=drug, place=here.key, within=viewer.key, most=most)
    ]  # fmt: skip
