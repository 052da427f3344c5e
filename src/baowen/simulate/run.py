"""Plays a province and writes its files."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from baowen.collect.feeds import FEEDS
from baowen.simulate import production, registers
from baowen.simulate.calendar import load_days
from baowen.simulate.contracts import make_contracts, vbp_contract
from baowen.simulate.dirt import BROKEN_SCHEMA, soil
from baowen.simulate.duties import plan_duties
from baowen.simulate.effects import Board
from baowen.simulate.events import Event, World, plan_events
from baowen.simulate.notices import ReportWriter, stop_notices
from baowen.simulate.organisations import make_companies, make_hospitals
from baowen.simulate.pairs import make_pairs
from baowen.simulate.parameters import Parameters, Summary
from baowen.simulate.places import load_places
from baowen.simulate.play import MonthPlay, Player
from baowen.simulate.positions import make_positions
from baowen.simulate.prices import make_prices
from baowen.simulate.products import make_products
from baowen.simulate.readme import readme
from baowen.simulate.stocks import StockWriter
from baowen.simulate.trade import TradeWriter
from baowen.simulate.truth import Witness

Progress = Callable[[int, int], None]
_STREAMS = (
    "places",
    "hospitals",
    "products",
    "pairs",
    "events",
    "prices",
    "play",
    "trade",
    "stocks",
    "notices",
    "dirt",
    "contracts",
    "duties",
    "raw_materials",
    "positions",
    "production",
)


def stream(seed: int, name: str) -> np.random.Generator:
    """A random stream of its own for each part, so that a change in one part leaves the others as they were."""
    return np.random.default_rng([seed, _STREAMS.index(name)])


def make_world(parameters: Parameters) -> World:
    """Everything that stands before the first day."""
    seed = parameters.seed
    days = load_days(parameters.first_month, parameters.last_month)
    places = load_places(parameters.region, remote_share=parameters.remote_share, rng=stream(seed, "places"))
    hospitals = make_hospitals(places, parameters.hospitals, stream(seed, "hospitals"))
    makers = max(12, parameters.products // 6)
    companies = make_companies(places, makers)
    products = make_products(
        parameters.products, makers, days, new_share=parameters.new_share, leaving_share=parameters.leaving_share,
        rng=stream(seed, "products"),
    )  # fmt: skip
    pairs = make_pairs(
        hospitals, products, companies, months=parameters.months, lines=parameters.lines, rng=stream(seed, "pairs")
    )
    return World(parameters, days, places, hospitals, companies, products, pairs)


@dataclass
class _Files:
    """Writes frames into a folder and counts their rows."""

    out: Path
    parameters: Parameters
    rng: np.random.Generator
    rows: dict[str, int] = field(default_factory=dict)
    by_feed: Counter[str] = field(default_factory=Counter)
    broken: list[pl.DataFrame] = field(default_factory=lambda: [pl.DataFrame(schema=BROKEN_SCHEMA)])

    def write(self, feed: str, frame: pl.DataFrame, month: str = "") -> None:
        """Write one file of a feed; without rows there is no file."""
        if frame.is_empty():
            return
        name = f"{feed}-{month}" if month else feed
        file = f"{name}.{self.parameters.format}"
        frame, broken = soil(frame, feed=feed, file=file, share=self.parameters.bad_share, rng=self.rng)
        if self.parameters.format == "parquet":
            frame.write_parquet(self.out / file, compression="zstd", compression_level=1, statistics=False)
        else:
            frame.write_csv(self.out / file)
        self.rows[file] = len(frame)
        self.by_feed[feed] += len(frame)
        if not broken.is_empty():
            self.broken.append(broken)


def simulate(parameters: Parameters, out: Path, progress: Progress | None = None) -> Summary:
    """Write a simulated province into a folder: feed files, truth.csv, population.csv, bad.csv, README.txt.

    Files of an earlier run in the folder are replaced. `progress` is told months done and months in all.
    BaowenError when the region is unknown. Same parameters, same bytes.
    """
    began = time.perf_counter()
    out.mkdir(parents=True, exist_ok=True)
    _clear(out)
    seed = parameters.seed
    world = make_world(parameters)
    events = plan_events(world, stream(seed, "events"))
    prices = make_prices(world, events, stream(seed, "prices"))
    board = Board(world, events)
    files = _Files(out, parameters, stream(seed, "dirt"))
    notices = stream(seed, "notices")
    files.write(
        "organisation",
        registers.organisation(world, make_positions(world.places, world.hospitals, stream(seed, "positions"))),
    )
    files.write("catalogue", registers.catalogue(world))
    files.write("list_entry", registers.list_entry(world, notices))
    files.write("listing_price", registers.listing_price(world, prices))
    files.write("stop_notice", stop_notices(world, events, notices))
    reports = ReportWriter(world, notices)
    contracts, broken = make_contracts(world, events, stream(seed, "contracts"))
    reports.duties = plan_duties(world, reports.reports, stream(seed, "duties"))
    player = Player(world, board, prices, stream(seed, "play"))
    witness = Witness(world, board, contracts, (*broken, *reports.duties))
    trade = TradeWriter(world, stream(seed, "trade"), reports.duties)
    stocks = StockWriter(world, board, trade, stream(seed, "stocks"))
    for number, month in enumerate(world.days.months):
        play = player.play(number)
        witness.see(play)
        for feed, frame in _month_frames(play, trade, stocks, reports):
            files.write(feed, frame, str(month))
        if progress is not None:
            progress(number + 1, parameters.months)
    # After all others: broken cells are drawn file by file.
    files.write("vbp_contract", vbp_contract(world, contracts))
    makers, lines = registers.api_maker(world, stream(seed, "raw_materials")), stream(seed, "production")
    files.write("api_maker", makers)
    files.write("production_line", production.production_line(world, lines))
    files.write("supply_link", production.supply_link(world, makers, lines))
    return _finish(files, world, (*events, *witness.duties), witness, began)


def _month_frames(
    play: MonthPlay, trade: TradeWriter, stocks: StockWriter, reports: ReportWriter
) -> Iterator[tuple[str, pl.DataFrame]]:
    """The month's files, one after another, so that only one is held at a time."""
    yield "order_line", trade.order_lines(play)
    yield "delivery", trade.deliveries(play)
    yield "receipt", trade.receipts(play)
    yield "invoice", trade.invoices(play)
    yield "payment", trade.paid(play.month)
    yield "usage", stocks.usage(play)
    yield "stock", stocks.stock(play)
    yield "distributor_stock", stocks.distributor_stock(play)
    yield "reserve_stock", stocks.reserve_stock(play)
    yield "shortage_report", reports.shortage_reports(play)


def _finish(files: _Files, world: World, events: tuple[Event, ...], witness: Witness, began: float) -> Summary:
    """Write what belongs to the whole run: truth, population, broken cells, README."""
    parameters, out = files.parameters, files.out
    witness.truth().write_csv(out / "truth.csv")
    witness.population().write_csv(out / "population.csv")
    broken = pl.concat(files.broken)
    if parameters.bad_share > 0:
        broken.write_csv(out / "bad.csv")
    kinds = Counter(event.kind for event in events)
    (out / "README.txt").write_text(readme(parameters, world.places.region_name), encoding="utf-8")
    return Summary(
        rows=files.rows, by_feed=dict(files.by_feed), events=dict(kinds), bad_cells=len(broken),
        seconds=time.perf_counter() - began, first_month=str(parameters.first_month),
        last_month=str(parameters.last_month),
    )  # fmt: skip


def _clear(out: Path) -> None:
    """Remove what an earlier run wrote here, and nothing else."""
    own = {f"{name}.csv" for name in ("truth", "population", "bad")} | {"README.txt"}
    for path in out.iterdir():
        feed = path.stem.rsplit("-", 2)[0]
        if path.name in own or (feed in FEEDS and path.suffix in (".csv", ".parquet")):
            path.unlink()
