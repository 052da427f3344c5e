"""What decides about volume reports at a place: the pack, and last year's purchases. VBP-2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from baowen.collect.reports.book import ReportBook, load_book
from baowen.core.calendar import due
from baowen.core.clock import day_of
from baowen.core.home import Home
from baowen.core.policy import Entry
from baowen.lake.store import Lake
from baowen.vbp.rounds.queries import products_of
from baowen.vbp.rounds.queries.lots import LotView, lots_of
from baowen.vbp.volumes.matching import BidPack, LotDrug
from baowen.vbp.volumes.models import Call
from baowen.vbp.volumes.purchases import Asked, Purchases, digest_of, purchases
from baowen.vbp.volumes.rules import Limits

FLOOR, TIMES = "vbp.report.floor", "vbp.report.times_per_cycle"
REPORT_DAYS, REVIEW_DAYS, UNLIKE = "vbp.report.days", "vbp.review.days", "vbp.report.unlike_multiple"
NUMERATOR = "vbp.progress.numerator"


@dataclass(frozen=True, slots=True)
class VolumeBook:
    """The packs, calendar and places of reports, and the home in which last year's purchases lie."""

    reports: ReportBook
    home: Home

    @property
    def lake(self) -> Lake:
        return Lake(self.home.lake)

    @property
    def folder(self) -> Path:
        """Where last year's purchases are kept, one file a call."""
        return self.home.root / "vbp" / "volumes"

    def entry(self, key: str, region: str, on: date) -> Entry | None:
        """What the pack says at a place on a day, None where it has no such entry."""
        return self.reports.packs.ruling(region, on).get(key)

    def due_on(self, key: str, region: str, start: date) -> date | None:
        """The day by which something is due, None where the pack gives no number of days."""
        entry = self.entry(key, region, start)
        if entry is None or entry.is_unset:
            return None
        return due(start, entry.whole(), entry.unit, self.reports.calendar).due_on

    def limits(self, call: Call) -> Limits:
        """The floor and the multiple that rule a call: those of the day on which it was opened."""
        found: dict[str, Decimal | None] = {}
        for name, key in (("floor", FLOOR), ("unlike", UNLIKE)):
            entry = self.entry(key, call.region, day_of(call.opened_at))
            found[name] = None if entry is None else entry.number()
        return Limits(**found)

    def chain(self, call: Call, region: str) -> list[str]:
        """The places that review a report from a region, the lowest first, up to the one that called for it."""
        chain = [region, *(one.code for one in self.reports.regions.ancestors(region))]
        return chain[: chain.index(call.region) + 1] if call.region in chain else [call.region]

    def asked(self, call: Call) -> Asked:
        """Which purchases a call compares with. Whether orders or receipts count is the pack's switch."""
        numerator = self.entry(NUMERATOR, call.region, day_of(call.opened_at))
        return Asked(
            call=call.pk, lots=tuple(LotDrug(lot=one.number, drug=one.drug, spec=one.spec) for one in self.lots(call)),
            bids=tuple(
                BidPack(lot=one.lot, product_code=one.product_code, units=one.units)
                for one in products_of(call.round_code)
            ),
            first_month=call.first_month, last_month=call.last_month,
            numerator="received" if numerator is None else numerator.text(),
        )  # fmt: skip

    def lots(self, call: Call) -> tuple[LotView, ...]:
        """The lots of a call's round."""
        return lots_of(call.round_code)

    def asked_digest(self, call: Call) -> str:
        """What last year's purchases rest on: the question, and the versions of the tables."""
        return digest_of(self.lake, self.asked(call))

    def purchases(self, call: Call, hospitals: Sequence[str] | None = None) -> Purchases:
        """Last year's actual purchases of these hospitals, or of all."""
        return purchases(self.lake, self.folder, self.asked(call), hospitals=hospitals)


def volume_book_of(home: Home) -> VolumeBook:
    """What decides about volume reports in a home: the installed packs, and the calendar's local years of the home."""
    return VolumeBook(load_book(home.calendar), home)
