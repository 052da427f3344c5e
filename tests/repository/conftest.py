"""The project's own files, as the repository tests read them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("src", "tests", "bench", "script", "policy", "mappings", "docs", "requirements", ".ci")
GENERATED = ("__pycache__", "egg-info", ".ipynb_checkpoints")

FindFiles = Callable[..., list[Path]]


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's root."""
    return ROOT


@pytest.fixture(scope="session")
def find_files() -> FindFiles:
    """Files of the project: `find_files("*.py", "src", "tests")`; without folders all of them and the top level."""

    def find(pattern: str, *folders: str) -> list[Path]:
        found = [path for folder in folders or FOLDERS for path in (ROOT / folder).rglob(pattern)]
        if not folders:
            found += ROOT.glob(pattern)
        kept = (path for path in found if path.is_file() and not any(word in str(path) for word in GENERATED))
        return sorted(set(kept))

    return find
