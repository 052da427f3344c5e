"""What decides about assessments: the parts that figures answer, the sum, the grade. Pure. RSV-4 (NJ-25, HD-12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from baowen.core.policy import Ruling
from baowen.core.problems import BaowenError
from baowen.reserve.plans.kinds import Computed

CRITERIA, GRADES, OBJECTION = "reserve.assessment.criteria", "reserve.assessment.grades", "reserve.assessment.objection"
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One criterion of the pack; `computed` is None where a person judges."""

    name: str
    zh: str
    en: str
    most: Decimal
    computed: Computed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A holder's year. Days count calendar days; `days_known` those of which stock is known.

    `expired`, `counted`: packs of the worst count; None where nothing was counted. `orders`: release orders answered
    in time and all of them; None where nobody has said.
    """

    days_known: int
    days_below: int
    expired: Decimal | None
    counted: Decimal | None
    orders: tuple[int, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A criterion with its points, None where a person has to give them, and how they came about."""

    criterion: Criterion
    points: Decimal | None
    zh: str
    en: str


def criteria(ruling: Ruling) -> tuple[Criterion, ...]:
    """The criteria that the pack of a place names; BaowenError where it has none."""
    entry = ruling.get(CRITERIA)
    if entry is None:
        raise BaowenError("本地区没有承储企业考核标准", "the place has no criteria for reserve holders")
    return tuple(
        Criterion(
            name=one["name"], zh=one["zh"], en=one["en"], most=Decimal(one["points"]),
            computed=Computed(one["computed"]) if one["computed"] else None,
        )
        for one in entry.value
    )  # fmt: skip


def scored(wanted: Sequence[Criterion], figures: Figures) -> tuple[Scored, ...]:
    """Each criterion with the points that the figures give; what they cannot answer is left to a person."""
    return tuple(_scored(one, figures) for one in wanted)


def _scored(one: Criterion, figures: Figures) -> Scored:
    if one.computed is None:
        return Scored(criterion=one, points=None, zh="", en="")
    share, zh, en = {
        Computed.BELOW_FLOOR: _days, Computed.EXPIRED: _expired, Computed.ORDERS: _orders
    }[one.computed](figures)  # fmt: skip
    points = None if share is None else (one.most * share).quantize(_CENT, ROUND_HALF_UP)
    return Scored(criterion=one, points=points, zh=zh, en=en)


def _days(figures: Figures) -> tuple[Decimal | None, str, str]:
    known, below = figures.days_known, figures.days_below
    if not known:
        return None, "全年没有盘点，库存未知，由评定人判断", "nothing was counted in the year: a person judges"
    zh = f"已知库存 {known} 天，其中低于下限 {below} 天"
    return 1 - Decimal(below) / known, zh, f"stock is known of {known} days; {below} of them below the floor"


def _expired(figures: Figures) -> tuple[Decimal | None, str, str]:
    if figures.expired is None or figures.counted is None:
        return None, "全年没有盘点，由评定人判断", "nothing was counted in the year: a person judges"
    zh = f"盘点中过期最多 {figures.expired.normalize():f} 盒，当次共 {figures.counted.normalize():f} 盒"
    en = f"at worst {figures.expired.normalize():f} packs had expired of {figures.counted.normalize():f} counted"
    return 1 - figures.expired / figures.counted if figures.counted else Decimal(1), zh, en


def _orders(figures: Figures) -> tuple[Decimal | None, str, str]:
    if figures.orders is None:
        return None, "没有填写动用指令响应情况，由评定人判断", "nothing is said of release orders: a person judges"
    in_time, total = figures.orders
    if not total:
        return None, "全年没有动用指令，由评定人判断", "there was no release order in the year: a person judges"
    return Decimal(in_time) / total, f"动用指令 {total} 件，按时响应 {in_time} 件", f"{in_time} of {total} in time"


def checked_orders(in_time: int | None, total: int | None) -> tuple[int, int] | None:
    """Release orders as somebody entered them; BaowenError for one number alone or more in time than there were."""
    if in_time is None and total is None:
        return None
    if in_time is None or total is None or not 0 <= in_time <= total:
        raise BaowenError(
            "动用指令请填写总件数和按时响应件数，后者不超过前者",
            "say how many release orders there were and how many were answered in time, no more than that",
        )
    return in_time, total


def grade(points: Decimal, ruling: Ruling) -> tuple[str, str]:
    """The words of the grade that a sum reaches, Chinese and English: the highest whose least it reaches."""
    entry = ruling.entry(GRADES)
    reached: list[Mapping[str, object]] = [one for one in entry.value if points >= Decimal(str(one["least"]))]
    best = max(reached, key=lambda one: Decimal(str(one["least"])), default=None)
    return ("不评等", "no grade") if best is None else (str(best["zh"]), str(best["en"]))


def days_below(
    counts: Sequence[tuple[date, bool]], since: date, until: date, *, stale_days: int
) -> tuple[int, int]:  # fmt: skip
    """Days of which stock is known and those below the floor, both ends included. A count speaks for its day and those
    until the next, no longer than `stale_days` after it; counts: day and whether something was below the floor."""
    known = below = 0
    ordered = sorted(counts)
    for at, (day, low) in enumerate(ordered):
        last = day + timedelta(days=stale_days)
        if at + 1 < len(ordered):
            last = min(last, ordered[at + 1][0] - timedelta(days=1))
        days = max(0, (min(last, until) - max(day, since)).days + 1)
        known += days
        below += days if low else 0
    return known, below
