"""The coded words of supply problems, enterprise files, joining and findings. VBP-9, VBP-10, VBP-13, CRD-6."""

from __future__ import annotations

from enum import StrEnum

Words = tuple[str, str]


class ProblemKind(StrEnum):
    """What is wrong with the supply of a selected product."""

    SHORT_SUPPLY = "short_supply"
    LATE_DELIVERY = "late_delivery"
    SELECTIVE_DELIVERY = "selective_delivery"
    QUALITY = "quality"


PROBLEM_WORDS: dict[ProblemKind, Words] = {
    ProblemKind.SHORT_SUPPLY: ("供应不足", "too little supplied"),
    ProblemKind.LATE_DELIVERY: ("配送不及时", "delivered late"),
    ProblemKind.SELECTIVE_DELIVERY: ("选择性配送", "delivered selectively"),
    ProblemKind.QUALITY: ("质量", "quality"),
}


class Cause(StrEnum):
    """Why an enterprise could not supply."""

    RAW_MATERIAL = "raw_material"
    CAPACITY = "capacity"
    STOPPED = "stopped"
    DISTRIBUTOR = "distributor"
    PAYMENT = "payment"
    QUALITY_CHECK = "quality_check"
    NOT_SO = "not_so"
    OTHER = "other"


CAUSE_WORDS: dict[Cause, Words] = {
    Cause.RAW_MATERIAL: ("原料药短缺", "raw material is short"),
    Cause.CAPACITY: ("产能不足", "not enough capacity"),
    Cause.STOPPED: ("停产", "production stopped"),
    Cause.DISTRIBUTOR: ("配送企业原因", "the distributor"),
    Cause.PAYMENT: ("货款未付", "earlier deliveries are unpaid"),
    Cause.QUALITY_CHECK: ("质量检查", "a quality check"),
    Cause.NOT_SO: ("情况不属实", "it is not so"),
    Cause.OTHER: ("其他原因", "another reason"),
}


class EntryKind(StrEnum):
    """What stands in the file of an enterprise."""

    QUALITY_EVENT = "quality_event"
    RECALL = "recall"
    ADVERSE_REACTION = "adverse_reaction"
    INSPECTION = "inspection"
    COMMITMENT = "commitment"
    OTHER = "other"


ENTRY_WORDS: dict[EntryKind, Words] = {
    EntryKind.QUALITY_EVENT: ("质量事件", "quality event"),
    EntryKind.RECALL: ("召回", "recall"),
    EntryKind.ADVERSE_REACTION: ("不良反应信号", "adverse-reaction signal"),
    EntryKind.INSPECTION: ("检查结果", "inspection result"),
    EntryKind.COMMITMENT: ("企业承诺", "commitment"),
    EntryKind.OTHER: ("其他事项", "other matter"),
}


class JoinKind(StrEnum):
    """Who may join a round by agreement."""

    PHARMACY = "pharmacy"
    VILLAGE_CLINIC = "village_clinic"
    PRIVATE_HOSPITAL = "private_hospital"


JOIN_WORDS: dict[JoinKind, Words] = {
    JoinKind.PHARMACY: ("定点零售药店", "retail pharmacy"),
    JoinKind.VILLAGE_CLINIC: ("村卫生室", "village clinic"),
    JoinKind.PRIVATE_HOSPITAL: ("民营医疗机构", "private hospital"),
}


class FindingKind(StrEnum):
    """What was found about an institution."""

    VOLUME_REPORT = "volume_report"
    PROGRESS = "progress"
    NON_SELECTED = "non_selected"
    ADMISSION = "admission"
    OFF_PLATFORM = "off_platform"
    PAYMENT = "payment"
    OTHER = "other"


FINDING_WORDS: dict[FindingKind, Words] = {
    FindingKind.VOLUME_REPORT: ("不报、瞒报、少报采购量", "volume not reported, hidden or under-reported"),
    FindingKind.PROGRESS: ("采购进度滞后", "purchases behind the schedule"),
    FindingKind.NON_SELECTED: ("非中选采购占比偏高", "too much bought that was not selected"),
    FindingKind.ADMISSION: ("中选药品入院不畅", "selected products kept out"),
    FindingKind.OFF_PLATFORM: ("网下采购", "bought outside the platform"),
    FindingKind.PAYMENT: ("未按时支付货款", "paid late"),
    FindingKind.OTHER: ("其他问题", "something else"),
}


class PassedTo(StrEnum):
    """To which supervision a finding is passed on."""

    FUND_INSPECTION = "fund_inspection"
    PUBLIC_INSTITUTIONS = "public_institutions"
    DISCIPLINE = "discipline"


PASSED_WORDS: dict[PassedTo, Words] = {
    PassedTo.FUND_INSPECTION: ("医保基金检查", "fund inspection"),
    PassedTo.PUBLIC_INSTITUTIONS: ("公立医疗机构监督管理", "supervision of public institutions"),
    PassedTo.DISCIPLINE: ("纪检监察", "discipline inspection"),
}
