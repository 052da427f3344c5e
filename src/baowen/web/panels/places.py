"""The places below one with their worst severity: on a reviewed map where there is one, else on tiles. MON-2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from baowen.api.book import code_of, home
from baowen.lake.serving.queries.signals import SignalCount
from baowen.monitor.words import SEVERITIES
from baowen.orgs.maps.drawing import Drawn, drawn_map, labels_that_fit
from baowen.orgs.regions import Region
from baowen.web.tiles import Tile, tiles
from baowen.web.viewer import Viewer, regions

_ENDINGS = (
    "土家族苗族自治州", "壮族自治区", "回族自治区", "维吾尔自治区", "特别行政区", "自治区", "省", "市", "区", "县",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """A place: its worst severity and how many signals are in force; none is no colour."""

    code: str
    name: str
    severity: str
    severity_words: str
    signals: int
    has_data: bool
    href: str
    tile: Tile | None = None


@dataclass(frozen=True, slots=True)
class OutlineShown:
    """A place on a map. `label`: where its name stands, None where it would lie on another name."""

    place: PlaceShown
    path: str
    label: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class MapShown:
    """A reviewed map. `edges`: its places with signals, the gravest last, so that its border lies on top."""

    width: int
    height: int
    review_number: str
    is_simplified: bool
    outlines: list[OutlineShown]
    edges: list[PlaceShown]
    legend: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PlacesShown:
    """The places of a panel, in the order of their codes; those that the map lacks, or all without a map, as tiles."""

    map: MapShown | None
    tiles: list[PlaceShown]
    every: list[PlaceShown]


def places_shown(
    here: Region, counts: Sequence[SignalCount], buying: set[str], viewer: Viewer
) -> PlacesShown | None:  # fmt: skip
    """The places directly below; None for a place that has none. `buying`: codes of those that bought anything."""
    below = {one.code: one for one in regions().children(here.code)}
    if not below:
        return None
    worst = _worst(counts)
    drawn = drawn_map(home().maps, here.code)
    on_map = drawn.paths.keys() & below.keys() if drawn else set()
    placed = {tile.code: tile for tile in tiles(below)} if drawn is None else {}
    shown = {code: _place(below[code], worst, buying, viewer, placed.get(code)) for code in sorted(below)}
    rest = [one for code, one in shown.items() if code not in on_map]
    if drawn is None:
        rest.sort(key=lambda one: (one.tile.row, one.tile.column) if one.tile else (0, 0))
    return PlacesShown(
        map=_map(drawn, {code: one for code, one in shown.items() if code in on_map}, viewer) if drawn else None,
        tiles=rest, every=list(shown.values()),
    )  # fmt: skip


def _worst(counts: Sequence[SignalCount]) -> dict[str, tuple[str, int]]:
    """By place the worst severity and the number of signals."""
    order, worst = list(SEVERITIES), dict[str, tuple[str, int]]()
    for one in counts:
        code = code_of(one.place)
        severity, many = worst.get(code, ("blue", 0))
        worst[code] = (min(severity, one.severity, key=order.index), many + one.signals)
    return worst


def _place(
    place: Region, worst: Mapping[str, tuple[str, int]], buying: set[str], viewer: Viewer, tile: Tile | None
) -> PlaceShown:  # fmt: skip
    severity, signals = worst.get(place.code, ("", 0))
    return PlaceShown(
        code=place.code, name=short_name(place.name), severity=severity,
        severity_words=viewer.say(SEVERITIES[severity]) if severity else "", signals=signals,
        has_data=place.code in buying or bool(severity), href=reverse("cockpit_of", args=[place.code]), tile=tile,
    )  # fmt: skip


def _map(drawn: Drawn, shown: Mapping[str, PlaceShown], viewer: Viewer) -> MapShown:
    order = ["", *reversed(SEVERITIES)]
    first = sorted(shown, key=lambda code: (-order.index(shown[code].severity), -drawn.sizes[code]))
    words = {code: _label(one) for code, one in shown.items()}
    fit = labels_that_fit({code: drawn.labels[code] for code in first}, words)
    return MapShown(
        width=drawn.width, height=drawn.height, review_number=drawn.review_number,
        is_simplified=drawn.is_simplified,
        outlines=[
            OutlineShown(one, drawn.paths[code], drawn.labels[code] if code in fit else None)
            for code, one in shown.items()
        ],
        edges=[shown[code] for code in reversed(first) if shown[code].severity],
        legend=[(name, viewer.say(words)) for name, words in SEVERITIES.items()],
    )  # fmt: skip


def _label(one: PlaceShown) -> list[str]:
    return [one.name, f"{one.severity_words} {one.signals}"] if one.signals else [one.name]


def short_name(name: str) -> str:
    """A name that fits a tile; 岳阳市 as 岳阳, and what would leave one character stays."""
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name.removesuffix(ending)
    return name
