"""What a red flag is: a code, whom it concerns, a value, and the rows behind it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Group(StrEnum):
    """Whom a flag concerns; the names are Cardinal's."""

    OCID = "OCID"
    BUYER = "Buyer"
    PROCURING_ENTITY = "ProcuringEntity"
    TENDERER = "Tenderer"


GROUP_WORDS: dict[Group, tuple[str, str]] = {
    Group.OCID: ("采购过程", "contracting process"),
    Group.BUYER: ("采购单位", "buyer"),
    Group.PROCURING_ENTITY: ("采购组织单位", "procuring entity"),
    Group.TENDERER: ("报价企业", "tenderer"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """Where in the releases a flag comes from: the process, the path in its release, and what stands there."""

    ocid: str
    path: str
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One flag. `value` is None for a tenderer that is named beside a flagged process and measured by nothing."""

    code: str
    group: Group
    identifier: str
    value: Decimal | None
    rows: tuple[Row, ...]
