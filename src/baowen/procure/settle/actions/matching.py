"""Matches orders, receipts, invoices and payments: what differs is opened, what agrees again is settled. PRC-4."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.core.texts import filled
from baowen.orgs.permissions import Act, Actor, decide, require
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import load_regions
from baowen.procure.settle.book import SettleBook
from baowen.procure.settle.models import Difference, Invoice, InvoiceLine
from baowen.procure.settle.rules.matching import Found, Goods, OnInvoice, Paid, differences, paid_beyond
from baowen.procure.settle.states import DifferenceState
from baowen.procure.trade.queries.settling import AT_ONCE, LineFact, facts_received

MOST_WORDS = 500


@dataclass(frozen=True, slots=True)
class Matched:
    """How many order lines and invoices were looked at, how many differences are new and how many are gone."""

    lines: int
    opened: int
    settled: int


def match_region(region: str, *, actor: Actor, at: datetime, book: SettleBook) -> Matched:
    """Match everything that was delivered to hospitals of a place and below; NotAllowedError."""
    if not actor.is_system:
        require(actor, Act.TRADE_READ, region, regions=book.regions)
    facts = facts_received(regions=codes_within(region), until=at)
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        opened, settled = _match(facts, at=at, book=book)
        trail.note("match.run", f"region/{region}", details={"lines": len(facts), "new": opened, "gone": settled})
    return Matched(len(facts), opened, settled)


def match_lines(facts: Collection[LineFact], *, actor: Actor, at: datetime, book: SettleBook) -> None:
    """Match some order lines and their invoices, inside the write that has changed them."""
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        opened, settled = _match(facts, at=at, book=book)
        trail.note("match.lines", f"lines/{len(facts)}", details={"new": opened, "gone": settled})


def match_invoice(row: Invoice, *, actor: Actor, at: datetime) -> None:
    """Match what was paid on one invoice, inside the write that has changed it."""
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        opened, settled = _store([_of_invoice(row)], {str(row): row}, {str(row)}, at=at)
        trail.note("match.lines", f"invoice/{row}", details={"new": opened, "gone": settled})


def explain(number: int, words: str, *, actor: Actor, at: datetime) -> None:
    """Say why something differs, by the one whose it is to clear. BaowenError for one that is settled."""
    words = filled(words, "说明", "explanation", most=MOST_WORDS)
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = Difference.objects.select_for_update().filter(pk=number).first()
        if row is None:
            raise BaowenError(f"没有编号为 {number} 的不一致事项", f"there is no difference {number}")
        act = Act.ORDER_PLACE if row.owner == row.hospital else Act.ORDER_ANSWER
        if not decide(actor, act, actor.region, regions=load_regions(), organisation=row.owner).allowed:
            raise BaowenError("只有责任方可以说明", "only the one whose it is to clear may explain it")
        if row.state == DifferenceState.SETTLED.value:
            raise BaowenError("该事项已一致，无需说明", "it agrees again; there is nothing to explain")
        row.state, row.explained, row.explained_at, row.explained_by = (
            DifferenceState.EXPLAINED.value, words, at, actor.name,
        )  # fmt: skip
        row.save()
        trail.note("match.explain", f"difference/{row.pk}", after={"state": row.state})


def _match(facts: Collection[LineFact], *, at: datetime, book: SettleBook) -> tuple[int, int]:
    today, opened, settled = day_of(at), 0, 0
    every = sorted(facts, key=lambda one: one.number)
    for start in range(0, len(every), AT_ONCE):
        part = every[start : start + AT_ONCE]
        by_line: dict[str, list[OnInvoice]] = defaultdict(list)
        invoices: dict[str, Invoice] = {}
        lines = InvoiceLine.objects.filter(order_line__in=[one.number for one in part], is_void=False)
        for line in lines.select_related("invoice__corrects"):
            told = OnInvoice(invoice=str(line.invoice), quantity=line.quantity, unit_price=line.unit_price)
            by_line[line.order_line].append(told)
            whole = line.invoice.corrects or line.invoice
            invoices[str(whole)] = whole
        found: list[Found | None] = [_of_invoice(one) for one in invoices.values()]
        for fact in part:
            patience = book.patience(fact.region, today)
            found += differences(_goods(fact), by_line[fact.number], patience=patience, today=today)
        about: dict[str, Invoice | LineFact] = {**{one.number: one for one in part}, **invoices}
        new, gone = _store(found, about, set(about), at=at)
        opened, settled = opened + new, settled + gone
    return opened, settled


def _goods(fact: LineFact) -> Goods:
    return Goods(
        order_line=fact.number, hospital=fact.hospital, supplier=fact.supplier, unit_price=fact.unit_price,
        received=fact.received, returned=fact.returned, waiting=fact.waiting, waits_since=_day(fact.waits_since),
        received_on=_day(fact.received_at),
    )  # fmt: skip


def _day(at: datetime | None) -> date | None:
    return None if at is None else day_of(at)


def _of_invoice(row: Invoice) -> Found | None:
    row.refresh_from_db(fields=["credited_fen", "paid_fen"])
    return paid_beyond(
        Paid(
            invoice=str(row), hospital=row.hospital, supplier=row.supplier, fen=row.fen,
            credited_fen=row.credited_fen, paid_fen=row.paid_fen,
        )
    )  # fmt: skip


def _store(
    found: Iterable[Found | None], about: dict[str, Invoice | LineFact] | dict[str, Invoice], looked_at: set[str], *,
    at: datetime,
) -> tuple[int, int]:  # fmt: skip
    """Open what is new, renew the words of what stands, settle what is gone; how many of the first and the last."""
    now = {(one.kind.value, one.subject): one for one in found if one is not None}
    standing = Difference.objects.select_for_update().filter(subject__in=looked_at)
    known = {(row.kind, row.subject): row for row in standing.exclude(state=DifferenceState.SETTLED.value)}
    gone = [row for key, row in known.items() if key not in now]
    for row in gone:
        row.state, row.settled_at = DifferenceState.SETTLED.value, at
    changed = []
    for key, row in known.items():
        if key in now and (row.words_zh, row.words_en) != (now[key].zh, now[key].en):
            row.words_zh, row.words_en = now[key].zh, now[key].en
            changed.append(row)
    Difference.objects.bulk_update([*gone, *changed], ["state", "settled_at", "words_zh", "words_en"])
    new = [
        Difference(
            kind=one.kind.value, subject=one.subject, hospital=about[one.subject].hospital,
            supplier=about[one.subject].supplier, region=about[one.subject].region, owner=one.owner, words_zh=one.zh,
            words_en=one.en, found_at=at,
        )
        for key, one in now.items()
        if key not in known
    ]  # fmt: skip
    Difference.objects.bulk_create(new)
    return len(new), len(gone)
