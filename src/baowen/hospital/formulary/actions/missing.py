"""A patient's missing drug is registered, assessed, bought for this once, and taken; or cannot be had. HOS-2.

国卫药政发〔2024〕38号 四: registered at the grassroots institution, reviewed and bought through the alliance.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from baowen.core.clock import day_of
from baowen.core.messages.rules import Text
from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.hospital.formulary.actions.selections import next_number
from baowen.hospital.formulary.models import Missing, MissingEvent
from baowen.hospital.formulary.states import MISSING_RULES, MISSING_WORDS, MissingMove, MissingState, Need
from baowen.orgs.permissions import Act, require
from baowen.orgs.queries import open_organisation
from baowen.respond.actions.moves import Doing
from baowen.respond.actions.telling import tell_organisation

_PERSONAL = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|1\d{10})(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMissing:
    """A need: `patient` is a number of the institution's own, `quantity` in `unit` (盒, 支)."""

    patient: str
    need: Need
    generic_name: str
    quantity: Decimal
    unit: str
    dosage_form: str = ""
    spec: str = ""
    words: str = ""


def register_missing(new: NewMissing, doing: Doing) -> str:
    """Register a need; its number. BaowenError for a quantity of nothing, and for numbers of people or telephones."""
    actor, on = doing.actor, day_of(doing.at)
    require(actor, Act.FORMULARY_KEEP, actor.region, regions=doing.book.regions, organisation=actor.organisation)
    own = open_organisation(actor.organisation, on)
    if not Decimal(0) < new.quantity < Decimal(10) ** 9:
        raise BaowenError("数量应大于 0", "the quantity must be more than 0")
    patient = filled(new.patient, "患者编号", "number of the patient", most=40)
    words = within(new.words, "说明", "words", most=1000)
    _refuse_personal(patient, words)
    with doing.writing() as trail:
        row = Missing.objects.create(
            number=next_number(f"QY-{own.code}-{on.year}"), institution=own.code, region=own.region,
            lead=own.alliance or own.code, patient=patient, need=new.need.value,
            generic_name=filled(new.generic_name, "药品通用名", "generic name", most=200),
            dosage_form=within(new.dosage_form, "剂型", "dosage form", most=100),
            spec=within(new.spec, "规格", "specification", most=200), quantity=new.quantity,
            unit=filled(new.unit, "单位", "unit", most=30), words=words, state=MissingState.REGISTERED.value,
            registered_on=on, registered_at=doing.entered, registered_by=actor.name,
        )  # fmt: skip
        trail.note("hospital.missing_register", f"missing/{row.number}", after={"drug": row.generic_name})
        if row.lead != row.institution:
            said = Text(f"成员机构登记缺药 {row.number}", f"a member registered a missing drug: {row.number}")
            tell_organisation(row.lead, f"missing/{row.number}", "registered", said, trail=trail, at=doing.entered)
    return row.number


def move_missing(number: str, move: MissingMove, words: str, doing: Doing) -> None:
    """Assess, buy, let arrive, give to the patient, or say that it cannot be had; BaowenError out of turn."""
    rule, actor = MISSING_RULES[move], doing.actor
    words = (filled if rule.needs_words else within)(words, "说明", "words", most=1000)
    _refuse_personal(words)
    with doing.writing() as trail:
        row = Missing.objects.select_for_update().filter(number=number).first()
        if row is None or actor.organisation not in (row.lead, row.institution):
            raise unknown_missing(number)
        whose = row.lead if rule.by_lead else row.institution
        require(actor, Act.FORMULARY_KEEP, actor.region, regions=doing.book.regions, organisation=whose)
        state = MissingState(row.state)
        if state not in rule.sources:
            raise BaowenError(
                f"{number} 现为{MISSING_WORDS[state][0]}，不能{rule.zh}", f"{number} is {MISSING_WORDS[state][1]} now"
            )
        row.state = rule.to.value
        row.is_needed = row.is_needed or move is MissingMove.REVIEW
        row.save()
        MissingEvent.objects.create(
            missing=row, move=move.value, state=row.state, words=words, organisation=actor.organisation,
            moved_at=doing.entered, moved_by=actor.name,
        )  # fmt: skip
        trail.note(
            "hospital.missing_move", f"missing/{number}", before={"state": state.value}, after={"state": row.state}
        )
        other = row.institution if actor.organisation == row.lead else row.lead
        if other != actor.organisation:
            said = Text(f"缺药登记 {number}：{rule.zh}", f"missing drug {number}: {rule.en}")
            tell_organisation(other, f"missing/{number}", move.value, said, trail=trail, at=doing.entered)


def unknown_missing(number: str) -> BaowenError:
    """What is said of a number that nobody has, and to whoever may not see it."""
    return BaowenError(f"没有可办理的缺药登记 {number}", f"there is no missing drug {number} that you may see")


def _refuse_personal(*texts: str) -> None:
    if any(_PERSONAL.search(text) for text in texts):
        raise BaowenError(
            "不要填写身份证号或手机号，请用本机构自编的患者编号",
            "no identity or telephone numbers: use a number of your own",
        )
