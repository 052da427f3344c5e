"""Keys of hospital shares."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec, Kind, keys

SPECS: tuple[KeySpec, ...] = (
    *keys("hospital.essential.rise_is", Kind.TEXT, "none", "品种占比逐年提高的算法（points 百分点、relative 相对上年）",
          "How the share rises a year: points or relative"),
    *keys("hospital.prescription.months", Kind.WHOLE, "month", "处方指标趋势月数", "Months of trend of prescriptions"),
)  # fmt: skip
