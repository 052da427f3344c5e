"""Which signals become cases (RSP-1): by severity and indicator, at the lowest place that somebody leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from baowen.core.policy import load_packs
from baowen.monitor.indicators.registry import FAMILIES
from baowen.orgs.regions import load_regions
from baowen.respond.kinds import CaseKind
from baowen.respond.triage import OpenRule, Triage, Warned, kind_for, open_rules, triage

RULES = (
    OpenRule(case=CaseKind.SHORTAGE, least_severity="orange", indicators=frozenset({"delivery_rate"})),
    OpenRule(case=CaseKind.PRICE, least_severity="red", indicators=frozenset({"price_rise"})),
)


@dataclass(frozen=True)
class Some:
    number: str = "S1"
    indicator: str = "delivery_rate"
    severity: str = "orange"
    region_code: str = "320106"
    subject_type: str = "product"
    subject_code: str = "P1"
    subject_name: str = "地高辛片 0.25mg"
    silenced_by: str = ""


def made_of(*signals: Some, leads: tuple[str, ...] = ("320106", "320100")) -> Triage:
    def holder(region: str) -> str | None:
        chain = [region, *(place.code for place in load_regions().ancestors(region))]
        return next((place for place in chain if place in leads), None)

    def drug(signal: Warned) -> tuple[str, str]:
        return ("地高辛", "地高辛") if signal.subject_code in {"P1", "P2"} else ("其他", "其他")

    return triage(signals, rules_of=lambda _: RULES, holder_of=holder, drug_of=drug)


def test_a_signal_opens_a_case_from_its_severity_on() -> None:
    assert kind_for(Some(), RULES) is CaseKind.SHORTAGE
    assert kind_for(Some(severity="red"), RULES) is CaseKind.SHORTAGE
    assert kind_for(Some(severity="yellow"), RULES) is None
    assert kind_for(Some(indicator="price_rise"), RULES) is None
    assert kind_for(Some(indicator="payment_wait", severity="red"), RULES) is None


def test_the_consequence_of_a_known_cause_opens_none() -> None:
    assert kind_for(Some(silenced_by="S0", severity="red"), RULES) is None


def test_two_products_of_one_drug_in_one_place_are_one_case() -> None:
    found = made_of(Some(), Some(number="S2", subject_code="P2"), Some(number="S3", region_code="320100"))
    assert [(one.region, one.subject, one.signals) for one in found.wanted] == [
        ("320106", "地高辛", ("S1", "S2")), ("320100", "地高辛", ("S3",)),
    ]  # fmt: skip


def test_where_no_lead_unit_sits_the_case_goes_to_the_next_above_that_has_one() -> None:
    assert [one.region for one in made_of(Some(region_code="320105")).wanted] == ["320100"]
    found = made_of(Some(region_code="430100"))
    assert (found.wanted, found.nobody) == ((), ("S1",))


def test_the_pack_names_only_indicators_that_exist_each_in_one_rule() -> None:
    rules = open_rules(load_packs().ruling("320100", date(2026, 9, 28)).entry("respond.signal.opens").items())
    named = [name for rule in rules for name in rule.indicators]
    known = {indicator.name for family in FAMILIES.values() for indicator in family.indicators}
    assert set(named) <= known
    assert len(named) == len(set(named))
    assert {rule.case for rule in rules} == {CaseKind.SHORTAGE, CaseKind.PRICE}
