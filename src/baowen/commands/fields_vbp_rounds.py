"""What `baowen vbp-rounds` prints with --json; part of baowen.commands.fields."""

from __future__ import annotations

from baowen.commands.fields_lists import PROBLEM

Row = tuple[str, str, str, str]


def _under(prefix: str, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    return tuple((f"{prefix}{path}", kind, zh, en) for path, kind, zh, en in rows)


_VIEW: tuple[Row, ...] = (
    ("code", "text", "批次编号", "code of the round"),
    ("name", "text", "名称", "name"),
    ("level", "text", "national 国家、alliance 联盟、provincial 省级", "who organised it"),
    ("region", "text", "执行地区代码", "place that runs it"),
    ("state", "text", "prepared 筹备、running 执行中、ended 已结束、withdrawn 已撤销", "where it stands"),
    ("follows", "text", "续接批次，没有为空", "the round that it continues, may be empty"),
    ("document_number", "text", "文号，没有为空", "number of the document, may be empty"),
    ("starts_on", "date|null", "执行开始", "first day"),
    ("ends_on", "date|null", "执行结束，含当日", "last day, included"),
)
_LOTS: tuple[Row, ...] = (
    ("opened_on", "date|null", "开标日期", "day of the opening"),
    ("lots[].number", "text", "品种序号", "number of the lot"),
    ("lots[].drug", "text", "品种", "drug"),
    ("lots[].spec", "text", "规格", "specification"),
    ("lots[].unit", "text", "最小单位", "smallest unit"),
    ("lots[].ceiling", "number|null", "最高有效申报价（元）", "ceiling in yuan"),
    ("lots[].ceiling_per", "text", "unit 每最小单位、pack 每包装", "what the ceiling is for"),
    ("lots[].ceiling_units", "number|null", "限价包装的单位数", "units in the pack of the ceiling"),
    ("lots[].ceiling_spec", "text", "限价包装的规格", "specification of that pack"),
    ("lots[].months", "integer|null", "周期月数", "months of its contracts"),
    ("lots[].is_antibiotic", "boolean", "抗菌药物", "whether it is an antibiotic"),
    ("lots[].is_key_monitored", "boolean", "重点监控", "whether it is key-monitored"),
    ("lots[].volumes[]", "list", "约定量：地区、规格、最小单位数", "agreed volume: place, specification, units"),
    ("lots[].volume_lines[]", "integer", "约定量在表中的行", "rows of the volumes in their table"),
    ("lots[].besides[]", "list", "替代品种：药品、关系、条款", "substitutes: drug, likeness, clause"),
    ("lots[].bids[].enterprise_name", "text", "企业", "enterprise"),
    ("lots[].bids[].enterprise", "text", "企业代码，不明为空", "its code, may be empty"),
    ("lots[].bids[].short_name", "text", "企业简称", "short name"),
    ("lots[].bids[].spec", "text", "规格", "specification"),
    ("lots[].bids[].quality_tier", "text", "质量层次", "quality tier"),
    ("lots[].bids[].is_originator", "boolean|null", "原研", "whether it is the originator"),
    ("lots[].bids[].is_multinational", "boolean|null", "跨国企业", "whether it is multinational"),
    ("lots[].bids[].ceiling", "number|null", "本规格的限价，与品种不同时", "own ceiling, where it differs"),
    ("lots[].bids[].line", "integer", "在表中的行", "row in its table"),
    ("lots[].bids[].price", "number|null", "每最小单位报价（元）", "yuan a unit"),
    ("lots[].bids[].is_selected", "boolean", "是否中选", "whether it is selected"),
    ("lots[].bids[].places[]", "list", "供应地区和 main 主供、backup 备供", "places with main or backup"),
    ("lots[].bids[].products[].code", "text", "药品代码", "product code"),
    ("lots[].bids[].products[].units", "number", "每包装单位数", "units in a pack"),
    ("lots[].bids[].products[].price", "number", "每包装价格（元）", "yuan a pack"),
)
_FIGURES: tuple[Row, ...] = (
    ("lots", "integer", "品种数", "lots"),
    ("bids", "integer", "报价数", "bids"),
    ("selected", "integer", "中选报价数", "selected bids"),
    ("enterprises", "integer", "中选企业数", "enterprises that are selected"),
    ("placeholders", "integer", "占位报价数", "placeholders"),
    ("by_winners", "object", "按中选企业数的品种数", "lots by number of winners"),
    ("compared", "integer", "可计算降幅的中选报价数", "winners whose cut can be worked out"),
    ("mean_cut", "number|null", "平均降幅", "mean cut"),
    ("median_cut", "number|null", "降幅中位数", "median cut"),
    ("most_cut", "number|null", "最大降幅", "deepest cut"),
    ("places", "integer", "供应地区数", "places supplied"),
)
_CASES: tuple[Row, ...] = (
    ("kind", "text", "情形代码", "kind of disagreement"),
    ("lot", "text", "品种序号", "lot"),
    ("drug", "text", "品种", "drug"),
    ("who", "text", "企业，没有为空", "enterprise, may be empty"),
    ("zh", "text", "事实", "the facts in Chinese"),
    ("en", "text", "事实（英文）", "the facts"),
    ("clause", "text", "条款，没有为空", "clause, may be empty"),
    ("regions[]", "text", "涉及的地区", "places concerned"),
)
_PLACES: tuple[Row, ...] = (
    ("region", "text", "地区代码", "place"),
    ("mains", "integer", "有主供的品种数", "lots with a main supplier"),
    ("backups", "integer", "有备供的品种数", "lots with a backup"),
    ("volumes", "integer", "有约定量的品种数", "lots with a volume"),
    ("missing", "integer", "约定量缺失的品种数", "lots whose volume is missing"),
)
VBP_ROUND_ROWS: dict[str, tuple[Row, ...]] = {
    "vbp-rounds template": (("file", "text", "写出的文件", "the file"),),
    "vbp-rounds import": (
        ("code", "text", "批次编号，未读出时为空", "code of the round, empty where it was not read"),
        ("kept", "boolean", "是否录入", "whether it was kept"),
        ("is_new", "boolean", "是否首次录入", "whether it was not there before"),
        ("lots", "integer", "品种数", "lots"),
        ("bids", "integer", "报价数", "bids"),
        ("selected", "integer", "中选报价数", "selected bids"),
        ("volumes", "integer", "约定量条数", "agreed volumes"),
        *_under("problems[].", PROBLEM),
        *_under("remarks[].", PROBLEM),
    ),
    "vbp-rounds list": _under("[].", (*_VIEW, ("lots", "integer", "品种数", "lots"))),
    "vbp-rounds show": (*_VIEW, *_LOTS, *_under("remarks[].", PROBLEM)),
    "vbp-rounds check": (
        *_under("figures.", _FIGURES),
        *_under("places[].", _PLACES),
        *_under("disagreements[].", _CASES),
        *_under("remarks[].", PROBLEM),
        ("surplus.on", "date", "日期", "day"),
        ("surplus.is_separate", "boolean|null", "结余留用是否单独核算", "whether surplus is computed separately"),
        ("surplus.clause", "text", "条款", "clause"),
        ("surplus.zh", "text", "说明", "in Chinese"),
        ("surplus.en", "text", "说明（英文）", "in English"),
    ),
    "vbp-rounds start": (
        ("standards", "integer", "支付标准数", "payment standards set"),
        ("entered", "integer", "新挂网数", "listings entered"),
        ("priced", "integer", "调价数", "listings priced anew"),
        ("left_out[].product_code", "text", "药品代码", "product"),
        ("left_out[].message", "text", "未挂网或未调价的原因", "why it was left out, in Chinese"),
        ("left_out[].message_en", "text", "原因（英文）", "why it was left out"),
    ),
    "vbp-rounds end": (
        ("code", "text", "批次编号", "code of the round"),
        ("ends_on", "date", "最后一日", "last day"),
    ),
    "vbp-rounds withdraw": (("code", "text", "批次编号", "code of the round"),),
    "vbp-rounds continue": (
        ("code", "text", "新批次编号", "code of the new round"),
        ("follows", "text", "所续接的批次", "the round that it continues"),
    ),
    "vbp-rounds suppliers": (
        ("[].lot", "text", "品种序号", "lot"),
        ("[].drug", "text", "品种", "drug"),
        ("[].mains[]", "text", "主供企业", "main suppliers"),
        ("[].backups[]", "text", "备供企业", "backup suppliers"),
    ),
    "vbp-rounds standard": (
        ("product_code", "text", "药品代码；当日没有标准时整份为 null", "product; the document is null without one"),
        ("region", "text", "地区代码", "place"),
        ("price", "number", "元/包装", "yuan a pack"),
        ("from_on", "date", "起", "from"),
        ("until_on", "date", "止，含当日", "until, included"),
        ("round_code", "text", "所依据的批次", "round that it follows"),
        ("lot", "text", "品种序号", "lot"),
    ),
}
