"""Keys of the routes to buy, of negotiations and of filed purchases (PRC-1 to PRC-3, PRC-6)."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec, Kind, keys

_DAYS = "working_day|calendar_day"

SPECS: tuple[KeySpec, ...] = (
    *keys("buying.listing.duty", Kind.TEXT, "none",
          "挂网采购", "Purchase by a listing"),
    *keys("buying.suspended_counts_as_listed", Kind.FLAG, "none",
          "判断没有企业挂网时，暂停和不活跃的是否算挂网",
          "Whether suspended and inactive listings count as listed"),
    *keys("buying.negotiation.offers_visible", Kind.TEXT, "none",
          "自主议价：各方何时可见全部报价", "Negotiation: when all parties see all offers",
          options=("after_end", "at_once")),
    *keys("buying.filing.first", Kind.FLAG, "none",
          "备案采购：是否先备案后采购（急救除外）", "Filed purchase: filed before it is bought, emergencies excepted"),
    *keys("buying.filing.needs_acceptance", Kind.FLAG, "none",
          "备案采购：是否受理后方可下单（急救除外）",
          "Filed purchase: ordered once it was accepted, emergencies excepted"),
    *keys("buying.filing.filer_buys", Kind.FLAG, "none",
          "备案采购：是否谁备案谁采购", "Filed purchase: only the hospital that filed buys"),
    *keys("buying.filing.emergency_days", Kind.DEADLINE, _DAYS,
          "备案采购：急救先采购的补备案期限", "Filed purchase: days to file what was bought first in an emergency"),
    *keys("buying.filing.price_question", Kind.NUMBER, "multiple",
          "备案采购：与同药其他价格相差多少倍时退回确认",
          "Filed purchase: how many times off others' prices a price is asked back"),
    *keys("delivery.no_competition.carriers", Kind.TEXTS, "none",
          "没有配送企业竞争的地区可以配送的企业", "Who may deliver where no distributors compete"),
)  # fmt: skip
