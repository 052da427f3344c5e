"""The home, the packs, the calendar and the serving file that the server works by, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from baowen.collect.reports.book import ReportBook, load_book
from baowen.core.home import Home, home_path, open_home
from baowen.core.problems import BaowenError
from baowen.lake.serving import Serving, open_serving
from baowen.orgs.regions import load_regions
from baowen.procure.listing.rulebook import ListingBook, load_listing_book
from baowen.procure.settle.book import SettleBook, load_settle_book
from baowen.procure.trade.book import TradeBook, load_trade_book
from baowen.respond.rulebook import Rulebook, load_rulebook
from baowen.vbp.contracts.book import ContractBook, load_contract_book


@cache
def home() -> Home:
    """The home that the server serves."""
    return open_home(home_path())


@cache
def rulebook() -> Rulebook:
    """What decides about cases; a new calendar or pack needs a restart."""
    return load_rulebook(home().calendar)


@cache
def report_book() -> ReportBook:
    """What decides about reports; likewise."""
    return load_book(home().calendar)


def listing_book() -> ListingBook:
    """What decides about listings; likewise."""
    return _listing_book(home().region, home().calendar)


@cache
def _listing_book(region: str, calendar: Path) -> ListingBook:
    return load_listing_book(region, calendar)


@cache
def settle_book() -> SettleBook:
    """What decides about settlement; likewise."""
    return load_settle_book(home().calendar)


@cache
def trade_book() -> TradeBook:
    """What decides about orders; likewise."""
    return load_trade_book(home().calendar)


@cache
def contract_book() -> ContractBook:
    """What decides about agreed volumes and contracts of volume-based procurement; likewise."""
    return load_contract_book(home().calendar)


@cache
def _opened() -> Serving:
    return open_serving(home().serving)


def serving() -> Serving | None:
    """The serving file, the newest one; None where no cycle has built one yet."""
    try:
        opened = _opened()
        opened.reopen()
    except BaowenError:
        return None
    return opened


@cache
def _codes() -> dict[int, str]:
    return {one.key: one.code for one in load_regions().all()}


def code_of(key: int) -> str:
    """The code of a place that the lake names; its number where the register does not know it."""
    return _codes().get(key, str(key))
