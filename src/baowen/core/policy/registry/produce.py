"""Keys of produce."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec, Kind, keys

SPECS: tuple[KeySpec, ...] = (
    *keys("produce.chain.months", Kind.WHOLE, "month", "供应链依赖程度回看采购的月数",
          "Months of purchases by which it is judged who depends on a maker"),
)  # fmt: skip
