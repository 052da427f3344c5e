"""The key that signs sessions and reset links: from the environment, else made once and kept in the home."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from baowen.core.home import SETTINGS_FILE

KEY_FILE = "secret.key"
LENGTH = 48  # bytes of randomness


def secret_key(root: Path) -> str:
    """BAOWEN_SECRET_KEY, else the key of the home, which is made on first use and readable by its owner alone.

    Where there is no home yet, a key for this process alone: nothing that it signs could outlive it anyway.
    """
    named = os.environ.get("BAOWEN_SECRET_KEY")
    if named:
        return named
    path = root / KEY_FILE
    if not path.is_file():
        if not (root / SETTINGS_FILE).is_file():
            return secrets.token_urlsafe(LENGTH)
        _make(path)
    return path.read_text(encoding="ascii").strip()


def _make(path: Path) -> None:
    """Two processes that start together end up with the same key: only one link to the name can be made."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(LENGTH) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink()
