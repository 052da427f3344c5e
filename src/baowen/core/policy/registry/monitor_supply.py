"""Keys of the supply indicators beside delivery, purchases and stock: answers, suppliers, concentration, use, cover."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec, Kind, keys

_ORDERED = "api_concentration,stop_notice_use_impact"
_JUDGED = "listed,unlisted"

SPECS: tuple[KeySpec, ...] = (
    *keys(f"monitor.{{{_ORDERED}}}.duty", Kind.TEXT, "none",
          "要求监测此项的条款原意（{}）", "What the text orders to be monitored ({})"),
    *keys("monitor.{refused_share,unanswered_share}.threshold", Kind.SEVERITIES, "share",
          "{}达到此值预警", "{} warns from"),
    *keys("monitor.answers.least_lines", Kind.WHOLE, "count",
          "判断拒绝、未响应占比至少需要的订单行", "Least order lines for shares of orders not taken"),
    *keys(f"monitor.listed_makers.threshold.{{{_JUDGED}}}", Kind.SEVERITIES, "count",
          "在挂企业少于此数预警（{}）", "Fewer listed makers warn ({})", falling=True),
    *keys("monitor.listed_makers.window_months", Kind.WHOLE, "month",
          "不在清单的药品须在此窗口内减少企业才报", "Months within which a drug on no list must have lost makers"),
    *keys(f"monitor.{{maker_concentration,api_concentration}}.threshold.{{{_JUDGED}}}", Kind.SEVERITIES, "share",
          "集中度（HHI，0 至 1）达到此值预警（{}）", "Concentration (HHI, 0 to 1) warns from ({})"),
    *keys("monitor.maker_concentration.window_months", Kind.WHOLE, "month",
          "集中度统计的采购月数，也是比较升高的间隔", "Months of purchases, and how far back a rise is measured"),
    *keys("monitor.maker_concentration.least_rise", Kind.SHARE, "share",
          "集中度升高的最小幅度", "Least rise of the concentration"),
    *keys("monitor.maker_concentration.least_lines", Kind.WHOLE, "count",
          "计算采购集中度至少的订单行", "Least order lines behind the concentration of purchases"),
    *keys("monitor.maker_concentration.levels", Kind.TEXTS, "none",
          "采购集中度计算的层级", "Levels at which the concentration of purchases is taken"),
    *keys("monitor.stop_notice_use_impact.threshold", Kind.SEVERITIES, "share",
          "停产将失去的临床用量份额", "Share of clinical use that a stop would take away"),
    *keys("monitor.stop_notice_use_impact.look_back_months", Kind.WHOLE, "month",
          "停产影响（临床用量）回看月数", "Months of use looked back on"),
    *keys("monitor.stop_notice_use_impact.least_hospitals", Kind.WHOLE, "count",
          "一地至少有几家医疗机构报了该药用量", "Least hospitals of a place that reported use of the drug"),
    *keys("monitor.stop_notice_use_impact.levels", Kind.TEXTS, "none",
          "停产影响（临床用量）计算的层级", "Levels at which the impact on clinical use is taken"),
    *keys("monitor.stock_cover.threshold.{emergency,easily_short,ordinary}", Kind.SEVERITIES, "day",
          "含配送企业库存的可用天数低于此值预警（{}）", "Days with distributors' stock warn below ({})", falling=True),
    *keys("monitor.stock_cover.order_months", Kind.WHOLE, "month",
          "按几个月的订货量把配送企业库存分摊到各地", "Months of orders by which distributors' stock is shared out"),
    *keys("monitor.stock_cover.least_known_share", Kind.SHARE, "share",
          "报了库存的配送企业至少占本地订货量的比例", "Least share of a place's orders whose distributors counted"),
    *keys("monitor.stock_cover.levels", Kind.TEXTS, "none",
          "含配送企业库存的可用天数判断的层级", "Levels at which days with distributors' stock are judged"),
)  # fmt: skip
