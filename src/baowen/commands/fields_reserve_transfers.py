"""What the commands on transfers print with --json; see fields."""

from __future__ import annotations

Row = tuple[str, str, str, str]

_PLAN: tuple[Row, ...] = (
    ("number", "text", "方案编号", "number"),
    ("region", "text", "地区代码", "place"),
    ("day", "date", "库存日期", "day of the stock"),
    ("names[]", "text", "药品", "drugs"),
    ("case", "text", "案件编号，可为空", "case, may be empty"),
    ("measure", "integer|null", "措施编号", "measure"),
    ("state", "text", "asked、failed、proposed、ordered、dropped", "state"),
    ("asked_at", "instant", "编制时间", "asked at"),
    ("asked_by", "text", "编制人", "asked by"),
    ("moves", "integer", "调剂条数", "moves that stand"),
    ("gap", "number|null", "与理论最优的差距", "gap to the proven best"),
    ("unmet_before", "number|null", "调剂前预计未满足量，最小单位", "expected unmet before, smallest units"),
    ("unmet_after", "number|null", "调剂后预计未满足量，最小单位", "expected unmet after, smallest units"),
)
_MOVE: tuple[Row, ...] = (
    ("id", "integer", "序号", "move"),
    ("item", "text", "药品键", "key of the item"),
    ("drug", "text", "药品", "drug"),
    ("unit", "text", "最小单位", "smallest unit"),
    ("product_code", "text", "产品代码", "product"),
    ("lot_no", "text", "批号", "lot"),
    ("expires_on", "date|null", "有效期至", "expiry date"),
    ("units_per_pack", "number", "每盒最小单位数", "units in a pack"),
    ("giver", "text", "调出机构代码", "giver"),
    ("giver_name", "text", "调出机构", "giver's name"),
    ("taker", "text", "调入机构代码", "taker"),
    ("taker_name", "text", "调入机构", "taker's name"),
    ("proposed", "number", "测算盒数", "packs proposed"),
    ("packs", "number", "盒数", "packs"),
    ("km", "number|null", "千米", "kilometres"),
    ("tier", "text", "alliance、county、city、province", "tier"),
    ("state", "text", "proposed、changed、added、refused", "state"),
    ("reason", "text", "理由", "reason"),
    ("why_zh", "text", "测算说明", "why, in Chinese"),
    ("why_en", "text", "测算说明（英文）", "why, in English"),
)
_SHOW: tuple[Row, ...] = (
    ("items[]", "text", "药品键", "keys of the items"),
    ("unmet_greedy", "number|null", "就近调剂的未满足量", "unmet with the nearest surplus first"),
    ("waste_before", "number|null", "调剂前预计过期量", "expected to expire before"),
    ("waste_after", "number|null", "调剂后预计过期量", "expected to expire after"),
    ("bound", "number|null", "未满足量的下界", "no plan leaves less"),
    ("cost", "number|null", "估算运费，元", "estimated cost, yuan"),
    ("failed_because", "text", "测算失败的原因", "why it failed"),
    ("reason", "text", "决定理由", "reason"),
    ("rules", "object", "政策值", "values of the pack"),
    ("versions", "object", "数据版本", "versions of the lake"),
    ("orders[]", "text", "调剂单编号", "orders"),
    ("may_decide", "boolean", "能否决定", "whether the actor may decide"),
)
_ORDER: tuple[Row, ...] = (
    ("number", "text", "调剂单编号", "number"),
    ("plan", "text", "方案编号，可为空", "plan, may be empty"),
    ("region", "text", "地区代码", "place"),
    ("case", "text", "案件编号，可为空", "case, may be empty"),
    ("measure", "integer|null", "措施编号", "measure"),
    ("giver", "text", "调出机构代码", "giver"),
    ("giver_name", "text", "调出机构", "giver's name"),
    ("taker", "text", "调入机构代码", "taker"),
    ("taker_name", "text", "调入机构", "taker's name"),
    ("transport", "text", "运输分类", "class of transport"),
    ("state", "text", "ordered、accepted、refused、ended、cancelled", "state"),
    ("cost", "number|null", "估算运费，元", "estimated cost, yuan"),
    ("ordered_at", "instant", "下达时间", "ordered at"),
    ("answer_due", "date|null", "答复期限", "answer due"),
    ("send_due", "date|null", "发出期限", "send due"),
    ("receive_due", "date|null", "验收期限", "receive due"),
    ("reason", "text", "说明", "remark"),
    ("late", "text", "逾期的步骤：answer、send、receive，没有的为空", "the step that is late, empty for none"),
    ("side", "text", "本机构是 giver、taker 或都不是", "whether the own organisation gives or takes"),
    ("may_cancel", "boolean", "能否取消", "whether the actor may cancel"),
    ("lines[].id", "integer", "明细", "line"),
    ("lines[].code", "text", "明细编号", "number of the line"),
    ("lines[].item", "text", "药品键", "key of the item"),
    ("lines[].drug", "text", "药品", "drug"),
    ("lines[].unit", "text", "最小单位", "smallest unit"),
    ("lines[].product_code", "text", "产品代码", "product"),
    ("lines[].lot_no", "text", "批号", "lot"),
    ("lines[].expires_on", "date|null", "有效期至", "expiry date"),
    ("lines[].units_per_pack", "number", "每盒最小单位数", "units in a pack"),
    ("lines[].ordered", "number", "下达盒数", "packs ordered"),
    ("lines[].agreed", "number|null", "接受盒数，未答复的为空", "packs accepted, null before the answer"),
    ("lines[].sent", "number", "发出", "sent"),
    ("lines[].received", "number", "收到", "received"),
    ("lines[].lost", "number", "损耗", "lost"),
    ("lines[].returned", "number", "退回", "returned"),
    ("lines[].taken_back", "number", "已收回", "taken back"),
)


def _each(rows: tuple[Row, ...], before: str) -> tuple[Row, ...]:
    return tuple((before + path, kind, zh, en) for path, kind, zh, en in rows)


RESERVE_TRANSFER_ROWS: dict[str, tuple[Row, ...]] = {
    "transfers plan": (("number", "text", "方案编号", "number"),),
    "transfers work": (("numbers[]", "text", "测算的方案", "plans worked out"),),
    "transfers list": _each(_PLAN, "[]."),
    "transfers show": (*_each(_PLAN, "line."), *_each(_MOVE, "moves[]."), *_SHOW),
    "transfers order": (("numbers[]", "text", "调剂单编号", "orders"),),
    "transfers orders": _each(_ORDER, "[]."),
}
