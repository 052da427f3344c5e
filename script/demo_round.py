"""Plays one provincial round of volume-based procurement through in the demo's home: from volumes to the evaluation.

Six drugs that hospitals of the simulated province buy anyway; what they bought decides who keeps to a contract. The
days lie in the past, so that the whole cycle is over when the demo is looked at. Run: python script/demo_round.py HOME
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
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
LOTS, LEAST_HOSPITALS = 6, 12
YEAR_OF_BASE = Decimal(12) / Decimal(10)
EXPLAINED = "科室调整，预计用量下降（示例说明）"


def at(year: int, month: int, day: int) -> datetime:
    """Ten in the morning of a day in China."""
    return datetime(year, month, day, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug of the round: its selected product with the maker, and the product of the backup supplier."""

    name: str
    selected: dict[str, Any]
    backup: dict[str, Any] | None


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
    found = []
    for _, rows in fit.group_by("drug_key", maintain_order=True):
        ranked = rows.to_dicts()
        if len(ranked) > 1 and ranked[0]["maker_code"] != ranked[1]["maker_code"]:
            found.append(Drug(ranked[0]["generic_name"], ranked[0], ranked[1]))
    return found[:LOTS]


def enter(drugs: list[Drug]) -> None:
    """The round with its lots, who was selected and who stands by."""
    from baowen.vbp.rounds.actions import keep_round
    from baowen.vbp.rounds.entered import NewLot, NewRound
    from baowen.vbp.rounds.kinds import RoundLevel, SupplyRole

    lots = [
        NewLot(
            number=str(number), drug=drug.name, spec=drug.selected["spec"] or "", unit="最小单位",
            ceiling=unit_price(drug.selected) * 2, months=12,
            bids=[
                bid(drug.selected, SupplyRole.MAIN),
                *([bid(drug.backup, SupplyRole.BACKUP)] if drug.backup else []),
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


def bid(product: dict[str, Any], role: Any) -> Any:
    """What a maker bid with a product: a tenth less than was paid before."""
    from baowen.vbp.rounds.entered import NewBid, NewProduct

    price = (Decimal(str(product["price"])) * Decimal("0.9")).quantize(Decimal("0.01"))
    units = Decimal(str(product["units"]))
    return NewBid(
        enterprise_name=product["maker_name"] or product["maker_code"], enterprise=product["maker_code"],
        spec=product["spec"] or "", quality_tier="第一质量层次", price=(price / units).quantize(Decimal("0.0001")),
        is_selected=True, places=[(PROVINCE, role)],
        products=[NewProduct(code=product["product_code"], units=units, price=price)],
    )  # fmt: skip


def report(home: Home) -> None:
    """Hospitals report what they need; one in nine a third less with its reason, one in eleven nothing at all."""
    from baowen.orgs.departments import OrganisationKind
    from baowen.orgs.queries import organisations
    from baowen.vbp.volumes.actions import NewCall, agree, close_call, open_call, report_whole
    from baowen.vbp.volumes.models import Call
    from baowen.vbp.volumes.rulebook import volume_book_of
    from baowen.vbp.volumes.rules import Line

    book = volume_book_of(home)
    call = open_call(
        NewCall(round_code=ROUND, year=2025, first_month=BASE[0], last_month=BASE[1]), actor=officer(),
        at=at(2025, 9, 2), book=book,
    )  # fmt: skip
    hospitals = organisations(within=PROVINCE, kind=OrganisationKind.HOSPITAL)
    bought = book.purchases(Call.objects.get(pk=call)).bought()
    numbers = []
    for count, hospital in enumerate(hospitals, 1):
        rows = bought.filter(pl.col("hospital") == hospital.code, pl.col("units") > 0)
        if count % 11 == 0 or rows.is_empty():
            continue
        share = Decimal("0.66") if count % 9 == 0 else Decimal(1)
        lines = [
            Line(lot=lot, units=str(int(units * YEAR_OF_BASE * share)), explanation=EXPLAINED if share < 1 else "")
            for lot, units in rows.select("lot", "units").iter_rows()
        ]
        numbers.append(report_whole(call, lines, actor=agent(hospital.code, "buyer"), at=at(2025, 9, 8), book=book))
    agree(numbers, actor=officer(), at=at(2025, 9, 20), book=book)
    close_call(call, actor=officer(), at=at(2025, 9, 25))
    print(f"  报量 {len(numbers)} 份 / volume reports, {len(hospitals) - len(numbers)} 家未报 / did not report")


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
    from baowen.vbp.contracts.volumes import reported_volumes
    from baowen.vbp.rounds.actions import start_round

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

    issued = 0
    for year, month in ((2026, 2), (2026, 5), (2026, 8), (2026, 11)):
        run = run_progress(home, by="os:demo", at=at(year, month, 2), as_of=date(year, month, 1))
        for number in draft_due(home, run, by="os:demo", at=at(year, month, 2)):
            issue_circular(number, Places.of(home), actor=officer(), at=at(year, month, 3))
            issued += 1
    print(f"  执行进度 4 次，通报 {issued} 份 / circulars issued")


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
