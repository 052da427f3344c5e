"""All reads of intake: where rows of the lake came from, and what became of the files that came in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from baowen.collect.models import ImportRecord
from baowen.core.paging import Paged, page_by_key
from baowen.core.problems import BaowenError
from baowen.lake.store import Lake


def files_of(batches: Iterable[int]) -> dict[int, str]:
    """The name of the file that each batch of rows came in."""
    found = ImportRecord.objects.filter(id__in=set(batches))
    return dict(found.values_list("id", "file_name"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportView:
    """A file that an organisation sent and what became of its rows. `refused_file`: where the workbook lies, or ""."""

    id: int
    feed: str
    file_name: str
    state: str
    rows: int
    accepted: int
    corrected: int
    unchanged: int
    refused: int
    refused_file: str
    started_at: datetime
    ended_at: datetime | None

    @property
    def has_workbook(self) -> bool:
        """Whether rows were refused and can be had back."""
        return bool(self.refused_file)


def imports_of(sender: str, *, cursor: str = "", limit: int = 50) -> Paged[ImportView]:
    """A page of the files that an organisation sent, the newest first."""
    rows = ImportRecord.objects.filter(sender=sender)
    return page_by_key(rows, _import, cursor=cursor, limit=limit, newest_first=True)


def import_of(sender: str, number: int) -> ImportView:
    """One file that an organisation sent; BaowenError where there is none."""
    row = ImportRecord.objects.filter(sender=sender, pk=number).first()
    if row is None:
        raise BaowenError(f"本机构没有编号为 {number} 的报送", f"your organisation has sent no import {number}")
    return _import(row)


def _import(row: ImportRecord) -> ImportView:
    return ImportView(**{name: getattr(row, name) for name in ImportView.__dataclass_fields__})


def drugs_of_products(lake: Lake) -> dict[str, tuple[str, str]]:
    """Key and name of the drug by the code of a product; empty without a catalogue. Products without a key name
    themselves by their generic name."""
    rows = lake.read("catalogue", columns=["product_code", "drug_key", "drug_name", "generic_name"])
    if rows is None:
        return {}
    return {
        code: (key or generic, name or generic)
        for code, key, name, generic in rows.select("product_code", "drug_key", "drug_name", "generic_name").iter_rows()
    }


def refused_workbook(sender: str, number: int) -> Path:
    """Where the workbook of the refused rows of an own import lies; BaowenError where no row was refused."""
    found = import_of(sender, number)
    path = Path(found.refused_file)
    if not found.has_workbook or not path.is_file():
        raise BaowenError(f"报送 {number} 没有退回的行", f"no row of import {number} was refused")
    return path
