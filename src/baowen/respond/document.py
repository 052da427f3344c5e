"""Builds docs/reference/response.md: the states and moves of a case, and each place's clocks, from the tables."""

from __future__ import annotations

from collections.abc import Iterator

from baowen.core.policy import Entry, Packs, load_packs
from baowen.core.policy.words import entry_words
from baowen.orgs.regions import RegionLevel
from baowen.respond.document_beside import beside
from baowen.respond.rules import STEP_WORDS
from baowen.respond.states import RULES, SIDE_WORDS, STATE_WORDS, Rule, State

INTRODUCTION = """\
# 分级应对 Tiered response

本页由 `script/documents.py` 从程序的状态表和政策包生成，请勿手改。
Built from the tables and the packs by `script/documents.py`; do not edit by hand.

线索在最先发现的一级登记为案件。每一级先核实，属实的协调处置；本级解决不了的报上一级，上一级可以退回。
A clue becomes a case at the lowest level that saw it. Each level verifies and coordinates, reports upward what it
cannot solve, and may send a case back.
"""
CLOCKS = """\
## 时限 Clocks

期限由事由、条文和日历推算，不作倒计数；等待对方答复期间停止计时（提问当日计入，答复次日恢复）；末日当天办结不算逾期。
Dates are derived from event, clause and calendar. The clock stands while the other side owes an answer (the day of the
question counts, the day after the answer counts again). The last day is in time.

`baowen deadline 320100 verify city --from 2026-09-28` 写出推算过程 shows the working.
"""
LEVELS = {
    RegionLevel.COUNTY: "县（区）county", RegionLevel.CITY: "市 city", RegionLevel.PROVINCE: "省 province",
}  # fmt: skip


def render() -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION, *_diagram(), *_moves(), CLOCKS, *_clocks(load_packs()), "", *beside()])


def _diagram() -> Iterator[str]:
    yield from ("## 状态 States", "", "```mermaid", "stateDiagram-v2")
    for state, (zh, en) in STATE_WORDS.items():
        yield f'    state "{zh}<br/>{en}" as {state}'
    for rule in RULES.values():
        level = {1: "（上一级 above）", -1: "（下一级 below）"}.get(rule.steps, "")
        for source, target in _arrows(rule):
            yield f"    {source} --> {target}: {rule.zh}{level}"
    yield from ("```", "")


def _arrows(rule: Rule) -> Iterator[tuple[str, str]]:
    if not rule.sources and rule.to:
        yield "[*]", rule.to
    for source in sorted(rule.sources, key=list(State).index):
        back = [state for state in State if rule.to is None and state in _before(source)]
        for target in [rule.to] if rule.to else back:
            yield source, target


def _before(state: State) -> frozenset[State]:
    """The states from which a move leads into this one, to which an answer leads back."""
    return frozenset().union(*(rule.sources for rule in RULES.values() if rule.to is state))


def _moves() -> Iterator[str]:
    yield from (
        "## 办理动作 Moves",
        "",
        "| 动作 move | 从 from | 到 to | 谁办 who | 须写原因 reason |",
        "|---|---|---|---|---|",
    )
    for rule in RULES.values():
        sources = "、".join(STATE_WORDS[state][0] for state in State if state in rule.sources) or "–"
        target = STATE_WORDS[rule.to][0] if rule.to else "原状态 the state before"
        level = {1: "，上一级", -1: "，下一级"}.get(rule.steps, "")
        sides = "；".join(" ".join(words) for side, words in SIDE_WORDS.items() if side in rule.sides)
        need = "是 yes" if rule.needs_reason else "–"
        yield f"| `{rule.move}` {rule.zh} {rule.en} | {sources} | {target}{level} | {sides} | {need} |"
    yield ""


def _clocks(packs: Packs) -> Iterator[str]:
    """One row for each step of each level of which a pack speaks."""
    yield from (
        "| 政策包 pack | 层级 level | 步骤 step | 时限 | time | 条文 clause | 依据 basis |",
        "|---|---|---|---|---|---|---|",
    )
    for pack in packs.packs:
        for level, level_words in LEVELS.items():
            for step, step_words in STEP_WORDS.items():
                for entry in (one for one in pack.entries if one.key == f"respond.{step}.{level}"):
                    yield _clock_row(f"{pack.name_zh} {pack.name_en}", level_words, " ".join(step_words), entry)


def _clock_row(pack: str, level: str, step: str, entry: Entry) -> str:
    zh, en = (entry_words(entry, chinese=chinese) for chinese in (True, False))
    if entry.is_unset:
        zh, en = f"{entry.value}（文本未写明天数）", "no number in the text"
    return f"| {pack} | {level} | {step} | {zh} | {en} | {entry.clause} | {entry.basis.zh} |"
