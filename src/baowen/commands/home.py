"""`baowen init`: make the home of a deployment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from baowen.commands.output import JsonOption, out, print_json


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("init")(init)


def init(
    ctx: typer.Context,
    region: Annotated[str, typer.Option(help="行政区划代码，如 430000。The GB/T 2260 code that this home serves.")],
    as_json: JsonOption = False,
) -> None:
    """建立数据目录（可重复运行）。Make a home; safe to run again."""
    from baowen.core.home import create_home
    from baowen.core.policy import load_packs
    from baowen.core.records import open_records
    from baowen.orgs.regions import load_regions

    root: Path = ctx.obj
    place = load_regions().require(region)
    load_packs()
    made = create_home(root, region=region)
    open_records(made, migrate=True)
    if as_json:
        print_json({"home": str(made.root), "region": region, "region_name": place.name})
    else:
        out.print(f"数据目录已就绪 home ready: {made.root}（{place.code} {place.name}）", markup=False, highlight=False)
