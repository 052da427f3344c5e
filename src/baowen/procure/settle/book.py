"""What decides about settlement, read once: packs, calendar, places; and what they say of a place. PRC-4, PRC-5."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from baowen.core.calendar import Calendar, due, load_calendar
from baowen.core.period import Month
from baowen.core.policy import Entry, Packs, load_packs
from baowen.core.problems import BaowenError
from baowen.orgs.regions import Regions, load_regions
from baowen.procure.settle.kinds import SANCTION_WORDS, Sanction
from baowen.procure.settle.rules.dates import apply_by
from baowen.procure.settle.rules.matching import Patience
from baowen.procure.settle.rules.performance import Definition, Measure, Numerator

NO_DAY = ("政策文本未规定日期", "no text gives a day")


@dataclass(frozen=True, slots=True, kw_only=True)
class ByDay:
    """A day by which something is due, None where no text gives one; the clause that it comes from."""

    on: date | None
    clause: str
    basis: str


@dataclass(frozen=True, slots=True)
class SettleBook:
    """Packs, calendar and regions."""

    packs: Packs
    calendar: Calendar
    regions: Regions

    def entry(self, region: str, on: date, key: str) -> Entry:
        """An entry in force; UnknownEntryError where there is none."""
        return self.packs.ruling(region, on).entry(key)

    def policy(self, region: str, on: date) -> str:
        """The digest of what rules a place on a day."""
        return self.packs.ruling(region, on).digest

    def apply_by(self, region: str, month: Month) -> ByDay:
        """By when enterprises apply for a month; BaowenError for months before direct settlement began there."""
        ruling = self.packs.ruling(region, month.last)
        began = ruling.get("settle.direct.from")
        if began is not None and month.last < began.value:
            raise BaowenError(
                f"{region} 的医保直接结算自 {began.value} 起（{began.clause}），{month} 不在其内",
                f"direct settlement starts on {began.value} there ({began.clause}); {month} is before it",
            )
        day, more = ruling.get("settle.direct.apply_day"), ruling.get("settle.direct.holiday_days")
        if day is None:
            return ByDay(on=None, clause="" if began is None else began.clause, basis="")
        days = None if more is None or more.is_unset else more.whole()
        on = apply_by(month, day.whole(), holiday_days=days, calendar=self.calendar)
        return ByDay(on=on, clause=day.clause, basis=day.basis.value)

    def prepaid(self, region: str, on: date) -> Entry | None:
        """The share that a run takes off as prepaid; None where it is not switched on."""
        ruling = self.packs.ruling(region, on)
        return ruling.get("settle.prepay.share") if ruling.entry("settle.prepay.on").flag() else None

    def patience(self, region: str, on: date) -> Patience:
        """After how many days something is missing."""
        ruling = self.packs.ruling(region, on)
        return Patience(
            receive_days=ruling.entry("settle.match.receive_days").whole(),
            invoice_days=ruling.entry("settle.match.invoice_days").whole(),
        )

    def definition(self, region: str, on: date) -> tuple[Definition, Entry]:
        """The delivery rate as it is defined there, with its entry."""
        entry = self.entry(region, on, "monitor.delivery_rate.definition")
        table = entry.table()
        return Definition(numerator=Numerator(table["numerator"]), measure=Measure(table["measure"])), entry

    def below(self, region: str, on: date) -> Entry:
        """The delivery rate below which a contract is not performed."""
        return self.entry(region, on, "settle.delivery.below")

    def weights(self, region: str, on: date) -> tuple[dict[str, Decimal], Entry]:
        """The weights of the score of distributors."""
        entry = self.entry(region, on, "settle.score.weights")
        return {name: Decimal(number) for name, number in entry.table().items()}, entry

    def sanctions(self, region: str, on: date) -> tuple[tuple[Sanction, ...], Entry]:
        """What can follow a breach there."""
        entry = self.entry(region, on, "settle.breach.sanctions")
        return tuple(one for one in SANCTION_WORDS if one in entry.items()), entry

    def report_by(self, region: str, month: Month) -> ByDay:
        """By when a county reports stopped supply of a month: the clause, and the day where one is set."""
        ruling = self.packs.ruling(region, month.last)
        period, day = ruling.get("report.stopped_supply.period"), ruling.get("report.stopped_supply.day")
        clause, basis = ("", "") if period is None else (period.clause, period.basis.value)
        if day is None:
            return ByDay(on=None, clause=clause, basis=basis)
        return ByDay(
            on=apply_by(month, day.whole(), holiday_days=None, calendar=self.calendar), clause=day.clause,
            basis=day.basis.value,
        )  # fmt: skip

    def answer_by(self, region: str, on: date) -> ByDay:
        """By when a breach that was recorded on a day is answered."""
        entry = self.packs.ruling(region, on).get("settle.breach.answer")
        if entry is None or entry.is_unset:
            return ByDay(on=None, clause="" if entry is None else entry.clause, basis="")
        found = due(on, entry.whole(), entry.unit, self.calendar)
        return ByDay(on=found.due_on, clause=entry.clause, basis=entry.basis.value)


def load_settle_book(calendar_folder: Path | None = None) -> SettleBook:
    """The installed packs and places, with the calendar's local years of a home (`home.calendar`)."""
    return SettleBook(load_packs(), load_calendar(calendar_folder), load_regions())
