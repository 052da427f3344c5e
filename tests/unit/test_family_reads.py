"""What a family says that it reads is all that it reads: else a change there would leave its old findings standing."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import ibis
import ibis.expr.operations as ops
import pytest

from baowen.core.period import Month
from baowen.core.policy import load_packs
from baowen.monitor.changes import changed_months, concerned_since
from baowen.monitor.evaluate import DEAREST
from baowen.monitor.indicators.examples import tables
from baowen.monitor.indicators.registry import FAMILIES
from baowen.monitor.indicators.tables import Scope, Tables
from baowen.monitor.tables import LAKE_TABLES
from baowen.monitor.thresholds import parameters

# As of a day within a month, because some families read the calendar only then.
SCOPE = Scope(months=(Month(2026, 8), Month(2026, 9), Month(2026, 10)), as_of=date(2026, 10, 20))
PARAMETERS = {region: parameters(load_packs().ruling(region, SCOPE.as_of), home=1) for region in ("430000", "320100")}


def named_tables() -> Tables:
    bound = tables(as_of=SCOPE.as_of)
    return Tables(**{one.name: ibis.table(getattr(bound, one.name).schema(), name=one.name) for one in fields(Tables)})


@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_reads_what_it_says_and_nothing_else(name: str) -> None:
    read: set[str] = set()
    for given in PARAMETERS.values():
        findings = FAMILIES[name].findings(named_tables(), given[name], SCOPE)
        read |= {table.name for table in findings.op().find(ops.UnboundTable)}
    assert read == set(FAMILIES[name].reads)


def test_every_table_but_the_calendar_has_its_place_in_the_lake() -> None:
    assert {one.name for one in fields(Tables)} - {"calendar"} == set(LAKE_TABLES)


def test_the_families_that_begin_first_are_families() -> None:
    assert [name for name in DEAREST if name not in FAMILIES] == []


def since(**changed: set[str]) -> dict[str, Month]:
    tables = {LAKE_TABLES.get(name, name): months for name, months in changed.items()}
    return concerned_since(FAMILIES, tables, unfinished=set(), known=["2025-01", "2026-10"])


def test_a_new_count_concerns_only_the_families_that_read_counts() -> None:
    assert since(counts={"2026-10"}) == {"stockout": Month(2026, 10)}


def test_a_family_looks_again_from_the_oldest_change_of_all_its_tables_on() -> None:
    found = since(trade={"2026-09", "2026-10"}, orders={"2026-08"})
    assert (found["delivery"], found["suppliers"]) == (Month(2026, 8), Month(2026, 9))
    assert "price_rise" not in found


def test_changed_rules_and_registers_concern_everything_from_the_first_month_on() -> None:
    assert since(rules={"all"}) == dict.fromkeys(FAMILIES, Month(2025, 1))
    assert since(product={"all"}).keys() == {name for name, family in FAMILIES.items() if "product" in family.reads}


def test_an_unfinished_month_concerns_every_family() -> None:
    found = concerned_since(FAMILIES, {}, unfinished={"2026-10"}, known=["2025-01"])
    assert found == dict.fromkeys(FAMILIES, Month(2026, 10))


def test_months_that_came_went_or_were_written_anew_are_changed() -> None:
    before = {"a": {"2026-01": "x", "2026-02": "y", "2026-03": "z"}}
    now = {"a": {"2026-01": "x", "2026-02": "other", "2026-04": "new"}, "b": {"all": "first"}}
    assert changed_months(now, before) == {"a": {"2026-02", "2026-03", "2026-04"}, "b": {"all"}}
