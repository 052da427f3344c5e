"""`baowen maps`: reviewed maps of places for the cockpit. MON-2."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from baowen.commands.output import Exit, JsonOption, err, out, print_json
from baowen.commands.session import acting, open_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baowen.core.problems import Problem
    from baowen.orgs.maps.queries import MapView

SHOWN = 40
ReasonOption = Annotated[str, typer.Option("--reason", help="说明，记入审计。Why, for the audit chain.")]
app = typer.Typer(help="驾驶舱的审定地图。Reviewed maps for the cockpit.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="maps")


@app.command()
def add(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="GeoJSON，每个直接下级地区一个面要素，属性 code 为其代码。One polygon a place.")
    ],
    place: Annotated[str, typer.Option(help="哪个地区的地图（代码）。The place that the map is of.")],
    review_number: Annotated[str, typer.Option(help="审图号，显示在图下。Number of the map review, shown below it.")],
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """添加或更换一地的审定地图：检查、简化、保存；有一处不合格就不添加。Add or replace a reviewed map, or refuse it."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.orgs.maps.actions import MapRefusedError, add_map

    try:
        kept, light, remarks = add_map(
            home.maps, file, place, review_number, actor=acting(home), at=now(), reason=reason
        )
    except MapRefusedError as refused:
        nothing = {"place": place, "review_number": review_number, "places": 0, "tolerance_metres": 0, "path_bytes": 0}
        if as_json:
            print_json(nothing | {"problems": [one.as_json() for one in refused.problems]})
        else:
            _tell(refused.problems)
            err.print(f"{refused.message}。{refused.message_en}.", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(int(Exit.REFUSED)) from None
    if as_json:
        told = {
            "place": kept.place, "review_number": kept.review_number, "places": len(kept.shapes),
            "tolerance_metres": light.tolerance_metres, "path_bytes": light.path_bytes,
        }  # fmt: skip
        print_json(told | {"problems": [one.as_json() for one in remarks]})
        return
    _tell(remarks)
    made = f"边界简化到约 {light.tolerance_metres:,.0f} 米" if light.tolerance_metres else "边界未简化"
    out.print(
        f"已添加 {place} 的地图：{len(kept.shapes)} 个地区，{made}，路径 {light.path_bytes / 1000:,.1f} kB。Added.",
        markup=False, highlight=False,
    )  # fmt: skip


def _tell(problems: Sequence[Problem]) -> None:
    for one in problems[:SHOWN]:
        where = f"{one.file} 第 {one.row} 个要素" if one.row else one.file
        value = f"“{one.value}”" if one.value else ""
        err.print(f"{where}{value}：{one.message}；{one.help}", markup=False, highlight=False, soft_wrap=True)
        at = f"{one.file} feature {one.row}" if one.row else one.file
        err.print(f"  {at}: {one.message_en}; {one.help_en}", markup=False, highlight=False, soft_wrap=True)
    if len(problems) > SHOWN:
        err.print(f"其余 {len(problems) - SHOWN} 处请用 --json 查看。The rest: --json.", markup=False)


@app.command("list")
def list_maps(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """列出已添加的地图，以及不能使用的文件和原因。List the maps, and files that can't be used."""
    home = open_session(ctx)
    from baowen.orgs.maps.queries import maps_of

    found = maps_of(home.maps)
    if as_json:
        print_json([asdict(one) for one in found])
    elif not found:
        out.print("没有地图，驾驶舱用示意格；添加：baowen maps add。No map yet: the cockpit shows tiles.")
    else:
        _print_table(found)


def _print_table(found: Sequence[MapView]) -> None:
    table = Table(title=f"地图 {len(found)} 幅", title_justify="left")
    for heading in ("地区", "名称", "审图号", "下级地区", "缺", "简化（米）", "添加日期", "说明"):
        table.add_column(heading, overflow="fold")
    for one in found:
        table.add_row(
            one.place, one.name, one.review_number, str(one.places), " ".join(one.missing),
            f"{one.tolerance_metres:,.0f}", str(one.added_on or ""), one.problem,
        )  # fmt: skip
    out.print(table)


@app.command()
def remove(
    ctx: typer.Context,
    place: Annotated[str, typer.Argument(help="哪个地区的地图（代码）。The place that the map is of.")],
    reason: Annotated[str, typer.Option(help="原因，记入审计。Why, for the audit chain.")],
    as_json: JsonOption = False,
) -> None:
    """删除一地的地图，驾驶舱恢复示意格。Take a map away; the tiles come back."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.orgs.maps.actions import remove_map

    remove_map(home.maps, place, actor=acting(home), at=now(), reason=reason)
    if as_json:
        print_json({"place": place})
    else:
        out.print(f"已删除 {place} 的地图，驾驶舱恢复示意格。Removed.", markup=False, highlight=False)
