"""`baowen listings apply` and what follows: applications of enterprises, decided by the platform. PRC-1."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from baowen.commands.output import JsonOption, out, print_json
from baowen.commands.reports import decimal_of
from baowen.commands.session import acting, open_session
from baowen.commands.stops import code_of

if TYPE_CHECKING:
    from baowen.procure.listing.states import ApplicationMove

SHOWN = 40
NumberArgument = Annotated[str, typer.Argument(help="申报编号。Number of the application.")]
WhyOption = Annotated[str, typer.Option("--reason", help="理由。Why.")]


def add_to(group: typer.Typer) -> None:
    """Add these commands to a group."""
    for name, command in (
        ("apply", apply), ("applications", list_applications), ("application", show), ("take-back", take_back),
        ("supplement", supplement), ("accept", accept), ("return", return_it), ("ask-back", ask_back),
        ("attach", attach),
    ):  # fmt: skip
        group.command(name)(command)


def apply(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(help="药品代码。The product code.")],
    price: Annotated[str, typer.Option(help="价格，元。The price in yuan.")],
    why: WhyOption = "",
    kind: Annotated[
        str, typer.Option(help="new 新挂网、price 调价、follow 跟进他省低价、return 恢复挂网。What for.")
    ] = "price",
    unit: Annotated[str, typer.Option(help="pack 最小包装、smallest 最小制剂单位。What the price is for.")] = "pack",
    valid_from: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="执行日期。In force from.")
    ] = None,
    claim: Annotated[str, typer.Option(help="common 常用药、low_price 低价药。What the drug is.")] = "",
    region: Annotated[str, typer.Option(help="哪个省的平台，缺省为本省。The platform's province.")] = "",
    confirm: Annotated[bool, typer.Option("--confirm", help="价格确认无误。The price is right.")] = False,
    sign: Annotated[bool, typer.Option("--sign", help="签署承诺。Sign the commitment.")] = False,
    only_look: Annotated[bool, typer.Option("--look", help="只看比价和路径，不提交。Compare only.")] = False,
    as_json: JsonOption = False,
) -> None:
    """申报本企业药品挂网或调价，先给出比价。Apply for an own product; the comparison is shown."""
    home = open_session(ctx)
    from baowen.core.clock import now, today
    from baowen.procure.listing.actions.applications import apply as send
    from baowen.procure.listing.kinds import CLAIM_WORDS, KIND_WORDS, UNIT_WORDS, ApplicationKind, Claim, PriceUnit
    from baowen.procure.listing.queries.catalogue import catalogued
    from baowen.procure.listing.queries.preview import preview
    from baowen.procure.listing.rulebook import load_listing_book
    from baowen.procure.listing.states import APPLICATION_WORDS
    from baowen.procure.listing.wishes import Wish

    wish = Wish(
        region=region or home.region, kind=code_of(ApplicationKind, kind, "申报种类", "kind", KIND_WORDS),
        product_code=code, price=decimal_of(price, "价格", "price"),
        unit=code_of(PriceUnit, unit, "价格单位", "unit", UNIT_WORDS), reason=why,
        valid_from=valid_from.date() if valid_from else None,
        claim=code_of(Claim, claim, "药品情形", "claim", CLAIM_WORDS),
    )  # fmt: skip
    who, book, known = acting(home), load_listing_book(home.region, home.calendar), catalogued(home, code)
    if only_look:
        seen = preview(wish, who.organisation, today(), book=book, catalogue=known)
        print_json(seen.comparison.as_document() | {"path": seen.path.path, "why": seen.path.zh})
        return
    sent = send(wish, actor=who, at=now(), book=book, catalogue=known, confirmed=confirm, signed=sign)
    _say(asdict(sent), f"已申报 {sent.number}：{APPLICATION_WORDS[sent.state][0]}", as_json=as_json)


def list_applications(
    ctx: typer.Context,
    state: Annotated[str, typer.Option(help="只看某一状态，如 submitted。One state.")] = "",
    as_json: JsonOption = False,
) -> None:
    """列出申报：企业看本企业的，采购管理员看本平台的。List applications: the own ones, or those to the platform."""
    home = open_session(ctx)
    from baowen.procure.listing.kinds import KIND_WORDS, PATH_WORDS
    from baowen.procure.listing.queries.applications import application_page
    from baowen.procure.listing.states import APPLICATION_WORDS, ApplicationState

    wanted = code_of(ApplicationState, state, "状态", "state", APPLICATION_WORDS) if state else None
    found = application_page(acting(home), state=wanted, limit=100_000 if as_json else SHOWN)
    if as_json:
        print_json([asdict(one) for one in found.lines])
        return
    if not found.lines:
        out.print("没有申报。No application.")
        return
    table = Table(title_justify="left")
    for heading in ("编号", "种类", "药品", "企业", "元/盒", "执行日期", "路径", "状态"):
        table.add_column(heading, overflow="fold")
    for one in found.lines:
        table.add_row(
            one.number, KIND_WORDS[one.kind][0], f"{one.product_code} {one.generic_name}", one.enterprise,
            f"{one.price:f}", str(one.valid_from), PATH_WORDS[one.path][0], APPLICATION_WORDS[one.state][0],
        )  # fmt: skip
    out.print(table)


def show(ctx: typer.Context, number: NumberArgument, as_json: JsonOption = False) -> None:
    """一份申报和当时的比价。One application with the comparison as it was seen."""
    home = open_session(ctx)
    from baowen.procure.listing.queries.applications import application
    from baowen.procure.listing.states import APPLICATION_WORDS

    one = application(number, acting(home))
    if as_json:
        print_json(asdict(one))
        return
    seen = one.comparison
    out.print(
        f"{one.number} {one.generic_name} {one.price:f} 元：{APPLICATION_WORDS[one.state][0]}；{one.why_zh}\n"
        f"同药 {seen['peers_count']} 个，可比 {seen['comparable']} 个 {seen['none_zh']}",
        markup=False, highlight=False,
    )  # fmt: skip
    for finding in seen["findings"]:
        out.print(f"  {finding['zh']}（{finding['clause']}）", markup=False, highlight=False)
    for event in one.events:
        out.print(f"  {event.moved_at:%Y-%m-%d} {event.move} {event.reason}", markup=False, highlight=False)


def take_back(ctx: typer.Context, number: NumberArgument, why: WhyOption, as_json: JsonOption = False) -> None:
    """撤回本企业的申报。Take an own application back."""
    from baowen.procure.listing.states import ApplicationMove

    _move(ctx, number, ApplicationMove.TAKE_BACK, why, as_json=as_json)


def supplement(ctx: typer.Context, number: NumberArgument, why: WhyOption, as_json: JsonOption = False) -> None:
    """补正后再次提交。Answer what was asked back."""
    from baowen.procure.listing.states import ApplicationMove

    _move(ctx, number, ApplicationMove.SUPPLEMENT, why, as_json=as_json)


def accept(ctx: typer.Context, number: NumberArgument, why: WhyOption = "", as_json: JsonOption = False) -> None:
    """受理申报，价格随即挂网。Accept an application; its price is listed."""
    from baowen.procure.listing.states import ApplicationMove

    _move(ctx, number, ApplicationMove.ACCEPT, why, as_json=as_json)


def return_it(ctx: typer.Context, number: NumberArgument, why: WhyOption, as_json: JsonOption = False) -> None:
    """退回申报。Return an application."""
    from baowen.procure.listing.states import ApplicationMove

    _move(ctx, number, ApplicationMove.RETURN, why, as_json=as_json)


def ask_back(ctx: typer.Context, number: NumberArgument, why: WhyOption, as_json: JsonOption = False) -> None:
    """要求企业补正。Ask the enterprise for more."""
    from baowen.procure.listing.states import ApplicationMove

    _move(ctx, number, ApplicationMove.ASK_BACK, why, as_json=as_json)


def attach(
    ctx: typer.Context,
    number: NumberArgument,
    file: Annotated[Path, typer.Argument(help="材料文件。The document.")],
    words: Annotated[str, typer.Option(help="材料说明。What it shows.")] = "",
    as_json: JsonOption = False,
) -> None:
    """给申报添加材料。Add a document to an own application."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.procure.listing.actions.files import add_document, keep_document

    who = acting(home)
    kept = keep_document(number, file, home.raw, actor=who)
    key = add_document(number, kept, words, actor=who, at=now())
    _say({"document": key, "sha256": kept.sha256}, f"已添加材料 {kept.name}", as_json=as_json)


def _move(ctx: typer.Context, number: str, move: ApplicationMove, why: str, *, as_json: bool) -> None:
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.procure.listing.actions.applications import move_application
    from baowen.procure.listing.states import APPLICATION_WORDS

    state = move_application(number, move, reason=why, actor=acting(home), at=now())
    _say({"number": number, "state": state}, f"{number}：{APPLICATION_WORDS[state][0]}", as_json=as_json)


def _say(document: dict[str, object], words: str, *, as_json: bool) -> None:
    if as_json:
        print_json(document)
    else:
        out.print(words, markup=False, highlight=False)
