"""Keys of what being on a list opens to a drug (LST-3)."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec, Kind, keys

# lists: kinds of list; levels: levels of the issuer; zh, en: the route; condition_zh, condition_en: where there is one.
# by: the route to buy that it opens, where it is one; when: the conditions that all must hold (procure.buying.kinds).
_FIELDS = ("lists", "levels", "by", "when", "zh", "en", "condition_zh", "condition_en")

SPECS: tuple[KeySpec, ...] = (
    *keys("lists.opens.direct_listing", Kind.RULES, "none",
          "列入清单后：直接挂网采购", "Being listed opens: direct listing at the enterprise's own price",
          fields=_FIELDS),
    *keys("lists.opens.unlisted_purchase", Kind.RULES, "none",
          "列入清单后：无企业挂网等情形下的采购", "Being listed opens: purchase where no enterprise has listed",
          fields=_FIELDS),
    *keys("lists.opens.temporary_price", Kind.RULES, "none",
          "列入清单后：议定临时采购价格", "Being listed opens: agreeing a temporary price", fields=_FIELDS),
    *keys("lists.opens.insurance_payment", Kind.RULES, "none",
          "列入清单后：医保及时支付", "Being listed opens: payment by insurance in time", fields=_FIELDS),
    *keys("lists.opens.priority_review", Kind.RULES, "none",
          "列入清单后：优先审评审批", "Being listed opens: priority review", fields=_FIELDS),
    *keys("lists.opens.separate_monitoring", Kind.RULES, "none",
          "列入清单后：单独监测", "Being listed opens: separate monitoring", fields=_FIELDS),
)  # fmt: skip
