"""The file of an enterprise: entries noted, confirmed, answered, corrected; never deleted. CRD-6 (VB-3.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from baowen.core.audit.trail import Trail
from baowen.core.clock import day_of
from baowen.core.messages.rules import Text
from baowen.core.problems import BaowenError
from baowen.core.rawfiles import KeptFile
from baowen.core.texts import filled, within
from baowen.orgs.departments import ENTERPRISES
from baowen.orgs.permissions import Act, require
from baowen.orgs.queries import open_organisation
from baowen.respond.actions.moves import Doing
from baowen.vbp.supply.actions.store import MOST_REASON, MOST_WORDS, is_officer, keep_papers, next_number, offices, tell
from baowen.vbp.supply.kinds import EntryKind
from baowen.vbp.supply.models import EntryAnswer, FirmEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """What happened and when, by which source (a notice, a document number); of which product, "" for none."""

    enterprise: str
    kind: EntryKind
    title: str
    happened_on: date
    words: str = ""
    source: str = ""
    product_code: str = ""
    is_confirmed: bool = False


def note_entry(new: NewEntry, doing: Doing, files: Sequence[KeptFile] = ()) -> str:
    """Put an entry into the file that the own place keeps of an enterprise; its number. An enterprise enters its own
    commitments, for the place that `promise` names. BaowenError for a day to come and for who is no enterprise."""
    require(doing.actor, Act.VBP_FILE_KEEP, doing.actor.region, regions=doing.book.regions)
    with doing.writing() as trail:
        row = _entry(new, doing.actor.region, doing)
        if new.is_confirmed:
            row.confirmed_at, row.confirmed_by = doing.entered, doing.actor.name
        _keep(row, files, doing, trail, "note")
    return row.number


def promise(new: NewEntry, region: str, doing: Doing, files: Sequence[KeptFile] = ()) -> str:
    """An enterprise promises something to a place: an entry of its own file there; the number."""
    actor = doing.actor
    require(actor, Act.VBP_PROBLEM_ANSWER, region, regions=doing.book.regions, organisation=new.enterprise)
    if new.kind is not EntryKind.COMMITMENT:
        raise BaowenError("企业只能登记承诺，其他事项由主管部门登记", "an enterprise enters commitments alone")
    doing.book.regions.require(region)
    with doing.writing() as trail:
        row = _entry(new, region, doing)
        _keep(row, files, doing, trail, "promise")
        said = Text(f"企业承诺 {row.number}", f"commitment {row.number} of an enterprise")
        tell(offices(region, doing.book), f"vbp_firm/{row.number}", "promise", said, trail=trail, at=doing.entered)
    return row.number


def _entry(new: NewEntry, region: str, doing: Doing) -> FirmEntry:
    on = day_of(doing.at)
    if new.happened_on > on:
        raise BaowenError(f"发生日期 {new.happened_on} 晚于今天", f"the day {new.happened_on} is still to come")
    found = open_organisation(new.enterprise, on)
    if found.kind not in ENTERPRISES:
        raise BaowenError(f"{new.enterprise} 不是企业", f"{new.enterprise} is no enterprise")
    return FirmEntry(
        number=next_number("SE", region, on.year), enterprise=found.code, region=region, kind=new.kind.value,
        title=filled(new.title, "标题", "title", most=200), words=within(new.words, "内容", "words", most=MOST_WORDS),
        source=within(new.source, "来源", "source", most=200),
        product_code=within(new.product_code, "产品代码", "product code", most=100), happened_on=new.happened_on,
        organisation=doing.actor.organisation, noted_at=doing.entered, noted_by=doing.actor.name,
    )  # fmt: skip


def _keep(row: FirmEntry, files: Sequence[KeptFile], doing: Doing, trail: Trail, what: str) -> None:
    row.save(force_insert=True)
    keep_papers(row.number, files, doing, trail)
    _note(row, what, trail)
    if row.enterprise != doing.actor.organisation:
        said = Text(f"企业档案新增 {row.number}，可作说明", f"{row.number} stands in your file; you may answer it")
        tell([row.enterprise], f"vbp_firm/{row.number}", what, said, trail=trail, at=doing.entered)


def confirm_entry(number: str, doing: Doing) -> None:
    """Say that an entry is true; hospitals that buy the product see it from then on."""
    with doing.writing() as trail:
        row = _current(number, doing)
        require(doing.actor, Act.VBP_FILE_KEEP, row.region, regions=doing.book.regions)
        if row.confirmed_at is not None:
            raise BaowenError(f"{number} 已确认", f"{number} is confirmed already")
        row.confirmed_at, row.confirmed_by = doing.entered, doing.actor.name
        row.save()
        _note(row, "confirm", trail)
        said = Text(f"企业档案 {number} 已确认", f"{number} of your file is confirmed")
        tell([row.enterprise], f"vbp_firm/{number}", "confirm", said, trail=trail, at=doing.entered)


def correct_entry(number: str, new: NewEntry, doing: Doing) -> str:
    """Put a corrected entry in the place of another, with the reason; both stay. The new number.

    BaowenError where it was replaced before, or the correction is about somebody else.
    """
    reason = filled(doing.reason, "更正理由", "reason of the correction", most=MOST_REASON)
    with doing.writing() as trail:
        before = _current(number, doing)
        require(doing.actor, Act.VBP_FILE_KEEP, before.region, regions=doing.book.regions)
        if new.enterprise != before.enterprise:
            raise BaowenError("更正不能换成另一家企业", "a correction can't turn to another enterprise")
        row = _entry(new, before.region, doing)
        row.replaces, row.reason = before, reason
        if new.is_confirmed:
            row.confirmed_at, row.confirmed_by = doing.entered, doing.actor.name
        _keep(row, (), doing, trail, "correct")
    return row.number


def answer_entry(number: str, words: str, doing: Doing) -> None:
    """What the enterprise says to an entry of its file."""
    words = filled(words, "说明", "words", most=MOST_WORDS)
    with doing.writing() as trail:
        row = _current(number, doing)
        require(
            doing.actor, Act.VBP_PROBLEM_ANSWER, row.region, regions=doing.book.regions, organisation=row.enterprise
        )
        EntryAnswer.objects.create(entry=row, words=words, answered_at=doing.entered, answered_by=doing.actor.name)
        _note(row, "answer", trail)
        said = Text(f"企业对档案 {number} 作了说明", f"the enterprise answered {number} of its file")
        what = f"answer/{row.answers.count()}"
        tell([row.organisation], f"vbp_firm/{number}", what, said, trail=trail, at=doing.entered)


def unknown_entry(number: str) -> BaowenError:
    """What is said of a number that no entry has, and to whoever may not see it."""
    return BaowenError(f"没有可阅看的档案记录 {number}", f"there is no entry {number} that you may see")


def _current(number: str, doing: Doing) -> FirmEntry:
    """The entry, locked; BaowenError where it was replaced, and for who has no part in it."""
    row = FirmEntry.objects.select_for_update().filter(number=number).first()
    if row is None or not (
        row.enterprise == doing.actor.organisation or is_officer(doing.actor, Act.VBP_READ, row.region, doing.book)
    ):
        raise unknown_entry(number)
    later = FirmEntry.objects.filter(replaces=row).first()
    if later is not None:
        raise BaowenError(
            f"{number} 已由 {later.number} 更正，请在其中办理", f"{later.number} replaces {number}; go there"
        )
    return row


def _note(row: FirmEntry, what: str, trail: Trail) -> None:
    trail.note(
        f"vbp.firm.{what}", f"vbp_firm/{row.number}",
        after={
            "enterprise": row.enterprise, "region": row.region, "kind": row.kind, "product": row.product_code,
            "happened_on": row.happened_on, "confirmed": row.confirmed_at is not None,
            "replaces": row.replaces.number if row.replaces else "",
        },
    )  # fmt: skip
