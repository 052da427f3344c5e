"""The packs that ship: who rules where, on which day."""

from __future__ import annotations

from datetime import date

import pytest

from baowen.core.money import plain
from baowen.core.policy import Basis, UnknownEntryError, load_packs
from baowen.core.policy.document import render
from baowen.core.policy.registry import KEYS, index_keys
from baowen.core.policy.spec import Kind, keys
from baowen.core.policy.words import entry_words, value_words

PACKS = load_packs()
DAY = date(2026, 9, 30)


@pytest.mark.parametrize(
    ("region", "chain"),
    [
        ("430103", ["cn", "cn-430000"]),
        ("430100", ["cn", "cn-430000"]),
        ("430000", ["cn", "cn-430000"]),
        ("320102", ["cn", "cn-320100"]),
        ("320500", ["cn"]),
        ("130402", ["cn", "cn-130400"]),
        ("100000", ["cn"]),
        ("cn", ["cn"]),
        ("DK-84", ["cn"]),
        ("", ["cn"]),
    ],
)
def test_a_place_is_ruled_by_the_packs_above_it_nation_first(region: str, chain: list[str]) -> None:
    assert [pack.name for pack in PACKS.ruling(region, DAY).chain] == chain


def test_the_nearest_pack_wins_and_the_nation_fills_the_rest() -> None:
    hunan, elsewhere = PACKS.ruling("430103", DAY), PACKS.ruling("320500", DAY)
    assert hunan.entry("monitor.same_drug_spread.threshold").basis is Basis.SOURCED
    assert elsewhere.entry("monitor.same_drug_spread.threshold").basis is Basis.ILLUSTRATIVE
    assert hunan.entry("reserve.floor") == elsewhere.entry("reserve.floor")


def test_outside_its_days_a_provincial_rule_gives_way_to_the_nation() -> None:
    before, during = date(2025, 10, 31), date(2025, 11, 1)
    assert PACKS.ruling("430000", before).entry("delivery.hours.general").pack == "cn"
    assert PACKS.ruling("430000", during).entry("delivery.hours.general").pack == "cn-430000"
    assert PACKS.ruling("430000", date(2027, 10, 31)).entry("delivery.hours.general").pack == "cn-430000"
    assert PACKS.ruling("430000", date(2027, 11, 1)).entry("delivery.hours.general").pack == "cn"


def test_a_district_answers_as_a_county() -> None:
    ruling = PACKS.ruling("320102", DAY)
    assert ruling.entry("respond.verify.district") == ruling.entry("respond.verify.county")


def test_a_key_that_does_not_rule_is_an_error_with_place_and_day() -> None:
    ruling = PACKS.ruling("430000", DAY)
    assert ruling.get("respond.verify.county") is None
    with pytest.raises(UnknownEntryError, match="430000 在 2026-09-30"):
        ruling.entry("respond.verify.county")


def test_presets_rule_nowhere_and_do_not_change_the_version() -> None:
    ruling = PACKS.ruling("430000", DAY)
    assert not any(entry.key.startswith("preset.") for entry in ruling.entries())
    assert "preset.gansu.delivery.report_below" in ruling.keys("preset.")
    assert set(ruling.keys("respond.")) == {
        "respond.deadline.rolls", "respond.report.city", "respond.report.province", "respond.verify.city",
        "respond.remind.before_days", "respond.remind.head_after_days", "respond.remind.late_every_days",
        "respond.signal.opens",
    }  # fmt: skip


def test_the_version_differs_between_places_and_days_with_other_rules_only() -> None:
    digest = {place: PACKS.ruling(place, DAY).digest for place in ("430103", "430000", "320100", "DK-84", "cn")}
    assert digest["430103"] == digest["430000"]
    assert digest["DK-84"] == digest["cn"]
    assert len({digest["430000"], digest["320100"], digest["cn"]}) == 3
    assert PACKS.ruling("cn", date(2026, 8, 31)).digest != PACKS.ruling("cn", date(2026, 9, 1)).digest


def test_every_threshold_that_no_text_gives_is_marked_illustrative() -> None:
    sourced = {
        (entry.pack, entry.key)
        for pack in PACKS.packs
        for entry in pack.entries
        if entry.key.startswith("monitor.") and not entry.key.endswith(".duty") and entry.basis != Basis.ILLUSTRATIVE
    }
    assert sourced == {
        ("cn-430000", "monitor.same_drug_spread.threshold"), ("cn", "monitor.candidate.wide_places"),
        ("cn", "monitor.notice.departments"),
    }  # fmt: skip


def test_every_indicator_with_a_threshold_has_one_in_the_nation() -> None:
    ruling = PACKS.ruling("cn", DAY)
    assert [key for key, spec in KEYS.items() if spec.kind is Kind.SEVERITIES and ruling.get(key) is None] == []


def test_every_known_key_is_used_by_some_pack() -> None:
    used = {entry.key for pack in PACKS.packs for entry in pack.entries}
    # Only Shanghai's text combines lines, and its pack doesn't ship; no text read sets days for assessing a stop, or
    # for filing what was bought first in an emergency.
    left_to_a_place = {"price.colour.combination", "respond.stop.assess", "buying.filing.emergency_days"}
    # No text read gives days to answer an alleged breach, or a day for the monthly report of stopped supply (HD-10).
    left_to_a_place |= {"settle.breach.answer", "report.stopped_supply.day"}
    # No text read gives days for the steps of a price matter: a place may, and an officer sets dates.
    left_to_a_place |= {key for key in KEYS if key.startswith("price.step.")}
    assert set(KEYS) - used == left_to_a_place


def test_a_pattern_of_keys_spreads_into_its_parts() -> None:
    specs = keys("a.{county,x}.b", Kind.WHOLE, "day|hour", "级 {}", "at {}")
    assert [(spec.key, spec.zh, spec.en) for spec in specs] == [
        ("a.county.b", "级 县（区）", "at county"), ("a.x.b", "级 x", "at x"),
    ]  # fmt: skip
    assert specs[0].units == ("day", "hour")


def test_a_key_declared_twice_is_a_fault_of_the_program() -> None:
    spec = keys("a.b", Kind.WHOLE, "day", "", "")
    with pytest.raises(ValueError, match=r"a\.b"):
        index_keys((("", "", spec + spec),))


def test_values_read_as_words() -> None:
    ruling = PACKS.ruling("320100", DAY)
    assert entry_words(ruling.entry("respond.verify.city")) == "10 个工作日"
    assert entry_words(ruling.entry("respond.verify.city"), chinese=False) == "10 working days"
    assert entry_words(PACKS.ruling("130400", DAY).entry("respond.verify.county")) == "立即"
    assert entry_words(ruling.entry("monitor.delivery_rate.threshold")) == "蓝 90%，黄 80%，橙 60%，红 40%"
    assert entry_words(ruling.entry("monitor.delivery_rate.definition")) == "分子 配送，计量 数量"
    assert entry_words(ruling.entry("price.colour.rules")) == "4 条规则"
    assert value_words(False, "none") == "否"
    assert plain(10000000) == "10000000"


def test_typed_readers_refuse_other_types() -> None:
    ruling = PACKS.ruling("320100", DAY)
    city, text = ruling.entry("respond.verify.city"), ruling.entry("report.zero.period")
    assert (city.whole(), city.number(), text.text()) == (10, 10, "monthly")
    for read in (city.text, city.flag, city.table, city.items, text.whole, text.number):
        with pytest.raises(TypeError):
            read()


def test_the_reference_page_shows_every_entry_and_marks_illustrative_ones() -> None:
    page = render()
    assert sum(line.startswith("| `") and " | NJ-4 | " in line for line in page.splitlines()) == 2
    rows = [line for line in page.splitlines() if line.startswith("| `monitor.plausibility.ratio`")]
    assert "**示例值，非法规**" in rows[-1]
    assert len({line.count("|") for line in page.splitlines() if line.startswith("| `respond.")}) == 2
