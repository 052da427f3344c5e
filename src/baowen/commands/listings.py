"""`baowen listings`: what stands on the platform of a province, its prices and moves, and what keeps it up. PRC-1."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from baowen.commands import listing_applications
from baowen.commands.handed import tell_handed, tell_kept_back
from baowen.commands.output import JsonOption, out, print_json
from baowen.commands.session import acting, actor, open_session
from baowen.commands.stops import code_of
from baowen.core.problems import BaowenError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baowen.core.home import Home
    from baowen.orgs.permissions import Actor
    from baowen.procure.listing.actions.handing_over import HandedOver
    from baowen.procure.listing.queries import ListingView
    from baowen.procure.listing.states import ListingMove

SHOWN = 40
NumberArgument = Annotated[str, typer.Argument(help="挂网编号。Number of the listing.")]
WhyOption = Annotated[str, typer.Option("--reason", help="理由。Why.")]
ClauseOption = Annotated[str, typer.Option("--clause", help="条款。The clause.")]
app = typer.Typer(help="挂网：平台上的药品和价格。Listings: products and prices on a platform.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    listing_applications.add_to(app)
    parent.add_typer(app, name="listings")


@app.command("record")
def record(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """把药品目录中已有挂网价的药品登记到本省平台，可重复运行。Enter what was listed before; safe to repeat."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.procure.listing.actions.recording import record as take_over
    from baowen.procure.listing.actions.references import references_from_lake
    from baowen.procure.listing.rulebook import load_listing_book

    book, who = load_listing_book(home.region, home.calendar), keeper(home)
    found = take_over(home, home.region, actor=who, at=now(), book=book)
    references = references_from_lake(home, home.region, actor=who, at=now(), book=book)
    words = (
        f"登记挂网 {found.entered:,} 个、价格 {found.prices:,} 条；已在平台 {found.known:,} 个，"
        f"已撤网或缺企业、价格的 {found.left_out:,} 个；参考价 {references:,} 条"
    )
    _say(asdict(found) | {"references": references}, words, as_json=as_json)


@app.command("list")
def list_listings(
    ctx: typer.Context,
    text: Annotated[str, typer.Option(help="药品名称的一部分、代码或编号。Part of a name, a code, a number.")] = "",
    state: Annotated[str, typer.Option(help="listed、suspended、inactive、withdrawn。One state.")] = "",
    as_json: JsonOption = False,
) -> None:
    """列出本省平台的挂网药品。List what the platform of the home's province lists."""
    home = open_session(ctx)
    from baowen.procure.listing.queries import listing_page
    from baowen.procure.listing.states import STATE_WORDS, ListingState

    wanted = code_of(ListingState, state, "状态", "state", STATE_WORDS) if state else None
    found = listing_page(home.region, text=text, state=wanted, limit=SHOWN if not as_json else 100_000)
    if as_json:
        print_json([asdict(one) for one in found.lines])
        return
    _tell(found.lines)
    if found.cursor:
        out.print("其余请缩小范围或用 --json 查看。The rest: --json.")


@app.command("show")
def show(ctx: typer.Context, number: NumberArgument, as_json: JsonOption = False) -> None:
    """一个挂网药品的全部价格和变动。One listing with all its prices and moves."""
    open_session(ctx)
    from baowen.procure.listing import queries
    from baowen.procure.listing.states import STATE_WORDS

    found, prices, events = queries.listing(number), queries.prices_of(number), queries.events_of(number)
    if as_json:
        listed = {"prices": [asdict(one) for one in prices], "events": [asdict(one) for one in events]}
        print_json(asdict(found) | listed)
        return
    _tell([found])
    for price in prices:
        voided = f"（已作废：{price.voided_why}）" if price.voided_why else ""
        out.print(f"  {price.valid_from} 起 {price.price:f} 元 {price.source}{voided}", markup=False, highlight=False)
    for one in events:
        until = f"，至 {one.until}" if one.until else ""
        out.print(
            f"  {one.moved_at:%Y-%m-%d} {STATE_WORDS[one.state][0]} {one.reason}{until}", markup=False, highlight=False
        )


@app.command("suspend")
def suspend(
    ctx: typer.Context, number: NumberArgument, why: WhyOption, clause: ClauseOption = "",
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="暂停至。Until.")] = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """暂停挂网。Suspend a listing."""
    from baowen.procure.listing.states import ListingMove

    _decide(ctx, number, ListingMove.SUSPEND, why, clause, until, as_json=as_json)


@app.command("resume")
def resume(
    ctx: typer.Context, number: NumberArgument, why: WhyOption, clause: ClauseOption = "", as_json: JsonOption = False
) -> None:  # fmt: skip
    """恢复挂网。Resume a listing."""
    from baowen.procure.listing.states import ListingMove

    _decide(ctx, number, ListingMove.RESUME, why, clause, None, as_json=as_json)


@app.command("put-aside")
def put_aside(
    ctx: typer.Context, number: NumberArgument, why: WhyOption, clause: ClauseOption = "", as_json: JsonOption = False
) -> None:  # fmt: skip
    """移入不活跃区。Put a listing into the inactive zone."""
    from baowen.procure.listing.states import ListingMove

    _decide(ctx, number, ListingMove.PUT_ASIDE, why, clause, None, as_json=as_json)


@app.command("withdraw")
def withdraw(
    ctx: typer.Context, number: NumberArgument, why: WhyOption, clause: ClauseOption = "", as_json: JsonOption = False
) -> None:  # fmt: skip
    """撤网。Take a product off the platform."""
    from baowen.procure.listing.states import ListingMove

    _decide(ctx, number, ListingMove.WITHDRAW, why, clause, None, as_json=as_json)


@app.command("void")
def void(
    ctx: typer.Context, number: NumberArgument, why: WhyOption,
    valid_from: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="执行日期。In force from.")],
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """作废录错的价格，前一价格恢复执行。Void a price that was entered wrongly."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.procure.listing.actions.book import void_price

    void_price(number, valid_from.date(), why=why, actor=acting(home), at=now())
    _say({"number": number}, f"已作废 {number} 自 {valid_from:%Y-%m-%d} 起的价格", as_json=as_json)


@app.command("references")
def references(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="CSV 文件：省份代码、药品代码、通用名、价格、执行日期、来源。A CSV file.")
    ],
    as_json: JsonOption = False,
) -> None:
    """导入他省挂网价、集采中选价、首涨省受理价。Take prices of reference from a CSV file."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.procure.listing.actions.references import import_references
    from baowen.procure.listing.rulebook import load_listing_book

    try:
        content = file.read_bytes()
    except OSError as error:
        raise BaowenError(f"无法读取 {file.name}，请核对路径", f"cannot read {file.name}") from error
    book = load_listing_book(home.region, home.calendar)
    found = import_references(content, file.name, actor=acting(home), at=now(), book=book, region=home.region)
    _say({"rows": found}, f"已收参考价 {found:,} 条", as_json=as_json)


@app.command("follow")
def follow(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """查找他省更低价，告知企业，逾期未跟进的暂停。Find lower prices elsewhere; suspend who does not follow in time."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.procure.listing.actions.following import follow as look
    from baowen.procure.listing.rulebook import load_listing_book

    book = load_listing_book(home.region, home.calendar)
    found = look(home.region, actor=keeper(home), at=now(), book=book)
    words = (
        f"告知 {found.told:,} 个，已跟进 {found.followed:,} 个，逾期暂停 {found.suspended:,} 个，"
        f"期满恢复 {found.resumed:,} 个"
    )
    _say(asdict(found), words, as_json=as_json)


@app.command("inactive")
def inactive(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """把多年无交易、无配送的药品移入不活跃区。Put products aside that were not traded for the pack's years."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.procure.listing.actions.inactive import put_untraded_aside, untraded_since
    from baowen.procure.listing.queries.lake import traded_since
    from baowen.procure.listing.rulebook import load_listing_book

    book, at = load_listing_book(home.region, home.calendar), now()
    since = untraded_since(home.region, at=at, book=book)
    traded, first = traded_since(home, since)
    moved = put_untraded_aside(home.region, traded, first, actor=keeper(home), at=at, book=book)
    _say({"moved": moved, "since": since}, f"自 {since} 起无交易的 {moved:,} 个已移入不活跃区", as_json=as_json)


@app.command("push")
def push(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """把未入湖的挂网价交数据湖，可重复运行。Hand prices over to the lake; safe to repeat."""
    home = open_session(ctx)
    found = _pushed(home)
    tell_handed(found, _tell_refused, counted="个", as_json=as_json, key="product_code")


def keep_listings(home: Home) -> None:
    """End suspensions whose day has come, and hand to the lake what was listed, priced or moved; refusals are told."""
    from baowen.core.clock import now, today
    from baowen.orgs.queries import system_actor
    from baowen.orgs.regions import RegionLevel, load_regions
    from baowen.procure.listing.actions.ending import due_suspensions, end_suspensions
    from baowen.procure.listing.actions.handing_over import waiting
    from baowen.procure.settle.actions.ending import due_breaches, end_breach_suspensions

    if load_regions().require(home.region).level is not RegionLevel.NATION:
        if due_suspensions(home.region, today()):
            end_suspensions(home.region, actor=system_actor(home.region), at=now())
        if due_breaches(home.region, today()):
            end_breach_suspensions(home.region, actor=system_actor(home.region), at=now())

    if waiting():
        _tell_refused(_pushed(home).refused)


def keeper(home: Home) -> Actor:
    """Who runs what the rules order: somebody who decides on the platform. NotAllowedError for anybody else but the
    operator of the machine."""
    from baowen.orgs.permissions import Act, require
    from baowen.orgs.queries import person
    from baowen.orgs.regions import load_regions
    from baowen.procure.listing.queries import platform_of

    who = acting(home)
    if person(actor()) is not None:
        require(who, Act.LISTING_DECIDE, platform_of(home.region), regions=load_regions())
    return who


def _pushed(home: Home) -> HandedOver:
    from baowen.core.clock import now
    from baowen.procure.listing.actions.handing_over import hand_over

    return hand_over(home, by=actor(), at=now(), clock=now)


def _tell_refused(refused: Sequence[tuple[str, str]]) -> None:
    remedy = "挂网仍有效；补全药品目录后运行 baowen listings push 即可"
    tell_kept_back(refused, remedy, what="的挂网价")


def _decide(
    ctx: typer.Context, number: str, move: ListingMove, reason: str, clause: str, until: datetime | None, *,
    as_json: bool,
) -> None:  # fmt: skip
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.procure.listing.actions.book import Why, decide_listing
    from baowen.procure.listing.states import LISTING_RULES

    why = Why(reason=reason, clause=clause, until=until.date() if until else None)
    decide_listing(number, move, why, actor=acting(home), at=now())
    state = LISTING_RULES[move].to
    _say({"number": number, "state": state}, f"{number}：{LISTING_RULES[move].zh}", as_json=as_json)


def _tell(found: list[ListingView]) -> None:
    from baowen.procure.listing.kinds import LIGHT_WORDS, PATH_WORDS
    from baowen.procure.listing.states import STATE_WORDS

    if not found:
        out.print("没有挂网药品。Nothing is listed.")
        return
    table = Table(title_justify="left")
    for heading in ("编号", "药品", "规格、包装", "企业", "元/盒", "元/最小单位", "状态", "路径", "标识"):
        table.add_column(heading, overflow="fold")
    for one in found:
        unit = "—" if one.unit_price is None else f"{one.unit_price:f}"
        table.add_row(
            one.number, f"{one.product_code} {one.generic_name}", f"{one.spec} {one.packaging}", one.maker,
            f"{one.price:f}", unit, STATE_WORDS[one.state][0], PATH_WORDS[one.path][0], LIGHT_WORDS[one.light][0],
        )  # fmt: skip
    out.print(table)


def _say(document: dict[str, object], words: str, *, as_json: bool) -> None:
    if as_json:
        print_json(document)
    else:
        out.print(words, markup=False, highlight=False)
