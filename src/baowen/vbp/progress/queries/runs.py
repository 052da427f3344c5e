"""Runs of progress as others see them. VBP-5."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from baowen.core.problems import BaowenError
from baowen.vbp.progress.models import ProgressRun


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """One run: `seen_on` is the day up to which purchases are known, `sums` how many contracts stand where."""

    number: int
    as_of: date
    seen_on: date
    policy: str
    sha256: str
    contracts: int
    sums: dict[str, int]
    lake_versions: dict[str, int]
    made_at: datetime


def newest_run() -> RunView | None:
    """The newest run; None before the first."""
    row = ProgressRun.objects.order_by("-id").first()
    return None if row is None else view_of(row)


def run_needed() -> RunView:
    """The newest run; BaowenError that says how to make one."""
    found = newest_run()
    if found is None:
        raise BaowenError(
            "还没有计算过集采进度，请先运行 baowen vbp-progress run",
            "progress was never computed; run: baowen vbp-progress run",
        )
    return found


def view_of(row: ProgressRun) -> RunView:
    """A stored run as others see it."""
    return RunView(
        number=row.pk, as_of=row.as_of, seen_on=row.seen_on, policy=row.policy, sha256=row.sha256,
        contracts=row.contracts, sums=row.sums, lake_versions=row.lake_versions, made_at=row.made_at,
    )  # fmt: skip
