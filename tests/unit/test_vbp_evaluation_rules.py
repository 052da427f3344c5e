"""Which months an exemption moves, what is proposed, how bars fall, what a run remembers. VBP-7 (VB-2.3)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from baowen.core.problems import BaowenError
from baowen.vbp.evaluation.given import Given, GivenProduct, Ruled, as_json, from_json
from baowen.vbp.evaluation.kinds import EffectKind, ExemptionKind
from baowen.vbp.evaluation.rules.columns import Limits
from baowen.vbp.evaluation.rules.exempting import Exempt, check_eased, check_period, months_of
from baowen.vbp.evaluation.rules.falling import Bar, share_bars, volume_bars
from baowen.vbp.evaluation.rules.proposing import ProposalRule, check_points, proposed

CYCLE = (date(2024, 10, 1), date(2025, 9, 30))
RULES = [
    ProposalRule(least_share=Decimal(0), effects=(EffectKind.NOTICE,)),
    ProposalRule(least_share=Decimal("0.3"), effects=(EffectKind.NOTICE, EffectKind.INTERVIEW)),
]


def exempt(first: date, last: date) -> Exempt:
    return Exempt(number=1, kind=ExemptionKind.SHORTAGE, from_on=first, until_on=last)


@pytest.mark.parametrize(
    ("first", "last", "touched", "whole"),
    [
        (date(2025, 1, 1), date(2025, 1, 31), ("2025-01", "2025-01"), ("2025-01", "2025-01")),
        (date(2025, 1, 2), date(2025, 3, 30), ("2025-01", "2025-03"), ("2025-02", "2025-02")),
        (date(2024, 12, 31), date(2025, 2, 28), ("2024-12", "2025-02"), ("2025-01", "2025-02")),
        (date(2025, 1, 10), date(2025, 1, 20), ("2025-01", "2025-01"), ("2025-02", "2024-12")),
    ],
)
def test_a_period_moves_the_months_that_it_touches_or_those_that_it_fills(
    first: date, last: date, touched: tuple[str, str], whole: tuple[str, str]
) -> None:
    assert months_of(exempt(first, last), whole=False) == touched
    assert months_of(exempt(first, last), whole=True) == whole


def test_a_period_lies_within_the_cycle_with_its_days_in_order() -> None:
    check_period(*CYCLE, *CYCLE)
    with pytest.raises(BaowenError, match="早于开始日期"):
        check_period(CYCLE[1], CYCLE[0], *CYCLE)
    for first, last in ((date(2024, 9, 30), CYCLE[1]), (CYCLE[0], date(2025, 10, 1))):
        with pytest.raises(BaowenError, match="采购周期"):
            check_period(first, last, *CYCLE)


@pytest.mark.parametrize("eased", [None, Decimal(0), Decimal(-1), Decimal("NaN"), Decimal("0.00001")])
def test_an_eased_volume_is_a_number_of_packs_above_nothing(eased: Decimal | None) -> None:
    """VB-2.3 gives no number, so an officer has to."""
    with pytest.raises(BaowenError):
        check_eased(ExemptionKind.EASED, eased)
    check_eased(ExemptionKind.EASED, Decimal("0.5"))


def test_the_highest_share_that_is_reached_proposes_and_nothing_failing_proposes_nothing() -> None:
    """VB-2.3 (VBP-7): results lead to consequences; which to what is the pack's illustrative table."""
    assert proposed(0, 10, RULES) == ()
    assert proposed(2, 10, RULES) == (EffectKind.NOTICE,)
    assert proposed(3, 10, RULES) == (EffectKind.NOTICE, EffectKind.INTERVIEW)
    assert proposed(3, 10, []) == ()


def test_points_come_with_a_decision_to_take_points_alone() -> None:
    """CRD-5."""
    check_points(EffectKind.POINTS, Decimal("2.5"))
    check_points(EffectKind.NOTICE, None)
    for kind, points in (
        (EffectKind.POINTS, None),
        (EffectKind.POINTS, Decimal("0.001")),
        (EffectKind.NOTICE, Decimal(1)),
    ):
        with pytest.raises(BaowenError):
            check_points(kind, points)


def test_bars_show_what_stands_what_a_step_adds_and_the_line_to_reach() -> None:
    plain, after = volume_bars([Decimal(2100), Decimal(3300)], [Decimal(3000), Decimal(0)])
    assert plain == Bar(stands=636, change_from=636, change=0, is_gain=True, line=909)
    assert after == Bar(stands=636, change_from=636, change=364, is_gain=True, line=None)
    first, second = share_bars([Decimal("0.36"), None], Decimal("0.2"))
    assert first == Bar(stands=900, change_from=900, change=0, is_gain=True, line=500)
    assert (second.stands, second.change, second.is_gain) == (0, 900, True)
    assert volume_bars([Decimal(0)], [Decimal(0)])[0].stands == 0
    assert share_bars([Decimal("0.9")], None)[0].line is None


def test_what_was_given_to_a_run_comes_back_from_its_document_as_it_was() -> None:
    given = Given(
        round_code="R1", as_of=CYCLE[1], numerator="ordered", counts=("same",),
        limits=Limits(share=Decimal("0.20"), whole_months=True, judges_share=False),
        ruled=(Ruled(key="a", value="b", clause="VB-2.3", basis="sourced", pack="hunan"),),
        exempts=(
            Exempt(
                number=7, kind=ExemptionKind.EASED, from_on=CYCLE[0], until_on=CYCLE[1], places=frozenset({"430121"}),
                hospital="H", lot="1", product="P", eased=Decimal("1.5000"), clause="VB-2.3",
            ),
        ),
        products=(GivenProduct(lot="1", code="P", tier="过评", price=Decimal("15.0000"), roles={"": "main"}),),
        surplus_separate=None,
    )  # fmt: skip
    assert from_json(as_json(given)) == given
    assert given.clause("a") == "VB-2.3"
    assert given.clause("b") == ""
