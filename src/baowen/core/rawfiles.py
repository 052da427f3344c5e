"""Keeps every file that came in, unchanged, under the hash of its bytes."""

from __future__ import annotations

import hashlib
import io
import os
import threading
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from baowen.core.media import EVERY_KIND, FileKind, checked
from baowen.core.problems import BaowenError

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file that lies under its hash; `name` is what its sender called it, cleaned; `size` is in bytes."""

    sha256: str
    name: str
    media_type: str
    size: int


def keep_attachment(path: Path, folder: Path, *, most: int, kinds: Collection[FileKind] = EVERY_KIND) -> KeptFile:
    """Keep a file that people attach; BaowenError for a type, size or content that is not taken."""
    try:
        found = checked(path, most=most, kinds=kinds)
        return KeptFile(sha256=keep(path, folder), name=found.name, media_type=found.media_type, size=found.size)
    except OSError as error:
        raise BaowenError(f"无法读取附件 {path.name}，请核对路径", f"cannot read the attachment {path.name}") from error


def keep(path: Path, folder: Path) -> str:
    """Copy a file into the folder under its SHA-256 and return that; a file kept before is not copied again.

    It lies on the disk whole before it has its name, so that a record that is written after it never names half a file.
    """
    with path.open("rb") as source:
        return _keep(source, folder)


def keep_bytes(content: bytes, folder: Path) -> str:
    """Keep what was made here in the same way; its SHA-256."""
    return _keep(io.BytesIO(content), folder)


def _keep(source: BinaryIO, folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    # Two threads of a web server may keep files at once.
    draft = folder / f".incoming-{os.getpid()}-{threading.get_ident()}"
    try:
        with draft.open("wb") as copy:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                copy.write(chunk)
            copy.flush()
            os.fsync(copy.fileno())
        name = digest.hexdigest()
        target = raw_path(folder, name)
        if not target.exists():
            target.parent.mkdir(exist_ok=True)
            draft.replace(target)
        return name
    finally:
        draft.unlink(missing_ok=True)


def raw_path(folder: Path, sha256: str) -> Path:
    """Where the file of that hash lies, whether or not it is there."""
    return folder / sha256[:2] / sha256


def unchanged(folder: Path, sha256: str) -> bytes:
    """The content of the file of that hash; BaowenError where it is gone or is no longer what was kept."""
    try:
        content = raw_path(folder, sha256).read_bytes()
    except OSError:
        raise _lost(sha256, "已不在数据目录中", "is no longer in the home") from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise _lost(sha256, "已被改动", "was changed")
    return content


def _lost(sha256: str, zh: str, en: str) -> BaowenError:
    return BaowenError(
        f"原件 {sha256[:12]}… {zh}，请管理员从备份恢复后再取",
        f"the original {sha256[:12]}… {en}; let the administrator restore it from a backup",
    )
