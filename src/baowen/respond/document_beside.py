"""The part of docs/reference/response.md on consultations and hand-overs: their states and moves, from the tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from baowen.respond.states_beside import MEETING_RULES, MEETING_WORDS, PARTY_WORDS, PASSING_RULES, PASSING_WORDS, Rule

MEETINGS = """\
## 会商 Consultations

办理案件的牵头单位召集（VB-3.1）。更正纪要不改原文，另存一版并写明理由。
The lead unit that has the case calls one. A correction of the minutes is a further version with a reason.
"""
PASSINGS = """\
## 移送 Hand-overs

部门之间移送线索，收到的须签收并答复，或写明理由退回（HN-16、NJ-23、HD-17）。只移送给本地区或上级联动机制中的部门。
A clue that one department hands over to another, which sits in the joint mechanism of the region or of one above, is
received and answered, or returned with a reason.
"""


def beside() -> Iterator[str]:
    """The lines of both sections."""
    yield MEETINGS
    yield from _table(MEETING_RULES, MEETING_WORDS)
    yield PASSINGS
    yield from _table(PASSING_RULES, PASSING_WORDS)


def _table(rules: Mapping[Any, Rule[Any, Any]], words: Mapping[Any, tuple[str, str]]) -> Iterator[str]:
    yield from (
        "| 动作 move | 从 from | 到 to | 谁办 who | 须写理由 reason |",
        "|---|---|---|---|---|",
    )
    for rule in rules.values():
        sources = "；".join(" ".join(words[one]) for one in words if one in rule.sources) or "–"
        who = "；".join(" ".join(PARTY_WORDS[party]) for party in rule.parties)
        need = "是 yes" if rule.needs_reason else "–"
        yield f"| `{rule.move}` {rule.zh} {rule.en} | {sources} | {' '.join(words[rule.to])} | {who} | {need} |"
    yield ""
