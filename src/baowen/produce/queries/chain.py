"""Who can cut a drug off, who depends on it, and what a stop would do. PRD-1, COL-5.

Who supplies whom is read from the registers of the whole lake; purchases, stock and use are those of the actor's place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import floor

import polars as pl

from baowen.core.period import Month, days_from
from baowen.core.policy.packs import Ruling
from baowen.core.problems import BaowenError
from baowen.lake.facts.items import items
from baowen.lake.facts.usable import usable_stock
from baowen.lake.facts.use import daily_use
from baowen.lake.store import Lake
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE
from baowen.produce.network import ItemName, Network, load_network
from baowen.produce.rules import Line, single_links, single_points, supplied, what_stops, works
from baowen.respond.rulebook import Rulebook

ZERO = Decimal(0)
HELD_IN = ("stock", "distributor_stock")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependence:
    """Yuan that a place spent on something in the months looked back on, and in how many places it was bought."""

    amount: Decimal
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """Who supplies an ingredient of a line."""

    key: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedView:
    """An ingredient with its suppliers; without any the line cannot work."""

    ingredient: str
    suppliers: tuple[Supplier, ...]
    is_assumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """A line of an item: its maker, its raw materials, whether it works."""

    product_code: str
    maker: str
    name: str
    needs: tuple[NeedView, ...]
    is_assumed: bool
    works: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SinglePoint:
    """A maker without whom an item has no path. `as_raw`: it supplies an ingredient, `as_drug`: it makes the drug;
    one that does both is both. `chain`: the working lines, all of which need it. `share`: of what the place spent."""

    item: str
    named: ItemName
    maker: str
    name: str
    as_raw: bool
    as_drug: bool
    dependence: Dependence
    share: Decimal | None
    chain: tuple[LineView, ...]
    is_assumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChain:
    """Everybody who makes an item or supplies its makers; who is a single point; links without which it ends."""

    item: str
    named: ItemName
    lines: tuple[LineView, ...]
    points: tuple[Supplier, ...]
    links: tuple[tuple[str, str], ...]
    is_supplied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """An item that a stop touches. `is_lost`: no line is left. `days_left`: for how many days usable stock lasts at
    today's use, None where no use was reported; `lost_share`: of what was spent on it, from makers that go."""

    item: str
    named: ItemName
    is_lost: bool
    makers: tuple[str, ...]
    dependence: Dependence
    lost_share: Decimal | None
    days_left: int | None
    runs_out_on: date | None


def single_points_of(
    lake: Lake, actor: Actor, *, book: Rulebook, day: date, region: str = ""
) -> list[SinglePoint]:  # fmt: skip
    """Every single point of failure, what most money depends on first. `region`: whose purchases; the own if none."""
    place = region or actor.region
    require(actor, Act.PRODUCTION_READ, place, regions=book.regions)
    net, ruling = load_network(lake, day), book.ruling(place, day)
    spent = _spent(lake, place, ruling, day)
    by_item = _sums(spent, net)
    total = sum((one.amount for one in by_item.values()), ZERO)
    lines = _lines_by_item(net.lines)
    found = []
    for maker, hit in single_points(net.lines).items():
        for item in hit:
            on_it = by_item.get(item, Dependence(amount=ZERO, places=()))
            share = on_it.amount / total if total else None
            found.append(_point(net, maker, [line for line in lines[item] if works(line)], on_it, share))
    return sorted(found, key=lambda one: (-one.dependence.amount, one.named.drug, one.item, one.name))


def _point(
    net: Network, maker: str, own: list[Line], on_it: Dependence, share: Decimal | None
) -> SinglePoint:  # fmt: skip
    item = own[0].item
    return SinglePoint(
        item=item, named=net.items[item], maker=maker, name=net.names.get(maker, maker),
        as_raw=all(any(need.suppliers == {maker} for need in line.needs) for line in own),
        as_drug=all(line.maker == maker for line in own), dependence=on_it,
        share=share, chain=tuple(_shown(net, line) for line in own),
        is_assumed=any(line.is_assumed or any(need.is_assumed for need in line.needs) for line in own),
    )  # fmt: skip


def makers_of_item(lake: Lake, item: str, day: date) -> ItemChain:
    """The chain of an item, which is named by its key or by the code of one of its products; BaowenError for none.

    Registers of production are not of one place: nothing here is scoped to an actor.
    """
    net = load_network(lake, day)
    key = item if item in net.items else next((one.item for one in net.lines if one.product == item), "")
    if not key and item in net.products:
        rows = items(lake)
        key = rows.filter(pl.col("product_code") == item)["item"].to_list()[0]
    if key not in net.items:
        raise BaowenError(f"没有药品 {item} 的生产登记", f"nothing is registered of the production of {item}")
    own = [line for line in net.lines if line.item == key]
    points = {maker for maker, hit in single_points(own).items() if key in hit}
    links = sorted((net.names.get(a, a), net.names.get(b, b)) for a, b in single_links(own))
    return ItemChain(
        item=key, named=net.items[key], lines=tuple(_shown(net, line) for line in own),
        points=tuple(Supplier(key=one, name=net.names.get(one, one)) for one in sorted(points)),
        links=tuple(links), is_supplied=bool(supplied(own)),
    )  # fmt: skip


def effect_of_stop(
    lake: Lake, actor: Actor, maker: str, *, book: Rulebook, day: date, region: str = ""
) -> list[Affected]:  # fmt: skip
    """What goes where a maker (its key or its name) stops, the items that are lost first. BaowenError for nobody."""
    place = region or actor.region
    require(actor, Act.PRODUCTION_READ, place, regions=book.regions)
    net, ruling = load_network(lake, day), book.ruling(place, day)
    key = maker if maker in net.names else next((one for one, name in net.names.items() if name == maker), "")
    if not key:
        raise BaowenError(f"生产登记中没有企业“{maker}”", f"no register names the maker {maker!r}")
    stopped = what_stops(net.lines, key)
    spent = _spent(lake, place, ruling, day)
    by_item = _sums(spent, net)
    last = _days_left(lake, place, ruling, day, stopped.lost)
    gone: dict[str, list[Line]] = defaultdict(list)
    for line in stopped.lines:
        gone[line.item].append(line)
    found = []
    for item in sorted(gone):
        on_it = by_item.get(item, Dependence(amount=ZERO, places=()))
        left = last.get(item)
        found.append(
            Affected(
                item=item, named=net.items[item], is_lost=item in stopped.lost,
                makers=tuple(sorted({net.names.get(line.maker, line.maker) for line in gone[item]})),
                dependence=on_it, lost_share=_lost_share(spent, net, gone[item], on_it), days_left=left,
                runs_out_on=None if left is None else days_from(day, left),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (not one.is_lost, -one.dependence.amount, one.item))


def _lines_by_item(lines: Iterable[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        found[line.item].append(line)
    return found


def _shown(net: Network, line: Line) -> LineView:
    return LineView(
        product_code=line.product, maker=line.maker, name=net.names.get(line.maker, line.maker),
        needs=tuple(
            NeedView(
                ingredient=need.ingredient, is_assumed=need.is_assumed,
                suppliers=tuple(Supplier(key=one, name=net.names.get(one, one)) for one in sorted(need.suppliers)),
            )
            for need in line.needs
        ),
        is_assumed=line.is_assumed, works=works(line),
    )  # fmt: skip


def _within(place: str) -> pl.Expr:
    """The rows of a place and all below it."""
    if place == NATION_CODE:
        return pl.lit(value=True)
    return pl.col("region").is_in([int(code) for code in codes_within(place) if code.isdigit()])


def _spent(lake: Lake, place: str, ruling: Ruling, day: date) -> pl.DataFrame:
    """By product and place what was ordered (yuan) in the months before `day`."""
    now, back = Month.of(day), ruling.entry("produce.chain.months").whole()
    months = [str(month) for month in now.plus(-back).until(now.plus(-1))]
    lazy = lake.scan("cube_orders", months=months)
    if lazy is None:
        return pl.DataFrame(schema={"product": pl.Int32, "region": pl.Int32, "amount": pl.Decimal(38, 4)})
    chosen = lazy.filter(_within(place)).group_by("product", "region")
    return chosen.agg(amount=pl.col("ordered_amount").sum()).collect()


def _sums(spent: pl.DataFrame, net: Network) -> dict[str, Dependence]:
    """The same by item, with the places, where most was spent first."""
    item_of = _item_of(net)
    amounts: dict[str, dict[int, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for product, region, amount in spent.iter_rows():
        if product in item_of and amount:
            amounts[item_of[product]][region or 0] += amount
    return {
        item: Dependence(
            amount=sum(by_place.values(), ZERO), places=tuple(sorted(by_place, key=lambda one: (-by_place[one], one)))
        )
        for item, by_place in amounts.items()
    }  # fmt: skip


def _item_of(net: Network) -> dict[int, str]:
    return {net.products[line.product]: line.item for line in net.lines}


def _lost_share(spent: pl.DataFrame, net: Network, gone: list[Line], on_it: Dependence) -> Decimal | None:
    """Of what was spent on an item, the part for products of which no line is left."""
    if not on_it.amount:
        return None
    left = {line.product for line in net.lines if line.item == gone[0].item and line not in gone and works(line)}
    lost = [net.products[code] for code in {line.product for line in gone} - left]
    amount = spent.filter(pl.col("product").is_in(lost))["amount"].sum() if lost else ZERO
    return Decimal(amount or 0) / on_it.amount


def _days_left(
    lake: Lake, place: str, ruling: Ruling, day: date, lost: frozenset[str]
) -> dict[str, int]:  # fmt: skip
    """By item for how many whole days usable stock of hospitals and distributors lasts; items without use are left
    out."""
    rows = items(lake).filter(pl.col("item").is_in(list(lost)))
    if rows.is_empty():
        return {}
    products, units = rows["product"].to_list(), rows.select("product", "item", "units")
    stale = ruling.entry("monitor.days_of_supply.stale_days").whole()
    use_months = ruling.entry("monitor.days_of_supply.usage_months").whole()
    here = _orgs_of(lake, place)
    held = pl.concat(
        [usable_stock(lake, table, day=day, stale_days=stale, products=products) for table in HELD_IN]
    ).join(here, on="org")  # fmt: skip
    used = daily_use(lake, day=day, use_months=use_months, products=products).join(here, on="org")
    stock = held.join(units, on="product").group_by("item").agg(
        stock=(pl.col("packs").cast(pl.Float64) * pl.col("units")).sum()
    )  # fmt: skip
    use = used.join(units, on="product").group_by("item").agg(use=(pl.col("daily_use") * pl.col("units")).sum())
    both = use.filter(pl.col("use") > 0).join(stock, on="item")
    return {item: floor(stock / use) for item, use, stock in both.select("item", "use", "stock").iter_rows()}


def _orgs_of(lake: Lake, place: str) -> pl.DataFrame:
    rows = lake.read("organisation", columns=["org", "region"])
    if rows is None:
        return pl.DataFrame(schema={"org": pl.Int32})
    return rows.filter(_within(place)).select("org").unique()
