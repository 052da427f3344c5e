"""Keys of hospital holdings."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec, Kind, keys

SPECS: tuple[KeySpec, ...] = (
    *keys("hospital.holdings.default", Kind.TEXT, "none",
          "机构没有选择时，其库存向公众公开到什么程度", "How much the public sees of the stock of who has not chosen",
          options=("hidden", "county", "yes_no", "band", "quantity")),
    *keys("hospital.holdings.few_packs", Kind.WHOLE, "count",
          "库存多少盒以内向公众显示为“不多”", "Packs up to which the public is told that there are few"),
    *keys("hospital.holdings.stale_days", Kind.WHOLE, "day",
          "盘点超过多少天不再向公众显示", "Days after which a count is no longer shown to the public"),
)  # fmt: skip
