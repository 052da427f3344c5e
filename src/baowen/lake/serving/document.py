"""Writes docs/reference/serving.md from the layout and the queries, so that the page cannot lag behind them."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any

import polars as pl

from baowen.lake.serving import queries
from baowen.lake.serving.layout import EXTRA, LAYOUT, MONTHLY, RANKED_RISK, REGISTERS

# Table -> what a row is (Chinese, English), and in which order rows lie.
ABOUT: dict[str, tuple[str, str, str]] = {
    "orders": (
        "一家医疗机构一个月向一家配送企业采购一个药品",
        "a product, hospital and distributor in a month",
        "month, product, region, hospital",
    ),
    "place_orders": (
        "一个市、省或全国一个月采购一个药品；县由 orders 现加",
        "a product in a city, province or the nation in a month; counties are added up from orders",
        "place, product, month",
    ),
    "hospital_total": (
        "一家医疗机构一个月的合计", "all products of a hospital in a month", "month, region, hospital",
    ),
    "ranked_orders": (
        "一个市、省或全国一个月采购的各药品，按月存放，供排名",
        "what a city, province or the nation ordered in a month, for rankings",
        "month, place, product",
    ),
    "place_total": ("一个地区（县及以上）一个月的合计", "all products of a place in a month", "month, place"),
    "prices": (
        "一个县一个月以一个价格购入一个药品", "a product at a price in a county in a month", "month, product, region",
    ),
    "place_prices": (
        "一个市、省或全国一个月购入一个药品的价格：最低、下四分位、中位、上四分位、最高，按数量加权",
        "prices of a product in a city, province or the nation in a month, weighted by packs",
        "place, product, month",
    ),
    "ranked_prices": (
        "一个市、省或全国一个月各药品的中位价与数量，按月存放，供排名",
        "median price and packs of each product of a place in a month, for rankings",
        "month, place, product",
    ),
    "place_stock": (
        "一个地区一个月末次盘点的库存与日均用量",
        "stock and daily use of a product in a place, by month",
        "place, product, month",
    ),
    "hospital_stock": (
        "一家医疗机构一个药品的末次盘点，只留最近两个月",
        "last count of a hospital; the two newest months",
        "month, product, region, hospital",
    ),
    "stock_of_hospital": (
        "同上，按医疗机构存放，只留最近两个月",
        "the same by hospital; the two newest months",
        "month, hospital, product",
    ),
    "orders_of_hospital": (
        "一家医疗机构一个月采购的各药品，按医疗机构存放，只留最近三个月",
        "what a hospital ordered in a month; the three newest months",
        "month, region, hospital, product",
    ),
    "expectation": (
        "一个地区一个药品一个月的预期采购量及区间",
        "expected purchases of a product in a place, with their range",
        "month, place, product",
    ),
    "product": ("药品", "a product", "product"),
    "organisation": ("机构", "an organisation", "org"),
    "listing_price": ("挂网价历史", "a listed price from a day on", "product, region, valid_from"),
    "stop_notice": ("停产报告", "a stop notice", "product, announced_on"),
    "list_entry": ("清单条目", "an entry of a list", "generic_name, region, effective_on"),
    "place": ("行政区划", "a place", "region"),
    "signal": ("预警（撤回的除外）", "a signal that was not taken back", "region, subject_type, subject"),
    "sighting": ("持续中预警的逐月情况", "a month of a signal in force", "number, month"),
    "risk": (
        "一个地区一个药品的短缺风险评分（截至最近一次监测）",
        "how likely a drug runs short in a place, as of the last run",
        "drug, region",
    ),
    "ranked_risk": (
        "一个地区及其下级评分最高的五十个药品",
        "the fifty drugs with the highest scores in a place and below",
        "place, rank",
    ),
    "risk_part": (
        "评分的各组成部分", "what a score is made of, one row an indicator", "drug, region, contribution, indicator",
    ),
}  # fmt: skip

INTRODUCTION = """\
# 页面查询库 The serving file

<!-- 本页由程序生成 generated: baowen.lake.serving.document -->

页面不读明细，只读一个按次序排好的查询库文件 `serving.duckdb`。每轮监测之后在旧文件旁边生成新文件，
建成后一次替换；正在读旧文件的页面不受影响，下一次请求才换用新文件。用 `baowen serving build` 生成，
用 `baowen serving status` 查看新旧、大小和所据数据版本。文件可随时从数据湖重建，不必备份。
设计理由见 [0012](../adr/0012-one-sorted-file-for-pages.md)。

Pages read no lines but one sorted file, built beside the old one after each cycle and swapped in whole. A page that
has the old one open goes on with it and takes the new one with its next request. The file can be built again from the
lake at any time; it needs no backup. Quantities are packs, amounts yuan, prices yuan a pack, all decimals.
"""


def render() -> str:
    """The page: tables with their columns and order, then the questions that pages may ask."""
    parts = [INTRODUCTION, f"## 表 Tables（layout {LAYOUT}）\n"]
    for name, columns in _tables().items():
        zh, en, order = ABOUT[name]
        listed = ", ".join(f"`{column}` {kind}" for column, kind in columns.items())
        parts.append(f"- **`{name}`** — {zh}。{en.capitalize()}. 次序 order: {order}.  \n  {listed}")
    parts.append("\n## 查询 Questions（`baowen.lake.serving.queries`）\n")
    for module in _modules():
        parts.append(f"- **`{module.__name__.rpartition('.')[2]}`** — {_first_line(module)}")
        parts += [f"  - `{name}`: {_first_line(function)}" for name, function in _functions(module)]
    return "\n".join(parts) + "\n"


def _tables() -> dict[str, dict[str, str]]:
    copied = {name: columns for name, columns, _ in REGISTERS.values()}
    given = {name: columns for name, (columns, _) in EXTRA.items()}
    followed = {"ranked_risk": RANKED_RISK}
    return MONTHLY | {name: _named(columns) for name, columns in (copied | given | followed).items()}


def _named(columns: dict[str, Any]) -> dict[str, str]:
    """Polars types by the names that the file has for them."""
    names = {pl.Int32: "INTEGER", pl.Int64: "BIGINT", pl.String: "VARCHAR", pl.Float64: "DOUBLE", pl.Date: "DATE",
             pl.Boolean: "BOOLEAN"}  # fmt: skip
    return {column: names.get(kind, "DECIMAL(18, 4)") for column, kind in columns.items()}


def _modules() -> list[ModuleType]:
    found = (import_module(f"{queries.__name__}.{one.name}") for one in pkgutil.iter_modules(queries.__path__))
    return [module for module in found if _functions(module)]


def _functions(module: ModuleType) -> list[tuple[str, Any]]:
    """The questions of a module: public functions of its own that take a serving file."""
    return [
        (name, function)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_") and _asks(function)
    ]


def _asks(function: Callable[..., Any]) -> bool:
    return next(iter(inspect.signature(function).parameters), "") == "serving"


def _first_line(thing: object) -> str:
    return (inspect.getdoc(thing) or "").partition("\n")[0]
