"""`baowen vbp-progress`: compute all progress of volume-based procurement, list it, issue circulars. VBP-5, VBP-11."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from baowen.commands.output import JsonOption, err, out, print_json
from baowen.commands.session import acting, actor, open_session
from baowen.core.problems import BaowenError

if TYPE_CHECKING:
    from baowen.core.home import Home

DayOption = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], help="截至日期；缺省为今天。The day to look at; today unless told."),
]
NumberArgument = Annotated[str, typer.Argument(help="通报编号。Number of the circular.")]
RegionOption = Annotated[str, typer.Option("--region", help="行政区划代码。Place.")]
app = typer.Typer(help="集采执行进度和通报。Progress of agreed volumes, circulars.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="vbp-progress")


def keep_progress(home: Home) -> None:
    """Compute progress after a cycle and draft what is due; nothing where there is no contract. What the pack lacks is
    told and stops nothing."""
    from baowen.core.clock import now, today
    from baowen.lake.store import Lake

    if not Lake(home.lake).exists("vbp_contract"):
        return
    try:
        _run(home, now(), today().isoformat())
    except BaowenError as error:
        err.print(f"集采进度未计算：{error.message}", markup=False, highlight=False)


def _run(home: Home, at: datetime, day: str) -> dict[str, Any]:
    from datetime import date

    from baowen.vbp.progress.actions.drafting import draft_due
    from baowen.vbp.progress.actions.running import run_progress

    found = run_progress(home, by=actor(), at=at, as_of=date.fromisoformat(day))
    drafts = draft_due(home, found, by=actor(), at=at)
    return {
        "run": found.number, "as_of": found.as_of, "seen_on": found.seen_on, "contracts": found.contracts,
        "sums": found.sums, "sha256": found.sha256, "policy": found.policy, "drafts": drafts,
    }  # fmt: skip


@app.command("run")
def run(ctx: typer.Context, as_of: DayOption = None, as_json: JsonOption = False) -> None:
    """计算全部约定品种的进度，起草到期的通报。Compute all progress and draft the circulars that are due."""
    home = open_session(ctx)
    from baowen.core.clock import now, today
    from baowen.vbp.progress.states import BAND_WORDS

    told = _run(home, now(), (as_of.date() if as_of else today()).isoformat())
    if as_json:
        print_json(told)
        return
    bands = "，".join(f"{words[0]} {told['sums'][band.value]:,}" for band, words in BAND_WORDS.items())
    out.print(f"集采进度：约定 {told['contracts']:,} 项，采购数据截至 {told['seen_on']}", highlight=False)
    out.print(bands, highlight=False)
    if told["drafts"]:
        out.print(f"已起草通报：{'、'.join(told['drafts'])}", highlight=False)


@app.command("list")
def list_contracts(
    ctx: typer.Context,
    region: RegionOption = "",
    hospital: Annotated[str, typer.Option(help="医疗机构代码。Hospital.")] = "",
    product: Annotated[str, typer.Option(help="药品代码。Product.")] = "",
    band: Annotated[str, typer.Option(help="进度档次，如 far_behind。Band.")] = "",
    oddity: Annotated[str, typer.Option(help="异常，如 unbought、stopped。What is odd.")] = "",
    limit: Annotated[int, typer.Option(help="最多多少行。At most so many.")] = 50,
    as_json: JsonOption = False,
) -> None:
    """列出约定品种的进度，最落后的在前。List contracts, the worst first."""
    home = open_session(ctx)
    from baowen.vbp.progress.queries.lines import Narrowed, contract_lines
    from baowen.vbp.progress.queries.runs import run_needed
    from baowen.vbp.progress.states import BAND_WORDS, ODDITY_WORDS

    asked = Narrowed(region=region, hospital=hospital, product=product, band=band, oddity=oddity)
    found = contract_lines(home, run_needed(), acting(home), asked, limit=limit)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    table = Table(title=f"约定品种 {len(found)} 项", title_justify="left")
    for heading in ("医疗机构", "药品", "约定", "已采购", "进度", "序时", "档次", "异常", "还需"):
        table.add_column(heading, overflow="fold")
    for one in found:
        table.add_row(
            one.owner_name, one.product_name, f"{one.agreed:,.0f}", f"{one.counted:,.0f}", f"{one.progress:.0%}",
            f"{one.schedule:.0%}", BAND_WORDS[one.band][0], "、".join(ODDITY_WORDS[odd][0] for odd in one.oddities),
            f"{one.still_to_buy:,.0f}",
        )  # fmt: skip
    out.print(table)


@app.command("circulars")
def list_circulars(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """列出通报。List circulars."""
    home = open_session(ctx)
    from baowen.vbp.progress.queries.circulars import circular_page
    from baowen.vbp.progress.states import CIRCULAR_WORDS, POINT_WORDS

    found = circular_page(acting(home)).lines
    if as_json:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        out.print(
            f"{one.number}  {one.round_code}  {POINT_WORDS[one.point][0]}  应于 {one.due_on}  "
            f"{CIRCULAR_WORDS[one.state][0]}  {one.reference}  答复 {one.answered}/{one.named}",
            markup=False, highlight=False,
        )  # fmt: skip


@app.command("issue")
def issue(ctx: typer.Context, number: NumberArgument, as_json: JsonOption = False) -> None:
    """印发通报，通知所列医疗机构。Issue a circular and tell those it names."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.vbp.progress.actions.circulars import Places, issue_circular

    told = issue_circular(number, Places.of(home), actor=acting(home), at=now())
    if as_json:
        print_json({"number": number, "reference": told})
    else:
        out.print(f"已印发 {told}", markup=False, highlight=False)


@app.command("answer")
def answer(
    ctx: typer.Context,
    number: NumberArgument,
    words: Annotated[str, typer.Option(help="答复。The answer.")],
    as_json: JsonOption = False,
) -> None:
    """以被通报医疗机构的身份答复。Answer as a hospital that the circular names."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.vbp.progress.actions.circulars import answer_circular

    answer_circular(number, words, actor=acting(home), at=now())
    if as_json:
        print_json({"number": number})
    else:
        out.print(f"已答复 {number}", markup=False, highlight=False)
