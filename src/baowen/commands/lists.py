"""`baowen lists`: editions of the lists, from a published table to what being listed opens. LST-1 to LST-3."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table as Shown

from baowen.commands import list_candidates
from baowen.commands.choices import chosen
from baowen.commands.output import Exit, JsonOption, err, out, print_json
from baowen.commands.session import acting, actor, open_session
from baowen.core.problems import BaowenError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from baowen.collect.list_editions import ListsHandedOver
    from baowen.core.home import Home
    from baowen.core.problems import Problem
    from baowen.lists.kinds import ListKind
    from baowen.lists.queries import EditionView, ItemView

SHOWN = 40
NumberArgument = Annotated[int, typer.Argument(help="清单编号。Number of the edition.")]
IssuerOption = Annotated[str, typer.Option(help="发布地区（代码），缺省为本地。Who issued it.")]
KindOption = Annotated[str, typer.Option(help="shortage 短缺、monitoring 重点监测、essential 基药。Kind of list.")]
EditionOption = Annotated[str, typer.Option(help="期次，如 2026年版。Name of the edition.")]
FirstDay = Annotated[datetime, typer.Option("--effective", formats=["%Y-%m-%d"], help="生效日期。Its first day.")]
DayOption = Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="哪一天，缺省为今天。The day.")]
TitleOption = Annotated[str, typer.Option(help="标题。Title.")]
DocumentOption = Annotated[str, typer.Option(help="文号。Number of the document.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="原因，记入审计。Why, for the audit chain.")]
app = typer.Typer(help="短缺药品清单、重点监测清单。Shortage and monitoring lists.", no_args_is_help=True)
list_candidates.register(app)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="lists")


@app.command("import")
def import_list(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="发布的清单（Excel 或 CSV）。The published table.")],
    kind: KindOption,
    edition: EditionOption,
    effective: FirstDay,
    issuer: IssuerOption = "",
    title: TitleOption = "",
    document: DocumentOption = "",
    sheet: Annotated[str | None, typer.Option(help="工作表。The sheet.")] = None,
    why: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """导入一期清单为草稿，有一处不对就全部不导入。Take an edition in as a draft, whole or not at all."""
    home = open_session(ctx)
    from baowen.collect.list_editions import grid_of
    from baowen.core.clock import now
    from baowen.core.rawfiles import keep
    from baowen.lists.actions.editions import EditionFacts, ListRefusedError, Source, import_edition

    grid = grid_of(file, sheet)
    facts = EditionFacts(
        issuer=issuer or home.region, kind=kind_of(kind), edition=edition, effective_on=effective.date(), title=title,
        document_number=document,
    )  # fmt: skip
    source = Source(file=file.name, sha256=keep(file, home.raw))
    try:
        done = import_edition(facts, grid, actor=acting(home), at=now(), reason=why, source=source)
    except ListRefusedError as refused:
        _tell_refused(refused.problems, as_json=as_json)
        raise typer.Exit(int(Exit.REFUSED)) from None
    if as_json:
        print_json({"number": done.number, "items": done.items, "problems": [], "remarks": _plain(done.remarks)})
        return
    _tell_places(done.remarks, "提示")
    say(f"已导入草稿 {done.number}，共 {done.items} 条；核对后运行 baowen lists publish {done.number}")


def _plain(problems: Iterable[Problem]) -> list[dict[str, object]]:
    return [one.as_json() | {"level": one.level.value} for one in problems]


def _tell_refused(problems: tuple[Problem, ...], *, as_json: bool) -> None:
    if as_json:
        print_json({"number": None, "items": 0, "problems": _plain(problems), "remarks": []})
        return
    _tell_places(problems, "问题")
    err.print(f"没有导入，共 {len(problems)} 处问题；改好后重新导入。Nothing was imported.", markup=False)


def _tell_places(problems: tuple[Problem, ...], word: str) -> None:
    from baowen.lists.actions.editions import place_words

    for one in problems[:SHOWN]:
        text = f"{word}：{place_words(one)}：{one.message}；{one.help}"
        err.print(text, markup=False, highlight=False, soft_wrap=True)
    if len(problems) > SHOWN:
        err.print(f"其余 {len(problems) - SHOWN} 处请用 --json 查看。The rest: --json.", markup=False)


@app.command("publish")
def publish(ctx: typer.Context, number: NumberArgument, why: ReasonOption = "", as_json: JsonOption = False) -> None:
    """发布一期草稿，并交数据湖供监测使用。Publish a draft, and hand it to the lake for the indicators."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.lists.actions.editions import publish_edition

    publish_edition(number, actor=acting(home), at=now(), reason=why)
    _tell_moved(home, number, "已发布", as_json=as_json)


@app.command("withdraw")
def withdraw(
    ctx: typer.Context,
    number: NumberArgument,
    why: Annotated[str, typer.Option("--reason", help="撤回原因。Why.")],
    as_json: JsonOption = False,
) -> None:
    """撤回录入有误的一期，前一期恢复有效。Take back an edition entered wrongly; the one before counts again."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.lists.actions.editions import withdraw_edition

    withdraw_edition(number, why=why, actor=acting(home), at=now())
    _tell_moved(home, number, "已撤回", as_json=as_json)


@app.command("next")
def make_next(
    ctx: typer.Context,
    kind: KindOption,
    edition: EditionOption,
    effective: FirstDay,
    title: TitleOption = "",
    document: DocumentOption = "",
    issuer: IssuerOption = "",
    why: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """由现行一期和已采纳的建议生成下一期草稿。Draft the next edition from the newest and what was accepted."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.lists.actions.editions import EditionFacts, next_edition

    facts = EditionFacts(
        issuer=issuer or home.region, kind=kind_of(kind), edition=edition, effective_on=effective.date(), title=title,
        document_number=document,
    )  # fmt: skip
    made = next_edition(facts, actor=acting(home), at=now(), reason=why)
    if as_json:
        print_json(asdict(made))
        return
    say(f"已生成草稿 {made.number}：共 {made.items} 条，调入 {made.added}，调出 {made.removed}，沿用 {made.kept}")


@app.command("push")
def push(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """把已发布、已撤回而数据湖尚不知道的清单交数据湖。Hand editions to the lake; safe to repeat."""
    home = open_session(ctx)
    found = _pushed(home)
    if as_json:
        print_json(asdict(found) | {"refused": [{"list": name, "reason": why} for name, why in found.refused]})
    else:
        say(f"入湖 {found.accepted:,} 行，未变 {found.unchanged:,} 行，待交 {found.waiting:,} 期")
        _tell_kept_back(found)
    if found.refused:
        raise typer.Exit(int(Exit.PARTLY_REFUSED if found.accepted or found.unchanged else Exit.REFUSED))


def _pushed(home: Home) -> ListsHandedOver:
    from baowen.collect.list_editions import hand_over_lists
    from baowen.core.clock import now

    return hand_over_lists(home, by=actor(), at=now(), clock=now)


def _tell_moved(home: Home, number: int, words: str, *, as_json: bool) -> None:
    """Hand over what a command has just moved, and tell of it; a hindrance is told, and loses nothing."""
    from baowen.lists.queries import edition as edition_of

    try:
        _tell_kept_back(_pushed(home))
    except BaowenError as error:
        text = f"清单{words}，尚未入湖：{error.message}；请稍后运行 baowen lists push"
        err.print(text, markup=False, highlight=False, soft_wrap=True)
    view, _ = edition_of(number, actor=acting(home))
    if as_json:
        print_json(asdict(view))
    else:
        say(f"清单 {number} {words}" + ("" if not view.in_lake else "，监测指标已可使用"))


def _tell_kept_back(found: ListsHandedOver) -> None:
    for name, why in found.refused:
        text = f"{name} 未能入湖：{why}；清单已保存，排除后运行 baowen lists push 即可"
        err.print(text, markup=False, highlight=False, soft_wrap=True)


@app.command("editions")
def list_editions(
    ctx: typer.Context,
    issuer: Annotated[str, typer.Option(help="发布地区（代码），缺省为全部。Who issued them.")] = "",
    as_json: JsonOption = False,
) -> None:
    """列出各期清单；草稿只有清单管理部门看得到。List editions; drafts for those who keep the list."""
    home = open_session(ctx)
    from baowen.lists.queries import editions

    found = editions(issuer=issuer, actor=acting(home))
    if as_json:
        print_json([asdict(one) for one in found])
    elif not found:
        out.print("没有清单。No list.")
    else:
        _tell_editions(found)


@app.command("show")
def show(
    ctx: typer.Context,
    number: Annotated[int | None, typer.Argument(help="清单编号，缺省为某日有效的一期。Number of an edition.")] = None,
    kind: KindOption = "shortage",
    issuer: IssuerOption = "",
    on: DayOption = None,
    out_file: Annotated[Path | None, typer.Option("--out", help="另存为 .xlsx 或 .csv。Save as a file.")] = None,
    as_json: JsonOption = False,
) -> None:
    """显示一期清单，或某日有效的清单，可另存为文件。Show an edition, or the list of a day; save it as a file."""
    home = open_session(ctx)
    from baowen.commands.list_export import save_list
    from baowen.core.clock import today
    from baowen.lists.queries import edition as edition_of
    from baowen.lists.queries import items_on

    if number is not None:
        view, items = edition_of(number, actor=acting(home))
        views = [view]
    else:
        views, items = items_on(issuer or home.region, kind_of(kind), on.date() if on else today())
    if out_file is not None:
        save_list(out_file, views, items)
    if as_json:
        print_json({"editions": [asdict(one) for one in views], "items": [asdict(one) for one in items]})
    elif not views:
        out.print("该日没有有效的清单。No list was in force that day.")
    else:
        _tell_list(views, items)


@app.command("status")
def status(
    ctx: typer.Context,
    drug: Annotated[str, typer.Argument(help="药品通用名。Generic name.")],
    place: Annotated[str, typer.Option(help="地区（代码），缺省为本地。The place.")] = "",
    on: DayOption = None,
    form: Annotated[str, typer.Option(help="剂型，缺省取自名称或不限。Dosage form.")] = "",
    english: Annotated[bool, typer.Option("--english", help="用英文显示。In English.")] = False,
    as_json: JsonOption = False,
) -> None:
    """一种药品某日在某地列在哪些清单上，可走哪些途径。Which lists name a drug, and what that opens."""
    home = open_session(ctx)
    from baowen.commands.list_status import status_lines
    from baowen.core.clock import today
    from baowen.core.policy import load_packs
    from baowen.lists.queries import status as status_there

    day: date = on.date() if on else today()
    found = status_there(drug, place or home.region, day, packs=load_packs(), dosage_form=form)
    if as_json:
        print_json(asdict(found))
        return
    for line in status_lines(found, english=english):
        say(line)


def _tell_editions(found: list[EditionView]) -> None:
    from baowen.lists.kinds import KIND_WORDS
    from baowen.lists.states import EDITION_WORDS

    table = Shown(title=f"清单 {len(found)} 期", title_justify="left")
    for heading in ("编号", "发布地区", "种类", "期次", "生效日期", "条数", "状态", "监测可用", "文号"):
        table.add_column(heading, overflow="fold")
    for one in found:
        table.add_row(
            str(one.number), one.issuer, KIND_WORDS[one.kind][0], one.edition, str(one.effective_on), str(one.items),
            EDITION_WORDS[one.state][0], "是" if one.in_lake else "", one.document_number,
        )  # fmt: skip
    out.print(table)


def _tell_list(views: list[EditionView], items: list[ItemView]) -> None:
    _tell_editions(views)
    table = Shown()
    for heading in ("序号", "通用名", "剂型", "备注"):
        table.add_column(heading, overflow="fold")
    for one in items:
        table.add_row(str(one.number), one.name, one.dosage_form or "不限", one.note)
    out.print(table)


def say(text: str) -> None:
    """Print one line of words as they are."""
    out.print(text, markup=False, highlight=False, soft_wrap=True)


def kind_of(word: str) -> ListKind:
    """The kind of list as typed: its code or its Chinese name."""
    from baowen.lists.kinds import KIND_WORDS

    return chosen(word, KIND_WORDS, what=("清单", "kind of list"))
