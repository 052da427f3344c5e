"""Selected enterprises report production, supply, stock and payments of a month. CRD-6 (VB-3.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction

from baowen.core.clock import day_of
from baowen.core.period import Month
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, require
from baowen.respond.actions.moves import Doing
from baowen.vbp.supply.models import FirmReport, FirmReportLine
from baowen.vbp.supply.queries.firms import selected_of
from baowen.vbp.supply.rules import report_due


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A product: packs produced, supplied to the place, in stock at the end, yuan received. None: not told."""

    product_code: str
    produced: Decimal | None = None
    supplied: Decimal | None = None
    stock: Decimal | None = None
    payments: Decimal | None = None

    @property
    def numbers(self) -> tuple[Decimal | None, ...]:
        """What was told."""
        return (self.produced, self.supplied, self.stock, self.payments)


def file_month(region: str, month: Month, told: Sequence[Told], doing: Doing) -> None:
    """Report a month that is over to a place; filed again it replaces the one before, which stays on record.

    BaowenError for a month that is not over, for products that are not the enterprise's in a round of the place, for
    numbers below zero and for a report that tells nothing.
    """
    actor, own = doing.actor, doing.actor.organisation
    require(actor, Act.VBP_PROBLEM_ANSWER, region, regions=doing.book.regions, organisation=own)
    doing.book.regions.require(region)
    on = day_of(doing.at)
    if month.last >= on:
        raise BaowenError(f"{month} 尚未结束，请在次月填报", f"{month} is not over; report it in the month after")
    _check(told, {one.product_code for one in selected_of(own, region)}, region)
    due = report_due(month, doing.book.ruling(region, month.last))
    with doing.writing() as trail:
        before = FirmReport.objects.select_for_update().filter(enterprise=own, region=region, month=str(month))
        again = before.filter(is_current=True).update(is_current=False)
        row = FirmReport(
            enterprise=own, region=region, month=str(month), due_on=None if due is None else due[0],
            filed_at=doing.entered, filed_by=actor.name,
        )  # fmt: skip
        _insert(row, told)
        trail.note(
            "vbp.firm.month", f"vbp_firm_month/{own}/{region}/{month}",
            after={"products": len(told), "again": bool(again), "due_on": row.due_on},
        )  # fmt: skip


def _insert(row: FirmReport, told: Sequence[Told]) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise BaowenError(
            "该月份刚刚由他人填报，请刷新后再填", "somebody filed this month just now; look again"
        ) from error
    FirmReportLine.objects.bulk_create(
        FirmReportLine(
            report=row, product_code=one.product_code, produced=one.produced, supplied=one.supplied, stock=one.stock,
            payments=one.payments,
        )
        for one in told
    )  # fmt: skip


def _check(told: Sequence[Told], known: set[str], region: str) -> None:
    codes = [one.product_code for one in told]
    if len(set(codes)) != len(codes):
        raise BaowenError("同一产品填写了两次", "a product is reported twice")
    unknown = sorted(set(codes) - known)
    if unknown:
        raise BaowenError(
            f"{'、'.join(unknown)} 不是本企业在 {region} 的中选产品",
            f"{', '.join(unknown)} are none of your selected products in {region}",
        )
    if not any(number is not None for one in told for number in one.numbers):
        raise BaowenError("请至少填写一个数；没有发生的填 0", "fill in a number; 0 where nothing happened")
    if any(number is not None and number < 0 for one in told for number in one.numbers):
        raise BaowenError("数量和金额不能小于 0", "no number may be below 0")
