"""Gives the serving file what only monitoring knows - places, signals, risks - and brings it up to date."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl

from baowen.collect.places import place_table
from baowen.core.home import Home
from baowen.lake.serving import Built, build_serving
from baowen.lake.serving.layout import EXTRA
from baowen.lake.store import Lake
from baowen.monitor.models import Sighting, Signal
from baowen.monitor.risk_list import risk_frames


def refresh_serving(home: Home, *, at: datetime, whole: bool = False) -> Built:
    """Bring the home's serving file up to its lake and records; the caller holds the home's writer lock.

    `whole`: build every month again instead of those that changed.
    """
    lake = Lake(home.lake)
    risk, risk_part = risk_frames(home)
    extra = {
        "place": place_table(lake), "signal": _signals(), "sighting": _sightings(), "risk": risk,
        "risk_part": risk_part,
    }  # fmt: skip
    return build_serving(lake, home.serving, at=at, extra=extra, whole=whole)


def _signals() -> pl.DataFrame:
    """All signals that were not taken back by a correction."""
    columns = EXTRA["signal"][0]
    rows = Signal.objects.exclude(state=Signal.State.WITHDRAWN).values_list(*columns)
    return pl.DataFrame(list(rows.iterator(chunk_size=5000)), schema=columns, orient="row")


def _sightings() -> pl.DataFrame:
    """The months of the signals in force; those of ended ones are in the records."""
    columns: dict[str, Any] = EXTRA["sighting"][0]
    names = ["signal__number" if name == "number" else name for name in columns]
    rows = Sighting.objects.filter(signal__state=Signal.State.IN_FORCE).values_list(*names)
    return pl.DataFrame(list(rows.iterator(chunk_size=5000)), schema=columns, orient="row")
