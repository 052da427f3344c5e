"""What a hospital, or each member of its alliance, bought of a lot, selected or not. VBP-6 (VB-1.4, VB-2.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import ibis
import polars as pl

from baowen.core.home import Home
from baowen.core.problems import BaowenError
from baowen.lake.engine import open_engine
from baowen.lake.store import Lake
from baowen.monitor.calendar_table import CALENDAR
from baowen.monitor.tables import open_tables
from baowen.orgs.permissions import Actor
from baowen.vbp.progress.actions.running import recorded_marks
from baowen.vbp.progress.computing import catalogue_names, organisation_names
from baowen.vbp.progress.facts import cycle_purchases
from baowen.vbp.progress.marks import Mark
from baowen.vbp.progress.queries.lines import Narrowed, contract_lines
from baowen.vbp.progress.queries.runs import RunView


@dataclass(frozen=True, slots=True, kw_only=True)
class LotPurchase:
    """What one institution bought of one product of a lot in the cycle: packs, comparable content, smallest units."""

    hospital_code: str
    hospital_name: str
    product_code: str
    product_name: str
    mark: Mark
    ordered: float
    received: float
    content: float
    units: float
    yuan: float


def lot_purchases(
    home: Home, run: RunView, actor: Actor, *, hospital: str, round_code: str, lot: str, starts_on: date
) -> list[LotPurchase]:  # fmt: skip
    """The purchases behind a contract's non-selected share, by institution and product; BaowenError where somebody may
    not see the contract or there is none."""
    seen = contract_lines(home, run, actor, Narrowed(hospital=hospital), limit=100_000)
    if not any((one.round_code, one.lot, one.starts_on) == (round_code, lot, starts_on) for one in seen):
        raise BaowenError("没有可阅看的约定品种", "there is no contract that you may see")
    lake = Lake(home.lake)
    orgs, products = organisation_names(lake), catalogue_names(lake)
    owner = orgs.filter(pl.col("org_code") == hospital)["org"].item()
    engine = open_engine(lake)
    tables = open_tables(lake, engine, calendar=pl.DataFrame(schema=CALENDAR))
    bought = cycle_purchases(tables, engine.local(recorded_marks(lake)), run.seen_on, by_hospital=True)
    bought = bought.filter(
        bought.owner == owner, bought.round_code == round_code, bought.lot == lot,
        bought.starts_on == ibis.literal(starts_on),
    )  # fmt: skip
    sums = bought.group_by("hospital", "product", "mark").aggregate(
        ordered=bought.ordered.sum(), received=bought.received.sum(), content=(bought.ordered * bought.content).sum(),
        units=(bought.ordered * bought.units).sum(), yuan=bought.yuan.cast("float64").sum(),
    )  # fmt: skip
    found = engine.run(sums).join(orgs, left_on="hospital", right_on="org", how="left")
    found = found.join(products, on="product", how="left").sort(["mark", "content"], descending=[False, True])
    return [
        LotPurchase(
            hospital_code=row["org_code"] or "", hospital_name=row["org_name"] or "", product_code=row["product_code"],
            product_name=row["product_name"] or "", mark=Mark(row["mark"]), ordered=row["ordered"],
            received=row["received"], content=row["content"], units=row["units"], yuan=row["yuan"],
        )
        for row in found.iter_rows(named=True)
    ]  # fmt: skip
