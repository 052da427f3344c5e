"""What a simulated province is asked to be, and what a run reports back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from baowen.core.period import Month
from baowen.core.problems import BaowenError

KINDS = (
    "stop_production",
    "delivery_failure",
    "demand_surge",
    "hoarding",
    "price_gouging",
    "joint_price_rise",
    "regional_price_gap",
    "unit_slip",
    "vbp_lag",
    "vbp_non_selected",
    "payment_arrears",
    "reporting_silence",
)
FORMATS = ("csv", "parquet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Every choice behind a simulated province; equal parameters give byte-identical files.

    Shares lie between 0 and 1. Each field has its row in docs/reference/simulate.md.
    """

    region: str = "430000"  # GB/T 2260 code of the province (or city) that is played
    hospitals: int = 200  # medical institutions of all levels
    products: int = 800  # products: drug, maker, strength and pack
    months: int = 24  # months of history
    until: str = "2026-10"  # last month, YYYY-MM; fixed, so that a run does not depend on the day it is made
    seed: int = 7  # start of every random stream
    lines: int | None = None  # order lines to aim at, within about a tenth; None: what hospitals of this size order
    format: str = "csv"  # csv or parquet
    bad_share: float = 0.0  # share of cells broken on purpose, listed in bad.csv
    delivery_rate: float = 0.95  # share of ordinary order lines that arrive
    partial_share: float = 0.06  # share of delivered lines that come in two goes
    price_change_share: float = 0.35  # ordinary price changes a product and year
    growth: float = 0.03  # growth of use a year
    demand_noise: float = 0.18  # standard deviation of the logarithm of monthly use
    remote_share: float = 0.15  # share of counties that count as remote
    new_share: float = 0.06  # share of products that are first listed inside the window
    leaving_share: float = 0.03  # share of products that leave inside the window; no event
    report_share: float = 0.9  # share of hospitals that send their monthly shortage or zero report
    quiet_months: int = 12  # months without events at the start, for those that need a history

    def __post_init__(self) -> None:
        if min(self.hospitals, self.products, self.months) < 1:
            raise BaowenError("机构数、药品数、月数都应至少为 1", "hospitals, products and months must be at least 1")
        if self.format not in FORMATS:
            raise BaowenError(
                f"格式应为 csv 或 parquet，不是 {self.format}", f"format is csv or parquet, not {self.format}"
            )
        if not 0 <= self.bad_share < 1:
            raise BaowenError("坏格比例应在 0 与 1 之间", "bad_share lies between 0 and 1")
        if self.hospitals > 99999 or self.products > 99999:
            raise BaowenError("机构数、药品数都不超过 99999", "at most 99999 hospitals and products")
        if self.lines is not None and self.lines < 1:
            raise BaowenError("订单行数应至少为 1", "lines must be at least 1")
        try:
            Month.parse(self.until)
        except ValueError as error:
            raise BaowenError(
                f"月份应写作 YYYY-MM，不是 {self.until}", f"a month is YYYY-MM, not {self.until}"
            ) from error

    @property
    def last_month(self) -> Month:
        return Month.parse(self.until)

    @property
    def first_month(self) -> Month:
        return self.last_month.plus(1 - self.months)

    @property
    def quiet(self) -> int:
        """Quiet months that fit: short windows keep at most half of themselves quiet."""
        return min(self.quiet_months, self.months // 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What was written: rows by file, events by kind, broken cells, seconds."""

    rows: Mapping[str, int]
    events: Mapping[str, int]
    bad_cells: int = 0
    seconds: float = 0.0
    first_month: str = ""
    last_month: str = ""
    by_feed: Mapping[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """The fields by name, as the command line prints them."""
        return {
            "simulated": True,
            "first_month": self.first_month,
            "last_month": self.last_month,
            "rows_by_feed": dict(self.by_feed),
            "rows_by_file": dict(self.rows),
            "events_by_kind": dict(self.events),
            "bad_cells": self.bad_cells,
            "seconds": round(self.seconds, 2),
        }
