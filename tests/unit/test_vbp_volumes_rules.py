"""What a volume report must say, how quantities are read, who reviews next, the tables of states. VBP-2 (VB-2.1)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from baowen.core.problems import BaowenError
from baowen.vbp.volumes.kinds import EXPLAINED_WORDS, FINDING_WORDS, Explained, FindingKind
from baowen.vbp.volumes.rules import (
    Bought,
    Limits,
    Line,
    Turn,
    check_times,
    floor_of,
    next_turn,
    problems_of,
    state_after,
    units_of,
)
from baowen.vbp.volumes.states import (
    CALL_WORDS,
    MOVES,
    STATE_WORDS,
    VERDICT_WORDS,
    CallState,
    Verdict,
    VolumeMove,
    VolumeState,
)

LIMITS = Limits(floor=Decimal("0.8"), unlike=Decimal(10))
KEYS = {("1", ""), ("2", "")}


def told(lines: list[Line], last: str | None = "1000", *, limits: Limits = LIMITS, partial: bool = False) -> list[str]:
    bought = {"1": Bought(units=None if last is None else Decimal(last), is_partial=partial)}
    found = problems_of(lines, bought, limits, allowed=KEYS)
    return [f"{'!' if one.is_refused else '?'}{one.lot}.{one.column}" for one in found]


def one(units: str, explanation: str = "") -> list[Line]:
    return [Line(lot="1", units=units, explanation=explanation)]


@pytest.mark.parametrize(
    ("text", "units"),
    [("", None), ("  ", None), ("0", Decimal(0)), ("1,200", Decimal(1200)), ("１２００", Decimal(1200)),
     (" 12.5 ", Decimal("12.5")), ("1e3", Decimal(1000))],
)  # fmt: skip
def test_a_quantity_is_read_and_an_empty_cell_is_not_zero(text: str, units: Decimal | None) -> None:
    assert units_of(text) == units


@pytest.mark.parametrize("text", ["-1", "－1", "abc", "NaN", "Infinity", "1.23456", "1e12", "12盒", "1/2"])
def test_what_is_no_quantity_is_refused(text: str) -> None:
    with pytest.raises(BaowenError):
        units_of(text)


def test_the_floor_is_in_whole_units_rounded_up_and_unknown_where_purchases_are() -> None:
    assert floor_of(Decimal(1001), Decimal("0.8")) == Decimal(801)
    assert floor_of(Decimal(1000), Decimal("0.8")) == Decimal(800)
    assert floor_of(None, Decimal("0.8")) is None
    assert floor_of(Decimal(1000), None) is None


@pytest.mark.parametrize(
    ("units", "expected"),
    [("800", []), ("799.9999", ["!1.explanation"]), ("1200", []), ("9999", []), ("10000", ["!1.units"]),
     ("100", ["!1.units"]), ("101", ["!1.explanation"]), ("0", ["!1.explanation"]), ("", ["?1.units"]),
     ("-3", ["!1.units"]), ("x", ["!1.units"])],
)  # fmt: skip
def test_a_line_is_compared_with_last_year(units: str, expected: list[str]) -> None:
    """VB-2.1 (VBP-2): below the floor an explanation is needed; ten times unlike is asked back; empty is warned of."""
    assert told(one(units)) == expected


@pytest.mark.parametrize("units", ["799", "0", "10000", "100"])
def test_an_explanation_is_enough(units: str) -> None:
    assert told(one(units, "停用")) == []


def test_nothing_is_compared_where_last_year_is_not_known() -> None:
    assert told(one("5"), last=None) == []
    assert told(one(""), last=None) == []
    assert told(one(""), last="0") == []
    assert told(one("50"), last="0") == []
    assert told(one("1"), limits=Limits(floor=None, unlike=None)) == []


def test_of_purchases_known_in_part_nobody_says_that_too_much_is_reported() -> None:
    assert told(one("10000"), partial=True) == []
    assert told(one("700"), partial=True) == ["!1.explanation"]


def test_brands_of_a_lot_are_compared_together() -> None:
    lines = [Line(lot="1", product_code="A", units="500"), Line(lot="1", product_code="B", units="299")]
    bought = {"1": Bought(units=Decimal(1000))}
    found = problems_of(lines, bought, LIMITS, allowed={line.key for line in lines})
    assert [(problem.product_code, problem.column) for problem in found] == [("A", "explanation")]
    more = [lines[0], Line(lot="1", product_code="B", units="300")]
    assert problems_of(more, bought, LIMITS, allowed={line.key for line in lines}) == []


def test_a_line_twice_and_a_line_of_another_round_are_refused() -> None:
    assert told([*one("1000"), *one("1000")]) == ["!1.units"]
    assert told([Line(lot="7", units="1")]) == ["!7.units"]
    assert told([Line(lot="1", product_code="X", units="1000")]) == ["!1.units"]
    assert told(one("1000", "字" * 501)) == ["!1.explanation"]


def test_a_report_goes_to_the_next_level_that_has_officers() -> None:
    chain = ["430121", "430100", "430000"]
    assert next_turn(chain, set(chain)) == Turn("430121", ())
    assert next_turn(chain, {"430000"}) == Turn("430000", ("430121", "430100"))
    assert next_turn(chain, set(chain), after="430121") == Turn("430100", ())
    assert next_turn(chain, set(), after="430121") == Turn("430000", ("430100",))  # who called always takes part
    assert next_turn(chain, set(chain), after="430000") == Turn("", ())


def test_a_cycle_has_its_reports_and_more_need_a_reason() -> None:
    """VB-2.1 (VBP-2, VBP-1): one report a cycle, again by year when needed."""
    check_times(0, 1, "")
    check_times(1, 1, "临床需求变化")
    check_times(5, None, "")
    with pytest.raises(BaowenError, match="已报量 1 次"):
        check_times(1, 1, "  ")


def test_every_move_and_state_has_its_words_and_every_state_its_way_on() -> None:
    assert set(MOVES) == set(VolumeMove)
    assert set(STATE_WORDS) == set(VolumeState)
    assert set(CALL_WORDS) == set(CallState)
    assert set(VERDICT_WORDS) == set(Verdict)
    assert set(FINDING_WORDS) == set(FindingKind)
    assert set(EXPLAINED_WORDS) == set(Explained)
    reached = {rule.to for rule in MOVES.values()} | {VolumeState.AGREED}  # agreed to by the last level
    assert reached >= set(VolumeState)
    left = set().union(*(rule.sources for rule in MOVES.values()))
    assert set(VolumeState) - left == {VolumeState.WITHDRAWN}


@pytest.mark.parametrize("move", [move for move in VolumeMove if move not in (VolumeMove.BEGIN, VolumeMove.SKIP)])
def test_a_move_is_refused_from_any_other_state_and_without_the_reason_that_it_needs(move: VolumeMove) -> None:
    rule = MOVES[move]
    for state in VolumeState:
        if state in rule.sources:
            assert state_after(move, state, number="BL1", reason="原因") == rule.to
            if rule.needs_reason:
                with pytest.raises(BaowenError, match="须写明原因"):
                    state_after(move, state, number="BL1", reason=" ")
        else:
            with pytest.raises(BaowenError, match="BL1 为"):
                state_after(move, state, number="BL1", reason="原因")
