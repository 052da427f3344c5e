"""Keys of reserve lines: how warning lines are worked out, and what-ifs for a stop."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec, Kind, keys

SPECS: tuple[KeySpec, ...] = (
    *keys("reserve.lines.month_days", Kind.WHOLE, "day", "警戒线一个月折算天数", "Days of a month of use in a line"),
    *keys("reserve.lines.flow_months", Kind.WHOLE, "month", "统计订货和配送的月数",
          "Months over which orders and deliveries are measured"),
    *keys("reserve.lines.horizon_days", Kind.WHOLE, "day", "断供推演的最长天数", "Days that a what-if looks ahead"),
    *keys("reserve.lines.least_receipts", Kind.WHOLE, "count", "实测采购周期所需的最少到货笔数",
          "Least receipts for a measured lead time"),
    *keys("reserve.lines.lead_days.{order,release,transfer,import}", Kind.WHOLE, "day",
          "措施的前置天数（{}）", "Lead time of a measure ({})"),
)  # fmt: skip
