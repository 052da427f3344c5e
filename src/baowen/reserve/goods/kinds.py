"""What lies in a reserve, what moves it, and how rotated goods leave: their words. RSV-1, RSV-4."""

from __future__ import annotations

from enum import StrEnum

Words = tuple[str, str]


class GoodsKind(StrEnum):
    """Finished products are counted in packs, raw materials in kilograms."""

    DRUG = "drug"
    MATERIAL = "material"


GOODS_WORDS: dict[GoodsKind, Words] = {
    GoodsKind.DRUG: ("药品", "product"),
    GoodsKind.MATERIAL: ("原料药", "raw material"),
}
UNIT_WORDS: dict[GoodsKind, Words] = {GoodsKind.DRUG: ("盒", "packs"), GoodsKind.MATERIAL: ("千克", "kg")}


class EntryKind(StrEnum):
    """Why a line of the ledger stands there."""

    PURCHASE = "purchase"
    REPLENISHMENT = "replenishment"
    ROTATION_IN = "rotation_in"
    RETURNED = "returned"
    RELEASE = "release"
    ROTATION_OUT = "rotation_out"
    LOSS = "loss"
    SCRAPPED = "scrapped"
    COUNT = "count"
    COUNTER = "counter"


ENTRY_WORDS: dict[EntryKind, Words] = {
    EntryKind.PURCHASE: ("采购入库", "purchase"),
    EntryKind.REPLENISHMENT: ("补库入库", "replenishment"),
    EntryKind.ROTATION_IN: ("轮换入库", "rotation in"),
    EntryKind.RETURNED: ("退回入库", "returned"),
    EntryKind.RELEASE: ("动用出库", "release"),
    EntryKind.ROTATION_OUT: ("轮换出库", "rotation out"),
    EntryKind.LOSS: ("损失", "loss"),
    EntryKind.SCRAPPED: ("报废", "scrapped"),
    EntryKind.COUNT: ("盘点调整", "count correction"),
    EntryKind.COUNTER: ("冲正", "counter-entry"),
}
IN_BY_HAND = frozenset({EntryKind.PURCHASE, EntryKind.REPLENISHMENT, EntryKind.ROTATION_IN})
"""What a holder enters when goods arrive."""
OUT_BY_HAND = frozenset({EntryKind.LOSS, EntryKind.SCRAPPED, EntryKind.COUNT})
"""What a holder enters of a lot that it has; the other kinds follow from orders."""
PAID_FOR = frozenset({EntryKind.PURCHASE, EntryKind.REPLENISHMENT})
"""What uses reserve money by its amount; goods that come in by rotation replace what was paid for before."""


class Outlet(StrEnum):
    """How rotated goods leave the reserve."""

    SOLD = "sold"
    USED = "used"


OUTLET_WORDS: dict[Outlet, Words] = {Outlet.SOLD: ("销售", "sold"), Outlet.USED: ("自用", "used")}
