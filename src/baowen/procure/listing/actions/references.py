"""Prices of reference: those of other provinces, selected ones, and what a first province took. PRC-1, PRI-4.

From the lake (listed prices of other provinces; the own ones of selected products) and from a file as CSV. A file is
taken whole or not at all.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from baowen.core.audit.trail import writing
from baowen.core.home import Home
from baowen.core.money import unit_price
from baowen.core.problems import BaowenError
from baowen.lists.names import listed_name
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.regions import RegionLevel
from baowen.procure.listing.comparing import Goods
from baowen.procure.listing.kinds import REFERENCE_WORDS, ReferenceKind
from baowen.procure.listing.models import ReferencePrice
from baowen.procure.listing.queries.book import platform_of
from baowen.procure.listing.queries.lake import LakePrice, listed_before, listed_elsewhere
from baowen.procure.listing.rulebook import ListingBook
from baowen.procure.listing.rules import checked_price, per_unit

BATCH = 2_000
MOST_ROWS = 100_000
SHOWN = 10
COLUMNS: dict[str, tuple[str, ...]] = {
    "region": ("省份代码", "地区", "region"), "kind": ("种类", "kind"), "product_code": ("药品代码", "product_code"),
    "generic_name": ("通用名", "generic_name"), "dosage_form": ("剂型", "dosage_form"), "spec": ("规格", "spec"),
    "packaging": ("包装", "packaging"), "units_per_pack": ("最小包装数量", "units_per_pack"),
    "maker_name": ("生产企业", "maker"), "price": ("价格", "挂网价", "price"), "valid_from": ("执行日期", "valid_from"),
    "source": ("来源", "source"),
}  # fmt: skip
NEEDED = ("region", "product_code", "generic_name", "price", "valid_from", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A price of one pack to compare with, and where it was read."""

    region: str
    kind: ReferenceKind
    goods: Goods
    price: Decimal
    valid_from: date
    source: str


def keep_references(rows: Sequence[Reference], *, actor: Actor, at: datetime, about: str) -> int:
    """Enter prices of reference, those known before anew; how many. The caller has asked whether the actor may."""
    found = {(one.region, one.kind, one.goods.product_code, one.valid_from): one for one in rows}
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        ReferencePrice.objects.bulk_create(
            (_stored(one, actor, at) for one in found.values()), batch_size=BATCH, update_conflicts=True,
            unique_fields=("region", "kind", "product_code", "valid_from"),
            update_fields=("price", "unit_price", "source", "entered_at", "entered_by", "drug", "generic_name",
                           "dosage_form", "spec", "packaging", "units_per_pack", "maker_name"),
        )  # fmt: skip
        trail.note("listing.references", about, after={"rows": len(found)})
    return len(found)


def _stored(one: Reference, actor: Actor, at: datetime) -> ReferencePrice:
    goods = one.goods
    return ReferencePrice(
        region=one.region, kind=one.kind.value, product_code=goods.product_code,
        drug=listed_name(goods.generic_name)[:200], generic_name=goods.generic_name[:200],
        dosage_form=goods.dosage_form[:100], spec=goods.spec[:200], packaging=goods.packaging[:200],
        units_per_pack=goods.units_per_pack, maker_name=goods.maker[:200], price=unit_price(one.price),
        unit_price=per_unit(one.price, goods.units_per_pack), valid_from=one.valid_from, source=one.source[:200],
        entered_at=at, entered_by=actor.name,
    )  # fmt: skip


def references_from_lake(home: Home, region: str, *, actor: Actor, at: datetime, book: ListingBook) -> int:
    """Take what the lake has: listed prices of other provinces, and the own ones of selected products."""
    platform = platform_of(region)
    elsewhere = [_of_lake(one, ReferenceKind.LISTED) for one in listed_elsewhere(home, platform, book.regions)]
    own = listed_before(home, platform, book.regions)
    selected = [_of_lake(one, ReferenceKind.SELECTED) for one in own if one.goods.is_selected]
    return keep_references([*elsewhere, *selected], actor=actor, at=at, about="feed/listing_price")


def _of_lake(one: LakePrice, kind: ReferenceKind) -> Reference:
    source = "feed/listing_price" if kind is ReferenceKind.LISTED else "feed/catalogue"
    return Reference(
        region=one.region, kind=kind, goods=one.goods, price=one.price, valid_from=one.valid_from, source=source
    )


def import_references(content: bytes, name: str, *, actor: Actor, at: datetime, book: ListingBook, region: str) -> int:
    """Take a CSV file of reference prices; how many rows. BaowenError that lists what is wrong: nothing is taken."""
    platform = platform_of(region)
    require(actor, Act.LISTING_DECIDE, platform, regions=book.regions)
    rows, problems = [], []
    for line, given in enumerate(_lines(content), start=2):
        try:
            rows.append(_read(given, book))
        except BaowenError as error:
            problems.append(f"第 {line} 行：{error.message}")
    if problems:
        more = f"；另有 {len(problems) - SHOWN} 行有误" if len(problems) > SHOWN else ""
        raise BaowenError(
            "；".join(problems[:SHOWN]) + more + "。整份未收", f"{len(problems)} rows are wrong: none taken"
        )
    if not rows:
        raise BaowenError("文件没有数据行", "the file has no rows")
    return keep_references(rows, actor=actor, at=at, about=f"file/{name[:80]}")


def _lines(content: bytes) -> Iterator[Mapping[str, str]]:
    """The rows of a CSV file by our own names; BaowenError where it can't be read or lacks a column."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BaowenError("文件应为 UTF-8 编码的 CSV", "the file must be CSV in UTF-8") from None
    reader = csv.reader(io.StringIO(text.replace("\x00", "")))
    heads = [head.strip() for head in next(reader, [])]
    places = {
        name: next((heads.index(word) for word in words if word in heads), None) for name, words in COLUMNS.items()
    }
    missing = [COLUMNS[name][0] for name in NEEDED if places[name] is None]
    if missing:
        raise BaowenError(f"缺少列：{'、'.join(missing)}", f"columns are missing: {', '.join(missing)}")
    for count, cells in enumerate(reader):
        if count >= MOST_ROWS:
            raise BaowenError(f"最多 {MOST_ROWS:,} 行，请分成几个文件", f"at most {MOST_ROWS:,} rows: send it in parts")
        if any(cell.strip() for cell in cells):
            yield {name: cells[at].strip() if at is not None and at < len(cells) else "" for name, at in places.items()}


def _read(given: Mapping[str, str], book: ListingBook) -> Reference:
    for name in NEEDED:
        if not given[name]:
            raise BaowenError(f"{COLUMNS[name][0]}为空", f"{name} is empty")
    place = book.regions.get(given["region"])
    if place is None or place.level is not RegionLevel.PROVINCE:
        raise BaowenError(f"{given['region']} 不是省级地区代码", f"{given['region']} is no province")
    goods = Goods(
        product_code=given["product_code"][:100], generic_name=given["generic_name"], maker=given["maker_name"],
        dosage_form=given["dosage_form"], spec=given["spec"], packaging=given["packaging"],
        units_per_pack=_number(given["units_per_pack"], "最小包装数量") if given["units_per_pack"] else None,
    )  # fmt: skip
    return Reference(
        region=place.code, kind=_kind(given["kind"]), goods=goods, price=checked_price(_number(given["price"], "价格")),
        valid_from=_day(given["valid_from"]), source=given["source"],
    )  # fmt: skip


def _kind(text: str) -> ReferenceKind:
    known = {words[0]: one for one, words in REFERENCE_WORDS.items()} | {one.value: one for one in ReferenceKind}
    if text and text not in known:
        raise BaowenError(f"种类“{text}”无法识别；可用：{'、'.join(known)}", f"use one of {', '.join(ReferenceKind)}")
    return known[text] if text else ReferenceKind.LISTED


def _number(text: str, zh: str) -> Decimal:
    try:
        found = Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise BaowenError(f"{zh}“{text}”不是数", f"{text!r} is no number") from None
    if not found.is_finite() or found <= 0 or found >= 10**10:
        raise BaowenError(f"{zh}“{text}”应大于 0", f"{text!r} is not above zero")
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BaowenError(f"执行日期“{text}”应写作 2026-11-30", f"{text!r}: a day is written 2026-11-30") from None
