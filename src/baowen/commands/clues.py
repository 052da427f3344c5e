"""`baowen clues`: what anybody reports, and the answer that everybody gets. COL-6, ENF-2."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from baowen.commands.output import JsonOption, out, print_json
from baowen.commands.session import acting, open_session
from baowen.commands.stops import code_of
from baowen.core.problems import BaowenError

if TYPE_CHECKING:
    from baowen.collect.reports.queries import ClueView

NumberArgument = Annotated[str, typer.Argument(help="受理编号。Receipt number.")]
app = typer.Typer(
    help="举报线索：受理、答复、查询。Clues from anybody: filed, answered, followed.", no_args_is_help=True
)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="clues")


@app.command("file")
def file_one(
    ctx: typer.Context,
    kind: Annotated[str, typer.Option(help="shortage 短缺、price 价格、conduct 违法违规。Kind of clue.")],
    region: Annotated[str, typer.Option(help="发生地（行政区划代码）。Where.")],
    words: Annotated[str, typer.Option(help="线索内容。What happened.")],
    drug: Annotated[str, typer.Option(help="药品名称。The drug.")] = "",
    contact: Annotated[str, typer.Option(help="联系方式，可不填。How to reach you, if you like.")] = "",
    as_json: JsonOption = False,
) -> None:
    """登记一条举报线索，无需账号。Take a clue; nobody needs an account."""
    open_session(ctx)
    from baowen.collect.reports.actions.clues import ClueFacts, file_clue
    from baowen.collect.reports.kinds import CLUE_WORDS, ClueKind
    from baowen.core.clock import now

    which = code_of(ClueKind, kind, "线索类别", "kind of clue", CLUE_WORDS)
    receipt = file_clue(ClueFacts(kind=which, region=region, words=words, drug=drug, contact=contact), at=now())
    if as_json:
        print_json({"number": receipt.number, "code": receipt.code})
        return
    out.print(f"受理编号 {receipt.number}，查询码 {receipt.code}", markup=False, highlight=False)
    out.print("查询码只显示这一次，请妥善保存，凭编号和查询码查看答复。Keep the code: it is shown this once.")


@app.command("answer")
def answer(
    ctx: typer.Context,
    number: NumberArgument,
    finding: Annotated[
        str, typer.Option(help="true、partly_true、untrue、unproven、handed_over。What checking it came to.")
    ],
    words: Annotated[str, typer.Option(help="答复内容，举报人可见。The answer; the reporter sees it.")],
    as_json: JsonOption = False,
) -> None:
    """答复一条线索。Answer a clue."""
    home = open_session(ctx)
    from baowen.collect.reports.actions.clues import answer_clue
    from baowen.collect.reports.kinds import FINDING_WORDS, ClueFinding
    from baowen.core.clock import now

    which = code_of(ClueFinding, finding, "核查结论", "finding", FINDING_WORDS)
    answer_clue(number, which, words, actor=acting(home), at=now())
    _say(number, "answered", f"已答复 {number}", as_json=as_json)


@app.command("erase")
def erase(
    ctx: typer.Context,
    number: NumberArgument,
    code: Annotated[str, typer.Option(help="举报人的查询码；办理人员不填。The reporter's code.")] = "",
    why: Annotated[str, typer.Option("--reason", help="办理人员清除的原因。Why an officer erases it.")] = "",
    as_json: JsonOption = False,
) -> None:
    """清除线索内容和联系方式，编号和结论保留。Erase words and contact; number and finding stay."""
    home = open_session(ctx)
    from baowen.collect.reports.actions.clues import erase_own, erase_reporter
    from baowen.core.clock import now

    if code:
        erase_own(number, code, at=now())
    elif not why.strip():
        raise BaowenError("请写明清除的原因，或给出举报人的查询码", "give a reason, or the reporter's code")
    else:
        erase_reporter(number, actor=acting(home), at=now(), reason=why)
    _say(number, "erased", f"已清除 {number} 的内容和联系方式", as_json=as_json)


@app.command("list")
def list_clues(
    ctx: typer.Context,
    with_answered: Annotated[bool, typer.Option("--all", help="连同已答复的。Answered ones too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """列出待答复的线索及其天数，从旧到新。List clues that wait for an answer, the oldest first."""
    home = open_session(ctx)
    from baowen.collect.reports.queries import clues, open_clues
    from baowen.core.clock import today

    found = (clues if with_answered else open_clues)(acting(home), today())
    if as_json:
        print_json([asdict(one) for one in found])
    elif not found:
        out.print("没有待答复的线索。No clue waits for an answer.")
    else:
        _tell(found)


@app.command("follow")
def follow(
    ctx: typer.Context,
    number: NumberArgument,
    code: Annotated[str, typer.Option(help="受理时给出的查询码。The code given with the receipt.")],
    as_json: JsonOption = False,
) -> None:
    """凭受理编号和查询码查看答复。See the answer with number and code."""
    open_session(ctx)
    from baowen.collect.reports.kinds import FINDING_WORDS
    from baowen.collect.reports.queries import followed_clue
    from baowen.collect.reports.states import CLUE_STATE_WORDS

    found = followed_clue(number, code)
    if as_json:
        print_json(asdict(found))
        return
    words = f"{found.number}：{CLUE_STATE_WORDS[found.state][0]}"
    if found.finding is not None:
        words += f"，{FINDING_WORDS[found.finding][0]}。{found.answer}"
    out.print(words, markup=False, highlight=False)


def _tell(found: list[ClueView]) -> None:
    from baowen.collect.reports.kinds import CLUE_WORDS
    from baowen.collect.reports.states import CLUE_STATE_WORDS

    table = Table(title=f"举报线索 {len(found)} 条", title_justify="left")
    for heading in ("编号", "类别", "地区", "药品", "内容", "联系方式", "天数", "状态"):
        table.add_column(heading, overflow="fold")
    for one in found:
        words = "（已清除）" if one.is_erased else one.words
        table.add_row(
            one.number, CLUE_WORDS[one.kind][0], one.region, one.drug, words, one.contact, str(one.days_open),
            CLUE_STATE_WORDS[one.state][0],
        )  # fmt: skip
    out.print(table)


def _say(number: str, state: str, words: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"number": number, "state": state})
    else:
        out.print(words, markup=False, highlight=False)
