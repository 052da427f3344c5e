"""`baowen cases`: what is done with a case, one command for each move of the table. RSP-1, RSP-3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from baowen.commands import case_beside
from baowen.commands.case_desk import (
    Desk,
    NumberArgument,
    OnOption,
    ReasonOption,
    WordsOption,
    coded,
    desk,
    drug_called,
)
from baowen.commands.output import JsonOption, out, print_json

if TYPE_CHECKING:
    from baowen.respond.kinds import SourceKind


def register(app: typer.Typer) -> None:
    """Add the moves to the group, in the order of the table of moves."""
    for name, command in (
        ("open", open_case), ("accept", accept), ("assess", assess), ("ask", ask), ("answer", answer),
        ("report-up", report_up), ("return-down", return_down), ("close", close), ("dismiss", dismiss),
        ("merge", merge), ("split", split), ("reopen", reopen),
    ):  # fmt: skip
        app.command(name)(command)
    case_beside.register(app)


def open_case(
    ctx: typer.Context,
    kind: Annotated[
        str, typer.Option(help="类别：shortage 短缺、price 不合理涨价、conduct 违规行为。What it is about.")
    ],
    region: Annotated[str, typer.Option(help="最先发现的地区（代码）。Place that saw it first.")],
    drug: Annotated[str, typer.Option(help="药品：名称或产品代码。Drug: its name or a product code.")],
    source: Annotated[
        list[str],
        typer.Option(
            help="来源“类别:编号”，可多次给出；类别：signal、report、stop、clue、handover、officer。Kind and number."
        ),
    ],
    reason: ReasonOption = "",
    military: Annotated[bool, typer.Option("--military", help="军地渠道（HD-2）。Military-local channel.")] = False,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """登记线索为案件；同一事项已有在办案件的并入该案。Open a case, or add to the open one on the matter."""
    with desk(ctx) as at:
        from baowen.respond.actions import opening
        from baowen.respond.kinds import CASE_WORDS, CaseKind, Channel

        subject, name = drug_called(at.home, drug)
        matter = opening.Matter(
            kind=coded(kind, CaseKind, CASE_WORDS, "类别", "kind"), region=region, subject=subject, subject_name=name,
            channel=Channel.MILITARY if military else Channel.CIVIL,
        )  # fmt: skip
        done = opening.open_case(matter, [_source(one) for one in source], at.doing(on, reason))
        if not as_json:
            told = ("已登记案件", "opened") if done.is_new else ("已有在办案件，线索并入", "joined the open case")
            out.print(f"{told[0]} {done.number} {told[1]}", highlight=False)
        _tell(done.number, at, as_json=as_json, is_new=done.is_new)


def _source(text: str) -> tuple[SourceKind, str]:
    from baowen.core.problems import BaowenError
    from baowen.respond.kinds import SOURCE_WORDS, SourceKind

    kind, _, reference = text.replace("：", ":").partition(":")
    if not reference.strip():
        raise BaowenError(f"来源“{text}”应写作“类别:编号”，如 report:R1", f"a source is KIND:NUMBER, not {text}")
    return coded(kind.strip(), SourceKind, SOURCE_WORDS, "来源类别", "kind of source"), reference.strip()


def accept(
    ctx: typer.Context, number: NumberArgument, reason: ReasonOption = "", on: OnOption = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """接收并开始核实。Take a case up."""
    with desk(ctx) as at:
        from baowen.respond.actions import moves

        moves.accept(number, at.doing(on, reason))
        _tell(number, at, as_json=as_json)


def assess(
    ctx: typer.Context, number: NumberArgument, reason: ReasonOption = "", on: OnOption = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """评估确定：线索属实，上报期限起算。Find the clue to be true; the clock of reporting upward starts."""
    with desk(ctx) as at:
        from baowen.respond.actions import moves

        moves.assess(number, at.doing(on, reason))
        _tell(number, at, as_json=as_json)


def ask(
    ctx: typer.Context,
    number: NumberArgument,
    organisation: Annotated[str, typer.Argument(help="被询问的机构（代码）。Code of the organisation that is asked.")],
    words: WordsOption,
    reason: ReasonOption,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """请对方答复，答复前停止计时。Ask an organisation; the clock stands until it answers."""
    with desk(ctx) as at:
        from baowen.respond.actions import moves

        moves.ask(number, organisation, words, at.doing(on, reason))
        _tell(number, at, as_json=as_json)


def answer(
    ctx: typer.Context, number: NumberArgument, words: WordsOption, on: OnOption = None, as_json: JsonOption = False
) -> None:  # fmt: skip
    """登记答复，恢复计时；被询问方或牵头单位登记。Give the answer; the clock goes on."""
    with desk(ctx) as at:
        from baowen.respond.actions import moves

        moves.answer(number, words, at.doing(on))
        _tell(number, at, as_json=as_json)


def report_up(
    ctx: typer.Context, number: NumberArgument, reason: ReasonOption, on: OnOption = None, as_json: JsonOption = False
) -> None:  # fmt: skip
    """本级解决不了，报上一级。Report an unsolved case to the level above, which then has it."""
    with desk(ctx) as at:
        from baowen.respond.actions import moves

        moves.report_up(number, at.doing(on, reason))
        _tell(number, at, as_json=as_json)


def return_down(
    ctx: typer.Context, number: NumberArgument, reason: ReasonOption, on: OnOption = None, as_json: JsonOption = False
) -> None:  # fmt: skip
    """退回下级。Return a case to the level below."""
    with desk(ctx) as at:
        from baowen.respond.actions import moves

        moves.return_down(number, at.doing(on, reason))
        _tell(number, at, as_json=as_json)


def close(
    ctx: typer.Context,
    number: NumberArgument,
    result: Annotated[str, typer.Option(help="办理结果：措施的代码或中文，如 transfer。The measure that ended it.")],
    reason: ReasonOption,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """以分类的结果办结。Close a case with its classified result."""
    with desk(ctx) as at:
        from baowen.respond.actions import moves
        from baowen.respond.kinds import MEASURE_WORDS, MeasureKind

        moves.close(number, coded(result, MeasureKind, MEASURE_WORDS, "办理结果", "result"), at.doing(on, reason))
        _tell(number, at, as_json=as_json)


def dismiss(
    ctx: typer.Context, number: NumberArgument, reason: ReasonOption, on: OnOption = None, as_json: JsonOption = False
) -> None:  # fmt: skip
    """核实不成立。End a case whose clue was found not to be true."""
    with desk(ctx) as at:
        from baowen.respond.actions import moves

        moves.dismiss(number, at.doing(on, reason))
        _tell(number, at, as_json=as_json)


def merge(
    ctx: typer.Context,
    number: NumberArgument,
    into: Annotated[str, typer.Option(help="并入哪个案件（编号）。The case that takes it in.")],
    reason: ReasonOption,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """并入同一地区的另一案件。Let another case of the same place take this one in."""
    with desk(ctx) as at:
        from baowen.respond.actions import moves

        moves.merge(number, into, at.doing(on, reason))
        _tell(number, at, as_json=as_json)


def split(
    ctx: typer.Context, number: NumberArgument, reason: ReasonOption, on: OnOption = None, as_json: JsonOption = False
) -> None:  # fmt: skip
    """从所并案件中分出。Take a case out of the one that it was merged into."""
    with desk(ctx) as at:
        from baowen.respond.actions import moves

        moves.split(number, at.doing(on, reason))
        _tell(number, at, as_json=as_json)


def reopen(
    ctx: typer.Context, number: NumberArgument, reason: ReasonOption, on: OnOption = None, as_json: JsonOption = False
) -> None:  # fmt: skip
    """重新办理，期限重新起算。Take an ended case up again; its clocks start anew."""
    with desk(ctx) as at:
        from baowen.respond.actions import moves

        moves.reopen(number, at.doing(on, reason))
        _tell(number, at, as_json=as_json)


def _tell(number: str, at: Desk, *, as_json: bool, is_new: bool = False) -> None:
    """Where the case stands after a move; whoever answered may not be one of those who may read it."""
    from baowen.core.problems import BaowenError
    from baowen.respond.queries import case_page
    from baowen.respond.states import RULES, STATE_WORDS

    try:
        page = case_page(number, at.actor, book=at.book)
    except BaowenError:
        page = None
    if as_json:
        line = page.line if page else None
        print_json(
            {
                "number": number, "is_new": is_new, "moves": line.moves if line else None,
                "state": line.state if line else None, "region": line.region if line else None,
                "next_due": line.next_due if line else None,
            }
        )  # fmt: skip
        return
    if page is None:
        out.print(f"案件 {number}：已登记答复，由办理单位继续办理。Answered.", highlight=False)
        return
    zh, place = RULES[page.events[-1].move].zh, at.book.regions.full_name(page.line.region)
    due = f"最近期限 {page.line.next_due}" if page.line.next_due else "目前没有到期日"
    out.print(
        f"案件 {number}：{zh}；现为“{STATE_WORDS[page.line.state][0]}”，由{place}办理，{due}",
        highlight=False, markup=False, soft_wrap=True,
    )  # fmt: skip
