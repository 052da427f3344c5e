"""`baowen notices`: warning notices for each place and department, and the quarterly report, as files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from baowen.commands.output import JsonOption, out, print_json
from baowen.commands.session import open_session


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("notices")(notices)


def notices(
    ctx: typer.Context,
    out_folder: Annotated[Path, typer.Option("--out", help="写到哪个文件夹。Folder to write to.")],
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="与哪天相比的变化。What changed since a day.")
    ] = None,
    quarter: Annotated[
        str | None, typer.Option(help="改为写季度监测报告，如 2026Q3。Write a quarterly report instead.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """按地区和部门写出预警告知书，或写季度监测报告。Write warning notices by place and department."""
    home = open_session(ctx)
    from baowen.monitor.dispatch import write_notices, write_quarter

    out_folder.mkdir(parents=True, exist_ok=True)
    if quarter is not None:
        written = [write_quarter(home, _quarter(quarter), out_folder)]
    else:
        written = write_notices(home, out_folder, since=since.date() if since else None)
    if as_json:
        print_json([{"file": one.file, "region_code": one.region_code, "department": one.department, "lines": one.lines}
                    for one in written])  # fmt: skip
    elif not written:
        out.print("没有需要告知的预警。Nothing to tell.")
    else:
        out.print(f"已写出 {len(written):,} 份到 {out_folder}。Wrote {len(written):,} documents.", highlight=False)


def _quarter(text: str) -> str:
    from baowen.monitor.quarter import months_of

    try:
        months_of(text)
    except ValueError:
        raise typer.BadParameter(f"季度应写作 2026Q3，不是 {text} (a quarter is written 2026Q3)") from None
    return text
