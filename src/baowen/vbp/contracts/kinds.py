"""The coded words of contracts: how makers share a lot, and why something reported is left out. VBP-3."""

from __future__ import annotations

from enum import StrEnum


class Way(StrEnum):
    """How several makers who supply one place share what its hospitals reported."""

    BRAND = "brand"
    EQUAL = "equal"
    RANK = "rank"


WAY_WORDS: dict[Way, tuple[str, str]] = {
    Way.BRAND: ("按医疗机构报量的品牌", "by the brand that the hospital reported"),
    Way.EQUAL: ("平均分配", "equal parts"),
    Way.RANK: ("按中选价从低到高的名次权重", "weights by rank, the lowest price first"),
}


class LeftOut(StrEnum):
    """Why a report leads to no contract."""

    NO_LOT = "no_lot"
    NO_MAIN = "no_main"
    NO_MAKER = "no_maker"
    UNDER_HALF_A_PACK = "under_half_a_pack"


LEFT_OUT_WORDS: dict[LeftOut, tuple[str, str]] = {
    LeftOut.NO_LOT: ("批次中没有中选产品", "nothing is selected in this lot"),
    LeftOut.NO_MAIN: ("该市没有主供企业", "no main supplier in this city"),
    LeftOut.NO_MAKER: ("中选企业未对应机构名录，请先登记", "the selected enterprise is not in the register"),
    LeftOut.UNDER_HALF_A_PACK: ("折合不足一个最小包装", "comes to less than a pack"),
}
