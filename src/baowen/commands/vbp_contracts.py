"""`baowen vbp-contracts`: agreed volumes worked out and kept, contracts, reminders, contracts into the lake. VBP-4."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from baowen.commands.handed import tell_handed, tell_kept_back
from baowen.commands.output import JsonOption, out, print_json
from baowen.commands.session import acting, actor, open_session

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from baowen.core.home import Home
    from baowen.vbp.contracts.actions.handing_over import HandedOver
    from baowen.vbp.contracts.rules.allocation import LotVolume

RoundArgument = Annotated[str, typer.Argument(help="批次编号。Code of the round.")]
app = typer.Typer(
    help="集采协议：约定采购量、签订、入湖。Agreed volumes and contracts of volume procurement.", no_args_is_help=True
)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="vbp-contracts")


@app.command("allocate")
def allocate(
    ctx: typer.Context,
    round_code: RoundArgument,
    keep: Annotated[bool, typer.Option("--keep", help="生成协议；不加只试算。Draw the contracts up.")] = False,
    starts_on: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="协议开始日期，缺省为采购周期首日。Begin.")
    ] = None,
    sign_by: Annotated[
        datetime | None, typer.Option("--sign-by", formats=["%Y-%m-%d"], help="签订截止日期。Deadline to sign.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """按报量核定约定采购量：先试算，加 --keep 生成协议。Work agreed volumes out; with --keep draw contracts up."""
    home = open_session(ctx)
    from baowen.core.clock import now, today
    from baowen.vbp.contracts.actions.allocating import keep_allocation
    from baowen.vbp.contracts.book import load_contract_book
    from baowen.vbp.contracts.queries.allocation import planned
    from baowen.vbp.volumes import queries as volumes

    who, book, told = acting(home), load_contract_book(home.calendar), volumes.reported_volumes(round_code)
    if keep:
        kept = keep_allocation(
            round_code, told, actor=who, at=now(), book=book, starts_on=_day(starts_on), sign_by=_day(sign_by)
        )
        document: dict[str, object] = {"kept": True, "round_code": round_code} | asdict(kept)
        words = f"已生成 {kept.contracts:,} 份协议，{kept.lots:,} 个品种；{kept.missed:,} 项报量未生成协议"
        print_json(document) if as_json else out.print(words, highlight=False)
        return
    plan, lots = planned(round_code, told, actor=who, on=today(), book=book, starts_on=_day(starts_on))
    lines = [_line(one) for one in lots]
    contracts = sum(int(str(one["contracts"])) for one in lines)
    if as_json:
        print_json(
            {
                "kept": False, "round_code": round_code, "year": plan.year, "sign_by": plan.sign_by.on,
                "contracts": contracts, "lines": lines,
            }
        )  # fmt: skip
        return
    _tell_lots(lines)
    out.print(f"试算 {contracts:,} 份协议，尚未生成；加 --keep 生成", highlight=False)


def _line(lot: LotVolume) -> dict[str, object]:
    cells = [cell for one in lot.products for cell in one.cells]
    return {
        "lot": lot.terms.number, "drug": lot.terms.drug, "reported": lot.reported,
        "share": lot.terms.share.share if lot.products else None, "units": lot.units,
        "packs": sum(one.packs for one in lot.products), "contracts": sum(1 for cell in cells if cell.packs),
        "missed": len(lot.missed),
    }  # fmt: skip


def _tell_lots(lines: Iterable[dict[str, object]]) -> None:
    table = Table(title="约定采购量", title_justify="left")
    for heading in ("品种", "药品", "报量", "比例", "约定（最小单位）", "合计（盒）", "协议", "未生成"):
        table.add_column(heading, overflow="fold")
    for one in lines:
        table.add_row(*("–" if value is None else str(value) for value in one.values()))
    out.print(table)


@app.command("show")
def show(
    ctx: typer.Context,
    round_code: Annotated[str, typer.Option("--round", help="批次编号。Code of the round.")] = "",
    text: Annotated[str, typer.Option(help="药品、协议编号或机构代码。Drug, number or code.")] = "",
    late: Annotated[bool, typer.Option("--late", help="只看逾期未签的。Overdue ones.")] = False,
    as_json: JsonOption = False,
) -> None:
    """列出协议：医疗机构、企业看本单位的，政府部门看本地区的。List contracts."""
    home = open_session(ctx)
    from baowen.core.clock import today
    from baowen.vbp.contracts.queries.contracts import Sought, contract_page
    from baowen.vbp.contracts.states import STATE_WORDS

    sought = Sought(round_code=round_code, text=text, late_on=today() if late else None)
    found = contract_page(acting(home), sought, limit=1000)
    if as_json:
        print_json(
            [asdict(one) | {"total_packs": one.total_packs, "amount": one.amount} for one in found.lines]
        )  # fmt: skip
        return
    table = Table(title="集采协议", title_justify="left")
    for heading in ("协议", "医疗机构", "药品", "生产企业", "配送企业", "约定（盒）", "签订截止", "状态"):
        table.add_column(heading, overflow="fold")
    for one in found.lines:
        table.add_row(
            one.number, one.hospital, f"{one.product_code} {one.drug}", one.maker, one.distributor or "–",
            f"{one.total_packs:,}", str(one.sign_by), STATE_WORDS[one.state][0],
        )  # fmt: skip
    out.print(table)
    if found.cursor:
        out.print("只列出前 1,000 份，请按批次或药品缩小范围。The first 1,000 alone.")


@app.command("remind")
def remind(
    ctx: typer.Context,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="哪一天；缺省为今天。The day.")] = None,
    as_json: JsonOption = False,
) -> None:
    """提醒待签订的单位；baowen remind 每天也做，重复运行不重复提醒。Remind whoever is to sign; safe to repeat."""
    home = open_session(ctx)
    from baowen.core.clock import now, today
    from baowen.vbp.contracts.actions.reminding import remind_contracts
    from baowen.vbp.contracts.book import load_contract_book

    day = _day(on) or today()
    found = remind_contracts(day, at=now(), book=load_contract_book(home.calendar))
    if as_json:
        print_json({"on": day, "posted": found.posted})
    else:
        out.print(f"{day}：新提醒 {found.posted:,} 条", highlight=False)


@app.command("hand-over")
def hand_over(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """把三方已签订的协议移交数据湖，可重复运行。Hand signed contracts over to the lake; safe to repeat."""
    tell_handed(_handed(open_session(ctx)), _tell_refused, counted="行", as_json=as_json)


def hand_over_signed_contracts(home: Home) -> None:
    """Hand over what waits, as part of the cycle; what the lake refuses is told."""
    from baowen.vbp.contracts.actions.handing_over import waiting

    if waiting():
        _tell_refused(_handed(home).refused)


def _handed(home: Home) -> HandedOver:
    from baowen.core.clock import now
    from baowen.vbp.contracts.actions.handing_over import hand_over_contracts

    return hand_over_contracts(home, by=actor(), at=now(), clock=now)


def _tell_refused(refused: Sequence[tuple[str, str]]) -> None:
    tell_kept_back(refused, "上述协议已保存；更正后运行 baowen vbp-contracts hand-over 即可")


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None
