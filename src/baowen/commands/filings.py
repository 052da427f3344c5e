"""`baowen buying file`, `filings`, `answer`, `review`, `published`: filed purchases. PRC-3."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from baowen.commands.output import JsonOption, out, print_json
from baowen.commands.reports import decimal_of
from baowen.commands.session import acting, open_session
from baowen.commands.stops import code_of
from baowen.core.money import plain

NumberArgument = Annotated[str, typer.Argument(help="备案编号。Number of the filing.")]
DayOption = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="有效期至。Holds until.")]
MaybeDay = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="急救先采购的日期。Bought first on.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the group of buying."""
    for name, command in (
        ("file", file_purchase), ("filings", list_filings), ("answer", answer), ("review", review),
        ("published", published),
    ):  # fmt: skip
        app.command(name)(command)


def file_purchase(
    ctx: typer.Context,
    drug: Annotated[str, typer.Option(help="药品通用名。Generic name.")],
    product: Annotated[str, typer.Option(help="药品代码。Product code.")],
    pack: Annotated[str, typer.Option(help="每包数量。Units of one pack.")],
    unit: Annotated[str, typer.Option(help="最小制剂单位。Smallest unit.")],
    price: Annotated[str, typer.Option(help="每包价格（元）。Price of one pack in yuan.")],
    packs: Annotated[str, typer.Option(help="数量（包）。Packs.")],
    until: DayOption,
    why: Annotated[str, typer.Option("--reason", help="none_listed、none_supply、temporary_price。Why.")],
    maker: Annotated[str, typer.Option(help="已登记企业的代码。Code of a registered maker.")] = "",
    maker_name: Annotated[str, typer.Option(help="未登记企业的名称。Name of one that is not.")] = "",
    credit_code: Annotated[str, typer.Option(help="未登记企业的统一社会信用代码。Its credit code.")] = "",
    spec: Annotated[str, typer.Option(help="规格。Strength.")] = "",
    refused: Annotated[list[str] | None, typer.Option(help="被拒绝的订单编号，可多次。Refused order lines.")] = None,
    attach: Annotated[list[Path] | None, typer.Option(help="附件，可多次。Attachments.")] = None,
    clinical_need: Annotated[bool, typer.Option("--clinical-need", help="临床确有需要。Clinical need.")] = False,
    emergency: Annotated[bool, typer.Option("--emergency", help="急救。An emergency.")] = False,
    bought_on: MaybeDay = None,
    words: Annotated[str, typer.Option(help="说明。In words.")] = "",
    as_json: JsonOption = False,
) -> None:
    """提交备案采购。File a purchase of the own hospital."""
    home = open_session(ctx)
    from baowen.core.calendar import load_calendar
    from baowen.core.clock import now, today
    from baowen.core.policy import load_packs
    from baowen.core.rawfiles import keep_attachment
    from baowen.procure.buying.actions import filing
    from baowen.procure.buying.kinds import FILING_REASON_WORDS, FilingReason

    bought = filing.Purchase(
        drug=drug, product_code=product, units_per_pack=decimal_of(pack, "每包数量", "units of a pack"),
        smallest_unit=unit, price=decimal_of(price, "价格", "price"), quantity=decimal_of(packs, "数量", "packs"),
        from_on=today(), until=until.date(), reason=code_of(FilingReason, why, "原因", "reason", FILING_REASON_WORDS),
        maker=filing.Maker(code=maker, name=maker_name, credit_code=credit_code), spec=spec, words=words,
        refused_lines=tuple(refused or ()), clinical_need=clinical_need, emergency=emergency,
        bought_on=bought_on.date() if bought_on else None,
    )  # fmt: skip
    files = [keep_attachment(path, home.raw, most=filing.MOST_BYTES) for path in attach or ()]
    number = filing.file_purchase(
        bought, actor=acting(home), at=now(), packs=load_packs(), calendar=load_calendar(home.calendar), files=files
    )
    say({"number": number}, f"已备案 {number}", as_json=as_json)


def list_filings(
    ctx: typer.Context,
    state: Annotated[str, typer.Option(help="只看一种状态。One state alone.")] = "",
    as_json: JsonOption = False,
) -> None:
    """列出备案采购：医院看本院的，部门看本地区的。List filed purchases."""
    home = open_session(ctx)
    from baowen.procure.buying.queries import filing_page
    from baowen.procure.buying.states import FILING_WORDS, FilingState

    asked = code_of(FilingState, state, "状态", "state", FILING_WORDS) if state else None
    found = filing_page(acting(home), state=asked, limit=200).lines
    rows = [
        (
            one.number,
            one.hospital,
            one.generic_name,
            one.maker_name,
            plain(one.price),
            FILING_WORDS[one.state][0],
        )
        for one in found
    ]
    tell(list(map(asdict, found)), ("编号", "医院", "药品", "生产企业", "每包（元）", "状态"), rows, as_json=as_json)


def answer(
    ctx: typer.Context,
    number: NumberArgument,
    words: Annotated[str, typer.Option(help="答复。The answer.")],
    price: Annotated[str, typer.Option(help="更正后的每包价格，无误则不填。The price, corrected.")] = "",
    as_json: JsonOption = False,
) -> None:
    """答复退回的询问，确认或更正价格。Answer what was asked back."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.core.policy import load_packs
    from baowen.procure.buying.actions.filing import answer_question

    corrected = decimal_of(price, "价格", "price") if price else None
    answer_question(number, words, price=corrected, actor=acting(home), at=now(), packs=load_packs())
    say({"number": number}, f"已答复 {number}", as_json=as_json)


def review(
    ctx: typer.Context,
    number: NumberArgument,
    move: Annotated[str, typer.Argument(help="take_up、ask_back、accept、refuse、end。The move.")],
    words: Annotated[str, typer.Option(help="说明。In words.")] = "",
    as_json: JsonOption = False,
) -> None:
    """审核备案采购。Review a filed purchase of the own region or below."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.procure.buying.actions.reviewing import review_filing
    from baowen.procure.buying.states import FILING_RULES, FilingMove

    known = {one: (rule.zh, rule.en) for one, rule in FILING_RULES.items()}
    made = code_of(FilingMove, move, "办理", "move", known)
    review_filing(number, made, words=words, actor=acting(home), at=now())
    say({"number": number, "move": made}, f"{number}：{known[made][0]}", as_json=as_json)


def published(
    ctx: typer.Context,
    place: Annotated[str, typer.Option(help="行政区划代码，缺省为本数据目录的地区。Code of the place.")] = "",
    as_json: JsonOption = False,
) -> None:
    """列出对外公布的备案采购。List the filed purchases that are published."""
    home = open_session(ctx)
    from baowen.core.clock import today
    from baowen.core.policy import load_packs
    from baowen.procure.buying.queries import published_filings

    found = published_filings(place or home.region, packs=load_packs(), on=today(), limit=200).lines
    rows = [(one.number, one.generic_name, one.maker_name, plain(one.price), one.filed_on) for one in found]
    tell(list(map(asdict, found)), ("编号", "药品", "生产企业", "每包（元）", "备案日"), rows, as_json=as_json)


def tell(
    document: object, headings: Sequence[str], rows: Sequence[Sequence[Any]], *, as_json: bool
) -> None:  # fmt: skip
    """A table, or one JSON document."""
    if as_json:
        print_json(document)
        return
    if not rows:
        out.print("没有。None.")
        return
    table = Table()
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*map(str, row))
    out.print(table)


def say(document: dict[str, object], words: str, *, as_json: bool) -> None:
    """What was done, in words or as JSON."""
    if as_json:
        print_json(document)
    else:
        out.print(words, markup=False, highlight=False)
