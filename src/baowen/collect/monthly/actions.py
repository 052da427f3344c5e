"""All writes of the monthly form: cells as they are typed, the day of counting, and sending it by the feeds. COL-1."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from django.db import transaction

from baowen.collect.actions import Outcome, feed_called, import_file
from baowen.collect.models import MonthlyForm, MonthlyLine
from baowen.collect.monthly import rules
from baowen.collect.monthly.checking import feed_rows, told_of
from baowen.collect.monthly.queries import counted_by_lot, line_of
from baowen.collect.monthly.rules import FEED_COLUMNS, Line, Told
from baowen.collect.senders import sender_of
from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.home import Home
from baowen.core.period import Month
from baowen.core.problems import BaowenError, Level
from baowen.core.tables import write_rows
from baowen.lake.store import Lake
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Actor

FILE_WORDS = {"stock": "库存月报", "usage": "用量月报"}


Refused = dict[tuple[str, str], Told]
"""What intake refused, by product code and column of the form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell as it was typed."""

    product_code: str
    column: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentForm:
    """What became of the rows of each feed, and how many lines intake refused."""

    outcomes: tuple[Outcome, ...]
    refused: int

    @property
    def accepted(self) -> int:
        return sum(one.accepted + one.unchanged for one in self.outcomes)


def require_form(actor: Actor, *, home_region: str) -> None:
    """BaowenError unless the actor fills in the form: a hospital's person who sends its stock and use."""
    for feed in FEED_COLUMNS:
        sender = sender_of(actor, feed_called(feed), home_region=home_region)
        if sender.whole or actor.kind is not OrganisationKind.HOSPITAL:
            raise BaowenError(
                f"库存和用量月报由医疗机构填报；{actor.organisation} 请用“报送文件”",
                f"hospitals fill in the monthly form; {actor.organisation} sends files",
            )


def save_cells(month: Month, cells: Sequence[Cell], *, actor: Actor, home_region: str, at: datetime) -> int:
    """Keep cells of the own form as they were typed; the form's new revision. Other cells stay as they are.

    Nothing counts before it is sent, so no audit entry tells of it. BaowenError for a month that has not begun, for
    unknown columns, texts that are too long, and more lines than a form may have.
    """
    require_form(actor, home_region=home_region)
    rules.check_month(month, day_of(at))
    for cell in cells:
        rules.check_cell(cell.column, cell.text)
    with transaction.atomic():
        form = _locked(actor.organisation, month, at)
        form.revision += 1
        form.save(update_fields=["revision"])
        codes = {cell.product_code[:100] for cell in cells}
        known = {row.product_code: row for row in form.lines.filter(product_code__in=codes)}
        fresh = {code: MonthlyLine(form=form, product_code=code) for code in sorted(codes - known.keys()) if code}
        _check_room(form, len(fresh))
        for cell in cells:
            line = known.get(cell.product_code) or fresh.get(cell.product_code)
            if line is None:
                continue
            setattr(line, cell.column, cell.text.strip())
            line.revision, line.changed_by = form.revision, actor.name
        MonthlyLine.objects.bulk_create(fresh.values())
        MonthlyLine.objects.bulk_update(known.values(), [*rules.COLUMNS, "revision", "changed_by"], batch_size=200)
    return form.revision


def add_line(month: Month, product_code: str, *, actor: Actor, home_region: str, at: datetime) -> None:
    """Put a product on the own form that was not bought or counted of late; a line that is there stays as it is."""
    require_form(actor, home_region=home_region)
    rules.check_month(month, day_of(at))
    with transaction.atomic():
        form = _locked(actor.organisation, month, at)
        _check_room(form, 1)
        MonthlyLine.objects.get_or_create(form=form, product_code=product_code[:100])


def set_count_day(month: Month, day: date, *, actor: Actor, home_region: str, at: datetime) -> None:
    """Say on which day the stock was counted. What was sent for another day stays there and is to be sent for this one.

    BaowenError for a day outside the month or still to come.
    """
    require_form(actor, home_region=home_region)
    rules.check_month(month, day_of(at))
    rules.check_count_day(day, month, day_of(at))
    with transaction.atomic():
        form = _locked(actor.organisation, month, at)
        if form.counted_on == day:
            return
        form.counted_on, form.revision = day, form.revision + 1
        form.save(update_fields=["counted_on", "revision"])
        sent = [row for row in form.lines.all() if row.sent.get(rules.STOCK)]
        for row in sent:
            row.sent, row.revision = row.sent | {rules.STOCK: ""}, form.revision
        MonthlyLine.objects.bulk_update(sent, ["sent", "revision"], batch_size=200)


def send_form(
    home: Home, month: Month, *, actor: Actor, at: datetime, clock: Callable[[], datetime]
) -> SentForm:  # fmt: skip
    """Send what the form has to say and intake has not taken yet, as a file of each feed through the one import.

    Taken cells are remembered as sent, refused ones with what intake said. A process killed between the two has lost
    nothing: sent again, all rows are there already. BaowenError where there is nothing to send.
    """
    require_form(actor, home_region=home.region)
    form = MonthlyForm.objects.filter(organisation=actor.organisation, month=str(month)).first()
    if form is None:
        raise _nothing()
    rules.check_count_day(form.counted_on, month, day_of(at))
    lines = [line_of(row) for row in form.lines.order_by("product_code")]
    outcomes: list[Outcome] = []
    told: Refused = {}
    for feed in FEED_COLUMNS:
        wanted = rules.to_send(lines, feed)
        twice = counted_by_lot(Lake(home.lake), actor.organisation, form.counted_on) if feed == "stock" else set()
        told |= {(one.product_code, rules.STOCK): rules.BY_LOT for one in wanted if one.product_code in twice}
        wanted = [one for one in wanted if one.product_code not in twice]
        if wanted:
            outcome, found = _sent(home, feed, wanted, form, actor=actor, at=at, clock=clock)
            outcomes.append(outcome)
            told |= found
    if not outcomes and not told:
        raise _nothing()
    _remember(form, lines, outcomes, told, actor=actor, at=clock())
    return SentForm(outcomes=tuple(outcomes), refused=len({code for code, _ in told}))


def _sent(
    home: Home, feed: str, lines: Sequence[Line], form: MonthlyForm, *, actor: Actor, at: datetime,
    clock: Callable[[], datetime],
) -> tuple[Outcome, Refused]:  # fmt: skip
    """Import the lines as a file of the feed; the outcome, and by code and column of the form what was refused."""
    wanted, month = feed_called(feed), Month.parse(form.month)
    rows = feed_rows(
        feed, lines, organisation=form.organisation, month=month, counted_on=form.counted_on
    )  # fmt: skip
    headings = {wanted.column(name).zh: name for name in rows[0]}
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{FILE_WORDS[feed]}-{month}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            write_rows(file, list(headings), (row.values() for row in rows))
        outcome = import_file(
            home, feed, path, by=actor.name, at=at, clock=clock, period=month,
            sender=sender_of(actor, wanted, home_region=home.region),
        )  # fmt: skip
    columns = {name: column for column, name in FEED_COLUMNS[feed].items()}
    refused: Refused = {}
    problems = outcome.problems.filter(pl.col("level") == Level.REFUSE.value)
    if outcome.stopped:
        first = problems.row(0, named=True)
        raise BaowenError(f"{first['message']}。{first['help']}", f"{first['message_en']}; {first['help_en']}")
    for one in problems.iter_rows(named=True):
        line = lines[one["row"] - 2]  # the headings are row 1
        name = headings.get(one["column"], one["column"])
        refused.setdefault((line.product_code, columns.get(name, next(iter(columns.values())))), told_of(one))
    return outcome, refused


def _remember(
    form: MonthlyForm, lines: Sequence[Line], outcomes: Sequence[Outcome], told: Refused, *, actor: Actor, at: datetime
) -> None:
    """Note by line what was taken and what was refused: the texts that were sent, whatever was typed since."""
    sent_feeds = {one.feed for one in outcomes}
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        opened = MonthlyForm.objects.select_for_update().get(pk=form.pk)
        opened.revision, opened.sent_at = opened.revision + 1, at
        opened.save(update_fields=["revision", "sent_at"])
        rows = {row.product_code: row for row in opened.lines.all()}
        changed = []
        for line in lines:
            row = rows[line.product_code]
            before = (dict(row.sent), dict(row.refused))
            _note(row, line, sent_feeds, told)
            if (row.sent, row.refused) != before:
                row.revision = opened.revision
                changed.append(row)
        MonthlyLine.objects.bulk_update(changed, ["sent", "refused", "revision"], batch_size=200)
        details = {"month": form.month, "counted_on": form.counted_on, "imports": [one.batch for one in outcomes]}
        trail.note("monthly.send", f"monthly/{form.organisation}/{form.month}", details=details)


def _note(row: MonthlyLine, line: Line, sent_feeds: set[str], told: Refused) -> None:
    for feed, columns in FEED_COLUMNS.items():
        keys = [(line.product_code, column) for column in columns]
        if not line.is_to_send(feed) or not (feed in sent_feeds or any(key in told for key in keys)):
            continue
        for key in keys:
            row.refused.pop(key[1], None)
        bad = [key for key in keys if key in told]
        for key in bad:
            said = {"message": told[key].message, "remedy": told[key].remedy}
            row.refused[key[1]] = {**said, "text": line.cells[key[1]]}
        if not bad:
            row.sent = row.sent | {column: line.cells[column] for column in columns}


def _check_room(form: MonthlyForm, more: int) -> None:
    if more and form.lines.count() + more > rules.MOST_LINES:
        raise BaowenError(
            f"一张月报最多 {rules.MOST_LINES} 行，其余请用文件报送",
            f"a form has {rules.MOST_LINES} lines at most; send the others by a file",
        )


def _locked(organisation: str, month: Month, at: datetime) -> MonthlyForm:
    """The form of a hospital and month, locked until the transaction ends."""
    day = rules.count_day(month, day_of(at))
    MonthlyForm.objects.get_or_create(organisation=organisation, month=str(month), defaults={"counted_on": day})
    return MonthlyForm.objects.select_for_update().get(organisation=organisation, month=str(month))


def _nothing() -> BaowenError:
    return BaowenError(
        "没有需要报送的内容：还没有填写，或填写的都已报送",
        "there is nothing to send: nothing is filled in, or all of it was sent",
    )
