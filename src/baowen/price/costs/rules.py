"""Whether the form of costs and price structure adds up, and where it does not. Pure. PRI-1.

Every amount is yuan for one smallest pack, four places; quantities are packs a year. Nothing typed is no zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from baowen.core.money import ratio, unit_price
from baowen.core.problems import BaowenError
from baowen.price.kinds import COST_WORDS, CostItem

MOST = Decimal(10_000_000)
SIDES: dict[str, tuple[str, str]] = {"before": ("调价前", "before"), "after": ("调价后", "after")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One side of the form; an item that is missing was not told."""

    items: Mapping[CostItem, Decimal] = field(default_factory=dict)
    price: Decimal | None = None
    quantity: Decimal | None = None

    @property
    def total(self) -> Decimal:
        """What the items that were told come to."""
        return sum(self.items.values(), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """The form: before and after the change of the price."""

    before: Column
    after: Column


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """An item on both sides: what it rose by, and its share of the rise of the price (None where nothing rose)."""

    item: CostItem
    before: Decimal | None
    after: Decimal | None
    rise: Decimal | None
    share_of_rise: Decimal | None


def faults(costs: Costs) -> list[tuple[str, str]]:
    """What is missing or does not add up, in Chinese and English; an empty list where the form is whole."""
    found: list[tuple[str, str]] = []
    for name, (zh, en) in SIDES.items():
        column: Column = getattr(costs, name)
        missing = [item for item in CostItem if item not in column.items]
        if missing:
            found.append(
                (f"{zh}未填：{'、'.join(COST_WORDS[one][0] for one in missing)}；没有该项支出的填 0",
                 f"{en}, not told: {', '.join(COST_WORDS[one][1] for one in missing)}; write 0 where there is none")
            )  # fmt: skip
        found += [
            (f"{zh}未填{words[0]}", f"{en}, not told: {words[1]}")
            for told, words in ((column.price, ("价格", "price")), (column.quantity, ("数量", "quantity")))
            if told is None
        ]
        if column.price is not None and not missing and column.total != column.price:
            gap = column.total - column.price
            found.append(
                (f"{zh}各项合计 {column.total} 元，价格 {column.price} 元，"
                 f"合计{'多' if gap > 0 else '少'} {abs(gap)} 元，请核对",
                 f"{en}, the items come to {column.total} yuan and the price is {column.price}: "
                 f"{abs(gap)} too {'much' if gap > 0 else 'little'}")
            )  # fmt: skip
    return found


def lines(costs: Costs) -> list[CostLine]:
    """Every item beside itself: the rise is told where both sides are."""
    whole = None
    if costs.before.price is not None and costs.after.price is not None:
        whole = costs.after.price - costs.before.price
    found = []
    for item in CostItem:
        before, after = costs.before.items.get(item), costs.after.items.get(item)
        rise = None if before is None or after is None else after - before
        share = None if rise is None or whole is None else ratio(rise, whole)
        found.append(CostLine(item=item, before=before, after=after, rise=rise, share_of_rise=share))
    return found


def checked_amount(told: Decimal, item: CostItem | None, zh: str, en: str) -> Decimal:
    """An amount to four places; BaowenError for one that is not a number, negative, too large, or finer.

    A profit and finance costs may be below zero: a loss, and interest that was earned.
    """
    may_fall = item in (CostItem.PROFIT, CostItem.FINANCE)
    if not told.is_finite() or abs(told) > MOST or (told < 0 and not may_fall):
        raise BaowenError(f"{zh}“{told}”不是可用的数", f"{en}: {told} is no usable number")
    if told != unit_price(told):
        raise BaowenError(f"{zh}最多四位小数", f"{en} has four decimal places at most")
    return unit_price(told)
