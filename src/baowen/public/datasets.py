"""The public data sets: their fields with units and meaning, their rows, and the schema that what is served keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from baowen.lake.serving import Serving
from baowen.monitor.indicators.registry import INDICATORS
from baowen.orgs.regions import load_regions
from baowen.public.bulletins import published
from baowen.public.granularity import PublicationRules, held_by_place
from baowen.public.listing import PublicProduct, lines_in_force, listed_products
from baowen.public.queries import counted_of, listed, paid, warnings_in_force

Words = tuple[str, str]
ALL: Final = 1_000_000
MONTHS: Final = 6  # months of prices paid; older ones stand on the page of the drug
SCHEMA: Final = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column: its type as a schema names it, or "date" or "month"; whether it may be missing; its unit."""

    name: str
    type: str
    zh: str
    en: str
    nullable: bool = False
    unit: Words = ("", "")
    options: tuple[str, ...] = ()

    def schema(self) -> dict[str, Any]:
        """The field as JSON Schema says it."""
        forms: dict[str, dict[str, Any]] = {
            "date": {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
            "month": {"type": "string", "pattern": r"^\d{4}-\d{2}$"},
        }
        found = forms.get(self.type, {"type": self.type}) | {"description": f"{self.zh} {self.en}"}
        if self.options:
            found["enum"] = [*self.options, *([None] if self.nullable else [])]
        if self.nullable:
            found["type"] = [found["type"], "null"]
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where rows come from: the serving file (None before a first cycle), the place, its rules, the day."""

    serving: Serving | None
    region: str
    rules: PublicationRules
    on: date
    lists_changed_at: datetime | None

    def products(self) -> list[PublicProduct]:
        """The products of listed drugs."""
        if self.serving is None:
            return []
        return listed_products(self.serving, region=self.region, on=self.on, changed_at=self.lists_changed_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """One data set. `follows`: "cycle", "lists" or "bulletins", after which it is new."""

    name: str
    title: Words
    about: Words
    updated: Words
    follows: frozenset[str]
    fields: tuple[Field, ...]
    rows: Callable[[Source], Iterable[tuple[Any, ...]]]

    def schema(self, address: str) -> dict[str, Any]:
        """The JSON Schema of the JSON that is served under an address."""
        row = {
            "type": "object", "additionalProperties": False, "required": [one.name for one in self.fields],
            "properties": {one.name: one.schema() for one in self.fields},
        }  # fmt: skip
        return {
            "$schema": SCHEMA, "$id": address, "title": " ".join(self.title), "description": " ".join(self.about),
            "type": "object", "additionalProperties": False,
            "required": ["dataset", "updated_at", "terms", "schema", "rows"],
            "properties": {
                "dataset": {"const": self.name},
                "updated_at": {"type": ["string", "null"], "format": "date-time"},
                "terms": {"type": "string"},
                "schema": {"type": "string"},
                "rows": {"type": "array", "items": row},
            },
        }  # fmt: skip


_PLACE = (
    Field(name="region", type="string", zh="行政区划代码（GB/T 2260）", en="region code, GB/T 2260"),
    Field(name="place", type="string", zh="地区", en="place"),
)
_PRODUCT = (
    Field(name="product_code", type="string", zh="药品代码", en="product code"),
    Field(name="generic_name", type="string", zh="通用名", en="generic name"),
    Field(name="spec", type="string", zh="规格", en="specification", nullable=True),
    Field(name="packaging", type="string", zh="包装", en="packaging", nullable=True),
    Field(name="maker", type="string", zh="生产企业", en="maker", nullable=True),
)
_YUAN = (
    Field(name="yuan_a_pack", type="number", zh="每盒（最小包装）价格", en="price of a pack", unit=("元", "yuan")),
    Field(name="yuan_a_unit", type="number", zh="每最小制剂单位价格，可比", en="comparable price of a smallest unit",
          unit=("元", "yuan"), nullable=True),
    Field(name="unit", type="string", zh="最小制剂单位", en="smallest unit", nullable=True),
)  # fmt: skip
AFTER_CYCLE: Final = ("每轮监测之后，一般每天一次", "after each run of the monitoring, usually once a day")


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


def _paid(source: Source) -> Iterable[tuple[Any, ...]]:
    products = {one.product: one for one in source.products()}
    if source.serving is None:
        return
    rows = paid(source.serving, products=list(products))
    newest = sorted({row.month for row in rows})[-MONTHS:]
    for row in rows:
        if row.month in newest:
            one = products[row.product]
            yield (
                *_product(one), row.region, row.place, row.month, row.median, one.a_unit(row.median), one.unit_name,
                row.lines,
            )  # fmt: skip


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
            *_PLACE,
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
            *_PRODUCT, *_PLACE,
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
        fields=(*_PRODUCT, *_PLACE, Field(name="since", type="date", zh="起始日期", en="from this day on"), *_YUAN),
    ),
    Dataset(
        name="paid-prices", title=("清单内药品的实际采购价", "Prices paid for listed medicines"),
        about=(f"清单内药品最近 {MONTHS} 个月的实际采购价，按省、市和月份取中位数（按采购数量加权）。",
               f"What was paid for listed medicines in the {MONTHS} newest months: the median by province, city and "
               "month, weighted by packs."),
        updated=AFTER_CYCLE, follows=frozenset({"cycle", "lists"}), rows=_paid,
        fields=(
            *_PRODUCT, *_PLACE, Field(name="month", type="month", zh="月份", en="month"), *_YUAN,
            Field(name="order_lines", type="integer", zh="订单明细条数", en="order lines"),
        ),
    ),
    Dataset(
        name="bulletins", title=("公告", "Bulletins"),
        about=("全部已发布的公告，含更正和撤回的。", "Every published bulletin, corrections and withdrawn ones too."),
        updated=("发布或撤回公告时", "when one is published or withdrawn"), follows=frozenset({"bulletins"}),
        rows=_bulletins,
        fields=(
            Field(name="number", type="string", zh="公告编号", en="number"),
            Field(name="published_on", type="date", zh="发布日期", en="published on"),
            Field(name="state", type="string", zh="状态", en="state", options=("published", "withdrawn")),
            *_PLACE,
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
