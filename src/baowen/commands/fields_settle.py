"""What `settle` prints with --json; joined to the others in `fields`."""

from __future__ import annotations

Row = tuple[str, str, str, str]

SETTLE_JSON: dict[str, tuple[Row, ...]] = {
    "settle match": (
        ("lines", "integer", "核对的订单明细行数", "order lines that were looked at"),
        ("opened", "integer", "新增不一致", "differences that are new"),
        ("settled", "integer", "已一致", "differences that are gone"),
    ),
    "settle run": (
        ("number", "text", "批次编号", "number of the run"),
        ("region", "region", "地区", "place"),
        ("month", "month", "月份", "month"),
        ("state", "text", "状态", "state"),
        ("lines", "integer", "发票明细行数", "invoice lines"),
        ("gross", "number", "医院确认金额（元）", "confirmed by hospitals, yuan"),
        ("prepaid", "number", "扣减预付（元）", "taken off as prepaid, yuan"),
        ("payable", "number", "应付（元）", "payable, yuan"),
        ("prepay_share", "number|null", "预付比例，未启用为空", "share prepaid, null where it is not switched on"),
        ("clause", "text", "预付的条款", "clause of the prepayment"),
        ("times", "integer", "核算次数", "how often it was computed"),
        ("computed_at", "instant", "核算时间", "computed at"),
        ("paid_at", "instant|null", "付清时间", "paid at"),
    ),
    "settle performance": (
        ("[].organisation", "text", "企业或医疗机构代码", "code of the enterprise or hospital"),
        ("[].performance.lines", "integer", "订单明细行数，撤单不计", "order lines, cancelled ones left out"),
        ("[].performance.refused", "integer", "企业拒绝", "refused"),
        ("[].performance.unanswered", "integer", "未响应", "unanswered"),
        ("[].performance.ordered", "number", "订购（按口径的数量或金额）", "ordered, in packs or yuan as defined"),
        ("[].performance.fulfilled", "number", "完成（送达或入库）", "delivered or received, as defined"),
        ("[].performance.delivery_rate", "number|null", "配送率", "delivery rate"),
        ("[].performance.answered_rate", "number|null", "响应率", "share answered"),
        ("[].performance.accepted_rate", "number|null", "未拒绝的占比", "share not refused"),
        ("[].performance.answer_hours", "number|null", "响应小时，中位数", "hours to an answer, median"),
        ("[].performance.due", "integer", "已到期明细", "lines that were due"),
        ("[].performance.on_time", "integer", "及时明细", "lines that came in time"),
        ("[].performance.on_time_rate", "number|null", "及时率", "share in time"),
        ("[].settled.invoices", "integer", "发票张数", "invoices"),
        ("[].settled.paid", "integer", "已付清张数", "paid in full"),
        ("[].settled.days", "number|null", "付清天数，中位数", "days to full payment, median"),
        ("[].score", "number|null", "评分，只有企业有", "score, of enterprises alone"),
        ("[].is_below", "boolean", "配送率低于标准", "whether the delivery rate is below the line"),
    ),
    "settle supply": (
        ("region", "region", "地区", "place"),
        ("month", "month", "月份", "month"),
        ("drugs", "integer", "清单药品数", "drugs of the lists"),
        ("is_zero", "boolean", "零报告", "whether it is a zero report"),
        ("lists_in_force", "boolean", "本地有无生效的清单", "whether any list is in force there"),
        ("due_on", "date|null", "报送期限，文本未规定为空", "due, null where no text gives a day"),
        ("failing[].drug", "text", "药品", "drug"),
        ("failing[].form", "text", "剂型", "dosage form"),
        ("failing[].reasons[]", "text", "情况，中英文各一", "what happened, in Chinese and English"),
    ),
    "settle push": (
        ("accepted", "integer", "入湖行数", "rows that the lake took"),
        ("unchanged", "integer", "未变行数", "rows that it had"),
        ("refused[]", "text", "退回的编号和原因", "numbers that it refused, and why"),
        ("waiting", "integer", "尚未入湖", "left to hand over"),
    ),
}
