"""Keys of what the public is shown, and how finely (HOS-6, PUB-1, PRC-7)."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec, Kind, keys

SPECS: tuple[KeySpec, ...] = (
    *keys("publication.stock_granularity", Kind.TEXT, "none",
          "向公众公布药品库存到哪一级", "How finely the public is shown where a drug is held",
          options=("none", "province", "city", "county", "hospital")),
    *keys("publication.stock_least_hospitals", Kind.WHOLE, "count",
          "按地区汇总公布时，一个地区至少有几家医院报告才公布家数",
          "Hospitals that must have reported before a place's figures are shown, where places are added up"),
    *keys("publication.filing_hospital", Kind.FLAG, "none",
          "公布备案采购时是否写明医疗机构", "Whether published filings name the hospital"),
    *keys("publication.paid_months", Kind.WHOLE, "month",
          "公布最近几个月的实际采购价", "Newest months whose actual prices are published"),
    *keys("publication.paid_least_lines", Kind.WHOLE, "count",
          "一个产品在一地一月至少有几条订单明细才公布价格和数量",
          "Order lines of a product in a place and month before its price and quantity are published"),
    *keys("publication.buyer", Kind.TEXT, "none",
          "公布采购过程时医疗机构写到哪一级", "How a hospital is named where purchases are published",
          options=("hospital", "city", "province")),
    *keys("publication.negotiation_offers", Kind.FLAG, "none",
          "公开采购数据是否写明议价中各企业的报价", "Whether published negotiations tell what each maker offered"),
)  # fmt: skip
