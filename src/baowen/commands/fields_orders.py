"""What the commands about orders print with --json; see fields."""

from __future__ import annotations

Row = tuple[str, str, str, str]

_LINE: tuple[Row, ...] = (
    ("number", "text", "明细编号", "number of the line"),
    ("product_code", "text", "药品代码", "product code"),
    ("generic_name", "text", "药品名称", "drug"),
    ("maker", "text", "生产企业代码", "code of the maker"),
    ("basis", "text", "listing 挂网、negotiation 议价、filing 备案", "what it rests on"),
    ("basis_number", "text", "依据编号", "its number"),
    ("clause", "text", "条款，可能为空", "clause, may be empty"),
    ("quantity", "number", "订购盒数", "packs ordered"),
    ("unit_price", "number", "单价，元/盒", "yuan a pack"),
    ("amount", "number", "金额，元", "yuan"),
    ("state", "text", "placed、confirmed、refused、cancelled、closed", "state"),
    ("reason", "text", "拒绝、撤单的原因，可能为空", "why it was refused or cancelled, may be empty"),
    ("answered_at", "instant|null", "企业答复时间", "when the supplier answered"),
    ("due_at", "instant|null", "应送达时间，未确认的为空", "due at, null before the confirmation"),
    ("delivered", "number", "已发货盒数", "packs sent"),
    ("received", "number", "已入库盒数", "packs accepted"),
    ("returned", "number", "已退货盒数", "packs sent back"),
)
_ORDER: tuple[Row, ...] = (
    ("code", "text", "平台订单编号", "number on the platform"),
    ("number", "text", "医疗机构的订单编号", "the hospital's number"),
    ("hospital", "text", "医疗机构代码", "code of the hospital"),
    ("region", "text", "地区代码", "place"),
    ("supplier", "text", "供应企业代码", "code of the supplier"),
    ("urgency", "text", "emergency、general、cold_chain", "urgency"),
    ("in_parts", "boolean", "可否分批", "whether it may come in parts"),
    ("words", "text", "备注，可能为空", "remark, may be empty"),
    ("placed_at", "instant", "下单时间", "placed at"),
    ("due_class", "text", "时限类别，当地没有时限的为空", "class of the hours, empty where there are none"),
    ("due_hours", "integer|null", "配送时限（小时）", "hours to deliver"),
    ("due_in_holidays", "boolean", "节假日是否计入", "whether days off count"),
    ("due_clause", "text", "时限的条款", "clause of the hours"),
)
_RETURN: tuple[Row, ...] = (
    ("number", "text", "退货编号", "number of the return"),
    ("hospital", "text", "医疗机构代码", "code of the hospital"),
    ("order", "text", "订单编号", "order"),
    ("delivery", "text", "配送编号", "delivery"),
    ("generic_name", "text", "药品名称", "drug"),
    ("quantity", "number", "退货盒数", "packs"),
    ("cause", "text", "退货原因代码", "code of the cause"),
    ("words", "text", "说明", "in words"),
    ("returned_at", "instant", "退货时间", "sent back at"),
    ("agreed_at", "instant|null", "企业确认时间", "agreed at"),
)
_DELIVERY: tuple[Row, ...] = (
    ("code", "text", "配送编号", "number of the delivery"),
    ("note", "text", "配送单编号", "the supplier's number of the note"),
    ("order", "text", "订单编号", "order"),
    ("line", "text", "明细编号", "line"),
    ("product_code", "text", "药品代码", "product code"),
    ("generic_name", "text", "药品名称", "drug"),
    ("hospital", "text", "医疗机构代码", "code of the hospital"),
    ("supplier", "text", "供应企业代码", "code of the supplier"),
    ("quantity", "number", "发货盒数", "packs sent"),
    ("lot_no", "text", "批号", "lot number"),
    ("made_on", "date|null", "生产日期", "made on"),
    ("expires_on", "date", "有效期至", "expires on"),
    ("carrier", "text", "承运单位，可能为空", "carrier, may be empty"),
    ("codes", "integer", "追溯码个数", "traceability codes"),
    ("delivered_at", "instant", "发货时间", "sent at"),
    ("accepted", "number|null", "入库盒数，未验收的为空", "packs accepted, null before the receipt"),
    ("short", "number|null", "短少盒数", "packs missing"),
    ("damaged", "number|null", "破损盒数", "packs damaged"),
    ("words", "text", "验收说明", "in words"),
    ("received_at", "instant|null", "验收时间", "received at"),
)
_MOVED: tuple[Row, ...] = (
    ("code", "text", "平台订单编号", "number on the platform"),
    ("lines", "integer", "办理的明细数，此前已办的为 0", "lines moved, 0 where it was done before"),
)


def _below(path: str, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    return tuple((f"{path}{name}", kind, zh, en) for name, kind, zh, en in rows)


ORDER_ROWS: dict[str, tuple[Row, ...]] = {
    "orders place": (
        ("code", "text", "平台订单编号", "number on the platform"),
        ("number", "text", "医疗机构的订单编号", "the hospital's number"),
        ("lines[]", "text", "明细编号", "numbers of the lines"),
        ("is_new", "boolean", "此前已下单的为 false", "false where it stood before"),
    ),
    "orders confirm": _MOVED,
    "orders refuse": _MOVED,
    "orders cancel": _MOVED,
    "orders close": _MOVED,
    "orders deliver": (
        ("deliveries[]", "text", "配送编号", "numbers of the deliveries"),
        ("doubts[].message", "text", "追溯码的疑问", "what is doubtful about the codes, in Chinese"),
        ("doubts[].message_en", "text", "追溯码的疑问（英文）", "what is doubtful about the codes"),
        ("is_new", "boolean", "此前已提交的为 false", "false where it stood before"),
    ),
    "orders receive": (
        ("receipt", "text", "入库编号", "number of the receipt"),
        ("is_new", "boolean", "此前已验收的为 false", "false where it was received before"),
    ),
    "orders return": (
        ("number", "text", "退货编号", "number of the return"),
        ("is_new", "boolean", "此前已登记的为 false", "false where it stood before"),
    ),
    "orders list": (*_below("[].", _ORDER), *_below("[].lines[].", _LINE)),
    "orders show": (
        *_ORDER,
        *_below("lines[].", _LINE),
        *_below("deliveries[].", _DELIVERY),
        *_below("deliveries[].returns[].", _RETURN),
    ),
    "trade hand-over": (
        ("accepted", "integer", "入湖的行数", "rows that the lake took"),
        ("unchanged", "integer", "湖中已有、未变的行数", "rows that it had"),
        ("refused[].number", "text", "被退回的编号", "number of a row that it refused"),
        ("refused[].reason", "text", "原因", "why"),
        ("waiting", "integer", "待移交的行数", "rows that wait"),
    ),
    "trade distributors": (
        ("city", "text", "市州代码", "code of the city"),
        ("least", "integer|null", "规定的最少家数，没有规定的为空", "least number, null where there is none"),
        ("clause", "text", "条款", "clause"),
        ("products[].product_code", "text", "药品代码", "product code"),
        ("products[].generic_name", "text", "药品名称，可能为空", "drug, may be empty"),
        ("products[].named", "integer", "已指定的配送企业数", "distributors named"),
    ),
}
