"""Plays one provincial round of volume-based procurement through in the demo's home: from volumes to the evaluation.

Six drugs that hospitals of the simulated province buy anyway; what they bought decides who keeps to a contract. The
days lie in the past, so that the whole cycle is over when the demo is looked at. Run: python script/demo_round.py HOME
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from baowen.core.home import Home
    from baowen.orgs.permissions import Actor

PROVINCE, ROUND = "430000", "DEMO-2025-1"
NAME = "示例省级集采 2025 年第一批（模拟）"
STARTS, ENDS = date(2025, 11, 1), date(2026, 10, 31)
BASE = ("2024-11", "2025-08")  # what hospitals bought last year, as far as the simulation knows
LOTS, LEAST_HOSPITALS, SELECTED_SHARE = 6, 12, 0.9
YEAR_OF_BASE = Decimal(12) / Decimal(10)
EXPLAINED, OTHERWISE = "科室调整，预计用量下降（示例说明）", "其余用量原为非中选产品，不再续用（示例说明）"


def at(year: int, month: int, day: int) -> datetime:
    """Ten in the morning of a day in China."""
    return datetime(year, month, day, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug of the round: its selected products by maker, and those of the maker that stands by."""

    name: str
    selected: list[list[dict[str, Any]]]
    backup: list[dict[str, Any]]


def main(root: str) -> int:
    """Everything in its order; a home in which the round is there already is left alone."""
    from baowen.core.home import open_home
    from baowen.core.records import open_records

    home = open_home(Path(root))
    open_records(home, migrate=True)
    from baowen.vbp.rounds.queries import rounds

    if any(one.code == ROUND for one in rounds()):
        print("已有，跳过。 Already there.")
        return 0
    drugs = chosen(home)
    enter(drugs)
    report(home)
    agree_on(home)
    follow(home)
    evaluate(home)
    return 0


def officer() -> Actor:
    """The procurement officer of the province's healthcare security."""
    from baowen.orgs.departments import OrganisationKind
    from baowen.orgs.permissions import Actor
    from baowen.orgs.roles import Role

    return Actor(
        name="采购管理员", organisation="YB430000", kind=OrganisationKind.DEPARTMENT, region=PROVINCE,
        roles=frozenset({Role.PROCUREMENT_OFFICER}),
    )  # fmt: skip


def agent(code: str, role: str = "enterprise_agent") -> Actor:
    """Somebody who acts for an organisation of the register."""
    from baowen.orgs.permissions import Actor
    from baowen.orgs.queries import organisation_on_file
    from baowen.orgs.roles import Role

    found = organisation_on_file(code)
    return Actor(
        name="示例经办", organisation=code, kind=found.kind, region=found.region, roles=frozenset({Role(role)})
    )  # fmt: skip


def chosen(home: Home) -> list[Drug]:
    """Drugs that many hospitals buy and no simulated contract covers, each with its two most used products."""
    from baowen.lake.store import Lake

    lake = Lake(home.lake)
    columns = ["product", "product_code", "generic_name", "drug_key", "spec", "units", "maker_code", "maker_name",
               "listed_price"]  # fmt: skip
    goods = lake.read("catalogue")
    orders = lake.read("cube_orders", columns=["product", "hospital", "ordered_quantity", "ordered_amount"])
    held = lake.read("vbp_contract", columns=["product"])
    assert goods is not None
    assert orders is not None
    taken = goods.filter(pl.col("product").is_in(held["product"].implode()))["drug_key"] if held is not None else []
    used = orders.group_by("product").agg(
        hospitals=pl.col("hospital").n_unique(), packs=pl.col("ordered_quantity").sum().cast(pl.Float64),
        price=pl.col("ordered_amount").sum().cast(pl.Float64) / pl.col("ordered_quantity").sum().cast(pl.Float64),
    )  # fmt: skip
    fit = (
        goods.select(one for one in columns if one in goods.columns)
        .join(used, on="product")
        .filter(~pl.col("drug_key").is_in(list(taken)), pl.col("hospitals") >= LEAST_HOSPITALS, pl.col("units") > 0)
        .sort("hospitals", "packs", descending=True)
    )
    found = [drug for _, rows in fit.group_by("drug_key", maintain_order=True) if (drug := won(rows))]
    return found[:LOTS]


def won(rows: pl.DataFrame) -> Drug | None:
    """Selected are the makers that most of a drug comes from, the next one stands by; None where none is left."""
    makers = [part.to_dicts() for part in rows.partition_by("maker_code", maintain_order=True)]
    makers.sort(key=lambda own: -sum(one["packs"] * float(one["units"]) for one in own))
    amounts = [sum(one["packs"] * float(one["units"]) for one in own) for own in makers]
    parts = accumulate(amount / sum(amounts) for amount in amounts)
    count = next(number for number, part in enumerate(parts, 1) if part >= SELECTED_SHARE)
    return Drug(rows["generic_name"][0], makers[:count], makers[count]) if count < len(makers) else None


def enter(drugs: list[Drug]) -> None:
    """The round with its lots, who was selected and who stands by."""
    from baowen.vbp.rounds.actions import keep_round
    from baowen.vbp.rounds.entered import NewLot, NewRound
    from baowen.vbp.rounds.kinds import RoundLevel, SupplyRole

    lots = [
        NewLot(
            number=str(number), drug=drug.name, spec=drug.selected[0][0]["spec"] or "", unit="最小单位",
            ceiling=max(unit_price(one) for own in (*drug.selected, drug.backup) for one in own) * 2, months=12,
            bids=[
                *(bid(own, SupplyRole.MAIN) for own in drug.selected),
                bid(drug.backup, SupplyRole.BACKUP),
            ],
        )
        for number, drug in enumerate(drugs, 1)
    ]  # fmt: skip
    new = NewRound(
        code=ROUND, name=NAME, level=RoundLevel.PROVINCIAL, region=PROVINCE, lots=lots,
        document_number="示例〔2025〕1号", opened_on=date(2025, 8, 20), starts_on=STARTS, ends_on=ENDS,
    )  # fmt: skip
    keep_round(new, actor=officer(), at=at(2025, 9, 1))
    print(f"  批次 {ROUND}：{len(lots)} 个品种 / lots: {'、'.join(drug.name for drug in drugs)}")


def unit_price(product: dict[str, Any]) -> Decimal:
    """Yuan a smallest unit, from what was paid for packs."""
    return (Decimal(str(product["price"])) / Decimal(str(product["units"]))).quantize(Decimal("0.0001"))


def bid(own: list[dict[str, Any]], role: Any) -> Any:
    """What a maker bid with its products: a tenth less than was paid before."""
    from baowen.vbp.rounds.entered import NewBid, NewProduct

    first, units = own[0], {one["product_code"]: Decimal(str(one["units"])) for one in own}
    prices = {
        one["product_code"]: (Decimal(str(one["price"])) * Decimal("0.9")).quantize(Decimal("0.01")) for one in own
    }  # fmt: skip
    return NewBid(
        enterprise_name=first["maker_name"] or first["maker_code"], enterprise=first["maker_code"],
        spec=first["spec"] or "", quality_tier="第一质量层次", is_selected=True, places=[(PROVINCE, role)],
        price=(prices[first["product_code"]] / units[first["product_code"]]).quantize(Decimal("0.0001")),
        products=[NewProduct(code=code, units=units[code], price=prices[code]) for code in units],
    )  # fmt: skip


def report(home: Home) -> None:
    """Hospitals report what they need; one in nine a third less and says why, one in eleven nothing at all."""
    from baowen.orgs.departments import OrganisationKind
    from baowen.orgs.queries import organisations
    from baowen.vbp.rounds.queries import selected_products
    from baowen.vbp.volumes.actions import NewCall, agree, close_call, open_call, report_whole
    from baowen.vbp.volumes.models import Call
    from baowen.vbp.volumes.rulebook import volume_book_of

    book = volume_book_of(home)
    call = open_call(
        NewCall(round_code=ROUND, year=2025, by_product=True, first_month=BASE[0], last_month=BASE[1]),
        actor=officer(), at=at(2025, 9, 2), book=book,
    )  # fmt: skip
    hospitals = organisations(within=PROVINCE, kind=OrganisationKind.HOSPITAL)
    bought = book.purchases(Call.objects.get(pk=call)).rows.filter(pl.col("units") > 0, pl.col("lot") != "")
    offered = {(one.lot, one.product_code) for one in selected_products(ROUND, PROVINCE) if one.role == "main"}
    numbers = []
    for count, hospital in enumerate(hospitals, 1):
        rows = bought.filter(pl.col("hospital") == hospital.code).select("lot", "product_code", "units").rows()
        lines = [line(*row, count) for row in rows if row[:2] in offered]
        if count % 11 and lines:
            numbers.append(report_whole(call, lines, actor=agent(hospital.code, "buyer"), at=at(2025, 9, 8), book=book))
    agree(numbers, actor=officer(), at=at(2025, 9, 20), book=book)
    close_call(call, actor=officer(), at=at(2025, 9, 25))
    print(f"  报量 {len(numbers)} 份 / volume reports, {len(hospitals) - len(numbers)} 家未报 / did not report")


def line(lot: str, product: str, units: Decimal, count: int) -> Any:
    """A line of hospital number `count`: what it bought, brought to a year. Some need less, some promise too much."""
    from baowen.vbp.volumes.rules import Line

    share = Decimal("0.66") if count % 9 == 0 else Decimal("2.4") if count % 7 == 0 and int(lot) % 2 else Decimal(1)
    return Line(
        lot=lot, product_code=product, units=str(int(units * YEAR_OF_BASE * share)),
        explanation=EXPLAINED if share < 1 else OTHERWISE,
    )  # fmt: skip


def agree_on(home: Home) -> None:
    """Volumes are allocated, distributors named, contracts signed by the three parties, prices listed."""
    from baowen.core.clock import now
    from baowen.orgs.departments import OrganisationKind
    from baowen.orgs.queries import organisations
    from baowen.vbp.contracts.actions.allocating import keep_allocation
    from baowen.vbp.contracts.actions.handing_over import hand_over_contracts
    from baowen.vbp.contracts.actions.naming import name_distributors
    from baowen.vbp.contracts.actions.signing import choose, sign
    from baowen.vbp.contracts.book import load_contract_book
    from baowen.vbp.contracts.models import Contract
    from baowen.vbp.rounds.actions import start_round
    from baowen.vbp.volumes.queries import reported_volumes

    book = load_contract_book(home.calendar)
    kept = keep_allocation(ROUND, reported_volumes(ROUND), actor=officer(), at=at(2025, 9, 28), book=book)
    carriers = [one.code for one in organisations(within=PROVINCE, kind=OrganisationKind.DISTRIBUTOR)][:3]
    rows = list(Contract.objects.filter(round_code=ROUND))
    for maker, city in sorted({(row.maker, row.city) for row in rows}):
        name_distributors(ROUND, city, carriers, actor=agent(maker), at=at(2025, 10, 9), book=book)
    for hospital in sorted({row.hospital for row in rows}):
        mine = {row.number: carriers[0] for row in rows if row.hospital == hospital}
        choose(mine, actor=agent(hospital, "buyer"), at=at(2025, 10, 10), book=book, sign=True)
    sign([row.number for row in rows], actor=agent(carriers[0]), at=at(2025, 10, 11), book=book)
    for maker in sorted({row.maker for row in rows}):
        mine_too = [row.number for row in rows if row.maker == maker]
        sign(mine_too, actor=agent(maker), at=at(2025, 10, 13), book=book)
    start_round(ROUND, actor=officer(), at=at(2025, 11, 1))
    handed = hand_over_contracts(home, by="os:demo", at=now(), clock=now)
    print(f"  协议 {kept.contracts} 份，三方签订 / contracts signed; {handed.accepted} 份进入数据湖 / now in the lake")


def follow(home: Home) -> None:
    """Progress at month three, half, late half and the end, each with the circular that writes itself."""
    from baowen.vbp.progress.actions.circulars import Places, issue_circular
    from baowen.vbp.progress.actions.drafting import draft_due
    from baowen.vbp.progress.actions.running import run_progress
    from baowen.vbp.progress.queries.circulars import circular

    issued = 0
    for day in (date(2026, 2, 9), date(2026, 5, 9), date(2026, 8, 9), date(2026, 11, 3)):
        run = run_progress(home, by="os:demo", at=at(day.year, day.month, day.day + 1), as_of=day)
        for number in draft_due(home, run, by="os:demo", at=at(day.year, day.month, day.day + 1)):
            if circular(number, officer())[0].round_code == ROUND:
                issue_circular(number, Places.of(home), actor=officer(), at=at(day.year, day.month, day.day + 2))
                issued += 1
    print(f"  执行进度 4 次，印发通报 {issued} 份 / circulars issued")


def evaluate(home: Home) -> None:
    """The evaluation of the whole cycle, shown to hospitals; appeals are left to whoever looks at the demo."""
    from baowen.core.calendar import load_calendar
    from baowen.core.policy import load_packs
    from baowen.vbp.evaluation.actions import publish_run, run_evaluation

    packs = load_packs()
    number = run_evaluation(home, ROUND, ENDS, actor=officer(), at=at(2026, 11, 10), packs=packs)
    publish_run(number, actor=officer(), at=at(2026, 11, 20), packs=packs, calendar=load_calendar(home.calendar))
    print(f"  考核 {number} 已公布 / evaluation shown to hospitals")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
