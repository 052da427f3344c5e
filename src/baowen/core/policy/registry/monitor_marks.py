"""Keys of prices against the listed one, repeated warnings and colour marks."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec, Kind, keys

SPECS: tuple[KeySpec, ...] = (
    *keys("monitor.repeated_price_warning.duty", Kind.TEXT, "none",
          "要求监测此项的条款原意（连续多次涨价预警）",
          "What the text orders to be monitored (repeated price warnings)"),
    *keys("monitor.above_listed_price.threshold", Kind.SEVERITIES, "share",
          "高于挂网价的幅度达到此值预警", "Paid above the listed price by this share warns"),
    *keys("monitor.above_listed_price.tolerance", Kind.SHARE, "share",
          "高于挂网价不超过此比例的视同挂网价", "So far above the listed price still counts as listed"),
    *keys("monitor.above_listed_price.least_lines", Kind.WHOLE, "count",
          "高于挂网价的订单行下限", "Least order lines above the listed price"),
    *keys("monitor.above_listed_price.least_share", Kind.SHARE, "share",
          "高于挂网价的采购量占比下限", "Least share of the packs that are above the listed price"),
    *keys("monitor.above_listed_price.levels", Kind.TEXTS, "none",
          "与挂网价比较的层级", "Levels at which prices paid are compared with the listed one"),
    *keys("monitor.repeated_price_warning.threshold", Kind.SEVERITIES, "count",
          "窗口期内涨价预警达到此次数", "Number of price warnings within the window that warns"),
    *keys("monitor.repeated_price_warning.window_months", Kind.WHOLE, "month",
          "统计涨价预警次数的月数", "Months over which price warnings are counted"),
    *keys("monitor.repeated_price_warning.line", Kind.SHARE, "share",
          "计为一次涨价预警的涨幅", "Rise from which a new price counts as a warning"),
    *keys("monitor.price_mark.threshold.{yellow,red,suspend}", Kind.SEVERITIES, "multiple",
          "{}标识自此倍数起按该级别预警（0 为一律）",
          "A {} mark warns from this multiple of its comparator on (0: always)"),
    *keys("monitor.price_mark.history_months", Kind.WHOLE, "month",
          "与本品历史挂网价比较的间隔", "How far back a product's own past price is looked up"),
    *keys("price.colour.combination", Kind.RULES, "none",
          "同时超过若干条线时的标识规则", "Marks that follow from crossing several lines at once",
          fields=("least", "of", "colour", "action"), sparse=False),
)  # fmt: skip
