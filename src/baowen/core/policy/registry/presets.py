"""Keys of presets: rules of other places, kept for choice and comparison. None of them rules by itself."""

from __future__ import annotations

from baowen.core.policy.registry.price import COLOUR_FIELDS
from baowen.core.policy.spec import KeySpec, Kind, keys

_DAYS = "working_day|calendar_day"

SPECS: tuple[KeySpec, ...] = (
    *keys("preset.national.{verify,report}", Kind.DEADLINE, _DAYS,
          "国家时限，原文未见（{}）", "National deadline, wording not seen ({})"),
    *keys("preset.national.monitoring_points_least", Kind.WHOLE, "count", "每省监测点下限",
          "Least points in a province"),
    *keys("preset.{gansu.monitoring_points,shanghai.colour.lines_to_intercept}", Kind.WHOLE, "count",
          "个数：{}", "Number: {}"),
    *keys("preset.national.colour.bidding", Kind.RULES, "none", "竞价药品颜色标识", "Colour marks of bid drugs",
          fields=COLOUR_FIELDS),
    *keys("preset.{inner_mongolia,henan,hainan}.colour.rules", Kind.RULES, "none",
          "颜色标识规则（{}）", "Rules of colour marks ({})", fields=COLOUR_FIELDS),
    *keys("preset.xinjiang.colour.updated", Kind.TEXT, "none", "标识更新周期", "How often marks are renewed",
          options=("quarterly", "next_day")),
    *keys("preset.code.price.{rise_check,low_share}", Kind.SHARE, "share",
          "公开代码中的价格核查线（{}）", "Price checks seen in code ({})"),
    *keys("preset.jianli.class_months", Kind.NUMBERS, "month", "短缺分类月数", "Months of each shortage class",
          fields=("one", "two", "three"), sparse=False),
    *keys("preset.{jianli.collect_day,jianli.report_day,liaoning.report_day,shanxi.invoice_day,"
          "guizhou.supply.report_day,unnamed.vbp.firm_report_day}", Kind.WHOLE, "day_of_month",
          "报送日（{}）", "Day of the report ({})"),
    *keys("preset.gansu.filing.{first,filer_buys}", Kind.FLAG, "none",
          "甘肃备案采购（{}）", "Filed purchase in Gansu ({})"),
    *keys("preset.gansu.delivery.{report_below,bad_record_below}", Kind.SHARE, "share",
          "配送率低于此值（{}）", "Delivery rate below ({})"),
    *keys("preset.{gansu.delivery.bands_2014,shanxi.delivery.bands,shandong.purchase_share}", Kind.NUMBERS, "share",
          "分档比例（{}）", "Bands of shares ({})"),
    *keys("preset.liaoning.sentinels", Kind.NUMBERS, "count", "哨点数", "Sentinel points"),
    *keys("preset.{qinghai,hunan_2015}.delivery.rule", Kind.NUMBERS, "mixed",
          "连续若干月配送率低于此值（{}）", "Delivery rate below, months in a row ({})",
          fields=("below", "months"), sparse=False),
    *keys("preset.{qinghai.credit.public_service,shanxi.sign_in,ningxia.stop.written,unnamed.stop.ahead,"
          "guizhou.supply.free_edit,huaibei.prepay.apply,huaibei.prepay.pay,tianjin.pay.hospital,"
          "tianjin.pay.distributor,unnamed.pay,guangxi.pay,guangxi.retry}", Kind.DEADLINE, _DAYS,
          "时限（{}）", "Days ({})"),
    *keys("preset.shanxi.contract.remind_days", Kind.WHOLE, "day", "合同签订提醒提前量", "Days of reminding before"),
    *keys("preset.shanxi.delivery.hours", Kind.NUMBERS, "hour", "配送时限", "Hours to deliver"),
    *keys("preset.{shaanxi,shandong,jiangxi}.delivery.definition", Kind.CHOICES, "none",
          "配送率口径（{}）", "Definition of the delivery rate ({})", fields=("numerator", "measure"),
          options=("delivered", "received", "quantity", "amount"), sparse=False),
    *keys("preset.shandong.delivery.points_per_percent", Kind.NUMBER, "point", "每低 1% 扣分", "Points per per cent"),
    *keys("preset.jiangxi.vbp.numerator", Kind.TEXT, "none", "完成进度的分子", "Numerator of progress",
          options=("ordered", "received")),
    *keys("preset.ningxia.stop.ahead_months", Kind.NUMBER, "month", "停产提前报告", "Months ahead of a stop"),
    *keys("preset.ningxia.stop.defined_months", Kind.NUMBERS, "month", "停产的认定", "What counts as a stop"),
    *keys("preset.{shandong.stop,hubei.stop,inner_mongolia.entry,shanghai.vbp.chinese_medicine,unnamed.prepay,"
          "tianjin.reserve,guangxi.prepay}", Kind.NUMBERS, "mixed", "数值（{}）", "Numbers ({})"),
    *keys("preset.heilongjiang.settle", Kind.NUMBERS, "day_of_month", "结算各日", "Days of settlement"),
    *keys("preset.shandong.withdraw_multiple", Kind.NUMBER, "multiple", "撤网或暂停倍数", "Multiple that withdraws"),
    *keys("preset.{shanghai.vbp.non_selected_most,guangdong.vbp.selected_least,huaibei.prepay.share,"
          "tianjin.prepay.share}", Kind.SHARE, "share", "比例（{}）", "Share ({})"),
    *keys("preset.unnamed.vbp.cycle", Kind.NUMBERS, "year", "采购周期，按中选企业数", "Cycle by number of winners"),
)  # fmt: skip
