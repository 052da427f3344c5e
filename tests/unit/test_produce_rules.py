"""Who is a single point of failure, and what goes where a maker stops. PRD-1."""

from __future__ import annotations

from baowen.produce.rules import Line, Need, single_links, single_points, supplied, what_stops, without_path


def line(item: str, maker: str, *needs: set[str]) -> Line:
    return Line(item, f"{item}-{maker}", maker, tuple(Need(str(n), frozenset(one)) for n, one in enumerate(needs)))


def test_the_only_supplier_of_two_makers_is_a_single_point_and_the_makers_are_not() -> None:
    lines = [line("A", "M1", {"R"}), line("A", "M2", {"R"})]
    assert single_points(lines) == {"R": {"A"}}
    assert single_links(lines) == {}, "either link can go"


def test_the_only_maker_and_its_only_supplier_are_both_single_points_and_so_is_their_link() -> None:
    lines = [line("A", "M", {"R"})]
    assert single_points(lines) == {"R": {"A"}, "M": {"A"}}
    assert single_links(lines) == {("R", "M"): {"A"}}


def test_an_integrated_maker_is_one_point_though_others_make_the_drug() -> None:
    lines = [line("A", "R", {"R"}), line("A", "M", {"R"})]
    assert single_points(lines) == {"R": {"A"}}


def test_a_line_needs_each_of_its_ingredients() -> None:
    lines = [line("A", "M1", {"R", "S"}, {"T"}), line("A", "M2", {"R"}, {"T"})]
    assert single_points(lines) == {"T": {"A"}}


def test_a_line_of_which_no_raw_material_is_known_rests_on_its_maker_alone() -> None:
    assert single_points([line("A", "M")]) == {"M": {"A"}}


def test_what_is_not_supplied_today_has_no_single_point_but_is_told() -> None:
    lines = [line("A", "M", set()), line("B", "M", {"R"})]
    assert without_path(lines) == {"A"}
    assert supplied(lines) == {"B"}
    assert single_points(lines) == {"M": {"B"}, "R": {"B"}}


def test_a_line_that_does_not_work_saves_nobody() -> None:
    lines = [line("A", "M1", {"R"}), line("A", "M2", set())]
    assert single_points(lines) == {"M1": {"A"}, "R": {"A"}}


def test_a_stop_tells_items_that_are_lost_and_those_that_keep_a_line() -> None:
    lines = [line("A", "M1", {"R"}), line("B", "M1", {"R"}), line("B", "M2", {"S"}), line("C", "M2", {"S"})]
    found = what_stops(lines, "R")
    assert (found.lost, found.narrowed) == ({"A"}, {"B"})
    assert [one.product for one in found.lines] == ["A-M1", "B-M1"]
    assert what_stops(lines, "nobody").lines == ()
