"""Three simple detectors on the same facts, scored by the same rules: a fixed threshold, a z-score, a CUSUM.

They look at monthly purchases, prices paid and days of supply of a product in a city, and at the delivery rate of a
distributor in a county. A month is known on its last day. They have no severities: every alarm counts as one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from baowen.core.period import Month
from baowen.monitor.score import Seen

WINDOW, LEAST_KNOWN = 12, 6
QUIET_MONTHS = 2
LEAST_LINES: Final = 4
LIMIT_Z, SLACK, LIMIT_SUM = 3.0, 0.5, 5.0
FIXED: Final[dict[str, tuple[float | None, float | None]]] = {
    # below and above: shares of the mean of the months before, or the value itself (delivery, supply)
    "purchase": (0.5, 2.0), "price": (None, 1.3), "delivery": (0.8, None), "supply": (15.0, None),
}  # fmt: skip
SHOWN: Final = {
    ("purchase", -1): "purchase_drop", ("purchase", 1): "purchase_surge", ("price", 1): "transaction_price_rise",
    ("delivery", -1): "delivery_rate", ("supply", -1): "days_of_supply",
}  # fmt: skip
NAMES: Final = {"fixed": "固定阈值 fixed threshold", "z": "标准分 z-score", "cusum": "累积和 CUSUM"}
_KEY: Final = ("region", "subject")


@dataclass(frozen=True, slots=True)
class Alarm:
    """One month of one series in which a detector speaks; `side` is -1 for too low, 1 for too high."""

    region: str
    subject: str
    month: str
    side: int


def alarms(series: Mapping[str, pl.DataFrame], since: Month) -> dict[str, list[Seen]]:
    """By detector what it would have signalled from a month on, consecutive months joined as the monitor does."""
    found: dict[str, list[Seen]] = {name: [] for name in NAMES}
    for kind, rows in series.items():
        judged = with_history(rows)
        detectors: dict[str, Callable[[pl.DataFrame, str], list[Alarm]]] = {
            "fixed": fixed, "z": z_score, "cusum": cusum,
        }  # fmt: skip
        for name, detect in detectors.items():
            heard = [one for one in detect(judged, kind) if one.month >= str(since) and (kind, one.side) in SHOWN]
            found[name] += _joined(heard, kind)
    return found


def with_history(rows: pl.DataFrame) -> pl.DataFrame:
    """Each month beside mean, standard deviation and number of the months known before it, at most a year back."""
    ordered = rows.filter(pl.col("n") >= LEAST_LINES).sort(*_KEY, "month")
    before = pl.col("value").shift(1)
    mean = before.rolling_mean(WINDOW, min_samples=LEAST_KNOWN).over(_KEY)
    return ordered.with_columns(mean=mean, sd=before.rolling_std(WINDOW, min_samples=LEAST_KNOWN).over(_KEY))


def fixed(judged: pl.DataFrame, kind: str) -> list[Alarm]:
    """The value itself, or as a share of the mean of the year before, beyond a number that never changes."""
    low, high = FIXED[kind]
    value = pl.col("value") if kind in ("delivery", "supply") else pl.col("value") / pl.col("mean")
    least, most = (-1.0 if low is None else low), (float("inf") if high is None else high)
    side = pl.when(value < least).then(-1).when(value > most).then(1).otherwise(0)
    return _alarms(judged.with_columns(side=side))


def z_score(judged: pl.DataFrame, kind: str) -> list[Alarm]:
    """Three standard deviations from the mean of the year before."""
    z = (pl.col("value") - pl.col("mean")) / pl.col("sd")
    side = pl.when(z < -LIMIT_Z).then(-1).when(z > LIMIT_Z).then(1).otherwise(0)
    return _alarms(judged.filter(pl.col("sd") > 0).with_columns(side=side))


def cusum(judged: pl.DataFrame, kind: str) -> list[Alarm]:
    """Tabular CUSUM of the standardised values, both sides; the sum starts anew after an alarm."""
    rows = judged.filter(pl.col("sd") > 0).with_columns(z=(pl.col("value") - pl.col("mean")) / pl.col("sd"))
    found: list[Alarm] = []
    at, up, down = ("", ""), 0.0, 0.0
    for region, subject, month, z in rows.select(*_KEY, "month", "z").iter_rows():
        if (region, subject) != at:
            at, up, down = (region, subject), 0.0, 0.0
        up, down = max(0.0, up + z - SLACK), max(0.0, down - z - SLACK)
        if up > LIMIT_SUM:
            found.append(Alarm(region, subject, month, 1))
            up = 0.0
        if down > LIMIT_SUM:
            found.append(Alarm(region, subject, month, -1))
            down = 0.0
    return found


def _alarms(rows: pl.DataFrame) -> list[Alarm]:
    spoken = rows.filter(pl.col("side") != 0)
    return [Alarm(*row) for row in spoken.select(*_KEY, "month", "side").iter_rows()]


def _joined(heard: list[Alarm], kind: str) -> list[Seen]:
    """One signal for alarms of one side of one series that lie at most the quiet months apart."""
    ends: dict[tuple[str, str, int], Month] = {}
    found: list[Seen] = []
    for one in sorted(heard, key=lambda each: each.month):
        key, month = (one.region, one.subject, one.side), Month.parse(one.month)
        last = ends.get(key)
        if last is None or month > last.plus(QUIET_MONTHS + 1):
            found.append(
                Seen(
                    indicator=SHOWN[kind, one.side], severity="orange", region_code=one.region,
                    subject_type="distributor" if kind == "delivery" else "product", subject_code=one.subject,
                    ingredient="", first_seen=month.last, last_seen=month.last,
                )
            )  # fmt: skip
        ends[key] = month
    return found
