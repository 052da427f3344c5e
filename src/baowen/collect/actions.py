"""Takes files in: raw file kept, rows checked, good rows into the lake, the rest back to the sender."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path

import polars as pl

from baowen.collect.contract import Feed
from baowen.collect.feeds import FEEDS
from baowen.collect.models import ImportRecord
from baowen.collect.prepare import Prepared, Progress, prepare, unseen
from baowen.collect.readers import Table
from baowen.collect.senders import Sender
from baowen.collect.store import declare, store, unknown_codes
from baowen.collect.workbook import write_refused
from baowen.core.audit.trail import writing
from baowen.core.home import Home
from baowen.core.paths import data_folder
from baowen.core.period import Month
from baowen.core.problems import BaowenError, Level
from baowen.core.rawfiles import keep
from baowen.lake.lock import writer_lock
from baowen.lake.merge import Merged
from baowen.lake.store import Lake

NOTHING = Merged(0, 0, 0, None, ())
PROBLEM_SCHEMA = {
    "file": pl.String, "sheet": pl.String, "row": pl.Int64, "column": pl.String, "value": pl.String,
    "code": pl.String, "level": pl.String, "message": pl.String, "help": pl.String,
    "message_en": pl.String, "help_en": pl.String,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file. `accepted` are new and corrected rows; `unchanged` were in the lake already.

    `table` has only the rows that `problems` speak of: whoever loads a folder keeps the outcomes of all its files.
    """

    file: str
    feed: str
    mapping: str
    batch: int
    rows: int
    accepted: int
    corrected: int
    unchanged: int
    refused: int
    skipped: int
    stopped: bool
    months: tuple[str, ...]
    lake_version: int | None
    refused_file: str
    problems: pl.DataFrame = field(repr=False)
    table: Table = field(repr=False)

    @property
    def warnings(self) -> int:
        return self.problems.filter(pl.col("level") == Level.WARN.value).height


def mapping_folders(home: Home) -> list[Path]:
    """Where mappings are looked for: the home's own first, then those of the package."""
    return [home.mappings, data_folder("mappings")]


@dataclass(frozen=True, slots=True)
class Look:
    """What a file holds, before it is sent. `columns`: by column of the feed the heading that was taken for it."""

    rows: int
    refused: int
    stopped: bool
    columns: dict[str, str]
    problems: pl.DataFrame = field(repr=False)
    table: Table = field(repr=False)


def look_at_file(
    home: Home, feed_name: str, path: Path, *, period: Month | None = None, sender: Sender | None = None,
    progress: Progress = unseen,
) -> Look:  # fmt: skip
    """Read, map and check a file as an import does, and keep nothing of it.

    Codes that nobody knows are refused here too, unless the mapping's source names products and places itself.
    """
    feed = feed_called(feed_name)
    if sender is not None:
        feed = sender.narrowed(feed)
    prepared = prepare(feed, path, folders=mapping_folders(home), period=period, progress=progress)
    problems, refused = _problems(prepared), set(prepared.refused_rows)
    is_told = prepared.declared is not None and not prepared.declared.is_empty
    if prepared.checked is not None and not prepared.stopped and not is_told:
        found = unknown_codes(
            Lake(home.lake), feed, prepared.checked.frame, file=path.name, sheet=prepared.table.sheet,
            source_of=prepared.source_of,
        )  # fmt: skip
        problems = _stack(problems, found)
        refused |= set(found["row"]) if found.height else set()
    return Look(
        rows=prepared.table.frame.height, refused=len(refused), stopped=prepared.stopped,
        columns=dict(prepared.source_of), problems=problems, table=prepared.table,
    )  # fmt: skip


def import_file(
    home: Home,
    feed_name: str,
    path: Path,
    *,
    by: str,
    at: datetime,
    clock: Callable[[], datetime],
    mapping: str | None = None,
    period: Month | None = None,
    refused_path: Path | None = None,
    sender: Sender | None = None,
    progress: Progress = unseen,
) -> Outcome:
    """Import one file for one feed (COL-1). Rows with a problem stay out and come back in a workbook.

    The lake changes in one commit or not at all: a process killed at any point leaves it as it was, and the same
    call afterwards finishes the work. `by` and `at` go into the audit entry; rows that are not the `sender`'s own are
    refused. `progress` is told how far it is. BaowenError for an unknown feed or file.
    """
    feed = feed_called(feed_name)
    if sender is not None:
        feed = sender.narrowed(feed)
    if not path.is_file():
        raise BaowenError(f"找不到文件 {path}", f"no such file: {path}")
    progress("keep", 0, 0)
    sha256 = _kept(path, home)
    folders = mapping_folders(home)
    prepared = prepare(feed, path, folders=folders, mapping=mapping, period=period, progress=progress)
    organisation = sender.organisation if sender is not None else ""
    record, seen_before = _begin(feed_name, path, sha256, prepared, period=period, sender=organisation, at=at)
    merged, problems = NOTHING, _problems(prepared)
    refused = set(prepared.refused_rows)
    if prepared.checked is not None and not prepared.stopped:
        lake, good = Lake(home.lake), prepared.checked.accepted
        progress("write", 0, good)
        with writer_lock(home.lock):
            if prepared.declared is not None:
                declare(lake, prepared.declared, batch=record.id)
            stored = store(
                lake,
                feed,
                prepared.checked.frame,
                batch=record.id,
                seen_before=seen_before,
                file=path.name,
                sheet=prepared.table.sheet,
                source_of=prepared.source_of,
            )
        progress("write", good, good)
        merged = stored.merged
        problems = _stack(problems, stored.problems)
        refused |= set(stored.refused_rows)
    workbook = _give_back(home, record, prepared, problems, asked=refused_path, progress=progress)
    return _finish(record, prepared, merged, problems, refused=len(refused), workbook=workbook, by=by, ended_at=clock())


def feed_called(name: str) -> Feed:
    """The feed of that name; BaowenError that lists the names where there is none."""
    feed = FEEDS.get(name)
    if feed is None:
        raise BaowenError(
            f"没有名为 {name} 的数据接口；可用：{'、'.join(FEEDS)}", f"no feed {name}; known: {', '.join(FEEDS)}"
        )
    return feed


def _kept(path: Path, home: Home) -> str:
    try:
        return keep(path, home.raw)
    except OSError as error:
        raise BaowenError(
            f"无法读取或保存文件 {path}：{error.strerror}；请检查文件权限和磁盘空间",
            f"cannot read or keep {path}: {error.strerror}; check its permissions and the room on the disk",
        ) from error


def _begin(
    feed: str, path: Path, sha256: str, prepared: Prepared, *, period: Month | None, sender: str, at: datetime
) -> tuple[ImportRecord, bool]:
    record, is_new = ImportRecord.objects.get_or_create(
        feed=feed,
        sha256=sha256,
        mapping=prepared.mapping.name if prepared.mapping else "",
        period=str(period) if period else "",
        sender=sender,
        defaults={"file_name": path.name, "started_at": at, "sheet": prepared.table.sheet},
    )
    return record, not is_new


def _problems(prepared: Prepared) -> pl.DataFrame:
    """What reading, mapping and checking found; check repeats what it was told of the first two."""
    told = prepared.problems if prepared.checked else [*prepared.table.problems, *prepared.problems]
    rows = [{**problem.as_json(), "level": problem.level.value} for problem in told]
    own = pl.DataFrame(rows, schema=PROBLEM_SCHEMA)
    return _stack(own, prepared.checked.problems) if prepared.checked else own


def _stack(*frames: pl.DataFrame) -> pl.DataFrame:
    kept = [
        pl.DataFrame(frame.select(list(PROBLEM_SCHEMA)), schema_overrides=PROBLEM_SCHEMA)
        for frame in frames
        if frame.height
    ]
    stacked = pl.concat(kept) if kept else pl.DataFrame(schema=PROBLEM_SCHEMA)
    return stacked.sort("row", "column", maintain_order=True)


def _give_back(
    home: Home, record: ImportRecord, prepared: Prepared, problems: pl.DataFrame, *, asked: Path | None,
    progress: Progress,
) -> Path | None:  # fmt: skip
    """Write the workbook of refused rows where there are any, or where somebody asked for one by name."""
    has_refused = problems.filter(pl.col("level") == Level.REFUSE.value).height > 0
    if not (has_refused or asked):
        return None
    target = asked or home.refused / f"{record.feed}-{record.id}-退回.xlsx"
    target.parent.mkdir(parents=True, exist_ok=True)
    write_refused(
        target,
        feed=FEEDS[record.feed],
        table=prepared.table,
        problems=problems,
        total_rows=prepared.table.frame.height,
        tick=partial(progress, "give_back"),
    )
    return target


def _finish(
    record: ImportRecord,
    prepared: Prepared,
    merged: Merged,
    problems: pl.DataFrame,
    *,
    refused: int,
    workbook: Path | None,
    by: str,
    ended_at: datetime,
) -> Outcome:
    rows = prepared.table.frame.height
    stopped = prepared.stopped
    outcome = Outcome(
        file=record.file_name,
        feed=record.feed,
        mapping=record.mapping,
        batch=record.id,
        rows=rows,
        accepted=merged.new + merged.corrected,
        corrected=merged.corrected,
        unchanged=merged.unchanged,
        refused=rows if stopped else refused,
        skipped=0 if stopped else rows - refused - merged.new - merged.corrected - merged.unchanged,
        stopped=stopped,
        months=merged.months,
        lake_version=merged.version,
        refused_file=str(workbook or ""),
        problems=_apart(problems),
        table=_told_of(prepared.table, problems),
    )
    with writing(by=by, at=ended_at, organisation=record.sender) as trail:
        record.state = ImportRecord.State.STOPPED if stopped else ImportRecord.State.DONE
        for name in ("rows", "accepted", "unchanged", "corrected", "refused", "lake_version", "refused_file"):
            setattr(record, name, getattr(outcome, name))
        record.ended_at = ended_at
        record.save()
        counts = {name: getattr(outcome, name) for name in ("rows", "accepted", "corrected", "unchanged", "refused")}
        told = {"feed": record.feed, "file": record.file_name, "sha256": record.sha256, **counts}
        trail.note("import_file", f"import:{record.id}", details=told)
    return outcome


def _told_of(table: Table, problems: pl.DataFrame) -> Table:
    """The table with only the rows that a problem is told of, apart from the file that they came from."""
    return replace(
        table,
        frame=_apart(
            table.frame.join(
                problems.select(pl.col("row").cast(pl.UInt32)).unique(), on="row", how="semi", maintain_order="left"
            )
        ),
    )


def _apart(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame with texts of its own: those of a selection would keep the whole file in memory."""
    copy = io.BytesIO()
    frame.write_ipc(copy, compat_level=pl.CompatLevel.oldest())  # the newest would write all texts of the file again
    return pl.read_ipc(copy.getvalue())
