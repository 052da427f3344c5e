"""The copy of the lake that a cluster reads: only what is new is copied, and what was cut short is copied again."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from baowen.core.problems import BaowenError
from baowen.lake.engine.mirror import MIRROR_VARIABLE, Mirror, open_mirror
from baowen.lake.store import Lake


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = Lake(tmp_path / "lake")
    lake.root.mkdir()
    write(lake, "2026-01", 1)
    write(lake, "2026-02", 2)
    return lake


@pytest.fixture
def mirror(lake: Lake, tmp_path: Path) -> Mirror:
    return Mirror(lake.root, f"file://{tmp_path}/shared/lake/")


def write(lake: Lake, month: str, value: int) -> None:
    rows = pl.DataFrame({"value": [value], "month": [month], "state": ["current"]})
    lake.replace_months("facts", rows, months=[month], sort=["value"])


def kept(folder: Path) -> dict[str, int]:
    """Every file below a folder with the time it was written at."""
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_data_and_log_arrive_under_the_same_names(lake: Lake, mirror: Mirror, tmp_path: Path) -> None:
    addresses = mirror.publish("facts", lake.files("facts"))
    shared = tmp_path / "shared" / "lake"
    assert kept(shared).keys() == kept(lake.root).keys()
    assert [address.removeprefix("file://") for address in addresses] == [
        file.replace(str(lake.root), str(shared)) for file in lake.files("facts")
    ]
    assert mirror.address("facts") == f"file://{shared}/facts"
    assert Lake(shared).read("facts") is not None
    assert Lake(shared).files("facts") == [address.removeprefix("file://") for address in addresses]


def test_only_what_is_new_is_copied(lake: Lake, mirror: Mirror, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    mirror.publish("facts", lake.files("facts", months=["2026-01"]))
    before = kept(shared)
    write(lake, "2026-02", 3)
    mirror.publish("facts", lake.files("facts"))
    after = kept(shared)
    assert {name: after[name] for name in before} == before
    assert len(after) == len(before) + 2


def test_a_copy_that_was_cut_short_is_made_again(lake: Lake, mirror: Mirror) -> None:
    address = mirror.publish("facts", lake.files("facts"))[0]
    copy = Path(address.removeprefix("file://"))
    whole = copy.read_bytes()
    copy.write_bytes(whole[:10])
    mirror.publish("facts", lake.files("facts"))
    assert copy.read_bytes() == whole


def test_without_an_address_the_lake_itself_is_read(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(MIRROR_VARIABLE, raising=False)
    assert open_mirror(lake.root) is None


@pytest.mark.parametrize("url", ["ftp://host/lake", "lake", "s4://bucket"])
def test_an_address_that_cannot_be_written_is_refused(lake: Lake, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MIRROR_VARIABLE, url)
    with pytest.raises(BaowenError, match="BAOWEN_LAKE_URL"):
        open_mirror(lake.root)
