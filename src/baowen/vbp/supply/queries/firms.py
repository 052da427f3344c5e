"""The files of selected enterprises: entries, answers and monthly reports, each seen by whom it concerns. CRD-6."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet

from baowen.core.clock import SHANGHAI
from baowen.core.period import Month
from baowen.core.policy import Entry
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, decide
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE
from baowen.procure.trade.queries.buyers import products_ordered
from baowen.respond.rulebook import Rulebook
from baowen.vbp.rounds.queries import Selected, enterprise_codes, rounds, selected_products
from baowen.vbp.rounds.states import RoundState
from baowen.vbp.supply.kinds import EntryKind
from baowen.vbp.supply.models import FirmEntry, FirmReport, KeptPaper
from baowen.vbp.supply.queries.problems import PaperView, papers_of
from baowen.vbp.supply.rules import report_due

BOUGHT_WITHIN = timedelta(days=366)
RUNS = frozenset({RoundState.RUNNING, RoundState.ENDED})


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryAnswerView:
    """What the enterprise said to an entry."""

    words: str
    answered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """An entry of a file. `replaced_by` is the number of its correction, "" while it stands."""

    number: str
    enterprise: str
    region: str
    kind: EntryKind
    title: str
    words: str
    source: str
    product_code: str
    happened_on: date
    organisation: str
    noted_at: datetime
    is_confirmed: bool
    replaces: str
    replaced_by: str
    reason: str
    answers: tuple[EntryAnswerView, ...]
    papers: tuple[PaperView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthLine:
    """A product in a monthly report; None was not told."""

    product_code: str
    produced: Decimal | None
    supplied: Decimal | None
    stock: Decimal | None
    payments: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthView:
    """A month of an enterprise at a place: what was reported, or that nothing was. `due_on` None: none is asked for."""

    month: str
    region: str
    due_on: date | None
    filed_at: datetime | None
    is_late: bool
    versions: int
    lines: tuple[MonthLine, ...]


def selected_of(enterprise: str, region: str) -> tuple[Selected, ...]:
    """The selected products of an enterprise that are supplied in a place under rounds that run or ran."""
    return tuple(enterprises_of(region).get(enterprise, ()))


def enterprises_of(region: str) -> dict[str, list[Selected]]:
    """The selected enterprises that supply a place, by code, with their products; those of all places for the nation.

    Main and backup suppliers alike; who is no registered organisation is left out.
    """
    found: dict[str, list[Selected]] = {}
    code_of, place = enterprise_codes(), "" if region == NATION_CODE else region
    for round_ in rounds(states=RUNS):
        for one in selected_products(round_.code, place):
            code = code_of(one)
            if code:
                found.setdefault(code, []).append(one)
    return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """The days of a round (None where its notice has not said), and the enterprises that supply a place under it."""

    starts_on: date | None
    ends_on: date | None
    enterprises: frozenset[str]

    def has(self, month: Month) -> bool:
        """Whether the round runs on a day of the month; a round without days does not."""
        if self.starts_on is None or self.starts_on > month.last:
            return False
        return self.ends_on is None or self.ends_on >= month.first


def cycles_of(region: str) -> list[Cycle]:
    """The rounds that supply a place, for the question who owes a report of a month."""
    code_of, place = enterprise_codes(), "" if region == NATION_CODE else region
    return [
        Cycle(
            starts_on=round_.starts_on, ends_on=round_.ends_on,
            enterprises=frozenset(filter(None, map(code_of, selected_products(round_.code, place)))),
        )
        for round_ in rounds(states=RUNS)
    ]  # fmt: skip


def owing(month: Month, cycles: list[Cycle]) -> set[str]:
    """The enterprises that supply under a round which runs in a month: those who report it."""
    return {code for one in cycles if one.has(month) for code in one.enterprises}


def entries_of(enterprise: str, actor: Actor, *, book: Rulebook) -> tuple[EntryView, ...]:
    """The entries of an enterprise's file that somebody sees, the latest event first.

    The enterprise sees its own, officers those of their place and below; a hospital sees what was confirmed of the
    products that it ordered within a year, and no answers.
    """
    rows = _seen(actor, book).filter(enterprise=enterprise)
    rows = rows.select_related("replaces").prefetch_related("answers", "replaced_by")
    full = not is_hospital(actor, book)
    return tuple(_entry(row, full=full) for row in rows.order_by("-happened_on", "-pk"))


def entry(number: str, actor: Actor, *, book: Rulebook) -> EntryView:
    """One entry; BaowenError for one that the actor does not see."""
    row = _seen(actor, book).filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有可阅看的档案记录 {number}", f"there is no entry {number} that you may see")
    return _entry(row, full=not is_hospital(actor, book))


def is_hospital(actor: Actor, book: Rulebook) -> bool:
    """Whether somebody sees files as one who buys."""
    own, regions = actor.organisation, book.regions
    return not watches(actor, book) and decide(
        actor, Act.VBP_PROBLEM_TELL, actor.region, regions=regions, organisation=own
    ).allowed  # fmt: skip


def watches(actor: Actor, book: Rulebook) -> bool:
    """Whether somebody sees the files of a place as an officer."""
    return actor.is_system or decide(actor, Act.VBP_READ, actor.region, regions=book.regions).allowed


def _seen(actor: Actor, book: Rulebook) -> QuerySet[FirmEntry]:
    rows, own = FirmEntry.objects.all(), actor.organisation
    if watches(actor, book):
        return rows if actor.region == NATION_CODE else rows.filter(region__in=codes_within(actor.region))
    if decide(actor, Act.VBP_PROBLEM_ANSWER, actor.region, regions=book.regions, organisation=own).allowed:
        return rows.filter(enterprise=own)
    if is_hospital(actor, book):
        places = [actor.region, *(place.code for place in book.regions.ancestors(actor.region))]
        bought = products_bought(actor)
        return rows.filter(Q(product_code__in=bought), region__in=places, confirmed_at__isnull=False, replaced_by=None)
    return rows.none()


def products_bought(actor: Actor) -> set[str]:
    """The products that the actor's organisation ordered within a year."""
    since = datetime.now(SHANGHAI) - BOUGHT_WITHIN
    return products_ordered(actor.organisation, since=since)


def _entry(row: FirmEntry, *, full: bool) -> EntryView:
    later = FirmEntry.objects.filter(replaces=row).values_list("number", flat=True).first()
    return EntryView(
        number=row.number, enterprise=row.enterprise, region=row.region, kind=EntryKind(row.kind), title=row.title,
        words=row.words, source=row.source, product_code=row.product_code, happened_on=row.happened_on,
        organisation=row.organisation, noted_at=row.noted_at, is_confirmed=row.confirmed_at is not None,
        replaces=row.replaces.number if row.replaces else "", replaced_by=later or "",
        reason=row.reason if full else "",
        answers=tuple(
            EntryAnswerView(words=one.words, answered_at=one.answered_at) for one in row.answers.all()
        ) if full else (),
        papers=papers_of(row.number) if full else (),
    )  # fmt: skip


def months_of(
    enterprise: str, region: str, actor: Actor, *, book: Rulebook, today: date, months: int = 12
) -> tuple[MonthView, ...]:  # fmt: skip
    """What an enterprise reported to a place of the last months, the newest first; for itself and officers of the
    place, nobody else. A month of which nothing came is late once its day is over."""
    if not (actor.organisation == enterprise or _watches_place(actor, region, book)):
        return ()
    rows = FirmReport.objects.filter(enterprise=enterprise, region=region).prefetch_related("lines")
    filed: dict[str, list[FirmReport]] = {}
    for row in rows:
        filed.setdefault(row.month, []).append(row)
    this, found, cycles = Month.of(today), [], cycles_of(region)
    for back in range(1, months + 1):
        month = this.plus(-back)
        owes = enterprise in owing(month, cycles)
        due = report_due(month, book.ruling(region, month.last)) if owes else None
        found.append(_month(month, region, due, filed.get(str(month), []), today))
    return tuple(one for one in found if one.filed_at is not None or one.due_on is not None)


def _watches_place(actor: Actor, region: str, book: Rulebook) -> bool:
    return actor.is_system or decide(actor, Act.VBP_READ, region, regions=book.regions).allowed


def _month(
    month: Month, region: str, due: tuple[date, Entry] | None, rows: list[FirmReport], today: date
) -> MonthView:  # fmt: skip
    current = next((row for row in rows if row.is_current), None)
    first = min((row.filed_at for row in rows), default=None)
    due_on = None if due is None else due[0]
    filed_on = today if first is None else first.astimezone(SHANGHAI).date()
    return MonthView(
        month=str(month), region=region, due_on=due_on, filed_at=None if current is None else current.filed_at,
        is_late=due_on is not None and filed_on > due_on, versions=len(rows),
        lines=() if current is None else tuple(
            MonthLine(
                product_code=line.product_code, produced=line.produced, supplied=line.supplied, stock=line.stock,
                payments=line.payments,
            )
            for line in current.lines.all()
        ),
    )  # fmt: skip


def entry_paper_to_read(key: int, actor: Actor, *, book: Rulebook) -> PaperView:
    """A file of an entry, for officers of its place and its enterprise; BaowenError for anybody else."""
    row = KeptPaper.objects.filter(pk=key).first()
    seen = row is not None and not is_hospital(actor, book) and _seen(actor, book).filter(number=row.about).exists()
    if row is None or not seen:
        raise BaowenError("没有可下载的附件", "there is no such file that you may read")
    return next(one for one in papers_of(row.about) if one.id == key)
