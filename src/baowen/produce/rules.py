"""Who is a single point of failure: without whom an item has no way left from raw material to a product. PRD-1. Pure.

A line makes an item where its maker is there and each of its ingredients has a supplier left. An item is supplied
where one of its lines works. A maker, of an ingredient or of a drug, is a single point of failure of an item that is
supplied today and would not be without that maker alone; a supply link is one where the item would not be without the
link. That is stricter than a cut vertex of the undirected graph: a path counts only from raw material to drug, and a
line with two ingredients needs both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Link = tuple[str, str]
"""Supplier and drug maker."""


@dataclass(frozen=True, slots=True)
class Need:
    """An ingredient of a line and who supplies it. `is_assumed`: no link is registered, so that every active maker of
    the ingredient is taken to supply it."""

    ingredient: str
    suppliers: frozenset[str]
    is_assumed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A maker that makes a product of an item. Without `needs` nothing is known of its raw materials, and only its
    maker counts. `is_assumed`: the line is not registered, the catalogue names the maker."""

    item: str
    product: str
    maker: str
    needs: tuple[Need, ...] = ()
    is_assumed: bool = False


@dataclass(frozen=True, slots=True)
class Stopped:
    """What goes without one maker: items that lose every path, and those that keep another line; with the lines."""

    lost: frozenset[str]
    narrowed: frozenset[str]
    lines: tuple[Line, ...]


def works(line: Line, *, without: str = "", cut: Link = ("", "")) -> bool:
    """Whether a line can make its product without a maker and without a link."""
    if line.maker == without:
        return False
    gone = cut[0] if cut[1] == line.maker else ""
    return all(need.suppliers - {without, gone} for need in line.needs)


def supplied(lines: Iterable[Line], *, without: str = "", cut: Link = ("", "")) -> frozenset[str]:
    """The items that some line makes."""
    return frozenset(line.item for line in lines if works(line, without=without, cut=cut))


def single_points(lines: Iterable[Line]) -> dict[str, frozenset[str]]:
    """By maker the items that are supplied and would not be without it; makers without such an item are left out."""
    found: dict[str, set[str]] = defaultdict(set)
    for item, own in _by_item(lines).items():
        for node in _nodes(own[0]):
            if not supplied(own, without=node):
                found[node].add(item)
    return {node: frozenset(items) for node, items in found.items()}


def single_links(lines: Iterable[Line]) -> dict[Link, frozenset[str]]:
    """By link the items that are supplied and would not be without it."""
    found: dict[Link, set[str]] = defaultdict(set)
    for item, own in _by_item(lines).items():
        first = own[0]
        for supplier in {supplier for need in first.needs for supplier in need.suppliers}:
            link = (supplier, first.maker)
            if not supplied(own, cut=link):
                found[link].add(item)
    return {link: frozenset(items) for link, items in found.items()}


def without_path(lines: Iterable[Line]) -> frozenset[str]:
    """Items with lines of which none works today."""
    every = tuple(lines)
    return frozenset(line.item for line in every) - supplied(every)


def what_stops(lines: Iterable[Line], maker: str) -> Stopped:
    """What goes where a maker stops."""
    every = [line for line in lines if works(line)]
    gone = tuple(line for line in every if not works(line, without=maker))
    left = supplied(every, without=maker)
    touched = frozenset(line.item for line in gone)
    return Stopped(lost=touched - left, narrowed=touched & left, lines=gone)


def _by_item(lines: Iterable[Line]) -> dict[str, Sequence[Line]]:
    """The working lines of each item. Whoever all of them need, the first one needs: only its makers are tried."""
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if works(line):
            found[line.item].append(line)
    return dict(found)


def _nodes(line: Line) -> set[str]:
    return {line.maker, *(supplier for need in line.needs for supplier in need.suppliers)}
