"""What each hospital would get before anything is kept, and what was kept. VBP-3."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from baowen.core.policy import Entry
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, require
from baowen.price.clocks.rules import months_on
from baowen.vbp.contracts.book import ContractBook, SignBy
from baowen.vbp.contracts.models import Allocation
from baowen.vbp.contracts.queries.terms import lot_terms
from baowen.vbp.contracts.rules.allocation import LotTerms, LotVolume, allocated
from baowen.vbp.rounds.queries import RoundView, round_of
from baowen.vbp.rounds.states import RoundState
from baowen.vbp.volumes.reported import ReportedVolume


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a round's volumes of a year are worked out: by which days and ways; `digest` is that of the rules."""

    round: RoundView
    year: int
    starts_on: date
    ends_on: date
    sign_by: SignBy
    ways: tuple[Entry, ...]
    digest: str
    kept: KeptView | None

    def ends_of(self, terms: LotTerms) -> date:
        """When the contracts of a lot end: after its own months, else with the round."""
        if terms.months is None:
            return self.ends_on
        return months_on(self.starts_on, terms.months) - timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptView:
    """An allocation that was kept, with how many contracts it has, and in how many a distributor is chosen."""

    round_code: str
    region: str
    starts_on: date
    ends_on: date
    sign_by: date
    year: int
    times: int
    contracts: int
    begun: int


def planned(
    round_code: str, volumes: Sequence[ReportedVolume], *, actor: Actor, on: date, book: ContractBook,
    starts_on: date | None = None,
) -> tuple[Plan, Iterator[LotVolume]]:  # fmt: skip
    """How the newest year of reported volumes is worked out, and every lot worked out, one after the other.

    NotAllowedError for who may not draw contracts up there; BaowenError where nothing is reported or the round has no
    days yet.
    """
    found = round_of(round_code)
    require(actor, Act.VBP_CONTRACT, found.region, regions=book.regions)
    if found.state not in (RoundState.PREPARED, RoundState.RUNNING):
        raise BaowenError(f"批次 {found.name} 已结束或撤销，不能再核定约定采购量", f"round {found.code} is over")
    if found.starts_on is None or found.ends_on is None:
        raise BaowenError("请先录入采购周期的起止日期", "enter the days of the cycle first")
    if not volumes:
        raise BaowenError(
            f"批次 {found.name} 还没有报量，医疗机构报量并审核后再核定",
            f"nothing is reported in round {found.code} yet; volumes come first",
        )
    starts = starts_on or found.starts_on
    if not found.starts_on <= starts <= found.ends_on:
        raise BaowenError(
            f"协议开始日期应在采购周期 {found.starts_on} 至 {found.ends_on} 之内", "the day lies outside the cycle"
        )
    year = max(one.year for one in volumes)
    rows = [one for one in volumes if one.year == year]
    ways, entries = book.ways(found.region, on)
    plan = Plan(
        round=found, year=year, starts_on=starts, ends_on=found.ends_on,
        sign_by=book.sign_by(found.region, on), ways=entries, digest=book.ruling(found.region, on).digest,
        kept=kept_allocation(round_code, starts),
    )  # fmt: skip
    city_of = {region: book.city_of(region) for region in {one.region for one in rows}}
    terms = lot_terms(found, set(city_of.values()), on, book=book)
    return plan, allocated(terms, rows, ways, city_of)


def kept_allocation(round_code: str, starts_on: date) -> KeptView | None:
    """The allocation of a round that begins on a day; None where none was kept."""
    row = Allocation.objects.filter(round_code=round_code, starts_on=starts_on).first()
    return None if row is None else _view(row)


def kept_allocations(round_code: str) -> tuple[KeptView, ...]:
    """Every allocation of a round that was kept, the oldest first."""
    return tuple(_view(row) for row in Allocation.objects.filter(round_code=round_code).order_by("starts_on"))


def _view(row: Allocation) -> KeptView:
    contracts = row.contracts.all()
    return KeptView(
        round_code=row.round_code, region=row.region, starts_on=row.starts_on, ends_on=row.ends_on,
        sign_by=row.sign_by, year=row.year, times=row.times, contracts=contracts.count(),
        begun=contracts.exclude(distributor="").count(),
    )  # fmt: skip
