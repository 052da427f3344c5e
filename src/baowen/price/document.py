"""Builds docs/reference/prices.md: stages and moves of a price matter, and the ladder of each pack, from the tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from baowen.core.policy import Packs, load_packs
from baowen.price.kinds import LETTER_WORDS, SIDE_WORDS, STEP_WORDS
from baowen.price.ladder.rules import Ladder, ladder_of
from baowen.price.states import RULES, STAGE_WORDS, Move, MoveRule, Stage

INTRODUCTION = """\
# 价格监管事项 Price matters

本页由 `script/documents.py` 从程序的状态表和政策包生成，请勿手改。
Built from the tables and the packs by `script/documents.py`; do not edit by hand.

一个事项是一个地区对一家企业一种药品的价格所做的核查和处置。哪些措施可以先后采取，由政策包规定；跳过的须写明理由。
A matter is what one place does about the price of one drug of one enterprise. The pack says what may come when;
skipping one needs a reason.
"""
LADDERS = """\
## 阶梯 Ladders

最近一版政策包的措施。没有天数的时限未设定，可由价格监管员设定，并写明理由。
The measures of the packs as they rule now. Where no text gives days, none are set; an officer may set a date.
"""
ON = date(9998, 12, 31)  # the newest values of every pack


def render() -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION, *_diagram(), *_moves(), LADDERS, *_ladders(load_packs())])


def _diagram() -> Iterator[str]:
    yield from ("## 阶段 Stages", "", "```mermaid", "stateDiagram-v2")
    for stage, (zh, en) in STAGE_WORDS.items():
        yield f'    state "{zh}<br/>{en}" as {stage}'
    for rule in RULES.values():
        if rule.to is None:
            continue
        sources: list[str] = [*sorted(rule.sources, key=list(Stage).index)]
        yield from (f"    {source} --> {rule.to}: {rule.zh}" for source in sources or ["[*]"])
    yield from ("```", "")


def _moves() -> Iterator[str]:
    yield from (
        "## 办理 Moves", "",
        "| code | 办理 move | 办理人 by | 何时 when | 公文 letter | 起算 begins | 理由 reason |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    )  # fmt: skip
    yield from (_row(move, rule) for move, rule in RULES.items())
    yield ""


def _row(move: Move, rule: MoveRule) -> str:
    stages = sorted(rule.sources, key=list(Stage).index)
    when = "任何阶段 any" if set(stages) == set(Stage) else "、".join(STAGE_WORDS[one][0] for one in stages) or "—"
    letter = LETTER_WORDS[rule.letter][0] if rule.letter else "—"
    begins = f"{STEP_WORDS[rule.begins][0]}（{SIDE_WORDS[rule.owed_by][0]}）" if rule.begins else "—"
    needed = "必填 needed" if rule.needs_reason else "—"
    by = " ".join(SIDE_WORDS[rule.side])
    return f"| `{move}` | {rule.zh} {rule.en} | {by} | {when} | {letter} | {begins} | {needed} |"


def _ladders(packs: Packs) -> Iterator[str]:
    yield from ("| 地区 place | 措施 measures | 次序 order | 条款 clause |", "| --- | --- | --- | --- |")
    for pack in packs.packs:
        yield from _ladder(f"{pack.name_zh} {pack.name_en}", ladder_of(packs.ruling(pack.region, ON)))


def _ladder(place: str, found: Ladder) -> Iterator[str]:
    order = "按次序 in order" if found.ordered else "不定 none"
    mark = " → " if found.ordered else "、"
    if found.entry is not None:
        yield f"| {place} | {mark.join(found.rungs)} | {order} | {found.entry.clause}（{found.entry.basis.zh}） |"
    if found.then_entry is not None:
        rungs = f"{'、'.join(found.first)} → {'、'.join(found.then)}"
        yield f"| {place} | {rungs} | 认定不合理之后 once unreasonable | {_cited(found)} |"


def _cited(found: Ladder) -> str:
    return f"{found.then_entry.clause}（{found.then_entry.basis.zh}）" if found.then_entry else ""
