"""Negotiations and accepted filings as they are published: nothing in free words, nobody's name. PRC-2, PRC-3."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Max, Min, Prefetch, Q

from baowen.core.clock import day_of
from baowen.orgs.queries import codes_within
from baowen.procure.buying.kinds import FilingReason, OfferSide
from baowen.procure.buying.models import Acceptance, Filing, FilingEvent, Negotiation, Offer
from baowen.procure.buying.queries.filings import PUBLISHED
from baowen.procure.buying.states import FilingMove

CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldOffer:
    """A maker's offer, in packs and yuan a pack; `unit_price` of a smallest unit."""

    key: str
    maker: str
    product_code: str
    packaging: str
    price: Decimal
    unit_price: Decimal
    quantity: Decimal
    offered_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAcceptance:
    """What was accepted of an offer; `key` names it for good without its place, which its number tells."""

    key: str
    offer: str
    quantity: Decimal
    accepted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldNegotiation:
    """A negotiation with its makers' offers; `quantity` in smallest units, `key` names it on the platform for good."""

    key: str
    hospital: str
    region: str
    generic_name: str
    dosage_form: str
    spec: str
    quantity: Decimal
    smallest_unit: str
    opened_at: datetime
    last_day: date
    withdrawn_at: datetime | None
    offers: tuple[ToldOffer, ...]
    acceptances: tuple[ToldAcceptance, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldFiling:
    """An accepted filing; `number` is that of the basis which orders name, `key` names it for good."""

    key: str
    number: str
    hospital: str
    region: str
    generic_name: str
    dosage_form: str
    spec: str
    packaging: str
    product_code: str
    maker: str
    maker_name: str
    price: Decimal
    quantity: Decimal
    reason: FilingReason
    clause: str
    from_on: date
    until: date
    accepted_at: datetime
    ended_at: datetime | None


def told_negotiations(region: str, *, since: datetime, until: datetime) -> Iterator[ToldNegotiation]:
    """The negotiations of a place and below of which something happened at `since` or later and before `until`.

    That a last day is over has happened, too.
    """
    happened = Q(last_day__gte=day_of(since), last_day__lte=day_of(until))
    for field in ("opened_at", "withdrawn_at", "offers__offered_at", "offers__acceptances__accepted_at"):
        happened |= Q(**{f"{field}__gte": since, f"{field}__lt": until})
    keys = Negotiation.objects.filter(happened, region__in=codes_within(region)).order_by().values("pk").distinct()
    offers = Offer.objects.filter(side=OfferSide.MAKER.value).order_by("pk")
    rows = Negotiation.objects.filter(pk__in=keys)
    parts = Prefetch("acceptances", queryset=Acceptance.objects.order_by("pk"))
    found = rows.prefetch_related(Prefetch("offers", queryset=offers.prefetch_related(parts)))
    return map(_negotiation, found.order_by("pk").iterator(chunk_size=CHUNK))


def told_filings(region: str, *, since: datetime, until: datetime) -> Iterator[ToldFiling]:
    """Filings of a place and below that were accepted or ended at `since` or later and before `until`."""
    ends = FilingEvent.objects.filter(move=FilingMove.END.value)
    happened = Q(decided_at__gte=since, decided_at__lt=until) | Q(
        events__move=FilingMove.END.value, events__moved_at__gte=since, events__moved_at__lt=until
    )
    rows = Filing.objects.filter(happened, region__in=codes_within(region), state__in=PUBLISHED)
    keys = rows.order_by().values("pk").distinct()
    found = Filing.objects.filter(pk__in=keys).prefetch_related(Prefetch("events", queryset=ends))
    return (_filing(row) for row in found.order_by("pk").iterator(chunk_size=CHUNK) if row.decided_at)


def agreements_changed_at(region: str) -> datetime | None:
    """When anything last happened to a negotiation or a filing of a place and below."""
    here = codes_within(region)
    asked = Negotiation.objects.filter(region__in=here).aggregate(
        opened=Max("opened_at"), withdrawn=Max("withdrawn_at"), offered=Max("offers__offered_at"),
        taken_back=Max("offers__withdrawn_at"), accepted=Max("offers__acceptances__accepted_at"),
    )  # fmt: skip
    filed = Filing.objects.filter(region__in=here).aggregate(moved=Max("events__moved_at"))
    return max((at for at in (*asked.values(), *filed.values()) if at), default=None)


def first_agreed_at(region: str) -> datetime | None:
    """When the first negotiation of a place and below was opened, or the first filing decided."""
    here = codes_within(region)
    asked = Negotiation.objects.filter(region__in=here).aggregate(at=Min("opened_at"))["at"]
    filed = Filing.objects.filter(region__in=here, state__in=PUBLISHED).aggregate(at=Min("decided_at"))["at"]
    return min((at for at in (asked, filed) if at), default=None)


def _negotiation(row: Negotiation) -> ToldNegotiation:
    offers = list(row.offers.all())
    return ToldNegotiation(
        key=str(row.pk), hospital=row.hospital, region=row.region, generic_name=row.generic_name,
        dosage_form=row.dosage_form, spec=row.spec, quantity=row.quantity, smallest_unit=row.smallest_unit,
        opened_at=row.opened_at, last_day=row.last_day, withdrawn_at=row.withdrawn_at,
        offers=tuple(
            ToldOffer(
                key=str(one.pk), maker=one.maker, product_code=one.product_code, packaging=one.packaging,
                price=one.price, unit_price=one.unit_price, quantity=one.quantity, offered_at=one.offered_at,
                withdrawn_at=one.withdrawn_at,
            )
            for one in offers
        ),
        acceptances=tuple(
            ToldAcceptance(
                key=str(part.pk), offer=str(one.pk), quantity=part.quantity, accepted_at=part.accepted_at
            )
            for one in offers for part in one.acceptances.all()
        ),
    )  # fmt: skip


def _filing(row: Filing) -> ToldFiling:
    ended = next(iter(row.events.all()), None)
    return ToldFiling(
        key=str(row.pk), number=row.number, hospital=row.hospital, region=row.region, generic_name=row.generic_name,
        dosage_form=row.dosage_form, spec=row.spec, packaging=row.packaging, product_code=row.product_code,
        maker=row.maker, maker_name=row.maker_name, price=row.price, quantity=row.quantity,
        reason=FilingReason(row.reason), clause=row.clause, from_on=row.from_on, until=row.until,
        accepted_at=row.decided_at or row.filed_at, ended_at=ended.moved_at if ended else None,
    )  # fmt: skip


def processes_of(numbers: set[str]) -> dict[str, str]:
    """By the number of a basis (of an acceptance or a filing) the key of the negotiation or filing that it is of."""
    parts = Acceptance.objects.filter(number__in=numbers).values_list("number", "offer__negotiation_id")
    filings = Filing.objects.filter(number__in=numbers, state__in=PUBLISHED).values_list("number", "pk")
    return {number: str(key) for number, key in (*parts, *filings)}
