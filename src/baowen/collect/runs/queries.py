"""All reads of runs: how far one is, what came of it, whether one is on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from baowen.collect.models import ImportRun
from baowen.core.home import Home
from baowen.core.problems import BaowenError


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """A file that was looked at or sent on the pages; `done` of `total` rows in the `step` that is on."""

    id: int
    folder: str
    feed: str
    period: str
    file_name: str
    size: int
    is_sent: bool
    begun_at: datetime
    ended_at: datetime | None
    state: str
    step: str
    done: int
    total: int
    batch: int | None
    result: dict[str, Any] = field(repr=False)

    @property
    def is_running(self) -> bool:
        return self.state == ImportRun.State.RUNNING

    def file(self, home: Home) -> Path:
        """Where the uploaded file lies as long as it is kept."""
        return home.incoming / self.folder / self.file_name


def run_of(organisation: str, number: int) -> RunView:
    """A run of an organisation; BaowenError where it has none of that number."""
    row = ImportRun.objects.filter(organisation=organisation, pk=number).first()
    if row is None:
        raise BaowenError(f"本机构没有编号为 {number} 的文件", f"your organisation has no file {number}")
    return _view(row)


def running_of(organisation: str) -> RunView | None:
    """The run of an organisation that is on; None where none is."""
    row = ImportRun.objects.filter(organisation=organisation, state=ImportRun.State.RUNNING).first()
    return None if row is None else _view(row)


def runs_of_batches(organisation: str, batches: Iterable[int]) -> dict[int, int]:
    """By import the newest run that tells of it."""
    rows = ImportRun.objects.filter(organisation=organisation, batch__in=list(batches)).order_by("pk")
    return {batch: number for batch, number in rows.values_list("batch", "pk") if batch is not None}


def _view(row: ImportRun) -> RunView:
    return RunView(**{name: getattr(row, name) for name in RunView.__dataclass_fields__})
