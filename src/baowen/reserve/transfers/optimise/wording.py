"""Why a move is proposed, in one sentence of each language. RSV-3."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

_LONG_DAYS = 999.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveNames:
    """What the columns do not know. `unit`, `unit_en`: the smallest unit; `expires_on`: None where it is not known."""

    giver: str
    taker: str
    drug: str
    unit: str
    unit_en: str
    lot_no: str
    expires_on: date | None


def explain(
    move: Mapping[str, Any], *, giver: Mapping[str, Any], taker: Mapping[str, Any], giver_daily_use: float,
    taker_daily_use: float, names: MoveNames,
) -> tuple[str, str]:  # fmt: skip
    """Chinese and English. `move`: a row of MOVES; `giver`, `taker`: their rows of NEEDS for its item."""
    packs, units, km = int(move["packs"]), move["units"], move["km"]
    before, after = _days(taker["stock"], taker_daily_use), _days(taker["stock"] + taker["received"], taker_daily_use)
    spare = giver["stock"] - giver["given"] - giver["kept_line"]
    above = _days(spare, giver_daily_use)
    lot, lot_en = names.lot_no or "未记批号", names.lot_no or "without a number"
    ends = f"{names.expires_on} 到期" if names.expires_on else "有效期未知"
    ends_en = f"expires on {names.expires_on}" if names.expires_on else "has no known expiry date"
    stays = f"留存高出其应留量 {above} 天用量" if above else f"留存高出其应留量 {spare:,.0f} {names.unit}，本身不用此药"
    stays_en = (
        f"keeps {above} days of use above what it must keep"
        if above
        else f"keeps {spare:,.0f} {names.unit_en} above what it must keep and uses none itself"
    )
    zh = (
        f"{names.giver}调出{names.drug} {packs:,} 盒（{units:,.0f} {names.unit}，批号 {lot}）给{names.taker}，"
        f"相距 {km:,.0f} 公里："
        f"{names.taker}的库存只够 {before} 天，全部调入后够 {after} 天；{names.giver}{stays}；该批{ends}。"
    )
    en = (
        f"{names.giver} sends {packs:,} {'pack' if packs == 1 else 'packs'} of {names.drug} "
        f"({units:,.0f} {names.unit_en}, lot {lot_en}) over {km:,.0f} km to {names.taker}, "
        f"whose stock lasts {before} days and with all that is sent to it {after}; "
        f"{names.giver} {stays_en}; the lot {ends_en}."
    )
    return zh, en


def _days(units: float, daily_use: float) -> str:
    """Days that stock lasts, to a tenth below ten; empty where nothing is used."""
    if daily_use <= 0:
        return ""
    days = max(units, 0.0) / daily_use
    if days > _LONG_DAYS:
        return f"{_LONG_DAYS:.0f}+"
    return f"{days:.1f}" if days < 10 else f"{days:.0f}"
