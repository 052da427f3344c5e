"""The words of progress: where a contract stands, what is odd about it, what is to be expected. VBP-5, VBP-11."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Band(StrEnum):
    """Where a contract stands against the schedule, best first."""

    DONE = "done"
    AHEAD = "ahead"
    ON_TIME = "on_time"
    BEHIND = "behind"
    FAR_BEHIND = "far_behind"
    EARLY = "early"


BAND_WORDS: Final[dict[Band, tuple[str, str]]] = {
    Band.DONE: ("已完成", "fulfilled"),
    Band.AHEAD: ("超前", "ahead"),
    Band.ON_TIME: ("正常", "on time"),
    Band.BEHIND: ("滞后", "behind"),
    Band.FAR_BEHIND: ("严重滞后", "far behind"),
    Band.EARLY: ("未到首次调度", "before the first check"),
}


class Oddity(StrEnum):
    """What is odd about a contract besides its band."""

    UNBOUGHT = "unbought"
    STOPPED = "stopped"
    SUDDEN = "sudden"
    LEFT_TO_END = "left_to_end"
    EASED = "eased"
    NON_SELECTED = "non_selected"


ODDITY_WORDS: Final[dict[Oddity, tuple[str, str]]] = {
    Oddity.UNBOUGHT: ("未进院", "not admitted"),
    Oddity.STOPPED: ("长时间中断采购", "long stop"),
    Oddity.SUDDEN: ("突击采购", "sudden purchase"),
    Oddity.LEFT_TO_END: ("集中到期末", "left to the end"),
    Oddity.EASED: ("前紧后松", "eased off"),
    Oddity.NON_SELECTED: ("非中选占比偏高", "too much non-selected"),
}


class Outlook(StrEnum):
    """What the forecast says of the cycle's end."""

    MET = "met"
    OPEN = "open"
    MISSED = "missed"
    UNKNOWN = "unknown"


OUTLOOK_WORDS: Final[dict[Outlook, tuple[str, str]]] = {
    Outlook.MET: ("预计完成", "will probably be met"),
    Outlook.OPEN: ("尚难判断", "open"),
    Outlook.MISSED: ("预计完不成", "will probably be missed"),
    Outlook.UNKNOWN: ("数据不足", "too early to say"),
}


class Point(StrEnum):
    """When progress is looked at and told of in a circular. VB-2.2."""

    FIRST_CHECK = "first_check"
    HALF = "half"
    LATE_HALF = "late_half"
    END = "end"
    ANOMALY = "anomaly"


POINT_WORDS: Final[dict[Point, tuple[str, str]]] = {
    Point.FIRST_CHECK: ("首次调度", "first check"),
    Point.HALF: ("半程", "half of the cycle"),
    Point.LATE_HALF: ("后半程", "late half of the cycle"),
    Point.END: ("周期结束", "end of the cycle"),
    Point.ANOMALY: ("异常提示", "anomaly"),
}


class CircularState(StrEnum):
    """Where a circular stands."""

    DRAFT = "draft"
    ISSUED = "issued"
    DROPPED = "dropped"


CIRCULAR_WORDS: Final[dict[CircularState, tuple[str, str]]] = {
    CircularState.DRAFT: ("草稿", "draft"),
    CircularState.ISSUED: ("已印发", "issued"),
    CircularState.DROPPED: ("不印发", "dropped"),
}
