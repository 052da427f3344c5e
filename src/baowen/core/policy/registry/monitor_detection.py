"""Keys that decide how well events are detected: pooled months, widened spreads, stops that stocks cover."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec, Kind, keys

SPECS: tuple[KeySpec, ...] = (
    *keys("monitor.regional_spread.pool_months", Kind.WHOLE, "month",
          "行数少时合并计算的月数", "Months pooled where lines are few"),
    *keys("monitor.regional_spread.pooled_least_lines", Kind.WHOLE, "count",
          "合并后中位价至少的订单行", "Least order lines behind a pooled median"),
    *keys("monitor.regional_spread.listed_change", Kind.SHARE, "share",
          "挂网价变动达到此幅度的月份不比地区价差", "Change of the listed price that spoils a month's comparison"),
    *keys("monitor.regional_spread.candidate", Kind.NUMBER, "multiple",
          "均价达到其他各市的此倍数才细算", "Multiple of the average elsewhere from which medians are worked out"),
    *keys("monitor.same_drug_spread.{usual_months,usual_least_months}", Kind.WHOLE, "month",
          "同药价差与自身比较的月数（{}）", "Months that a spread is compared with ({})"),
    *keys("monitor.same_drug_spread.least_growth", Kind.SHARE, "share",
          "本品价格和倍数须比平常高出", "Share by which price and multiple must exceed the usual"),
    *keys("monitor.stop_notice_impact.threshold.{open,covered}", Kind.SEVERITIES, "share",
          "停产将失去的既往采购份额（{}）", "Share of past purchases that a stop would take away ({})"),
    *keys("monitor.stop_notice_impact.stock_days", Kind.WHOLE, "day",
          "流通和医疗机构库存按可用天数计", "Days that stocks of distributors and hospitals are taken to last"),
    *keys("monitor.days_of_supply.least_low_when_fallen", Kind.SHARE, "share",
          "骤降时自身偏低的机构比例下限", "Least share of hospitals low themselves when the days have fallen"),
)  # fmt: skip
