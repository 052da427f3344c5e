"""Plays one shortage through in the demo's home: stop notice, what-if, plan of transfers, receipts, and what it did.

An emergency injection of the simulated province whose hospitals hold very unequal stocks. The days lie just after the
simulation's last count. Run: python script/demo_shortage.py HOME
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from demo_people import PASSWORD

if TYPE_CHECKING:
    from baowen.core.home import Home
    from baowen.orgs.permissions import Actor

PROVINCE, LEAD = "430000", "WJ430000"
SHORT_DAYS = 20


@dataclass(frozen=True, slots=True)
class Chosen:
    """The product whose maker stops, its item, and the last day on which the simulated hospitals counted."""

    product: str
    name: str
    item: str
    maker: str
    counted_on: date


def main(root: str) -> int:
    """Everything in its order; a home in which the shortage was played is left alone."""
    from baowen.core.home import open_home
    from baowen.core.records import open_records

    home = open_home(Path(root))
    open_records(home, migrate=True)
    from baowen.orgs.queries import actor_of, person
    from baowen.reserve.transfers.queries.plans import plan_page
    from baowen.respond.rulebook import load_rulebook

    book = load_rulebook(home.calendar)
    officer = actor_of("sheng")
    if plan_page(officer, book=book).lines:
        print("已有，跳过。 Already there.")
        return 0
    found = chosen(home)
    if found is None or person("sheng") is None:
        print("没有合适的急抢救注射剂，跳过。 No emergency injection is unequally held; left out.")
        return 0
    Play(home, book, officer, found).play()
    return 0


def chosen(home: Home) -> Chosen | None:
    """The emergency injection that most hospitals are short of while others hold plenty."""
    from baowen.lake.facts.items import items
    from baowen.lake.facts.usable import usable_stock
    from baowen.lake.facts.use import daily_use
    from baowen.lake.store import Lake

    lake = Lake(home.lake)
    known = items(lake).filter((pl.col("drug_class") == "emergency") & pl.col("item").str.contains("injection"))
    months = lake.months("stock")
    if known.is_empty() or not months:
        return None
    last = lake.read("stock", columns=["counted_on"], months=[months[-1]])["counted_on"].max()  # type: ignore[index]
    stock = usable_stock(lake, "stock", day=last, stale_days=45).join(known, on="product")
    use = daily_use(lake, day=last, use_months=3).join(known, on="product")
    held = stock.group_by("org", "item").agg(held=(pl.col("packs").cast(pl.Float64) * pl.col("units")).sum())
    used = use.group_by("org", "item").agg(used=(pl.col("daily_use") * pl.col("units")).sum())
    days = (
        held.join(used, on=["org", "item"])
        .filter(pl.col("used") > 0)
        .with_columns(days=pl.col("held") / pl.col("used"))
    )
    ranked = days.group_by("item").agg(short=(pl.col("days") < SHORT_DAYS).sum(), plenty=(pl.col("days") > 120).sum())
    best = ranked.filter(pl.col("plenty") > 0).sort("short", "item", descending=[True, False]).head(1)
    if best.is_empty():
        return None
    most = (
        use.filter(pl.col("item") == best["item"][0])
        .group_by("product_code", "drug_name")
        .agg(pl.col("daily_use").sum())
    )
    product = most.sort("daily_use", "product_code", descending=[True, False]).row(0, named=True)
    makers = lake.read("catalogue", columns=["product_code", "maker_code"])
    assert makers is not None
    maker = makers.filter(pl.col("product_code") == product["product_code"])["maker_code"][0]
    return Chosen(product["product_code"], product["drug_name"], best["item"][0], maker, last)


class Play:
    """One shortage from the notice to its effect; each deed on its day, by whom it is up to."""

    def __init__(self, home: Home, book: Any, officer: Actor, found: Chosen) -> None:
        self.home, self.book, self.officer, self.found = home, book, officer, found

    def play(self) -> None:
        """Say each step as it is done."""
        stop = self.notice()
        scenario = self.what_if(stop)
        case, measure = self.case(stop)
        number = self.plan(case, measure)
        orders = self.decide(number)
        received = self.move(orders)
        self.effect(measure)
        print(
            f"  停产报告 {stop} → 推演 {scenario} → 案件 {case} → 方案 {number}"
            f" → 调剂单 {len(orders)} 张，已收 {received} 张"
        )

    def at(self, days: int) -> datetime:
        """Ten in the morning in China, so many days after the last count."""
        return datetime.combine(self.found.counted_on + timedelta(days=days), time(2), tzinfo=UTC)

    def doing(self, actor: Actor, days: int, reason: str = "") -> Any:
        from baowen.core.clock import now
        from baowen.respond.actions.moves import Doing

        return Doing(actor=actor, at=self.at(days), book=self.book, reason=reason, entered_at=now())

    def somebody(self, organisation: str, role: str, name: str) -> Actor:
        """Somebody of an organisation with a role, registered where nobody is yet."""
        from baowen.core.clock import now
        from baowen.orgs.actions import add_person
        from baowen.orgs.queries import actor_of, operator, people, person
        from baowen.orgs.roles import Role

        for one in people(organisation, holding=Role(role)):
            return actor_of(one.username)
        if person(name) is None:
            add_person(
                name, name=name, organisation=organisation, roles={Role(role)}, password=PASSWORD,
                actor=operator("os:demo", PROVINCE), at=now(),
            )  # fmt: skip
        return actor_of(name)

    def notice(self) -> str:
        """The maker tells that it stops."""
        from baowen.collect.reports.actions.stops import Stop, file_stop
        from baowen.collect.reports.book import load_book
        from baowen.collect.reports.kinds import StopKind, StopReason
        from baowen.collect.reports.rules import Drug

        agent = self.somebody(self.found.maker, "enterprise_agent", "tingchan")
        stop = Stop(
            kind=StopKind.SUDDEN, cause=StopReason.RAW_MATERIAL, stops_on=self.at(1).date(),
            resumes_on=self.at(91).date(), words="原料供应中断（示例）",
        )  # fmt: skip
        drug = Drug(product_code=self.found.product, name=self.found.name)
        return file_stop(
            self.found.maker, drug, stop, actor=agent, at=self.at(1), book=load_book(self.home.calendar)
        )  # fmt: skip

    def what_if(self, stop: str) -> str:
        """How long the province would last."""
        from baowen.reserve.lines.actions.scenarios import NewScenario, run_scenario

        asked = NewScenario(product_code=self.found.product, stop=stop, from_on=self.at(1).date(),
                            returns_on=self.at(91).date(), day=self.found.counted_on)  # fmt: skip
        return run_scenario(asked, self.doing(self.officer, 1), self.home)

    def case(self, stop: str) -> tuple[str, int]:
        """A case with the measure of a transfer, whose effect is followed."""
        from baowen.outcomes.actions import follow
        from baowen.outcomes.kinds import Cause
        from baowen.respond.actions import beside, moves, opening
        from baowen.respond.kinds import CaseKind, MeasureKind, SourceKind

        doing = self.doing(self.officer, 2, "停产报告，部分医疗机构库存不足一个月")
        key = self.found.item.split("|")
        matter = opening.Matter(
            kind=CaseKind.SHORTAGE, region=PROVINCE, subject="|".join(key[:2]), subject_name=self.found.name
        )
        number = opening.open_case(matter, [(SourceKind.STOP, stop)], doing).number
        moves.accept(number, doing)
        measure = beside.take_measure(
            number, MeasureKind.TRANSFER, owner=LEAD, due_on=self.at(20).date(), words="全省调剂余缺", doing=doing
        )
        follow(
            measure, Cause.STOP, begun_on=self.at(2).date(), home=self.home, doing=doing,
            product_code=self.found.product,
        )  # fmt: skip
        return number, measure

    def plan(self, case: str, measure: int) -> str:
        """Who could send what to whom."""
        from baowen.core.clock import now
        from baowen.reserve.transfers.actions.planning import Asked, ask_plan, work_out

        asked = Asked(region=PROVINCE, items=(self.found.item,), day=self.at(2).date(), case=case, measure=measure)
        number = ask_plan(asked, home=self.home, doing=self.doing(self.officer, 2))
        work_out(number, home=self.home, book=self.book, by="os:demo", at=now(), workers=1)
        return number

    def decide(self, number: str) -> tuple[str, ...]:
        """The officer takes the plan over with one change."""
        from baowen.reserve.transfers.actions.deciding import change_move, order_plan
        from baowen.reserve.transfers.queries.plans import plan

        found = plan(number, self.officer, book=self.book)
        for one in sorted(found.moves, key=lambda one: (one.giver, str(one.expires_on), one.id), reverse=True):
            if one.packs > 1:  # the last lot of its giver: an earlier one must not stay behind a later one
                doing = self.doing(self.officer, 2, "调出机构来电，近期有急诊任务，先少调一盒（示例）")
                change_move(number, one.id, one.packs - 1, doing=doing, home=self.home)
                break
        return order_plan(number, doing=self.doing(self.officer, 2), home=self.home) if found.moves else ()

    def move(self, orders: tuple[str, ...]) -> int:
        """Every giver accepts and sends; the first two hospitals of counties receive, the rest is under way."""
        from baowen.reserve.transfers.actions.moving import Counting, Sending, accept, receive, send
        from baowen.reserve.transfers.queries.orders import order

        received = 0
        every = [order(number, self.officer, book=self.book, today=self.at(3).date()) for number in orders]
        for place, found in enumerate(sorted(every, key=lambda one: "县" not in one.taker_name)):
            number = found.number
            giver = self.somebody(found.giver, "reporter", f"diaochu{place + 1}")
            taker = self.somebody(found.taker, "reporter", f"diaoru{place + 1}")
            accept(number, doing=self.doing(giver, 3))
            sending = [Sending(line=one.id, packs=one.ordered) for one in found.lines]
            send(
                number, sending, doing=self.doing(giver, 4), home=self.home, carrier="医院自送（示例）",
                temperature="2–8 ℃，全程记录（示例）",
            )  # fmt: skip
            if received < 2:
                counting = [Counting(line=one.id, received=one.ordered) for one in found.lines]
                receive(number, counting, received_on=self.at(5).date(), doing=self.doing(taker, 5))
                received += 1
        return received

    def effect(self, measure: int) -> None:
        """Read what the measure did, and say that it worked."""
        from baowen.core.clock import now
        from baowen.outcomes.actions import read_all
        from baowen.respond.actions.beside import end_measure
        from baowen.respond.kinds import Outcome

        for days in (5, 8):
            read_all(self.home, book=self.book, on=self.at(days).date(), by="os:demo", at=now())
        end_measure(measure, Outcome.WORKED, "两家医院已收货（示例）", self.doing(self.officer, 8))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
