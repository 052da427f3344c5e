"""The lake as it was: each table at a version of its own. What was worked out from it can be worked out again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from baowen.lake.store import CURRENT, Lake


class PinnedLake(Lake):
    """A lake of which each table is read at the version that `versions` names; a table without one holds nothing."""

    def __init__(self, root: Path, versions: Mapping[str, int]) -> None:
        super().__init__(root)
        self._versions = dict(versions)

    def files(
        self, table: str, *, months: Iterable[str] | None = None, version: int | None = None, state: str = CURRENT
    ) -> list[str]:
        """The files of the table at its pinned version."""
        pinned = self._versions.get(table)
        if version is None and pinned is None:
            return []
        return super().files(table, months=months, version=pinned if version is None else version, state=state)
