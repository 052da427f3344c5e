"""The public data sets: their rows, titles and fields. What is bought stands in `market_data`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from baowen.monitor.indicators.registry import INDICATORS
from baowen.orgs.regions import load_regions
from baowen.public.bulletins import published
from baowen.public.dataset import AFTER_CYCLE, PLACE, PRODUCT, YUAN, Dataset, Field, Source
from baowen.public.granularity import held_by_place
from baowen.public.holdings_data import HOLDINGS
from baowen.public.listing import PublicProduct, lines_in_force
from baowen.public.market_data import MARKET
from baowen.public.queries import counted_of, listed, warnings_in_force
from baowen.public.selected_data import SELECTED

ALL: Final = 1_000_000


def _product(one: PublicProduct) -> tuple[Any, ...]:
    return (one.product_code, one.generic_name, one.spec, one.packaging, one.maker_name)


def _warnings(source: Source) -> Iterable[tuple[Any, ...]]:
    found = warnings_in_force(source.serving, most=ALL) if source.serving else []
    for one in found:
        words = INDICATORS[one.indicator]
        yield (
            one.number, one.severity, one.indicator, words.zh, words.en, one.region, one.place, one.since,
            one.generic_name, one.product_code,
        )  # fmt: skip


def _lists(source: Source) -> Iterable[tuple[Any, ...]]:
    names = load_regions()
    for one in lines_in_force(source.serving, region=source.region, on=source.on):
        yield (
            one.issuer, names.full_name(one.issuer), one.kind, one.edition, one.effective_on,
            one.document_number or None, one.number, one.name, one.dosage_form or None, one.note or None,
        )  # fmt: skip


def _stock(source: Source) -> Iterable[tuple[Any, ...]]:
    products, names = source.products(), load_regions()
    if source.serving is None:
        return
    counts = counted_of(source.serving, products=[one.product for one in products])
    for product in products:
        for held in held_by_place(counts.get(product.product, ()), source.rules):
            yield (
                *_product(product), held.place, names.full_name(held.place), held.holding, held.empty, held.counted_on
            )  # fmt: skip


def _listed(source: Source) -> Iterable[tuple[Any, ...]]:
    products = {one.product: one for one in source.products()}
    if source.serving is None:
        return
    for row in listed(source.serving, products=list(products), most=ALL):
        one = products[row.product]
        yield (*_product(one), row.region, row.place, row.since, row.price, one.a_unit(row.price), one.unit_name)


def _bulletins(source: Source) -> Iterable[tuple[Any, ...]]:
    names = load_regions()
    for one in published(most=ALL):
        yield (
            one.number, one.published_on, one.state.value, one.region, names.full_name(one.region), one.issuer,
            one.title_zh, one.title_en or None, one.body_zh, one.body_en or None, one.corrects or None,
            one.withdrawn_why or None,
        )  # fmt: skip


DATASETS: Final[tuple[Dataset, ...]] = (
    Dataset(
        name="warnings", title=("持续中的药品预警", "Warnings in force"),
        about=("持续中的红色、橙色药品预警。预警只表示数据异常，不是调查结论。",
               "Red and orange warnings about medicines. A warning says that figures stand out; it is no finding."),
        updated=AFTER_CYCLE, follows=frozenset({"cycle"}), rows=_warnings,
        fields=(
            Field(name="number", type="string", zh="预警编号", en="number of the warning"),
            Field(name="severity", type="string", zh="级别", en="severity", options=("red", "orange")),
            Field(name="indicator", type="string", zh="指标代码", en="code of the indicator"),
            Field(name="indicator_zh", type="string", zh="指标名称", en="the indicator in Chinese"),
            Field(name="indicator_en", type="string", zh="指标英文名称", en="the indicator in English"),
            *PLACE,
            Field(name="since", type="date", zh="首次发现日期", en="day on which it was first seen"),
            Field(name="generic_name", type="string", zh="通用名", en="generic name"),
            Field(name="product_code", type="string", zh="药品代码", en="product code"),
        ),
    ),
    Dataset(
        name="lists", title=("现行清单", "Lists in force"),
        about=("本地区和上级现行的短缺药品清单、重点监测清单等，一行一个品种。",
               "The lists in force here and above, shortage and monitoring lists among them; one row a drug."),
        updated=("发布或撤回清单时，以及每轮监测之后", "when a list is published or withdrawn, and after each run"),
        follows=frozenset({"lists", "cycle"}),
        rows=_lists,
        fields=(
            Field(name="issuer_region", type="string", zh="发布地区代码", en="region code of the issuer"),
            Field(name="issuer", type="string", zh="发布地区", en="place of the issuer"),
            Field(name="kind", type="string", zh="种类", en="kind", options=("shortage", "monitoring", "essential")),
            Field(name="edition", type="string", zh="期次", en="edition"),
            Field(name="effective_on", type="date", zh="生效日期", en="first day"),
            Field(name="document_number", type="string", zh="文号", en="number of the document", nullable=True),
            Field(name="line", type="integer", zh="序号", en="number of the line"),
            Field(name="generic_name", type="string", zh="通用名", en="generic name"),
            Field(name="dosage_form", type="string", zh="剂型，空为不限", en="dosage form, any where it is missing",
                  nullable=True),
            Field(name="note", type="string", zh="备注", en="note", nullable=True),
        ),
    ),
    Dataset(
        name="stock", title=("清单内药品的库存分布", "Where listed medicines are held"),
        about=("清单内药品在各地有多少家医院有货、多少家无货，取各医院最近一次盘点（只看最近两个月）。"
               "没有报告的医院不计；家数为空的地区，报告医院太少，不公布。",
               "How many hospitals of a place hold a listed medicine and how many have none, by the last count of each "
               "in the two newest months. Hospitals that did not report are not in it; no figures where too few did."),
        updated=AFTER_CYCLE, follows=frozenset({"cycle", "lists"}), rows=_stock,
        fields=(
            *PRODUCT, *PLACE,
            Field(name="holding", type="integer", zh="有货医院", en="hospitals with stock", nullable=True,
                  unit=("家", "")),
            Field(name="empty", type="integer", zh="无货医院", en="hospitals without", nullable=True, unit=("家", "")),
            Field(name="counted_on", type="date", zh="最近盘点日期", en="day of the newest count"),
        ),
    ),
    Dataset(
        name="listed-prices", title=("清单内药品的挂网价", "Listed prices of listed medicines"),
        about=("清单内药品的挂网价及起始日期，含历史。",
               "What listed medicines are offered for and from which day on."),
        updated=AFTER_CYCLE, follows=frozenset({"cycle", "lists"}), rows=_listed,
        fields=(*PRODUCT, *PLACE, Field(name="since", type="date", zh="起始日期", en="from this day on"), *YUAN),
    ),
    *MARKET,
    SELECTED,
    HOLDINGS,
    Dataset(
        name="bulletins", title=("公告", "Bulletins"),
        about=("全部已发布的公告，含更正和撤回的。", "Every published bulletin, corrections and withdrawn ones too."),
        updated=("发布或撤回公告时", "when one is published or withdrawn"), follows=frozenset({"bulletins"}),
        rows=_bulletins,
        fields=(
            Field(name="number", type="string", zh="公告编号", en="number"),
            Field(name="published_on", type="date", zh="发布日期", en="published on"),
            Field(name="state", type="string", zh="状态", en="state", options=("published", "withdrawn")),
            *PLACE,
            Field(name="issuer", type="string", zh="发布单位", en="issuing organisation"),
            Field(name="title_zh", type="string", zh="标题", en="title in Chinese"),
            Field(name="title_en", type="string", zh="英文标题", en="title in English", nullable=True),
            Field(name="body_zh", type="string", zh="正文", en="text in Chinese"),
            Field(name="body_en", type="string", zh="英文正文", en="text in English", nullable=True),
            Field(name="corrects", type="string", zh="更正的公告编号", en="number of what it corrects", nullable=True),
            Field(name="withdrawn_why", type="string", zh="撤回原因", en="why it was withdrawn", nullable=True),
        ),
    ),
)  # fmt: skip
BY_NAME: Final = {one.name: one for one in DATASETS}
