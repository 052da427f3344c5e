"""Drafts of the guide: begun from the newest edition, entries written, taken away, read from a workbook. HOS-4."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path

from django.db import IntegrityError, transaction

from baowen.collect.readers import Header, read_table
from baowen.core.clock import day_of
from baowen.core.problems import BaowenError, Problem
from baowen.core.texts import filled
from baowen.hospital.substitutes.grades import grades_of
from baowen.hospital.substitutes.models import GuideEdition, GuideEntry
from baowen.hospital.substitutes.rules import EntryFacts, checked, drug_key, pair_of
from baowen.hospital.substitutes.sheet import HEADINGS, read_entry
from baowen.hospital.substitutes.states import EditionState
from baowen.hospital.substitutes.stored import facts_of
from baowen.orgs.permissions import Act, require
from baowen.respond.actions.moves import Doing

MOST = 5_000


def begin_edition(name: str, effective_on: date, doing: Doing) -> int:
    """Begin a draft of the own region's guide, with all entries of its newest published edition; its key."""
    actor = doing.actor
    name = filled(name, "版次名称", "name of the edition", most=100)
    with doing.writing() as trail:
        require(actor, Act.SUBSTITUTE_WRITE, actor.region, regions=doing.book.regions)
        row = GuideEdition(
            region=actor.region, name=name, effective_on=effective_on, organisation=actor.organisation,
            made_at=doing.entered, made_by=actor.name,
        )  # fmt: skip
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise BaowenError(f"已有名为“{name}”的版次，请换一个名称", f"there is an edition {name} already") from error
        before = GuideEdition.objects.filter(region=actor.region, state=EditionState.PUBLISHED.value).first()
        taken = [] if before is None else [facts_of(one) for one in before.entries.all()]
        GuideEntry.objects.bulk_create([_row(row, one) for one in taken])
        trail.note("guide.begin", f"guide/{row.pk}", after={"name": name, "on": effective_on, "entries": len(taken)})
    return row.pk


def put_entry(edition: int, facts: EntryFacts, doing: Doing) -> int:
    """Write an entry of a draft; one for the same pair of drugs is replaced. Its key."""
    with doing.writing() as trail:
        row = draft(edition, doing)
        ready = checked(facts, grades_in(row.region, doing))
        entry = _put(row, ready)
        trail.note(
            "guide.entry", f"guide/{edition}",
            after={"drug": ready.drug, "substitute": ready.substitute, "grade": ready.grade},
        )  # fmt: skip
    return entry.pk


def drop_entry(entry: int, doing: Doing) -> None:
    """Take an entry out of a draft."""
    with doing.writing() as trail:
        found = GuideEntry.objects.filter(pk=entry).first()
        if found is None:
            raise BaowenError(f"没有编号为 {entry} 的条目", f"there is no entry {entry}")
        draft(found.edition_id, doing)
        found.delete()
        trail.note(
            "guide.drop", f"guide/{found.edition_id}", before={"drug": found.drug, "substitute": found.substitute}
        )


def read_workbook(edition: int, path: Path, doing: Doing) -> tuple[int, list[Problem]]:
    """Make a draft's entries those of a workbook; how many, or all that is wrong with it, and then nothing changes."""
    row = draft(edition, doing, lock=False)
    table = read_table(path, header=Header(HEADINGS))
    if table.refused:
        return 0, [one for one in table.problems if one.row == 0]
    grades, entries, problems = grades_in(row.region, doing), list[EntryFacts](), list[Problem]()
    seen: set[tuple[str, ...]] = set()
    for line in table.frame.iter_rows(named=True):
        cells = {name: str(line[name]) for name in table.headings if name in HEADINGS and line[name] is not None}
        if not cells:
            continue
        try:
            one = checked(read_entry(cells), grades)
            if pair_of(one) in seen:
                raise BaowenError("同一对药品在表中出现两次", "the same pair of drugs stands in the table twice")
        except BaowenError as error:
            problems.append(_problem(path.name, int(line["row"]), error))
            continue
        seen.add(pair_of(one))
        entries.append(one)
    if problems:
        return 0, problems
    _replace(edition, entries, doing)
    return len(entries), []


def _problem(file: str, row: int, error: BaowenError) -> Problem:
    return Problem(
        code="guide_entry", message=error.message, message_en=error.message_en, file=file, row=row,
        help="请在表格中改正后重新导入", help_en="mend it in the table and read it again",
    )  # fmt: skip


def _replace(edition: int, entries: list[EntryFacts], doing: Doing) -> None:
    if not entries or len(entries) > MOST:
        raise BaowenError(f"表中应有 1 至 {MOST} 条", f"a table has 1 to {MOST} entries")
    with doing.writing() as trail:
        row = draft(edition, doing)
        row.entries.all().delete()
        GuideEntry.objects.bulk_create([_row(row, one) for one in entries])
        trail.note("guide.import", f"guide/{edition}", after={"entries": len(entries)})


def draft(edition: int, doing: Doing, *, lock: bool = True) -> GuideEdition:
    """The draft of that key, of the own region; BaowenError where it is none or published."""
    rows = GuideEdition.objects.select_for_update() if lock else GuideEdition.objects.all()
    row = rows.filter(pk=edition).first()
    if row is None:
        raise BaowenError(f"没有编号为 {edition} 的指南版次", f"there is no edition {edition}")
    require(doing.actor, Act.SUBSTITUTE_WRITE, row.region, regions=doing.book.regions)
    if row.state != EditionState.DRAFT.value:
        raise BaowenError(
            f"版次“{row.name}”已发布，条目不能再改；请另起新版", "a published edition is not changed: begin another"
        )
    return row


def grades_in(region: str, doing: Doing) -> Iterable[str]:
    """The grades of evidence that the pack offers at a place."""
    return grades_of(doing.book.ruling(region, day_of(doing.at)))


def _put(row: GuideEdition, facts: EntryFacts) -> GuideEntry:
    made = _row(row, facts)
    GuideEntry.objects.filter(
        edition=row, drug=made.drug, form=made.form, substitute=made.substitute, substitute_form=made.substitute_form
    ).delete()
    made.save(force_insert=True)
    return made


def _row(row: GuideEdition, facts: EntryFacts) -> GuideEntry:
    return GuideEntry(
        edition=row, drug_key=drug_key(facts.drug, facts.form),
        substitute_key=drug_key(facts.substitute, facts.substitute_form),
        **asdict(facts) | {"replaceability": facts.replaceability.value},
    )  # fmt: skip
