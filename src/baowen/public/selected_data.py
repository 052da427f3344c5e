"""The public data set of what rounds of volume-based procurement have selected, at which price. VBP-1, PUB-1."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from baowen.orgs.regions import load_regions
from baowen.public.dataset import PLACE, Dataset, Field, Source
from baowen.vbp.rounds.kinds import SUPPLY_WORDS
from baowen.vbp.rounds.queries import published_selected


def _rows(source: Source) -> Iterable[tuple[Any, ...]]:
    names = load_regions()
    for one in published_selected(source.region):
        row, given = one.selected, one.round
        yield (
            given.code, given.name, given.starts_on, given.ends_on, one.place, names.full_name(one.place), row.lot,
            row.drug, row.spec or None, row.product_code, row.enterprise_name, row.quality_tier or None,
            row.role.value, " ".join(SUPPLY_WORDS[row.role]), row.price, row.units,
        )  # fmt: skip


SELECTED: Final = Dataset(
    name="selected-products", title=("集采中选产品和价格", "Selected products and their prices"),
    about=("执行中的集采批次在本地区的中选产品：企业、主供或备供、中选价。支付标准跟随中选价。",
           "What running rounds of volume-based procurement have selected for this place: enterprise, main or backup "
           "supplier, price. The payment standard follows the price."),
    updated=("批次开始或结束执行时", "when a round starts or ends"), follows=frozenset({"rounds"}), rows=_rows,
    fields=(
        Field(name="round", type="string", zh="批次编号", en="code of the round"),
        Field(name="round_name", type="string", zh="批次名称", en="name of the round"),
        Field(name="starts_on", type="date", zh="执行开始", en="first day", nullable=True),
        Field(name="ends_on", type="date", zh="执行结束，含当日", en="last day, included", nullable=True),
        *PLACE,
        Field(name="lot", type="string", zh="品种序号", en="number of the lot"),
        Field(name="drug", type="string", zh="品种", en="drug"),
        Field(name="spec", type="string", zh="规格", en="specification", nullable=True),
        Field(name="product_code", type="string", zh="药品代码", en="product code"),
        Field(name="enterprise", type="string", zh="中选企业", en="selected enterprise"),
        Field(name="quality_tier", type="string", zh="质量层次", en="quality tier", nullable=True),
        Field(name="role", type="string", zh="主供或备供代码", en="main or backup", options=("main", "backup")),
        Field(name="role_words", type="string", zh="主供或备供", en="main or backup in words"),
        Field(name="yuan_a_pack", type="number", zh="中选价，每包装", en="selected price of a pack",
              unit=("元", "yuan")),
        Field(name="units_a_pack", type="number", zh="每包装单位数", en="smallest units in a pack"),
    ),
)  # fmt: skip
