"""Reads one contracting process of a compiled OCDS release, as far as the red flags look at it. Pure; never raises.

What is missing or malformed is left out, as a flag that cannot be worked out is not raised.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

SUBMITTED: Final = frozenset({"pending", "valid", "disqualified"})
NOT_FINAL: Final = frozenset({"pending", "invalid"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Bid:
    """A bid as it was made; `place` is its place in the list of the release. An amount without a currency is none."""

    place: int
    status: str
    tenderers: tuple[str, ...]
    amount: Decimal | None
    currency: str
    made_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """An award: its suppliers and the codes of the classifications of its items."""

    place: int
    status: str
    suppliers: tuple[str, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One contracting process. `buyer` and `procuring_entity` are "" where the release names none."""

    ocid: str
    method: str
    method_details: str
    tender_status: str
    begins_at: datetime | None
    ends_at: datetime | None
    tenderers: int | None
    buyer: str
    procuring_entity: str
    bids: tuple[Bid, ...]
    awards: tuple[Award, ...]

    @property
    def is_cancelled(self) -> bool:
        return self.tender_status == "cancelled"

    @property
    def submitted(self) -> tuple[Bid, ...]:
        """Bids that were made and not taken back."""
        return tuple(one for one in self.bids if one.status in SUBMITTED)

    @property
    def active(self) -> tuple[Award, ...]:
        return tuple(one for one in self.awards if one.status == "active")

    @property
    def all_final(self) -> bool:
        """Whether no award is still pending or of a status that the standard does not know."""
        return not any(one.status in NOT_FINAL for one in self.awards)


def read_process(release: Mapping[str, Any]) -> Process | None:
    """The process that a compiled release tells of; None where it has no ocid."""
    ocid = release.get("ocid")
    if not isinstance(ocid, str) or not ocid:
        return None
    tender = _table(release.get("tender"))
    period = _table(tender.get("tenderPeriod"))
    count = tender.get("numberOfTenderers")
    return Process(
        ocid=ocid, method=_text(tender.get("procurementMethod")),
        method_details=_text(tender.get("procurementMethodDetails")), tender_status=_text(tender.get("status")),
        begins_at=_instant(period.get("startDate")), ends_at=_instant(period.get("endDate")),
        tenderers=count if isinstance(count, int) and not isinstance(count, bool) else None,
        buyer=_id(release.get("buyer")), procuring_entity=_id(tender.get("procuringEntity")),
        bids=tuple(_bid(place, one) for place, one in _tables(_table(release.get("bids")).get("details"))),
        awards=tuple(_award(place, one) for place, one in _tables(release.get("awards"))),
    )  # fmt: skip


def _bid(place: int, one: Mapping[str, Any]) -> Bid:
    value = _table(one.get("value"))
    currency = _text(value.get("currency"))
    return Bid(
        place=place, status=_text(one.get("status")), tenderers=_ids(one.get("tenderers")),
        amount=_number(value.get("amount")) if currency else None, currency=currency,
        made_at=_instant(one.get("date")),
    )  # fmt: skip


def _award(place: int, one: Mapping[str, Any]) -> Award:
    codes = (_id(item.get("classification")) for _, item in _tables(one.get("items")))
    return Award(
        place=place, status=_text(one.get("status")), suppliers=_ids(one.get("suppliers")),
        codes=tuple(code for code in codes if code),
    )  # fmt: skip


def _table(given: object) -> Mapping[str, Any]:
    return given if isinstance(given, Mapping) else {}


def _tables(given: object) -> Iterable[tuple[int, Mapping[str, Any]]]:
    rows = given if isinstance(given, list) else []
    return ((place, one) for place, one in enumerate(rows) if isinstance(one, Mapping))


def _text(given: object) -> str:
    return given if isinstance(given, str) else ""


def _id(given: object) -> str:
    return _text(_table(given).get("id"))


def _ids(given: object) -> tuple[str, ...]:
    return tuple(found for _, one in _tables(given) if (found := _id(one)))


def _number(given: object) -> Decimal | None:
    if isinstance(given, bool) or not isinstance(given, int | float | Decimal):
        return None
    found = Decimal(str(given))
    return found if found.is_finite() else None


def _instant(given: object) -> datetime | None:
    """An instant with its zone; None for anything else, a bare day among it."""
    try:
        found = datetime.fromisoformat(_text(given))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
