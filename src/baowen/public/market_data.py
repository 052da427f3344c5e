"""The public data sets of what is bought: prices paid, filed purchases, listings that are suspended. PRC-7, PUB-1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from baowen.core.clock import day_of
from baowen.orgs.queries import names_of
from baowen.orgs.regions import load_regions
from baowen.procure.buying.kinds import FILING_REASON_WORDS
from baowen.procure.buying.queries import PublishedFiling, published_filings
from baowen.procure.buying.states import FILING_WORDS
from baowen.procure.listing.queries.publication import PublishedListing, suspended_listings
from baowen.procure.listing.states import STATE_WORDS, ListingMove
from baowen.public.dataset import AFTER_CYCLE, PLACE, PRODUCT, YUAN, Dataset, Field, Source, Words
from baowen.public.listing import PublicProduct
from baowen.public.market_rules import paid_rules
from baowen.public.queries import Paid, paid

PAGE: Final = 500
TODAY: Final = ("发生变化时", "whenever something changes")


@dataclass(frozen=True, slots=True)
class PaidLine:
    """What was paid for a product in a place in a month."""

    product: PublicProduct
    paid: Paid

    @property
    def a_unit(self) -> Decimal | None:
        return self.product.a_unit(self.paid.median)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspended:
    """A listing that nobody can buy by now, since when, why, and by which article."""

    listing: PublishedListing
    maker: str
    state: Words
    since: date
    until: date | None
    reason: str
    clause: str


def paid_lines(source: Source) -> list[PaidLine]:
    """What was paid for listed medicines in the newest months, as many as the pack says, by product and place."""
    if source.serving is None:
        return []
    products = {one.product: one for one in source.products()}
    rules = paid_rules(source.ruling)
    rows = paid(source.serving, products=list(products), least=rules.least_lines)
    newest = set(sorted({row.month for row in rows})[-rules.months :])
    return [PaidLine(products[row.product], row) for row in rows if row.month in newest]


def filed(source: Source) -> Iterator[PublishedFiling]:
    """Every published filing of the place and below, the newest first."""
    cursor = ""
    while True:
        page = published_filings(source.region, packs=source.packs, on=source.on, cursor=cursor, limit=PAGE)
        yield from page.lines
        cursor = page.cursor
        if not cursor:
            return


def suspended(source: Source) -> list[Suspended]:
    """The listings of the place's platform that nobody can buy by now."""
    found = suspended_listings(source.region)
    makers = names_of({one.listing.maker for one in found})
    return [_suspended(one, makers.get(one.listing.maker, one.listing.maker)) for one in found]


def _suspended(one: PublishedListing, maker: str) -> Suspended:
    moves = [move for move in one.moves if move.move in (ListingMove.SUSPEND, ListingMove.PUT_ASIDE)]
    last = moves[-1] if moves else None
    return Suspended(
        listing=one, maker=maker, state=STATE_WORDS[one.listing.state],
        since=day_of(last.at if last else one.listing.changed_at), until=last.until if last else None,
        reason=last.reason if last else "", clause=last.clause if last else "",
    )  # fmt: skip


def _paid_rows(source: Source) -> Iterable[tuple[Any, ...]]:
    for line in paid_lines(source):
        one, row = line.product, line.paid
        yield (
            one.product_code, one.generic_name, one.spec, one.packaging, one.maker_name, row.region, row.place,
            row.month, row.median, line.a_unit, one.unit_name, row.lines, row.lowest, row.highest, row.quantity,
        )  # fmt: skip


def _filed_rows(source: Source) -> Iterable[tuple[Any, ...]]:
    names = load_regions()
    for one in filed(source):
        yield (
            one.number, one.region, names.full_name(one.region), one.hospital or None, one.generic_name,
            one.dosage_form or None, one.spec or None, one.packaging or None, one.maker_name, one.price,
            one.unit_price, one.smallest_unit, one.quantity, one.reason.value,
            " ".join(FILING_REASON_WORDS[one.reason]), one.clause or None, one.filed_on, one.until, one.state.value,
        )  # fmt: skip


def _suspended_rows(source: Source) -> Iterable[tuple[Any, ...]]:
    for one in suspended(source):
        row = one.listing.listing
        yield (
            row.number, row.product_code, row.generic_name, row.spec or None, row.packaging or None, one.maker,
            row.region, load_regions().full_name(row.region), row.state.value, one.since, one.until, one.reason or None,
            one.clause or None,
        )  # fmt: skip


MARKET: Final[tuple[Dataset, ...]] = (
    Dataset(
        name="paid-prices", title=("清单内药品的实际采购价", "Prices paid for listed medicines"),
        about=("清单内药品最近几个月的实际采购价，按省、市和月份取中位数（按采购数量加权）、最低、最高和采购数量；"
               "月数、公布所需的最少订单明细由政策规定。",
               "What was paid for listed medicines in the newest months by province, city and month: the median "
               "weighted by packs, lowest, highest, packs. Policy rules how many months and order lines."),
        updated=AFTER_CYCLE, follows=frozenset({"cycle", "lists"}), rows=_paid_rows,
        fields=(
            *PRODUCT, *PLACE, Field(name="month", type="month", zh="月份", en="month"), *YUAN,
            Field(name="order_lines", type="integer", zh="订单明细条数", en="order lines"),
            Field(name="lowest", type="number", zh="最低价", en="lowest price of a pack", unit=("元", "yuan")),
            Field(name="highest", type="number", zh="最高价", en="highest price of a pack", unit=("元", "yuan")),
            Field(name="packs", type="number", zh="采购数量", en="packs bought", unit=("盒", "packs")),
        ),
    ),
    Dataset(
        name="filed-purchases", title=("备案采购", "Filed purchases"),
        about=("已受理的备案采购：药品、企业、价格、数量、原因和条款。是否写明医疗机构由政策规定。",
               "Filed purchases that were accepted: medicine, maker, price, quantity, why, by which article. Policy "
               "rules whether the hospital is named."),
        updated=TODAY, follows=frozenset({"market"}), rows=_filed_rows,
        fields=(
            Field(name="number", type="string", zh="备案编号", en="number of the filing"), *PLACE,
            Field(name="hospital", type="string", zh="医疗机构", en="hospital", nullable=True),
            Field(name="generic_name", type="string", zh="通用名", en="generic name"),
            Field(name="dosage_form", type="string", zh="剂型", en="dosage form", nullable=True),
            Field(name="spec", type="string", zh="规格", en="specification", nullable=True),
            Field(name="packaging", type="string", zh="包装", en="packaging", nullable=True),
            Field(name="maker", type="string", zh="生产企业", en="maker"),
            Field(name="yuan_a_pack", type="number", zh="每盒价格", en="price of a pack", unit=("元", "yuan")),
            Field(name="yuan_a_unit", type="number", zh="每最小制剂单位价格", en="price of a smallest unit",
                  unit=("元", "yuan")),
            Field(name="unit", type="string", zh="最小制剂单位", en="smallest unit"),
            Field(name="packs", type="number", zh="数量", en="packs", unit=("盒", "packs")),
            Field(name="reason", type="string", zh="备案原因代码", en="code of the reason"),
            Field(name="reason_words", type="string", zh="备案原因", en="why it was filed"),
            Field(name="clause", type="string", zh="条款", en="article", nullable=True),
            Field(name="filed_on", type="date", zh="备案日期", en="filed on"),
            Field(name="until", type="date", zh="有效至", en="holds until"),
            Field(name="state", type="string", zh="状态代码", en="state",
                  options=tuple(sorted(one.value for one in FILING_WORDS))),
        ),
    ),
    Dataset(
        name="suspended-listings", title=("暂停挂网的药品", "Suspended listings"),
        about=("本省平台上暂停挂网或移入不活跃区的药品，写明原因和条款。",
               "What the platform lists and nobody can buy now: suspended or inactive, with reason and article."),
        updated=TODAY, follows=frozenset({"market"}), rows=_suspended_rows,
        fields=(
            Field(name="number", type="string", zh="挂网编号", en="number of the listing"), *PRODUCT, *PLACE,
            Field(name="state", type="string", zh="状态", en="state", options=("suspended", "inactive")),
            Field(name="since", type="date", zh="起始日期", en="since"),
            Field(name="until", type="date", zh="暂停至，空为未定", en="until, where that is fixed", nullable=True),
            Field(name="reason", type="string", zh="原因", en="reason", nullable=True),
            Field(name="clause", type="string", zh="条款", en="article", nullable=True),
        ),
    ),
)  # fmt: skip
