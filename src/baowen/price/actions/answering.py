"""What the enterprise says: a draft that is kept and checked, files, and the answer that it sends. PRI-1.

Words and costs are the enterprise's: the audit chain has counts and hashes alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from baowen.core.messages.rules import Text
from baowen.core.problems import BaowenError
from baowen.core.rawfiles import KeptFile, keep_attachment
from baowen.core.texts import filled, within
from baowen.orgs.permissions import Act, require
from baowen.price.actions.store import MOST_WORDS, end_steps, locked, moving, unknown_matter
from baowen.price.costs.rules import Column, Costs, checked_amount, faults
from baowen.price.kinds import COST_WORDS, CostItem, StepKind
from baowen.price.models import Answer, AnswerFile, CostLine, Matter
from baowen.price.states import OPEN_STAGES, Move, Stage
from baowen.respond.actions.moves import Doing
from baowen.respond.actions.telling import tell_organisation

MOST_BYTES, MOST_FILES = 20 * 1024 * 1024, 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is typed into the form: yuan for one smallest pack, packs a year; what is missing was not told."""

    words: str = ""
    before: Mapping[CostItem, Decimal] = field(default_factory=dict)
    after: Mapping[CostItem, Decimal] = field(default_factory=dict)
    price_before: Decimal | None = None
    price_after: Decimal | None = None
    quantity_before: Decimal | None = None
    quantity_after: Decimal | None = None


def save_answer(number: str, said: Said, doing: Doing) -> list[tuple[str, str]]:
    """Keep a draft as it was typed, and say what is missing or does not add up. BaowenError for what is no amount."""
    words = within(said.words, "说明", "explanation", most=MOST_WORDS)
    with doing.writing() as trail:
        matter = _own(number, doing)
        row = matter.answers.select_for_update().filter(sent_at=None).first() or Answer(matter=matter)
        row.words, row.kept_at, row.kept_by = words, doing.entered, doing.actor.name
        for name in ("price_before", "price_after", "quantity_before", "quantity_after"):
            told: Decimal | None = getattr(said, name)
            zh = "价格" if name.startswith("price") else "数量"
            setattr(row, name, None if told is None else checked_amount(told, None, zh, name.replace("_", " ")))
        row.save()
        row.costs.all().delete()
        CostLine.objects.bulk_create(
            CostLine(answer=row, item=item.value, before=_amount(said.before, item), after=_amount(said.after, item))
            for item in CostItem
        )
        found = faults(costs_of(row))
        row.faults = "\n".join(zh for zh, _ in found)
        row.save()
        trail.note("price.keep_answer", f"price/{number}", after={"answer": row.pk, "faults": len(found)})
    return found


def _amount(told: Mapping[CostItem, Decimal], item: CostItem) -> Decimal | None:
    value = told.get(item)
    return None if value is None else checked_amount(value, item, *COST_WORDS[item])


def costs_of(row: Answer) -> Costs:
    """The form of an answer as the rules take it."""
    lines = list(row.costs.all())
    return Costs(
        before=Column(
            items={CostItem(one.item): one.before for one in lines if one.before is not None}, price=row.price_before,
            quantity=row.quantity_before,
        ),
        after=Column(
            items={CostItem(one.item): one.after for one in lines if one.after is not None}, price=row.price_after,
            quantity=row.quantity_after,
        ),
    )  # fmt: skip


def send_answer(number: str, doing: Doing, *, accept_faults: bool = False) -> None:
    """Send the draft: the inquiry and a public one are answered. BaowenError for none, for one without words, and for a
    form with faults unless the enterprise says that it knows them; they are kept with the answer."""
    with moving(number, Move.ANSWER, doing) as done:
        row = done.matter.answers.select_for_update().filter(sent_at=None).first()
        if row is None:
            raise BaowenError("还没有保存答复，请先填写并保存", "there is no draft; fill it in and keep it first")
        filled(row.words, "说明", "explanation", most=MOST_WORDS)
        if row.faults and not accept_faults:
            raise BaowenError(
                f"成本和价格构成情况表有待核对之处：{row.faults.replace(chr(10), '；')}；更正后再提交，或勾选仍然提交",
                "the form of costs has faults; correct them, or say that you send it all the same",
            )
        row.sent_at, row.sent_by = doing.entered, doing.actor.name
        row.save()
        end_steps(done.matter, StepKind.PUBLIC_ANSWER, done.on)
        done.told.update({"answer": row.pk, "files": row.files.count()})
        opened = done.matter.events.order_by("number").first()
        assert opened is not None
        title = Text(f"事项 {number}：企业已答复", f"matter {number}: the enterprise has answered")
        tell_organisation(
            opened.organisation, done.about, f"answer/{row.pk}", title, trail=done.trail, at=doing.entered
        )


def keep_file(number: str, path: Path, folder: Path, doing: Doing) -> KeptFile:
    """Keep a file for an answer in the home, before any record names it: outside of every transaction."""
    matter = Matter.objects.filter(number=number).first()
    if matter is None:
        raise unknown_matter(number)
    _require_own(matter, doing)
    return keep_attachment(path, folder, most=MOST_BYTES)


def add_file(number: str, file: KeptFile, doing: Doing) -> int:
    """Add a kept file to the draft; its number. The same file twice is added once."""
    with doing.writing() as trail:
        matter = _own(number, doing)
        row = matter.answers.select_for_update().filter(sent_at=None).first()
        if row is None:
            row = Answer.objects.create(matter=matter, kept_at=doing.entered, kept_by=doing.actor.name)
        if row.files.count() >= MOST_FILES:
            raise BaowenError(f"一份答复最多 {MOST_FILES} 个附件", f"an answer has {MOST_FILES} files at most")
        added, _ = AnswerFile.objects.get_or_create(
            answer=row, sha256=file.sha256,
            defaults={"file_name": file.name, "media_type": file.media_type, "size": file.size,
                      "added_at": doing.entered, "added_by": doing.actor.name},
        )  # fmt: skip
        trail.note("price.add_file", f"price/{number}", after={"file": added.pk, "sha256": file.sha256})
        return added.pk


def _own(number: str, doing: Doing) -> Matter:
    matter = locked(number)
    _require_own(matter, doing)
    if Stage(matter.stage) not in OPEN_STAGES:
        raise BaowenError(f"事项 {number} 已办结，不能再答复", f"matter {number} is closed")
    return matter


def _require_own(matter: Matter, doing: Doing) -> None:
    """The same words for a matter of another enterprise as for one that does not exist."""
    if matter.enterprise != doing.actor.organisation:
        raise unknown_matter(matter.number)
    require(doing.actor, Act.PRICE_ANSWER, matter.region, regions=doing.book.regions, organisation=matter.enterprise)
