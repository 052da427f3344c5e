"""Keys of hospital substitutes."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec, Kind, keys

SPECS: tuple[KeySpec, ...] = (
    *keys("hospital.substitute.grades", Kind.RULES, "none",
          "替代用药的证据等级", "Grades of evidence for a substitute",
          fields=("grade", "zh", "en")),
)  # fmt: skip
