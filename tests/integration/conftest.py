"""Homes for tests: an empty one, and one with a small register of hospitals and products."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from baowen.core.home import Home, create_home

AT = datetime(2026, 11, 1, 8, tzinfo=UTC)

ORGANISATIONS = """机构代码,机构名称,机构类型,行政区划代码,机构等级
H001,甲县人民医院,医疗机构,430121,二级
H002,乙县人民医院,医疗机构,430181,二级
D001,丙配送有限公司,配送企业,430102,
"""
CATALOGUE = """药品代码,通用名,剂型,规格,包装,最小包装数量,原料药,生产企业
P001,阿司匹林片,片剂,0.1g,0.1g*30片/瓶,30,阿司匹林,丁制药
P002,地高辛片,片剂,0.25mg,0.25mg*30片/盒,30,地高辛,戊制药
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return create_home(tmp_path / "home", region="430000")


@pytest.fixture
def bring_in(home: Home, tmp_path: Path) -> Callable[..., Any]:
    """Write a text to a file and import it for a feed."""
    from baowen.collect.actions import import_file

    def run(feed: str, text: str | bytes, name: str = "", **options: Any) -> Any:
        path = tmp_path / (name or f"{feed}.csv")
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return import_file(home, feed, path, by="test", at=AT, clock=lambda: AT, **options)

    return run


@pytest.fixture
def registers(bring_in: Callable[..., Any]) -> None:
    assert bring_in("organisation", ORGANISATIONS).accepted == 3
    assert bring_in("catalogue", CATALOGUE).accepted == 2
