"""Every policy entry has a golden case: its value restated by hand, and a worked example where one can be worked."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from baowen.core.calendar import due, load_calendar
from baowen.core.policy import Basis, Entry, load_packs
from baowen.core.policy.registry import KEYS
from baowen.core.policy.spec import Kind

FOLDER = Path(__file__).parent / "golden"
PACKS = load_packs()
CALENDAR = load_calendar()


def golden_cases() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every case with its file's region, day and basis where it has none of its own."""
    for path in sorted(FOLDER.glob("*.toml")):
        document = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        for name, case in document["cases"].items():
            shared = {field: document[field] for field in ("region", "on", "basis") if field in document}
            yield f"{path.stem}:{name}", {**shared, **case, "key": name.partition("#")[0]}


CASES = dict(golden_cases())


def entry_of(case: Mapping[str, Any]) -> Entry:
    return PACKS.ruling(case["region"], case["on"]).entry(case["key"])


def plain(value: object) -> object:
    """Numbers as Decimal and lists as tuples, so that 1 and 1.0 are one value and a bool is not."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    return tuple(map(plain, value)) if isinstance(value, list | tuple) else value


def severity(entry: Entry, measured: Decimal) -> str:
    """The heaviest severity of a measured value: below a falling line, at or above a rising one; "" when none."""
    falling = KEYS[entry.key].falling
    reached = [
        name for name, line in entry.table().items() if (measured < line if falling else measured >= line)
    ]  # fmt: skip
    return reached[-1] if reached else ""


def colour(entry: Entry, scope: str, comparator: str, compared: Decimal, price: Decimal) -> str:
    """The heaviest colour that a price gets beside a compared price."""
    found = ""
    for rule in entry.items():
        line = compared * rule["multiple"]
        over = price > line if rule["operator"] == ">" else price >= line
        under = "below" not in rule or price < compared * rule["below"]
        if (rule["scope"], rule["comparator"]) == (scope, comparator) and over and under:
            found = "red" if "red" in (found, rule["colour"]) else rule["colour"]
    return found


def check_worked_examples(entry: Entry, case: Mapping[str, Any]) -> None:
    if "due" in case:
        assert due(case["start"], entry.whole(), entry.unit, CALENDAR).due_on == case["due"]
    if "of" in case:
        factor = entry.table()[case["at"]] if "at" in case else entry.number()
        assert factor * case["of"] == case["gives"]
    for measured, name in case.get("severities", ()):
        assert severity(entry, Decimal(measured)) == name, measured
    for amount, grade in case.get("grades", ()):
        reached = [name for name, least in entry.table().items() if amount >= least]
        assert (reached[-1] if reached else "") == grade, amount
    for times, price in case.get("doublings", ()):
        assert 10 * entry.number() ** (times.bit_length() - 1) == price
    for scope, comparator, compared, price, name in case.get("colours", ()):
        assert colour(entry, scope, comparator, Decimal(compared), Decimal(price)) == name, (scope, price)
    if "sums" in case:
        *parts, total = case["sums"]
        assert sum(entry.table()[part] for part in parts) == entry.table()[total]
    if "matrix" in case:
        found: dict[str, list[str]] = {}
        for rule in entry.items():
            found.setdefault(rule["item"], []).append("".join(map(str, rule["measures"])))
        assert found == case["matrix"]


@pytest.mark.parametrize("name", CASES)
def test_the_entry_says_what_its_golden_case_restates(name: str) -> None:
    case = CASES[name]
    entry = entry_of(case)
    stated = {field for field in ("is", "count", "matrix") if field in case}
    assert stated, "a golden case restates the value, the number of rules, or the whole matrix"
    if "is" in case:
        assert plain(entry.value) == plain(case["is"])
    if "count" in case:
        assert len(entry.items()) == case["count"]
    for field in ("clause", "unit", "at_once"):
        if field in case:
            assert getattr(entry, field) == case[field]
    if "basis" in case:
        assert entry.basis == Basis(case["basis"])
    check_worked_examples(entry, case)


def test_every_entry_of_every_pack_has_a_golden_case() -> None:
    reached = {(entry.file, entry.line) for entry in map(entry_of, CASES.values())}
    missing = [
        f"{entry.file}:{entry.line} {entry.key}"
        for pack in PACKS.packs
        for entry in pack.entries
        if (entry.file, entry.line) not in reached
    ]
    assert missing == []


def test_every_golden_case_reaches_the_pack_it_was_written_for() -> None:
    strays = [name for name, case in CASES.items() if PACKS.chain(case["region"])[-1].name != entry_of(case).pack]
    assert strays == []


def test_every_deadline_is_worked_to_a_due_date_or_names_its_unit() -> None:
    unworked = [
        name
        for name, case in CASES.items()
        if KEYS[case["key"]].kind is Kind.DEADLINE and not entry_of(case).is_unset and not {"due", "unit"} & set(case)
    ]
    assert unworked == []


def test_the_regional_tables_of_rsp_1_differ_as_the_texts_do() -> None:
    start = date(2026, 9, 28)
    days = {
        (region, level): (entry.whole(), entry.unit)
        for region in ("430000", "320100", "130400")
        for level in ("county", "city")
        if (entry := PACKS.ruling(region, start).get(f"respond.verify.{level}")) is not None
    }
    assert days == {
        ("430000", "city"): (10, "calendar_day"),
        ("320100", "county"): (10, "working_day"),
        ("320100", "city"): (10, "working_day"),
        ("130400", "county"): (0, "working_day"),
        ("130400", "city"): (10, "working_day"),
    }
