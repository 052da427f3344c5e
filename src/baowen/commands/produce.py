"""`baowen production`: records, single points, the chain of a drug, what a stop would do. PRD-1, PRD-2."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from baowen.commands.case_desk import ReasonOption, as_table, coded, desk
from baowen.commands.output import JsonOption, out, print_json
from baowen.core.clock import today
from baowen.produce.kinds import KIND_WORDS, STATE_WORDS, RecordKind

NumberArgument = Annotated[str, typer.Argument(help="编号，如 PR-430000-2026-00001。The number.")]
KindArgument = Annotated[
    str, typer.Argument(help="base、alliance、evaluation、review、transition、import，或中文。The register.")
]  # fmt: skip
MOST = 500
app = typer.Typer(
    help="生产登记：基地、联盟、一致性评价、优先审评、过渡期、临时进口；供应链单点和停产推演。Production.",
    no_args_is_help=True,
)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="production")


@app.command("list")
def list_records(
    ctx: typer.Context,
    kind: KindArgument,
    text: Annotated[str, typer.Option(help="药品、企业或编号。Drug, maker or number.")] = "",
    former: Annotated[bool, typer.Option("--former", help="包括已更正、撤回的。Those before too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """列出一类登记，新的在前。List one register, the newest first."""
    with desk(ctx) as at:
        from baowen.produce.queries.records import record_page

        found = record_page(
            at.actor, _kind(kind), book=at.book, text=text, with_former=former, limit=MOST
        ).lines  # fmt: skip
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print("没有这样的记录。There is none.")
        return
    as_table(
        f"{KIND_WORDS[_kind(kind)][0]} {len(found)} 条", ("编号", "药品", "企业", "状态", "起始日期"),
        (
            [
                Text(one.number), Text(one.drugs), Text(one.enterprise), Text(STATE_WORDS[one.state][0]),
                Text(str(one.from_on)),
            ]
            for one in found
        ),
    )  # fmt: skip


@app.command("import")
def import_records(
    ctx: typer.Context,
    kind: KindArgument,
    file: Annotated[Path, typer.Argument(help="Excel 或 CSV，列名与导出相同。Headings as in the export.")],
    as_json: JsonOption = False,
) -> None:
    """从表格导入一类登记；有错的整份不导入。Import a workbook, whole or not at all."""
    with desk(ctx) as at:
        from baowen.produce.actions.records import note_all
        from baowen.produce.sheet import read_sheet

        made = note_all(read_sheet(file, _kind(kind)), at.doing())
    if as_json:
        print_json(asdict(made))
        return
    out.print(f"新登记 {made.new} 条，已有 {made.known} 条。{made.new} entered, {made.known} stood there.")


@app.command("withdraw")
def withdraw(
    ctx: typer.Context, number: NumberArgument, reason: ReasonOption = "", as_json: JsonOption = False
) -> None:
    """撤回一条登错的记录。Take back a record that is wrong."""
    with desk(ctx) as at:
        from baowen.produce.actions.records import withdraw_record

        withdraw_record(number, at.doing(None, reason))
    if as_json:
        print_json({"number": number})
        return
    out.print(f"{number} 已撤回", markup=False, highlight=False)


@app.command("single")
def single(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """少了哪一家企业，哪些药品就没有来源。Makers without whom a drug has no source."""
    with desk(ctx) as at:
        from baowen.lake.store import Lake
        from baowen.produce.queries.chain import single_points_of

        found = single_points_of(Lake(at.home.lake), at.actor, book=at.book, day=today())
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print("没有单点，或者还没有药品目录。No single point, or no catalogue yet.")
        return
    as_table(
        f"供应链单点 {len(found)} 处", ("药品", "规格", "唯一的企业", "采购（元）", "县区"),
        (
            [
                Text(one.named.drug), Text(one.named.spec), Text(one.name), Text(f"{one.dependence.amount:,.2f}"),
                Text(str(len(one.dependence.places))),
            ]
            for one in found[:MOST]
        ),
    )  # fmt: skip


@app.command("chain")
def chain(
    ctx: typer.Context,
    product: Annotated[str, typer.Argument(help="药品代码。A product code.")],
    as_json: JsonOption = False,
) -> None:
    """一个药品由谁生产、原料药由谁供应。Who makes a drug and who supplies them."""
    with desk(ctx) as at:
        from baowen.lake.store import Lake
        from baowen.orgs.permissions import Act, require
        from baowen.produce.queries.chain import makers_of_item

        require(at.actor, Act.PRODUCTION_READ, at.actor.region, regions=at.book.regions)
        found = makers_of_item(Lake(at.home.lake), product, today())
    if as_json:
        print_json(asdict(found))
        return
    points = "、".join(one.name for one in found.points) or "没有"
    told = f"单点：{points}" if found.is_supplied else "今天没有任何来源"
    out.print(f"{found.named.drug} {found.named.spec}，{told}", markup=False, highlight=False)
    for one in found.lines:
        raw = "；".join(
            f"{need.ingredient}（{'、'.join(who.name for who in need.suppliers) or '无'}）" for need in one.needs
        )
        out.print(f"{raw or '原料药未登记'} → {one.name} → {one.product_code}", markup=False, highlight=False)


@app.command("stop")
def stop(
    ctx: typer.Context,
    maker: Annotated[str, typer.Argument(help="企业全称或信用代码。A maker.")],
    as_json: JsonOption = False,
) -> None:
    """一家企业停产后哪些药品没有来源，库存还够多少天。What a stop would do."""
    with desk(ctx) as at:
        from baowen.lake.store import Lake
        from baowen.produce.queries.chain import effect_of_stop

        found = effect_of_stop(Lake(at.home.lake), at.actor, maker, book=at.book, day=today())
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print("没有药品受影响。No drug is touched.")
    for one in found:
        what = "没有来源" if one.is_lost else "来源减少"
        left = "" if one.days_left is None else f"，库存可用 {one.days_left} 天，至 {one.runs_out_on}"
        out.print(f"{one.named.drug} {one.named.spec}：{what}{left}", markup=False, highlight=False)


def _kind(text: str) -> RecordKind:
    return coded(text, RecordKind, KIND_WORDS, "登记", "register")
