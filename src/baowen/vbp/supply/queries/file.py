"""The page of an enterprise and the list of all: entries, confirmed problems, figures and months together. CRD-6."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Actor
from baowen.orgs.queries import codes_within, names_of
from baowen.orgs.regions import NATION_CODE, RegionLevel
from baowen.procure.settle.book import SettleBook
from baowen.respond.rulebook import Rulebook
from baowen.vbp.rounds.queries import Selected, rounds
from baowen.vbp.supply.models import FirmEntry, Problem
from baowen.vbp.supply.queries.confirmed import ConfirmedView, confirmation_page
from baowen.vbp.supply.queries.firms import (
    RUNS,
    EntryView,
    MonthView,
    enterprises_of,
    entries_of,
    is_hospital,
    months_of,
    watches,
)
from baowen.vbp.supply.queries.problems import late
from baowen.vbp.supply.queries.record import SupplyRecord, supply_record
from baowen.vbp.supply.states import ProblemState

MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmLine:
    """A selected enterprise of a place as a line of a list; the counts are None for who does not watch the place."""

    enterprise: str
    name: str
    products: int
    told: int | None
    overdue: int | None
    confirmed: int | None
    entries: int | None
    confirmed_entries: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterpriseFile:
    """What somebody sees of an enterprise at a place. `places`: for itself, where it supplies a round."""

    enterprise: str
    region: str
    places: tuple[str, ...]
    products: tuple[Selected, ...]
    entries: tuple[EntryView, ...]
    confirmed: tuple[ConfirmedView, ...]
    supply: SupplyRecord
    months: tuple[MonthView, ...]


def firm_lines(actor: Actor, *, book: Rulebook, today: date, text: str = "") -> list[FirmLine]:
    """The selected enterprises of the actor's place by name; figures are for officers."""
    found = enterprises_of(actor.region)
    names = names_of(set(found))
    counts = _counts(actor, today) if watches(actor, book) else None
    lines = [_line(code, names.get(code, code), len(products), counts) for code, products in found.items()]
    wanted = text.strip()
    return sorted(
        (one for one in lines if not wanted or wanted in one.name or wanted == one.enterprise),
        key=lambda one: (-(one.overdue or 0), -(one.told or 0), one.name),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counts:
    """By enterprise."""

    told: dict[str, int]
    overdue: dict[str, int]
    confirmed: dict[str, int]
    entries: dict[str, int]
    confirmed_entries: dict[str, int]


def _counts(actor: Actor, today: date) -> _Counts:
    problems, entries = Problem.objects.exclude(state=ProblemState.WITHDRAWN.value), FirmEntry.objects.all()
    if actor.region != NATION_CODE:
        places = codes_within(actor.region)
        problems, entries = problems.filter(region__in=places), entries.filter(region__in=places)
    entries = entries.filter(replaced_by=None)
    stands = Q(confirmation__isnull=False, confirmation__revoked_at=None)
    return _Counts(
        told=_by(problems), overdue=_by(late(problems, today)), confirmed=_by(problems.filter(stands)),
        entries=_by(entries), confirmed_entries=_by(entries.filter(confirmed_at__isnull=False)),
    )  # fmt: skip


def _by(rows: object) -> dict[str, int]:
    found = rows.order_by().values_list("enterprise").annotate(count=Count("pk"))  # type: ignore[attr-defined]
    return dict(found)


def _line(code: str, name: str, products: int, counts: _Counts | None) -> FirmLine:
    if counts is None:
        return FirmLine(
            enterprise=code, name=name, products=products, told=None, overdue=None, confirmed=None, entries=None,
            confirmed_entries=None,
        )  # fmt: skip
    return FirmLine(
        enterprise=code, name=name, products=products, told=counts.told.get(code, 0),
        overdue=counts.overdue.get(code, 0), confirmed=counts.confirmed.get(code, 0),
        entries=counts.entries.get(code, 0), confirmed_entries=counts.confirmed_entries.get(code, 0),
    )  # fmt: skip


def enterprise_file(
    enterprise: str, actor: Actor, *, book: Rulebook, settle: SettleBook, now: datetime, today: date, place: str = ""
) -> EnterpriseFile:  # fmt: skip
    """The file of an enterprise as somebody sees it: officers at their place, hospitals at theirs, the enterprise at
    the place that it names, the first where a round runs unless told. BaowenError for anybody else's file."""
    own = actor.organisation == enterprise
    if not own and not watches(actor, book) and not is_hospital(actor, book):
        raise BaowenError(f"没有可阅看的企业档案 {enterprise}", f"there is no file of {enterprise} that you may see")
    run = sorted({one.region for one in rounds(states=RUNS)})
    places = tuple(place for place in run if enterprise in enterprises_of(place)) if own else ()
    region = actor.region
    if own:
        region = place if place in places else (places[0] if places else actor.region)
    months_at = book.regions.at_level(region, RegionLevel.PROVINCE)
    return EnterpriseFile(
        enterprise=enterprise, region=region, places=places,
        products=tuple(enterprises_of(region).get(enterprise, ())),
        entries=entries_of(enterprise, actor, book=book),
        confirmed=tuple(confirmation_page(actor, enterprise=enterprise, limit=MOST).lines),
        supply=supply_record(enterprise, region, actor, book=book, settle=settle, now=now, today=today),
        months=months_of(
            enterprise, months_at.code if months_at else region, actor, book=book, today=today
        ),
    )  # fmt: skip
