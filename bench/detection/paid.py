"""What was paid for a drug in England month by month, made from two files: the tariff and the months of concession.

A concession holds for its month alone; then the tariff is paid again. Loaded one after the other the two files do not
say so: a concession would stand until the next quarter's tariff, and the first tariff of 2021 would follow upon a
concession of 2020 or of years before, with everything in between unknown. A platform that lists what is paid has a row
for each change, with the tariff beside a concession as the price before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path

import polars as pl

from baowen.core.period import Month

Prices = Mapping[tuple[str, Month], Decimal]
_PENCE = 100


def paid(
    tariff: Prices, concession: Mapping[tuple[str, Month], tuple[Decimal, Decimal]], months: Iterable[Month]
) -> list[tuple[str, Month, Decimal, Decimal | None]]:
    """Drug, month, price and, in a month of concession, the tariff beside it: a row where a price begins.

    `tariff`: by drug and the month from which it holds. `concession`: by drug and month, the price and the tariff.
    Drugs without a tariff are left out; before its first tariff a drug has rows only in months of concession.
    """
    wanted = sorted(months)
    found: list[tuple[str, Month, Decimal, Decimal | None]] = []
    for drug in sorted({drug for drug, _ in tariff}):
        holds = before = None
        for month in wanted:
            holds = tariff.get((drug, month), holds)
            granted = concession.get((drug, month))
            if granted is not None:
                found.append((drug, month, *granted))
                before = granted[0]
            elif holds is not None and holds != before:
                found.append((drug, month, holds, None))
                before = holds
    return found


def written(tariff: Path, concessions: Path, months: Iterable[Month], target: Path) -> Path:
    """The rows as a file under the headings of the concession file, so that the same mapping reads it."""
    held = {
        (drug, Month.parse(month)): Decimal(price)
        for drug, month, price in _text(tariff).select("drug", "month", "price_gbp").iter_rows()
    }
    granted: dict[tuple[str, Month], set[tuple[Decimal, Decimal]]] = {}
    columns = ("name", "month", "pc_price_pence", "dt_price_pence")
    for name, month, price, beside in _text(concessions).select(columns).drop_nulls().iter_rows():
        pounds = (Decimal(price) / _PENCE, Decimal(beside) / _PENCE)
        granted.setdefault((name, Month.parse(month[:7])), set()).add(pounds)
    # Two packs of one name with two prices: nobody can say which of them counts.
    clear = {key: next(iter(prices)) for key, prices in granted.items() if len(prices) == 1}
    rows = [
        {
            "month": f"{month}-01", "name": drug, "bnf_code": "", "vmpp_code": "",
            "pc_price_pence": str(price * _PENCE), "dt_price_pence": "" if beside is None else str(beside * _PENCE),
            "qtyval": "",
        }
        for drug, month, price, beside in paid(held, clear, months)
    ]  # fmt: skip
    target.parent.mkdir(parents=True, exist_ok=True)
    pl.DataFrame(rows).write_csv(target)
    return target


def _text(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, infer_schema=False)
