"""The files of results: where they lie, how they are named, how a few rows are read. No records, no Django. ADR 0029.

Rows are sorted by owner and lie in small groups, so that one hospital is found without reading the others.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Final

import polars as pl

from baowen.core.home import Home
from baowen.core.problems import BaowenError

ROW_GROUP: Final = 16_384


def folder_of(home: Home) -> Path:
    """Where the results of volume-based procurement lie in a home."""
    return home.root / "vbp"


def keep_results(home: Home, rows: pl.DataFrame) -> str:
    """Write the rows, already sorted, and give the file's SHA-256, which names it."""
    folder = folder_of(home)
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".incoming-{os.getpid()}"
    try:
        rows.write_parquet(draft, compression="zstd", compression_level=1, row_group_size=ROW_GROUP, statistics=True)
        with draft.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        draft.replace(path_of(home, digest))
    finally:
        draft.unlink(missing_ok=True)
    return digest


def path_of(home: Home, sha256: str) -> Path:
    """The file of that digest."""
    return folder_of(home) / f"{sha256}.parquet"


def results(home: Home, sha256: str) -> pl.LazyFrame:
    """The rows of a run, to be filtered before they are collected; BaowenError where the file is gone."""
    path = path_of(home, sha256)
    if not path.is_file():
        raise BaowenError(
            f"进度结果文件 {sha256[:12]}… 已不在数据目录中，请重新运行 baowen vbp-progress run",
            f"the results {sha256[:12]}… are no longer in the home; run: baowen vbp-progress run",
        )
    return pl.scan_parquet(path)


def drop_results(home: Home, sha256: str) -> None:
    """Remove a file that no record names any more."""
    path_of(home, sha256).unlink(missing_ok=True)
