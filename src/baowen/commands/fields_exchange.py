"""What the commands about messages of other systems print with --json; see fields."""

from __future__ import annotations

EXCHANGE_ROWS = {
    "exchange take": (
        (
            "code",
            "text",
            "ok 全部办理，partly 部分，refused 未办理，err01 编号已用于不同内容",
            "what became of the message",
        ),
        ("stands[].row", "integer", "报文中的第几行", "place in the message"),
        ("stands[].key", "text", "报文中的明细编号", "the line's number in the message"),
        ("stands[].number", "text", "平台的编号", "its number on the platform"),
        ("stands[].is_new", "boolean", "否：以前已办理", "false: it stood before"),
        ("problems[].row", "integer", "报文中的第几行，0 指整个报文", "place in the message, 0: all of it"),
        ("problems[].column", "text", "字段", "field"),
        ("problems[].value", "text", "原样的值", "the value as it was sent"),
        ("problems[].message", "text", "哪里不对", "what is wrong, in Chinese"),
        ("problems[].help", "text", "怎么改", "what to do, in Chinese"),
        ("problems[].message_en", "text", "哪里不对（英文）", "what is wrong"),
    ),
    "exchange outside": (
        ("[].hospital", "text", "医疗机构代码", "hospital"),
        ("[].product_code", "text", "药品代码", "product"),
        ("[].own_name", "text", "机构目录名称", "name in the hospital's catalogue"),
        ("[].quantity", "number", "数量", "quantity"),
        ("[].price", "number", "单价，没有时为空", "price, null where none was told"),
        ("[].supplier", "text", "供应商", "supplier"),
        ("[].invoice_no", "text", "发票号", "invoice number"),
        ("[].happened_on", "date", "入库日期", "received on"),
    ),
}
