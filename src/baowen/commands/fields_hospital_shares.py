"""What the commands on shares of essential medicines print with --json; see fields."""

from __future__ import annotations

Row = tuple[str, str, str, str]

_SHARE: tuple[Row, ...] = (
    ("code", "text", "机构代码", "institution"),
    ("name", "text", "机构名称", "its name"),
    ("region", "text", "地区代码，可为空", "place, may be empty"),
    ("level", "text", "third、second、grassroots、specialist、alliance 或空", "level"),
    ("lead", "text", "按整体计算的医联体牵头机构，可为空", "lead of an alliance counted as a whole, may be empty"),
    ("period", "text", "期间", "period"),
    ("varieties", "number", "采购品种数", "varieties bought"),
    ("essential", "number", "其中基药品种数", "of them essential"),
    ("varieties_share", "number|null", "品种占比", "share of varieties"),
    ("varieties_target", "number|null", "品种指标", "its target"),
    ("varieties_why", "text|null", "不比较的原因", "why it is not judged"),
    ("varieties_change", "number|null", "比上期", "change against the period before"),
    ("amount", "number", "采购金额（元）", "spent, yuan"),
    ("essential_amount", "number", "其中基药（元）", "of it on essential medicines"),
    ("amount_share", "number|null", "金额占比", "share of amount"),
    ("amount_target", "number|null", "金额指标", "its target"),
    ("amount_why", "text|null", "不比较的原因", "why it is not judged"),
    ("amount_change", "number|null", "比上期", "change against the period before"),
    ("mean_varieties", "number|null", "低于时：全省基层品种数均值", "mean of grassroots where it has fewer"),
)
_MEASURES = (
    "outpatient_essential", "inpatient_essential", "oral", "injection", "infusion", "outpatient_infused",
    "unreasonable",
)  # fmt: skip
_PRESCRIPTION: tuple[Row, ...] = (
    ("code", "text", "机构代码", "institution"),
    ("name", "text", "机构名称", "its name"),
    ("region", "text", "地区代码，可为空", "place, may be empty"),
    ("level", "text", "等级，可为空", "level, may be empty"),
    ("month", "text", "月份", "month"),
    *((f"shares.{one}", "number|null", "占比，未报为空", "share, null where not reported") for one in _MEASURES),
    *((f"peers.{one}", "number|null", "同级中位数", "median of the same level") for one in _MEASURES),
    *((f"changes.{one}", "number|null", "比上月", "change against the month before") for one in _MEASURES),
)
_MISSING: tuple[Row, ...] = (
    ("number", "text", "编号", "number"),
    ("institution", "text", "登记机构", "who registered it"),
    ("region", "text", "地区代码", "place"),
    ("lead", "text", "审核和采购的机构", "who assesses and buys"),
    ("patient", "text", "患者编号，主管部门看不到", "number of the patient, empty for departments"),
    ("need", "text", "extended、personal", "prescription"),
    ("generic_name", "text", "药品", "drug"),
    ("dosage_form", "text", "剂型，可为空", "form, may be empty"),
    ("spec", "text", "规格，可为空", "specification, may be empty"),
    ("quantity", "number", "数量", "quantity"),
    ("unit", "text", "单位", "unit"),
    ("words", "text", "说明，可为空", "words, may be empty"),
    ("state", "text", "registered、reviewed、buying、arrived、taken、unsolved", "state"),
    ("is_needed", "boolean", "是否评估为临床需要", "whether assessed as needed"),
    ("registered_on", "date", "登记日期", "registered on"),
    ("moves[]", "text", "可办理的事项", "what may be done"),
)


def _each(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    return tuple((f"[].{name}", kind, zh, en) for name, kind, zh, en in rows)


HOSPITAL_SHARES_ROWS: dict[str, tuple[Row, ...]] = {
    "hospital-shares list": _each(_SHARE),
    "hospital-shares prescriptions": _each(_PRESCRIPTION),
    "hospital-shares missing": _each(_MISSING),
}
