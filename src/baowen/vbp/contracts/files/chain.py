"""The chain of contracts and the tables of a round, as other platforms exchange them: one workbook. VBP-4.

Shapes of public code: a main contract for a maker's product, a sub-contract for each hospital; the tables of what is
done under a round begin with the round, its catalogue and its contracts.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import xlsxwriter

Row = Sequence[object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A contract as the chain needs it: yuan a pack, packs in all, hospitals and makers by code and name."""

    number: str
    round_code: str
    lot: str
    drug: str
    spec: str
    product_code: str
    hospital: str
    hospital_name: str
    maker: str
    maker_name: str
    price: Decimal
    packs: int
    amount: Decimal
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundTold:
    """A round as its table tells it."""

    code: str
    name: str
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """A receipt under a contract: names of hospital, maker and distributor, packs received of packs delivered."""

    product_code: str
    hospital_name: str
    maker_name: str
    distributor_name: str
    received: Decimal
    delivered: Decimal
    received_on: date


MAIN = ("contractNo", "companyCode", "mibCode", "medicinePrice", "totalAmount", "startAt", "endAt")
SUB = ("contractNo", "parentContractNo", "miCode", "medicineAmount", "contractMd5", "url")
ROUND = ("批次编号", "批次名称", "执行开始日期", "执行结束日期")
CATALOGUE = ("批次编号", "目录编号", "药品名称", "药品规格")
VOLUMES = ("批次编号", "申报企业", "合同量")
BOUGHT = ("目录编号", "医疗机构名称", "申报企业", "配送企业", "入库数量", "配送数量", "入库日期")


def sheets(
    rounds: Iterable[RoundTold], links: Sequence[Link], bought: Iterable[Bought] = ()
) -> dict[str, tuple[Row, list[Row]]]:
    """Headings and rows by name of the sheet. `contractMd5` and `url` stay empty: no file lies at an address."""
    return {
        "合同链-主合同": (MAIN, _main(links)),
        "合同链-子合同": (
            SUB, [[one.number, main_number(one), one.hospital, one.packs, "", ""] for one in links],
        ),
        "批次信息表": (ROUND, [[one.code, one.name, one.starts_on, one.ends_on] for one in rounds]),
        "批次目录信息表": (CATALOGUE, _catalogue(links)),
        "批次合同信息表": (VOLUMES, _volumes(links)),
        "医疗机构采购表": (BOUGHT, [_bought(one) for one in bought]),
    }  # fmt: skip


def main_number(one: Link) -> str:
    """The number of the main contract that a hospital's belongs to: round, product and first day."""
    return f"{one.round_code}-{one.product_code}-{one.starts_on:%Y%m%d}"


def _main(links: Sequence[Link]) -> list[Row]:
    found: dict[str, tuple[Link, Decimal, date]] = {}
    for one in links:
        number = main_number(one)
        _, total, ends = found.get(number, (one, Decimal(0), one.ends_on))
        found[number] = (one, total + one.amount, max(ends, one.ends_on))
    return [
        [number, one.maker, one.product_code, one.price, total, one.starts_on, ends]
        for number, (one, total, ends) in sorted(found.items())
    ]


def _catalogue(links: Sequence[Link]) -> list[Row]:
    return [*sorted({(one.round_code, one.product_code, one.drug, one.spec) for one in links})]


def _bought(one: Bought) -> Row:
    return [
        one.product_code, one.hospital_name, one.maker_name, one.distributor_name, one.received, one.delivered,
        one.received_on,
    ]  # fmt: skip


def _volumes(links: Sequence[Link]) -> list[Row]:
    found: dict[tuple[str, str], int] = {}
    for one in links:
        key = (one.round_code, one.maker_name or one.maker)
        found[key] = found.get(key, 0) + one.packs
    return [[*key, packs] for key, packs in sorted(found.items())]


def workbook(tables: dict[str, tuple[Row, list[Row]]]) -> bytes:
    """The sheets as a workbook; text stays text, days are written as 2027-01-01."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(content, options) as book:
        bold = book.add_format({"bold": True})
        for name, (headings, rows) in tables.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, headings, bold)
            sheet.freeze_panes(1, 0)
            for at, row in enumerate(rows, start=1):
                sheet.write_row(at, 0, [_cell(one) for one in row])
            sheet.autofit()
    return content.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value
