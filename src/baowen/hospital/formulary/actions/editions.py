"""A formulary is drafted from the one in force, changed line by line or as a whole, and put in force on a day.

HOS-1.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from baowen.core.audit.trail import Trail
from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.hospital.formulary.models import Edition, Line
from baowen.hospital.formulary.rules import Item
from baowen.hospital.formulary.states import EditionState
from baowen.orgs.permissions import Act, require
from baowen.orgs.queries import members_of, organisation_on_file
from baowen.respond.actions.moves import Doing

MOST_LINES = 20_000


def keep_items(items: Sequence[Item], doing: Doing, *, replacing: bool = False) -> int:
    """Put lines into the draft, which begins as a copy of what is in force; `replacing`: they are the whole draft.

    How many lines it has now. BaowenError for a member whose formulary the lead hospital keeps, for nothing, for a line
    that stands twice.
    """
    given = [_checked(one) for one in items]
    if len({one.key for one in given}) < len(given):
        raise BaowenError(
            "同一药品、剂型、规格和药品代码出现了两次", "a drug stands twice with the same form and strength"
        )
    with doing.writing() as trail:
        draft = _draft(doing, trail)
        if replacing:
            draft.lines.all().delete()
        else:
            for one in given:
                draft.lines.filter(**_key(one)).delete()
        if draft.lines.count() + len(given) > MOST_LINES:
            raise BaowenError(f"用药目录最多 {MOST_LINES} 行", f"a formulary has {MOST_LINES} lines at most")
        Line.objects.bulk_create(
            Line(edition=draft, part=one.part.value, exemption=one.exemption.value, reason=one.reason, **_key(one))
            for one in given
        )
        count = draft.lines.count()
        trail.note("hospital.formulary_draft", _subject(draft), after={"lines": count, "given": len(given)})
    return count


def drop_item(item: Item, doing: Doing) -> None:
    """Take a line out of the draft; BaowenError where it has none such."""
    with doing.writing() as trail:
        draft = _draft(doing, trail)
        if not draft.lines.filter(**_key(item)).delete()[0]:
            raise BaowenError(f"草稿中没有 {item.generic_name} {item.spec}", f"the draft has no {item.generic_name}")
        trail.note("hospital.formulary_drop", _subject(draft), before={"drug": item.generic_name, "spec": item.spec})


def discard_draft(doing: Doing) -> None:
    """Throw the draft away; what is in force stays."""
    with doing.writing() as trail:
        draft = _require_draft(doing)
        trail.note("hospital.formulary_discard", _subject(draft), before={"lines": draft.lines.count()})
        draft.delete()


def put_in_force(from_on: date, words: str, doing: Doing, *, for_alliance: bool = False) -> int:
    """Let the draft rule from a day on, in place of the one before; its number.

    BaowenError for an empty draft, a day not after the one before began, and `for_alliance` of who leads none.
    """
    words = within(words, "说明", "words", most=1000)
    with doing.writing() as trail:
        draft = _require_draft(doing)
        if not draft.lines.exists():
            raise BaowenError("草稿是空的，请先加入药品", "the draft is empty; add drugs first")
        if for_alliance and not members_of(draft.owner):
            raise BaowenError("本机构不是医联体牵头医院", "your hospital leads no alliance")
        before = Edition.objects.select_for_update().filter(
            owner=draft.owner, state=EditionState.IN_FORCE.value
        ).first()  # fmt: skip
        if before is not None and before.from_on is not None:
            if from_on <= before.from_on:
                raise BaowenError(
                    f"生效日期应晚于现行目录的 {before.from_on}",
                    f"it must begin after {before.from_on}, as the one before",
                )
            before.state, before.until_on = EditionState.REPLACED.value, from_on - timedelta(days=1)
            before.save()
        draft.state, draft.from_on, draft.words = EditionState.IN_FORCE.value, from_on, words
        draft.for_alliance, draft.made_at, draft.made_by = for_alliance, doing.entered, doing.actor.name
        draft.save()
        trail.note(
            "hospital.formulary_in_force", _subject(draft),
            after={"from_on": from_on.isoformat(), "lines": draft.lines.count(), "for_alliance": for_alliance},
        )  # fmt: skip
    return draft.number


def _draft(doing: Doing, trail: Trail) -> Edition:
    """The own draft; where there is none, a new one with the lines of what is in force."""
    owner = _require_keeper(doing)
    found = Edition.objects.select_for_update().filter(owner=owner, state=EditionState.DRAFT.value).first()
    if found is not None:
        return found
    held = Edition.objects.filter(owner=owner).order_by("-number")
    newest = held.first()
    draft = Edition.objects.create(
        owner=owner, number=1 if newest is None else newest.number + 1, state=EditionState.DRAFT.value,
        made_at=doing.entered, made_by=doing.actor.name,
    )  # fmt: skip
    before = held.filter(state=EditionState.IN_FORCE.value).first()
    if before is not None:
        copies = [
            Line(edition=draft, generic_name=one.generic_name, dosage_form=one.dosage_form, spec=one.spec,
                 product_code=one.product_code, part=one.part, exemption=one.exemption, reason=one.reason)
            for one in before.lines.all()
        ]  # fmt: skip
        Line.objects.bulk_create(copies)
    trail.note("hospital.formulary_begin", _subject(draft), after={"number": draft.number})
    return draft


def _require_draft(doing: Doing) -> Edition:
    owner = _require_keeper(doing)
    found = Edition.objects.select_for_update().filter(owner=owner, state=EditionState.DRAFT.value).first()
    if found is None:
        raise BaowenError("没有草稿，请先加入或导入药品", "there is no draft; add or import drugs first")
    return found


def _require_keeper(doing: Doing) -> str:
    """The own organisation; BaowenError where its alliance's lead keeps one formulary for all (基层联动意见 一)."""
    actor = doing.actor
    require(actor, Act.FORMULARY_KEEP, actor.region, regions=doing.book.regions, organisation=actor.organisation)
    lead = organisation_on_file(actor.organisation).alliance
    rules = Edition.objects.filter(owner=lead, for_alliance=True, state=EditionState.IN_FORCE.value)
    if lead and lead != actor.organisation and rules.exists():
        raise BaowenError(
            f"医联体统一用药目录由牵头医院 {lead} 制定（国卫药政发〔2024〕38号 一），请向牵头医院提出",
            f"the lead hospital {lead} keeps one formulary for the alliance; ask it",
        )
    return actor.organisation


def _checked(item: Item) -> Item:
    return Item(
        generic_name=filled(item.generic_name, "药品通用名", "generic name", most=200),
        dosage_form=within(item.dosage_form, "剂型", "dosage form", most=100),
        spec=within(item.spec, "规格", "specification", most=200), part=item.part, exemption=item.exemption,
        product_code=within(item.product_code, "药品代码", "product code", most=100),
        reason=within(item.reason, "理由", "reason", most=500),
    )  # fmt: skip


def _key(item: Item) -> dict[str, str]:
    return {
        "generic_name": item.generic_name.strip(), "dosage_form": item.dosage_form.strip(), "spec": item.spec.strip(),
        "product_code": item.product_code.strip(),
    }  # fmt: skip


def _subject(edition: Edition) -> str:
    return f"hospital/{edition.owner}/formulary/{edition.number}"
