"""Works a what-if out from the lake: the same question, lake and policy give the same answer. RSV-2."""

from __future__ import annotations

from typing import Any

from baowen.core.policy import Ruling
from baowen.lake.store import Lake
from baowen.reserve.lines.kinds import Route
from baowen.reserve.lines.parameters import LineParameters, line_parameters
from baowen.reserve.lines.queries.supply import Supplied, item_of, supplied
from baowen.reserve.lines.question import Question
from baowen.reserve.lines.whatif import Asked, what_if


def work_out(lake: Lake, question: Question, ruling: Ruling) -> dict[str, Any]:
    """What is found, as plain values that JSON holds. BaowenError for a product that the catalogue has not."""
    item, _ = item_of(lake, question.product_code)
    rules = line_parameters(ruling)
    known = supplied(lake, question, item)
    lead = lead_days(rules, known)
    asked = Asked(
        region=question.region, day=question.day, from_on=question.from_on, returns_on=question.returns_on,
        horizon_days=rules.horizon_days, month_days=rules.month_days, lead_days=lead,
    )  # fmt: skip
    measured = known.lead_days is not None and known.receipts >= rules.least_receipts
    return {
        **what_if(asked, known.holders, known.pools),
        "share": known.share, "receipts": known.receipts, "lead_measured": measured,
        "makers": [
            {"product_code": code, "maker": maker, "share": round(share, 4), "stops": code in question.products}
            for code, maker, share in known.makers
        ],
    }  # fmt: skip


def lead_days(rules: LineParameters, known: Supplied) -> dict[Route, int]:
    """Days by route: an order as measured where enough receipts tell, else as the pack says."""
    order = rules.lead_order
    if known.lead_days is not None and known.receipts >= rules.least_receipts:
        order = max(1, round(known.lead_days))
    return {
        Route.ORDER: order, Route.RELEASE: rules.lead_release, Route.TRANSFER: rules.lead_transfer,
        Route.IMPORT: rules.lead_import,
    }  # fmt: skip
