"""Keys of prices: the ladder, colour marks, listing, reimbursement, and the price-ratio rules."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec, Kind, keys

COLOUR_FIELDS = ("scope", "comparator", "unit_basis", "operator", "multiple", "below", "colour", "action")

SPECS: tuple[KeySpec, ...] = (
    *keys("price.triggers", Kind.TEXTS, "none", "价格异常的触发情形", "What counts as a price anomaly"),
    *keys("price.ladder", Kind.TEXTS, "none", "价格监管措施的次序", "Order of the measures on prices"),
    *keys("price.colour.rules", Kind.RULES, "none", "价格颜色标识规则", "Rules of colour marks", fields=COLOUR_FIELDS),
    *keys("price.colour.updated", Kind.TEXT, "none", "颜色标识更新周期", "How often marks are renewed",
          options=("quarterly", "next_day")),
    *keys("price.pack_spread.most", Kind.SHARE, "share",
          "同企业同规格不同包装最小单位价差上限", "Most spread of unit prices over packs of one firm and strength"),
    *keys("price.same_drug.multiple", Kind.NUMBER, "multiple",
          "最小单位价达到同等或更高质量层次最低价的此倍数即须降价",
          "Multiple of the lowest price at which a price must be cut"),
    *keys("price.same_drug.no_trade_years", Kind.NUMBER, "year",
          "不作比较的产品：无交易年限", "Years without trade after which a product is no comparator"),
    *keys("price.filing.{first,last}_day", Kind.WHOLE, "day_of_month",
          "每月挂网申报窗口（{}）", "Monthly window for listing ({})"),
    *keys("price.follow.days", Kind.DEADLINE, "working_day",
          "跟进他省更低价的时限", "Days to follow a lower price elsewhere"),
    *keys("price.follow.suspend_months", Kind.NUMBERS, "month",
          "未跟进的暂停期", "Months of suspension when not followed", fields=("first", "again"), sparse=False),
    *keys("price.same_four.target", Kind.DATE, "date", "四同药品价格治理目标日", "Target date for same-four prices"),
    *keys("price.talk_ahead_months", Kind.NUMBER, "month",
          "短缺药品调价提前沟通", "Months ahead that a firm talks before it applies for a shortage drug"),
    *keys("price.later_province.multiple_most", Kind.NUMBER, "multiple",
          "后续省份直接挂网价相对首涨省的上限", "Most multiple of the first province's price in later ones"),
    *keys("nrdl.in_force", Kind.DATE, "date", "医保目录执行日", "Catalogue in force"),
    *keys("nrdl.listed_by", Kind.DATE, "date", "新增药品挂网截止日", "New drugs listed by"),
    *keys("nrdl.committee_by", Kind.DATE, "date", "药事会召开截止日", "Hospital committees by"),
    *keys("nrdl.old_standard_until", Kind.DATE, "date", "续约失败药品原标准支付至", "Old payment standard until"),
    *keys("nrdl.no_supply_years", Kind.NUMBER, "year",
          "未向定点机构供应即列为调出候选的年限", "Years without supply that make a drug leave"),
    *keys("price.daily_cost.weight", Kind.NUMBER, "kilogram", "日费用计算的成人体重", "Adult weight for daily cost"),
    *keys("price.daily_cost.body_surface", Kind.NUMBER, "square_metre", "日费用计算的体表面积", "Body surface"),
    # ---- price-ratio rules (PRI-4)
    *keys("price_ratio.{strength,volume,pack_count,pack_count_other}", Kind.NUMBER, "multiple",
          "差比价系数：每翻一倍的比价（{}）", "Price ratio for each doubling ({})"),
    *keys("price_ratio.form", Kind.NUMBERS, "multiple", "剂型差比价", "Price ratio by dosage form"),
    *keys("price_ratio.no_sugar", Kind.NUMBER, "multiple", "中成药无糖型比价", "Ratio of sugar-free Chinese medicine"),
    *keys("price_ratio.separate_strength", Kind.NUMBER, "multiple",
          "含量差异达到此倍数另选代表品", "Strength ratio from which another product represents"),
    *keys("price_ratio.packaging_most.{plastic,soft_bag}", Kind.NUMBER, "yuan",
          "大容量注射液包装材料加价上限（{}）", "Most added for packaging of large infusions ({})"),
    *keys("price_ratio.injection.floor", Kind.NUMBER, "yuan", "注射剂最低价（每支）", "Least price of an injection"),
    *keys("price_ratio.injection.same_volume", Kind.NUMBER, "millilitre",
          "不按装量区分价格的注射剂上限", "Injections up to this volume are one price"),
    *keys("price_ratio.injection.step", Kind.NUMBER, "millilitre", "超过后的装量级差", "Volume step above it"),
    *keys("price_ratio.decimals", Kind.WHOLE, "digit", "差比价结果保留小数", "Decimals of the result"),
    *keys("price_ratio.order", Kind.TEXTS, "none", "差比价计算次序", "Order of computation"),
)  # fmt: skip
