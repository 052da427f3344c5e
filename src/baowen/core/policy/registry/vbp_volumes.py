"""Keys of this part of volume-based procurement: volumes."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec, Kind, keys

_DAYS = "working_day|calendar_day"

SPECS: tuple[KeySpec, ...] = (
    *keys("vbp.report.days", Kind.DEADLINE, f"{_DAYS}|none",
          "医疗机构报量的期限，自布置之日起", "Days to report volumes, from the day of the call"),
    *keys("vbp.review.days", Kind.DEADLINE, f"{_DAYS}|none",
          "每一级审核报量的期限", "Days that each level has to review a volume report"),
    *keys("vbp.report.unlike_multiple", Kind.NUMBER, "multiple",
          "报量与上年实际采购量相差多少倍时请核对单位",
          "How many times more or less than last year's purchases a volume is asked back"),
)  # fmt: skip
