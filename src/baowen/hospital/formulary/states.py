"""Formularies, selections and registered missing drugs: what they can be and how they move. HOS-1, HOS-2."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Words = tuple[str, str]


class Part(StrEnum):
    """The parts of "1+X": essential medicines lead, others go with them."""

    ONE = "1"
    OTHER = "X"


PART_WORDS: dict[Part, Words] = {
    Part.ONE: ("1（基本药物）", "1 (essential)"), Part.OTHER: ("X（其他）", "X (others)"),
}  # fmt: skip


class Exemption(StrEnum):
    """Why a drug may have more products than the limit of two."""

    NONE = ""
    CHRONIC = "chronic"
    CHILDREN = "children"
    NEGOTIATED = "negotiated"


EXEMPTION_WORDS: dict[Exemption, Words] = {
    Exemption.NONE: ("无", "none"),
    Exemption.CHRONIC: (
        "医联体内高血压、糖尿病、慢阻肺病用药", "hypertension, diabetes or COPD, in an alliance",
    ),
    Exemption.CHILDREN: ("儿童用药", "children's drug"),
    Exemption.NEGOTIATED: ("国家谈判药品", "negotiated drug"),
}  # fmt: skip
EXEMPTION_CLAUSES: dict[Exemption, str] = {
    Exemption.NONE: "", Exemption.CHRONIC: "国卫药政发〔2024〕38号 二", Exemption.CHILDREN: "儿童用药意见（十三）",
    Exemption.NEGOTIATED: "2025版目录通知（五）",
}  # fmt: skip


class EditionState(StrEnum):
    """Where an edition of a formulary stands; one draft and one in force at a time."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    REPLACED = "replaced"


EDITION_WORDS: dict[EditionState, Words] = {
    EditionState.DRAFT: ("草稿", "draft"), EditionState.IN_FORCE: ("现行", "in force"),
    EditionState.REPLACED: ("已替换", "replaced"),
}  # fmt: skip


class Decision(StrEnum):
    """What a meeting decided on a drug."""

    ADOPTED = "adopted"
    REMOVED = "removed"
    REFUSED = "refused"
    DEFERRED = "deferred"


DECISION_WORDS: dict[Decision, Words] = {
    Decision.ADOPTED: ("同意调入", "adopted"), Decision.REMOVED: ("同意调出", "removed"),
    Decision.REFUSED: ("不同意", "refused"), Decision.DEFERRED: ("暂缓", "deferred"),
}  # fmt: skip


class FindingKind(StrEnum):
    """What is found about a formulary; it is told and stops nobody."""

    TOO_MANY = "too_many"
    NOT_ESSENTIAL = "not_essential"
    NO_RECORD = "no_record"
    OVERDUE = "overdue"
    OUTSIDE = "outside"


FINDING_WORDS: dict[FindingKind, Words] = {
    FindingKind.TOO_MANY: ("同一通用名同一给药途径超过规定品规数", "more products of a name and route than the limit"),
    FindingKind.NOT_ESSENTIAL: ("列为“1”，现行基本药物目录中没有", "part 1, and not on the essential list in force"),
    FindingKind.NO_RECORD: ("新调入，没有同意调入的遴选记录", "new, without a meeting that adopted it"),
    FindingKind.OVERDUE: ("超过规定周期没有调整", "not adjusted within the longest cycle"),
    FindingKind.OUTSIDE: ("目录外采购", "bought outside the formulary"),
}


class MissingState(StrEnum):
    """Where a registered need for a missing drug stands."""

    REGISTERED = "registered"
    REVIEWED = "reviewed"
    BUYING = "buying"
    ARRIVED = "arrived"
    TAKEN = "taken"
    UNSOLVED = "unsolved"


MISSING_WORDS: dict[MissingState, Words] = {
    MissingState.REGISTERED: ("已登记", "registered"), MissingState.REVIEWED: ("已审核", "reviewed"),
    MissingState.BUYING: ("临时采购中", "being bought"), MissingState.ARRIVED: ("已到货", "arrived"),
    MissingState.TAKEN: ("已取药", "taken"), MissingState.UNSOLVED: ("无法解决", "cannot be solved"),
}  # fmt: skip
OPEN = frozenset({MissingState.REGISTERED, MissingState.REVIEWED, MissingState.BUYING, MissingState.ARRIVED})


class Need(StrEnum):
    """By which prescription a drug is missing."""

    EXTENDED = "extended"
    PERSONAL = "personal"


NEED_WORDS: dict[Need, Words] = {
    Need.EXTENDED: ("延伸处方", "extended prescription"), Need.PERSONAL: ("个性化处方", "individual prescription"),
}  # fmt: skip


class MissingMove(StrEnum):
    """What is done with a registered need."""

    REVIEW = "review"
    BUY = "buy"
    ARRIVE = "arrive"
    TAKE = "take"
    GIVE_UP = "give_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingRule:
    """From which states, where to; by the lead hospital (where there is none: by the institution itself) or by the
    institution that registered; whether words are needed."""

    sources: frozenset[MissingState]
    to: MissingState
    by_lead: bool
    zh: str
    en: str
    needs_words: bool = False


MISSING_RULES: dict[MissingMove, MissingRule] = {
    MissingMove.REVIEW: MissingRule(
        sources=frozenset({MissingState.REGISTERED}), to=MissingState.REVIEWED, by_lead=True, zh="审核为临床需要",
        en="assess as needed",
    ),
    MissingMove.BUY: MissingRule(
        sources=frozenset({MissingState.REVIEWED}), to=MissingState.BUYING, by_lead=True, zh="临时采购", en="buy",
    ),
    MissingMove.ARRIVE: MissingRule(
        sources=frozenset({MissingState.BUYING}), to=MissingState.ARRIVED, by_lead=False, zh="到货", en="arrived",
    ),
    MissingMove.TAKE: MissingRule(
        sources=frozenset({MissingState.ARRIVED}), to=MissingState.TAKEN, by_lead=False, zh="患者取药", en="taken",
    ),
    MissingMove.GIVE_UP: MissingRule(
        sources=OPEN - {MissingState.ARRIVED}, to=MissingState.UNSOLVED, by_lead=True, zh="无法解决",
        en="cannot be solved", needs_words=True,
    ),
}  # fmt: skip
