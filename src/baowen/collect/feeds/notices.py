"""Notices: stop-production notices of makers, shortage reports of hospitals, recalls."""

from __future__ import annotations

from baowen.collect.contract import Choice, Column, Feed, Kind
from baowen.collect.feeds.columns import HOSPITAL, LOT, PRODUCT, QUANTITY, REGION, named, not_before

# domain.md section 11: the reasons that Xinjiang's 2018 half-year report counts.
REASONS = (
    Choice("raw_material", "原料短缺致产能不足", "raw material short", ("原料短缺",)),
    Choice("price_cap", "限价交易致企业不愿供应", "price too low to supply", ("限价",)),
    Choice("bid_failed", "流标或废标", "tender failed"),
    Choice("no_supplier", "无企业供货", "no supplier"),
    Choice("remote", "地域偏远不愿配送", "too remote to deliver"),
    Choice("low_use", "临床用量小", "low clinical use"),
    Choice("raw_material_monopoly", "原料垄断", "raw-material monopoly"),
    Choice("other", "其他", "other"),
)

STOP_NOTICE = Feed(
    name="stop_notice", zh="停产报告", en="stop-production notices",
    about_zh="上市许可持有人对停产的报告：品种、时间、原因、当前库存、预计复产时间。",
    about_en="A holder's notice of a stop: what, when, why, stock left, expected return.",
    key=("notice_no",), dated_by="announced_on", requirements=("COL-4",),
    columns=(
        Column(name="notice_no", zh="报告编号", en="notice number", kind=Kind.CODE, required=True),
        PRODUCT,
        named(HOSPITAL, "maker_code", "持有人代码", "maker", required=False),
        named(REGION, "region_code", "受理地区", "receiving region", required=False),
        Column(name="announced_on", zh="报告日期", en="announced on", kind=Kind.DATE, required=True),
        Column(name="stops_on", zh="停产日期", en="stops on", kind=Kind.DATE, aliases=("停产时间",)),
        Column(name="resumes_on", zh="预计复产日期", en="expected back on", kind=Kind.DATE, aliases=("预计复产时间",)),
        Column(name="ended_on", zh="实际恢复日期", en="actually back on", kind=Kind.DATE),
        Column(name="stop_kind", zh="停产类型", en="kind of stop", kind=Kind.CHOICE, choices=(
            Choice("planned", "计划停产", "planned"), Choice("sudden", "突发停产", "sudden"),
            Choice("permanent", "不再生产", "permanent", ("永久停产",)),
        )),
        Column(name="stop_state", zh="状态", en="state of the stop", kind=Kind.CHOICE, aliases=("state",), choices=(
            Choice("ongoing", "停产中", "ongoing"), Choice("resolved", "已恢复", "resolved"),
            Choice("avoided", "未发生", "avoided"), Choice("announced", "已预告", "announced"),
        )),
        named(QUANTITY, "stock_left", "当前库存总量", "stock left", required=False),
        Column(name="reason", zh="停产原因", en="reason", kind=Kind.TEXT),
    ),
    checks=(not_before("resumes_on", "stops_on", "预计复产日期早于停产日期", "expected back before it stops"),),
)  # fmt: skip

SHORTAGE_REPORT = Feed(
    name="shortage_report", zh="短缺直报", en="shortage reports",
    about_zh="医疗机构的短缺信息直报。没有短缺的报“零报告”；没有报、零报告、有短缺是三回事。",
    about_en="Hospitals' direct reports. Nothing short is a zero report; no report is something else.",
    key=("report_no",), dated_by="reported_on", month_from="report_month", place="hospital_code",
    requirements=("COL-2", "COL-3"),
    columns=(
        Column(name="report_no", zh="报告编号", en="report number", kind=Kind.CODE, required=True),
        HOSPITAL,
        Column(name="reported_on", zh="报告日期", en="reported on", kind=Kind.DATE, required=True),
        Column(
            name="report_month", zh="所属月份", en="month of the report", kind=Kind.MONTH, aliases=("报告月份",),
            help_zh="补报以前月份的，填所报的月份；不填按报告日期",
        ),
        Column(name="is_zero_report", zh="零报告", en="zero report", kind=Kind.FLAG),
        named(PRODUCT, "product_code", "药品代码", "product code", required=False),
        named(QUANTITY, "needed_quantity", "短缺数量", "quantity needed", required=False),
        named(QUANTITY, "stock_quantity", "当前库存", "stock", required=False),
        Column(name="reason", zh="短缺原因", en="reason", kind=Kind.CHOICE, choices=REASONS),
        Column(name="tried", zh="已采取措施", en="what was tried", kind=Kind.TEXT),
        Column(name="substitute", zh="替代药品", en="substitute", kind=Kind.TEXT),
    ),
)  # fmt: skip

RECALL = Feed(
    name="recall", zh="药品召回", en="recalls",
    about_zh="召回的药品和批号。召回期间的库存不计入可用库存，也不得调剂；批号留空表示该药品全部批号。",
    about_en="Recalled products and lots. While a recall lasts its stock neither counts nor moves; no lot number "
             "means every lot of the product.",
    key=("recall_no", "product_code", "lot_no"), requirements=("COL-1", "RSV-3", "HOS-3"),
    columns=(
        Column(name="recall_no", zh="召回编号", en="recall number", kind=Kind.CODE, required=True),
        PRODUCT, LOT,
        Column(name="recalled_on", zh="召回日期", en="recalled on", kind=Kind.DATE, required=True,
               aliases=("召回开始日期",)),
        Column(name="ended_on", zh="召回结束日期", en="ended on", kind=Kind.DATE, help_zh="结束之后批号重新可用"),
        Column(name="reason", zh="召回原因", en="reason", kind=Kind.TEXT),
    ),
    checks=(not_before("ended_on", "recalled_on", "结束日期早于召回日期", "ended before it was recalled"),),
)  # fmt: skip

FEEDS = (STOP_NOTICE, SHORTAGE_REPORT, RECALL)
