"""Keys of procurement in volume, delivery, settlement and credit."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec, Kind, keys

_DAYS = "working_day|calendar_day"
_CLASSES = "general,emergency,remote,cold_chain,emergency_remote"

SPECS: tuple[KeySpec, ...] = (
    # ---- volume-based procurement (VBP)
    *keys("vbp.report.floor", Kind.SHARE, "share",
          "报量不低于上年实际采购量的比例", "Least volume report as a share of last year's purchases"),
    *keys("vbp.report.times_per_cycle", Kind.WHOLE, "count", "每周期报量次数", "Volume reports in a cycle"),
    *keys("vbp.agreed.{least,most}", Kind.SHARE, "share",
          "约定采购量占报量的比例（{}）", "Agreed volume as a share of the report ({})"),
    *keys("vbp.agreed.by_winners", Kind.NUMBERS, "share",
          "约定采购量占报量的比例，按中选企业数（末项为及以上）",
          "Agreed share by number of winners, the last one and above"),
    *keys("vbp.cycle.years_by_winners", Kind.NUMBERS, "year",
          "采购周期，按中选企业数（末项为及以上）", "Cycle by number of winners, the last one and above"),
    *keys("vbp.need.floor", Kind.SHARE, "share",
          "年需求量不低于前两年均值的比例", "Least yearly need as a share of the mean of two years"),
    *keys("vbp.fuse.multiple", Kind.NUMBER, "multiple", "中选价熔断倍数", "Multiple at which a bid is cut off"),
    *keys("vbp.distributors.least", Kind.WHOLE, "count",
          "每个中选产品每市州配送企业数下限", "Least distributors of a selected product in a city"),
    *keys("vbp.check.first_month", Kind.WHOLE, "month", "执行后首次调度的月份", "Month of the first check"),
    *keys("vbp.notice.points", Kind.TEXTS, "none", "通报的时点", "When progress is circulated"),
    *keys("vbp.alerts", Kind.TEXTS, "none", "平台自动预警的情形", "What the platform itself warns of"),
    *keys("vbp.evaluation.failing", Kind.TEXTS, "none", "考核不合格的情形", "What fails the evaluation"),
    *keys("vbp.evaluation.excused", Kind.TEXTS, "none", "不计入或放宽考核的情形", "What is left out or eased"),
    *keys("vbp.evaluation.effects", Kind.TEXTS, "none", "考核结果的处置", "What follows from an evaluation"),
    *keys("vbp.surplus.separate", Kind.FLAG, "none", "结余留用是否单独核算", "Whether surplus is computed separately"),
    *keys("vbp.progress.{ahead,behind}", Kind.NUMBER, "multiple",
          "相对序时进度的倍数（{}）", "Multiple of the schedule that counts as {}"),
    *keys("vbp.progress.warn_share", Kind.SHARE, "share",
          "完成率低于时间进度的此比例时提醒", "Share of the time schedule below which progress warns"),
    *keys("vbp.progress.numerator", Kind.TEXT, "none",
          "完成进度按采购量还是入库量", "Whether progress counts orders or receipts", options=("ordered", "received")),
    # ---- delivery (PRC)
    *keys(f"delivery.hours.{{{_CLASSES}}}", Kind.WHOLE, "hour",
          "配送时限（{}）", "Hours to deliver ({})"),
    *keys(f"delivery.holidays_count.{{{_CLASSES}}}", Kind.FLAG, "none",
          "配送时限是否计入节假日（{}）", "Whether holidays count in the hours ({})"),
    *keys("delivery.remote.kilometres", Kind.NUMBER, "kilometre",
          "偏远乡镇：距县城的距离下限", "A remote town is at least so far from the county seat"),
    *keys("delivery.unlimited_distributors", Kind.FLAG, "none",
          "清单药品不限配送企业数", "Listed drugs: any number of distributors"),
    *keys("delivery.two_invoice_free", Kind.FLAG, "none", "清单药品不受两票制限制",
          "Listed drugs: no two-invoice rule"),
    # ---- orders (PRC)
    *keys("trade.order.unusual_multiple", Kind.NUMBER, "multiple",
          "一行订单达到该机构平时数量的多少倍时请再次确认",
          "Multiple of a hospital's usual quantity at which an order line is asked again"),
    # ---- settlement
    *keys("settle.direct.from", Kind.DATE, "date", "医保与企业直接结算起始日", "Direct settlement starts"),
    *keys("settle.direct.apply_day", Kind.WHOLE, "day_of_month", "企业每月申请日", "Day of month by which firms apply"),
    *keys("settle.direct.holiday_days", Kind.DEADLINE, "working_day",
          "申请日遇节假日的顺延", "Working days added when the day is a holiday"),
    *keys("settle.prepay.share", Kind.SHARE, "share", "医保预付比例下限", "Least share prepaid"),
    *keys("settle.pay.by", Kind.TEXT, "none", "货款结清的最迟时点", "When goods must be paid at the latest",
          options=("next_month_end",)),
    # ---- credit (CRD)
    *keys("credit.edition", Kind.TEXT, "none", "信用评价标准版本", "Edition of the credit standard"),
    *keys("credit.grades", Kind.TEXTS, "none", "失信等级，由轻到重", "Grades, mildest first"),
    *keys("credit.published_grades", Kind.TEXTS, "none", "公开披露的等级", "Grades that are published"),
    *keys("credit.bribery", Kind.NUMBERS, "yuan", "商业贿赂各等级起点金额", "Bribery: least amount of each grade"),
    *keys("credit.bribery.cumulative", Kind.NUMBERS, "yuan",
          "同案累计行贿各等级起点金额", "Bribery, the same case added up: least amount of each grade"),
    *keys("credit.tax", Kind.NUMBERS, "yuan", "涉税违法各等级起点金额（价税合计）", "Tax: least amount of each grade"),
    *keys("credit.lower_bound_included", Kind.FLAG, "none",
          "金额区间含下限、不含上限", "Lower bound included, upper one not"),
    *keys("credit.serious", Kind.NUMBERS, "mixed", "严重失信的其他数值情形", "Other numbers that make a grade serious"),
    *keys("credit.most_serious.conduct", Kind.TEXTS, "none",
          "不论金额直接评为特别严重的行为", "Conduct that is most serious whatever the amount"),
    *keys("credit.prenotice", Kind.DEADLINE, _DAYS, "正式评价前书面预通知", "Written notice before a formal rating"),
    *keys("credit.report.period", Kind.TEXT, "none", "各省报送评价结果的周期", "Period of reporting ratings",
          options=("quarterly",)),
    *keys("credit.corrections", Kind.RULES, "none", "各项失信的纠正措施", "Measures that correct each item",
          fields=("item", "grade", "numbers", "measures"), sparse=False),
    *keys("credit.ban_years", Kind.NUMBER, "year",
          "公立医院不得购入失信企业药品的年限", "Years in which public hospitals may not buy from the firm"),
)  # fmt: skip
