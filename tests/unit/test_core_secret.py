"""The key that signs sessions survives a restart, and nobody else reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from baowen.core.home import create_home
from baowen.core.secret import KEY_FILE, secret_key


def test_a_home_makes_its_key_once_and_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BAOWEN_SECRET_KEY", raising=False)
    root = create_home(tmp_path / "home", region="430000").root
    first = secret_key(root)
    assert secret_key(root) == first
    assert len(first) >= 50
    assert (root / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in root.glob(f"{KEY_FILE}*")] == [KEY_FILE]


def test_a_key_of_the_environment_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAOWEN_SECRET_KEY", "given")
    root = create_home(tmp_path / "home", region="430000").root
    assert secret_key(root) == "given"
    assert not (root / KEY_FILE).exists()


def test_without_a_home_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BAOWEN_SECRET_KEY", raising=False)
    assert secret_key(tmp_path) != secret_key(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_of_two_processes_that_start_together_both_get_the_first_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BAOWEN_SECRET_KEY", raising=False)
    root = create_home(tmp_path / "home", region="430000").root
    monkeypatch.setattr(Path, "is_file", lambda path: path.name != KEY_FILE and path.exists())
    assert secret_key(root) == secret_key(root)
