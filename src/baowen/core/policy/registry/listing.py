"""Keys of listing: by which path an application goes, which lights follow, what is asked back. PRC-1."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec, Kind, keys

PATHS = ("ordinary", "direct", "straight")
CLASSES = ("shortage", "common", "low_price")

SPECS: tuple[KeySpec, ...] = (
    *keys("listing.rise.small_most", Kind.SHARE, "share",
          "涨幅不超过此比例的为小幅上涨", "A rise up to this share is a small one"),
    *keys("listing.rise.red_from", Kind.NUMBER, "share",
          "递补型挂网自此涨幅起显示红灯，以下显示黄灯",
          "From this rise on a substitute-backed listing shows red, below it yellow"),
    *keys("listing.rise.window_months", Kind.WHOLE, "month",
          "涨幅与本品几个月前的价格相比", "A rise is held against the own price of so many months ago"),
    *keys("listing.path.provincial_small_rise", Kind.TEXT, "none",
          "省级清单药品小幅上涨的挂网路径", "Path of a small rise of a drug on a provincial list", options=PATHS),
    *keys("listing.substitute.class_letters", Kind.WHOLE, "digit",
          "ATC 编码前几位相同的视为同用途药品", "Letters of the ATC class that make two drugs of the same use"),
    *keys("listing.commitment.points", Kind.TEXTS, "none",
          "附条件挂网须书面承诺的事项", "What a conditional listing has to commit to in writing"),
    *keys("listing.any_time.classes", Kind.TEXTS, "none",
          "不受申报窗口限制的药品（shortage 短缺清单、common 常用、low_price 低价）",
          "Drugs that may apply on any day (shortage list, common, low price)"),
    *keys("listing.question.multiple", Kind.NUMBER, "multiple",
          "价格与本品历史价或同药中位数相差达到此倍数的，须企业确认",
          "A price so many times off the own past or the median of its peers is asked back"),
)  # fmt: skip
