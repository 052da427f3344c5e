"""What the cockpit lists as tables to be exported, and the price moves of its month. MON-2, MON-4."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from baowen.api.book import code_of
from baowen.core.period import Month
from baowen.lake.serving import Serving
from baowen.lake.serving.queries.places import places_below
from baowen.lake.serving.queries.rankings import PriceMove, biggest_price_moves
from baowen.lake.serving.queries.risks import LikelyShortage, likely_shortages
from baowen.lake.serving.queries.signals import SignalChange, gravest_signals, listed_signals, signal_counts
from baowen.orgs.regions import Region
from baowen.web.exports import ASKED, Table, Tables
from baowen.web.pages.signal_table import signal_table
from baowen.web.panels.places import places_shown
from baowen.web.panels.work import day_before
from baowen.web.viewer import Viewer

MOVES = (
    ("药品", "Drug"), ("月份", "Month"), ("上年同月中位价（元）", "Median a year before (yuan)"),
    ("中位价（元）", "Median (yuan)"), ("采购量（盒）", "Bought (packs)"),
    ("按本地采购量的影响（元）", "Weight (yuan)"),
)  # fmt: skip
PLACES = (("地区代码", "Place code"), ("地区", "Place"), ("最重的级别", "Gravest"), ("持续中的预警", "In force"))
RISKS = (
    ("药品", "Drug"), ("短缺概率最高的地区", "Place of the highest probability"),
    ("有风险的地区数", "Places"),
    ("短缺概率（示例权重，非法规）", "Probability (illustrative weights)"), ("天数", "Within days"),
)  # fmt: skip


def moves_of(
    opened: Serving, viewer: Viewer, here: Region, as_of: date, *, most: int
) -> tuple[Month, list[PriceMove]]:  # fmt: skip
    """The price moves of a month. One that has only begun holds few purchases; the one before it is whole."""
    month = Month.of(as_of)
    for one in (month, month.plus(-1)):
        moves = biggest_price_moves(
            opened, place=here.key, month=str(one), base_month=str(one.plus(-12)), within=viewer.key, most=most
        )
        if moves:
            return one, moves
    return month.plus(-1), []


def cockpit_tables(opened: Serving, viewer: Viewer, here: Region, as_of: date) -> Tables:
    """Each table in full; of the likely shortages as many as the serving file keeps."""
    about = {"place": here.key, "within": viewer.key}
    return {
        "gravest": lambda: signal_table(gravest_signals(opened, **about, most=ASKED), viewer),
        "changed": lambda: _changed(opened, viewer, here, as_of),
        "moves": lambda: move_table(*moves_of(opened, viewer, here, as_of, most=ASKED)),
        "likely": lambda: _likely(likely_shortages(opened, **about, most=ASKED), viewer),
        "places": lambda: _places(opened, viewer, here, as_of),
    }


def _changed(opened: Serving, viewer: Viewer, here: Region, as_of: date) -> Table:
    """New signals first, then those that got graver."""
    since = day_before(as_of)
    found = [
        one
        for change in (SignalChange.NEW, SignalChange.GRAVER)
        for one in listed_signals(
            opened, place=here.key, within=viewer.key, changed=(change, since), most=ASKED
        )
    ]  # fmt: skip
    return signal_table(found, viewer)


def _places(opened: Serving, viewer: Viewer, here: Region, as_of: date) -> Table:
    counts = signal_counts(opened, place=here.key, within=viewer.key)
    month, _ = moves_of(opened, viewer, here, as_of, most=1)
    buying = {
        code_of(one.place) for one in places_below(opened, place=here.key, month=str(month), within=viewer.key)
    }  # fmt: skip
    shown = places_shown(here, counts, buying, viewer)
    return Table(
        PLACES,
        [
            [one.code, one.name, one.severity_words, one.signals if one.has_data else None]
            for one in (shown.every if shown else ())
        ],
    )  # fmt: skip


def move_table(month: Month, moves: Iterable[PriceMove]) -> Table:
    """A line a product, the weightiest first."""
    return Table(
        MOVES,
        [
            [one.product_name or str(one.product), str(month), one.before, one.now, one.quantity, one.weight]
            for one in moves
        ],
    )


def _likely(found: Iterable[LikelyShortage], viewer: Viewer) -> Table:
    """A line a drug, the likeliest first."""
    return Table(
        RISKS,
        [
            [one.drug.partition("|")[0], viewer.place(code_of(one.region)), one.places, one.score, one.horizon_days]
            for one in found
        ],
    )  # fmt: skip
