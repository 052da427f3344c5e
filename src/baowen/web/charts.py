"""What a chart shows, as ECharts takes it: plain data without functions, so that a page needs no script of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Option = dict[str, Any]
Values = Sequence[float | int | None]
# Told apart without colour too: each line has a dash of its own. The colours are those of Okabe and Ito.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00")
_DASHES = ("solid", "dashed", "dotted", "solid", "dashed")


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened in a month, told at the line that it concerns."""

    month: str
    line: str
    words: str


def line_chart(
    months: Sequence[str], lines: Mapping[str, Values], *, band: tuple[str, Values, Values] | None = None,
    unit: str = "", marks: Sequence[Mark] = (),
) -> Option:  # fmt: skip
    """Lines by month; a line without any value is left out. `band`: its words, the lower and the upper bound."""
    series = [
        {
            "name": name, "type": "line", "data": list(values), "connectNulls": False, "showSymbol": len(months) < 30,
            "itemStyle": {"color": _COLOURS[at % 5]}, "lineStyle": {"type": _DASHES[at % 5], "width": 2},
        }
        for at, (name, values) in enumerate(lines.items())
        if any(value is not None for value in values)
    ]  # fmt: skip
    for one in series:
        _mark(one, months, [mark for mark in marks if mark.line == one["name"]])
    option = _frame(months, unit)
    if band is not None:
        series += _band(*band)
    option["series"] = series
    option["legend"] = {"type": "scroll", "top": 0, "data": [one["name"] for one in series if not one.get("silent")]}
    return option


def _mark(series: Option, months: Sequence[str], marks: Sequence[Mark]) -> None:
    """Pins on a line; several of one month share a pin."""
    told: dict[str, list[str]] = {}
    for mark in marks:
        value = series["data"][list(months).index(mark.month)]
        if value is not None and mark.words not in told.setdefault(mark.month, []):
            told[mark.month].append(mark.words)
    if any(told.values()):
        series["markPoint"] = {
            "symbol": "triangle", "symbolSize": 12, "symbolOffset": [0, -12], "itemStyle": {"color": "#b42318"},
            "label": {"show": True, "position": "top", "formatter": "{b}"},
            "data": [
                {"name": "\n".join(words), "coord": [month, series["data"][list(months).index(month)]]}
                for month, words in told.items()
                if words
            ],
        }  # fmt: skip


def _band(name: str, low: Values, high: Values) -> list[Option]:
    """A stacked pair: an unseen lower bound, and above it the range as an area."""
    width = [
        None if below is None or above is None else above - below for below, above in zip(low, high, strict=True)
    ]  # fmt: skip
    unseen = {"lineStyle": {"opacity": 0}, "symbol": "none", "stack": "range", "type": "line"}
    return [
        {**unseen, "name": "", "data": list(low), "silent": True, "tooltip": {"show": False}},
        {**unseen, "name": name, "data": width, "areaStyle": {"color": "#999", "opacity": 0.3},
         "itemStyle": {"color": "#999"}},
    ]  # fmt: skip


def bar_chart(labels: Sequence[str], bars: Mapping[str, Values], *, unit: str = "") -> Option:
    """Bars side by side."""
    option = _frame(labels, unit)
    option["xAxis"]["axisLabel"] = {"interval": 0}
    option["series"] = [
        {"name": name, "type": "bar", "data": list(values), "itemStyle": {"color": _COLOURS[at % 5]}}
        for at, (name, values) in enumerate(bars.items())
    ]
    option["legend"] = {"top": 0}
    return option


def _frame(labels: Sequence[str], unit: str) -> Option:
    return {
        "animation": False,
        "grid": {"left": 8, "right": 16, "top": 40, "bottom": 8, "containLabel": True},
        # The tooltip is drawn, not written as HTML: the content policy allows no styles within elements.
        "tooltip": {"trigger": "axis", "renderMode": "richText", "confine": True},
        "xAxis": {"type": "category", "data": list(labels)},
        "yAxis": {"type": "value", "name": unit, "scale": True},
        "aria": {"enabled": True},
    }
