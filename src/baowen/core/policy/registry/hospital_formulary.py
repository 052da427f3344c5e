"""Keys of hospital formulary."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec, Kind, keys

SPECS: tuple[KeySpec, ...] = (
    *keys("hospital.formulary.products_most", Kind.WHOLE, "count",
          "同一通用名同一给药途径的品规数上限（一品两规）", "Most products of a name and route in a formulary"),
    *keys("hospital.missing.often", Kind.WHOLE, "count",
          "缺药登记经审核达到几次，建议纳入下一年度衔接范围", "How often registered and needed for a proposal"),
    *keys("hospital.missing.within", Kind.WHOLE, "calendar_day", "缺药登记统计天数",
          "Days in which registrations count"),
)  # fmt: skip
