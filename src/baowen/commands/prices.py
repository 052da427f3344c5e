"""`baowen prices`: price matters, their letters and templates. PRI-1 to PRI-3."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from baowen.commands.case_desk import Desk, OnOption, ReasonOption, as_table, coded, desk, names_of
from baowen.commands.output import JsonOption, out, print_json
from baowen.commands.session import open_session
from baowen.core.problems import BaowenError
from baowen.price.kinds import LETTER_WORDS, ORIGIN_WORDS, STEP_WORDS, OriginKind
from baowen.price.states import RULES, STAGE_WORDS, Move, Stage

if TYPE_CHECKING:
    from baowen.price.actions.by_name import Given
    from baowen.price.queries import MatterView

NumberArgument = Annotated[str, typer.Argument(help="事项编号，如 P-430000-2026-00001。Number of the matter.")]
app = typer.Typer(help="价格监管事项、公文和模板。Price matters, their letters and templates.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="prices")


@app.command("open")
def open_one(
    ctx: typer.Context,
    drug: Annotated[str, typer.Option(help="药品通用名。Generic name.")],
    enterprise: Annotated[str, typer.Option(help="企业代码。Code of the enterprise.")],
    origin: Annotated[str, typer.Option(help="signal 预警、case 案件、officer 工作中发现。Where it came from.")],
    reference: Annotated[str, typer.Option(help="预警或案件编号。Number of the signal or case.")] = "",
    words: Annotated[str, typer.Option(help="立项缘由。Why.")] = "",
    listing: Annotated[list[str] | None, typer.Option(help="挂网编号，可多次给出。Listing, repeatable.")] = None,
    first: Annotated[bool, typer.Option("--first-raiser", help="本省为首涨省。This province leads.")] = False,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """立项；同一药品、同一企业有在办事项的，并入该事项。Open a matter, or add to the one that is open."""
    with desk(ctx) as at:
        from baowen.price.actions.opening import NewMatter, Origin, open_matter

        kind = coded(origin, OriginKind, ORIGIN_WORDS, "来源", "origin")
        new = NewMatter(drug=drug, enterprise=enterprise, listings=listing or (), is_first_raiser=first)
        found = open_matter(new, Origin(kind=kind, reference=reference, words=words), at.doing(on))
    words_zh = f"已立项 {found.number}" if found.is_new else f"已并入在办事项 {found.number}"
    _say({"number": found.number, "is_new": found.is_new}, words_zh, as_json=as_json)


@app.command("move")
def move(
    ctx: typer.Context,
    number: NumberArgument,
    what: Annotated[str, typer.Argument(help="办理代码，如 inquire；见参考文档。Code of the move.")],
    given: Annotated[
        list[str] | None, typer.Option("--set", help="字段=值，可多次给出，如 words=…、held_on=2026-12-01。A field.")
    ] = None,
    reason: ReasonOption = "",
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """办理一步：函询、约谈、认定、纠正、披露、暂停、恢复等。Make a move of an officer."""
    with desk(ctx) as at:
        from baowen.price.actions.by_name import move_by_name
        from baowen.price.actions.issuing import Papers

        words = {one: (rule.zh, rule.en) for one, rule in RULES.items()}
        wanted = coded(what, Move, words, "办理", "move")
        made = move_by_name(number, wanted, _given(given or []), at.doing(on, reason), Papers.of(at.home))
    _say({"number": number, "move": wanted, "made": made}, f"{RULES[wanted].zh}：{number} {made}", as_json=as_json)


def _given(told: list[str]) -> Given:
    """The fields as typed; BaowenError for an unknown one and for a value that does not fit."""
    from baowen.price.actions.by_name import Given

    kinds: dict[str, str] = {one.name: str(one.type) for one in fields(Given)}
    found: dict[str, Any] = {}
    for one in told:
        name, mark, value = one.partition("=")
        if not mark or name not in kinds:
            raise BaowenError(
                f"“{one}”应写作 字段=值；字段有：{'、'.join(kinds)}", f"write FIELD=VALUE; fields: {', '.join(kinds)}"
            )
        found[name] = _value(kinds[name], name, value)
    return Given(**found)


def _value(kind: str, name: str, value: str) -> object:
    try:
        if kind.startswith("date"):
            return date.fromisoformat(value)
        if kind.startswith("Decimal"):
            return Decimal(value)
        if kind == "bool":
            return value.lower() in ("1", "true", "yes", "是")
        return int(value) if kind == "int" else value
    except (ValueError, InvalidOperation) as error:
        raise BaowenError(f"{name} 的值“{value}”不对", f"{value} does not fit the field {name}") from error


@app.command("list")
def list_matters(
    ctx: typer.Context,
    stage: Annotated[str, typer.Option(help="阶段，缺省为全部在办。Stage; all open ones unless told.")] = "",
    as_json: JsonOption = False,
) -> None:
    """列出本地区及下级的价格监管事项，最先到期的在前。List matters, what is due first on top."""
    with desk(ctx) as at:
        from baowen.price.queries import Wanted, matter_desk

        wanted = Wanted(stage=coded(stage, Stage, STAGE_WORDS, "阶段", "stage") if stage else None)
        found = matter_desk(at.actor, book=at.book, wanted=wanted, limit=500).lines
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print("没有价格监管事项。No price matter.")
        return
    names = names_of(one.enterprise for one in found)
    as_table(
        f"价格监管事项 {len(found)} 件", ("编号", "药品", "企业", "阶段", "最近期限"),
        (
            [Text(one.number), Text(one.drug), Text(names.get(one.enterprise, one.enterprise)),
             Text(STAGE_WORDS[one.stage][0]), Text(str(one.next_due or "没有到期日"))]
            for one in found
        ),
    )  # fmt: skip


@app.command("show")
def show(ctx: typer.Context, number: NumberArgument, as_json: JsonOption = False) -> None:
    """显示一个事项：经过、待办及期限、公文。Show a matter: what happened, what is owed, letters."""
    with desk(ctx) as at:
        found = _page(number, at)
    if as_json:
        print_json(
            {
                **asdict(found.line), "events": [asdict(one) for one in found.events],
                "owed": [asdict(one) for one in found.owed], "letters": [asdict(one) for one in found.letters],
            }
        )  # fmt: skip
        return
    line = found.line
    out.print(f"{line.number} {line.drug}（{STAGE_WORDS[line.stage][0]}）", highlight=False, markup=False)
    for event in found.events:
        out.print(f"  {event.on} {RULES[event.move].zh} {event.words}", highlight=False, markup=False)
    for owed in found.owed:
        due = f"{owed.done_on} 已完成" if owed.done_on else f"{owed.due_on or '未设定'} 到期；{owed.working_zh}"
        out.print(f"  待办 {owed.id} {STEP_WORDS[owed.step][0]}：{due}", highlight=False, markup=False)
    for letter in found.letters:
        words = LETTER_WORDS[letter.kind][0]
        out.print(f"  公文 {letter.id} {words} {letter.reference}", highlight=False, markup=False)


def _page(number: str, at: Desk) -> MatterView:
    from baowen.core.clock import today
    from baowen.price.queries import matter_page

    return matter_page(number, at.actor, book=at.book, on=today())


@app.command("letter")
def letter(
    ctx: typer.Context,
    key: Annotated[int, typer.Argument(help="公文编号，见 prices show。Number of the letter.")],
    to: Annotated[Path, typer.Option("--to", help="写到哪个文件。The file to write.")],
    as_json: JsonOption = False,
) -> None:
    """取出发出的公文原件（.docx）。Write a letter as it was issued."""
    with desk(ctx) as at:
        from baowen.core.rawfiles import unchanged
        from baowen.price.queries import letter_to_read

        found = letter_to_read(key, at.actor, book=at.book)
        to.write_bytes(unchanged(at.home.raw, found.sha256))
    _say(
        {"id": key, "reference": found.reference, "sha256": found.sha256, "file": str(to)},
        f"{found.reference} 已写到 {to}", as_json=as_json,
    )  # fmt: skip


@app.command("templates")
def templates(
    ctx: typer.Context,
    replace: Annotated[bool, typer.Option("--replace", help="覆盖已有的模板。Replace those that are there.")] = False,
    as_json: JsonOption = False,
) -> None:
    """把内置公文模板写到数据目录的 templates 文件夹，供修改。Write the built-in templates into the home."""
    home = open_session(ctx)
    from baowen.price.letters.templates import write_templates

    written = [path.name for path in write_templates(home.templates, replace=replace)]
    _say(
        {"folder": str(home.templates), "written": written}, f"已写出 {len(written)} 个模板到 {home.templates}",
        as_json=as_json,
    )  # fmt: skip


def _say(document: dict[str, object], words: str, *, as_json: bool) -> None:
    if as_json:
        print_json(document)
    else:
        out.print(words, markup=False, highlight=False)
