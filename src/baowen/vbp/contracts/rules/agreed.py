"""Which share of a report is agreed on: by winners, within the place's bounds, lower for some drugs. Pure. VBP-3."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from baowen.core.money import plain
from baowen.core.policy import Entry, Ruling

BY_WINNERS, LEAST, MOST = "vbp.agreed.by_winners", "vbp.agreed.least", "vbp.agreed.most"
LOWERED = "vbp.agreed.lowered"
ANTIBIOTIC, KEY_MONITORED = "antibiotic", "key_monitored"
ONE, NOTHING = Decimal(1), Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the working: what it does, the share after it, and the clause and basis that it rests on."""

    zh: str
    en: str
    share: Decimal
    clause: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The share of the report that is agreed on, with the steps that lead there; the last of them has it."""

    steps: tuple[Step, ...]

    @property
    def share(self) -> Decimal:
        """The share itself."""
        return self.steps[-1].share


def agreed_share(winners: int, ruling: Ruling, *, is_antibiotic: bool, is_key_monitored: bool) -> Share:
    """The share for a lot with so many winners (VB-2.1: 60-80 %, lower for antibiotics and key-monitored drugs).

    The bounds hold the share by winners; what is lowered may lie below them. A drug that is both is lowered once, by
    the larger step. ValueError for a lot without winners.
    """
    if winners < 1:
        raise ValueError("a lot without winners has no agreed share")
    steps = [_by_winners(winners, ruling.entry(BY_WINNERS))]
    for key, higher in ((LEAST, True), (MOST, False)):
        bound = ruling.get(key)
        if bound is not None:
            steps += _bounded(steps[-1].share, bound, higher=higher)
    marks = [name for name, holds in ((ANTIBIOTIC, is_antibiotic), (KEY_MONITORED, is_key_monitored)) if holds]
    if marks:
        steps += _lowered(steps[-1].share, marks, ruling.get(LOWERED))
    return Share(steps=tuple(steps))


def _by_winners(winners: int, entry: Entry) -> Step:
    table = {int(name): Decimal(share) for name, share in entry.table().items()}
    reached = [count for count in table if count <= winners]
    share = table[max(reached) if reached else min(table)]
    return Step(
        zh=f"中选企业 {winners} 家", en=f"winners: {winners}", share=share, clause=entry.clause,
        basis=entry.basis.value,
    )  # fmt: skip


def _bounded(share: Decimal, entry: Entry, *, higher: bool) -> list[Step]:
    bound = entry.number()
    if share >= bound if higher else share <= bound:
        return []
    zh, en = ("不低于", "at least") if higher else ("不高于", "at most")
    return [
        Step(
            zh=f"{zh}报量的 {plain(bound * 100)}%", en=f"{en} {plain(bound * 100)} % of the report", share=bound,
            clause=entry.clause, basis=entry.basis.value,
        )
    ]  # fmt: skip


_MARK_WORDS = {ANTIBIOTIC: ("抗菌药物", "antibiotic"), KEY_MONITORED: ("重点监控药品", "key-monitored drug")}


def _lowered(share: Decimal, marks: list[str], entry: Entry | None) -> list[Step]:
    points = [] if entry is None else [Decimal(entry.table()[name]) for name in marks if name in entry.table()]
    if entry is None or not points:
        return []
    less = max(points)
    zh = "、".join(_MARK_WORDS[name][0] for name in marks)
    en = ", ".join(_MARK_WORDS[name][1] for name in marks)
    return [
        Step(
            zh=f"{zh}，降低 {plain(less * 100)} 个百分点", en=f"{en}: {plain(less * 100)} points less",
            share=max(share - less, NOTHING), clause=entry.clause, basis=entry.basis.value,
        )
    ]  # fmt: skip
