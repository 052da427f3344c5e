"""What a volume report must say, where it must explain, and who reviews it next. Pure. VBP-2 (VB-2.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from typing import Final

from baowen.core.money import plain
from baowen.core.problems import BaowenError
from baowen.vbp.volumes.states import MOVES, STATE_WORDS, VolumeMove, VolumeState

Words = tuple[str, str]
LineKey = tuple[str, str]
"""A lot's number and a product code, "" for the lot as a whole."""

UNITS: Final = "units"
EXPLANATION: Final = "explanation"
COLUMNS: Final = (UNITS, EXPLANATION)
LONGEST: Final = {UNITS: 40, EXPLANATION: 500}
BELOW: Final = Decimal(10) ** 12  # units of one lot and hospital in a year: more is no quantity
_PLACES: Final = 4
_WIDTHS: Final = str.maketrans("０１２３４５６７８９．，－", "0123456789.,-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is typed in one line, as it stands: the text of the quantity (smallest units) and the explanation."""

    lot: str
    product_code: str = ""
    units: str = ""
    explanation: str = ""

    @property
    def key(self) -> LineKey:
        return (self.lot, self.product_code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """Last year's actual purchases in smallest units; None: not known, which is not zero. `is_partial`: more was bought
    in packs whose content nobody knows."""

    units: Decimal | None = None
    is_partial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the pack says: the floor as a share of last year's purchases, and how many times more or less than last
    year's a quantity is asked back. None where the pack has no such entry."""

    floor: Decimal | None
    unlike: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CellProblem:
    """What is wrong at one cell, what to do, and whether the report is refused for it."""

    lot: str
    product_code: str
    column: str
    message: Words
    remedy: Words
    is_refused: bool


def units_of(text: str) -> Decimal | None:
    """The quantity that a text gives, None for an empty one: not told is not zero. BaowenError for any other text."""
    given = text.translate(_WIDTHS).replace(",", "").strip()
    if not given:
        return None
    try:
        found = Decimal(given)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise BaowenError(f"“{text}”不是数字，请填最小制剂单位的数量", f"{text!r} is no number of units")
    if found < 0:
        raise BaowenError(f"数量不能为负（{text}）；没有需求请填 0", f"{text} is negative; write 0 for no need")
    if found >= BELOW:
        raise BaowenError(f"数量 {text} 过大，请核对单位", f"{text} is too large; check the unit")
    if found != round(found, _PLACES):
        raise BaowenError(f"数量 {text} 的小数超过四位", f"{text} has more than four decimal places")
    return found


def floor_of(last: Decimal | None, share: Decimal | None) -> Decimal | None:
    """The least quantity that needs no explanation: a share of last year's purchases, in whole units rounded up.

    None where either is not known. VB-2.1: not below the share of last year's actual purchases.
    """
    if last is None or share is None:
        return None
    return (last * share).to_integral_value(rounding=ROUND_CEILING)


def is_below(units: Decimal, last: Decimal | None, share: Decimal | None) -> bool:
    """Whether a quantity lies below the exact floor; just the floor does not. VB-2.1."""
    return last is not None and share is not None and units < last * share


def problems_of(
    lines: Sequence[Line], bought: Mapping[str, Bought], limits: Limits, *, allowed: AbstractSet[LineKey]
) -> list[CellProblem]:
    """All that is wrong with the lines of a report, in their order. `bought`: last year's purchases by lot.

    Refused: lots of another round, a line twice, what is no quantity, and a lot below the floor or ten times unlike
    last year without an explanation. A lot that was bought last year and is left empty is warned of. VB-2.1, VB-2.2.
    """
    found = [*_strange(lines, allowed), *_unreadable(lines)]
    bad = {(one.lot, one.product_code) for one in found}
    by_lot: dict[str, list[Line]] = {}
    for line in lines:
        by_lot.setdefault(line.lot, []).append(line)
    for lot, own in by_lot.items():
        if not any(line.key in bad for line in own):
            found += _compared(own, bought.get(lot, Bought()), limits)
    return found


def _strange(lines: Sequence[Line], allowed: AbstractSet[LineKey]) -> Iterable[CellProblem]:
    seen: set[LineKey] = set()
    for line in lines:
        if line.key not in allowed:
            yield _told(
                line, UNITS, (f"本批次没有品种 {line.lot} {line.product_code}".rstrip(), "the round has no such line"),
                ("请使用本批次的报量表填写", "use the form of this round"),
            )  # fmt: skip
        elif line.key in seen:
            yield _told(
                line, UNITS, ("同一品种填了两行", "the same line is given twice"),
                ("请合并为一行", "make one line of them"),
            )  # fmt: skip
        seen.add(line.key)


def _unreadable(lines: Sequence[Line]) -> Iterable[CellProblem]:
    for line in lines:
        try:
            units_of(line.units)
        except BaowenError as error:
            yield _told(line, UNITS, (error.message, error.message_en), ("请改正", "mend it"))
        if len(line.explanation) > LONGEST[EXPLANATION]:
            yield _told(
                line, EXPLANATION, (f"说明超过 {LONGEST[EXPLANATION]} 字", "the explanation is too long"),
                ("请缩短", "shorten it"),
            )  # fmt: skip


def _compared(lines: Sequence[Line], bought: Bought, limits: Limits) -> Iterable[CellProblem]:
    """What comparing a lot with last year's purchases says; at its first line that has a quantity, else its first."""
    given = [line for line in lines if units_of(line.units) is not None]
    first = (given or list(lines))[0]
    explained = any(line.explanation.strip() for line in lines)
    last = bought.units
    if not given:
        if last:
            yield _told(
                first, UNITS, (f"去年采购 {plain(last)}，没有填报", f"{plain(last)} were bought last year; left empty"),
                ("不再需要的请填 0 并说明；留空将列为瞒报线索", "write 0 and explain; empty counts as hidden"),
                is_refused=False,
            )  # fmt: skip
        return
    units = sum((units_of(line.units) or Decimal(0) for line in given), Decimal(0))
    if explained or last is None:
        return
    times = _unlike(units, last, limits.unlike, is_partial=bought.is_partial)
    if times:
        yield _told(
            first, UNITS, times,
            ("请核对是否按最小制剂单位（片、支、袋）填写；无误请在说明中写明原因",
             "check that smallest units are counted; if it is right, explain"),
        )  # fmt: skip
    elif is_below(units, last, limits.floor):
        least = plain(floor_of(last, limits.floor) or Decimal(0))
        yield _told(
            first, EXPLANATION,
            (f"低于报量下限 {least}（去年采购 {plain(last)}）", f"below the floor of {least}; last year {plain(last)}"),
            ("请填写书面说明，或增加报量", "explain in writing, or report more"),
        )  # fmt: skip


def _unlike(units: Decimal, last: Decimal, multiple: Decimal | None, *, is_partial: bool) -> Words | None:
    """What is asked back; of purchases that are known in part nobody can say that a quantity is too much."""
    if multiple is None or last <= 0 or units <= 0:
        return None
    if units >= last * multiple and not is_partial:
        return (
            f"达到去年采购量 {plain(last)} 的 {plain(multiple)} 倍",
            f"{plain(multiple)} times last year's {plain(last)}",
        )
    if units * multiple <= last:
        return (
            f"不到去年采购量 {plain(last)} 的 {plain(multiple)} 分之一",
            f"1/{plain(multiple)} of last year's {plain(last)} or less",
        )
    return None


def _told(
    line: Line, column: str, message: Words, remedy: Words, *, is_refused: bool = True
) -> CellProblem:  # fmt: skip
    return CellProblem(
        lot=line.lot, product_code=line.product_code, column=column, message=message, remedy=remedy,
        is_refused=is_refused,
    )  # fmt: skip


def state_after(move: VolumeMove, state: VolumeState, *, number: str, reason: str = "") -> VolumeState | None:
    """Where a move leads from a state, None where the next turn decides. BaowenError where it is not allowed."""
    rule = MOVES[move]
    if state not in rule.sources:
        zh, en = STATE_WORDS[state]
        raise BaowenError(f"{number} 为“{zh}”，不能{rule.zh}", f"{number} is {en}: cannot {rule.en}")
    if rule.needs_reason and not reason.strip():
        raise BaowenError(f"{rule.zh}须写明原因", f"say why: {rule.en}")
    return rule.to


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn a report is after a level ("" after the last), and the levels in between that nobody holds."""

    place: str
    skipped: tuple[str, ...]


def next_turn(chain: Sequence[str], seated: AbstractSet[str], *, after: str = "") -> Turn:
    """The next place of a chain of places, lowest first, that has an officer; the last always takes part.

    `after`: the place that has agreed, "" where the report was just filed.
    """
    rest = list(chain[chain.index(after) + 1 :] if after else chain)
    skipped: list[str] = []
    for place in rest:
        if place in seated or place == chain[-1]:
            return Turn(place, tuple(skipped))
        skipped.append(place)
    return Turn("", tuple(skipped))


def check_times(before: int, allowed: int | None, reason: str) -> None:
    """BaowenError for a call beyond the reports of a cycle that gives no reason. VB-2.1: once a cycle, again by year
    when needed. `before`: the calls that the cycle has had."""
    if allowed is not None and before >= allowed and not reason.strip():
        raise BaowenError(
            f"本采购周期已报量 {before} 次（每周期 {allowed} 次）；确需按年重报的，请写明原因",
            f"the cycle has had {before} of {allowed} reports; say why it is reported again",
        )
