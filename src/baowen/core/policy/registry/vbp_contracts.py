"""Keys of this part of volume-based procurement: contracts."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec, Kind, keys

SPECS: tuple[KeySpec, ...] = (
    *keys("vbp.agreed.lowered", Kind.NUMBERS, "share",
          "抗菌药物、重点监控药品的约定比例降低多少", "How much lower the agreed share is for some drugs",
          fields=("antibiotic", "key_monitored")),
    *keys("vbp.allocation.several", Kind.TEXT, "none",
          "一地有几家主供企业时，约定采购量怎样分给各家", "How several main suppliers of a place share a lot",
          options=("brand", "equal", "rank")),
    *keys("vbp.allocation.rest", Kind.TEXT, "none",
          "按品牌报量时，未报中选品牌的部分怎样分", "How what was reported of no selected brand is shared",
          options=("equal", "rank")),
    *keys("vbp.allocation.ranks", Kind.NUMBERS, "none",
          "按名次分配的权重，中选价最低者为第 1 名（末项为及以后）",
          "Weights by rank, the lowest price first; the last one and on"),
    *keys("vbp.sign.within", Kind.DEADLINE, "working_day|calendar_day",
          "购销协议应在生成后多少天内签订", "Days in which contracts are signed after they are drawn up"),
    *keys("vbp.sign.remind_days", Kind.WHOLE, "day",
          "签订截止前多少天起提醒", "Days before the signing deadline from which on reminders go out"),
)  # fmt: skip
