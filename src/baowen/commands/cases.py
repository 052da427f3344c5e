"""`baowen cases`: the inbox, lists, one case on one page, and what is late. The moves are in case_moves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from baowen.commands import case_files, case_moves
from baowen.commands.case_desk import Desk, NumberArgument, as_table, coded, day, desk, drug_called, names_of
from baowen.commands.output import JsonOption, err, out, print_json

if TYPE_CHECKING:
    from baowen.orgs.regions import Regions
    from baowen.respond.queries import CaseLine, CasePage, Late, Lateness, Page

app = typer.Typer(
    help="案件：登记、核实、上报、退回、办结，以及谁欠什么、何时到期、为何是那一天。Cases and what is owed.",
    no_args_is_help=True,
)
ALL_LATE = 1_000_000
AllOption = Annotated[bool, typer.Option("--all", help="全部列出，不只第一页。All of them, not just the first page.")]
OutOption = Annotated[Path | None, typer.Option("--out", help="另存为 CSV（UTF-8 带 BOM）。Save as CSV.")]
DayOption = Annotated[
    datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="截至哪一天，缺省为今天。As of which day.")
]
LINE_HEADINGS = ("编号", "类别", "药品", "状态", "办理地区", "最近期限")
CSV_HEADINGS = (
    "编号", "类别", "渠道", "药品代码", "药品", "状态", "办理地区代码", "办理地区", "登记地区代码", "登记地区",
    "登记日期", "最近期限",
)  # fmt: skip


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    case_moves.register(app)
    case_files.register(app)
    parent.add_typer(app, name="cases")


@app.command("inbox")
def show_inbox(
    ctx: typer.Context,
    state: Annotated[
        list[str] | None, typer.Option(help="只看这些状态（代码或中文），可多次给出。Only these states.")
    ] = None,
    every: AllOption = False,
    as_json: JsonOption = False,
) -> None:
    """本级待办案件，先到期的在前。The open cases of the own level, what is due first on top."""
    with desk(ctx) as at:
        from baowen.respond.queries import Wanted, inbox
        from baowen.respond.states import STATE_WORDS, State

        wanted = Wanted(states=tuple(coded(one, State, STATE_WORDS, "状态", "state") for one in state or ()))
        pages = _pages(lambda cursor: inbox(at.actor, book=at.book, wanted=wanted, cursor=cursor))
        _tell_lines(
            "待办案件", pages, at.book.regions, every=every, as_json=as_json,
            empty="本级没有待办案件；新案件由 baowen triage 按预警登记，或用 baowen cases open 登记。"
            "No open case at your level.",
        )  # fmt: skip


@app.command("list")
def list_cases(
    ctx: typer.Context,
    drug: Annotated[str, typer.Option(help="只看一种药品：名称或产品代码。Only one drug.")] = "",
    every: AllOption = False,
    out_file: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """本地区及下级登记的全部案件，含已办结的。Every case that began here or below, ended ones too."""
    with desk(ctx) as at:
        from baowen.respond.queries import cases

        subject = drug_called(at.home, drug)[0] if drug else ""

        def pages() -> Iterator[list[CaseLine]]:
            return _pages(lambda cursor: cases(at.actor, book=at.book, subject=subject, cursor=cursor))

        if out_file is not None:
            _save_lines(pages(), at.book.regions, out_file)
        if out_file is None or as_json:
            about = f"关于“{drug}”的" if drug else ""
            _tell_lines(
                "案件", pages(), at.book.regions, every=every, as_json=as_json,
                empty=f"本地区及下级没有{about}案件。No such case began here or below.",
            )  # fmt: skip


def _pages(page_at: Callable[[str], Page]) -> Iterator[list[CaseLine]]:
    """Page after page, so that however many there are, few are held at once."""
    cursor = ""
    while True:
        page = page_at(cursor)
        yield page.lines
        cursor = page.cursor
        if not cursor:
            return


def _tell_lines(
    title: str, pages: Iterator[list[CaseLine]], regions: Regions, *, every: bool, as_json: bool, empty: str
) -> None:
    found = next(pages)
    more = next(pages, None)
    if every and more is not None:
        found = [*found, *more, *(line for page in pages for line in page)]
    if as_json:
        print_json([_line_document(one, regions) for one in found])
        return
    if not found:
        out.print(empty, highlight=False)
        return
    as_table(f"{title} {len(found):,} 件", LINE_HEADINGS, [_line_cells(one, regions) for one in found])
    if more is not None and not every:
        out.print("还有更多：--all 全部列出。There are more: --all.", highlight=False)


def _line_document(one: CaseLine, regions: Regions) -> dict[str, Any]:
    return asdict(one) | {"region_name": regions.full_name(one.region)}


def _line_cells(one: CaseLine, regions: Regions) -> list[Text]:
    from baowen.commands.case_page import due_words
    from baowen.respond.kinds import CASE_WORDS
    from baowen.respond.states import STATE_WORDS

    plain = (one.number, CASE_WORDS[one.kind][0], one.subject_name, STATE_WORDS[one.state][0])
    return [*map(Text, plain), Text(regions.full_name(one.region)), due_words(one.state, one.next_due, day(None))]


def _save_lines(pages: Iterator[list[CaseLine]], regions: Regions, path: Path) -> None:
    from baowen.respond.kinds import CASE_WORDS, Channel
    from baowen.respond.states import STATE_WORDS

    rows = (
        (
            one.number, CASE_WORDS[one.kind][0], "军地" if one.channel is Channel.MILITARY else "一般", one.subject,
            one.subject_name, STATE_WORDS[one.state][0], one.region, regions.full_name(one.region), one.origin_region,
            regions.full_name(one.origin_region), one.opened_on, one.next_due or "",
        )
        for page in pages for one in page
    )  # fmt: skip
    _save(CSV_HEADINGS, rows, path)


def _save(headings: Sequence[str], rows: Iterable[tuple[object, ...]], path: Path) -> None:
    from baowen.core.tables import write_rows

    with path.open("w", encoding="utf-8", newline="") as file:
        written = write_rows(file, headings, rows)
    err.print(f"已写出 {written:,} 行到 {path}。Wrote {written:,} rows.", highlight=False, markup=False, soft_wrap=True)


@app.command("show")
def show(
    ctx: typer.Context,
    number: NumberArgument,
    english: Annotated[bool, typer.Option("--english", help="用英文显示。In English.")] = False,
    as_json: JsonOption = False,
) -> None:
    """一页看全一件案件：经过、谁欠什么、何时到期、为何是那一天。One case: what happened, what is owed, and why then."""
    with desk(ctx) as at:
        from baowen.commands.case_page import Reading, whole_page
        from baowen.respond.queries import case_page

        page = case_page(number, at.actor, book=at.book)
        if as_json:
            print_json(_page_document(page, at))
            return
        reading = Reading(
            today=day(None), english=english, width=out.width, organisations=_organisations(page),
            places={code: at.book.regions.full_name(code) for code in _places(page)},
            short={code: at.book.regions.require(code).name for code in _places(page)},
            leads=_leads(page),
        )  # fmt: skip
        for part in whole_page(page, reading):
            out.print(part, highlight=False)


def _places(page: CasePage) -> set[str]:
    owed = {one.region for one in page.owed}
    return {page.line.region, page.line.origin_region, *owed, *(one.region for one in page.events)}


def _organisations(page: CasePage) -> dict[str, str]:
    """The names of the organisations on a page, by code."""
    from baowen.commands.case_page_beside import named_beside

    acted, asked = {one.organisation for one in page.events}, {one.organisation for one in page.questions}
    return names_of(acted | asked | {one.owner for one in page.measures} | named_beside(page))


def _leads(page: CasePage) -> dict[str, str]:
    """The lead units that owe something now, by place."""
    from baowen.orgs.queries import lead_unit

    found = {one.region: lead_unit(one.region) for one in page.owed if one.done_on is None}
    return {region: unit.name for region, unit in found.items() if unit is not None}


def _page_document(page: CasePage, at: Desk) -> dict[str, Any]:
    today, leads = day(None), _leads(page)
    document = asdict(page)
    line: dict[str, Any] = document.pop("line")
    document["sources"] = [{"kind": kind, "reference": reference} for kind, reference in page.sources]
    document["comments"] = [{"at": when, "by": by, "words": words} for when, by, words in page.comments]
    document["owed"] = [
        asdict(one) | {
            "region_name": at.book.regions.full_name(one.region), "lead_unit": leads.get(one.region, ""),
            "late": one.is_late(today),
        }
        for one in page.owed
    ]  # fmt: skip
    return line | {"region_name": at.book.regions.full_name(page.line.region)} | document


@app.command("late")
def late(ctx: typer.Context, on: DayOption = None, every: AllOption = False, as_json: JsonOption = False) -> None:
    """本地区及下级逾期未办的事项，逾期最久的在前。What is overdue here and below, the longest first."""
    with desk(ctx) as at:
        from baowen.respond.queries import PAGE, overdue

        most = ALL_LATE if every else PAGE
        found = overdue(at.actor, day(on), book=at.book, limit=most + 1)
        shown, regions = found[:most], at.book.regions
        if as_json:
            print_json([asdict(one) | {"region_name": regions.full_name(one.region)} for one in shown])
            return
        if not shown:
            out.print(f"{day(on)} 没有逾期未办的事项。Nothing is overdue.", highlight=False)
            return
        headings = ("编号", "药品", "应办", "应办地区", "期限", "逾期")
        as_table(f"{day(on)} 逾期事项 {len(shown):,} 项", headings, (_late_cells(one, regions) for one in shown))
        if len(found) > most:
            out.print("还有更多：--all 全部列出。There are more: --all.", highlight=False)


@app.command("late-tasks")
def show_late_tasks(
    ctx: typer.Context, on: DayOption = None, every: AllOption = False, as_json: JsonOption = False
) -> None:  # fmt: skip
    """逾期未办的会商任务和措施：本单位的，及本地区和下级的。Tasks and measures that are overdue."""
    with desk(ctx) as at:
        from baowen.respond.duties import DUTY_WORDS
        from baowen.respond.queries import PAGE, late_tasks

        today = day(on)
        found = late_tasks(at.actor, today, book=at.book, limit=ALL_LATE if every else PAGE)
        if as_json:
            print_json([asdict(one) for one in found])
            return
        if not found:
            out.print(f"{today} 没有逾期未办的任务和措施。No task or measure is overdue.", highlight=False)
            return
        rows = (
            [Text(cell) for cell in (str(one.id), one.case, one.subject_name, DUTY_WORDS[one.duty][0], one.owner,
                                     str(one.due_on), f"{one.days} 天")]
            for one in found
        )  # fmt: skip
        headings = ("编号", "案件", "药品", "事项", "责任单位", "期限", "逾期")
        as_table(f"{today} 逾期任务和措施 {len(found):,} 项", headings, rows)


def _late_cells(one: Late, regions: Regions) -> list[Text]:
    from baowen.commands.case_page import LATE
    from baowen.respond.queries import step_words

    plain = (one.number, one.subject_name, step_words(one.step)[0], regions.full_name(one.region), str(one.due_on))
    return [*map(Text, plain), Text(f"逾期 {one.days} 天", style=LATE)]


@app.command("lateness")
def count_lateness(
    ctx: typer.Context,
    first: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="期限自哪天起。Due from this day.")],
    last: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="期限至哪天止。Due to this day.")],
    out_file: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """期限落在一段时间内的事项，按应办地区统计按期、逾期。Steps due in a span, counted by the region that owes them."""
    with desk(ctx) as at:
        from baowen.core.problems import BaowenError
        from baowen.respond.queries import lateness

        if last < first:
            raise BaowenError("--to 早于 --from，请对调", "--to lies before --from")
        found = lateness(at.actor, first.date(), last.date(), day(None), book=at.book)
        _tell_lateness(found, first.date(), last.date(), at.book.regions, out_file, as_json=as_json)


def _tell_lateness(
    found: list[Lateness], first: date, last: date, regions: Regions, path: Path | None, *, as_json: bool
) -> None:
    headings = ("地区代码", "地区", "应办", "按期办理", "逾期办理", "逾期未办")
    rows = [
        (one.region, regions.full_name(one.region), one.due, one.in_time, one.late, one.overdue) for one in found
    ]  # fmt: skip
    if path is not None:
        _save(headings, rows, path)
    if as_json:
        print_json([asdict(one) | {"region_name": regions.full_name(one.region)} for one in found])
    elif not found:
        out.print(f"{first} 至 {last} 没有到期的事项。No step is due in that span.", highlight=False)
    elif path is None:
        table = Table(title=f"{first} 至 {last} 到期的事项", title_justify="left")
        for number, heading in enumerate(headings):
            table.add_column(heading, overflow="fold", justify="right" if number > 1 else "left")
        for row in rows:
            table.add_row(*(Text(f"{cell:,}") if isinstance(cell, int) else Text(cell) for cell in row))
        out.print(table)
