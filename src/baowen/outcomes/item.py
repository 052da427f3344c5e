"""Which item a measure is about: the packs of one drug, form and strength whose stock is added up. RSP-3."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from baowen.core.problems import BaowenError
from baowen.lake.facts.items import items
from baowen.lake.facts.use import daily_use
from baowen.lake.store import Lake

_PRODUCT = "product:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item with the codes of its products; `unit`: the name of the smallest unit, "" where it is not known."""

    name: str
    drug_key: str
    unit: str
    products: tuple[str, ...]


def item_of(
    lake: Lake, subject: str, subject_name: str, product_code: str, *, day: date, use_months: int
) -> Item:  # fmt: skip
    """The item of a product; with no code, of the drug that a case is about the item that hospitals use most.

    BaowenError where the catalogue has none.
    """
    known = items(lake)
    wanted = known.filter(_named(subject, product_code))
    if wanted.is_empty():
        raise BaowenError(
            f"目录中没有 {product_code or subject_name}，请填写药品代码",
            f"the catalogue has no {product_code or subject_name}; give a product code",
        )
    use = daily_use(lake, day=day, use_months=use_months, products=wanted["product"].to_list())
    used = wanted.join(use.group_by("product").agg(pl.col("daily_use").sum()), on="product", how="left")
    sums = used.group_by("item").agg(used=(pl.col("daily_use").fill_null(0) * pl.col("units")).sum())
    chosen = sums.sort("used", "item", descending=[True, False])["item"][0]
    rows = known.filter(pl.col("item") == chosen)
    return Item(
        name=rows["drug_name"][0] or subject_name, drug_key=rows["drug_key"][0] or rows["product_code"][0],
        unit=rows["unit_name"][0] or "", products=tuple(rows["product_code"].to_list()),
    )  # fmt: skip


def _named(subject: str, product_code: str) -> pl.Expr:
    if product_code or subject.startswith(_PRODUCT):
        return pl.col("product_code") == (product_code or subject.removeprefix(_PRODUCT))
    return pl.col("drug_key") == subject
