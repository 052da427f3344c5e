"""Which measure may come when by the pack, and what is skipped by taking it now. Pure. PRI-1, PRI-2."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from baowen.core.policy import Entry, Ruling
from baowen.core.problems import BaowenError
from baowen.price.kinds import Measure

LADDER, ORDERED = "price.ladder", "price.ladder.ordered"
FIRST, THEN = "price.unreasonable.first", "price.unreasonable.then"

RUNG_WORDS: dict[str, tuple[Measure, ...]] = {
    "监测预警": (Measure.WARNING,),
    "书面问询": (Measure.INQUIRY,),
    "函询": (Measure.INQUIRY,),
    "约谈": (Measure.INTERVIEW,),
    "约谈提醒": (Measure.INTERVIEW,),
    "函询约谈": (Measure.INQUIRY, Measure.INTERVIEW),
    "成本调查": (Measure.SURVEY,),
    "公开问询": (Measure.PUBLIC_INQUIRY,),
    "信息披露": (Measure.DISCLOSURE,),
    "公开曝光": (Measure.DISCLOSURE,),
    "暂停挂网": (Measure.SUSPENSION,),
    "中止挂网": (Measure.SUSPENSION,),
    "信用评价": (Measure.CREDIT,),
    "失信惩戒": (Measure.CREDIT,),
}
"""The words of the texts, each with the measures that it stands for; any of them climbs the rung."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The measures as the rules of a place name them: the rungs, whether their order binds, and what has to come before
    the measures against a price that was found unreasonable. Entries are None where the pack has none."""

    rungs: tuple[str, ...]
    ordered: bool
    first: tuple[str, ...]
    then: tuple[str, ...]
    entry: Entry | None
    then_entry: Entry | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a measure stands on the ladder: the clause that names it ("" where no text of the place does), and the rungs
    that taking it now would skip."""

    measure: Measure
    clause: str
    basis: str
    skips: tuple[str, ...]

    @property
    def needs_reason(self) -> bool:
        return bool(self.skips) or not self.clause


def ladder_of(ruling: Ruling) -> Ladder:
    """The ladder of a place on a day; BaowenError for a rung whose word the program does not know."""
    entry, ordered, first, then = (ruling.get(key) for key in (LADDER, ORDERED, FIRST, THEN))
    found = Ladder(
        rungs=entry.value if entry else (), ordered=bool(ordered and ordered.value),
        first=first.value if first else (), then=then.value if then else (), entry=entry, then_entry=then,
    )  # fmt: skip
    for word in (*found.rungs, *found.first, *found.then):
        if word not in RUNG_WORDS:
            raise BaowenError(
                f"政策包中的价格措施“{word}”无法识别；可用：{'、'.join(RUNG_WORDS)}",
                f"the pack names a measure {word} that is not known",
            )
    return found


def standing(measure: Measure, taken: Collection[Measure], ladder: Ladder) -> Standing:
    """How a measure stands after those that were taken. A rung that allows either of two counts as climbed by one."""
    place = _place(measure, ladder.rungs)
    before = ladder.rungs[:place] if ladder.ordered and place is not None else ()
    sanction = _place(measure, ladder.then) is not None
    wanted = (*before, *(ladder.first if sanction else ()))
    skips = tuple(word for word in wanted if not any(one in taken for one in RUNG_WORDS[word]))
    entry = ladder.entry if place is not None else ladder.then_entry if sanction else None
    return Standing(
        measure=measure, clause=entry.clause if entry else "", basis=entry.basis.value if entry else "",
        skips=tuple(dict.fromkeys(skips)),
    )  # fmt: skip


def _place(measure: Measure, words: tuple[str, ...]) -> int | None:
    return next((at for at, word in enumerate(words) if measure in RUNG_WORDS[word]), None)
