"""What stands on the monthly form, which cells make a row of which feed, and which figures look wrong. COL-1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from baowen.core.period import Month
from baowen.core.problems import BaowenError

STOCK: Final = "stock"
USED: Final = "used"
STOCKOUT_DAYS: Final = "stockout_days"
COLUMNS: Final = (STOCK, USED, STOCKOUT_DAYS)
MOST_LINES: Final = 5000
LONGEST: Final = 40  # characters of a cell: a number with its separators, not a story
# By feed: the columns of the form whose text makes a row, and what each is called there.
FEED_COLUMNS: Final[dict[str, dict[str, str]]] = {
    "stock": {STOCK: "quantity"},
    "usage": {USED: "quantity", STOCKOUT_DAYS: "stockout_days"},
}

Words = tuple[str, str]
Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is to be said at one cell: what is wrong and what to do, in both languages; refused, or only a warning."""

    message: Words
    remedy: Words
    is_refused: bool


BY_LOT: Final = Told(
    message=(
        "当日库存已按批号报送，再报合计会重复计算", "that day's stock was sent lot by lot; a total would count twice"
    ),
    remedy=("请改盘点日期，或用文件按批号更正", "choose another day of counting, or correct the lots by a file"),
    is_refused=True,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One product of the form as it stands: the texts of its cells, what intake has taken and what it has refused."""

    product_code: str
    cells: dict[str, str] = field(default_factory=dict)
    sent: dict[str, str] = field(default_factory=dict)
    refused: dict[str, Told] = field(default_factory=dict)
    by: str = ""

    def is_filled(self) -> bool:
        """Whether stock and use are given; days without stock may be left away."""
        return bool(self.cells.get(STOCK) and self.cells.get(USED))

    def row_of(self, feed: str) -> dict[str, str] | None:
        """The cells that make this line's row of a feed; None where none of them is filled in."""
        row = {column: self.cells.get(column, "") for column in FEED_COLUMNS[feed]}
        return row if any(row.values()) else None

    def is_to_send(self, feed: str) -> bool:
        """Whether the row of a feed says something that intake has not taken yet."""
        row = self.row_of(feed)
        return row is not None and any(text != self.sent.get(column, "") for column, text in row.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What is known of a product from before: the last count, and the use of the month before."""

    counted: Decimal | None = None
    used: Decimal | None = None


def check_month(month: Month, today: date) -> None:
    """BaowenError for a month that has not begun: there is nothing to count yet."""
    if month > Month.of(today):
        raise BaowenError(
            f"{month} 尚未开始，不能填报；当前月份为 {Month.of(today)}",
            f"{month} has not begun; the current month is {Month.of(today)}",
        )


def count_day(month: Month, today: date) -> date:
    """The day of counting that a new form begins with: the month's last day, or today while the month runs."""
    return min(month.last, today)


def check_count_day(day: date, month: Month, today: date) -> None:
    """BaowenError for a day of counting outside the month or still to come."""
    if Month.of(day) != month:
        raise BaowenError(
            f"盘点日期 {day} 不在 {month} 内，请填写 {month.first} 至 {month.last} 之间的日期",
            f"the day of counting {day} does not lie in {month}: give one from {month.first} to {month.last}",
        )
    if day > today:
        raise BaowenError(f"盘点日期 {day} 还没有到", f"the day of counting {day} is still to come")


def check_cell(column: str, text: str) -> None:
    """BaowenError for a column that the form does not have and for a text that no cell holds."""
    if column not in COLUMNS:
        raise BaowenError(f"月报没有 {column} 这一列", f"the form has no column {column}")
    if len(text) > LONGEST:
        raise BaowenError(
            f"“{text[:LONGEST]}…”过长，一格最多 {LONGEST} 个字符",
            f"{text[:LONGEST]}… is longer than {LONGEST} characters",
        )


def emptied(line: Line, feed: str) -> dict[str, Told]:
    """What is said by column where figures that were sent are left empty: they still count, since empty is not zero."""
    if line.row_of(feed) is not None:
        return {}
    return {
        column: Told(
            message=(f"已报送 {line.sent[column]}，清空不会撤销", f"{line.sent[column]} was sent and still counts"),
            remedy=("没有请填 0，有误请改填正确的数", "write 0 where there is none, or the right number"),
            is_refused=False,
        )
        for column in FEED_COLUMNS[feed]
        if line.sent.get(column)
    }  # fmt: skip


def unlike(value: Decimal, before: Decimal | None, ratio: Decimal, words: Words) -> Told | None:
    """A warning for a figure `ratio` times more or less than the one before; zeros and first figures say nothing.

    `words`: what the figure before is called. Nothing is refused: stocks may well change so.
    """
    if before is None or before <= 0 or value <= 0:
        return None
    before = before.normalize()
    if value >= before * ratio:
        message = (
            f"达到{words[0]}（{before:f}）的 {ratio:f} 倍",
            f"{ratio:f} times the {words[1]} ({before:f}) or more",
        )
    elif value * ratio <= before:
        message = (
            f"不到{words[0]}（{before:f}）的 {ratio:f} 分之一",
            f"1/{ratio:f} of the {words[1]} ({before:f}) or less",
        )
    else:
        return None
    return Told(
        message=message,
        remedy=(
            "请核对是否按最小包装（盒、瓶）填写；无误不用改",
            "check that packs are counted; leave it if it is right",
        ),
        is_refused=False,
    )


def to_send(lines: Sequence[Line], feed: str) -> list[Line]:
    """The lines that have something new to say to a feed, in the order of the form."""
    return [line for line in lines if line.is_to_send(feed)]
