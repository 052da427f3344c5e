"""`baowen import` and `baowen load`: take files in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from baowen.commands.output import Exit, JsonOption, err, out, print_json
from baowen.commands.session import actor, open_session

if TYPE_CHECKING:
    from baowen.collect.actions import Outcome
    from baowen.core.home import Home

MOST_PROBLEMS = 100_000  # in one JSON document; the workbook has them all
SHOWN = 10


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("import")(import_files)
    app.command("load")(load)


def import_files(
    ctx: typer.Context,
    feed: Annotated[str, typer.Argument(help="数据接口名，见 baowen feeds。The feed.")],
    files: Annotated[list[Path], typer.Argument(help="要导入的文件。Files to import.")],
    mapping: Annotated[
        str | None, typer.Option(help="映射名称或路径；缺省按表头查找。Mapping by name or path.")
    ] = None,
    period: Annotated[
        str | None, typer.Option(help="应属月份 YYYY-MM；不符则整份退回。The month the rows must lie in.")
    ] = None,
    refused: Annotated[Path | None, typer.Option(help="退回工作簿的路径 .xlsx。Where the workbook goes.")] = None,
    as_json: JsonOption = False,
) -> None:
    """导入一个或多个文件：合格的行入库，不合格的行连同原因退回。Import files; refused rows come back with reasons."""
    from baowen.core.period import Month

    month = None
    if period is not None:
        try:
            month = Month.parse(period)
        except ValueError:
            raise typer.BadParameter("月份应写作 YYYY-MM，如 2026-03 (a month is YYYY-MM)") from None
    home = open_session(ctx)
    outcomes = []
    for position, path in enumerate(files):
        target = refused if refused is None or len(files) == 1 else refused.with_stem(f"{refused.stem}-{position + 1}")
        outcomes.append(_import_one(home, feed, path, mapping=mapping, period=month, refused_path=target))
    _tell(outcomes, as_json=as_json)
    raise typer.Exit(int(exit_code(outcomes)))


def load(
    ctx: typer.Context,
    folder: Annotated[
        Path, typer.Argument(help="文件按数据接口命名的目录。A folder whose files are named after feeds.")
    ],
    as_json: JsonOption = False,
) -> None:
    """导入整个目录，先名录后明细。Import a folder: registers first, then the rows that refer to them."""
    from baowen.collect.folder import files_to_load

    if not folder.is_dir():
        raise typer.BadParameter(f"没有这个目录 no such folder: {folder}")
    home = open_session(ctx)
    found = files_to_load(folder)
    if not found:
        raise typer.BadParameter(f"{folder} 中没有以数据接口命名的文件 (no file here is named after a feed)")
    outcomes = [_import_one(home, feed, path) for feed, path in _with_progress(found, as_json=as_json)]
    _tell(outcomes, as_json=as_json)
    raise typer.Exit(int(exit_code(outcomes)))


def _import_one(home: Home, feed: str, path: Path, **options: Any) -> Outcome:
    from baowen.collect.actions import import_file
    from baowen.core.clock import now

    return import_file(home, feed, path, by=actor(), at=now(), clock=now, **options)


def _with_progress(found: list[tuple[str, Path]], *, as_json: bool) -> Any:
    from rich.progress import track

    names = track(found, description="导入 importing", console=err, disable=as_json or not err.is_terminal)
    yield from names


def exit_code(outcomes: list[Outcome]) -> Exit:
    """0 all accepted, 3 partly refused, 4 refused whole: over all files of one call."""
    if not any(one.refused or one.stopped for one in outcomes):
        return Exit.ACCEPTED
    came_in = any(one.accepted or one.unchanged for one in outcomes)
    return Exit.PARTLY_REFUSED if came_in else Exit.REFUSED


def _tell(outcomes: list[Outcome], *, as_json: bool) -> None:
    if as_json:
        print_json(_document(outcomes))
        return
    for one in outcomes:
        _tell_one(one)
    if len(outcomes) > 1:
        total = {name: sum(getattr(one, name) for one in outcomes) for name in ("accepted", "refused", "unchanged")}
        out.print(
            f"合计 {len(outcomes)} 个文件：接收 {total['accepted']:,} 行，退回 {total['refused']:,} 行，"
            f"未变 {total['unchanged']:,} 行",
            highlight=False,
        )


def _tell_one(one: Outcome) -> None:
    words = f"{one.file} → {one.feed}：接收 {one.accepted:,} 行"
    if one.corrected:
        words += f"（其中更正 {one.corrected:,} 行）"
    words += f"，退回 {one.refused:,} 行，未变 {one.unchanged:,} 行"
    if one.stopped:
        words = f"{one.file} → {one.feed}：整份退回，未改动任何数据"
    style = "red" if one.stopped else "yellow" if one.refused else "green"
    out.print(words, style=style, highlight=False, markup=False)
    if one.refused or one.stopped:
        for problem in one.problems.filter(one.problems["level"] == "refuse").head(SHOWN).iter_rows(named=True):
            where = f"第 {problem['row']} 行 {problem['column']}" if problem["row"] else "整份文件"
            value = f"“{problem['value']}”" if problem["value"] else ""
            out.print(f"  {where}{value}：{problem['message']}。{problem['help']}", markup=False, highlight=False)
    if one.refused_file:
        out.print(f"  退回工作簿 refused rows: {one.refused_file}", markup=False, highlight=False)


def _document(outcomes: list[Outcome]) -> dict[str, Any]:
    def total(name: str) -> int:
        return sum(getattr(one, name) for one in outcomes)

    problems = [problem for one in outcomes for problem in one.problems.head(MOST_PROBLEMS).iter_rows(named=True)]
    return {
        "accepted": total("accepted"),
        "refused": total("refused"),
        "unchanged": total("unchanged"),
        "corrected": total("corrected"),
        "skipped": total("skipped"),
        "problems_total": sum(one.problems.height for one in outcomes),
        "problems": problems[:MOST_PROBLEMS],
        "files": [
            {
                "file": one.file,
                "feed": one.feed,
                "mapping": one.mapping,
                "import_id": one.batch,
                "rows": one.rows,
                "accepted": one.accepted,
                "refused": one.refused,
                "unchanged": one.unchanged,
                "corrected": one.corrected,
                "warnings": one.warnings,
                "stopped": one.stopped,
                "months": list(one.months),
                "lake_version": one.lake_version,
                "refused_file": one.refused_file,
            }
            for one in outcomes
        ],
    }
