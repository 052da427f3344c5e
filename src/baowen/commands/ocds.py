"""`baowen ocds`: what was bought in a month as open contracting data. PRC-7."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from baowen.commands.output import JsonOption, out, print_json
from baowen.commands.session import open_session
from baowen.core.problems import BaowenError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baowen.core.home import Home
    from baowen.core.period import Month

NOWHERE = "http://localhost"  # where BAOWEN_SITE does not say how the pages are reached
app = typer.Typer(help="公开采购数据（OCDS）。Open contracting data.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="ocds")


@app.command("export")
def export(
    ctx: typer.Context,
    month: Annotated[str, typer.Option(help="月份，如 2026-11。Month, such as 2026-11.")],
    to: Annotated[Path, typer.Option(help="写入的文件。File to write.")],
    kind: Annotated[
        Literal["releases", "records"], typer.Option(help="发布或记录。Releases, or records with all of a process.")
    ] = "releases",
    form: Annotated[Literal["json", "jsonl"], typer.Option("--format", help="JSON 或逐行 JSON。Format.")] = "json",
    as_json: JsonOption = False,
) -> None:
    """按月导出公开采购数据，内容与公众页面相同。Export what the public pages give of a month."""
    home = open_session(ctx)
    from baowen.core.period import Month

    try:
        asked = Month.parse(month)
    except ValueError:
        raise BaowenError(f"月份写作 2026-11，不是“{month}”", f"a month is written 2026-11, not {month}") from None
    draft = to.with_suffix(f"{to.suffix}.part")
    try:
        with draft.open("w", encoding="utf-8") as file:
            for piece in _text(home, asked, kind, form):
                file.write(piece)
    except OSError as error:
        raise BaowenError(f"无法写入 {to}：{error.strerror}", f"{to} can't be written: {error.strerror}") from error
    draft.replace(to)
    if as_json:
        print_json({"file": str(to), "bytes": to.stat().st_size})
    else:
        out.print(f"已写入 {to}（{to.stat().st_size:,} 字节）", markup=False, highlight=False)


def _text(home: Home, month: Month, kind: str, form: str) -> Iterator[str]:
    from django.conf import settings

    from baowen.core.clock import now, today
    from baowen.core.policy import load_packs
    from baowen.lake.serving import open_serving
    from baowen.procure.ocds.packages import lines_text, package_head, package_text
    from baowen.procure.ocds.queries import bounds, rows_of
    from baowen.public.contracting import public_scope, publisher

    opened = open_serving(home.serving) if home.serving.exists() else None
    scope = public_scope(home, opened, load_packs(), on=today(), now=now())
    rows = rows_of(kind, scope, *bounds(month))
    if form == "jsonl":
        return lines_text(rows)
    address = f"{settings.PUBLIC_SITE or NOWHERE}/public/"
    head = package_head(publisher(home, address), f"{address}data/ocds/{kind}-{month}.json", scope.now)
    return package_text(head, kind, rows)
