"""`baowen hospital-shares`: shares of essential medicines, prescriptions, missing drugs. HOS-1, HOS-2."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.text import Text

from baowen.commands.case_desk import as_table, coded, desk
from baowen.commands.output import JsonOption, out, print_json
from baowen.core.clock import today
from baowen.hospital.formulary.states import MISSING_WORDS
from baowen.hospital.shares.kinds import CLASS_WORDS, PERIOD_WORDS, Period

PlaceOption = Annotated[str, typer.Option("--place", help="地区代码，缺省为本地区。Place, the own one if left out.")]
MOST = 500
app = typer.Typer(
    help="基本药物占比、处方点评指标、缺药登记。Shares of essential medicines, prescriptions, missing drugs.",
    no_args_is_help=True,
)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="hospital-shares")


@app.command("list")
def list_shares(
    ctx: typer.Context,
    kind: Annotated[str, typer.Option(help="rolling、year、quarter、month。Kind of period.")] = "rolling",
    period: Annotated[str, typer.Option(help="期间，缺省为最近。Period, the newest if left out.")] = "",
    place: PlaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """列出机构的基本药物占比，差距大的在前。List shares of institutions, the farthest below first."""
    with desk(ctx) as at:
        from baowen.hospital.shares.queries.shares import share_lines

        known = coded(kind, Period, PERIOD_WORDS, "期间类型", "kind of period")
        found = share_lines(at.home, at.actor, kind=known, period=period, region=place)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print("没有这样的机构采购过。No such institution bought anything.")
        return
    as_table(
        f"基本药物占比 {found[0].period}", ("机构", "等级", "基药/品种", "品种占比", "指标", "金额占比", "指标"),
        (
            [
                Text(one.name), Text(CLASS_WORDS[one.level][0]), Text(f"{one.essential}/{one.varieties}"),
                *(Text(_share(value)) for value in (one.varieties_share, one.varieties_target, one.amount_share,
                                                    one.amount_target)),
            ]
            for one in found
        ),
    )  # fmt: skip


@app.command("prescriptions")
def list_prescriptions(
    ctx: typer.Context,
    month: Annotated[str, typer.Option(help="月份，缺省为最近。Month, the newest if left out.")] = "",
    place: PlaceOption = "",
    as_json: JsonOption = False,
) -> None:
    """列出机构的处方点评指标。List what prescriptions of institutions show."""
    with desk(ctx) as at:
        from baowen.hospital.shares.prescribing import MEASURE_WORDS, Measure
        from baowen.hospital.shares.queries.prescriptions import prescription_lines

        found = prescription_lines(at.home, at.actor, region=place, month=month)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print("没有处方数据。Nothing is reported.")
        return
    as_table(
        f"处方点评指标 {found[0].month}", ("机构", *(MEASURE_WORDS[one][0] for one in Measure)),
        ([Text(one.name), *(Text(_share(one.shares[measure])) for measure in Measure)] for one in found),
    )  # fmt: skip


@app.command("missing")
def list_missing(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """列出缺药登记，新的在前。List registered missing drugs, the newest first."""
    with desk(ctx) as at:
        from baowen.hospital.formulary.queries.records import missing_page, proposals

        found = missing_page(at.actor, limit=MOST).lines
        proposed = proposals(at.actor, today=today())
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print("没有缺药登记。No drug is registered as missing.")
        return
    as_table(
        f"缺药登记 {len(found)} 件", ("编号", "机构", "药品", "数量", "状态", "登记日期"),
        (
            [
                Text(one.number), Text(one.institution), Text(one.generic_name), Text(f"{one.quantity:f} {one.unit}"),
                Text(MISSING_WORDS[one.state][0]), Text(str(one.registered_on)),
            ]
            for one in found
        ),
    )  # fmt: skip
    for one in proposed:
        out.print(f"建议纳入下一年度范围：{one.drug}，{one.times} 次", markup=False, highlight=False)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value * 100:.0f}%"
