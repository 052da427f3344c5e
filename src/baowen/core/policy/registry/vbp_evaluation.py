"""Keys of this part of volume-based procurement: evaluation (VBP-7)."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec, Kind, keys

SPECS: tuple[KeySpec, ...] = (
    *keys("vbp.evaluation.whole_months", Kind.FLAG, "none",
          "不计入考核的期间是否只含整月（采购按月统计；否：期间触及的月份全部计入）",
          "Whether an exemption moves whole months of its period alone; no: every month that it touches"),
    *keys("vbp.evaluation.appeal_days", Kind.DEADLINE, "working_day|calendar_day|none",
          "考核结果公布后申诉的期限", "Time to appeal after results are published"),
    *keys("vbp.evaluation.proposals", Kind.RULES, "none",
          "不合格品种占比达到多少时提出哪些处置", "Which consequences are proposed at which share of failing products",
          fields=("least_share", "effects"), sparse=False),
)  # fmt: skip
