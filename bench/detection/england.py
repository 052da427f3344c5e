"""English price concessions as a label: a month in which a drug could not be bought at its tariff price."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from baowen.collect.feeds import FEEDS
from baowen.collect.mapping import apply, load_mapping
from baowen.collect.readers import read_table
from baowen.core.paths import data_folder
from baowen.core.period import Month
from baowen.monitor.score import EventRow, Report, Score, Seen
from bench.detection.homes import Sighted, imported, scored
from bench.detection.paid import written

FOLDER = "uk_nhs_concessions_dev"
LABELS = "concessions_2014-08_2021-12.csv"
TARIFF = "tariff_prices_quarterly_2021.csv"
PAID = "concession_prices_2020-01_2021-12.csv"
SMALL_RISE = Decimal("1.3")


@dataclass(frozen=True, slots=True)
class Concession:
    """One month of concession of one drug, and how many times the tariff it was."""

    product: str
    month: Month
    ratio: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One way of asking: which files went in, which spells count, and what came out.

    `against_all`: the same signals against every spell, also those that began before: what is false is judged by it.
    `begun`, `shown`: spells that reached 1.3 times the tariff, and those of them with a warning dated in the month in
    which they did. `outside`: signals whose first month lies in no spell.
    """

    name: str
    meaning: str
    report: Report
    against_all: Score
    outside_months: int
    begun: int = 0
    shown: int = 0
    outside: int = 0


def concessions(path: Path) -> list[Concession]:
    """The label file through the project's own mapping, so that its product codes are those of the prices."""
    mapping = load_mapping("uk_concessions", [data_folder("mappings")])
    frame = apply(mapping, FEEDS["listing_price"], read_table(path).frame, file=path.name).frame
    return [
        Concession(product, Month.of(_day(day)), Decimal(str(price)) / Decimal(str(before)))
        for product, day, price, before in frame.select(
            "product_code", "valid_from", "price", "previous_price"
        ).iter_rows()
    ]


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def products(mapping: str, path: Path) -> set[str]:
    """The product codes of a file of prices."""
    found = apply(load_mapping(mapping, [data_folder("mappings")]), FEEDS["listing_price"], read_table(path).frame)
    return set(found.frame["product_code"].drop_nulls())


def spells(months: Collection[Concession], *, gap: int = 0) -> list[list[Concession]]:
    """Consecutive months of one drug; `gap` months without a concession in between do not part a spell."""
    by_product: dict[str, list[Concession]] = defaultdict(list)
    for one in sorted(months, key=lambda each: each.month):
        by_product[one.product].append(one)
    found: list[list[Concession]] = []
    for own in by_product.values():
        for number, one in enumerate(own):
            if number and own[number - 1].month.plus(gap + 1) >= one.month:
                found[-1].append(one)
            else:
                found.append([one])
    return found


def events(found: list[list[Concession]]) -> list[EventRow]:
    """A spell as an event: hit on the first day of its first month. Rises below 1.3 times the tariff are told apart."""
    rows = []
    for spell in found:
        small = max(one.ratio for one in spell) < SMALL_RISE
        first, last = spell[0].month, spell[-1].month
        rows.append(
            EventRow(
                event_id=f"{spell[0].product}-{first}", kind="price_concession_small" if small else "price_concession",
                region_code="GB-ENG", subject_type="product", subject_id=spell[0].product,
                starts_on=first.first, hits_on=first.first, ends_on=last.last,
            )
        )  # fmt: skip
    return rows


def first_months(
    begun: list[list[Concession]], every: list[list[Concession]], sighted: list[Sighted], months: list[Month]
) -> dict[str, int]:
    """How many rises were warned of in their first month, and how many signals began outside of every spell.

    A rise is the first month of a spell that was 1.3 times the tariff or more; a warning of any severity counts.

    A rise that follows a pause is warned of by the signal that is still open, so the months of signals are looked at,
    not only their beginnings; what counts as false is a signal whose first month lies in no spell.
    """
    told = {(one.subject_code, one.month) for one in sighted}
    large = [next((one for one in spell if one.ratio >= SMALL_RISE), None) for spell in begun]
    rises = {(one.product, str(one.month)) for one in large if one is not None}
    inside = {(spell[0].product, str(month)) for spell in every for month in spell[0].month.until(spell[-1].month)}
    opened: dict[str, tuple[str, str]] = {}
    for one in sorted(sighted, key=lambda each: each.month):
        opened.setdefault(one.number, (one.subject_code, one.month))
    asked = {str(month) for month in months}
    return {
        "begun": len(rises),
        "shown": len(rises & told),
        "outside": sum(month in asked and (product, month) not in inside for product, month in opened.values()),
    }


def cases(data: Path, work: Path) -> list[Case]:
    """The ways of asking."""
    folder = data / FOLDER
    label = concessions(folder / LABELS)
    tariff = {"listing_price": folder / TARIFF}
    in_tariff, in_paid = products("uk_tariff_price", folder / TARIFF), products("uk_concession_price", folder / PAID)
    year = [Month(2021, number) for number in range(1, 13)]
    in_both = in_tariff & in_paid  # a drug without a tariff price has nothing that its concession rises over
    whole = list(Month(2014, 8).until(Month(2021, 12)))
    tariff_file, paid_file = ("listing_price", tariff["listing_price"]), ("listing_price", folder / PAID)
    month_by_month = written(folder / TARIFF, folder / LABELS, year, work / "paid-by-month.csv")
    return [
        *_asked("只有目录价 tariff alone, 2021", "目录价能否预见特许价 does the tariff foresee it?",
                [tariff_file], [one for one in label if one.product in in_tariff], year, in_tariff, work / "tariff"),
        *_asked("逐月实付价 prices as paid month by month, 2021",
                "标签即输入；特许价只在当月有效 the label is in the input; a concession ends with its month",
                [("listing_price", month_by_month)], [one for one in label if one.product in in_tariff], year,
                in_tariff, work / "monthly", begins=True),
        *_asked("两份文件先后导入 the tariff file, then that of prices paid, 2021",
                "标签即输入，但两份文件之间有数月至一年的空白 the label is in the input, with gaps between the files",
                [tariff_file, paid_file], [one for one in label if one.product in in_both], year, in_both,
                work / "paid"),
        *_asked("目录价和带原价的特许价 tariff and concessions with their tariff price, 2021",
                "标签即输入，且写明原价；2021 年以前的目录价空缺 the label is in the input; no tariff before 2021",
                [tariff_file, ("listing_price", folder / LABELS)], [one for one in label if one.product in in_tariff],
                year, in_tariff & {one.product for one in label}, work / "named"),
        *_asked("特许价文件 the concession file, 2014–2021", "同上，无间隔月的价格 the same, no prices in between",
                [("listing_price", folder / LABELS)], label, whole, {one.product for one in label}, work / "whole"),
    ]  # fmt: skip


def _asked(
    name: str,
    meaning: str,
    files: list[tuple[str, Path]],
    label: list[Concession],
    months: list[Month],
    watched: set[str],
    work: Path,
    *,
    begins: bool = False,
) -> list[Case]:
    """Two truths for one input: spells of consecutive months, and spells joined over gaps of up to two months."""
    bench = imported(work, files)
    return judged(name, meaning, bench.signals(), label, months, watched, bench.sightings(), begins=begins)


def judged(
    name: str,
    meaning: str,
    signals: list[Seen],
    label: list[Concession],
    months: list[Month],
    watched: set[str],
    sightings: list[Sighted] | None = None,
    *,
    begins: bool = False,
) -> list[Case]:
    """Recall over the spells that begin in `months`; a signal of those months is false when it matches no spell.

    `begins`: the prices begin with the first of the months. No false signal can come from it, so it isn't counted.
    """
    rises = [one for one in sightings or () if one.subject_code in watched and one.indicator == "price_rise"]
    since = months[0].first
    seen = [one for one in signals if one.subject_code in watched and one.first_seen >= since]
    counted = set(months[1:] if begins else months)
    touched = {(one.product, one.month) for one in label if one.month in counted and one.product in watched}
    outside = len(watched) * len(counted) - len(touched)
    found = []
    for gap, words in ((0, "逐月相连 consecutive"), (2, "间隔≤2 月合并 joined")):
        every = spells(label, gap=gap)
        wanted = [spell for spell in every if months[0] <= spell[0].month <= months[-1]]
        found.append(
            Case(
                name=f"{name}；{words}",
                meaning=meaning,
                report=scored(seen, events(wanted), outside),
                against_all=scored(seen, events(every), outside).overall,
                outside_months=outside,
                **first_months(wanted, every, rises, months),
            )
        )
    return found
