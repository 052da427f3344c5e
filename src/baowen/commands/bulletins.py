"""`baowen bulletins`: what is told to the public in words, from the draft to its correction. RPT-4."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from baowen.commands.output import JsonOption, out, print_json
from baowen.commands.session import acting, open_session
from baowen.core.problems import BaowenError

if TYPE_CHECKING:
    from baowen.public.actions.publishing import BulletinFacts
    from baowen.public.bulletins import BulletinView

app = typer.Typer(help="公告：起草、发布、更正、撤回。Bulletins: written, published, corrected.", no_args_is_help=True)
KeyArgument = Annotated[int, typer.Argument(help="草稿编号。Number of the draft.")]
NumberArgument = Annotated[str, typer.Argument(help="公告编号。Number of the bulletin.")]
TitleOption = Annotated[str, typer.Option(help="标题。Title in Chinese.")]
BodyOption = Annotated[Path, typer.Option(help="正文文件，段落之间空一行。File with the text in Chinese.")]
TitleEnOption = Annotated[str, typer.Option(help="英文标题。Title in English.")]
BodyEnOption = Annotated[Path | None, typer.Option(help="英文正文文件。File with the text in English.")]
CorrectsOption = Annotated[str, typer.Option(help="更正哪一份公告（编号）。Number of the bulletin that it corrects.")]


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="bulletins")


@app.command("write")
def write(
    ctx: typer.Context,
    title: TitleOption,
    body: BodyOption,
    title_en: TitleEnOption = "",
    body_en: BodyEnOption = None,
    corrects: CorrectsOption = "",
    as_json: JsonOption = False,
) -> None:
    """起草一份公告。Write a draft."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.public.actions.publishing import write_bulletin

    key = write_bulletin(_facts(title, body, title_en, body_en, corrects), actor=acting(home), at=now())
    _say(f"已保存草稿 {key}；发布：baowen bulletins publish {key}", {"draft": key}, as_json=as_json)


@app.command("revise")
def revise(
    ctx: typer.Context,
    key: KeyArgument,
    title: TitleOption,
    body: BodyOption,
    title_en: TitleEnOption = "",
    body_en: BodyEnOption = None,
    corrects: CorrectsOption = "",
    as_json: JsonOption = False,
) -> None:
    """修改一份草稿。Change a draft."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.public.actions.publishing import revise_bulletin

    revise_bulletin(key, _facts(title, body, title_en, body_en, corrects), actor=acting(home), at=now())
    _say(f"草稿 {key} 已修改", {"draft": key}, as_json=as_json)


@app.command("discard")
def discard(ctx: typer.Context, key: KeyArgument, as_json: JsonOption = False) -> None:
    """删除一份草稿。Delete a draft."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.public.actions.publishing import discard_bulletin

    discard_bulletin(key, actor=acting(home), at=now())
    _say(f"草稿 {key} 已删除", {"draft": key}, as_json=as_json)


@app.command("publish")
def publish(ctx: typer.Context, key: KeyArgument, as_json: JsonOption = False) -> None:
    """发布一份草稿，此后不能修改，只能更正或撤回。Publish a draft."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.public.actions.publishing import publish_bulletin

    number = publish_bulletin(key, actor=acting(home), at=now())
    _say(f"已发布 {number}", {"number": number}, as_json=as_json)


@app.command("withdraw")
def withdraw(
    ctx: typer.Context,
    number: NumberArgument,
    why: Annotated[str, typer.Option("--reason", help="撤回原因，与公告一并公布。Why; shown with it.")],
    as_json: JsonOption = False,
) -> None:
    """撤回一份公告；原文和原因仍然公开。Withdraw a bulletin; text and reason stay to be read."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.public.actions.publishing import withdraw_bulletin

    withdraw_bulletin(number, why=why, actor=acting(home), at=now())
    _say(f"公告 {number} 已撤回", {"number": number}, as_json=as_json)


@app.command("list")
def list_all(
    ctx: typer.Context,
    drafts: Annotated[bool, typer.Option("--drafts", help="列出本地区的草稿。The own region's drafts.")] = False,
    as_json: JsonOption = False,
) -> None:
    """列出已发布的公告，或本地区的草稿。List what is published, or the drafts of the own region."""
    home = open_session(ctx)
    from baowen.public.bulletins import drafts as drafts_of
    from baowen.public.bulletins import published

    found = drafts_of(acting(home)) if drafts else published()
    if as_json:
        print_json([asdict(one) for one in found])
    elif not found:
        out.print("没有公告。No bulletin.")
    else:
        _tell(found)


@app.command("show")
def show(ctx: typer.Context, number: NumberArgument, as_json: JsonOption = False) -> None:
    """显示一份公告和对它的更正。Show a bulletin and what corrects it."""
    open_session(ctx)
    from baowen.public.bulletins import bulletin

    one, corrections = bulletin(number)
    if as_json:
        print_json({"bulletin": asdict(one), "corrections": [asdict(other) for other in corrections]})
        return
    _tell([one, *corrections])
    for text in (one, *corrections):
        out.print(f"\n{text.title_zh}\n\n{text.body_zh}", markup=False, highlight=False, soft_wrap=True)


def _facts(title: str, body: Path, title_en: str, body_en: Path | None, corrects: str) -> BulletinFacts:
    from baowen.public.actions.publishing import BulletinFacts

    return BulletinFacts(
        title_zh=title, body_zh=_text(body), title_en=title_en, body_en=_text(body_en) if body_en else "",
        corrects=corrects,
    )  # fmt: skip


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BaowenError(
            f"读不了正文文件 {path}（{error}）；请用 UTF-8 编码的文本文件",
            f"cannot read {path} ({error}); it must be a text file in UTF-8",
        ) from error


def _tell(found: list[BulletinView]) -> None:
    from baowen.public.states import BULLETIN_WORDS

    table = Table()
    for heading in ("编号", "标题", "发布单位", "发布日期", "状态", "更正"):
        table.add_column(heading, overflow="fold")
    for one in found:
        table.add_row(
            one.number or str(one.key), one.title_zh, one.issuer, str(one.published_on or ""),
            BULLETIN_WORDS[one.state][0], one.corrects,
        )  # fmt: skip
    out.print(table)


def _say(text: str, document: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        print_json(document)
    else:
        out.print(text, markup=False, highlight=False, soft_wrap=True)
