"""How an entry is sealed, and how a fault is worded."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from baowen.core.audit.anchors import read_anchors, write_anchor
from baowen.core.audit.chain import FIRST, Link, Seal, has_sm3, packed, sealed, unpacked
from baowen.core.audit.check import Fault, Finding, Mark, Sealed, faults
from baowen.core.problems import BaowenError

LINK = Link(
    number=1, at=datetime(2026, 9, 28, 1, 2, 3, tzinfo=UTC), by="王某", organisation="NJ", action="open_case",
    subject="case:1", reason="", policy="", content="{}",
)  # fmt: skip


def test_a_seal_is_the_plain_digest_of_a_text_that_anybody_can_write_down() -> None:
    zeros = "0" * 64
    text = (
        '{"action":"open_case","at":"2026-09-28T01:02:03.000000+00:00",'
        f'"before":["{zeros}","{zeros}"],"by":"王某","content":"{{}}","format":1,"number":1,"organisation":"NJ",'
        '"policy":"","reason":"","subject":"case:1"}'
    ).encode()
    seal = sealed(LINK, FIRST)
    assert seal.sha256 == hashlib.sha256(text).hexdigest()
    assert seal.sm3 == (hashlib.new("sm3", text).hexdigest() if has_sm3() else "")


def test_the_same_instant_in_another_zone_has_the_same_seal() -> None:
    shanghai = timezone(timedelta(hours=8))
    other = Link(**{name: getattr(LINK, name) for name in Link.__slots__} | {"at": LINK.at.astimezone(shanghai)})
    assert sealed(other, FIRST) == sealed(LINK, FIRST)


def test_values_are_packed_as_text_that_no_database_rewrites() -> None:
    content = packed({"price": Decimal("1.10")}, {"on": date(2026, 10, 1), "tags": {"乙", "甲"}}, None)
    assert content == '{"after":{"on":"2026-10-01","tags":["乙","甲"]},"before":{"price":"1.10"}}'
    assert unpacked(content)["before"] == {"price": "1.10"}


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_is_none_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        packed({"value": value}, None, None)


def test_what_has_no_json_form_is_refused_by_its_type() -> None:
    with pytest.raises(TypeError, match="object"):
        packed(None, {"value": object()}, None)


def test_a_machine_without_sm3_is_still_held_to_sha256() -> None:
    seal = sealed(LINK, FIRST)
    assert list(faults([Sealed(LINK, Seal(seal.sha256, ""))], [])) == []
    (fault,) = faults([Sealed(LINK, Seal("0" * 64, ""))], [])
    assert fault.finding is Finding.CHANGED


def test_a_fault_says_in_both_languages_where_it_is() -> None:
    one = Fault(finding=Finding.CHANGED, first=7, last=7)
    many = Fault(finding=Finding.CUT_OFF, first=8, last=9, kept_in="a.json")
    assert one.zh.startswith("第 7 条")
    assert one.en.startswith("entry 7")
    assert ("第 8—9 条" in many.zh, "a.json" in many.zh) == (True, True)
    assert many.en == "entries 8 to 9: cut off, for a.json knows them"


def test_an_anchor_is_written_once_and_read_back(tmp_path: Path) -> None:
    mark = Mark(number=12, seal=Seal("a" * 64, "b" * 64), kept_in="head")
    path = write_anchor(tmp_path / "kept", mark, date(2026, 11, 26))
    assert path.name == "audit-anchor-20261126-000000000012.json"
    assert write_anchor(tmp_path / "kept", mark, date(2026, 11, 26)) == path
    (read,) = read_anchors(tmp_path / "kept")
    assert (read.number, read.seal, read.kept_in) == (12, mark.seal, path.name)


def test_an_anchor_of_the_day_is_never_overwritten_by_another_seal(tmp_path: Path) -> None:
    write_anchor(tmp_path, Mark(number=12, seal=Seal("a" * 64, ""), kept_in="head"), date(2026, 11, 26))
    with pytest.raises(BaowenError, match="改写"):
        write_anchor(tmp_path, Mark(number=12, seal=Seal("c" * 64, ""), kept_in="head"), date(2026, 11, 26))


@pytest.mark.parametrize("text", ["", "{}", '{"format": 2, "number": 1, "sha256": "", "sm3": ""}', "[1]"])
def test_a_broken_anchor_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "audit-anchor-x.json").write_text(text, encoding="utf-8")
    with pytest.raises(BaowenError, match=r"audit-anchor-x\.json"):
        read_anchors(tmp_path)


def test_a_folder_that_is_not_there_holds_no_anchors(tmp_path: Path) -> None:
    assert read_anchors(tmp_path / "none") == []
