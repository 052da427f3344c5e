"""The messages and their fields: what each field is called, what it holds, and whether it must be there.

Source: NHSA 3501 to 3504 and the GPO platform of Shenzhen type, both from public code (domain.md 14.1, 14.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Holds(StrEnum):
    """What a field holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    INSTANT = "instant"
    FLAG = "flag"
    CODES = "codes"


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `most`: characters of a text, or digits before the point of a number with `places` behind it."""

    name: str
    zh: str
    en: str
    holds: Holds = Holds.TEXT
    most: int = 100
    places: int = 0
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message: fields of its head, and those of each line; `key` is the field of a line that no two lines share."""

    name: str
    zh: str
    en: str
    head: tuple[Field, ...]
    lines: tuple[Field, ...]
    key: str
    source: str

    def field(self, name: str) -> Field:
        """The field of that name, of a line first."""
        return next(one for one in (*self.lines, *self.head) if one.name == name)


_GPO = "公开代码（GPO 平台，深圳模式）"
_NHSA = "公开代码（定点医药机构接口 3501—3504）"


def _text(name: str, zh: str, en: str, most: int = 100, *, required: bool = False) -> Field:
    return Field(name, zh, en, Holds.TEXT, most, 0, required)


def _number(name: str, zh: str, en: str, places: int, *, required: bool = False) -> Field:
    return Field(name, zh, en, Holds.NUMBER, 16, places, required)


def _day(name: str, zh: str, en: str, *, required: bool = False) -> Field:
    return Field(name, zh, en, Holds.DATE, 10, 0, required)


def _instant(name: str, zh: str, en: str, *, required: bool = False) -> Field:
    return Field(name, zh, en, Holds.INSTANT, 20, 0, required)


_HOSPITAL = _text("yybm", "医院编码", "hospital", required=True)
_SUPPLIER = _text("gysbm", "供应商编码", "supplier", required=True)
_PRODUCT = _text("ypbm", "药品编码", "product", required=True)
_LOT = (
    _text("scph", "生产批号", "lot", 60, required=True), _day("scrq", "生产日期", "made on"),
    _day("yxrq", "有效日期", "expires on", required=True),
)  # fmt: skip

ORDER = Message(
    name="order", zh="订单", en="order", source=_GPO, key="ddjhmxbh",
    head=(
        _text("ddjhbh", "订单计划编号", "order number", 60, required=True),
        _text("yqddbh", "医院订单编号", "own number", 60),
        _HOSPITAL, _SUPPLIER, _instant("yqphsj", "要求配货时间", "wanted at"),
        _text("jjcd", "紧急程度", "urgency", 10), Field("dcpsbs", "多次配送标识", "in parts", Holds.FLAG),
    ),
    lines=(
        _text("ddjhmxbh", "订单计划明细编号", "order line number", 80, required=True), _PRODUCT,
        _number("cgsl", "采购数量", "quantity", 4, required=True), _number("dj", "单价", "unit price", 4),
        _text("cgyj", "采购依据", "basis", 80),
    ),
)  # fmt: skip
DELIVERY = Message(
    name="delivery", zh="配送单", en="delivery note", source=_GPO, key="psdmxbh",
    head=(
        _text("psdbh", "配送单编号", "delivery number", 60, required=True),
        _text("yqpsdbh", "企业配送单编号", "own number", 60),
        _text("psdtxm", "配送单条形码", "bar code", 60),
        _HOSPITAL, _text("pssbm", "配送商编码", "supplier", required=True),
        _text("pssmc", "配送商名称", "supplier's name", 200),
        _instant("pssj", "配送时间", "delivered at", required=True),
    ),
    lines=(
        _text("psdmxbh", "配送单明细编号", "delivery line number", 80, required=True),
        _text("ddmxbh", "订单明细编号", "order line number", 80, required=True), _PRODUCT, *_LOT,
        _number("dj", "单价", "unit price", 4), _number("pssl", "配送数量", "quantity", 4, required=True),
        _text("zljl", "质量记录", "quality record", 200), _text("jybglj", "检验报告", "inspection report", 500),
        Field("zsm", "追溯码", "traceability codes", Holds.CODES, 40),
    ),
)  # fmt: skip
INBOUND = Message(
    name="inbound", zh="入库单", en="receipt", source=_GPO, key="rkdmxbh",
    head=(
        _text("rkdbh", "入库单编号", "receipt number", 60, required=True),
        _text("psdbh", "配送单编号", "delivery number", 60, required=True), _HOSPITAL,
        _instant("czsj", "操作时间", "received at", required=True), _text("czr", "操作人", "received by", 100),
    ),
    lines=(
        _text("rkdmxbh", "入库单明细编号", "receipt line number", 80, required=True),
        _text("psdmxbh", "配送单明细编号", "delivery line number", 80, required=True), _PRODUCT,
        _number("crksl", "入库数量", "quantity", 4, required=True), _number("crkdj", "入库单价", "unit price", 4),
        _number("crkje", "入库金额", "amount", 2), _number("qssl", "缺少数量", "short", 4),
        _number("pssl", "破损数量", "damaged", 4), *_LOT[:2],
    ),
)  # fmt: skip
RETURN = Message(
    name="return", zh="退货单", en="return", source=_GPO, key="psdmxbh",
    head=(
        _text("yqthdbh", "医院退货单编号", "own number", 60, required=True),
        _text("thsqdbh", "退货申请单编号", "return number", 60),
        _HOSPITAL, _text("thfqr", "退货发起人", "returned by", 100),
        _instant("thsj", "退货时间", "returned at", required=True),
    ),
    lines=(
        _text("psdmxbh", "配送单明细编号", "delivery line number", 80, required=True), _PRODUCT,
        _number("thsl", "退货数量", "quantity", 4, required=True), _number("thdj", "退货单价", "unit price", 4),
        _text("thyy", "退货原因", "cause", 200, required=True),
    ),
)  # fmt: skip
_SHELF = (
    _text("med_list_codg", "医疗目录编码", "product code", 50, required=True),
    _text("fixmedins_hilist_id", "机构目录编码", "own catalogue code", 30, required=True),
    _text("fixmedins_hilist_name", "机构目录名称", "own catalogue name", 200, required=True),
    _text("fixmedins_bchno", "批次流水号", "batch number", 30, required=True),
)  # fmt: skip
PURCHASE_3503 = Message(
    name="3503", zh="商品采购", en="purchase into stock", source=_NHSA, key="fixmedins_bchno", head=(),
    lines=(
        *_SHELF, _text("dynt_no", "随货单号", "delivery note", 50),
        _text("spler_name", "供应商名称", "supplier", 200, required=True),
        _text("spler_pmtno", "供应商许可证号", "licence", 50),
        _text("manu_lotnum", "生产批号", "lot", 30, required=True),
        _text("prodentp_name", "生产厂家", "maker", 200, required=True),
        _text("aprvno", "批准文号", "approval number", 100, required=True),
        _day("manu_date", "生产日期", "made on", required=True),
        _day("expy_end", "有效期止", "expires on", required=True),
        _number("finl_trns_pric", "最终成交单价", "price", 6),
        _number("purc_retn_cnt", "采购数量", "quantity", 4, required=True),
        _text("purc_invo_codg", "发票代码", "invoice code", 50),
        _text("purc_invo_no", "发票号", "invoice number", 50, required=True),
        _text("rx_flag", "处方药标志", "prescription", 3, required=True),
        _instant("purc_retn_stoin_time", "入库时间", "received at", required=True),
        _text("purc_retn_opter_name", "经办人", "received by", 50, required=True),
        Field("prod_geay_flag", "商品赠送标志", "gift", Holds.FLAG, required=True),
        _text("memo", "备注", "remark", 500),
    ),
)  # fmt: skip
RETURN_3504 = Message(
    name="3504", zh="商品采购退货", en="purchase returned", source=_NHSA, key="fixmedins_bchno", head=(),
    lines=(
        *_SHELF, _text("spler_name", "供应商名称", "supplier", 200, required=True),
        _number("purc_retn_cnt", "退货数量", "quantity", 4, required=True),
        _text("purc_invo_no", "发票号", "invoice number", 50, required=True),
        _instant("purc_retn_stoin_time", "退货时间", "returned at", required=True),
        _text("purc_retn_opter_name", "经办人", "returned by", 50, required=True),
        _text("medins_prod_purc_no", "商品采购流水号", "purchase number", 50), _text("memo", "备注", "remark", 500),
    ),
)  # fmt: skip
COUNT_3501 = Message(
    name="3501", zh="盘存", en="stock count", source=_NHSA, key="fixmedins_bchno", head=(),
    lines=(
        *_SHELF, _day("invdate", "盘存日期", "counted on", required=True),
        _number("inv_cnt", "库存数量", "stock", 4, required=True), _text("manu_lotnum", "生产批号", "lot", 30),
        _day("manu_date", "生产日期", "made on", required=True),
        _day("expy_end", "有效期止", "expires on", required=True),
        _text("memo", "备注", "remark", 500),
    ),
)  # fmt: skip
CHANGE_3502 = Message(
    name="3502", zh="库存变更", en="stock change", source=_NHSA, key="fixmedins_bchno", head=(),
    lines=(
        *_SHELF, _text("inv_chg_type", "库存变更类型", "kind of change", 6, required=True),
        _number("pric", "单价", "price", 6),
        _number("cnt", "数量", "quantity", 4, required=True),
        _instant("inv_chg_time", "变更时间", "changed at", required=True),
        Field("trdn_flag", "拆零标志", "sold singly", Holds.FLAG), _text("memo", "备注", "remark", 500),
    ),
)  # fmt: skip

MESSAGES: dict[str, Message] = {
    one.name: one
    for one in (ORDER, DELIVERY, INBOUND, RETURN, COUNT_3501, CHANGE_3502, PURCHASE_3503, RETURN_3504)
}  # fmt: skip
