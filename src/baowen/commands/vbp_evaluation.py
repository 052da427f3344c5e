"""`baowen vbp-evaluation`: evaluate a round, replay and show runs, propose and confirm exemptions. VBP-7."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from baowen.commands.filings import say, tell
from baowen.commands.output import Exit, JsonOption, fail, print_json
from baowen.commands.reports import decimal_of
from baowen.commands.session import acting, open_session
from baowen.commands.stops import code_of
from baowen.core.money import plain

RunArgument = Annotated[str, typer.Argument(help="考核编号。Number of the run.")]
WhyOption = Annotated[str, typer.Option("--reason", help="理由。Why.")]
DayOption = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="日期。The day.")]
MaybeDay = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="日期。The day.")]
app = typer.Typer(help="集采考核。Evaluation of volume-based procurement.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="vbp-evaluation")


@app.command("run")
def run(
    ctx: typer.Context,
    round_code: Annotated[str, typer.Argument(help="批次编号。Code of the round.")],
    as_of: DayOption,
    publish: Annotated[bool, typer.Option("--publish", help="同时公布结果。Publish the results too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """考核一个批次中截至某日到期的协议。Evaluate the contracts of a round that ended by a day."""
    home = open_session(ctx)
    from baowen.core.calendar import load_calendar
    from baowen.core.clock import now
    from baowen.core.policy import load_packs
    from baowen.vbp.evaluation.actions import publish_run, run_evaluation
    from baowen.vbp.evaluation.queries.runs import run_of

    actor, packs = acting(home), load_packs()
    number = run_evaluation(home, round_code, as_of.date(), actor=actor, at=now(), packs=packs)
    if publish:
        publish_run(number, actor=actor, at=now(), packs=packs, calendar=load_calendar(home.calendar))
    one = run_of(number, actor)
    told = {
        "number": number, "rows": one.rows, "failed_plain": one.failed_plain, "failed": one.failed,
        "digest": one.digest,
    }  # fmt: skip
    words = f"考核 {number}：{one.rows} 个结果，直接不合格 {one.failed_plain}，不合格 {one.failed}"
    say(told, words, as_json=as_json)


@app.command("replay")
def replay_run(ctx: typer.Context, number: RunArgument, as_json: JsonOption = False) -> None:
    """按当时的数据版本和规则重新计算并核对。Compute a run again from what it recorded, and compare."""
    home = open_session(ctx)
    from baowen.vbp.evaluation.actions import replay

    found = replay(home, number, actor=acting(home))
    told = {**asdict(found), "is_equal": found.is_equal}
    if not (found.is_equal and found.is_untouched):
        if as_json:
            print_json(told)
        raise fail(
            f"考核 {number} 重算结果与记录不一致，或结果文件曾被改动", "not the same, or the files were changed",
            code=Exit.FAILED,
        )  # fmt: skip
    say(told, f"考核 {number} 重算一致：{found.digest[:16]}", as_json=as_json)


@app.command("show")
def show(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(help="考核编号，缺省列出全部。Number of the run, none: all.")] = "",
    hospital: Annotated[str, typer.Option(help="医疗机构代码。Code of the hospital.")] = "",
    as_json: JsonOption = False,
) -> None:
    """列出考核，或一家医疗机构的逐项计算。List runs, or one hospital's arithmetic."""
    home = open_session(ctx)
    from baowen.core.problems import BaowenError
    from baowen.vbp.evaluation.kinds import EXEMPTION_WORDS, FAILING_WORDS
    from baowen.vbp.evaluation.queries.results import hospital_results
    from baowen.vbp.evaluation.queries.runs import may_see_hospital, run_of, run_page

    actor = acting(home)
    if not number:
        found = run_page(actor, limit=200).lines
        rows = [(one.number, one.round_code, one.as_of, one.rows, one.failed_plain, one.failed) for one in found]
        names = ("number", "round_code", "as_of", "rows", "failed_plain", "failed", "digest")
        document = [{name: getattr(one, name) for name in names} for one in found]
        tell(document, ("编号", "批次", "截至", "结果", "直接不合格", "不合格"), rows, as_json=as_json)
        return
    code = hospital or actor.organisation
    results = hospital_results(home, run_of(number, actor).digest, code)
    if not results or not may_see_hospital(actor, code, results[0].region):
        raise BaowenError(f"没有 {code} 可阅看的考核结果", f"there is no result of {code} that you may see")
    lines = [
        (one.drug, one.product, words, plain(now.counted), plain(now.required), "–" if now.share is None else now.share)
        for one in results
        for words, now in [
            ("直接结果", one.plain), *((EXEMPTION_WORDS[step.kind][0], step.after) for step in one.steps),
            ("、".join(FAILING_WORDS[why][0] for why in one.failing) or "合格", one.after),
        ]
    ]  # fmt: skip
    tell(
        [{"lot": one.lot, "product": one.product, "passed": one.is_passed, "counted": one.after.counted,
          "required": one.after.required, "others": one.after.others, "steps": len(one.steps)} for one in results],
        ("药品", "中选产品", "步骤", "计入", "应完成", "非中选占比"), lines, as_json=as_json,
    )  # fmt: skip


@app.command("exempt")
def exempt(
    ctx: typer.Context,
    round_code: Annotated[str, typer.Option("--round", help="批次编号：提出一种情形。Propose one for a round.")] = "",
    kind: Annotated[str, typer.Option(help="backup、cheaper、shortage、preference、eased。Kind.")] = "",
    since: MaybeDay = None,
    until: MaybeDay = None,
    hospital: Annotated[str, typer.Option(help="医疗机构代码。Code of the hospital.")] = "",
    lot: Annotated[str, typer.Option(help="品种序号。Number of the lot.")] = "",
    product: Annotated[str, typer.Option(help="中选产品代码。Selected product.")] = "",
    eased: Annotated[str, typer.Option(help="放宽数量（包）。Packs eased.")] = "",
    confirm: Annotated[int, typer.Option(help="确认这一编号的情形。Confirm this one.")] = 0,
    refuse: Annotated[int, typer.Option(help="不予确认这一编号的情形。Refuse this one.")] = 0,
    revoke: Annotated[int, typer.Option(help="撤销这一编号的情形。Revoke this one.")] = 0,
    attach: Annotated[list[Path] | None, typer.Option(help="证据附件，可多次。Files of evidence.")] = None,
    why: WhyOption = "",
    as_json: JsonOption = False,
) -> None:
    """提出、确认、撤销不计入情形；不带选项时列出。Propose, confirm or revoke an exemption; or list them."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.core.problems import BaowenError
    from baowen.core.rawfiles import keep_attachment
    from baowen.vbp.evaluation import actions
    from baowen.vbp.evaluation.kinds import EXEMPTION_WORDS, ExemptionKind
    from baowen.vbp.evaluation.queries.records import exemption_page
    from baowen.vbp.evaluation.states import EXEMPTION_STATE_WORDS

    actor, at = acting(home), now()
    files = [keep_attachment(path, home.raw, most=10 * 1024 * 1024) for path in attach or ()]
    packs = decimal_of(eased, "放宽数量", "packs eased") if eased else None
    if confirm:
        actions.confirm_exemption(confirm, why=why, eased=packs, files=files, actor=actor, at=at)
    elif refuse:
        actions.refuse_exemption(refuse, why=why, actor=actor, at=at)
    elif revoke:
        actions.revoke_exemption(revoke, why=why, actor=actor, at=at)
    elif round_code:
        if since is None or until is None:
            raise BaowenError("请用 --since 和 --until 给出期间", "give the period by --since and --until")
        new = actions.NewExemption(
            kind=code_of(ExemptionKind, kind, "情形", "kind", EXEMPTION_WORDS), from_on=since.date(),
            until_on=until.date(), words=why, hospital=hospital, lot=lot, product=product, eased=packs,
        )  # fmt: skip
        actions.propose_exemption(round_code, new, files=files, actor=actor, at=at)
    found = exemption_page(actor, limit=200).lines
    rows = [
        (one.number, one.round_code, EXEMPTION_WORDS[one.kind][0], one.hospital or "全部", one.lot or "全部",
         one.from_on, one.until_on, EXEMPTION_STATE_WORDS[one.state][0])
        for one in found
    ]  # fmt: skip
    names = ("number", "round_code", "kind", "hospital", "lot", "from_on", "until_on", "state", "clause")
    document = [{name: getattr(one, name) for name in names} for one in found]
    tell(document, ("编号", "批次", "情形", "医疗机构", "品种", "开始", "结束", "状态"), rows, as_json=as_json)
