"""`baowen simulate`: write the files of a province that does not exist."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from baowen.commands.output import err, fail, out, print_json
from baowen.core.problems import BaowenError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("simulate")(simulate_province)


def simulate_province(
    out_folder: Annotated[Path, typer.Option("--out", help="写到哪个文件夹 / folder to write to")],
    region: Annotated[str, typer.Option(help="行政区划代码 / GB/T 2260 code")] = "430000",
    hospitals: Annotated[int, typer.Option(help="医疗机构数 / number of hospitals")] = 200,
    products: Annotated[int, typer.Option(help="药品数 / number of products")] = 800,
    months: Annotated[int, typer.Option(help="月数 / months of history")] = 24,
    seed: Annotated[int, typer.Option(help="随机种子 / random seed")] = 7,
    lines: Annotated[int | None, typer.Option(help="订单行数，约数 / order lines to aim at")] = None,
    file_format: Annotated[str, typer.Option("--format", help="csv 或 parquet / csv or parquet")] = "csv",
    until: Annotated[str | None, typer.Option(help="最后一个月，YYYY-MM / last month")] = None,
    bad_share: Annotated[float, typer.Option(help="故意写坏的单元格比例 / share of cells to break")] = 0.0,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")] = False,
) -> None:
    """模拟一个省的数据（模拟数据，不是真实情况） / Write a simulated province whose events are known."""
    from baowen.simulate import Parameters

    given: dict[str, Any] = {
        "region": region, "hospitals": hospitals, "products": products, "months": months, "seed": seed,
        "lines": lines, "format": file_format, "bad_share": bad_share,
    }  # fmt: skip
    if until is not None:
        given["until"] = until
    try:
        summary = _run(Parameters(**given), out_folder)
    except BaowenError as error:
        raise fail(error.message, error.message_en) from error
    if as_json:
        print_json(summary)
        return
    out.print(f"模拟数据已写入 {out_folder} / simulated data written", markup=False)
    for feed, rows in summary["rows_by_feed"].items():
        out.print(f"  {feed:<18}{rows:>12,}", markup=False, highlight=False)
    out.print(f"事件 events: {summary['events_by_kind']}", markup=False, highlight=False)
    out.print(f"{summary['seconds']} s", markup=False, highlight=False)


def _run(parameters: Any, folder: Path) -> dict[str, Any]:
    """Play with a progress bar where standard error is a terminal."""
    from rich.progress import Progress

    from baowen.simulate import simulate

    if not err.is_terminal:
        return simulate(parameters, folder).as_json()
    with Progress(console=err, transient=True) as bar:
        task = bar.add_task("模拟 simulating", total=parameters.months)
        return simulate(parameters, folder, lambda done, _: bar.update(task, completed=done)).as_json()
