"""The public data set of who holds drugs of the shortage lists, as far as each agrees to. HOS-6, PUB-1."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from baowen.api.book import home
from baowen.hospital.holdings.queries import held_by_product
from baowen.lake.store import Lake
from baowen.orgs.regions import load_regions
from baowen.public.dataset import PLACE, PRODUCT, Dataset, Field, Source


def _rows(source: Source) -> Iterable[tuple[Any, ...]]:
    products, names = source.products(), load_regions()
    if not products:
        return
    found = held_by_product(
        Lake(home().lake), [one.product for one in products], ruling=source.ruling, day=source.on
    )  # fmt: skip
    for product in products:
        told = found.get(product.product)
        for one in told.named if told else ():
            yield (
                product.product_code, product.generic_name, product.spec, product.packaging, product.maker_name,
                one.county, names.full_name(one.county), one.name, "pharmacy" if one.is_pharmacy else "hospital",
                one.holds, one.band.value if one.band else None, one.packs, one.counted_on,
            )  # fmt: skip


HOLDINGS: Final = Dataset(
    name="holdings", title=("哪些机构有药", "Which institutions hold it"),
    about=("同意公开的医疗机构、零售药店持有清单内药品的情况，公开到机构同意的程度；不含过期、召回和过时的盘点，不含储备。",
           "Which hospitals and pharmacies hold drugs on the lists, as finely as each agrees to; without expired or "
           "recalled stock, stale counts and reserves."),
    updated=("每轮监测之后，以及机构改变选择时", "after each run of the monitoring, or once one chooses"),
    follows=frozenset({"cycle", "holdings"}), rows=_rows,
    fields=(
        *PRODUCT, *PLACE,
        Field(name="institution", type="string", zh="机构", en="institution"),
        Field(name="kind", type="string", zh="机构类别", en="kind of institution", options=("hospital", "pharmacy")),
        Field(name="holds", type="boolean", zh="是否有货", en="whether it holds any"),
        Field(name="band", type="string", zh="多少，机构同意时", en="how much in words, where agreed", nullable=True,
              options=("none", "few", "enough")),
        Field(name="packs", type="number", zh="数量，机构同意时", en="quantity, where agreed", nullable=True,
              unit=("盒", "packs")),
        Field(name="counted_on", type="date", zh="盘点日期", en="day of the count"),
    ),
)  # fmt: skip
