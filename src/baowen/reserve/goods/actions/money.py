"""Reserve money: a fund of a region and year, what is allocated to it, and what lines of the ledger use. RSV-4."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from baowen.core.audit.trail import Trail
from baowen.core.clock import day_of
from baowen.core.money import amount as rounded
from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.orgs.permissions import Act, require
from baowen.reserve.goods.actions.store import key_of, unknown
from baowen.reserve.goods.models import Allocation, Budget, Entry, Spending
from baowen.reserve.goods.rules import Funds, beyond, check_day
from baowen.respond.actions.moves import Doing

MOST_YUAN = Decimal(1_000_000_000_000)
FIRST_YEAR, LAST_YEAR = 2000, 2100


def open_budget(year: int, fund: str, doing: Doing) -> str:
    """Open a fund of the own region and year; its number, that of before where it stands already."""
    actor = doing.actor
    require(actor, Act.RESERVE_PLAN, actor.region, regions=doing.book.regions)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BaowenError(f"年度应为 {FIRST_YEAR} 至 {LAST_YEAR}", f"a year is {FIRST_YEAR} to {LAST_YEAR}")
    name = filled(fund, "资金来源", "fund", most=100)
    before = Budget.objects.filter(region=actor.region, year=year, fund=name).first()
    if before is not None:
        return before.code
    with doing.writing() as trail:
        row = Budget.objects.create(
            region=actor.region, year=year, fund=name, made_at=doing.entered, made_by=actor.name
        )
        trail.note("reserve.budget.open", f"reserve_budget/{row.code}", after={"year": year, "fund": name})
    return row.code


def allocate(code: str, yuan: Decimal, doing: Doing, *, on: date | None = None, document: str = "") -> None:
    """Note that money was allocated, or taken back (below zero). BaowenError for more taken back than is left."""
    row = Budget.objects.filter(pk=key_of(code, "ZJ")).first()
    if row is None:
        raise unknown(code)
    require(doing.actor, Act.RESERVE_PLAN, row.region, regions=doing.book.regions)
    if not yuan.is_finite() or yuan == 0 or abs(yuan) > MOST_YUAN or yuan != rounded(yuan):
        raise BaowenError("金额不能为 0，最多两位小数", "an amount is not zero and has two decimal places at most")
    when = on or day_of(doing.at)
    check_day(when, day_of(doing.entered))
    with doing.writing() as trail:
        row = Budget.objects.select_for_update().get(pk=row.pk)
        if funds_of(row).left + yuan < 0 and yuan < 0:
            raise BaowenError(
                f"{code} 结存 {funds_of(row).left}，不能收回 {-yuan}", f"{funds_of(row).left} yuan are left of {code}"
            )
        Allocation.objects.create(
            budget=row, amount=yuan, allocated_on=when, document=within(document, "文件", "document", most=300),
            allocated_at=doing.entered, allocated_by=doing.actor.name,
        )  # fmt: skip
        trail.note("reserve.budget.allocate", f"reserve_budget/{code}", after={"yuan": yuan, "on": when})


def use(code: str, entry: Entry, yuan: Decimal, doing: Doing, trail: Trail) -> Decimal:
    """Let a line use a fund, inside the caller's transaction; by how much it passes what is left (zero: it does not).

    BaowenError for a fund of a region in which the holder does not lie.
    """
    row = Budget.objects.select_for_update().filter(pk=key_of(code, "ZJ")).first()
    if row is None:
        raise unknown(code)
    place, regions = entry.lot.holding.region, doing.book.regions
    if place != row.region and not regions.within(place, row.region):
        raise BaowenError(
            f"{code} 是{regions.full_name(row.region)}的资金，不用于本单位", f"{code} is money of another region"
        )
    over = beyond(funds_of(row), yuan)
    Spending.objects.create(budget=row, entry=entry, amount=yuan, beyond=over)
    trail.note(
        "reserve.budget.use", f"reserve_budget/{code}", after={"entry": entry.code, "yuan": yuan, "beyond": over}
    )
    return over


def give_back(entry: Entry, counter: Entry, trail: Trail) -> None:
    """Give back what a line used, because it is taken back."""
    before = Spending.objects.filter(entry=entry).select_related("budget").first()
    if before is None:
        return
    Budget.objects.select_for_update().get(pk=before.budget_id)
    Spending.objects.create(budget=before.budget, entry=counter, amount=-before.amount)
    trail.note("reserve.budget.give_back", f"reserve_budget/{before.budget.code}", after={"entry": entry.code})


def funds_of(row: Budget) -> Funds:
    """What was allocated and used of a fund so far; added up here, because SQLite adds in binary fractions."""
    return Funds(
        allocated=sum(row.allocations.values_list("amount", flat=True), Decimal("0.00")),
        used=sum(row.spendings.values_list("amount", flat=True), Decimal("0.00")),
    )
