"""`baowen redflags`: questions that purchases raise, over any OCDS file or the platform's own purchases. ENF-1."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from baowen.commands.output import JsonOption, out, print_json
from baowen.core.problems import BaowenError

if TYPE_CHECKING:
    from baowen.procure.redflags.flags import Flag
    from baowen.procure.redflags.process import Process

ROWS_SHOWN = 3


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("redflags")(redflags)


def redflags(
    ctx: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="OCDS 文件，JSON 或逐行 JSON；不给则看本平台。An OCDS file.")
    ] = None,
    month: Annotated[str, typer.Option(help="看本平台哪个月有变化的采购过程。Month of the own purchases.")] = "",
    code: Annotated[list[str] | None, typer.Option(help="只看哪些红旗，如 R028。Which red flags.")] = None,
    currency: Annotated[str, typer.Option(help="比较哪种货币，缺省为第一个。Currency of amounts.")] = "",
    fixed: Annotated[
        list[str] | None,
        typer.Option("--fixed-price", help="价格固定、不比价的采购方式。Methods whose price is fixed."),
    ] = None,
    left_out: Annotated[list[str] | None, typer.Option("--leave-out", help="不看的采购方式。Methods left out.")] = None,
    region: Annotated[str, typer.Option(help="用哪个地区的参数。Whose parameters.")] = "100000",
    as_json: JsonOption = False,
) -> None:
    """找出值得追问的采购过程。红旗是问题，不是结论。Find purchases to ask about; a flag is no finding."""
    from baowen.core.clock import today
    from baowen.core.policy import load_packs
    from baowen.procure.redflags.parameters import read_parameters
    from baowen.procure.redflags.reading import processes_in
    from baowen.procure.redflags.registry import REDFLAGS
    from baowen.procure.redflags.running import NOT_A_FINDING, as_cardinal, flags_of

    codes = code or list(REDFLAGS)
    unknown = sorted(set(codes) - set(REDFLAGS))
    if unknown:
        raise BaowenError(
            f"没有红旗 {'、'.join(unknown)}；有 {'、'.join(REDFLAGS)}",
            f"there is no red flag {', '.join(unknown)}; there are {', '.join(REDFLAGS)}",
        )
    processes = processes_in(file) if file else _own(ctx, month)
    given = replace(
        read_parameters(load_packs().ruling(region, today()), currency), fixed_price_methods=frozenset(fixed or ()),
        excluded_methods=frozenset(left_out or ()),
    )  # fmt: skip
    found = flags_of(processes, given, codes)
    if as_json:
        print_json({"note": " ".join(NOT_A_FINDING), "processes": len(processes), "flags": as_cardinal(found)})
        return
    out.print(_table(found))
    out.print(f"{len(processes)} 个采购过程，{len(found)} 面红旗。{NOT_A_FINDING[0]}", markup=False, highlight=False)


def _own(ctx: typer.Context, month: str) -> list[Process]:
    """The platform's own purchases, as whoever acts sees them."""
    from baowen.commands.session import acting, open_session

    home = open_session(ctx)
    from baowen.core.clock import now, today
    from baowen.core.period import Month
    from baowen.core.policy import load_packs
    from baowen.procure.redflags.queries import own_processes

    try:
        asked = Month.parse(month) if month else Month.of(today())
    except ValueError:
        raise BaowenError(f"月份写作 2026-11，不是“{month}”", f"a month is written 2026-11, not {month}") from None
    return own_processes(acting(home), asked, packs=load_packs(), now=now())


def _table(found: list[Flag]) -> Table:
    from baowen.procure.redflags.flags import GROUP_WORDS
    from baowen.procure.redflags.registry import REDFLAGS

    table = Table("红旗 flag", "对象 whom", "值 value", "依据 rows")
    for one in found:
        rows = "\n".join(f"{row.ocid} {row.path} {row.says}".strip() for row in one.rows[:ROWS_SHOWN])
        more = f"\n… {len(one.rows) - ROWS_SHOWN}" if len(one.rows) > ROWS_SHOWN else ""
        whom = f"{GROUP_WORDS[one.group][0]} {one.identifier}"
        value = "" if one.value is None else f"{one.value:f}"
        table.add_row(f"{one.code} {REDFLAGS[one.code].words[0]}", whom, value, rows + more)
    return table
