"""`baowen orgs`: the register of organisations and the joint mechanisms. ORG-1 to ORG-3."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from baowen.commands.choices import chosen
from baowen.commands.output import Exit, JsonOption, out, print_json
from baowen.commands.session import acting, open_session

if TYPE_CHECKING:
    from baowen.collect.organisations import FromLake
    from baowen.core.problems import Problem
    from baowen.orgs.queries import OrganisationView

SHOWN = 40
KIND = ("机构类型", "kind")
app = typer.Typer(help="机构登记和联动机制。The register of organisations, joint mechanisms.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="orgs")


@app.command("import")
def import_file(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV、XLSX，列名同数据接口 organisation。Columns as the feed's.")],
    mapping: Annotated[str | None, typer.Option(help="映射名，见 baowen mapping list。A mapping.")] = None,
    reason: Annotated[str, typer.Option(help="依据或说明，记入审计。Why, for the audit chain.")] = "",
    as_json: JsonOption = False,
) -> None:
    """从文件登记机构；有一行不合格则整份不登记。Register organisations from a file, all of them or none."""
    home = open_session(ctx)
    from baowen.collect.actions import mapping_folders
    from baowen.collect.organisations import read_register
    from baowen.core.clock import now
    from baowen.orgs.actions import register_organisations
    from baowen.orgs.queries import organisations

    if not file.is_file():
        raise typer.BadParameter(f"找不到文件 no such file: {file}")
    who = acting(home)
    known = {one.code: one for one in organisations(in_force=False)}
    found = read_register(file, folders=mapping_folders(home), mapping=mapping, actor=who, known=known)
    if found.problems:
        _tell_refused(file, found.problems, as_json=as_json)
        raise typer.Exit(int(Exit.REFUSED))
    fresh, changed = register_organisations(found.wanted, actor=who, at=now(), reason=reason)
    unchanged = len(found.wanted) - fresh - changed
    if as_json:
        print_json({"new": fresh, "changed": changed, "unchanged": unchanged, "problems": []})
        return
    out.print(
        f"机构登记：新增 {fresh:,}，更新 {changed:,}，未变 {unchanged:,}。Registered: new, changed, unchanged.",
        highlight=False,
    )


def _tell_refused(file: Path, problems: list[Problem], *, as_json: bool) -> None:
    if as_json:
        print_json({"new": 0, "changed": 0, "unchanged": 0, "problems": [one.as_json() for one in problems]})
        return
    out.print(f"{file.name}：{len(problems):,} 处问题，整份未登记。Nothing was registered.", style="red", markup=False)
    for one in problems[:SHOWN]:
        where = f"第 {one.row} 行 {one.column}" if one.row else "整份文件"
        value = f"“{one.value}”" if one.value else ""
        out.print(f"  {where}{value}：{one.message}。{one.help}", markup=False, highlight=False, soft_wrap=True)
        out.print(f"    row {one.row}: {one.message_en}; {one.help_en}", markup=False, highlight=False, soft_wrap=True)
    if len(problems) > SHOWN:
        out.print(f"  其余 {len(problems) - SHOWN:,} 处请用 --json 查看。The rest: --json.", highlight=False)


@app.command()
def sync(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """登记数据湖中本地区的医疗机构和企业，可重复运行。Register what the lake knows; safe to repeat."""
    home = open_session(ctx)
    from baowen.collect.organisations import LEFT_OUT_WORDS, from_lake
    from baowen.core.clock import now
    from baowen.lake.store import Lake
    from baowen.orgs.actions import register_organisations
    from baowen.orgs.queries import organisations

    known = {one.code: one for one in organisations(in_force=False)}
    found = from_lake(Lake(home.lake), region=home.region, known=known)
    fresh, changed = register_organisations(found.wanted, actor=acting(home), at=now(), reason="orgs sync")
    told = {
        "new": fresh,
        "changed": changed,
        "unchanged": len(found.wanted) - fresh - changed,
        "left_out": {why.value: found.left_out.get(why, 0) for why in LEFT_OUT_WORDS},
        "without_lead": found.without_lead,
    }
    if as_json:
        print_json(told)
    else:
        _tell_synced(told, found)


def _tell_synced(told: dict[str, Any], found: FromLake) -> None:
    from baowen.collect.organisations import LEFT_OUT_WORDS

    if not found.wanted and not found.left_out:
        out.print("数据湖中还没有机构；请先运行 baowen import organisation。The lake has no organisations yet.")
        return
    out.print(
        f"机构登记：新增 {told['new']:,}，更新 {told['changed']:,}，未变 {told['unchanged']:,}，"
        f"未登记 {found.left_out.total():,}。New, changed, unchanged, left out.",
        highlight=False,
    )
    for why, count in found.left_out.items():
        zh, en = LEFT_OUT_WORDS[why]
        out.print(f"  {count:,} 家{zh}。{count:,} {en}.", highlight=False)
    if found.without_lead:
        out.print(
            f"  {found.without_lead:,} 家医疗机构的牵头医院未登记，暂不列入医联体。"
            f"{found.without_lead:,} hospitals whose lead is not registered.",
            highlight=False,
        )


@app.command("list")
def list_organisations(
    ctx: typer.Context,
    region: Annotated[str, typer.Option(help="只看该地区及其下级（代码）。This region and below.")] = "",
    kind: Annotated[str, typer.Option(help="只看一类，如 医疗机构 或 hospital。One kind.")] = "",
    closed: Annotated[bool, typer.Option("--closed", help="包括已注销的。Closed ones too.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="输出 CSV，可用电子表格打开。Print CSV.")] = False,
    as_json: JsonOption = False,
) -> None:
    """列出登记的机构。List the organisations of the register."""
    open_session(ctx)
    from baowen.orgs.departments import ORGANISATION_WORDS
    from baowen.orgs.queries import organisations
    from baowen.orgs.regions import load_regions

    if region:
        load_regions().require(region)
    only = chosen(kind, ORGANISATION_WORDS, what=KIND) if kind else None
    found = organisations(within=region, kind=only, in_force=not closed)
    if as_json:
        print_json([asdict(one) for one in found])
    elif as_csv:
        _print_csv(found)
    elif not found:
        out.print("没有登记的机构；请运行 baowen orgs import 或 baowen orgs sync。No organisation is registered.")
    else:
        _print_table(found)


HEADINGS = ("机构代码", "机构名称", "机构类型", "行政区划代码", "机构等级", "牵头机构代码", "注销日期")


def _cells(one: OrganisationView) -> tuple[str, ...]:
    from baowen.collect.organisations import register_feed
    from baowen.orgs.departments import ORGANISATION_WORDS

    level_words = {choice.code: choice.zh for choice in register_feed().column("org_level").choices}
    closed_on = one.closed_on.isoformat() if one.closed_on else ""
    level = level_words.get(one.hospital_class, one.hospital_class)
    return (one.code, one.name, ORGANISATION_WORDS[one.kind][0], one.region, level, one.alliance, closed_on)


def _print_csv(found: list[OrganisationView]) -> None:
    """`orgs import` reads it back."""
    from baowen.core.tables import write_rows

    write_rows(sys.stdout, HEADINGS, map(_cells, found))


def _print_table(found: list[OrganisationView]) -> None:
    table = Table(title=f"登记的机构 {len(found):,} 家")
    for heading in HEADINGS:
        table.add_column(heading, overflow="fold")
    for one in found[:SHOWN]:
        table.add_row(*_cells(one))
    out.print(table)
    if len(found) > SHOWN:
        out.print(f"其余 {len(found) - SHOWN:,} 家请用 --csv 或 --json 查看。The rest: --csv, --json.", highlight=False)


@app.command()
def show(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(help="机构代码。Code of the organisation.")],
    as_json: JsonOption = False,
) -> None:
    """查看一家机构及其联动机制席位。Show an organisation and its seats."""
    open_session(ctx)
    from baowen.orgs.queries import organisation_on_file, seats_of
    from baowen.orgs.regions import load_regions

    found = organisation_on_file(code)
    seats = seats_of(code)
    if as_json:
        print_json(asdict(found) | {"seats": [asdict(one) for one in seats]})
        return
    for heading, cell in zip(HEADINGS, _cells(found), strict=True):
        if cell:
            out.print(f"{heading}：{cell}", markup=False, highlight=False)
    out.print(f"所在地：{load_regions().full_name(found.region)}", markup=False, highlight=False)
    for one in seats:
        lead = "（牵头单位 lead unit）" if one.is_lead else ""
        out.print(f"联动机制席位：{_department(one.department)}{lead}", markup=False, highlight=False)


def _department(code: str) -> str:
    from baowen.orgs.departments import DEPARTMENT_WORDS, Department

    return DEPARTMENT_WORDS[Department(code)][0]


@app.command()
def close(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(help="机构代码。Code of the organisation.")],
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="最后一日。Its last day.")],
    reason: Annotated[str, typer.Option(help="原因，记入审计。Why, for the audit chain.")],
) -> None:
    """注销机构：人员、令牌随即停用，历史保留。Close an organisation; its people and tokens end, its past stays."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.orgs.actions import close_organisation

    close_organisation(code, on=on.date(), actor=acting(home), at=now(), reason=reason)
    out.print(f"机构 {code} 已注销，人员和令牌已停用。Closed.", highlight=False)


@app.command()
def seat(
    ctx: typer.Context,
    region: Annotated[str, typer.Argument(help="行政区划代码。Whose joint mechanism.")],
    department: Annotated[str, typer.Argument(help="部门，如 卫生健康 或 health。The department.")],
    code: Annotated[str, typer.Argument(help="该部门的机构代码。Code of the department's organisation.")],
    lead: Annotated[bool, typer.Option("--lead", help="为牵头单位。It is the lead unit.")] = False,
    reason: Annotated[str, typer.Option(help="依据文件，记入审计。Why, for the audit chain.")] = "",
) -> None:
    """登记联动机制中一个部门的席位。Give a department its seat in a joint mechanism."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.orgs.actions import seat_department
    from baowen.orgs.departments import DEPARTMENT_WORDS
    from baowen.orgs.regions import load_regions

    load_regions().require(region)
    one = chosen(department, DEPARTMENT_WORDS, what=("部门", "department"))
    seat_department(region, one, code, is_lead=lead, actor=acting(home), at=now(), reason=reason)
    words = "牵头单位" if lead else "成员单位"
    out.print(f"{region} 联动机制：{DEPARTMENT_WORDS[one][0]} {code}，{words}。Seated.", highlight=False)


@app.command()
def mechanism(
    ctx: typer.Context,
    region: Annotated[str, typer.Argument(help="行政区划代码。Region code.")],
    as_json: JsonOption = False,
) -> None:
    """列出一地联动机制的牵头单位和成员单位。List the joint mechanism of a region, lead unit first."""
    open_session(ctx)
    from baowen.orgs.queries import mechanism as seats_in
    from baowen.orgs.regions import load_regions

    place = load_regions().require(region)
    found = seats_in(region)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print(
            f"{place.name}还没有登记联动机制；请运行 baowen orgs seat {region} 部门 机构代码 --lead。No seat yet."
        )
        return
    table = Table(title=f"{place.name}联动机制")
    for heading in ("单位", "部门", "机构代码", "机构名称"):
        table.add_column(heading)
    for one in found:
        table.add_row("牵头" if one.is_lead else "成员", _department(one.department), one.organisation, one.name)
    out.print(table)
