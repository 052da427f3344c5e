"""Where all contracts stand, by columns: what rules.progress_of says of one, for millions at once. VBP-5, VBP-6.

`sums`: the columns of facts.cycle_sums, with `season` (a share, null for none) where the pack wants seasons.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from baowen.vbp.progress.rules import Limits, student
from baowen.vbp.progress.states import Band, Oddity, Outlook

_BANDS: Final = pl.Enum([band.value for band in Band])
_OUTLOOKS: Final = pl.Enum([outlook.value for outlook in Outlook])
_MOST_MONTHS: Final = 1200
JUDGED: Final = (
    "schedule", "progress", "ratio", "band", "forecast", "low", "high", "outlook", "share", "still_to_buy",
    *(oddity.value for oddity in Oddity),
)  # fmt: skip


def judged(sums: pl.DataFrame, day: date, limits: Limits) -> pl.DataFrame:
    """The sums with JUDGED; an oddity is a column of yes and no."""
    frame = sums.lazy().with_columns(_gone(day), **_schedule(day, has_season="season" in sums.columns))
    frame = frame.with_columns(
        progress=pl.col("counted") / pl.col("agreed"),
        monthly=pl.col("agreed") / pl.col("months"),
        share=_share(limits),
        is_open=pl.col("counted") < pl.col("agreed"),
        is_over=pl.col("ends_on") <= day,
    )
    frame = frame.with_columns(
        ratio=pl.when(pl.col("schedule") > 0).then(pl.col("progress") / pl.col("schedule")).otherwise(0.0),
        still_to_buy=pl.max_horizontal(pl.lit(0.0), pl.col("agreed") - pl.col("counted")),
    )
    frame = frame.with_columns(_band(limits), *_oddities(limits), **_forecast(limits))
    frame = frame.with_columns(
        low=pl.max_horizontal("counted", pl.col("forecast") - pl.col("width")),
        high=pl.col("forecast") + pl.col("width"),
    )
    missing = pl.col("forecast").is_null()
    frame = frame.with_columns(
        low=pl.when(missing).then(None).otherwise(pl.col("low")), outlook=_outlook().cast(_OUTLOOKS)
    )
    return frame.select(*sums.columns, "months", *JUDGED).collect()


def _gone(day: date) -> pl.Expr:
    """Months of the cycle up to the day, its first and the present one included."""
    now = day.year * 12 + day.month - 1
    return (pl.min_horizontal(pl.lit(now, pl.Int64), "last_at") - pl.col("first_at") + 1).alias("gone")


def _schedule(day: date, *, has_season: bool) -> dict[str, pl.Expr]:
    end = pl.min_horizontal(pl.lit(day), "ends_on")
    gone = (end - pl.col("starts_on")).dt.total_days() + 1
    whole = (pl.col("ends_on") - pl.col("starts_on")).dt.total_days() + 1
    schedule = pl.max_horizontal(pl.lit(0.0), gone / whole)
    if has_season:
        schedule = pl.min_horizontal(schedule, "season")
    return {"schedule": schedule, "months": pl.col("last_at") - pl.col("first_at") + 1}


def _share(limits: Limits) -> pl.Expr:
    whole = pl.col("selected") + pl.col("same")
    kept = pl.when(whole > 0).then(pl.col("selected") / whole).otherwise(0.0)
    drug = pl.col("selected_units") + pl.col("same_units")
    units = drug + (pl.col("substitutes_units") if limits.counts_substitutes else 0.0)
    return pl.when(units > 0).then(1 - kept * drug / units)


def _band(limits: Limits) -> pl.Expr:
    ratio = pl.col("progress") / pl.col("schedule")
    return (
        pl.when(~pl.col("is_open")).then(pl.lit(Band.DONE.value))
        .when((pl.col("gone") <= limits.first_month) & ~pl.col("is_over")).then(pl.lit(Band.EARLY.value))
        .when(ratio > limits.ahead).then(pl.lit(Band.AHEAD.value))
        .when(ratio >= limits.behind).then(pl.lit(Band.ON_TIME.value))
        .when(ratio >= limits.warn_share).then(pl.lit(Band.BEHIND.value))
        .otherwise(pl.lit(Band.FAR_BEHIND.value)).cast(_BANDS).alias("band")
    )  # fmt: skip


def _oddities(limits: Limits) -> list[pl.Expr]:
    never = pl.col("bought_last_at").is_null()
    since = pl.col("first_at") + pl.col("gone") - 1 - pl.col("bought_last_at")
    running = pl.col("is_open") & ~pl.col("is_over")
    recent = pl.col("recent") / limits.recent_months
    before = (pl.col("counted") - pl.col("recent")) / (pl.col("gone") - limits.recent_months)
    eased = (recent < limits.ease_share * pl.col("monthly")) & (before >= pl.col("monthly"))
    left = (1 - pl.col("progress")) >= limits.end_multiple * (1 - pl.col("schedule"))
    found = {
        Oddity.UNBOUGHT: never & (pl.col("gone") >= limits.first_month),
        Oddity.STOPPED: running & (since >= limits.stop_months).fill_null(False),
        Oddity.SUDDEN: pl.col("latest") >= limits.sudden_multiple * pl.col("monthly"),
        Oddity.LEFT_TO_END: running & (pl.col("gone") > limits.first_month) & left,
        Oddity.EASED: running & (pl.col("gone") > 2 * limits.recent_months) & eased,
        Oddity.NON_SELECTED: (pl.col("share") > limits.most_non_selected).fill_null(False),
    }
    return [expression.alias(oddity.value) for oddity, expression in found.items()]


def _forecast(limits: Limits) -> dict[str, pl.Expr]:
    """forecast and width; 0 wide once the schedule is over, null while it is too early."""
    schedule, gone, counted = pl.col("schedule"), pl.col("gone"), pl.col("counted")
    rest = (1 - schedule) * pl.col("months")
    bought = pl.col("months_bought")
    usual = pl.when((bought > 0) & (counted > 0)).then(counted / bought).otherwise(pl.col("monthly"))
    varied = (pl.col("squares") - counted * counted / gone) / (gone - 1)
    spread = pl.max_horizontal(varied, usual * usual / gone)
    least = max(2, limits.forecast_months)
    freedom = pl.min_horizontal(gone - 1, pl.lit(_MOST_MONTHS))
    quantile = freedom.replace_strict(
        list(range(least - 1, _MOST_MONTHS + 1)),
        [student(limits.coverage, degrees) for degrees in range(least - 1, _MOST_MONTHS + 1)],
        default=None, return_dtype=pl.Float64,
    )  # fmt: skip
    can = (gone >= least) & (schedule > 0)
    over = schedule >= 1
    expected = counted + counted / (schedule * pl.col("months")) * rest
    return {
        "forecast": pl.when(over).then(counted).when(can).then(expected),
        "width": pl.when(over).then(0.0).when(can).then(quantile * (spread * (rest + rest * rest / gone)).sqrt()),
    }  # fmt: skip


def _outlook() -> pl.Expr:
    return (
        pl.when(pl.col("forecast").is_null()).then(pl.lit(Outlook.UNKNOWN.value))
        .when(pl.col("low") >= pl.col("agreed")).then(pl.lit(Outlook.MET.value))
        .when(pl.col("high") < pl.col("agreed")).then(pl.lit(Outlook.MISSED.value))
        .otherwise(pl.lit(Outlook.OPEN.value))
    )  # fmt: skip
