"""The coded words of an evaluation: kinds of exemptions, what follows from a result, who proposes. VBP-7, CRD-5."""

from __future__ import annotations

from enum import StrEnum


class ExemptionKind(StrEnum):
    """What VB-2.3 leaves out of an evaluation or eases, in the order in which the steps of a result are shown."""

    BACKUP = "backup"
    CHEAPER = "cheaper"
    SHORTAGE = "shortage"
    PREFERENCE = "preference"
    EASED = "eased"


EXEMPTION_WORDS: dict[ExemptionKind, tuple[str, str]] = {
    ExemptionKind.BACKUP: ("供应问题期间的备供产品视为中选", "backup counted as selected while supply failed"),
    ExemptionKind.CHEAPER: ("同质量层次且低于中选价的采购不计入", "cheaper purchases of the same tier left out"),
    ExemptionKind.SHORTAGE: ("短缺期间的非中选采购不计入", "non-selected purchases in a shortage left out"),
    ExemptionKind.PREFERENCE: (
        "指南或抗菌药物限制变化，只考核优先使用",
        "guideline changed: only preference is judged",
    ),
    ExemptionKind.EASED: ("短缺、急抢救、季节性用药放宽约定量", "agreed volume eased for the sake of supply"),
}
RANK: dict[ExemptionKind, int] = {kind: rank for rank, kind in enumerate(ExemptionKind)}
BY_MONTH = frozenset({ExemptionKind.BACKUP, ExemptionKind.CHEAPER, ExemptionKind.SHORTAGE})
"""Kinds that move purchases of the months of their period; the others change what is required of the whole cycle."""


class ExemptionSource(StrEnum):
    """Where an exemption came from."""

    PLATFORM = "platform"
    OFFICER = "officer"
    APPEAL = "appeal"


SOURCE_WORDS: dict[ExemptionSource, tuple[str, str]] = {
    ExemptionSource.PLATFORM: ("平台提出", "proposed by the platform"),
    ExemptionSource.OFFICER: ("经办人员提出", "proposed by an officer"),
    ExemptionSource.APPEAL: ("医疗机构申诉", "from an appeal"),
}


class EffectKind(StrEnum):
    """What VB-2.3 lets follow from a failed evaluation."""

    NOTICE = "notice"
    INTERVIEW = "interview"
    REFUSED_PAYMENT = "refused_payment"
    CUT_TOTAL = "cut_total"
    SUSPENDED = "suspended"
    ENDED = "ended"
    POINTS = "points"


EFFECT_WORDS: dict[EffectKind, tuple[str, str]] = {
    EffectKind.NOTICE: ("通报", "notice to all"),
    EffectKind.INTERVIEW: ("约谈", "interview"),
    EffectKind.REFUSED_PAYMENT: ("拒付", "payment refused"),
    EffectKind.CUT_TOTAL: ("核减总额", "total cut"),
    EffectKind.SUSPENDED: ("暂停协议", "agreement suspended"),
    EffectKind.ENDED: ("终止协议", "agreement ended"),
    EffectKind.POINTS: ("支付资格记分", "credit points"),
}


class Failing(StrEnum):
    """Why a result fails."""

    VOLUME = "volume"
    SHARE = "share"


FAILING_WORDS: dict[Failing, tuple[str, str]] = {
    Failing.VOLUME: ("未完成约定采购量", "agreed volume not reached"),
    Failing.SHARE: ("非中选采购比例超过规定", "share of non-selected too high"),
}
