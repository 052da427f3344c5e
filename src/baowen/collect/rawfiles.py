"""Keeps every file that came in, unchanged, under the hash of its bytes."""

from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path

_CHUNK = 1 << 20


def keep(path: Path, folder: Path) -> str:
    """Copy a file into the folder under its SHA-256 and return that; a file kept before is not copied again."""
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    # Two threads of a web server may keep files at once.
    draft = folder / f".incoming-{os.getpid()}-{threading.get_ident()}"
    try:
        with path.open("rb") as source, draft.open("wb") as copy:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                copy.write(chunk)
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
