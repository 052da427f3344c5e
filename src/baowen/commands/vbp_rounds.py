"""`baowen vbp-rounds`: rounds of volume-based procurement, from their tables to their end. VBP-1, VBP-8."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from baowen.commands import vbp_places
from baowen.commands.output import Exit, JsonOption, err, out, print_json
from baowen.commands.session import acting, open_session
from baowen.commands.stops import code_of
from baowen.commands.vbp_places import CodeArgument
from baowen.commands.vbp_rounds_shown import as_plain, tell_check, tell_places, tell_rounds

if TYPE_CHECKING:
    from baowen.vbp.rounds.actions import Imported

DayOption = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="日期。A day.")]
WhyOption = Annotated[str, typer.Option("--reason", help="理由，记入审计。Why, for the audit chain.")]
app = typer.Typer(help="集采批次。Rounds of volume-based procurement.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    vbp_places.add_to(app)
    parent.add_typer(app, name="vbp-rounds")


@app.command("template")
def give_template(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="写到哪个文件（.xlsx）。Where to write it.")],
    as_json: JsonOption = False,
) -> None:
    """写出空白批次工作簿。Write the empty workbook of a round."""
    del ctx
    from baowen.vbp.rounds.template import template

    file.write_bytes(template())
    _say({"file": str(file)}, f"已写出 {file}，填好后运行 baowen vbp-rounds import {file}", as_json=as_json)


@app.command("import")
def import_files(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="平台工作簿，或公布的报价、约定量、中选表。The tables.")],
    code: Annotated[str, typer.Option(help="批次编号；工作簿已写明的可不填。Code of the round.")] = "",
    name: Annotated[str, typer.Option(help="批次名称。Its name.")] = "",
    level: Annotated[str, typer.Option(help="national、alliance 或 provincial。Who organised it.")] = "",
    region: Annotated[str, typer.Option(help="执行地区代码，缺省为本地。Place that runs it.")] = "",
    within: Annotated[str, typer.Option("--round", help="表中有几个批次时取哪一个。Which round of the table.")] = "",
    follows: Annotated[str, typer.Option(help="续接批次的编号。The round that it continues.")] = "",
    document: Annotated[str, typer.Option(help="文号。Number of the document.")] = "",
    starts: DayOption = None,
    ends: DayOption = None,
    look: Annotated[bool, typer.Option("--look", help="只看不录。Look, keep nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """录入一个批次，有一处不对就全部不录。Enter a round, whole or not at all; again while it is prepared."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.vbp.rounds.actions import Imported, import_round, look_at
    from baowen.vbp.rounds.kinds import LEVEL_WORDS, RoundLevel
    from baowen.vbp.rounds.looking import Facts

    facts = Facts(
        code=code, name=name or code, level=code_of(RoundLevel, level, "级别", "level", LEVEL_WORDS) if level else None,
        region=region or (home.region if code else ""), within=within, follows=follows, document_number=document,
        starts_on=_day(starts), ends_on=_day(ends),
    )  # fmt: skip
    if look:
        found = Imported(looked=look_at(files, facts), is_new=False)
    else:
        found = import_round(files, facts, actor=acting(home), at=now())
    _tell_import(found, is_kept=found.is_kept and not look, as_json=as_json)
    if not found.is_kept:
        raise typer.Exit(int(Exit.REFUSED))


def _tell_import(found: Imported, *, is_kept: bool, as_json: bool) -> None:
    from baowen.vbp.rounds.rules.figures import figures_of

    looked = found.looked
    figures = figures_of(looked.new.lots) if looked.new is not None else None
    code = looked.new.code if looked.new is not None else ""
    if as_json:
        counts = {
            "lots": figures.lots if figures else 0, "bids": figures.bids if figures else 0,
            "selected": figures.selected if figures else 0,
            "volumes": sum(len(lot.volumes) for lot in looked.new.lots) if looked.new else 0,
        }  # fmt: skip
        told = {"problems": as_plain(looked.problems), "remarks": as_plain(looked.remarks)}
        print_json({"code": code, "kept": is_kept, "is_new": found.is_new} | counts | told)
        return
    tell_places(looked.remarks, "提示")
    tell_places(looked.problems, "问题")
    if figures is None:
        err.print(f"没有录入，共 {len(looked.problems)} 处问题；改好后重新导入。Nothing was kept.", markup=False)
        return
    words = "已录入" if is_kept else "可以录入（这次只看不录）："
    out.print(
        f"{words} {code}：{figures.lots} 个品种、{figures.bids} 个报价、{figures.selected} 个中选，"
        f"提示 {len(looked.remarks)} 处",
        markup=False, highlight=False,
    )  # fmt: skip


@app.command("list")
def list_rounds(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """列出看得到的批次。List the rounds that whoever acts may see."""
    home = open_session(ctx)
    from baowen.vbp.rounds.queries import round_page

    found = round_page(acting(home), limit=10_000).lines
    if as_json:
        print_json([asdict(one) for one in found])
    elif not found:
        out.print("还没有批次；用 baowen vbp-rounds template 取空白工作簿。No round yet.")
    else:
        tell_rounds(found)


@app.command("show")
def show(ctx: typer.Context, code: CodeArgument, as_json: JsonOption = False) -> None:
    """一个批次的品种、报价、供应地区和约定量。One round with all that was entered."""
    home = open_session(ctx)
    from baowen.vbp.rounds.queries import round_entered, round_seen
    from baowen.vbp.rounds.rules.figures import volume_of, winners_of

    seen = round_seen(code, acting(home))
    found = round_entered(code)
    if as_json:
        document = asdict(found)
        document["remarks"] = as_plain(found.remarks)
        print_json(document | {"state": seen.state.value})
        return
    tell_rounds([seen])
    table = Table()
    for heading in ("序号", "品种", "规格", "中选", "报价", "约定量（最小单位）"):
        table.add_column(heading, overflow="fold")
    for lot in found.lots:
        table.add_row(
            lot.number, lot.drug, lot.spec, str(winners_of(lot)), str(len(lot.bids)), _volume(volume_of(lot).units)
        )
    out.print(table)


@app.command("check")
def check_round(ctx: typer.Context, code: CodeArgument, as_json: JsonOption = False) -> None:
    """公布的内容与规则不一致之处：只列事实，不作结论。Where source and rule differ: facts, no findings."""
    home = open_session(ctx)
    from baowen.core.clock import today
    from baowen.core.policy import load_packs
    from baowen.vbp.rounds.queries import check, round_entered, round_seen

    round_seen(code, acting(home))
    new = round_entered(code)
    found = check(new, packs=load_packs(), on=today())
    tell_check(found, new.remarks, as_json=as_json)


@app.command("start")
def start(
    ctx: typer.Context, code: CodeArgument, starts: DayOption = None, ends: DayOption = None, why: WhyOption = "",
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """开始执行：中选价挂网，支付标准随之。Let a round run: its prices are listed and paid by."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.vbp.rounds.actions import start_round

    found = start_round(code, actor=acting(home), at=now(), starts_on=_day(starts), ends_on=_day(ends), reason=why)
    if as_json:
        left = [{"product_code": product, "message": zh, "message_en": en} for product, zh, en in found.left_out]
        print_json(asdict(found) | {"left_out": left})
        return
    for _, zh, _ in found.left_out:
        err.print(f"提示：{zh}", markup=False, highlight=False, soft_wrap=True)
    out.print(
        f"{code} 开始执行：支付标准 {found.standards} 条，新挂网 {found.entered} 个，调价 {found.priced} 个，"
        f"未挂网 {len(found.left_out)} 个", markup=False, highlight=False,
    )  # fmt: skip


@app.command("end")
def end(
    ctx: typer.Context, code: CodeArgument, on: DayOption = None, why: WhyOption = "", as_json: JsonOption = False
) -> None:  # fmt: skip
    """结束一个批次；提前结束的写明理由。End a round, with a reason where that is early."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.vbp.rounds.actions import end_round
    from baowen.vbp.rounds.queries import round_of

    end_round(code, actor=acting(home), at=now(), reason=why, on=_day(on))
    _say({"code": code, "ends_on": round_of(code).ends_on}, f"{code} 已结束", as_json=as_json)


@app.command("withdraw")
def withdraw(
    ctx: typer.Context, code: CodeArgument, why: Annotated[str, typer.Option("--reason", help="理由。Why.")],
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """撤销一个筹备中的批次。Withdraw a round that is prepared."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.vbp.rounds.actions import withdraw_round

    withdraw_round(code, actor=acting(home), at=now(), reason=why)
    _say({"code": code}, f"{code} 已撤销", as_json=as_json)


@app.command("continue")
def continue_with(
    ctx: typer.Context,
    before: Annotated[str, typer.Argument(help="所续接的批次。The round that is continued.")],
    code: CodeArgument,
    name: Annotated[str, typer.Option(help="新批次的名称。Name of the new round.")],
    starts: DayOption = None,
    ends: DayOption = None,
    as_json: JsonOption = False,
) -> None:
    """筹备接续批次，沿用品种。Prepare the round that follows, with the same lots."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.vbp.rounds.actions import continue_round

    continue_round(before, code, name, actor=acting(home), at=now(), starts_on=_day(starts), ends_on=_day(ends))
    _say({"code": code, "follows": before}, f"{code} 已筹备，续接 {before}", as_json=as_json)


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


def _say(document: dict[str, object], words: str, *, as_json: bool) -> None:
    if as_json:
        print_json(document)
    else:
        out.print(words, markup=False, highlight=False)


def _volume(units: Decimal | None) -> str:
    return "–" if units is None else f"{units:,f}"
