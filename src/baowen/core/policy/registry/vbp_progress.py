"""Keys of this part of volume-based procurement: progress."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec, Kind, keys

SPECS: tuple[KeySpec, ...] = (
    *keys("vbp.progress.recent_months", Kind.WHOLE, "month",
          "判断前紧后松时看的最近月数", "Recent months that easing off is judged by"),
    *keys("vbp.progress.stop_months", Kind.WHOLE, "month",
          "连续多少个月没有采购列为长时间中断", "Months without a purchase that are a long stop"),
    *keys("vbp.progress.sudden_multiple", Kind.NUMBER, "multiple",
          "单月采购量达到月均约定量的多少倍列为突击采购",
          "Multiple of a month's agreed packs that is a sudden purchase"),
    *keys("vbp.progress.end_multiple", Kind.NUMBER, "multiple",
          "剩余月份须达到月均约定量的多少倍才能完成，列为集中到期末",
          "Multiple of a month's agreed packs that the rest would need each month: left to the end"),
    *keys("vbp.progress.ease_share", Kind.SHARE, "share",
          "最近月均采购低于月均约定量的此比例列为前紧后松", "Share of a month's agreed packs below which it eased off"),
    *keys("vbp.progress.forecast_coverage", Kind.SHARE, "share",
          "完成量预测区间的把握程度", "How sure the interval of the forecast is"),
    *keys("vbp.progress.forecast_months", Kind.WHOLE, "month",
          "预测完成量至少需要的执行月数", "Months of the cycle that a forecast needs"),
    *keys("vbp.non_selected.most", Kind.SHARE, "share",
          "非中选产品采购占比上限", "Most share of non-selected products"),
    *keys("vbp.non_selected.counts", Kind.TEXTS, "none",
          "计入非中选采购的药品：same 为同种药品，substitute 为可替代的重点药品",
          "What counts as non-selected: same drug, key substitute"),
    *keys("vbp.notice.late_half", Kind.SHARE, "share",
          "后半程通报在周期过去多少时进行", "Share of the cycle after which the circular of the late half is due"),
)  # fmt: skip
