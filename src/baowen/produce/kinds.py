"""What the registers of production hold: kinds of record, their fields, states and papers. PRD-1, PRD-2. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

Words = tuple[str, str]


class RecordKind(StrEnum):
    """One register of the room."""

    BASE = "base"
    ALLIANCE = "alliance"
    EVALUATION = "evaluation"
    REVIEW = "review"
    TRANSITION = "transition"
    IMPORT = "import"


KIND_WORDS: Final[dict[RecordKind, Words]] = {
    RecordKind.BASE: ("小品种药集中生产基地", "small-variety production bases"),
    RecordKind.ALLIANCE: ("直接供应联盟", "direct-supply alliances"),
    RecordKind.EVALUATION: ("一致性评价", "consistency evaluation"),
    RecordKind.REVIEW: ("优先审评审批", "priority review"),
    RecordKind.TRANSITION: ("环保停产过渡期", "environmental transition periods"),
    RecordKind.IMPORT: ("临时进口", "temporary import"),
}
REQUIREMENTS: Final[dict[RecordKind, str]] = {
    RecordKind.BASE: "HN-13、NB-3", RecordKind.ALLIANCE: "HN-12、NJ-28", RecordKind.EVALUATION: "HN-12、NJ-29",
    RecordKind.REVIEW: "NB-1", RecordKind.TRANSITION: "NJ-6", RecordKind.IMPORT: "HN-3",
}  # fmt: skip


class State(StrEnum):
    """How a matter stands; which ones a kind knows is in STATES."""

    RUNNING = "running"
    EXTENDED = "extended"
    ENDED = "ended"
    PASSED = "passed"
    DEEMED = "deemed"
    IN_REVIEW = "in_review"
    NOT_PASSED = "not_passed"
    NOT_DONE = "not_done"
    APPROVED = "approved"
    REFUSED = "refused"
    DROPPED = "dropped"
    APPLIED = "applied"


STATE_WORDS: Final[dict[State, Words]] = {
    State.RUNNING: ("执行中", "running"),
    State.EXTENDED: ("已延长", "extended"),
    State.ENDED: ("已结束", "ended"),
    State.PASSED: ("通过", "passed"),
    State.DEEMED: ("视同通过", "deemed passed"),
    State.IN_REVIEW: ("审评中", "in review"),
    State.NOT_PASSED: ("未通过", "not passed"),
    State.NOT_DONE: ("未开展", "not begun"),
    State.APPROVED: ("批准", "approved"),
    State.REFUSED: ("不批准", "refused"),
    State.DROPPED: ("终止", "given up"),
    State.APPLIED: ("已申请", "applied for"),
}
STATES: Final[dict[RecordKind, tuple[State, ...]]] = {
    RecordKind.BASE: (State.RUNNING, State.ENDED),
    RecordKind.ALLIANCE: (State.RUNNING, State.ENDED),
    RecordKind.EVALUATION: (State.PASSED, State.DEEMED, State.IN_REVIEW, State.NOT_PASSED, State.NOT_DONE),
    RecordKind.REVIEW: (State.IN_REVIEW, State.APPROVED, State.REFUSED, State.DROPPED),
    RecordKind.TRANSITION: (State.RUNNING, State.EXTENDED, State.ENDED),
    RecordKind.IMPORT: (State.APPLIED, State.APPROVED, State.RUNNING, State.REFUSED, State.ENDED),
}


class Ground(StrEnum):
    """Why a product is reviewed first."""

    SHORTAGE_LIST = "shortage_list"
    GENERICS_CATALOGUE = "generics_catalogue"
    CHILDREN = "children"


GROUND_WORDS: Final[dict[Ground, Words]] = {
    Ground.SHORTAGE_LIST: ("短缺药品清单", "on a shortage list"),
    Ground.GENERICS_CATALOGUE: ("鼓励仿制药品目录", "catalogue of generics to encourage"),
    Ground.CHILDREN: ("儿童用药", "children's drug"),
}


class Paper(StrEnum):
    """What a temporary import of a drug needs before a patient gets it (临床急需药品临时进口工作方案, as explained)."""

    NO_DOMESTIC_SUPPLY = "no_domestic_supply"
    MARKETED_ABROAD = "marketed_abroad"
    CONTRACT_IMPORTER = "contract_importer"
    CONTRACT_MAKER = "contract_maker"
    CLINICAL_STANDARD = "clinical_standard"
    SPECIAL_RULES = "special_rules"
    SAFETY_MEASURES = "safety_measures"
    RISK_PLAN = "risk_plan"
    CONSENT = "consent"


PAPER_WORDS: Final[dict[Paper, Words]] = {
    Paper.NO_DOMESTIC_SUPPLY: ("国内无供应的说明", "that nobody supplies it in the country"),
    Paper.MARKETED_ABROAD: ("境外已上市的证明", "that it is marketed abroad"),
    Paper.CONTRACT_IMPORTER: ("医疗机构与经营企业的合同", "contract of hospital and importer"),
    Paper.CONTRACT_MAKER: ("经营企业与境外生产企业的合同", "contract of importer and maker abroad"),
    Paper.CLINICAL_STANDARD: ("临床技术规范", "clinical technical standard"),
    Paper.SPECIAL_RULES: ("专项管理制度", "special rules of management"),
    Paper.SAFETY_MEASURES: ("安全防范措施", "safety measures"),
    Paper.RISK_PLAN: ("风险监控处置预案", "plan for watching and meeting risks"),
    Paper.CONSENT: ("书面知情同意书文本", "form of written informed consent"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a register: its name, words, and how it is filled in (text, long, day or ground)."""

    name: str
    zh: str
    en: str
    is_required: bool = False
    sort: str = "text"

    @property
    def words(self) -> Words:
        """Chinese and English."""
        return self.zh, self.en


def _day(name: str, zh: str, en: str, *, is_required: bool = False) -> Field:
    return Field(name, zh, en, is_required, "day")


_DOCUMENT = Field("document", "文件号或来源", "document or source", is_required=True)
_CASE = Field("case_number", "有关案件编号", "number of a case")
_DRUG = Field("drugs", "药品", "drug", is_required=True)
_PRODUCT = Field("product_code", "药品代码", "product code")
FIELDS: Final[dict[RecordKind, tuple[Field, ...]]] = {
    RecordKind.BASE: (
        Field("title", "基地名称", "name of the base", is_required=True),
        Field("enterprise", "生产企业", "maker", is_required=True),
        Field("drugs", "品种", "varieties", is_required=True, sort="long"), _DOCUMENT,
        _day("from_on", "起始日期", "from", is_required=True), _day("until_on", "终止日期", "until"), _CASE,
    ),
    RecordKind.ALLIANCE: (
        Field("title", "联盟名称", "name of the alliance", is_required=True),
        Field("partner", "原料药企业", "raw-material makers", is_required=True),
        Field("enterprise", "制剂企业", "drug makers", is_required=True),
        Field("drugs", "品种", "varieties", is_required=True, sort="long"), _DOCUMENT,
        _day("from_on", "起始日期", "from", is_required=True), _day("until_on", "终止日期", "until"), _CASE,
    ),
    RecordKind.EVALUATION: (
        _DRUG, _PRODUCT, Field("enterprise", "生产企业", "maker", is_required=True), _DOCUMENT,
        _day("from_on", "状态日期", "day of this state", is_required=True),
    ),
    RecordKind.REVIEW: (
        _DRUG, _PRODUCT, Field("enterprise", "申请人", "applicant", is_required=True),
        Field("ground", "依据", "ground", is_required=True, sort="ground"), _DOCUMENT,
        _day("from_on", "受理日期", "accepted on", is_required=True), _day("until_on", "办结日期", "concluded on"),
        _CASE,
    ),
    RecordKind.TRANSITION: (
        Field("enterprise", "生产企业", "maker", is_required=True),
        Field("site", "生产场地", "site", is_required=True),
        Field("drugs", "品种", "products", is_required=True, sort="long"),
        Field("department", "批准部门", "department", is_required=True),
        Field("conditions", "条件", "conditions", sort="long"), _DOCUMENT,
        _day("from_on", "起始日期", "from", is_required=True),
        _day("until_on", "终止日期", "until", is_required=True), _CASE,
    ),
    RecordKind.IMPORT: (
        _DRUG, Field("enterprise", "境外生产企业", "maker abroad", is_required=True),
        Field("partner", "经营企业", "importer", is_required=True),
        Field("institution", "指定医疗机构", "named hospital", is_required=True),
        Field("amount", "数量", "how much", is_required=True),
        Field("conditions", "特定医疗目的", "medical purpose", is_required=True, sort="long"), _DOCUMENT,
        _day("from_on", "申请日期", "applied on", is_required=True), _day("until_on", "有效期至", "valid until"), _CASE,
    ),
}  # fmt: skip


class Change(StrEnum):
    """Why a record follows another."""

    CORRECTION = "correction"
    PROGRESS = "progress"


CHANGE_WORDS: Final[dict[Change, Words]] = {
    Change.CORRECTION: ("更正", "correction"),
    Change.PROGRESS: ("进展", "progress"),
}
