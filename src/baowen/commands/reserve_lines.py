"""baowen reserve-lines: standings, lines, what-ifs for a stop of supply. RSV-2, HOS-3."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

import typer
from rich.text import Text

from baowen.commands.case_desk import OnOption, ReasonOption, as_table, coded, desk
from baowen.commands.output import JsonOption, out, print_json
from baowen.core.clock import today
from baowen.core.problems import BaowenError
from baowen.reserve.lines.kinds import (
    LINE_FOR_WORDS,
    MEASURE_WORDS,
    ROUTE_WORDS,
    STANDING_WORDS,
    LineFor,
    Measure,
    Route,
)

DayOption = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="日期。A day.")]
NumberArgument = Annotated[str, typer.Argument(help="编号。The number.")]
app = typer.Typer(
    help="库存警戒线、断供推演。Warning lines of stock, what-ifs for stops of supply.", no_args_is_help=True
)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="reserve-lines")


@app.command("standing")
def standing(
    ctx: typer.Context,
    state: Annotated[str, typer.Option(help="out、short、covered、no_line、no_use、uncounted。")] = "short",
    distributors: Annotated[bool, typer.Option("--distributors", help="配送企业。Distributors.")] = False,
    day: DayOption = None,
    as_json: JsonOption = False,
) -> None:
    """库存与警戒线，可用天数少的在前。Stock against its lines, the fewest days of supply first."""
    with desk(ctx) as at:
        from baowen.reserve.lines.queries.lines import standings

        region = "" if at.actor.organisation else at.home.region
        found = standings(at.home, at.actor, _date(day) or today(), region=region)
    table = (found.distributors if distributors else found.hospitals).sort("days", "code", "item", nulls_last=True)
    rows = table.filter(table["state"] == state).to_dicts() if state else table.to_dicts()
    if as_json:
        print_json(rows)
        return
    if not rows:
        out.print("没有符合条件的记录。Nothing matches.")
        return
    as_table(
        f"库存与警戒线 {len(rows)} 条", ("机构", "药品", "库存", "盘点日期", "警戒线", "可用天数", "状态"),
        (
            [
                Text(row["name"] or row["code"]), Text(row["drug_name"] or row["item"]),
                Text(_plain(row["stock_units"])), Text(str(row["counted_on"] or "–")),
                Text(_plain(row["line_units"])), Text(_plain(row["days"])),
                Text(STANDING_WORDS[row["state"]][0]),
            ]
            for row in rows
        ),
    )  # fmt: skip


@app.command("set")
def set_one(
    ctx: typer.Context,
    product_code: Annotated[str, typer.Argument(help="产品代码。The product code.")],
    value: Annotated[str, typer.Argument(help="数值。The value.")],
    measure: Annotated[str, typer.Option(help="months、days、units。In what.")] = "months",
    kind: Annotated[str, typer.Option(help="institution、alliance、distributor。For whom.")] = "institution",
    holder: Annotated[str, typer.Option(help="成员或配送企业代码，缺省为全部。One member or distributor.")] = "",
    from_on: DayOption = None,
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """设置警戒线，同一对象的旧线由它取代。Set a line; it replaces the earlier one for the same."""
    with desk(ctx) as at:
        from baowen.reserve.lines.actions.lines import NewLine, set_line

        new = NewLine(
            kind=coded(kind, LineFor, LINE_FOR_WORDS, "对象", "for"), product_code=product_code,
            measure=coded(measure, Measure, MEASURE_WORDS, "计量", "measure"), value=_number(value), holder=holder,
            from_on=_date(from_on),
        )  # fmt: skip
        numbers = set_line(new, at.doing(None, reason), at.home)
    _say({"numbers": list(numbers)}, f"已设置 {'、'.join(numbers)}", as_json=as_json)


@app.command("withdraw")
def withdraw(
    ctx: typer.Context, number: NumberArgument, reason: ReasonOption = "", as_json: JsonOption = False
) -> None:  # fmt: skip
    """撤销本机构设置的警戒线。Withdraw a line of the own organisation."""
    with desk(ctx) as at:
        from baowen.reserve.lines.actions.lines import withdraw_line

        withdraw_line(number, at.doing(None, reason))
    _say({"number": number}, f"{number} 已撤销", as_json=as_json)


@app.command("whatif")
def whatif(
    ctx: typer.Context,
    product_code: Annotated[str, typer.Option("--product", help="停供产品代码。The product that stops.")] = "",
    stop: Annotated[str, typer.Option(help="停产报告编号。A stop notice.")] = "",
    also: Annotated[list[str] | None, typer.Option(help="同时停供的产品。Further products that stop.")] = None,
    share: Annotated[str, typer.Option(help="损失其供应的比例，0–1。Share of its supply lost.")] = "1",
    from_on: DayOption = None,
    returns_on: DayOption = None,
    day: DayOption = None,
    title: Annotated[str, typer.Option(help="标题。A title.")] = "",
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """推演断供：能维持多久，最迟何时采购；结果保存。How long supply lasts after a stop; kept as a record."""
    with desk(ctx) as at:
        from baowen.reserve.lines.actions.scenarios import NewScenario, run_scenario

        new = NewScenario(
            product_code=product_code, stop=stop, products=tuple(also or ()), share=_number(share),
            from_on=_date(from_on), returns_on=_date(returns_on), day=_date(day), title=title,
        )  # fmt: skip
        number = run_scenario(new, at.doing(on), at.home)
    _say({"number": number}, f"推演 {number} 已保存；baowen reserve-lines show {number}", as_json=as_json)


@app.command("show")
def show(ctx: typer.Context, number: NumberArgument, as_json: JsonOption = False) -> None:
    """一次推演的结果。What a what-if found."""
    with desk(ctx) as at:
        from baowen.reserve.lines.queries.scenarios import scenario

        view = scenario(number, at.actor)
    if as_json:
        print_json(asdict(view))
        return
    line, found = view.line, view.found
    said = f"{line.number} {line.title}：断供自 {line.from_on}，推演至 {found['until']}"
    out.print(said, markup=False, highlight=False)
    for row in found["places"]:
        if row["level"] == "region":
            below, gone = (row[name][1] or "期内不会" for name in ("below", "out"))
            said = f"{row['pool']}: 库存 {_plain(row['units'])}，低于警戒线 {below}，用尽 {gone}（P50）"
            out.print(said, markup=False, highlight=False)
    for row in found["measures"]:
        words = ROUTE_WORDS[Route(row["route"])][0]
        said = f"{words}：最迟 {row['latest_early'] or '–'} 开始，需要 {_plain(row['needed_late'])}（P90）"
        out.print(said, markup=False, highlight=False)


@app.command("again")
def again(ctx: typer.Context, number: NumberArgument, as_json: JsonOption = False) -> None:
    """用当时的数据重算，核对结果是否相同。Work it out again from the data of then, and compare."""
    with desk(ctx) as at:
        from baowen.reserve.lines.queries.scenarios import again as work_again

        found = work_again(number, at.actor, at.home)
    said = "结果相同" if found.is_same else f"不同：{'、'.join(found.differing)}"
    _say(asdict(found), f"{number} {said}", as_json=as_json)


def _date(given: datetime | None) -> date | None:
    return None if given is None else given.date()


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except ArithmeticError:
        raise BaowenError(f"应为数字，不是 {text!r}", f"a number is needed, not {text!r}") from None


def _plain(value: float | None) -> str:
    return "–" if value is None else f"{value:,.1f}".removesuffix(".0")


def _say(document: dict[str, Any], words: str, *, as_json: bool) -> None:
    if as_json:
        print_json(document)
        return
    out.print(words, markup=False, highlight=False)
