"""What follows from results is decided by people and can be undone; points are a ledger. VBP-7 (VB-2.3), CRD-5."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from baowen.core.home import Home
from baowen.core.policy import load_packs
from baowen.core.problems import BaowenError
from baowen.core.rawfiles import unchanged
from baowen.orgs.permissions import NotAllowedError
from baowen.price.letters.fill import text_of
from baowen.vbp.evaluation.actions import (
    add_effect,
    correct_points,
    decide_effect,
    drop_effect,
    propose_effects,
    withdraw_effect,
)
from baowen.vbp.evaluation.kinds import EffectKind
from baowen.vbp.evaluation.queries.records import document_of, effect_page, ledger
from baowen.vbp.evaluation.states import EffectState

from .conftest import AT

People = dict[str, Any]
Make = Callable[..., str]


def states(people: People, hospital: str) -> dict[EffectKind, EffectState]:
    return {one.kind: one.state for one in effect_page(people["YB"], hospital=hospital).lines}


def test_the_table_of_the_pack_proposes_once_and_people_decide_drop_and_withdraw(
    run: Make, served: Home, people: People
) -> None:
    """VB-2.3 (VBP-7): notice, interview and points are proposed; nothing follows by itself."""
    number, by = run(), {"actor": people["YB"], "at": AT}
    assert propose_effects(served, number, packs=load_packs(), **by) == 6
    assert propose_effects(served, number, packs=load_packs(), **by) == 0
    assert set(states(people, "H-A").values()) == {EffectState.PROPOSED}
    assert states(people, "H-B") == {}
    assert effect_page(people["H-A"]).lines == [], "a proposal is nobody's business yet"
    found = {one.kind: one.number for one in effect_page(people["YB"], hospital="H-A").lines}
    with pytest.raises(BaowenError, match="只有“支付资格记分”"):
        decide_effect(served, found[EffectKind.NOTICE], "通报", points=Decimal(1), **by)
    decide_effect(served, found[EffectKind.NOTICE], "完成量不足", **by)
    drop_effect(found[EffectKind.INTERVIEW], "已当面说明", **by)
    with pytest.raises(BaowenError, match="不能办理"):
        drop_effect(found[EffectKind.NOTICE], "再想想", **by)
    assert [one.kind for one in effect_page(people["H-A"]).lines] == [EffectKind.NOTICE]
    words = text_of(unchanged(served.raw, document_of(found[EffectKind.NOTICE], people["H-A"])))
    assert "H-A医院" in words
    assert "湘医保发〔2025〕38号二（三）" in words
    with pytest.raises(BaowenError, match="没有可阅看"):
        document_of(found[EffectKind.NOTICE], people["H-B"])
    withdraw_effect(found[EffectKind.NOTICE], "依据有误", **by)
    assert states(people, "H-A")[EffectKind.NOTICE] is EffectState.WITHDRAWN
    with pytest.raises(BaowenError, match="不是已作出"):
        withdraw_effect(found[EffectKind.NOTICE], "再撤", **by)


def test_points_are_entered_corrected_and_given_back_and_no_entry_is_changed(
    run: Make, served: Home, people: People
) -> None:
    """CRD-5: a ledger with corrections."""
    number, by = run(), {"actor": people["YB"], "at": AT}
    effect = add_effect(served, number, "H-C", EffectKind.POINTS, "屡次超比例", **by)
    with pytest.raises(BaowenError, match="已有"):
        add_effect(served, number, "H-C", EffectKind.POINTS, "再记", **by)
    with pytest.raises(BaowenError, match="没有不合格品种"):
        add_effect(served, number, "H-B", EffectKind.POINTS, "误", **by)
    with pytest.raises(BaowenError, match="请填写记分的分值"):
        decide_effect(served, effect, "记分", **by)
    decide_effect(served, effect, "记分", points=Decimal("3"), **by)
    (entry,), total = ledger(people["H-C"], "H-C")
    assert (entry.points, total) == (3, 3)
    correct_points(entry.number, Decimal("1.5"), "情节较轻", **by)
    with pytest.raises(BaowenError, match="没有变化"):
        correct_points(entry.number, Decimal("1.5"), "同上", **by)
    withdraw_effect(effect, "依据有误", **by)
    entries, total = ledger(people["YB"], "H-C")
    assert [one.points for one in entries] == [3, Decimal("-1.5"), Decimal("-1.5")]
    assert [one.corrects for one in entries] == [None, entry.number, entry.number]
    assert total == 0
    assert ledger(people["H-A"], "H-C") == ((), 0), "another hospital's ledger"


def test_only_the_office_of_the_place_decides(run: Make, served: Home, people: People) -> None:
    number = run()
    for who in ("H-A", "YB-121"):
        with pytest.raises(NotAllowedError):
            propose_effects(served, number, actor=people[who], at=AT, packs=load_packs())
        with pytest.raises(NotAllowedError):
            add_effect(served, number, "H-A", EffectKind.CUT_TOTAL, "试", actor=people[who], at=AT)
    assert effect_page(people["YB"]).lines == []
