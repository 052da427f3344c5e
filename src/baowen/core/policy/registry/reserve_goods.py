"""Keys of reserve goods."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec, Kind, keys

SPECS: tuple[KeySpec, ...] = (
    *keys("reserve.release.hours", Kind.WHOLE, "hour",
          "储备动用指令的送达期限（小时），指令未另行规定时",
          "Hours until released goods arrive, unless the order says so"),
    *keys("reserve.replenish.days", Kind.WHOLE, "day",
          "动用后补足储备的天数", "Days in which what was released is replenished"),
    *keys("reserve.rotate.by_holder", Kind.FLAG, "none",
          "是否由承储单位自行轮换", "Whether holders rotate on their own"),
    *keys("reserve.rotate.begin_days", Kind.WHOLE, "day",
          "有效期届满前多少天列入轮换", "Days before its expiry from which a lot is to be rotated"),
    *keys("reserve.rotate.latest_days", Kind.WHOLE, "day",
          "有效期届满前多少天仍未轮换算逾期", "Days before its expiry after which a rotation is late"),
)  # fmt: skip
