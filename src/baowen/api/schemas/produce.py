"""Registers of production as they go in and out by API. PRD-1, PRD-2."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import Field, StringConstraints

from baowen.api.schemas.common import Filled, Text
from baowen.produce.kinds import Change, Paper, RecordKind, State

Line = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00]*$")]


class RecordIn(Schema):
    """A record; which fields its register takes, and which it must have, stands in the how-to. The others are left
    aside."""

    state: State
    title: Line = ""
    enterprise: Line = ""
    partner: Line = ""
    institution: Line = ""
    site: Line = ""
    drugs: Text = ""
    product_code: Line = ""
    ground: Line = ""
    department: Line = ""
    conditions: Text = ""
    amount: Line = ""
    document: Line = ""
    case_number: Line = ""
    papers: Annotated[tuple[Paper, ...], Field(max_length=50)] = ()
    from_on: date
    until_on: date | None = None


class ProductionFollowIn(RecordIn):
    """What follows a record, as its correction or its progress, and why."""

    change: Change
    reason: Filled


class ProductionRecordOut(Schema):
    """A record; `missing`: the papers that a temporary import lacks."""

    number: str
    kind: RecordKind
    region: str
    state: State
    title: str
    enterprise: str
    partner: str
    institution: str
    site: str
    drugs: str
    product_code: str
    ground: str
    department: str
    conditions: str
    amount: str
    document: str
    case_number: str
    papers: tuple[Paper, ...]
    missing: tuple[Paper, ...]
    from_on: date
    until_on: date | None
    organisation: str
    noted_at: datetime
    follows: str
    followed_by: str
    change: Change | None
    reason: str
    withdrawn_at: datetime | None
    withdrawn_why: str


class RecordsOut(Schema):
    """A page of a register."""

    lines: tuple[ProductionRecordOut, ...]
    cursor: str


class ProductionNamedOut(Schema):
    """What an item is called."""

    drug: str
    form: str
    spec: str
    drug_class: str


class DependenceOut(Schema):
    """Yuan that the own place spent lately, and the places in which it was bought."""

    amount: Decimal
    places: tuple[int, ...]


class SupplierOut(Schema):
    """A maker."""

    key: str
    name: str


class NeedOut(Schema):
    """An ingredient and who supplies it; `is_assumed`: no link is registered."""

    ingredient: str
    suppliers: tuple[SupplierOut, ...]
    is_assumed: bool


class ProductionLineOut(Schema):
    """A line of an item; `is_assumed`: it is not registered, the catalogue names its maker."""

    product_code: str
    maker: str
    name: str
    needs: tuple[NeedOut, ...]
    is_assumed: bool
    works: bool


class SinglePointOut(Schema):
    """A maker without whom an item has no source; `share`: of what the own place spent, null where nothing was."""

    item: str
    named: ProductionNamedOut
    maker: str
    name: str
    as_raw: bool
    as_drug: bool
    dependence: DependenceOut
    share: Decimal | None
    chain: tuple[ProductionLineOut, ...]
    is_assumed: bool


class ChainOut(Schema):
    """Everybody who makes an item; single points; links (supplier, drug maker) without which it ends."""

    item: str
    named: ProductionNamedOut
    lines: tuple[ProductionLineOut, ...]
    points: tuple[SupplierOut, ...]
    links: tuple[tuple[str, str], ...]
    is_supplied: bool


class AffectedOut(Schema):
    """An item that a stop touches; null: nothing was spent, no use was reported."""

    item: str
    named: ProductionNamedOut
    is_lost: bool
    makers: tuple[str, ...]
    dependence: DependenceOut
    lost_share: Decimal | None
    days_left: int | None
    runs_out_on: date | None
