"""Each move is explained in one sentence of each language."""

from __future__ import annotations

from datetime import date

from baowen.reserve.transfers.optimise import MoveNames, explain

NAMES = MoveNames(giver="甲医院", taker="乙卫生院", drug="注射用苄星青霉素", unit="支", unit_en="vials", lot_no="B7",
                  expires_on=date(2027, 3, 31))  # fmt: skip
MOVE = {"packs": 12, "units": 120.0, "km": 35.2}
GIVER = {"stock": 1000.0, "given": 120.0, "kept_line": 600.0, "received": 0.0}
TAKER = {"stock": 8.0, "given": 0.0, "kept_line": 150.0, "received": 120.0}


def test_a_move_says_who_sends_what_and_what_both_have_afterwards() -> None:
    zh, en = explain(MOVE, giver=GIVER, taker=TAKER, giver_daily_use=10.0, taker_daily_use=2.0, names=NAMES)
    assert zh == (
        "甲医院调出注射用苄星青霉素 12 盒（120 支，批号 B7）给乙卫生院，相距 35 公里：乙卫生院的库存只够 4.0 天，"
        "全部调入后够 64 天；甲医院留存高出其应留量 28 天用量；该批2027-03-31 到期。"
    )
    assert en == (
        "甲医院 sends 12 packs of 注射用苄星青霉素 (120 vials, lot B7) over 35 km to 乙卫生院, whose stock lasts "
        "4.0 days and with all that is sent to it 64; 甲医院 keeps 28 days of use above what it must keep; "
        "the lot expires on 2027-03-31."
    )


def test_a_giver_without_own_use_and_a_lot_without_number_or_date_are_told_as_such() -> None:
    names = MoveNames(giver="甲", taker="乙", drug="药", unit="片", unit_en="tablets", lot_no="", expires_on=None)
    zh, en = explain(MOVE, giver=GIVER, taker=TAKER, giver_daily_use=0.0, taker_daily_use=2.0, names=names)
    assert "本身不用此药" in zh
    assert "批号 未记批号" in zh
    assert "有效期未知" in zh
    assert "uses none itself; the lot has no known expiry date" in en
