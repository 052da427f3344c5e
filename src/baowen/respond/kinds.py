"""The coded words of a case: what it is about, where it came from, which measures end it. Requirement: RSP-3."""

from __future__ import annotations

from enum import StrEnum


class CaseKind(StrEnum):
    """What a case is about."""

    SHORTAGE = "shortage"
    PRICE = "price"
    CONDUCT = "conduct"


CASE_WORDS: dict[CaseKind, tuple[str, str]] = {
    CaseKind.SHORTAGE: ("短缺", "shortage"),
    CaseKind.PRICE: ("不合理涨价", "unreasonable price rise"),
    CaseKind.CONDUCT: ("违规行为", "conduct"),
}


class Channel(StrEnum):
    """By which channel a case runs. RSP-4 (HD-2): military cases go over the military-local channel."""

    CIVIL = "civil"
    MILITARY = "military"


class SourceKind(StrEnum):
    """Where a case came from."""

    SIGNAL = "signal"
    REPORT = "report"
    STOP = "stop"
    CLUE = "clue"
    HANDOVER = "handover"
    OFFICER = "officer"


SOURCE_WORDS: dict[SourceKind, tuple[str, str]] = {
    SourceKind.SIGNAL: ("预警", "signal"),
    SourceKind.REPORT: ("短缺直报", "direct report"),
    SourceKind.STOP: ("停产报告", "stop-production notice"),
    SourceKind.CLUE: ("举报线索", "clue"),
    SourceKind.HANDOVER: ("部门移送", "hand-over"),
    SourceKind.OFFICER: ("工作中发现", "found by an officer"),
}


class MeasureKind(StrEnum):
    """The classified measures with which a case is handled."""

    VBP = "vbp"
    DIRECT_PURCHASE = "direct_purchase"
    RESERVE = "reserve"
    TRANSFER = "transfer"
    SUBSTITUTE = "substitute"
    FILED_PURCHASE = "filed_purchase"
    RESUMED_PRODUCTION = "resumed_production"
    PRIORITY_REVIEW = "priority_review"
    TEMPORARY_IMPORT = "temporary_import"
    TRANSITION_PERIOD = "transition_period"
    PRICE_CORRECTED = "price_corrected"
    GROUNDS_ACCEPTED = "grounds_accepted"
    ENFORCEMENT = "enforcement"


MEASURE_WORDS: dict[MeasureKind, tuple[str, str, str]] = {
    MeasureKind.VBP: ("完善集中带量采购", "improved volume-based procurement", "HN-3、NJ-5"),
    MeasureKind.DIRECT_PURCHASE: ("省属企业直接采购", "direct purchase by a provincial enterprise", "HN-3"),
    MeasureKind.RESERVE: ("加强或动用储备", "reserve strengthened or released", "HN-3、NJ-5"),
    MeasureKind.TRANSFER: ("跨区域调剂", "regional transfer", "NJ-5"),
    MeasureKind.SUBSTITUTE: ("临床替代", "clinical substitution", "HN-3、NJ-5"),
    MeasureKind.FILED_PURCHASE: ("备案采购", "filed purchase", "NJ-15、HD-8"),
    MeasureKind.RESUMED_PRODUCTION: ("恢复生产", "resumed production", "HN-3、NJ-5"),
    MeasureKind.PRIORITY_REVIEW: ("优先审评审批", "faster registration review", "NB-1"),
    MeasureKind.TEMPORARY_IMPORT: ("临时进口", "temporary import", "HN-3"),
    MeasureKind.TRANSITION_PERIOD: ("给予环保停产过渡期", "transition period for an environmental stop", "NJ-6"),
    MeasureKind.PRICE_CORRECTED: ("约谈后纠正价格", "price corrected after an interview", "HN-17、NJ-24、HD-18"),
    MeasureKind.GROUNDS_ACCEPTED: ("涨价理由成立", "grounds of the rise accepted", "HN-17、NJ-24、HD-18"),
    MeasureKind.ENFORCEMENT: ("移送执法", "passed to enforcement", "HN-17、NJ-24、HD-18"),
}
"""Chinese, English and the clause that names the measure."""


class Outcome(StrEnum):
    """What became of a measure."""

    WORKED = "worked"
    PARTLY = "partly"
    FAILED = "failed"
    DROPPED = "dropped"


OUTCOME_WORDS: dict[Outcome, tuple[str, str]] = {
    Outcome.WORKED: ("有效", "worked"),
    Outcome.PARTLY: ("部分有效", "worked in part"),
    Outcome.FAILED: ("无效", "did not work"),
    Outcome.DROPPED: ("未实施", "was not carried out"),
}


class Dismissal(StrEnum):
    """Why a signal is no clue."""

    DATA_ERROR = "data_error"
    KNOWN_CAUSE = "known_cause"
    NORMAL = "normal"
    TOO_SMALL = "too_small"
    ALREADY_SOLVED = "already_solved"


DISMISSAL_WORDS: dict[Dismissal, tuple[str, str]] = {
    Dismissal.DATA_ERROR: ("数据有误", "the data are wrong"),
    Dismissal.KNOWN_CAUSE: ("原因已知且合理", "the cause is known and fair"),
    Dismissal.NORMAL: ("属正常波动", "an ordinary fluctuation"),
    Dismissal.TOO_SMALL: ("影响很小，不必立案", "too small to be a case"),
    Dismissal.ALREADY_SOLVED: ("已经解决", "solved already"),
}


class Reply(StrEnum):
    """What an organisation says to the invitation to a consultation."""

    NONE = "none"
    ACCEPTED = "accepted"
    DECLINED = "declined"


REPLY_WORDS: dict[Reply, tuple[str, str]] = {
    Reply.NONE: ("未答复", "no answer"),
    Reply.ACCEPTED: ("参加", "accepted"),
    Reply.DECLINED: ("不参加", "declined"),
}


class HandoverResult(StrEnum):
    """What came of a clue that was handed over. ENF-1 asks for an answer and no text classifies it: the platform's."""

    UNFOUNDED = "unfounded"
    CORRECTED = "corrected"
    INVESTIGATED = "investigated"
    PENALISED = "penalised"
    TAX_HANDLED = "tax_handled"
    CRIMINAL = "criminal"


HANDOVER_RESULT_WORDS: dict[HandoverResult, tuple[str, str]] = {
    HandoverResult.UNFOUNDED: ("经查不成立", "found not to be so"),
    HandoverResult.CORRECTED: ("已责令改正", "ordered to correct"),
    HandoverResult.INVESTIGATED: ("已立案调查", "under formal investigation"),
    HandoverResult.PENALISED: ("已作出行政处罚", "administrative penalty"),
    HandoverResult.TAX_HANDLED: ("已作出税务处理", "dealt with under tax law"),
    HandoverResult.CRIMINAL: ("已按刑事案件办理", "criminal case"),
}
