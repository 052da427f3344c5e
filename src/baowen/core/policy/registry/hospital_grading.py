"""Keys of hospital grading."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec, Kind, keys

SPECS: tuple[KeySpec, ...] = (
    *keys("hospital.grading.gravity_preset", Kind.TEXT, "none",
          "短缺分级按哪一预设的月数分类", "The preset whose months tell the classes of a shortage's gravity",
          options=("preset.jianli.class_months",)),
)  # fmt: skip
