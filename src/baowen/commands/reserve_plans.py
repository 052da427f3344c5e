"""`baowen reserve-plans`: catalogue, its check, agreements, plan and stock, duty, assessments. RSV-1, RSV-4."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from baowen.commands.case_desk import OnOption, as_table, day, desk, names_of
from baowen.commands.output import JsonOption, out, print_json
from baowen.core.clock import SHANGHAI, now
from baowen.reserve.plans.kinds import CHECK_WORDS, ITEM_WORDS, STANDING_WORDS, TIER_WORDS, UNIT_WORDS
from baowen.reserve.plans.states import ASSESSMENT_STATE_WORDS

DayOption = Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="日期，缺省今天。The day.")]
NumberArgument = Annotated[str, typer.Argument(help="考核编号，如 RE-430000-2026-00001。The number.")]
MOST = 10_000
app = typer.Typer(
    help="储备目录、核对、承储协议、计划与实际、值班、考核。Reserve catalogues, agreements, duty, assessments.",
    no_args_is_help=True,
)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="reserve-plans")


@app.command("catalogue")
def catalogue(ctx: typer.Context, on: DayOption = None, as_json: JsonOption = False) -> None:
    """列出某日有效的储备目录。List the reserve catalogue in force on a day."""
    with desk(ctx) as at:
        from baowen.reserve.plans.queries.catalogue import Wanted, catalogue_page

        found = catalogue_page(at.actor, Wanted(on=day(on)), limit=MOST).lines
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print("没有储备品种。There is no reserve item.")
        return
    as_table(
        f"储备品种 {len(found)} 个", ("编号", "品种", "类别", "层级", "地区", "计划储备量"),
        (
            [
                Text(one.number), Text(one.words), Text(ITEM_WORDS[one.kind][0]), Text(TIER_WORDS[one.tier][0]),
                Text(one.region), Text(f"{one.planned.normalize():f} {UNIT_WORDS[one.unit][0]}"),
            ]
            for one in found
        ),
    )  # fmt: skip


@app.command("import")
def import_file(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="工作簿或 CSV，列与页面导出的相同。Workbook or CSV.")],
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """把文件中的品种录入本地区储备目录，全部或全不。Enter a file's items into the own catalogue, all or none."""
    with desk(ctx) as at:
        from baowen.reserve.plans.actions.importing import import_catalogue

        numbers = import_catalogue(file, at.doing(on))
    if as_json:
        print_json({"numbers": numbers})
        return
    out.print(f"已录入 {len(numbers)} 个品种。{len(numbers)} items entered.")


@app.command("check")
def check(ctx: typer.Context, on: DayOption = None, as_json: JsonOption = False) -> None:
    """核对目录的重复和空缺。What the catalogues of the place, those above and below it, repeat and leave out."""
    with desk(ctx) as at:
        from baowen.reserve.plans.queries.check import catalogue_check

        found = catalogue_check(at.actor, day(on), book=at.book)
    if as_json:
        names = ("kind", "words", "zh", "en", "clause", "basis")
        print_json([{name: getattr(one, name) for name in names} for one in found])
        return
    if not found:
        out.print("没有重复和空缺。Nothing is repeated or left out.")
    for one in found:
        out.print(f"{CHECK_WORDS[one.kind][0]} {one.zh}（{one.clause}）", markup=False, highlight=False)


@app.command("agreements")
def agreements(ctx: typer.Context, on: DayOption = None, as_json: JsonOption = False) -> None:
    """列出某日有效的承储协议。List the agreements with reserve holders in force on a day."""
    with desk(ctx) as at:
        from baowen.reserve.plans.queries.agreements import agreement_page

        found = agreement_page(at.actor, on=day(on), limit=MOST).lines
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print("没有承储协议。There is no agreement.")
        return
    names = names_of(one.holder for one in found)
    as_table(
        f"承储协议 {len(found)} 份", ("编号", "承储机构", "层级", "开始", "结束", "品种数"),
        (
            [
                Text(one.number), Text(names.get(one.holder, one.holder)), Text(TIER_WORDS[one.tier][0]),
                Text(f"{one.starts_on}"), Text(f"{one.ends_on or '未定'}"), Text(f"{len(one.items)}"),
            ]
            for one in found
        ),
    )  # fmt: skip


@app.command("stock")
def stock(ctx: typer.Context, on: DayOption = None, as_json: JsonOption = False) -> None:
    """储备计划与实际：低于下限的在前，没有盘点的为未知。Stock beside plan, what is below the floor first."""
    with desk(ctx) as at:
        from baowen.lake.store import Lake
        from baowen.reserve.plans.queries.actual import compared_with_plan

        found = compared_with_plan(at.actor, Lake(at.home.lake), day(on), book=at.book)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print("没有有效的承储协议。No agreement is in force.")
        return
    as_table(
        f"承储品种 {len(found)} 个", ("协议", "品种", "计划", "实际", "结果", "说明"),
        (
            [
                Text(one.held.agreement), Text(one.held.name), Text(f"{one.planned_in_all.normalize():f}"),
                Text("未知" if one.stand.actual is None else f"{one.stand.actual.normalize():f}"),
                Text(STANDING_WORDS[one.stand.standing][0]), Text(one.stand.zh),
            ]
            for one in found
        ),
    )  # fmt: skip


@app.command("duty")
def duty(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """现在谁值班，哪些时段没有人。Who is on duty now, and when nobody is."""
    with desk(ctx) as at:
        from baowen.reserve.plans.queries.duty import rosters

        found = rosters(at.actor, now(), book=at.book)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print("没有值班安排。There is no roster.")
    for one in found:
        here = "、".join(f"{turn.person} {turn.telephone}".strip() or "有人值班" for turn in one.now) or "无人"
        out.print(f"{one.name}：{here}", markup=False, highlight=False)
        for gap in one.gaps:
            first, last = gap.starts_at.astimezone(SHANGHAI), gap.ends_at.astimezone(SHANGHAI)
            out.print(f"  无人值班 {first:%Y-%m-%d %H:%M} 至 {last:%Y-%m-%d %H:%M}", highlight=False)


@app.command("assessments")
def assessments(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """列出承储企业考核。List the assessments of reserve holders."""
    with desk(ctx) as at:
        from baowen.reserve.plans.queries.assessments import assessment_page

        found = assessment_page(at.actor, book=at.book, limit=MOST).lines
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print("没有考核。There is no assessment.")
    for one in found:
        state, points = ASSESSMENT_STATE_WORDS[one.state][0], "–" if one.points is None else f"{one.points}"
        out.print(f"{one.number} {one.holder} {one.year} {state} {points} {one.result_zh}", highlight=False)


@app.command("assess")
def assess(
    ctx: typer.Context,
    holder: Annotated[str, typer.Argument(help="承储机构代码。The holder's code.")],
    year: Annotated[int, typer.Argument(help="年度。The year.")],
    orders: Annotated[int | None, typer.Option(help="动用指令件数。Release orders.")] = None,
    in_time: Annotated[int | None, typer.Option(help="其中按时响应。Those answered in time.")] = None,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """开始一年的考核，数据能回答的项目自动计分。Begin an assessment: figures answer what they can."""
    with desk(ctx) as at:
        from baowen.lake.store import Lake
        from baowen.reserve.plans.actions.assessing import begin_assessment

        number = begin_assessment(
            holder, year, Lake(at.home.lake), at.doing(on), orders_in_time=in_time, orders=orders
        )  # fmt: skip
    _say(number, f"考核 {number} 已开始，请评分后公布", as_json=as_json)


@app.command("publish")
def publish(ctx: typer.Context, number: NumberArgument, as_json: JsonOption = False) -> None:
    """公布考核结果。Publish an assessment to its holder."""
    with desk(ctx) as at:
        from baowen.reserve.plans.actions.assessing import publish_assessment

        publish_assessment(number, at.doing())
    _say(number, f"{number} 已公布", as_json=as_json)


def _say(number: str, words: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"number": number})
    else:
        out.print(words, highlight=False)
