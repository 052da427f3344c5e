"""Reads a table of winners (4+7): lots with the winner of each, and the packs that later ceilings are for. Pure.

The round that widened 4+7 told its ceilings for the packs of that table, later rounds for a unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from baowen.core.money import unit_price
from baowen.vbp.rounds.entered import NewBid, NewLot
from baowen.vbp.rounds.kinds import CeilingPer
from baowen.vbp.rounds.rules.cells import number_in, price_in
from baowen.vbp.rounds.rules.grid import Grid, Row, Told, rows_of
from baowen.vbp.rounds.rules.naming import base_of
from baowen.vbp.rounds.rules.published import LotRead
from baowen.vbp.rounds.rules.sheets import WINNERS
from baowen.vbp.rounds.rules.wording import told as problem_told

PACK = re.compile(r"^(?P<spec>.+?)\s*[*×xX]\s*(?P<units>\d+)$")
FAILED = "流标"


@dataclass(frozen=True, slots=True, kw_only=True)
class BasePack:
    """A pack that was selected: yuan for it, its units and specification, yuan a unit."""

    drug: tuple[str, str]
    spec: str
    units: Decimal
    price: Decimal


def read_winners(grid: Grid, told: Told) -> dict[str, LotRead]:
    """The lots of a table of winners; rows of one lot that name no winner are its other specifications."""
    lots: dict[str, LotRead] = {}
    for row in rows_of(grid, WINNERS, told):
        number, drug = _number(row), row.filled("drug")
        if not number or not drug:
            continue
        form = "注射剂" if "注射" in row.text("form") else row.text("form").replace("片剂片剂", "片剂")
        lot = lots.setdefault(
            number, LotRead(NewLot(number=number, drug=drug + form, spec=row.short("spec").rstrip("*")), row.number)
        )  # fmt: skip
        if FAILED in row.text("unit_price"):
            row.tell("failed", "drug", drug)
        elif row.text("name") and row.text("pack_price"):
            _add(row, lot)
    return lots


def _number(row: Row) -> str:
    return re.sub(r"\.0+$", "", row.filled("number", 30))


def _add(row: Row, lot: LotRead) -> None:
    price, pack = price_in(row, "pack_price"), pack_of(row.text("packaging"))
    told = number_in(row, "unit_price")
    if price is None or told is None or pack is None:
        return
    if pack.units and unit_price(price / pack.units) != unit_price(told):
        row.tell("same_pack_price_odd", "pack_price", f"{price:f}", worked=f"{unit_price(price / pack.units):f}")
    spec = row.short("spec").rstrip("*")
    lot.lot = replace(lot.lot, spec=lot.lot.spec if lot.bids else spec)
    lot.bids.append(
        NewBid(enterprise_name=row.filled("name"), spec=spec, price=unit_price(told), is_selected=True, line=row.number)
    )


def pack_of(packaging: str) -> BasePack | None:
    """The specification and the units of a pack such as 20mg*7; the price is not told here."""
    found = PACK.match(packaging.strip())
    if found is None:
        return None
    spec = found["spec"].strip().removeprefix("(").removesuffix(")")
    return BasePack(drug=("", ""), spec=spec, units=Decimal(found["units"]), price=Decimal(0))


def base_packs(grid: Grid, told: Told) -> list[BasePack]:
    """Every pack of a table of winners, for the ceilings of the round that widened it."""
    found = []
    for row in rows_of(grid, WINNERS, told):
        price, pack = price_in(row, "pack_price"), pack_of(row.text("packaging"))
        if price is not None and pack is not None:
            found.append(replace(pack, drug=base_of(row.text("drug") + row.text("form")), price=price))
    return found


def ceilings_of_packs(lots: Iterable[LotRead], packs: Iterable[BasePack], grid: Grid, told: Told) -> None:
    """Say of every lot that its ceiling is for a pack, and for which where a pack of that drug has just that price."""
    by_drug: dict[tuple[tuple[str, str], Decimal], BasePack] = {(one.drug, one.price): one for one in packs}
    for lot in lots:
        ceiling = lot.lot.ceiling
        if ceiling is None:
            continue
        pack = by_drug.get((base_of(lot.lot.drug), ceiling))
        if pack is None:
            told.add(
                problem_told(
                    "ceiling_pack_unknown", file=grid.file, sheet=grid.sheet, row=lot.row, column="ceiling_price",
                    value=f"{ceiling:f}",
                )
            )  # fmt: skip
        lot.lot = replace(
            lot.lot, ceiling_per=CeilingPer.PACK, ceiling_units=pack.units if pack else None,
            ceiling_spec=pack.spec if pack else "",
        )  # fmt: skip
