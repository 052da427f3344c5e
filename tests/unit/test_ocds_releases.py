"""Purchases as OCDS releases, worked by hand: what is told of a listing, a negotiation, a filing, an order."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.made_purchases import FILING, GOODS, LISTING, MAKER, NEGOTIATION, ORDER, hours
from tests.ocds_schema import faults, package_faults, patched, plain, release_schema

from baowen.core.problems import BaowenError
from baowen.procure.ocds.agreements import filing_releases, negotiation_releases
from baowen.procure.ocds.compiling import WHOLE, compiled
from baowen.procure.ocds.facts import Goods
from baowen.procure.ocds.items import item_of
from baowen.procure.ocds.listings import listing_releases
from baowen.procure.ocds.orders import order_releases
from baowen.procure.ocds.packages import (
    PLACEHOLDER,
    Publisher,
    as_json,
    checked_prefix,
    in_month,
    lines_text,
    package_head,
    package_text,
    records,
)

P = "ocds-abc123"
MADE = [
    *listing_releases(P, LISTING),
    *negotiation_releases(P, NEGOTIATION),
    *filing_releases(P, replace(FILING, ended_at=hours(50))),
    *order_releases(P, ORDER),
]


def by_event(releases: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {str(one["id"]).removeprefix(f"{one['ocid']}-"): plain(one) for one in releases}


def test_every_release_keeps_the_schema_with_the_medicine_extension() -> None:
    assert {one["id"]: faults(one) for one in MADE if faults(one)} == {}


def test_the_schema_of_the_tests_refuses_a_fault_of_the_standard_and_one_of_the_extension() -> None:
    wrong_status, wrong_item = plain(MADE[0]), plain(MADE[0])
    wrong_status["awards"][0]["status"] = "suspended"
    wrong_item["awards"][0]["items"][0]["activeIngredients"] = [{}]
    assert faults(wrong_status)
    assert faults(wrong_item)
    assert patched({"a": {"b": 1, "c": 2}}, {"a": {"b": None}}) == {"a": {"c": 2}}


def test_a_listing_tells_each_price_and_each_move_with_its_article() -> None:
    found = by_event(listing_releases(P, LISTING))
    assert list(found) == ["price-11", "move-3", "move-4", "price-12", "move-9"]
    first = found["price-11"]
    assert first["tag"] == ["tender", "award"]
    assert first["tender"]["procurementMethod"] == "direct"
    assert first["tender"]["procurementMethodRationale"] == "HN-8"
    assert first["awards"][0]["items"][0]["unit"]["value"] == {"amount": 36.5, "currency": "CNY"}
    assert found["move-3"]["awards"][0]["amendments"][0] == {
        "id": "3", "date": "2026-09-05T05:30:00+00:00", "description": "暂停挂网 suspend；约谈后未说明理由",
        "rationale": "HN-15",
    }  # fmt: skip
    assert found["move-9"]["tag"] == ["awardCancellation"]
    whole = plain(compiled(listing_releases(P, LISTING)))
    assert whole["awards"][0]["status"] == "cancelled"
    assert whole["awards"][0]["items"][0]["unit"]["value"]["amount"] == 35.2
    assert [one["id"] for one in whole["awards"][0]["amendments"]] == ["3", "4", "9"]


def test_a_listing_without_a_price_is_no_process() -> None:
    assert listing_releases(P, replace(LISTING, prices=())) == []


def test_an_order_is_awards_and_contracts_and_leads_to_what_it_rests_on() -> None:
    found = by_event(order_releases(P, ORDER))
    placed = found["placed"]
    assert placed["buyer"]["name"] == "长沙市医疗机构（未公布名称）"
    assert [(one["identifier"], one["relationship"]) for one in placed["relatedProcesses"]] == [
        (f"{P}-listing-GW-1", ["framework"]), (f"{P}-filing-8", ["prior"]),
    ]  # fmt: skip
    assert [(one["id"], one["awardID"], one["status"]) for one in placed["contracts"]] == [
        ("501", "501", "pending"), ("502", "502", "pending"),
    ]  # fmt: skip
    assert placed["awards"][0]["value"] == {"amount": 730, "currency": "CNY"}


def test_what_followed_on_an_order_line_is_told_event_by_event() -> None:
    found = by_event(order_releases(P, ORDER))
    assert list(found) == [
        "placed", "answered-501", "answered-502", "delivery-31", "receipt-31", "invoice-41", "payment-51",
    ]  # fmt: skip
    assert found["answered-502"]["tag"] == ["contractTermination"]
    assert found["answered-502"]["awards"] == [{"id": "502", "status": "cancelled"}]
    received = found["receipt-31"]["contracts"][0]["implementation"]["milestones"][0]
    assert (received["status"], received["dateMet"]) == ("partiallyMet", "2026-09-01T23:30:00+00:00")
    assert "18 盒" in received["description"]
    paid = found["payment-51"]["contracts"][0]["implementation"]["transactions"][0]
    assert paid["value"] == {"amount": 657, "currency": "CNY"}
    assert (paid["payer"]["id"], paid["payee"]["id"]) == ("place-430100", "D1")
    assert {role for one in found["payment-51"]["parties"] for role in one["roles"]} == {
        "buyer", "supplier", "payer", "payee",
    }  # fmt: skip


def test_a_delivery_is_met_only_when_all_of_it_was_accepted() -> None:
    line = ORDER.lines[0]
    for accepted, status in ((20, "met"), (19, "partiallyMet"), (0, "notMet")):
        came = replace(line.deliveries[0], accepted=Decimal(accepted))
        one = replace(ORDER, lines=(replace(line, deliveries=(came,)),))
        found = by_event(order_releases(P, one))["receipt-31"]["contracts"][0]["implementation"]["milestones"][0]
        assert (found["status"], "dateMet" in found) == (status, accepted > 0)


def test_a_line_that_ended_is_terminated_when_that_is_known() -> None:
    line = replace(ORDER.lines[0], state="cancelled", ended_at=hours(9), deliveries=(), invoices=(), payments=())
    found = by_event(order_releases(P, replace(ORDER, lines=(line,))))
    assert found["cancelled-501"]["contracts"][0]["status"] == "cancelled"


def test_an_order_without_a_published_line_is_not_told() -> None:
    assert order_releases(P, replace(ORDER, lines=())) == []


def test_offers_of_a_negotiation_are_told_together_when_its_last_day_is_over() -> None:
    found = by_event(negotiation_releases(P, NEGOTIATION))
    assert list(found) == ["opened", "offers", "award-81"]
    assert "bids" not in found["opened"]
    assert found["offers"]["date"] == "2026-09-06T01:30:00+00:00"
    assert found["offers"]["tender"]["numberOfTenderers"] == 2
    assert [one["value"]["amount"] for one in found["offers"]["bids"]["details"]] == [3600, 3900]
    assert found["award-81"]["awards"][0]["value"]["amount"] == 1080
    hidden = by_event(negotiation_releases(P, replace(NEGOTIATION, shows_offers=False)))["offers"]
    assert hidden["tender"] == {"id": "21", "numberOfTenderers": 2}
    assert "bids" not in hidden
    assert hidden["parties"] == []
    withdrawn = by_event(negotiation_releases(P, replace(NEGOTIATION, acceptances=(), withdrawn_at=hours(50))))
    assert withdrawn["withdrawn"]["tag"] == ["tenderCancellation"]
    assert withdrawn["offers"]["date"] == withdrawn["withdrawn"]["date"]


def test_a_filing_that_ended_cancels_its_award() -> None:
    found = by_event(filing_releases(P, replace(FILING, ended_at=hours(50))))
    assert found["accepted"]["tender"]["procurementMethodRationale"].endswith("；NJ-15")
    assert found["accepted"]["awards"][0]["value"]["amount"] == 400
    assert found["ended"]["awards"] == [{"id": "8", "status": "cancelled"}]


def test_an_item_has_the_fields_of_the_medicine_extension() -> None:
    item = plain(item_of(GOODS, "1", quantity=Decimal(20), price=Decimal("36.5")))
    assert item["classification"] == {"scheme": "ATC", "id": "A03BA"}
    assert item["additionalClassifications"] == [{"scheme": "x_CN-NHSA", "id": GOODS.product_code}]
    assert item["activeIngredients"] == [
        {"name": "硫酸阿托品", "strength": {"unit": {"scheme": "UNCEFACT", "id": "MGM"}, "value": 0.5}}
    ]
    assert item["immediateContainer"] == {
        "name": "box", "capacity": {"unit": {"scheme": "UNCEFACT", "id": "MLT"}, "value": 1}
    }  # fmt: skip
    assert "administrationRoute" not in item  # injected, but not into what
    assert item["quantity"] == 20


@pytest.mark.parametrize(
    ("goods", "expected"),
    [
        (Goods(product_code="9", generic_name="地高辛片", spec="0.25mg", packaging="100片/瓶"),
         {"dosageForm": "PILL", "administrationRoute": "PO", "immediateContainer": {"name": "bot"}}),
        (Goods(product_code="", generic_name="红霉素眼膏"), {"dosageForm": "OINT"}),
        (Goods(product_code="", generic_name="复方甘草片", spec="复方"), {"activeIngredients": [{"name": "复方甘草"}]}),
    ],
)  # fmt: skip
def test_what_is_not_certain_of_a_medicine_is_left_out(goods: Goods, expected: dict[str, Any]) -> None:
    item = plain(item_of(goods, "1"))
    assert {field: item.get(field) for field in expected} == expected
    assert ("classification" in item) is bool(goods.product_code)


def test_only_a_prefix_of_the_standards_shape_is_taken_and_none_is_that_of_nobody() -> None:
    assert checked_prefix(" ocds-a1b2c3 ") == "ocds-a1b2c3"
    assert checked_prefix("") == PLACEHOLDER == "ocds-000000"
    with pytest.raises(BaowenError, match="ocid"):
        checked_prefix("ocds-ABC")


def test_a_package_streams_as_the_same_json_and_keeps_its_schema() -> None:
    publisher = Publisher(name="湖南省医疗保障局", address="https://example.org/public/")
    head = package_head(publisher, "https://example.org/public/data/ocds/2026-09.json", hours(1000))
    whole = json.loads("".join(package_text(head, "releases", MADE)))
    assert whole["releases"] == plain(MADE)
    assert package_faults(whole) == []
    assert "license" not in whole
    licensed = package_head(replace(publisher, licence="https://example.org/terms"), head["uri"], hours(1))
    assert licensed["license"] == "https://example.org/terms"
    assert json.loads("".join(package_text(head, "releases", [])))["releases"] == []


def test_lines_hold_one_row_each() -> None:
    assert [json.loads(line) for line in "".join(lines_text(MADE)).splitlines()] == plain(MADE)


def test_a_month_takes_what_was_made_from_its_first_instant_to_before_the_next() -> None:
    begins, ends = datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)
    dates = ["2026-08-31T23:59:59+00:00", "2026-09-01T08:00:00+08:00", "2026-10-01T00:00:00+00:00"]
    assert [one["date"] for one in in_month([{"date": on} for on in dates], begins, ends)] == dates[1:2]


def test_records_hold_the_releases_of_a_process_and_what_they_come_to() -> None:
    found = records(MADE)
    assert len(found) == 4
    assert all(faults(one["compiledRelease"]) == [] for one in found)
    assert {one["ocid"] for one in found} == {one["ocid"] for one in MADE}


def test_compiling_replaces_joins_by_id_and_takes_away() -> None:
    first = {
        "ocid": "a", "id": "1", "date": "2026-01-01T00:00:00Z", "tag": ["tender"],
        "tender": {"title": "old", "value": {"amount": 1, "currency": "CNY"}, "items": [{"id": "i", "quantity": 1}]},
        "parties": [{"id": "p", "roles": ["buyer", "payer"]}],
        "x": {"additionalClassifications": [{"id": "c1"}, {"id": "c2"}]},
    }  # fmt: skip
    second = {
        "ocid": "a", "id": "2", "date": "2026-01-02T00:00:00Z", "tag": ["award"],
        "tender": {"title": "new", "value": None, "items": [{"id": "i", "unit": {"name": "盒"}}, {"id": "j"}]},
        "parties": [{"id": "p", "roles": ["buyer"]}], "x": {"additionalClassifications": [{"id": "c3"}]},
    }  # fmt: skip
    assert compiled([second, first]) == {
        "id": "a-2026-01-02T00:00:00Z", "date": "2026-01-02T00:00:00Z", "tag": ["compiled"], "ocid": "a",
        "tender": {"title": "new", "items": [{"id": "i", "quantity": 1, "unit": {"name": "盒"}}, {"id": "j"}]},
        "parties": [{"id": "p", "roles": ["buyer"]}], "x": {"additionalClassifications": [{"id": "c3"}]},
    }  # fmt: skip
    assert first["tender"]["title"] == "old"


def test_the_lists_that_the_standard_and_the_extension_merge_whole_are_all_known() -> None:
    found = set()

    def walk(schema: Any, name: str) -> None:
        if isinstance(schema, dict):
            if schema.get("wholeListMerge") is True:
                found.add(name)
            for field, below in schema.items():
                walk(below, field)

    walk(release_schema(), "")
    assert found == WHOLE


@pytest.mark.parametrize("releases", [[], [{"ocid": "a", "date": "1"}, {"ocid": "b", "date": "1"}]])
def test_releases_of_no_process_or_of_two_are_not_compiled(releases: list[dict[str, Any]]) -> None:
    with pytest.raises(ValueError, match="one process"):
        compiled(releases)


def test_nothing_that_is_no_part_of_a_purchase_can_be_written() -> None:
    with pytest.raises(TypeError):
        as_json({"a": MAKER})
