"""Orders that nobody takes: refused and unanswered ones are judged together, a distributor by more evidence."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from baowen.core.period import Month
from baowen.core.policy import load_packs
from baowen.monitor.indicators.answers import AnswersParameters, answers_findings
from baowen.monitor.indicators.delivery import DeliveryParameters, delivery_findings
from baowen.monitor.indicators.examples import line_hash, tables
from baowen.monitor.indicators.parameter import read_parameters
from baowen.monitor.indicators.tables import Scope

AS_OF = date(2025, 11, 30)
SCOPE = Scope(months=(Month(2025, 11),), as_of=AS_OF)
COUNTY = 430102


def lines(statuses: list[str], *, product: int, distributor: int) -> list[dict[str, Any]]:
    return [
        {
            "order_line_hash": line_hash(f"{product}-{distributor}-{number}"), "ordered_on": date(2025, 11, 3),
            "product": product, "hospital": 1, "distributor": distributor, "region": COUNTY, "quantity": 10,
            "unit_price": 10, "status": status,
        }
        for number, status in enumerate(statuses)
    ]  # fmt: skip


def found(statuses: list[str], **given: Any) -> dict[tuple[str, str], float]:
    """(indicator, subject type) -> value in the county; everything else there, 100 lines, was taken."""
    rows = [*lines(statuses, product=1, distributor=1), *lines(["confirmed"] * 100, product=2, distributor=2)]
    parameters = read_parameters(AnswersParameters, load_packs().ruling("cn", AS_OF), **given)
    result = answers_findings(tables(as_of=AS_OF, order_line=rows), parameters, SCOPE).to_pyarrow().to_pylist()
    return {(row["indicator"], row["subject_type"]): row["value"] for row in result if row["region"] == COUNTY}


def test_refused_and_unanswered_lines_together_say_what_neither_says_alone() -> None:
    # Of six lines two and two: 9.6 nats together, 3.3 nats each alone.
    both = found(["refused", "refused", "unanswered", "unanswered", "confirmed", "confirmed"])
    assert both["refused_share", "product"] == both["unanswered_share", "product"] == pytest.approx(1 / 3)
    assert found(["refused", "refused", *["confirmed"] * 4]) == {}


def test_more_evidence_is_asked_of_a_distributor_than_of_a_product() -> None:
    statuses = ["unanswered"] * 3 + ["confirmed"] * 2  # 7.4 nats
    assert found(statuses) == {("unanswered_share", "product"): 0.6}
    assert ("unanswered_share", "distributor") in found(statuses, distributor_evidence=7)
    assert ("unanswered_share", "distributor") in found(["unanswered"] * 4 + ["confirmed"])


def test_the_delivery_rate_asks_the_same_more_of_a_distributor() -> None:
    rows = [*lines(["confirmed"] * 5, product=1, distributor=1), *lines(["confirmed"] * 100, product=2, distributor=2)]
    came = [
        {"order_line_hash": row["order_line_hash"], "delivered_on": date(2025, 11, 4), "quantity": 10}
        for row in rows[3:]
    ]
    data = tables(as_of=AS_OF, order_line=rows, delivery=came)
    ruling = load_packs().ruling("cn", AS_OF)
    kinds = {}
    for asked in (9, 7):
        parameters = read_parameters(DeliveryParameters, ruling, distributor_evidence=asked)
        result = delivery_findings(data, parameters, SCOPE).to_pyarrow().to_pylist()
        kinds[asked] = {row["subject_type"] for row in result if row["indicator"] == "delivery_rate"}
    assert kinds == {9: {"product"}, 7: {"product", "distributor"}}
