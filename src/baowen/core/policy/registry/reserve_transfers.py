"""Keys of transfers."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec, Kind, keys

_DAYS = "working_day|calendar_day|none"
_CLASSES = ("ordinary", "cold", "controlled")
_TIERS = ("alliance", "county", "city", "province")
SPECS: tuple[KeySpec, ...] = (
    *keys("reserve.transfer.horizon_days", Kind.WHOLE, "day", "调剂测算的时长", "Days that a plan looks ahead"),
    *keys("reserve.transfer.confidence", Kind.SHARE, "share", "调出机构自身用量得到保证的概率",
          "Probability with which a giver's own use stays covered"),
    *keys("reserve.transfer.unfair_most", Kind.SHARE, "share", "县区未满足率高出全地区的上限",
          "How much larger a county's uncovered share may be than the region's"),
    *keys("reserve.transfer.least_days_left", Kind.WHOLE, "day", "批号剩余有效期少于此天数不调剂",
          "Lots with fewer days left do not move"),
    *keys("reserve.transfer.gap_most", Kind.SHARE, "share", "测算允许的最优差距",
          "Gap at which the optimiser may stop"),
    *keys("reserve.transfer.most_km", Kind.NUMBERS, "kilometre", "各运输分类的最远距离",
          "How far goods of a class may go",
          fields=_CLASSES, sparse=False),
    *keys("reserve.transfer.unknown_km", Kind.NUMBERS, "kilometre", "没有经纬度时的估算距离",
          "Distance assumed where coordinates are missing", fields=_TIERS, sparse=False),
    *keys("reserve.transfer.cost_per_km", Kind.NUMBERS, "yuan", "每千米运费", "Cost of a kilometre",
          fields=_CLASSES, sparse=False),
    *keys("reserve.transfer.cost_per_trip", Kind.NUMBERS, "yuan", "每趟运费", "Cost of a trip",
          fields=_CLASSES, sparse=False),
    *keys("reserve.transfer.tier_cost", Kind.NUMBERS, "yuan", "跨层级的附加费用，决定先近后远",
          "What is added to a trip by how far apart the two are", fields=_TIERS, sparse=False),
    *keys("reserve.transfer.items_at_once", Kind.WHOLE, "count", "页面上当即测算的品种数上限",
          "Items that a page plans at once; more wait for the worker"),
    *keys("reserve.transfer.answer", Kind.DEADLINE, _DAYS, "调出机构答复调剂单的时限",
          "Days to answer a transfer order"),
    *keys("reserve.transfer.send", Kind.DEADLINE, _DAYS, "调出机构发出药品的时限", "Days to send the goods"),
    *keys("reserve.transfer.receive", Kind.DEADLINE, _DAYS, "调入机构验收的时限", "Days to receive the goods"),
)  # fmt: skip
