"""Which products count as a lot's drug: the surest reason decides, and none is guessed. VBP-2 (VB-2.1)."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from baowen.vbp.volumes.matching import BidPack, LotDrug, match

COLUMNS = ("product", "product_code", "generic_name", "spec", "drug_key", "units")


def matched(rows: list[tuple[object, ...]], lots: list[LotDrug], *bids: BidPack) -> dict[str, tuple[str, object]]:
    catalogue = pl.DataFrame(rows, schema=COLUMNS, orient="row")
    found = match(catalogue, lots, bids)
    return {code: (lot, pack) for _, code, lot, pack in found.iter_rows()}


ASPIRIN = LotDrug(lot="1", drug="阿司匹林片", spec="0.1g")


def test_all_products_of_the_drug_count_selected_or_not() -> None:
    rows = [
        (1, "P1", "阿司匹林片", "0.1g", "k", Decimal(30)), (2, "P2", "阿司匹林片", "25mg", "k", Decimal(60)),
        (3, "P3", "阿司匹林肠溶片", "0.1g", "k", None), (4, "P4", "地高辛片", "0.25mg", "d", Decimal(30)),
    ]  # fmt: skip
    found = matched(rows, [ASPIRIN])
    assert found == {"P1": ("1", Decimal(30)), "P2": ("1", Decimal(60)), "P3": ("1", None)}


def test_a_product_that_was_bid_with_belongs_to_its_lot_with_the_pack_of_the_bid() -> None:
    rows = [(1, "P1", "阿司匹林泡腾片", "0.5g", "k", Decimal(10)), (2, "P2", "阿司匹林片", "0.1g", "k", Decimal(30))]
    lots = [ASPIRIN, LotDrug(lot="2", drug="阿司匹林泡腾片")]
    bid = BidPack(lot="1", product_code="P1", units=Decimal(20))
    assert matched(rows, lots, bid) == {"P1": ("1", Decimal(20)), "P2": ("1", Decimal(30))}


def test_lots_of_one_name_are_told_apart_by_their_specification_and_else_not_at_all() -> None:
    rows = [
        (1, "P1", "阿司匹林片", "0.1g", "k", Decimal(30)), (2, "P2", "阿司匹林片", "0.5g", "k", Decimal(30)),
        (3, "P3", "阿司匹林片", "1g", "k", Decimal(30)),
    ]  # fmt: skip
    lots = [ASPIRIN, LotDrug(lot="2", drug="阿司匹林片", spec="0.5g")]
    assert matched(rows, lots) == {"P1": ("1", Decimal(30)), "P2": ("2", Decimal(30))}


def test_names_are_compared_as_they_are_written_everywhere() -> None:
    rows = [(1, "P1", "盐酸二甲双胍片（Ⅱ）", "0.5ｇ", None, Decimal(30))]
    assert matched(rows, [LotDrug(lot="1", drug="盐酸二甲双胍片(II)", spec="0.5g")]) == {"P1": ("1", Decimal(30))}
    assert matched(rows, [LotDrug(lot="1", drug="二甲双胍")]) == {}
    assert matched([(1, "P1", None, None, None, None)], [ASPIRIN]) == {}
