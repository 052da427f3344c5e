"""`baowen cases file`: files of a case, added, listed, saved and withdrawn. RSP-1, ENF-1."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from baowen.commands.case_desk import Desk, NumberArgument, OnOption, ReasonOption, as_table, desk
from baowen.commands.output import JsonOption, out, print_json
from baowen.core.clock import day_of
from baowen.core.problems import BaowenError

if TYPE_CHECKING:
    from baowen.respond.queries import FileView

FileArgument = Annotated[int, typer.Argument(help="附件编号，见 cases file list。Number of the file.")]
app = typer.Typer(help="案件附件：添加、列出、另存、撤回。Files of a case.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the group to the commands on cases."""
    parent.add_typer(app, name="file")


@app.command()
def add(
    ctx: typer.Context,
    number: NumberArgument,
    path: Annotated[Path, typer.Argument(help="文件：pdf、png、jpg、xlsx、docx、txt。The file.")],
    words: Annotated[str, typer.Option(help="说明：是什么材料。What it shows.")] = "",
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """给案件添加一个附件；原件按内容存入数据目录。Add a file to a case; it is kept under its hash."""
    with desk(ctx) as at:
        from baowen.respond.actions import files

        doing = at.doing(on)
        file = files.add_file(number, files.keep_file(number, path, at.home.raw, doing), words, doing)
        _tell(number, file, at, f"案件 {number}：已添加附件 {file}。Added.", as_json=as_json)


@app.command("list")
def list_files(ctx: typer.Context, number: NumberArgument, as_json: JsonOption = False) -> None:
    """案件的附件，已撤回的也列出。The files of a case, withdrawn ones too."""
    with desk(ctx) as at:
        from baowen.respond.queries import files_of

        found = files_of(number, at.actor, book=at.book)
        if as_json:
            print_json([asdict(one) for one in found])
        elif not found:
            out.print(f"案件 {number} 没有附件。No file.", highlight=False, markup=False)
        else:
            headings = ("编号", "文件", "字节", "SHA-256", "添加", "说明", "状态")
            as_table(f"案件 {number} 附件 {len(found)} 个", headings, map(_cells, found))


def _cells(one: FileView) -> list[Text]:
    state = f"已撤回：{one.withdrawn_because}" if one.withdrawn_at else "有效"
    added = f"{day_of(one.added_at)} {one.by}"
    return [Text(cell) for cell in (str(one.id), one.file_name, f"{one.size:,}", one.sha256, added, one.words, state)]


@app.command()
def save(
    ctx: typer.Context,
    file: FileArgument,
    path: Annotated[Path, typer.Argument(help="另存到哪里，不覆盖已有文件。Where to; nothing is overwritten.")],
    as_json: JsonOption = False,
) -> None:
    """把附件原样另存，先核对其 SHA-256。Save a file as it came, its hash checked first."""
    with desk(ctx) as at:
        from baowen.core.rawfiles import unchanged
        from baowen.respond.queries import file_to_read

        found = file_to_read(file, at.actor, book=at.book)
        if path.exists():
            raise BaowenError(f"{path} 已存在，请换一个名称", f"{path} exists; choose another name")
        path.write_bytes(unchanged(at.home.raw, found.sha256))
        if as_json:
            print_json(asdict(found))
        else:
            out.print(f"已另存到 {path}。Saved.", highlight=False, markup=False, soft_wrap=True)


@app.command()
def withdraw(
    ctx: typer.Context, file: FileArgument, reason: ReasonOption, on: OnOption = None, as_json: JsonOption = False
) -> None:  # fmt: skip
    """撤回附件并写明理由；不再提供，仍列出。Withdraw a file with a reason; it stays listed."""
    with desk(ctx) as at:
        from baowen.respond.actions import files

        number = files.withdraw_file(file, at.doing(on, reason))
        _tell(number, file, at, f"附件 {file} 已撤回。Withdrawn.", as_json=as_json)


def _tell(number: str, file: int, at: Desk, told: str, *, as_json: bool) -> None:
    from baowen.respond.queries import files_of

    if as_json:
        print_json(next(asdict(one) for one in files_of(number, at.actor, book=at.book) if one.id == file))
    else:
        out.print(told, highlight=False, markup=False)
