"""Copies the lake's files to storage that a cluster's machines can read: a bucket, or a folder that they share.

The lake is written on one machine. Its data files and log entries get a new name whenever they change, so a file that
lies in the mirror in full is never copied again, and a file that fails half-way is copied again the next time.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from threading import Lock

import pyarrow as pa
from pyarrow import fs

from baowen.core.problems import BaowenError

MIRROR_VARIABLE = "BAOWEN_LAKE_URL"


_copying = Lock()


class Mirror:
    """The lake under another address: `s3://bucket/folder`, `file:///shared/folder`, or whatever PyArrow can write."""

    def __init__(self, root: Path, url: str) -> None:
        """BaowenError where the address is of no kind that can be written."""
        self._root = root
        self._url = url.rstrip("/")
        try:
            self._storage, self._folder = fs.FileSystem.from_uri(self._url)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise BaowenError(
                f"{MIRROR_VARIABLE}={url} 不可用（{error}）；应如 s3://存储桶/目录 或 file:///共享目录",
                f"{MIRROR_VARIABLE}={url} can't be used ({error}); write s3://bucket/folder or file:///shared/folder",
            ) from error

    def publish(self, table: str, files: Iterable[str]) -> list[str]:
        """Copy the data files of a table that the mirror lacks, then its log; give the addresses of the data files."""
        with _copying:
            return self._publish(table, [Path(file) for file in files])

    def _publish(self, table: str, data: list[Path]) -> list[str]:
        log = sorted(path for path in (self._root / table / "_delta_log").iterdir() if path.name[0] != "_")
        stored = self._stored(table)
        for path in (*data, *log):
            inside = path.relative_to(self._root).as_posix()
            if stored.get(f"{self._folder}/{inside}") != path.stat().st_size:
                self._copy(path, f"{self._folder}/{inside}")
        return [f"{self._url}/{path.relative_to(self._root).as_posix()}" for path in data]

    def address(self, table: str) -> str:
        """Where the mirror keeps a table."""
        return f"{self._url}/{table}"

    def _stored(self, table: str) -> dict[str, int]:
        """Path and size of every file that the mirror holds of a table."""
        chosen = fs.FileSelector(f"{self._folder}/{table}", recursive=True, allow_not_found=True)
        return {one.path: one.size for one in self._storage.get_file_info(chosen) if one.is_file}

    def _copy(self, path: Path, target: str) -> None:
        self._storage.create_dir(target.rpartition("/")[0], recursive=True)
        with path.open("rb") as source, self._storage.open_output_stream(target, compression=None) as sink:
            while chunk := source.read(8 << 20):
                sink.write(chunk)


def open_mirror(root: Path) -> Mirror | None:
    """The mirror that BAOWEN_LAKE_URL names; None where engines read the lake's own folder."""
    url = os.environ.get(MIRROR_VARIABLE)
    return Mirror(root, url) if url else None
