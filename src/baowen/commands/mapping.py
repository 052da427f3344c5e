"""`baowen mapping`: lists the known mappings and drafts one for a new export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from baowen.commands.output import Exit, fail, out, print_json
from baowen.core.home import SETTINGS_FILE, Home, open_home
from baowen.core.paths import data_folder
from baowen.core.problems import BaowenError

if TYPE_CHECKING:
    from baowen.collect.contract import Feed

mapping_app = typer.Typer(
    name="mapping", help="映射文件：把已知的导出格式对应到数据 / mappings of known exports", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    app.add_typer(mapping_app, name="mapping")


def _folders(ctx: typer.Context) -> list[Path]:
    """The home's own mappings first, where there is a home, then those of the package."""
    root = ctx.obj if isinstance(ctx.obj, Path) else None
    home: Home | None = open_home(root) if root is not None and (root / SETTINGS_FILE).is_file() else None
    return [*([home.mappings] if home else []), data_folder("mappings")]


def _feed(name: str) -> Feed:
    from baowen.collect.feeds import FEEDS

    if name not in FEEDS:
        raise fail(f"没有名为 {name} 的数据；现有：{'、'.join(FEEDS)}", f"no such feed; there are: {', '.join(FEEDS)}")
    return FEEDS[name]


@mapping_app.command("list", help="列出已有的映射 / list the mappings that are there")
def list_mappings(
    ctx: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")] = False,
) -> None:
    from baowen.collect.mapping import all_mappings

    try:
        mappings = all_mappings(_folders(ctx))
    except BaowenError as error:
        raise fail(error.message, error.message_en) from error
    if as_json:
        fields = {"name", "feed", "title_zh", "title_en", "licence"}
        print_json([mapping.model_dump(include=fields) for mapping in mappings])
        return
    for mapping in mappings:
        out.print(
            f"{mapping.name:<22} {mapping.feed:<16} {mapping.title_zh}  {mapping.title_en}",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )


@mapping_app.command("suggest", help="按文件的表头和内容起草映射 / draft a mapping for a file")
def suggest_mapping(
    feed: Annotated[str, typer.Argument(help="数据名，如 order_line / feed name")],
    file: Annotated[Path, typer.Argument(help="导出的文件 / the exported file")],
    sheet: Annotated[str | None, typer.Option(help="工作表名 / sheet")] = None,
    name: Annotated[str, typer.Option(help="映射名 / name of the mapping")] = "draft",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")] = False,
) -> None:
    from baowen.collect.mapping import suggest
    from baowen.collect.readers import read_table

    known = _feed(feed)
    if not file.is_file():
        raise fail(f"找不到文件 {file}", f"no such file: {file}")
    table = read_table(file, sheet=sheet)
    if table.refused:
        problem = table.problems[0]
        raise fail(f"{problem.message}；{problem.help}", problem.message_en, code=Exit.REFUSED)
    draft = suggest(known, table.frame, name=name)
    if as_json:
        print_json({"feed": known.name, "file": file.name, "name": name, "toml": draft})
        return
    typer.echo(draft, nl=False)
