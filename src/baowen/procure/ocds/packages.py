"""Release packages and record packages: what stands around releases, and how they become JSON. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from baowen.core.problems import BaowenError
from baowen.procure.ocds.compiling import compiled
from baowen.procure.ocds.parts import Release, instant

VERSION: Final = "1.1"
EXTENSIONS: Final = (
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_bid_extension/v1.1.5/extension.json",
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_medicine_extension/master/extension.json",
)
# No prefix: the Open Contracting Partnership gives one to each publisher on request, and this is none of those.
PLACEHOLDER: Final = "ocds-000000"
PREFIX: Final = re.compile(r"ocds-[a-z0-9]{6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Who publishes and under what terms. `address`: where the public pages lie; `licence` "" where none is named."""

    name: str
    address: str
    licence: str = ""


def checked_prefix(given: str) -> str:
    """An ocid prefix, that of no publisher where none is given; BaowenError for one of another shape."""
    prefix = given.strip() or PLACEHOLDER
    if not PREFIX.fullmatch(prefix):
        raise BaowenError(
            f"ocid 前缀“{prefix}”格式有误，应为 ocds- 加六位小写字母或数字，由开放采购组织分配",
            f"{prefix} is no ocid prefix: it is ocds- and six small letters or digits",
        )
    return prefix


def package_head(publisher: Publisher, uri: str, published_at: datetime) -> dict[str, Any]:
    """What stands around releases or records."""
    head: dict[str, Any] = {
        "uri": uri, "version": VERSION, "extensions": list(EXTENSIONS), "publishedDate": instant(published_at),
        "publisher": {"name": publisher.name, "uri": publisher.address},
        "publicationPolicy": f"{publisher.address}about/",
    }  # fmt: skip
    if publisher.licence:
        head["license"] = publisher.licence
    return head


def records(releases: Iterable[Release]) -> list[dict[str, Any]]:
    """A record for each process: its releases and what they come to."""
    by_ocid: dict[str, list[Release]] = {}
    for one in releases:
        by_ocid.setdefault(one["ocid"], []).append(one)
    return [
        {"ocid": ocid, "releases": found, "compiledRelease": compiled(found)} for ocid, found in by_ocid.items()
    ]  # fmt: skip


def as_json(document: Any) -> str:
    """One line of JSON; decimals become numbers."""
    return json.dumps(document, ensure_ascii=False, default=_plain, separators=(",", ":"))


def package_text(head: Mapping[str, Any], field: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A package in pieces, so that however many rows it holds never stand in memory at once."""
    yield as_json(head)[:-1] + f',"{field}":['
    for place, row in enumerate(rows):
        yield ("," if place else "") + as_json(row)
    yield "]}\n"


def lines_text(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """One row a line."""
    for row in rows:
        yield as_json(row) + "\n"


def in_month(releases: Sequence[Release], begins: datetime, ends: datetime) -> list[Release]:
    """Those that were made at an instant or later and before another."""
    return [one for one in releases if begins <= datetime.fromisoformat(one["date"]) < ends]


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
