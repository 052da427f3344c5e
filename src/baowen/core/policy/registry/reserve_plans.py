"""Keys of reserve plans."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec, Kind, keys

SPECS: tuple[KeySpec, ...] = (
    *keys("reserve.catalogue.complement", Kind.FLAG, "none",
          "下级是否不储备上级已储备的品种（错位互补）", "Whether a lower tier leaves out what an upper tier holds"),
    *keys("reserve.catalogue.grounds", Kind.TEXTS, "none",
          "列入储备目录的理由", "Grounds on which an item enters a reserve catalogue"),
    *keys("reserve.catalogue.gap_lists", Kind.TEXTS, "none",
          "核对储备空缺所依据的清单", "Lists whose drugs some tier is to hold"),
    *keys("reserve.count.stale_days", Kind.WHOLE, "day",
          "储备盘点的有效天数", "Days for which a count of reserves holds"),
    *keys("reserve.duty.ahead_days", Kind.WHOLE, "day",
          "值班表提前排定的天数", "Days ahead that a duty roster is checked"),
    *keys("reserve.duty.longest_hours", Kind.WHOLE, "hour", "一班最长时间", "Longest turn of duty"),
    *keys("reserve.assessment.criteria", Kind.RULES, "none",
          "承储企业年度考核标准", "Criteria of the yearly assessment of reserve holders",
          fields=("name", "zh", "en", "points", "computed"), sparse=False),
    *keys("reserve.assessment.grades", Kind.RULES, "none",
          "承储企业考核等次", "Grades of the assessment of reserve holders", fields=("zh", "en", "least"),
          sparse=False),
    *keys("reserve.assessment.objection", Kind.DEADLINE, "working_day|calendar_day|none",
          "对考核结果提出异议的期限", "Time to object to an assessment"),
)  # fmt: skip
