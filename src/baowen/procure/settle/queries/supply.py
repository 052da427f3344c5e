"""The monthly report of stopped or failing supply of listed drugs in a county. PRC-5 (HD-10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from baowen.collect.reports.queries.stops import stopped_between
from baowen.core.period import Month
from baowen.core.policy import Entry
from baowen.lists.names import Asked, covers, likeness
from baowen.lists.queries import lines_on
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import codes_within
from baowen.procure.listing.queries import ListingView, listing_page
from baowen.procure.listing.states import ListingState
from baowen.procure.settle.book import SettleBook
from baowen.procure.settle.queries.performance import ordered, placed
from baowen.procure.settle.rules.performance import Definition, performed
from baowen.procure.settle.rules.supply import Supply
from baowen.procure.trade.queries.settling import LineFact

MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyReport:
    """The report of a place and month. `drugs`: how many drugs of the lists were looked at; `failing`: those whose
    supply stopped or failed; `due_on` None where no text gives a day. `lists_in_force` False: nothing was looked at."""

    region: str
    month: Month
    drugs: int
    failing: tuple[Supply, ...]
    lists_in_force: bool
    due_on: date | None
    clause: str
    definition: Entry
    below: Entry

    @property
    def is_zero(self) -> bool:
        """Whether nothing failed: a zero report."""
        return self.lists_in_force and not self.failing


def supply_report(region: str, month: Month, *, actor: Actor, now: datetime, book: SettleBook) -> SupplyReport:
    """The report of a county, or of a larger place over its counties; NotAllowedError."""
    if not actor.is_system:
        require(actor, Act.TRADE_READ, region, regions=book.regions)
    definition, entry = book.definition(region, month.last)
    below, due = book.below(region, month.last), book.report_by(region, month)
    facts = placed(month, month, regions=codes_within(region))
    drugs: dict[tuple[str, str], str] = {}
    for edition, item in lines_on(region, month.last):
        drugs.setdefault((item.name, item.dosage_form), edition.title or edition.edition)
    known = _Known(
        stopped=_stopped(region), notices=stopped_between(month.first, month.last), facts=facts,
        definition=definition, below=below.number(), now=now,
    )  # fmt: skip
    every = [_supply(drug, form, title, known) for (drug, form), title in drugs.items()]
    return SupplyReport(
        region=region, month=month, drugs=len(drugs), failing=tuple(one for one in every if one.failed),
        lists_in_force=bool(drugs), due_on=due.on, clause=due.clause, definition=entry, below=below,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is looked through for every drug of the lists."""

    stopped: list[ListingView]
    notices: list[tuple[str, str]]
    facts: list[LineFact]
    definition: Definition
    below: Decimal
    now: datetime


def _stopped(region: str) -> list[ListingView]:
    """Listings of the place's platform that nobody can buy by now."""
    found: list[ListingView] = []
    for state in (ListingState.SUSPENDED, ListingState.INACTIVE):
        page = listing_page(region, state=state, limit=MOST)
        found += page.lines
        while page.cursor:
            page = listing_page(region, state=state, cursor=page.cursor, limit=MOST)
            found += page.lines
    return found


def _supply(drug: str, form: str, title: str, known: _Known) -> Supply:
    own = [one for one in known.facts if _is(drug, form, Asked.of(one.generic_name))]
    stopped = [one for one in known.stopped if _is(drug, form, _named(one))]
    return Supply(
        drug=drug, dosage_form=form, listed_by=title, stopped_listings=tuple(one.number for one in stopped),
        stop_notices=tuple(number for number, name in known.notices if _is(drug, form, Asked.of(name))),
        performance=performed(map(ordered, own), known.definition, now=known.now), below=known.below,
    )  # fmt: skip


def _named(one: ListingView) -> Asked:
    """A listing as somebody asks for it: the form that its name says, else the form beside it (注射液, not 注射剂)."""
    by_name = Asked.of(one.generic_name)
    return by_name if by_name.form else Asked.of(one.generic_name, one.dosage_form)


def _is(drug: str, form: str, asked: Asked) -> bool:
    """Whether what was ordered, listed or stopped is the drug of a line of the lists."""
    return likeness(drug, asked) == "same" and covers(drug, form, asked)
