"""Reserve money by region, year and fund: allocated, used, left, and what used it. RSV-4."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, decide
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE, load_regions
from baowen.reserve.goods.actions.money import funds_of
from baowen.reserve.goods.kinds import EntryKind
from baowen.reserve.goods.models import Budget, Spending


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationView:
    """Money that was allocated on a day, below zero where it was taken back."""

    on: date
    yuan: Decimal
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetView:
    """A fund: allocated (拨付), used (使用) and left (结存), in yuan."""

    code: str
    region: str
    year: int
    fund: str
    allocated: Decimal
    used: Decimal
    left: Decimal
    may_allocate: bool
    allocations: tuple[AllocationView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendingView:
    """What a line of the ledger used of a fund. `beyond`: by how much it passed what was left."""

    budget: str
    fund: str
    year: int
    entry: str
    kind: EntryKind
    holder: str
    product_code: str
    generic_name: str
    on: date
    yuan: Decimal
    beyond: Decimal


def budgets(actor: Actor, *, year: int | None = None) -> list[BudgetView]:
    """The funds that an actor sees, the newest year first: of the place and below, or those of the own reserve's
    places for a holder."""
    rows = _seen(actor).prefetch_related("allocations")
    if year is not None:
        rows = rows.filter(year=year)
    return [_view(row, actor) for row in rows]


def spendings(actor: Actor, code: str) -> list[SpendingView]:
    """What used a fund that the actor sees, line by line; a holder sees its own. BaowenError for any other fund."""
    row = next((one for one in _seen(actor) if one.code == code), None)
    if row is None:
        raise BaowenError(f"没有资金 {code[:40]}，或不在权限内", f"there is no {code[:40]} that you may see")
    rows = Spending.objects.filter(budget=row).select_related("entry__lot__holding", "budget").order_by("pk")
    if not _reads(actor):
        rows = rows.filter(entry__lot__holding__holder=actor.organisation)
    return [_spending(one) for one in rows]


def _seen(actor: Actor) -> QuerySet[Budget]:
    if not _reads(actor):
        places = [actor.region, *(one.code for one in load_regions().ancestors(actor.region))]
        return Budget.objects.filter(region__in=places)
    return (
        Budget.objects.all() if actor.region == NATION_CODE
        else Budget.objects.filter(region__in=codes_within(actor.region))
    )  # fmt: skip


def _reads(actor: Actor) -> bool:
    return actor.is_system or decide(actor, Act.RESERVE_READ, actor.region, regions=load_regions()).allowed


def _view(row: Budget, actor: Actor) -> BudgetView:
    funds = funds_of(row)
    return BudgetView(
        code=row.code, region=row.region, year=row.year, fund=row.fund, allocated=funds.allocated, used=funds.used,
        left=funds.left,
        may_allocate=decide(actor, Act.RESERVE_PLAN, row.region, regions=load_regions()).allowed,
        allocations=tuple(
            AllocationView(on=one.allocated_on, yuan=one.amount, document=one.document)
            for one in row.allocations.all()
        ),
    )  # fmt: skip


def _spending(row: Spending) -> SpendingView:
    entry = row.entry
    holding = entry.lot.holding
    return SpendingView(
        budget=row.budget.code, fund=row.budget.fund, year=row.budget.year, entry=entry.code,
        kind=EntryKind(entry.kind), holder=holding.holder, product_code=holding.product_code,
        generic_name=holding.generic_name, on=entry.happened_on, yuan=row.amount, beyond=row.beyond,
    )  # fmt: skip
