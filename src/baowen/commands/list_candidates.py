"""`baowen lists candidates` and `opinion`: what is proposed for the lists, what experts say, what is decided. LST-2."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from baowen.commands.choices import chosen
from baowen.commands.output import JsonOption, err, out, print_json
from baowen.commands.session import acting, open_session

if TYPE_CHECKING:
    from baowen.lists.queries import CandidateView
    from baowen.orgs.permissions import Actor

NumberArgument = Annotated[int, typer.Argument(help="建议编号。Number of the candidate.")]
WhyOption = Annotated[str, typer.Option("--reason", help="理由。Why.")]
app = typer.Typer(help="清单调整建议。Candidates for the lists.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the group, and the command for opinions, to `baowen lists`."""
    parent.add_typer(app, name="candidates")
    parent.command("opinion")(opinion)


@app.command("add")
def add(
    ctx: typer.Context,
    drug: Annotated[str, typer.Argument(help="药品通用名。Generic name.")],
    kind: Annotated[str, typer.Option(help="shortage 短缺、monitoring 重点监测、essential 基药。Kind of list.")],
    direction: Annotated[str, typer.Option(help="in 调入、out 调出。To enter or to leave.")],
    why: Annotated[str, typer.Option("--reason", help="理由代码或名称，填错时列出可用的。Code of the reason.")],
    form: Annotated[str, typer.Option(help="剂型，缺省不限。Dosage form.")] = "",
    evidence: Annotated[
        list[str] | None, typer.Option(help="预警、案件、直报编号，可多次给出。Numbers of signals, cases, reports.")
    ] = None,
    words: Annotated[str, typer.Option(help="说明。In words.")] = "",
    issuer: Annotated[str, typer.Option(help="哪个地区的清单（代码），缺省为本地。Whose list.")] = "",
    as_json: JsonOption = False,
) -> None:
    """提出调入或调出建议。Propose that a drug enters or leaves a list."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.core.policy import load_packs
    from baowen.lists.actions.candidates import Proposal, propose
    from baowen.lists.kinds import DIRECTION_WORDS, KIND_WORDS, REASON_WORDS

    wanted = Proposal(
        issuer=issuer or home.region, kind=chosen(kind, KIND_WORDS, what=("清单", "kind of list")),
        direction=chosen(direction, DIRECTION_WORDS, what=("方向", "direction")), drug=drug,
        reason=chosen(why, REASON_WORDS, what=("理由", "reason")), dosage_form=form, evidence=tuple(evidence or ()),
        words=words,
    )  # fmt: skip
    number = propose(wanted, actor=acting(home), at=now(), packs=load_packs())
    _tell_one(number, acting(home), as_json=as_json)


@app.command("suggest")
def suggest(
    ctx: typer.Context,
    issuer: Annotated[str, typer.Option(help="哪个地区的清单（代码），缺省为本地。Whose lists.")] = "",
    as_json: JsonOption = False,
) -> None:
    """把 baowen candidates 的监测建议登记为待决定的建议。Enter what monitoring suggests as candidates."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.core.policy import load_packs
    from baowen.monitor.proposing import propose_what_monitoring_suggests

    found = propose_what_monitoring_suggests(home, issuer or None, actor=acting(home), at=now(), packs=load_packs())
    if as_json:
        left = [{"drug": one.drug, "reason": one.why.message} for one in found.left_out]
        print_json({"numbers": list(found.numbers), "left": left})
        return
    counts = f"登记建议 {len(found.numbers)} 条，未登记 {len(found.left_out)} 条。Entered, left out."
    out.print(counts, highlight=False)
    for one in found.left_out:
        err.print(f"{one.drug}：{one.why.message}", markup=False, highlight=False, soft_wrap=True)


@app.command("list")
def list_all(
    ctx: typer.Context,
    issuer: Annotated[str, typer.Option(help="哪个地区的清单（代码），缺省为本级及下级。Whose lists.")] = "",
    state: Annotated[str, typer.Option(help="open、accepted、rejected、withdrawn；缺省为全部。State.")] = "",
    as_json: JsonOption = False,
) -> None:
    """列出建议、证据和专家意见。List candidates with evidence and opinions."""
    home = open_session(ctx)
    from baowen.lists.queries import candidates
    from baowen.lists.states import CANDIDATE_WORDS

    which = chosen(state, CANDIDATE_WORDS, what=("状态", "state")) if state else None
    found = candidates(acting(home), issuer=issuer, state=which)
    if as_json:
        print_json([asdict(one) for one in found])
    elif not found:
        out.print("没有清单调整建议。No candidate.")
    else:
        _tell(found)


@app.command("decide")
def decide(
    ctx: typer.Context,
    number: NumberArgument,
    why: WhyOption,
    accept: Annotated[bool, typer.Option("--accept/--reject", help="采纳或不采纳。Accept or reject.")],
    as_json: JsonOption = False,
) -> None:
    """决定一条建议：采纳的编入下一期。Decide a candidate; what is accepted goes into the next edition."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.lists.actions.candidates import decide_candidate

    decide_candidate(number, accept=accept, actor=acting(home), at=now(), reason=why)
    _tell_one(number, acting(home), as_json=as_json)


@app.command("withdraw")
def withdraw(ctx: typer.Context, number: NumberArgument, why: WhyOption, as_json: JsonOption = False) -> None:
    """撤回本单位提出的建议。Take an own proposal back."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.lists.actions.candidates import withdraw_candidate

    withdraw_candidate(number, why=why, actor=acting(home), at=now())
    _tell_one(number, acting(home), as_json=as_json)


def opinion(
    ctx: typer.Context,
    number: NumberArgument,
    expert: Annotated[str, typer.Option(help="专家姓名，不进入审计链。The expert's name.")],
    verdict: Annotated[str, typer.Option(help="agree 同意、disagree 不同意、undecided 暂不能判断。Verdict.")],
    words: Annotated[str, typer.Option(help="意见。In words.")],
    as_json: JsonOption = False,
) -> None:
    """记录专家对一条建议的意见。Record what an expert says of a candidate."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.lists.actions.candidates import record_opinion
    from baowen.lists.kinds import VERDICT_WORDS

    which = chosen(verdict, VERDICT_WORDS, what=("结论", "verdict"))
    record_opinion(number, which, words, expert=expert, actor=acting(home), at=now())
    _tell_one(number, acting(home), as_json=as_json)


def _tell_one(number: int, who: Actor, *, as_json: bool) -> None:
    from baowen.lists.queries import candidate

    found = candidate(number, who)
    if as_json:
        print_json(asdict(found))
    else:
        _tell([found])


def _tell(found: list[CandidateView]) -> None:
    from baowen.lists.kinds import DIRECTION_WORDS, KIND_WORDS, REASON_WORDS, VERDICT_WORDS
    from baowen.lists.states import CANDIDATE_WORDS

    table = Table(title=f"清单调整建议 {len(found)} 条", title_justify="left")
    for heading in ("编号", "地区", "清单", "建议", "药品", "理由", "证据", "专家意见", "状态"):
        table.add_column(heading, overflow="fold")
    for one in found:
        opinions = "\n".join(f"{each.expert or '专家'}：{VERDICT_WORDS[each.verdict][0]}" for each in one.opinions)
        taken = f"，编入 {one.taken_into}" if one.taken_into else ""
        clause = f"〔{one.clause}〕" if one.clause else ""
        table.add_row(
            str(one.number), one.issuer, KIND_WORDS[one.kind][0], DIRECTION_WORDS[one.direction][0],
            f"{one.name} {one.dosage_form}".strip(), f"{REASON_WORDS[one.reason][0]}{clause}\n{one.words}".strip(),
            f"{len(one.evidence)} 项" if one.evidence else "", opinions, CANDIDATE_WORDS[one.state][0] + taken,
        )  # fmt: skip
    out.print(table)
