"""A home is made in a folder that every engine can read, and is left as it is when it is made again."""

from __future__ import annotations

from pathlib import Path

import pytest

from baowen.core.home import create_home, open_home
from baowen.core.problems import BaowenError


@pytest.mark.parametrize("name", ["year=2026", "a*", "really?", "[x]"])
def test_a_path_that_engines_misread_is_refused_before_anything_is_made(tmp_path: Path, name: str) -> None:
    with pytest.raises(BaowenError, match="换一个路径"):
        create_home(tmp_path / name / "home", region="430000")
    assert list(tmp_path.iterdir()) == []


def test_a_home_that_is_made_again_is_left_as_it_is(tmp_path: Path) -> None:
    made = create_home(tmp_path / "保稳 home", region="430000")
    assert create_home(made.root, region="430000") == open_home(made.root) == made
    with pytest.raises(BaowenError, match="不能改为 320100"):
        create_home(made.root, region="320100")
