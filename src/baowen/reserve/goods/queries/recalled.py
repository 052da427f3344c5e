"""Which lots are recalled now, by the codes of products: what the rules of releases and rotations are told. RSV-1."""

from __future__ import annotations

from datetime import date

from baowen.core.home import Home
from baowen.lake.facts.usable import recalled_lots
from baowen.lake.keys import KeyRegister
from baowen.lake.store import Lake
from baowen.reserve.goods.rules import NOTHING_RECALLED, Recalled


def recalled_now(home: Home, day: date) -> Recalled:
    """The recalls in force on a day, of every product that the lake knows."""
    lake = Lake(home.lake)
    rows = recalled_lots(lake, day=day)
    if rows.is_empty():
        return NOTHING_RECALLED
    named = rows.join(KeyRegister(lake, "product").all(), left_on="product", right_on="key", how="left")
    return Recalled(frozenset((code, lot) for code, lot in named.select("code", "lot_no").iter_rows() if code))
