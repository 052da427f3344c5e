"""What the columns of the rows behind a signal are called in Chinese."""

from __future__ import annotations

from typing import Final

from baowen.collect.feeds import FEEDS

# What the rows of indicators add to the columns of the feeds: sums beside a row, and the columns of cubes.
ADDED: Final = {
    "delivered": "已送达",
    "last_delivered_on": "最近送达",
    "received": "已入库",
    "last_received_on": "最近入库",
    "paid": "已付金额",
    "last_paid_on": "最近付款",
    "ordered": "已订购",
    "last_ordered_in": "最近订购月份",
    "lines": "订单行数",
    "due_lines": "到期行数",
    "delivered_lines": "送达行数",
    "received_lines": "入库行数",
    "on_time_lines": "按时送达行数",
    "refused_lines": "拒绝行数",
    "unanswered_lines": "未响应行数",
    "ordered_quantity": "订购数量",
    "ordered_amount": "订购金额",
    "due_quantity": "到期数量",
    "due_amount": "到期金额",
    "delivered_quantity": "送达数量",
    "delivered_amount": "送达金额",
    "received_quantity": "入库数量",
    "received_amount": "入库金额",
    "last_day": "统计截至日",
    "file": "来源文件",
    "line": "行",
}


def row_headings() -> dict[str, str]:
    """By name of a column its heading: as the feeds have it, else as given here."""
    return {column.name: column.zh for feed in reversed(FEEDS.values()) for column in feed.columns} | ADDED
