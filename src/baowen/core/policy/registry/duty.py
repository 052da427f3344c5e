"""Keys of what offices and institutions owe: response deadlines, reports, lists, hospital shares, reserves, stops."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec, Kind, keys

_DAYS = "working_day|calendar_day"
_PERIODS = ("monthly", "quarterly", "yearly", "live")

SPECS: tuple[KeySpec, ...] = (
    # ---- tiered response (RSP-1)
    *keys("respond.verify.{county,city}", Kind.DEADLINE, _DAYS,
          "线索核实与协调的时限（{}级）", "Days to verify a clue and coordinate, at {} level"),
    *keys("respond.report.{county,city,province}", Kind.DEADLINE, _DAYS,
          "未能解决时报上一级的时限（{}级）", "Days to report an unsolved case upward, from {} level"),
    *keys("respond.stop.assess", Kind.DEADLINE, _DAYS,
          "收到停产报告后评估影响的时限", "Days to assess the impact of a stop-production notice"),
    *keys("respond.deadline.rolls", Kind.FLAG, "none",
          "自然日期限末日逢休息日是否顺延", "Whether a calendar-day deadline rolls to the next working day"),
    *keys("respond.signal.opens", Kind.RULES, "none",
          "哪些指标、达到哪一级别的预警自动登记为哪类案件", "Which signals, from which severity on, open which case",
          fields=("case", "least_severity", "indicators"), sparse=False),
    *keys("respond.remind.{before_days,late_every_days,head_after_days}", Kind.WHOLE, "calendar_day",
          "期限提醒的天数（{}）", "Days of reminders of what is owed ({})"),
    # ---- periodic reports (RPT)
    *keys("report.quarterly.{members,lead}.day", Kind.WHOLE, "day_of_month",
          "季度末月的报送日（{}）", "Day of the quarter's last month by which {} report"),
    *keys("report.annual.{members,lead}.date", Kind.MONTH_DAY, "month_day",
          "年度报告的报送日（{}）", "Date of the yearly report ({})"),
    *keys("report.{progress,monitoring,zero,publicity,standing,stopped_supply,price_check}.period", Kind.TEXT, "none",
          "{}的周期", "Period of {}", options=_PERIODS),
    *keys("report.zero.day", Kind.WHOLE, "day_of_month",
          "短缺直报、零报告的报送日（当月第几日，超出月末的为月末）",
          "Day of the month by which it is reported, a day beyond a month's end being its last"),
    *keys("report.zero.rest_day", Kind.TEXT, "none",
          "报送日逢休息日时移到哪一天", "Where a day of reporting goes that falls on a day off",
          options=("next_working_day", "previous_working_day", "same_day")),
    *keys("report.grassroots.date", Kind.MONTH_DAY, "month_day",
          "省级报送基层药品目录调整情况的日期", "Date by which a province reports its grassroots catalogue"),
    # ---- lists (LST)
    *keys("lists.short.provinces_least", Kind.WHOLE, "count",
          "进入国家短缺基础清单所需的同期省级清单数",
          "Provincial lists that a drug must be on for the national base list"),
    *keys("lists.provincial.additions_most", Kind.WHOLE, "count",
          "省级增补品种一般上限", "Usual most additions of a province"),
    *keys("lists.national.size", Kind.WHOLE, "count", "国家两个清单合计品种数",
          "Drugs on the two national lists together"),
    *keys("lists.exit.reasons", Kind.TEXTS, "none", "调出清单的理由", "Reasons for leaving a list"),
    # ---- essential medicines and hospital stock (HOS)
    *keys("hospital.essential.final.varieties.{grassroots,second,third}", Kind.SHARE, "share",
          "基药品种数占比目标（{}）", "Essential-medicine share of varieties to reach ({})"),
    *keys("hospital.essential.current.varieties.{grassroots,second,third}", Kind.SHARE, "share",
          "当年基药品种占比（{}）", "This year's share of varieties ({})"),
    *keys("hospital.essential.current.amount.{grassroots,second,third}", Kind.SHARE, "share",
          "当年基药金额占比（{}）", "This year's share of amount ({})"),
    *keys("hospital.essential.yearly_rise", Kind.NUMBER, "percentage_point",
          "品种占比逐年提高", "Yearly rise of the share of varieties"),
    *keys("hospital.essential.use_monitored_share", Kind.SHARE, "share",
          "政府办基层机构使用监测覆盖率", "Share of grassroots institutions whose use is monitored"),
    *keys("hospital.essential.edition", Kind.TEXT, "none", "国家基本药物目录现行版本", "Edition of the essential list"),
    *keys("hospital.essential.edition_size", Kind.NUMBERS, "count", "目录品种数", "Varieties of that edition",
          fields=("total", "chemical", "chinese"), sparse=False),
    *keys("hospital.essential.cycle_years_most", Kind.WHOLE, "year",
          "基药目录调整周期上限", "Longest cycle of adjusting the essential list"),
    *keys("hospital.stock.line_months.emergency", Kind.NUMBER, "month",
          "急（抢）救药库存警戒线", "Stock warning line of emergency drugs"),
    *keys("hospital.stock.easily_short.{least,most}_months", Kind.NUMBER, "month",
          "易短缺药品库存（{}）", "Stock of easily short drugs ({})"),
    *keys("hospital.alliance.catalogue_years_most", Kind.NUMBER, "year",
          "紧密型医联体用药目录调整周期上限", "Longest cycle of an alliance's catalogue"),
    *keys("hospital.alliance.{linked,complete}_year", Kind.WHOLE, "year",
          "基层药品联动目标年（{}）", "Year of the grassroots link ({})"),
    # ---- reserves (RSV)
    *keys("reserve.floor", Kind.SHARE, "share", "实际库存不低于储备计划的比例",
          "Least actual stock as a share of the plan"),
    *keys("reserve.tiers", Kind.TEXTS, "none", "储备层级", "Tiers of reserves"),
    # ---- production (COL-4, PRD)
    *keys("produce.stop.ahead_months", Kind.NUMBER, "month",
          "计划停产提前报告", "Months ahead that a planned stop is reported"),
    *keys("produce.stop.sudden_days", Kind.DEADLINE, "calendar_day",
          "非预期停产报告时限", "Days to report an unexpected stop"),
    *keys("produce.monitor.day", Kind.WHOLE, "day_of_month",
          "短缺药品生产储备监测月报日", "Day of the month of the production and reserve report"),
    *keys("produce.child.exclusivity_years_most", Kind.NUMBER, "year",
          "儿童用药市场独占期上限", "Longest market exclusivity of a children's drug"),
    *keys("produce.import.clobazam.institutions_least", Kind.WHOLE, "count",
          "每省至少几家医疗机构可用临时进口氯巴占", "Least institutions in a province for imported clobazam"),
)  # fmt: skip
