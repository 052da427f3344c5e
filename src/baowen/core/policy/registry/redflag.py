"""Keys of the red flags over purchases (ENF-1)."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec, Kind, keys

SPECS: tuple[KeySpec, ...] = (
    *keys("redflag.fence_multiple", Kind.NUMBER, "multiple",
          "离群界限：四分位距的倍数", "Fences: multiple of the distance between the quartiles"),
    *keys("redflag.r003.days", Kind.WHOLE, "day",
          "报价时间短于此天数即提示（R003）", "Days below which the time to bid is short (R003)"),
    *keys("redflag.r003.methods", Kind.TEXTS, "none",
          "报价时间过短看哪些采购方式（R003）", "Methods whose time to bid is looked at (R003)"),
    *keys("redflag.r018.methods", Kind.TEXTS, "none",
          "只有一家报价看哪些采购方式（R018）", "Methods in which several are to compete (R018)"),
    *keys("redflag.r025.top_share", Kind.SHARE, "share",
          "经常报价：报价次数居前的分位（R025）", "Quantile of bids from which a tenderer bids often (R025)"),
    *keys("redflag.r035.least_disqualified", Kind.WHOLE, "count",
          "至少几家的报价被作废（R035）", "Least other tenderers disqualified (R035)"),
    *keys("redflag.r038.least_bids", Kind.WHOLE, "count",
          "企业至少提交几次报价才看作废比例（R038）", "Least bids of a tenderer behind a share (R038)"),
    *keys("redflag.r038.least_processes", Kind.WHOLE, "count",
          "采购单位至少收到几次报价才看作废比例（R038）", "Least bids to a buyer behind a share (R038)"),
    *keys("redflag.r048.digits", Kind.WHOLE, "digit",
          "分类代码前几位为一个品类（R048）", "Leading characters of a code that make a kind (R048)"),
    *keys("redflag.r048.least_awarded", Kind.WHOLE, "count",
          "供应品类至少依据的成交过程数（R048）", "Least processes won before variety is looked at (R048)"),
)  # fmt: skip
