"""How `baowen vbp-rounds` shows rounds, remarks, figures and the report of disagreements. VBP-1, VBP-8."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.table import Table

from baowen.commands.output import err, out, print_json
from baowen.core.problems import Problem

if TYPE_CHECKING:
    from baowen.vbp.rounds.queries import Checked, RoundView

SHOWN = 40


def as_plain(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """Problems or remarks as a JSON document has them."""
    return [one.as_json() | {"level": one.level.value} for one in problems]


def tell_places(problems: Sequence[Problem], word: str) -> None:
    """Print problems or remarks, each with where it stands and what to do."""
    for one in problems[:SHOWN]:
        parts = [one.file, one.sheet, f"第 {one.row} 行" if one.row else "", one.column]
        where = " ".join(part for part in parts if part)
        text = f"{word}：{where}：{one.message}" + (f"；{one.help}" if one.help else "")
        err.print(text, markup=False, highlight=False, soft_wrap=True)
    if len(problems) > SHOWN:
        err.print(f"其余 {len(problems) - SHOWN} 处请用 --json 查看。The rest: --json.", markup=False)


def tell_rounds(found: Sequence[RoundView]) -> None:
    """Print rounds as a table."""
    from baowen.vbp.rounds.kinds import LEVEL_WORDS
    from baowen.vbp.rounds.states import STATE_WORDS

    table = Table()
    for heading in ("编号", "名称", "级别", "地区", "状态", "续接", "开始", "结束", "品种"):
        table.add_column(heading, overflow="fold")
    for one in found:
        table.add_row(
            one.code, one.name, LEVEL_WORDS[one.level][0], one.region, STATE_WORDS[one.state][0], one.follows or "—",
            str(one.starts_on or "—"), str(one.ends_on or "—"), str(one.lots),
        )  # fmt: skip
    out.print(table)


def tell_check(found: Checked, remarks: Sequence[Problem], *, as_json: bool) -> None:
    """Print a round's figures and where source and rule differ."""
    from baowen.vbp.rounds.rules.disagreements import KIND_WORDS

    if as_json:
        print_json(
            {
                "figures": asdict(found.figures), "places": [asdict(one) for one in found.places],
                "disagreements": [asdict(one) for one in found.disagreements], "remarks": as_plain(remarks),
                "surplus": asdict(found.surplus),
            }
        )  # fmt: skip
        return
    one = found.figures
    cut = "—" if one.mean_cut is None else f"{one.mean_cut:.1%}"
    out.print(
        f"{one.lots} 个品种，{one.bids} 个报价，{one.selected} 个中选（{one.enterprises} 家企业），"
        f"{one.places} 个地区；平均降幅 {cut}（{one.compared} 个可比）。{found.surplus.zh} {found.surplus.clause}",
        markup=False, highlight=False,
    )  # fmt: skip
    table = Table(title=f"与规则不一致 {len(found.disagreements)} 处，不作结论", title_justify="left")
    for heading in ("情形", "序号", "品种", "企业", "事实", "条款"):
        table.add_column(heading, overflow="fold")
    for case in found.disagreements[:SHOWN]:
        table.add_row(KIND_WORDS[case.kind][0], case.lot, case.drug, case.who, case.zh, case.clause)
    out.print(table)
    tell_places(remarks, "导入时的提示")
