"""The periods that shares are told by, and why a target does not apply, in words. HOS-1."""

from __future__ import annotations

from enum import StrEnum

Words = tuple[str, str]


class Period(StrEnum):
    """Which months are taken together."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ROLLING = "rolling"


PERIOD_WORDS: dict[Period, Words] = {
    Period.ROLLING: ("近 12 个月", "last 12 months"),
    Period.YEAR: ("年", "year"),
    Period.QUARTER: ("季度", "quarter"),
    Period.MONTH: ("月", "month"),
}


class NoTarget(StrEnum):
    """Why a share is not judged."""

    SPECIALIST = "specialist"
    NO_CLASS = "no_class"
    NO_TEXT = "no_text"
    ALLIANCE = "alliance"
    AS_WHOLE = "as_whole"


NO_TARGET_WORDS: dict[NoTarget, Words] = {
    NoTarget.SPECIALIST: (
        "专科医院可以低于同级指标，条文没有数字", "a specialist hospital may be lower; the text has no figure",
    ),
    NoTarget.NO_CLASS: ("机构等级未登记", "its level is not registered"),
    NoTarget.NO_TEXT: ("本地区没有条文规定该类机构的指标", "no text in force here sets one for this class"),
    NoTarget.ALLIANCE: ("条文没有规定医联体整体的指标", "no text sets a figure for an alliance as a whole"),
    NoTarget.AS_WHOLE: (
        "品种数由医联体整体设置（国卫药政发〔2024〕38号 二）", "its varieties are set by the alliance as a whole",
    ),
}  # fmt: skip
CLASS_WORDS: dict[str, Words] = {
    "third": ("三级", "third level"), "second": ("二级", "second level"), "grassroots": ("基层", "grassroots"),
    "specialist": ("专科", "specialist"), "alliance": ("医联体整体", "alliance as a whole"),
    "": ("未登记", "not registered"),
}  # fmt: skip
