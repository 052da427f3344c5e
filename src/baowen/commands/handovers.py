"""`baowen handover`: clues handed over between departments, received, answered or returned. ENF-1."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from baowen.commands.case_desk import Desk, OnOption, ReasonOption, WordsOption, as_table, coded, day, desk, names_of
from baowen.commands.output import JsonOption, out, print_json
from baowen.core.clock import SHANGHAI
from baowen.core.problems import BaowenError
from baowen.respond.kinds import HANDOVER_RESULT_WORDS, HandoverResult
from baowen.respond.states_beside import PASSING_WORDS

if TYPE_CHECKING:
    from baowen.respond.queries import HandoverView

NumberArgument = Annotated[str, typer.Argument(help="移送编号，如 Y-320100-2026-00001。Number of the hand-over.")]
app = typer.Typer(help="移送：部门之间移送线索，签收、答复。Hand-overs between departments.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="handover")


@app.command()
def send(
    ctx: typer.Context,
    receiver: Annotated[str, typer.Argument(help="接收部门（代码）。Code of the receiving department.")],
    subject: Annotated[str, typer.Option(help="移送事项。What it is about.")],
    words: WordsOption,
    case: Annotated[str, typer.Option(help="所属案件编号，没有时不填。Case, if it belongs to one.")] = "",
    evidence: Annotated[
        list[int] | None, typer.Option(help="随附的案件附件编号，可多次给出。Files of the case that go with it.")
    ] = None,
    reason: ReasonOption = "",
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """向本地区或上级联动机制中的部门移送线索。Hand a clue over to a department of the joint mechanism."""
    with desk(ctx) as at:
        from baowen.respond.actions import handover

        clue = handover.Clue(
            receiver=receiver, subject=subject, words=words, case=case, evidence=evidence or ()
        )  # fmt: skip
        number = handover.send(clue, at.doing(on, reason))
        _tell(number, at, f"已移送 {receiver}，编号 {number}，待签收。Sent.", as_json=as_json)


@app.command()
def receive(
    ctx: typer.Context, number: NumberArgument, on: OnOption = None, as_json: JsonOption = False
) -> None:  # fmt: skip
    """签收移送给本单位的线索。Receive what was handed over to the own organisation."""
    with desk(ctx) as at:
        from baowen.respond.actions import handover

        handover.receive(number, at.doing(on))
        _tell(number, at, f"已签收 {number}，待答复。Received.", as_json=as_json)


@app.command()
def answer(
    ctx: typer.Context,
    number: NumberArgument,
    result: Annotated[
        str,
        typer.Option(
            help="结果：unfounded、corrected、investigated、penalised、tax_handled、criminal，或其中文。The result."
        ),
    ],
    words: WordsOption,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """答复已签收的移送：办理结果和情况。Answer a hand-over: what came of it."""
    with desk(ctx) as at:
        from baowen.respond.actions import handover

        found = coded(result, HandoverResult, HANDOVER_RESULT_WORDS, "结果", "result")
        handover.answer(number, found, words, at.doing(on))
        _tell(number, at, f"已答复 {number}：{HANDOVER_RESULT_WORDS[found][0]}。Answered.", as_json=as_json)


@app.command("return")
def give_back(
    ctx: typer.Context, number: NumberArgument, reason: ReasonOption, on: OnOption = None, as_json: JsonOption = False
) -> None:  # fmt: skip
    """退回移送，写明理由（如不属本部门管辖）。Return a hand-over with a reason."""
    with desk(ctx) as at:
        from baowen.respond.actions import handover

        handover.give_back(number, at.doing(on, reason))
        _tell(number, at, f"已退回 {number}。Returned.", as_json=as_json)


def _tell(number: str, at: Desk, told: str, *, as_json: bool) -> None:
    from baowen.respond.queries import handover_page

    if as_json:
        print_json(_document(handover_page(number, at.actor, book=at.book)))
    else:
        out.print(told, highlight=False)


def _document(one: HandoverView) -> dict[str, Any]:
    return asdict(one) | {"waits_days": one.waits_days(day(None))}


@app.command("list")
def list_handovers(
    ctx: typer.Context,
    incoming: Annotated[bool, typer.Option("--incoming", help="移送给本单位的。Handed over to us.")] = False,
    outgoing: Annotated[bool, typer.Option("--outgoing", help="本单位移送的。Handed over by us.")] = False,
    before: Annotated[
        str, typer.Option(help="下一页：上一页最末的编号。The next page: the last number of the page before.")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """缺省列出本单位收发的、尚未答复的移送，等得久的在前。By default what waits for an answer, the oldest first."""
    if incoming and outgoing:
        raise BaowenError("--incoming 与 --outgoing 只能给一个", "give one of --incoming and --outgoing")
    if before and not (incoming or outgoing):
        raise BaowenError("--before 须与 --incoming 或 --outgoing 同用", "--before needs --incoming or --outgoing")
    with desk(ctx) as at:
        from baowen.respond import queries

        if incoming or outgoing:
            read = queries.incoming if incoming else queries.outgoing
            found = read(at.actor, book=at.book, before=before)
        else:
            found = queries.unanswered(at.actor, book=at.book)
        if as_json:
            print_json([_document(one) for one in found])
        elif not found:
            kind = "移送给本单位的线索" if incoming else "本单位移送的线索" if outgoing else "待签收或待答复的移送"
            out.print(f"没有{kind}。No such hand-over.", highlight=False)
        else:
            _print_list(found)


def _print_list(found: list[HandoverView]) -> None:
    names = names_of(code for one in found for code in (one.sender, one.receiver))
    rows = []
    for one in found:
        waits = one.waits_days(day(None))
        texts = (
            one.number, _day(one.sent_at), names.get(one.sender, one.sender), names.get(one.receiver, one.receiver),
            one.subject, "" if waits is None else f"已等 {waits} 天", PASSING_WORDS[one.state][0],
        )  # fmt: skip
        rows.append([Text(text) for text in texts])
    as_table(f"移送 {len(found)} 件", ("编号", "移送日期", "移送部门", "接收部门", "事项", "等待", "状态"), rows)


@app.command()
def show(
    ctx: typer.Context,
    number: NumberArgument,
    english: Annotated[bool, typer.Option("--english", help="用英文显示。In English.")] = False,
    as_json: JsonOption = False,
) -> None:
    """一件移送的内容、签收和答复。One hand-over: what it says, when it was received, what was answered."""
    with desk(ctx) as at:
        from baowen.respond.queries import handover_page

        found = handover_page(number, at.actor, book=at.book)
        if as_json:
            print_json(_document(found))
            return
        _print_page(found, at, int(english))


def _print_page(one: HandoverView, at: Desk, lang: int) -> None:
    """In Chinese (`lang` 0) or English (1)."""
    waits, names = one.waits_days(day(None)), names_of((one.sender, one.receiver))
    facts = (
        (("案件", "case"), one.case),
        (("移送部门", "from"), f"{at.book.regions.full_name(one.sender_region)} {names.get(one.sender, one.sender)}"),
        (
            ("接收部门", "to"),
            f"{at.book.regions.full_name(one.receiver_region)} {names.get(one.receiver, one.receiver)}",
        ),
        (("状态", "state"), PASSING_WORDS[one.state][lang]),
        (("移送", "sent"), _day(one.sent_at)),
        (("签收", "received"), _day(one.received_at)),
        (("答复", "answered"), _day(one.answered_at)),
        (("退回", "returned"), _day(one.returned_at)),
        (("已等", "waiting for"), "" if waits is None else (f"{waits} 天", f"{waits} days")[lang]),
        (("内容", "clue"), one.words),
        (("附件", "files"), ("、", ", ")[lang].join(f"{file.id} {file.file_name}" for file in one.evidence)),
        (("结果", "result"), HANDOVER_RESULT_WORDS[one.result][lang] if one.result else ""),
        (("办理情况", "what was done"), one.answer),
        (("退回理由", "returned because"), one.returned_because),
    )
    out.print(Text(f"{('移送', 'Hand-over')[lang]} {one.number}  {one.subject}", style="bold"))
    for name, value in facts:
        if value:
            out.print(Text(f"  {name[lang]}{('：', ': ')[lang]}{value}"))


def _day(at: datetime | None) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d}" if at else ""
