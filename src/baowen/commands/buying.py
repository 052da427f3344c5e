"""`baowen buying`: by which route to buy a drug, and negotiations from opening to acceptance. PRC-1, PRC-2."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from baowen.commands import filings
from baowen.commands.output import JsonOption, out, print_json
from baowen.commands.reports import decimal_of
from baowen.commands.session import acting, open_session
from baowen.core.money import plain
from baowen.core.problems import BaowenError

if TYPE_CHECKING:
    from decimal import Decimal

    from baowen.procure.buying.queries import DrugRoutes

NumberArgument = Annotated[str, typer.Argument(help="议价编号。Number of the negotiation.")]
OfferArgument = Annotated[int, typer.Argument(help="报价编号。Number of the offer.")]
WordsOption = Annotated[str, typer.Option(help="说明。In words.")]
WhyOption = Annotated[str, typer.Option("--reason", help="理由。Why.")]
PacksOption = Annotated[str, typer.Option(help="数量（包）。Packs.")]
PriceOption = Annotated[str, typer.Option(help="每包价格（元）。Price of one pack in yuan.")]
app = typer.Typer(help="采购途径、自主议价、备案采购。Routes to buy, negotiations, filings.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    filings.add_to(app)
    parent.add_typer(app, name="buying")


@app.command("routes")
def routes(
    ctx: typer.Context,
    drug: Annotated[str, typer.Argument(help="药品通用名。Generic name.")],
    place: Annotated[str, typer.Option(help="行政区划代码，缺省为本地区。Code of the place.")] = "",
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="日期，缺省为今天。The day.")] = None,
    emergency: Annotated[bool, typer.Option("--emergency", help="急救。An emergency.")] = False,
    none_can_supply: Annotated[
        bool | None, typer.Option("--none-can-supply/--can-supply", help="挂网企业能否供应。Can the listed supply.")
    ] = None,
    clinical_need: Annotated[
        bool | None, typer.Option("--clinical-need/--no-clinical-need", help="临床是否确有需要。Clinical need.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """列出一个药品在某地可走的采购途径、条件和条文。The routes to a drug, with conditions and clauses."""
    home = open_session(ctx)
    from baowen.core.clock import today
    from baowen.core.policy import load_packs
    from baowen.procure.buying.queries import Stated, routes_for

    stated = Stated(emergency=emergency, none_can_supply=none_can_supply, clinical_need=clinical_need)
    where = place or acting(home).region
    found = routes_for(drug, where, on.date() if on else today(), packs=load_packs(), stated=stated)
    if as_json:
        best = found.best.route if found.best else None
        print_json(
            {"drug": found.status.drug, "place": where, "best": best, "routes": list(map(asdict, found.answers))}
        )
    else:
        _tell_routes(found)


def _tell_routes(found: DrugRoutes) -> None:
    from baowen.procure.buying.kinds import ROUTE_WORDS, STANDING_WORDS

    table = Table(title=f"{found.status.drug} 的采购途径（{found.status.place}）", title_justify="left")
    for heading in ("途径", "能否", "条件或原因", "条文"):
        table.add_column(heading, overflow="fold")
    for one in found.answers:
        why = "；".join(each.zh for each in one.conditions) or one.why_zh or one.words_zh
        clause = f"{one.clause}（{one.basis_zh}）" if one.clause else "—"
        table.add_row(ROUTE_WORDS[one.route][0], STANDING_WORDS[one.standing][0], why, clause)
    out.print(table)


@app.command("negotiate")
def negotiate(
    ctx: typer.Context,
    drug: Annotated[str, typer.Option(help="药品通用名。Generic name.")],
    quantity: Annotated[str, typer.Option(help="需求数量（最小制剂单位）。Quantity in smallest units.")],
    unit: Annotated[str, typer.Option(help="最小制剂单位，如片、支。Smallest unit.")],
    last_day: Annotated[datetime, typer.Option("--last-day", formats=["%Y-%m-%d"], help="截止日（含）。Last day.")],
    spec: Annotated[str, typer.Option(help="规格。Strength.")] = "",
    partner: Annotated[
        list[str] | None, typer.Option("--with", help="医联体医院“代码:数量”，可多次。CODE:QUANTITY of a partner.")
    ] = None,
    invite: Annotated[list[str] | None, typer.Option(help="邀请报价的企业代码，可多次。A maker that is asked.")] = None,
    words: WordsOption = "",
    as_json: JsonOption = False,
) -> None:
    """发起自主议价。Open a negotiation of the own hospital."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.core.policy import load_packs
    from baowen.procure.buying.actions.negotiating import Wanted, open_negotiation

    wanted = Wanted(
        drug=drug, smallest_unit=unit, quantity=decimal_of(quantity, "需求数量", "quantity"), last_day=last_day.date(),
        spec=spec, words=words, partners=tuple(map(_partner, partner or ())),
        invited=tuple(invite or ()),
    )  # fmt: skip
    number = open_negotiation(wanted, actor=acting(home), at=now(), packs=load_packs())
    filings.say({"number": number}, f"已发起议价 {number}", as_json=as_json)


def _partner(text: str) -> tuple[str, Decimal]:
    code, mark, quantity = text.partition(":")
    if not mark:
        raise BaowenError(f"“{text}”应写作 代码:数量", f"write {text!r} as CODE:QUANTITY")
    return code, decimal_of(quantity, "数量", "quantity")


@app.command("offer")
def offer(
    ctx: typer.Context,
    number: NumberArgument,
    product: Annotated[str, typer.Option(help="药品代码。Product code.")],
    pack: Annotated[str, typer.Option(help="每包数量。Units of one pack.")],
    unit: Annotated[str, typer.Option(help="最小制剂单位。Smallest unit.")],
    price: PriceOption,
    packs: PacksOption,
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="报价有效期至。Holds until.")],
    days: Annotated[int | None, typer.Option(help="配送天数。Days to deliver.")] = None,
    words: WordsOption = "",
    as_json: JsonOption = False,
) -> None:
    """在议价中为本企业报价。Make an offer of the own enterprise."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.procure.buying.actions.negotiating import Offered, make_offer

    offered = Offered(
        product_code=product, units_per_pack=decimal_of(pack, "每包数量", "units of a pack"), smallest_unit=unit,
        price=decimal_of(price, "价格", "price"), quantity=decimal_of(packs, "数量", "packs"), until=until.date(),
        delivery_days=days, words=words,
    )  # fmt: skip
    made = make_offer(number, offered, actor=acting(home), at=now())
    filings.say({"number": number, "offer": made}, f"已在 {number} 报价，编号 {made}", as_json=as_json)


@app.command("counter")
def counter(
    ctx: typer.Context, number: NumberArgument, offered: OfferArgument, price: PriceOption, packs: PacksOption,
    words: WordsOption = "", as_json: JsonOption = False,
) -> None:  # fmt: skip
    """对一个报价还价。Name another price against an offer."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.procure.buying.actions.negotiating import Counter, counter_offer

    named = Counter(price=decimal_of(price, "价格", "price"), quantity=decimal_of(packs, "数量", "packs"), words=words)
    made = counter_offer(number, offered, named, actor=acting(home), at=now())
    filings.say({"number": number, "offer": made}, f"已还价，编号 {made}", as_json=as_json)


@app.command("accept")
def accept(
    ctx: typer.Context, number: NumberArgument, offered: OfferArgument, packs: PacksOption, why: WhyOption = "",
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """接受报价；不是最低的须写理由。Accept an offer; a reason where it is not the cheapest."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.procure.buying.actions.accepting import accept_offer

    taken = accept_offer(
        number, offered, decimal_of(packs, "数量", "packs"), actor=acting(home), at=now(), reason=why
    )  # fmt: skip
    filings.say({"basis": taken}, f"已接受，采购依据 {taken}", as_json=as_json)


@app.command("withdraw")
def withdraw(
    ctx: typer.Context, number: NumberArgument, why: WhyOption,
    offered: Annotated[int | None, typer.Option("--offer", help="只撤回这个报价。This offer alone.")] = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """撤回本机构的议价或报价。Take an own negotiation or offer back."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.procure.buying.actions.negotiating import withdraw_negotiation, withdraw_offer

    if offered is None:
        withdraw_negotiation(number, why=why, actor=acting(home), at=now())
    else:
        withdraw_offer(number, offered, why=why, actor=acting(home), at=now())
    filings.say({"number": number, "offer": offered}, f"{number} 已撤回", as_json=as_json)


@app.command("negotiations")
def negotiations(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(help="议价编号，看全部报价。One with its offers.")] = "",
    as_json: JsonOption = False,
) -> None:
    """列出议价，或一次议价的报价。List negotiations, or the offers of one."""
    home = open_session(ctx)
    from baowen.core.clock import today
    from baowen.procure.buying.kinds import SIDE_WORDS
    from baowen.procure.buying.queries import negotiation, negotiation_page, offers_of

    who, day = acting(home), today()
    if not number:
        found = negotiation_page(who, day, limit=200).lines
        rows = [
            (one.number, one.generic_name, f"{plain(one.quantity)} {one.smallest_unit}", one.last_day) for one in found
        ]
        document: dict[str, object] = {"negotiations": list(map(asdict, found)), "offers": []}
        filings.tell(document, ("编号", "药品", "数量", "截止日"), rows, as_json=as_json)
        return
    one, offers = negotiation(number, who, day), offers_of(number, who, day)
    lines = [
        (each.id, SIDE_WORDS[each.side][0], each.maker, *map(plain, (each.price, each.unit_price, each.left)))
        for each in offers
    ]
    document = {"negotiations": [asdict(one)], "offers": list(map(asdict, offers))}
    filings.tell(document, ("编号", "类别", "企业", "每包（元）", "每单位（元）", "剩余（包）"), lines, as_json=as_json)
