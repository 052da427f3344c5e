"""`baowen outcomes`: what measures did, which worked for which kind of shortage, today's readings. RSP-3."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Annotated

import typer
from rich.text import Text

from baowen.commands.case_desk import OnOption, as_table, coded, day, desk
from baowen.commands.output import JsonOption, out, print_json
from baowen.commands.reports import decimal_of
from baowen.core.clock import now, today
from baowen.outcomes.kinds import CAUSE_WORDS, Cause
from baowen.respond.kinds import MEASURE_WORDS

app = typer.Typer(help="措施效果：前后可用天数、费用、患者。What measures did.", no_args_is_help=True)
MeasureArgument = Annotated[int, typer.Argument(help="措施编号，见案件页。The number of the measure.")]


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="outcomes")


@app.command("list")
def list_outcomes(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """哪类措施对哪类短缺有效。Which measures worked for which kind of shortage."""
    with desk(ctx) as at:
        from baowen.outcomes.queries import followed_measures, what_worked

        found = what_worked(followed_measures(at.actor, book=at.book))
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print("还没有跟踪任何措施。No measure is followed yet.")
        return
    as_table(
        "措施效果", ("措施", "短缺原因", "措施数", "有效／有结果", "可用天数前（中位）", "后", "变化（天）"),
        (
            [
                Text(MEASURE_WORDS[one.kind][0]), Text(CAUSE_WORDS[one.cause][0]), Text(str(one.measures)),
                Text(f"{one.worked}/{one.ended}"), _number(one.days_before), _number(one.days_after),
                _number(one.gained),
            ]
            for one in found
        ),
    )  # fmt: skip


@app.command("follow")
def follow(
    ctx: typer.Context,
    measure: MeasureArgument,
    cause: Annotated[str, typer.Option(help="短缺原因，如 stop 或“停产”。Why the drug is short.")],
    begun: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="措施开始日期。When it began.")] = None,
    product: Annotated[str, typer.Option(help="药品代码，缺省按案件的药品。A product of the item.")] = "",
    as_json: JsonOption = False,
) -> None:
    """开始跟踪一项措施的效果。Begin to follow the effect of a measure."""
    with desk(ctx) as at:
        from baowen.outcomes.actions import follow as begin

        why = coded(cause, Cause, CAUSE_WORDS, "原因", "cause")
        begin(measure, why, begun_on=day(begun), home=at.home, doing=at.doing(), product_code=product)
    if as_json:
        print_json({"measure": measure})
        return
    out.print(f"已开始跟踪措施 {measure}")


@app.command("note")
def note(
    ctx: typer.Context,
    measure: MeasureArgument,
    patients: Annotated[int | None, typer.Option(help="受益患者数。Patients reached.")] = None,
    patients_from: Annotated[str, typer.Option(help="患者数来源。Where that number comes from.")] = "",
    cost: Annotated[str, typer.Option(help="另行发生的费用（元）。Further cost in yuan.")] = "",
    as_json: JsonOption = False,
) -> None:
    """登记患者数和费用。Note patients and cost."""
    with desk(ctx) as at:
        from baowen.outcomes.actions import Known, note_known

        yuan = decimal_of(cost, "费用", "the cost") if cost else None
        note_known(measure, Known(patients=patients, patients_from=patients_from, cost=yuan), at.doing())
    if as_json:
        print_json({"measure": measure})
        return
    out.print(f"已登记措施 {measure}")


@app.command("read")
def read(ctx: typer.Context, on: OnOption = None, as_json: JsonOption = False) -> None:
    """读取跟踪中的措施当日的库存和用量。Read today's supply of all measures that are followed."""
    with desk(ctx) as at:
        from baowen.outcomes.actions import read_all

        count = read_all(at.home, book=at.book, on=on.date() if on else today(), by=at.actor.name, at=now())
    if as_json:
        print_json({"read": count})
        return
    out.print(f"已读取 {count} 项措施")


def _number(value: Decimal | None) -> Text:
    return Text("–" if value is None else f"{value:.1f}")
