"""The coded words of price supervision: where a matter came from, measures, verdicts, letters, costs. PRI-1, PRI-2."""

from __future__ import annotations

from enum import StrEnum


class OriginKind(StrEnum):
    """Where a price matter came from."""

    SIGNAL = "signal"
    CASE = "case"
    OFFICER = "officer"


ORIGIN_WORDS: dict[OriginKind, tuple[str, str]] = {
    OriginKind.SIGNAL: ("价格预警", "price signal"),
    OriginKind.CASE: ("不合理涨价案件", "case of an unreasonable price rise"),
    OriginKind.OFFICER: ("工作中发现", "found by an officer"),
}


class Measure(StrEnum):
    """The measures that a ladder orders."""

    WARNING = "warning"
    INQUIRY = "inquiry"
    INTERVIEW = "interview"
    SURVEY = "survey"
    PUBLIC_INQUIRY = "public_inquiry"
    DISCLOSURE = "disclosure"
    SUSPENSION = "suspension"
    CREDIT = "credit"


MEASURE_WORDS: dict[Measure, tuple[str, str]] = {
    Measure.WARNING: ("监测预警", "monitoring and warning"),
    Measure.INQUIRY: ("函询", "inquiry letter"),
    Measure.INTERVIEW: ("约谈", "interview"),
    Measure.SURVEY: ("成本调查", "cost survey"),
    Measure.PUBLIC_INQUIRY: ("公开问询", "public inquiry"),
    Measure.DISCLOSURE: ("信息披露", "disclosure"),
    Measure.SUSPENSION: ("暂停挂网", "suspension of listing"),
    Measure.CREDIT: ("信用评价记录", "credit event"),
}


class Verdict(StrEnum):
    """The three ways in which a price can be judged."""

    REASONABLE = "reasonable"
    UNREASONABLE = "unreasonable"
    ILLEGAL = "illegal"


VERDICT_WORDS: dict[Verdict, tuple[str, str]] = {
    Verdict.REASONABLE: ("理由成立，涨价合理", "reasonable: its grounds are accepted"),
    Verdict.UNREASONABLE: ("不合理，未发现违法", "unreasonable, not found to be illegal"),
    Verdict.ILLEGAL: ("不合理，涉嫌违法", "unreasonable and suspected to be illegal"),
}
VERDICT_CLAUSES = "HN-17、NJ-24、HD-18"


class LetterKind(StrEnum):
    """The official documents of a price matter."""

    INQUIRY = "inquiry"
    INTERVIEW = "interview"
    MINUTES = "minutes"
    SURVEY = "survey"
    CORRECTION = "correction"
    SUSPENSION = "suspension"
    RESUMPTION = "resumption"
    DISCLOSURE = "disclosure"
    REFERRAL = "referral"


LETTER_WORDS: dict[LetterKind, tuple[str, str]] = {
    LetterKind.INQUIRY: ("价格函询函", "inquiry letter"),
    LetterKind.INTERVIEW: ("约谈通知书", "interview notice"),
    LetterKind.MINUTES: ("约谈纪要", "minutes of the interview"),
    LetterKind.SURVEY: ("成本调查通知书", "cost survey notice"),
    LetterKind.CORRECTION: ("价格纠正通知书", "correction notice"),
    LetterKind.SUSPENSION: ("暂停挂网通知书", "suspension notice"),
    LetterKind.RESUMPTION: ("恢复挂网通知书", "resumption notice"),
    LetterKind.DISCLOSURE: ("价格信息披露", "disclosure text"),
    LetterKind.REFERRAL: ("线索移送函", "referral letter"),
}
TO_ENTERPRISE = frozenset(LetterKind) - {LetterKind.REFERRAL}
"""Letters that the enterprise reads."""


class StepKind(StrEnum):
    """What somebody owes in a price matter."""

    ANSWER = "answer"
    INTERVIEW = "interview"
    SURVEY = "survey"
    PUBLIC_ANSWER = "public_answer"
    CORRECTION = "correction"
    FOLLOW = "follow"
    REFERRAL = "referral"
    RESUMPTION = "resumption"


STEP_WORDS: dict[StepKind, tuple[str, str]] = {
    StepKind.ANSWER: ("答复函询并报送成本和价格构成", "answer the inquiry with costs and price structure"),
    StepKind.INTERVIEW: ("举行约谈并形成纪要", "hold the interview and write its minutes"),
    StepKind.SURVEY: ("完成成本调查", "finish the cost survey"),
    StepKind.PUBLIC_ANSWER: ("答复公开问询", "answer the public inquiry"),
    StepKind.CORRECTION: ("纠正价格", "correct the price"),
    StepKind.FOLLOW: ("跟进他省更低价", "follow the lower price of another province"),
    StepKind.REFERRAL: ("答复线索移送", "answer the referral"),
    StepKind.RESUMPTION: ("暂停期满，复核并恢复挂网", "the suspension ends: review it and resume the listing"),
}


class Side(StrEnum):
    """Who owns a step or a move."""

    OFFICER = "officer"
    ENTERPRISE = "enterprise"
    REGULATOR = "regulator"


SIDE_WORDS: dict[Side, tuple[str, str]] = {
    Side.OFFICER: ("价格监管员", "price officer"),
    Side.ENTERPRISE: ("企业", "the enterprise"),
    Side.REGULATOR: ("接收移送的部门", "the department that the clue was referred to"),
}


class CostItem(StrEnum):
    """The lines of the form of costs and price structure, yuan for one smallest pack."""

    RAW_MATERIAL = "raw_material"
    AUXILIARY = "auxiliary"
    PACKAGING = "packaging"
    LABOUR = "labour"
    ENERGY = "energy"
    DEPRECIATION = "depreciation"
    MANAGEMENT = "management"
    SALES = "sales"
    FINANCE = "finance"
    RESEARCH = "research"
    TAX = "tax"
    PROFIT = "profit"


COST_WORDS: dict[CostItem, tuple[str, str]] = {
    CostItem.RAW_MATERIAL: ("原料药", "raw material"),
    CostItem.AUXILIARY: ("辅料", "auxiliary material"),
    CostItem.PACKAGING: ("包装材料", "packaging material"),
    CostItem.LABOUR: ("直接人工", "labour"),
    CostItem.ENERGY: ("燃料动力", "energy"),
    CostItem.DEPRECIATION: ("折旧及其他制造费用", "depreciation and other making costs"),
    CostItem.MANAGEMENT: ("管理费用", "management"),
    CostItem.SALES: ("销售费用", "sales"),
    CostItem.FINANCE: ("财务费用", "finance"),
    CostItem.RESEARCH: ("研发费用", "research and development"),
    CostItem.TAX: ("税金", "tax"),
    CostItem.PROFIT: ("利润", "profit"),
}


class NoticeKind(StrEnum):
    """What the public is shown of a matter."""

    INQUIRY = "inquiry"
    DISCLOSURE = "disclosure"


NOTICE_WORDS: dict[NoticeKind, tuple[str, str]] = {
    NoticeKind.INQUIRY: ("公开问询", "public inquiry"),
    NoticeKind.DISCLOSURE: ("价格信息披露", "price disclosure"),
}
