"""Single points by rule against a slow twin that writes out every path from raw material to drug. PRD-1."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from baowen.produce.rules import Line, Need, single_links, single_points, what_stops, works

MAKERS = st.sampled_from("abcdef")
SUPPLIERS = st.frozensets(MAKERS, max_size=3)


@st.composite
def networks(draw: st.DrawFn) -> list[Line]:
    found = []
    for number in range(draw(st.integers(0, 7))):
        needs = tuple(Need(str(at), draw(SUPPLIERS)) for at in range(draw(st.integers(0, 2))))
        found.append(Line(draw(st.sampled_from("XY")), str(number), draw(MAKERS), needs))
    return found


def paths(lines: list[Line], item: str) -> list[tuple[str, tuple[str, ...]]]:
    """Each way to make an item: who makes it, and one supplier for each ingredient."""
    return [
        (line.maker, chosen)
        for line in lines if line.item == item
        for chosen in product(*(sorted(need.suppliers) for need in line.needs))
    ]  # fmt: skip


@given(networks())
def test_a_single_point_stands_on_every_path_of_an_item(lines: list[Line]) -> None:
    expected: dict[str, set[str]] = {}
    for item in {line.item for line in lines}:
        ways = [{maker, *chosen} for maker, chosen in paths(lines, item)]
        for node in set.intersection(*ways) if ways else set():
            expected.setdefault(node, set()).add(item)
    assert single_points(lines) == expected


@given(networks())
def test_a_single_link_stands_on_every_path_of_an_item(lines: list[Line]) -> None:
    expected: dict[tuple[str, str], set[str]] = {}
    for item in {line.item for line in lines}:
        ways = [{(one, maker) for one in chosen} for maker, chosen in paths(lines, item)]
        for link in set.intersection(*ways) if ways else set():
            expected.setdefault(link, set()).add(item)
    assert single_links(lines) == expected


@given(networks(), MAKERS)
def test_what_a_stop_loses_is_what_the_network_without_the_maker_lacks(lines: list[Line], maker: str) -> None:
    left = [
        Line(line.item, line.product, line.maker, tuple(Need("", one.suppliers - {maker}) for one in line.needs))
        for line in lines if line.maker != maker
    ]  # fmt: skip
    before, after = ({line.item for line in some if works(line)} for some in (lines, left))
    found = what_stops(lines, maker)
    assert found.lost == before - after
    assert found.narrowed <= before & after
