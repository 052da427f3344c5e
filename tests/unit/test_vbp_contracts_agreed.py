"""VBP-3, VB-2.1: the agreed share by winners, within the place's bounds, lower for some drugs, with its working."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from baowen.core.policy import load_packs
from baowen.vbp.contracts.rules.agreed import agreed_share

ON = date(2026, 11, 28)
PACKS = load_packs()
HUNAN, NATION = PACKS.ruling("430000", ON), PACKS.ruling("100000", ON)


@pytest.mark.parametrize(("winners", "share"), [(1, "0.5"), (2, "0.6"), (3, "0.7"), (4, "0.8"), (9, "0.8")])
def test_where_no_province_sets_bounds_the_share_goes_by_winners_alone(winners: int, share: str) -> None:
    found = agreed_share(winners, NATION, is_antibiotic=False, is_key_monitored=False)
    assert found.share == Decimal(share)
    assert [step.basis for step in found.steps] == ["sourced"]


@pytest.mark.parametrize(("winners", "share"), [(1, "0.6"), (2, "0.6"), (3, "0.7"), (4, "0.8")])
def test_hunan_holds_the_share_between_sixty_and_eighty_per_cent(winners: int, share: str) -> None:
    """VB-2.1, VBP-3."""
    found = agreed_share(winners, HUNAN, is_antibiotic=False, is_key_monitored=False)
    assert found.share == Decimal(share)
    assert ("VB-2.1" in [step.clause for step in found.steps]) is (winners == 1)


def test_antibiotics_and_key_monitored_drugs_are_agreed_lower_and_once() -> None:
    """VB-2.1, VBP-3: lower, even below the bounds; the number is illustrative and says so."""
    for marks in ((True, False), (False, True), (True, True)):
        found = agreed_share(1, HUNAN, is_antibiotic=marks[0], is_key_monitored=marks[1])
        assert found.share == Decimal("0.5")
        assert [step.share for step in found.steps] == [Decimal("0.5"), Decimal("0.6"), Decimal("0.5")]
        assert found.steps[-1].basis == "illustrative"
    assert "抗菌药物" in agreed_share(4, HUNAN, is_antibiotic=True, is_key_monitored=False).steps[-1].zh


def test_a_lot_that_nobody_won_has_no_share() -> None:
    with pytest.raises(ValueError, match="without winners"):
        agreed_share(0, HUNAN, is_antibiotic=False, is_key_monitored=False)
