"""`baowen buying` by command alone: routes, a negotiation and a filing, with the JSON as written down. PRC-1 to 3."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from baowen.commands.fields import first_level, nested_level
from baowen.core.clock import today

pytestmark = pytest.mark.django_db
Call = Callable[..., Any]
UNTIL = str(today() + timedelta(days=90))


@pytest.fixture
def by(call: Call, monkeypatch: pytest.MonkeyPatch, people: dict[str, Any], short: Callable[..., None]) -> Call:
    """Run a command of buying as somebody."""
    assert call("init", "--region", "430000").code == 0
    short()

    def run(who: str, *words: object) -> Any:
        monkeypatch.setenv("BAOWEN_ACTOR", who)
        return call("buying", *words)

    return run


def test_the_routes_are_told_with_condition_and_clause(by: Call) -> None:
    words = by("H-HN", "routes", "地高辛片").out
    assert "自主议价采购" in words
    assert "HN-9" in words
    found = by("H-HN", "routes", "地高辛片", "--place", "130402", "--emergency", "--json").document
    assert (found["best"], set(found)) == ("filing", first_level("buying routes"))
    assert set(found["routes"][0]) == nested_level("buying routes", "routes[].")
    assert "本机构" in by("H-HN", "answer", "B1", "--words", "是").err


def test_a_negotiation_from_opening_to_acceptance(by: Call) -> None:
    asked = ("--drug", "地高辛片", "--quantity", "3000", "--unit", "片", "--last-day", str(today()))
    opened = by("H-HN", "negotiate", *asked, "--with", "H-HN2:600", "--invite", "M1", "--json").document
    number = opened["number"]
    given = ("--product", "P1", "--pack", 30, "--unit", "片", "--price", "15", "--packs", 100, "--until", UNTIL)
    offer = by("M1", "offer", number, *given, "--days", 5, "--json").document["offer"]
    assert "还价" in by("H-HN2", "counter", number, offer, "--price", "14", "--packs", 20).out
    taken = by("H-HN", "accept", number, offer, "--packs", 40, "--json").document
    assert taken["basis"].startswith("J430000-")
    shown = by("M1", "negotiations", number, "--json").document
    assert set(shown["offers"][0]) == nested_level("buying negotiations", "offers[].")
    assert set(shown["negotiations"][0]) == nested_level("buying negotiations", "negotiations[].")
    assert "医院还价" in by("M1", "negotiations", number).out
    assert "已撤回" in by("M1", "withdraw", number, "--offer", offer, "--reason", "停产").out
    assert by("H-HN", "negotiate", *asked, "--with", "H-HN2").code != 0
    assert by("H-HN", "negotiate", *asked, "--invite", "D1").code != 0, "a distributor makes no offers"


def test_a_filing_from_the_hospital_to_what_is_published(by: Call, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("停供函")
    filed = by(
        "H-NJ", "file", "--drug", "地高辛片", "--product", "P9", "--pack", 30, "--unit", "片", "--price", 18, "--packs",
        50, "--until", UNTIL, "--reason", "none_listed", "--maker-name", "己制药", "--credit-code",
        "91110000600037341L", "--attach", letter, "--json",
    )  # fmt: skip
    number = filed.document["number"]
    assert by("YB-NJ", "review", number, "ask_back", "--words", "请附报价单").code == 0
    assert by("H-NJ", "answer", number, "--words", "已附", "--price", "17.4").code == 0
    reviewed = by("YB-NJ", "review", number, "accept", "--json").document
    assert set(reviewed) == first_level("buying review")
    found = by("YB-NJ", "filings", "--json").document
    assert (found[0]["price"], set(found[0])) == (17.4, nested_level("buying filings", "[]."))
    assert found[0]["files"][0]["file_name"] == "letter.txt"
    public = by("YB-NJ", "published", "--place", "320000", "--json").document
    assert (public[0]["hospital"], set(public[0])) == ("", nested_level("buying published", "[]."))
    assert "没有" in by("H-NJ", "filings", "--state", "refused").out
