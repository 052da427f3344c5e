"""Keys of this part of volume-based procurement: supply."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec, Kind, keys

_DAYS = "working_day|calendar_day|none"
SPECS: tuple[KeySpec, ...] = (
    *keys("vbp.supply.answer", Kind.DEADLINE, _DAYS, "企业答复供应问题的时限", "Days to answer a supply problem"),
    *keys("vbp.supply.confirm.level", Kind.TEXT, "none", "核实供应问题的层级",
          "Level at which supply problems are confirmed", options=("county", "city", "province", "nation")),
    *keys("vbp.firm_report.day", Kind.WHOLE, "day_of_month", "中选企业月报的截止日",
          "Day by which selected enterprises report the month before"),
    *keys("vbp.finding.answer", Kind.DEADLINE, _DAYS, "医疗机构答复集采执行问题的时限", "Days to answer a finding"),
    *keys("vbp.finding.mend", Kind.DEADLINE, _DAYS, "医疗机构整改集采执行问题的时限", "Days to mend a finding"),
)  # fmt: skip
