"""What the columns of the rows behind a signal are called, and the codes in them."""

from __future__ import annotations

from typing import Final

from baowen.collect.feeds import FEEDS

# What the rows of indicators add to the columns of the feeds: sums beside a row, and the columns of cubes.
ADDED: Final = {
    "delivered": ("已送达", "delivered"),
    "last_delivered_on": ("最近送达", "last delivered on"),
    "received": ("已入库", "received"),
    "last_received_on": ("最近入库", "last received on"),
    "paid": ("已付金额", "paid"),
    "last_paid_on": ("最近付款", "last paid on"),
    "ordered": ("已订购", "ordered"),
    "last_ordered_in": ("最近订购月份", "last ordered in"),
    "lines": ("订单行数", "order lines"),
    "due_lines": ("到期行数", "lines due"),
    "delivered_lines": ("送达行数", "lines delivered"),
    "received_lines": ("入库行数", "lines received"),
    "on_time_lines": ("按时送达行数", "lines in time"),
    "refused_lines": ("拒绝行数", "lines refused"),
    "unanswered_lines": ("未响应行数", "lines unanswered"),
    "ordered_quantity": ("订购数量", "quantity ordered"),
    "ordered_amount": ("订购金额", "amount ordered"),
    "due_quantity": ("到期数量", "quantity due"),
    "due_amount": ("到期金额", "amount due"),
    "delivered_quantity": ("送达数量", "quantity delivered"),
    "delivered_amount": ("送达金额", "amount delivered"),
    "received_quantity": ("入库数量", "quantity received"),
    "received_amount": ("入库金额", "amount received"),
    "last_day": ("统计截至日", "counted until"),
    "file": ("来源文件", "file"),
    "line": ("行", "line"),
}


def row_headings(*, english: bool = False) -> dict[str, str]:
    """By name of a column its heading: as the feeds have it, else as given here."""
    told = {column.name: (column.zh, column.en) for feed in reversed(FEEDS.values()) for column in feed.columns}
    return {name: words[english] for name, words in (told | ADDED).items()}


def coded_words(*, english: bool = False) -> dict[str, dict[str, str]]:
    """By name of a column with a coded list the words of its codes."""
    return {
        column.name: {choice.code: choice.en if english else choice.zh for choice in column.choices}
        for feed in reversed(FEEDS.values())
        for column in feed.columns
        if column.choices
    }
