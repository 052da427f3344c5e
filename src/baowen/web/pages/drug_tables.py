"""The tables of a drug's page and of the search for drugs, to be exported; and what both they and the page ask."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from baowen.collect.reports.queries.drugs import DrugHit
from baowen.lake.serving import Serving
from baowen.lake.serving.queries.peers import LastPaid
from baowen.lake.serving.queries.prices import listed_prices
from baowen.lake.serving.queries.products import Product
from baowen.lake.serving.queries.purchases import purchases_by_month
from baowen.lake.serving.queries.signals import SignalFound, signals_about
from baowen.lake.serving.queries.stock import Holding, holdings_of_product
from baowen.orgs.regions import Region
from baowen.web.exports import ASKED, Table, Tables
from baowen.web.pages.drug_peers import peers
from baowen.web.pages.signal_table import signal_table
from baowen.web.panels.signals import risk_lines
from baowen.web.viewer import Viewer

PRODUCTS = (
    ("药品代码", "Product code"), ("药品", "Drug"), ("剂型", "Form"), ("规格", "Strength"), ("包装", "Packaging"),
    ("生产企业", "Maker"),
)  # fmt: skip
PAID = (
    ("最近采购月份", "Last bought in"), ("最近成交价（元/盒）", "Last paid (yuan a pack)"),
    ("按差比价折算为本品（元/盒）", "As the own pack by price ratio (yuan)"), ("不能折算的原因", "Why not"),
)  # fmt: skip
RISKS = (
    ("地区", "Place"), ("短缺概率（示例权重，非法规）", "Probability (illustrative weights)"), ("天数", "Within days"),
    ("预警", "Signal"), ("级别", "Severity"), ("月份", "Month"), ("预警地区", "Where it warns"),
    ("加分（对数几率）", "Adds (log odds)"),
)  # fmt: skip
BOUGHT = (
    ("月份", "Month"), ("订购（盒）", "Ordered (packs)"), ("订购（元）", "Ordered (yuan)"),
    ("入库（盒）", "Received (packs)"),
    ("按时率（0–1）", "On time (0 to 1)"),
)  # fmt: skip
PRICES = (("起", "From"), ("地区", "Place"), ("元/盒", "Yuan a pack"))
HELD = (
    ("医院代码", "Hospital"), ("医院", "Name"), ("药品代码", "Product code"), ("药品", "Drug"), ("盘点日", "Counted"),
    ("库存（盒）", "Stock (packs)"), ("日均用量", "Daily use"), ("可用天数", "Days"),
)  # fmt: skip


def signals_of_drug(opened: Serving, product: Product, here: Region, viewer: Viewer) -> list[SignalFound]:
    """Signals about the product that count in the place."""
    return signals_about(
        opened, subject_type="product", subject=product.product, place=here.key, within=viewer.key
    )  # fmt: skip


def drug_tables(opened: Serving, product: Product, here: Region, viewer: Viewer) -> Tables:
    """What the page of a drug lists, each in full."""
    about = {"product": product.product, "place": here.key, "within": viewer.key}
    return {
        "same": lambda: _peers(peers(opened, product, here, viewer, most=ASKED)["same"]),
        "others": lambda: _peers(peers(opened, product, here, viewer, most=ASKED)["others"]),
        "signals": lambda: signal_table(signals_of_drug(opened, product, here, viewer), viewer),
        "bought": lambda: _bought(opened, product, here, viewer),
        "prices": lambda: Table(
            PRICES, [[one.valid_from, one.region_name, one.price] for one in listed_prices(opened, **about)]
        ),
        "risks": lambda: _risks(opened, product, here, viewer),
        "held": lambda: holding_table(holdings_of_product(opened, **about, most=ASKED)),
    }


def _risks(opened: Serving, product: Product, here: Region, viewer: Viewer) -> Table:
    """A line a place and part of its score, the highest score first."""
    drug = product.drug_key or product.product_code
    found = risk_lines(opened, drug, here, viewer, most=ASKED)
    return Table(
        RISKS,
        [
            [one["place"], one["share"], one["days"], part["title"], part["severity_words"], part["month"],
             part["place"] or one["place"], part["adds"]]
            for one in found
            for part in one["parts"]
        ],
    )  # fmt: skip


def _bought(opened: Serving, product: Product, here: Region, viewer: Viewer) -> Table:
    found = purchases_by_month(opened, products=[product.product], place=here.key, within=viewer.key)
    return Table(
        BOUGHT,
        [
            [one.month, one.measures.ordered_quantity, one.measures.ordered_amount, one.measures.received_quantity,
             one.measures.on_time_share]
            for one in found
        ],
    )  # fmt: skip


def _peers(lines: Iterable[dict[str, Any]]) -> Table:
    """A line a product, with what it cost when last bought here and what the own pack would cost at that."""
    return Table(
        (*PRODUCTS, *PAID),
        [
            [*_cells(line["one"]), *_paid(line["paid"]), line.get("as_own"), line.get("why")]
            for line in lines
        ],
    )  # fmt: skip


def _paid(paid: LastPaid | None) -> tuple[object, object]:
    return (None, None) if paid is None else (paid.month, paid.median)


def _cells(one: Product) -> list[object]:
    return [one.product_code, one.generic_name, one.dosage_form, one.spec, one.packaging, one.maker_name]


def product_table(found: Iterable[Product]) -> Table:
    """A line a product."""
    return Table(PRODUCTS, [_cells(one) for one in found])


def hit_table(found: Iterable[DrugHit]) -> Table:
    """A line a product that the search found, the best first."""
    return Table(
        PRODUCTS,
        [
            [one.product_code, one.generic_name, one.dosage_form, one.specification, one.packaging, one.maker]
            for one in found
        ],
    )


def holding_table(found: Iterable[Holding]) -> Table:
    """A line a hospital and product; empty days: the use is not known."""
    return Table(
        HELD,
        [
            [one.hospital_code, one.hospital_name, one.product_code, one.product_name, one.counted_on, one.quantity,
             one.daily_use, one.days]
            for one in found
        ],
    )  # fmt: skip
