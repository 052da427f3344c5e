"""All reads of the monthly form: its lines as they stand, and what is known of each product from before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import polars as pl

from baowen.collect.models import MonthlyForm, MonthlyLine
from baowen.collect.monthly.rules import COLUMNS, MOST_LINES, Before, Line, Told
from baowen.core.period import Month
from baowen.lake.serving import Serving
from baowen.lake.serving.queries.hospitals import UsualProduct, other_products, usual_products
from baowen.lake.serving.queries.organisations import organisation_called
from baowen.lake.store import Lake


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView:
    """A form as it stands: `revision` 0 and no lines where nobody has begun it."""

    month: Month
    counted_on: date
    revision: int
    sent_at: datetime | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductLine:
    """A product as the form shows it, with what is known from before; `usual`: the hospital bought or counted it."""

    product_code: str
    name: str
    spec: str
    maker: str
    initials: str
    counted_on: date | None
    before: Before
    usual: bool


def form_of(organisation: str, month: Month, *, counted_on: date, since: int = -1) -> FormView:
    """The form of a hospital and month, with the lines that were changed after the revision `since`.

    `counted_on`: the day of counting where nobody has begun the form.
    """
    form = MonthlyForm.objects.filter(organisation=organisation, month=str(month)).first()
    if form is None:
        return FormView(month=month, counted_on=counted_on, revision=0, sent_at=None, lines=())
    rows = form.lines.filter(revision__gt=since)
    return FormView(
        month=month, counted_on=form.counted_on, revision=form.revision, sent_at=form.sent_at,
        lines=tuple(map(line_of, rows)),
    )  # fmt: skip


def line_of(row: MonthlyLine) -> Line:
    """A stored line as the rules see it; what intake refused is told as long as the cell still holds that text."""
    cells = {column: getattr(row, column) for column in COLUMNS}
    refused = {
        column: Told(message=tuple(one["message"]), remedy=tuple(one["remedy"]), is_refused=True)
        for column, one in row.refused.items()
        if one["text"] == cells.get(column)
    }
    return Line(
        product_code=row.product_code, cells=cells, sent=dict(row.sent), refused=refused, by=row.changed_by
    )  # fmt: skip


def product_lines(
    serving: Serving | None, lake: Lake, organisation: str, month: Month, *, within: int, also: Sequence[str]
) -> list[ProductLine]:
    """What the form of a hospital lists: what it bought or counted in the newest months, then the codes of `also`.

    Without a serving file, and for a hospital that the lake does not know, only those; a code that the catalogue does
    not have stands for its own name.
    """
    hospital = organisation_called(serving, code=organisation) if serving else None
    usual: list[UsualProduct] = []
    used: dict[int, Decimal] = {}
    if serving and hospital:
        usual = usual_products(serving, hospital=hospital.org, within=within, most=MOST_LINES)
        used = _used(lake, hospital.org, month.plus(-1))
    known = {one.product_code for one in usual}
    missing = [code for code in also if code not in known]
    added = other_products(serving, codes=missing) if serving else []
    described = {one.product_code for one in added}
    bare = [UsualProduct(0, code, code, *[None] * 6) for code in missing if code not in described]
    return [
        ProductLine(
            product_code=one.product_code, name=one.name, spec=one.packaging or one.spec or "", maker=one.maker or "",
            initials=one.initials or "", counted_on=one.counted_on,
            before=Before(counted=one.counted, used=used.get(one.product)), usual=one.product_code in known,
        )
        for one in (*usual, *added, *bare)
    ]  # fmt: skip


def _used(lake: Lake, hospital: int, month: Month) -> dict[int, Decimal]:
    """By product the use (packs) that a hospital reported for a month."""
    rows = lake.scan("usage", months=[str(month)])
    if rows is None:
        return {}
    mine = rows.filter(pl.col("hospital") == hospital).select("product", "quantity").collect()
    return dict(mine.iter_rows())


def reports_use(serving: Serving | None, lake: Lake, organisation: str, month: Month) -> bool:
    """Whether the lake holds the hospital's use of a month already, however it came."""
    hospital = organisation_called(serving, code=organisation) if serving else None
    return hospital is not None and bool(_used(lake, hospital.org, month))


def counted_by_lot(lake: Lake, organisation: str, day: date) -> set[str]:
    """The products (codes) whose stock of that day the hospital has sent lot by lot."""
    rows = lake.scan("stock", months=[str(Month.of(day))])
    orgs, products = (lake.read(name, columns=columns) for name, columns in _REGISTERS)
    if rows is None or orgs is None or products is None:
        return set()
    mine = orgs.filter(pl.col("org_code") == organisation)["org"]
    lots = rows.filter(
        pl.col("hospital").is_in(mine.implode()), pl.col("counted_on") == day, pl.col("lot_no").is_not_null()
    )
    found = lots.select("product").unique().collect()
    return set(found.join(products, on="product")["product_code"])


_REGISTERS = (("organisation", ["org", "org_code"]), ("catalogue", ["product", "product_code"]))
