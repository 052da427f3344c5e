"""Measures how fast a price is compared with the book of a platform of 280,000 listings, as an application shows it.

A book on SQLite: 9,333 drugs, thirty products each in three strengths and two packs, one price each; a price elsewhere
for every tenth. Compared is an own price with the twenty-nine others by the price-ratio rules, with the figures, the
marks of Hunan's pack and the own past. The floor reads the same rows by their index and computes nothing.
Run: python -m bench.listing
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from bench.figure import Figure, measure

LISTINGS, OF_A_DRUG, LOOKS = 280_000, 30, 200
GOALS = {"compared": 100.0}
PROVINCE, ELSEWHERE = "430000", "320000"
AT, ON = datetime(2026, 11, 2, 1, tzinfo=UTC), date(2026, 11, 2)
STRENGTHS, COUNTS = ("0.25g", "0.5g", "1g"), (24, 48)


def prepare(root: Path, listings: int) -> None:
    """A home whose platform lists so many products."""
    from baowen.core.home import create_home
    from baowen.core.records import open_records

    home = create_home(root, region=PROVINCE)
    open_records(home, migrate=True)
    from baowen.procure.listing.models import Listing, ListingPrice, ReferencePrice

    for start in range(0, listings, 20_000):
        numbers = range(start, min(start + 20_000, listings))
        rows = Listing.objects.bulk_create([Listing(**_listing(number)) for number in numbers], batch_size=500)
        ListingPrice.objects.bulk_create(
            [
                ListingPrice(listing=one, valid_from=one.listed_on, price=one.price, set_at=AT, set_by="x")
                for one in rows
            ],
            batch_size=1_000,
        )
        ReferencePrice.objects.bulk_create(
            [ReferencePrice(**_reference(number)) for number in numbers if number % 10 == 0], batch_size=500
        )


def _product(number: int) -> dict[str, Any]:
    spec, count = STRENGTHS[number % 3], COUNTS[number % 2]
    name = f"第{number // OF_A_DRUG}号药品片"
    return {
        "product_code": f"P{number}", "drug": name, "generic_name": name, "dosage_form": "片剂", "spec": spec,
        "packaging": f"{spec}*{count}片/盒", "units_per_pack": Decimal(count), "price": _price(number),
        "unit_price": _price(number) / count,
    }  # fmt: skip


def _price(number: int) -> Decimal:
    return Decimal(number % 97 + 3)


def _listing(number: int) -> dict[str, Any]:
    return _product(number) | {
        "number": f"G{PROVINCE}-{number + 1:06d}", "region": PROVINCE, "maker": f"M{number % 700}", "path": "recorded",
        "smallest_unit": "片", "listed_on": date(2024, 1, 1), "changed_at": AT, "use_class": f"A{number % 90:02d}AA",
    }  # fmt: skip


def _reference(number: int) -> dict[str, Any]:
    return _product(number) | {
        "region": ELSEWHERE, "kind": "listed", "valid_from": date(2025, 1, 1), "source": "bench", "entered_at": AT,
        "entered_by": "x", "maker_name": "x",
    }  # fmt: skip


def look(root: Path, listings: int) -> dict[str, float]:
    """Milliseconds of a comparison: the first one of a process, the median of many, 19 of 20 of them; and the floor."""
    os.environ["BAOWEN_HOME"] = str(root)
    from baowen.core.home import open_home
    from baowen.core.records import open_records

    open_records(open_home(root), migrate=False)
    from baowen.procure.listing.comparing import Goods
    from baowen.procure.listing.queries.comparison import compare
    from baowen.procure.listing.rulebook import load_listing_book

    book = load_listing_book(PROVINCE)
    book.ruling(PROVINCE, ON)
    compared, floor = [], []
    for turn in range(LOOKS):
        given = _product(turn * 7919 % listings)
        fields = ("product_code", "generic_name", "dosage_form", "spec", "packaging", "units_per_pack")
        goods = Goods(maker="M1", **{name: given[name] for name in fields})
        began = time.perf_counter()
        seen = compare(PROVINCE, goods, given["price"] * 2, ON, book=book)
        compared.append((time.perf_counter() - began) * 1000)
        assert seen.comparable == OF_A_DRUG - 1, seen.none_en
        floor.append(_floor(given["drug"], given["product_code"]))
    return {
        "first": compared[0], "compared": statistics.median(compared),
        "most": statistics.quantiles(compared[1:], n=20)[-1],
        "floor": statistics.median(floor),
    }  # fmt: skip


def _floor(drug: str, code: str) -> float:
    """Milliseconds to read the same rows and no more."""
    from baowen.procure.listing.models import Listing, ListingPrice, ReferencePrice

    began = time.perf_counter()
    list(Listing.objects.filter(region=PROVINCE, drug=drug, state="listed").values_list("number", "price"))
    list(ReferencePrice.objects.filter(drug=drug).values_list("region", "price"))
    own = {"listing__region": PROVINCE, "listing__drug": drug, "listing__product_code": code}
    list(ListingPrice.objects.filter(**own).values_list("price"))
    return (time.perf_counter() - began) * 1000


def main(listings: int = LISTINGS) -> list[Figure]:
    """How fast a price is compared, and how fast the first one of a process."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "home"
        os.environ["BAOWEN_HOME"] = str(root)
        measure(partial(prepare, root, listings), repeats=1)
        found: Any = measure(partial(look, root, listings), repeats=1).result
    book = f"against a book of {listings:,} listings"
    note = f"median of {LOOKS}, {OF_A_DRUG - 1} products each brought into the own terms; floor: reads the rows alone"
    return [
        Figure(name=f"a price compared {book}", measured=found["compared"], unit="ms", goal=GOALS["compared"],
               floor=found["floor"], note=note),
        Figure(name=f"19 of 20 comparisons {book}", measured=found["most"], unit="ms", goal=GOALS["compared"],
               note="not slower than this"),
        Figure(name="the first comparison of a process", measured=found["first"], unit="ms",
               note="reads packs, forms and specifications for the first time"),
    ]  # fmt: skip


if __name__ == "__main__":
    for figure in main():
        print(figure)
