"""What happened in a month on the platform, as releases: reads the rooms of procurement, names as the pack allows.

Nothing is told before it happened; of drugs that are not published listings alone, which anybody may see. PRC-7, PUB-1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from baowen.core.clock import SHANGHAI, day_of
from baowen.core.period import Month
from baowen.procure.basis import BasisKind
from baowen.procure.buying.queries.publication import (
    agreements_changed_at,
    first_agreed_at,
    processes_of,
    told_filings,
    told_negotiations,
)
from baowen.procure.listing.queries import ListingView, listings_numbered
from baowen.procure.listing.queries.publication import first_listed_at, listings_changed_at, published_listings
from baowen.procure.ocds.agreements import filing_releases, negotiation_releases
from baowen.procure.ocds.facts import Goods, OrderTold
from baowen.procure.ocds.listings import listing_releases
from baowen.procure.ocds.naming import Naming
from baowen.procure.ocds.orders import order_releases
from baowen.procure.ocds.packages import in_month, records
from baowen.procure.ocds.parts import Release
from baowen.procure.ocds.telling import billed, filing_told, line_told, listing_told, negotiation_told
from baowen.procure.settle.queries.publication import Bills, bills_changed_at, lines_billed, told_bills
from baowen.procure.trade.queries.publication import (
    ToldLine,
    ToldOrder,
    first_ordered_at,
    orders_changed_at,
    told_orders,
)

Published = Callable[[str, str], bool]
"""Whether purchases of a drug of that name and dosage form ("" where it is not known) are published."""
CHUNK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Of which place, under which prefix, who is named how, which drugs, and until which instant things are told."""

    region: str
    prefix: str
    naming: Naming
    is_published: Published
    now: datetime


Kind = Callable[[Scope, datetime, datetime], Iterator[list[Release]]]


def changed_at(region: str) -> datetime | None:
    """When anything last happened on the platform of a place and below; None where nothing has."""
    times = (
        listings_changed_at(region),
        agreements_changed_at(region),
        orders_changed_at(region),
        bills_changed_at(region),
    )
    return max((at for at in times if at), default=None)


def first_month(region: str) -> Month | None:
    """The month in which anything first happened on the platform of a place and below; None where nothing has."""
    times = (first_listed_at(region), first_agreed_at(region), first_ordered_at(region))
    first = min((at for at in times if at), default=None)
    return Month.of(day_of(first)) if first else None


def bounds(month: Month) -> tuple[datetime, datetime]:
    """The first instant of a month in China, and that of the next."""
    return _begins(month), _begins(month.plus(1))


def releases_in(scope: Scope, since: datetime, until: datetime) -> Iterator[Release]:
    """Every release that was made at `since` or later, before `until` and not later than now.

    Read process by process, so that a month is never held in memory; those of a process come by their date.
    """
    until = min(until, scope.now)
    kinds = (_listings, _negotiations, _filings, _orders)
    for kind in kinds:
        for releases in kind(scope, since, until):
            yield from in_month(releases, since, until)


def processes(scope: Scope, since: datetime, until: datetime) -> Iterator[list[Release]]:
    """Every process of which something happened in a time, each with all of its releases until now."""
    return _whole((_listings, _negotiations, _filings, _orders), scope, since, until)


def agreements(scope: Scope, since: datetime, until: datetime) -> Iterator[list[Release]]:
    """The same of negotiations and filings alone."""
    return _whole((_negotiations, _filings), scope, since, until)


def _whole(kinds: tuple[Kind, ...], scope: Scope, since: datetime, until: datetime) -> Iterator[list[Release]]:
    for kind in kinds:
        for releases in kind(scope, since, until):
            known = [one for one in releases if datetime.fromisoformat(one["date"]) <= scope.now]
            if in_month(known, since, until):
                yield known


def rows_of(kind: str, scope: Scope, since: datetime, until: datetime) -> Iterator[dict[str, Any]]:
    """What a time holds: "releases" made in it, else a record of each process of which something happened in it."""
    if kind == "releases":
        return releases_in(scope, since, until)
    return (one for releases in processes(scope, since, until) for one in records(releases))


def _begins(month: Month) -> datetime:
    return datetime.combine(date(month.year, month.number, 1), time(), tzinfo=SHANGHAI)


def _listings(scope: Scope, since: datetime, until: datetime) -> Iterator[list[Release]]:
    for one in published_listings(scope.region, since=since, until=until):
        yield listing_releases(scope.prefix, listing_told(one, scope.naming))


def _negotiations(scope: Scope, since: datetime, until: datetime) -> Iterator[list[Release]]:
    for one in told_negotiations(scope.region, since=since, until=until):
        if scope.is_published(one.generic_name, one.dosage_form):
            yield negotiation_releases(scope.prefix, negotiation_told(one, scope.naming))


def _filings(scope: Scope, since: datetime, until: datetime) -> Iterator[list[Release]]:
    for one in told_filings(scope.region, since=since, until=until):
        yield filing_releases(scope.prefix, filing_told(one, scope.naming))


def _orders(scope: Scope, since: datetime, until: datetime) -> Iterator[list[Release]]:
    more = lines_billed(scope.region, since=since, until=until)
    found = told_orders(scope.region, since=since, until=until, lines=more)
    while chunk := list(islice(found, CHUNK)):
        lines = [line for one in chunk for line in one.lines]
        listings = listings_numbered({one.basis_number for one in lines if one.basis is BasisKind.LISTING})
        keys = processes_of({one.basis_number for one in lines if one.basis is not BasisKind.LISTING})
        keys |= {number: number for number in listings}
        bills = told_bills([line.number for line in lines])
        for one in chunk:
            yield order_releases(scope.prefix, _order(one, scope, listings, keys, bills))


def _order(
    one: ToldOrder, scope: Scope, listings: dict[str, ListingView], keys: dict[str, str], bills: tuple[Bills, Bills]
) -> OrderTold:
    """An order with those of its lines that are published, each with its invoices and payments."""
    pairs = [(line, _goods(line, listings)) for line in one.lines]
    told = [
        billed(line_told(line, goods, scope.naming, keys.get(line.basis_number, ""), one.placed_at), line, bills)
        for line, goods in pairs if scope.is_published(goods.generic_name, goods.dosage_form)
    ]  # fmt: skip
    return OrderTold(
        key=one.key, buyer=scope.naming.hospital(one.hospital, one.region), placed_at=one.placed_at,
        supplier=scope.naming.enterprise(one.supplier), lines=tuple(told),
    )  # fmt: skip


def _goods(line: ToldLine, listings: dict[str, ListingView]) -> Goods:
    found = listings.get(line.basis_number) if line.basis is BasisKind.LISTING else None
    return Goods(
        product_code=line.product_code, generic_name=line.generic_name,
        dosage_form=found.dosage_form if found else "", spec=found.spec if found else "",
        packaging=found.packaging if found else "",
    )  # fmt: skip
