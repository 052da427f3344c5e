"""Results of a run as files of the home: one of results and one of steps, sorted by hospital, named by their digest.

A hospital's rows are found by the row groups that may hold them. docs/adr/0029. Requirement: VBP-7.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import polars as pl

from baowen.core.home import Home
from baowen.core.problems import BaowenError
from baowen.vbp.evaluation.evaluating import Evaluated

ROW_GROUP: Final = 20_000
_CHUNK: Final = 1 << 20


def folder_of(home: Home) -> Path:
    """Where a home keeps results of evaluations."""
    return home.root / "vbp" / "evaluation"


def keep_results(home: Home, found: Evaluated, *, expected: str = "") -> str:
    """Write both files and give their digest; the same rows give the same digest. Half-written files are never seen.

    Where a digest is expected and another comes out, nothing is kept.
    """
    folder = folder_of(home)
    folder.mkdir(parents=True, exist_ok=True)
    drafts = [folder / f".{name}-{os.getpid()}.parquet" for name in ("results", "steps")]
    try:
        for draft, rows in zip(drafts, (found.results, found.steps), strict=True):
            rows.write_parquet(draft, compression="zstd", row_group_size=ROW_GROUP, statistics=True)
        digest = _digest(drafts)
        if expected in ("", digest):
            for draft, place in zip(drafts, _paths(home, digest), strict=True):
                draft.replace(place)
        return digest
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)


def scan_results(home: Home, digest: str) -> pl.LazyFrame:
    """The results of a run; BaowenError where the file is gone."""
    return _scan(home, digest, 0)


def scan_steps(home: Home, digest: str) -> pl.LazyFrame:
    """The steps of its touched rows."""
    return _scan(home, digest, 1)


def check_results(home: Home, digest: str) -> bool:
    """Whether both files still are what was written."""
    paths = _paths(home, digest)
    return all(path.is_file() for path in paths) and _digest(paths) == digest


def _scan(home: Home, digest: str, which: int) -> pl.LazyFrame:
    path = _paths(home, digest)[which]
    if not path.is_file():
        raise BaowenError(
            f"考核结果文件 {digest[:12]}… 不在数据目录中，请从备份恢复，或用 baowen vbp-evaluation replay 重新计算",
            f"the file of results {digest[:12]}… is gone: restore it, or compute it again with replay",
        )
    return pl.scan_parquet(path)


def _paths(home: Home, digest: str) -> tuple[Path, Path]:
    folder = folder_of(home)
    return folder / f"{digest}.parquet", folder / f"{digest}-steps.parquet"


def _digest(paths: Iterable[Path]) -> str:
    found = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                found.update(chunk)
    return found.hexdigest()
