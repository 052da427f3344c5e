"""Where the public data lie; tests that need them are skipped, with the reason, where they are absent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of public data: BAOWEN_REAL_DATA, else shared/data beside the checkout."""
    folder = Path(os.environ.get("BAOWEN_REAL_DATA") or _PROJECT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"public data not found at {folder}; set BAOWEN_REAL_DATA to run this test")
    return folder
