"""The page of performance keeps what was measured before when only some benches are run again."""

from __future__ import annotations

from bench.figure import Figure
from bench.run import INTRODUCTION, renewed, section


def figure(measured: float, goal: float | None = None) -> Figure:
    return Figure(name="whole work", measured=measured, unit="s", goal=goal, floor=2.0)


def test_a_section_names_its_machine_and_holds_each_figure_beside_goal_and_floor() -> None:
    text = section("cycle", [figure(8.0, goal=4.0)], "two cores")
    assert text.startswith("## cycle\n\n机器 machine: two cores\n")
    assert text.rstrip().splitlines()[-1].startswith("| whole work | 8 | s | 4 | **未达到 no** | 2 | 4.0× |")


def test_a_bench_that_runs_again_renews_its_own_section_and_leaves_the_others() -> None:
    first = renewed("", {name: section(name, [figure(1.0)], "then") for name in ("serving", "cycle")})
    again = renewed(first, {"cycle": section("cycle", [figure(3.0)], "now")})
    assert again.startswith(INTRODUCTION)
    assert [line for line in again.splitlines() if line.startswith("## ")] == ["## cycle", "## serving"]
    assert (again.count("machine: then"), again.count("machine: now"), again.count("| whole work | 3 |")) == (1, 1, 1)
    assert renewed(again, {}) == again
