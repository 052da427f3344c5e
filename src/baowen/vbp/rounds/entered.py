"""A round as it is entered: what readers of tables make and what is kept. Pure. VBP-1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.core.problems import Problem
from baowen.vbp.rounds.kinds import CeilingPer, RoundLevel, SupplyRole


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProduct:
    """A product of the catalogue behind a bid: yuan a pack, smallest units in a pack."""

    code: str
    units: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBid:
    """A bid as published; `places`: (region code, role), none for wherever the round is run."""

    enterprise_name: str
    enterprise: str = ""
    short_name: str = ""
    spec: str = ""
    quality_tier: str = ""
    is_originator: bool | None = None
    is_multinational: bool | None = None
    ceiling: Decimal | None = None
    line: int = 0
    price: Decimal | None = None
    is_selected: bool = False
    places: Sequence[tuple[str, SupplyRole]] = ()
    products: Sequence[NewProduct] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLot:
    """A lot as published; `volumes`: (region, spec, units or None), `besides`: (generic name, Likeness, clause).

    `volume_lines`: the rows of the table that the volumes stood in, in their order; () where they came otherwise.
    """

    number: str
    drug: str
    spec: str = ""
    unit: str = ""
    ceiling: Decimal | None = None
    ceiling_per: CeilingPer = CeilingPer.UNIT
    ceiling_units: Decimal | None = None
    ceiling_spec: str = ""
    months: int | None = None
    is_antibiotic: bool = False
    is_key_monitored: bool = False
    bids: Sequence[NewBid] = ()
    volumes: Sequence[tuple[str, str, Decimal | None]] = ()
    volume_lines: Sequence[int] = ()
    besides: Sequence[tuple[str, str, str]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRound:
    """A round with all its lots; `remarks`: what was told when its tables were read."""

    code: str
    name: str
    level: RoundLevel
    region: str
    lots: Sequence[NewLot]
    follows: str = ""
    document_number: str = ""
    opened_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    remarks: Sequence[Problem] = ()
