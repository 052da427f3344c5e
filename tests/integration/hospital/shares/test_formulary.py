"""Formularies, selection records and missing drugs: what is kept, found, moved, refused; HOS-1, HOS-2."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from baowen.core.home import Home
from baowen.core.problems import BaowenError
from baowen.hospital.formulary.rules import Item
from baowen.hospital.formulary.states import Decision, FindingKind, MissingMove, MissingState, Need, Part
from baowen.orgs.permissions import NotAllowedError

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 28)


def item(name: str, spec: str = "1mg", part: Part = Part.ONE) -> Item:
    return Item(generic_name=name, dosage_form="片剂", spec=spec, part=part)


@pytest.fixture
def in_force(people: Any, doing: Callable[..., Any]) -> None:
    """The lead hospital's formulary for its alliance: two drugs, from the second of November 2024."""
    from baowen.hospital.formulary.actions.editions import keep_items, put_in_force

    keep_items([item("阿司匹林片"), item("硝酸甘油片", part=Part.ONE)], doing(people.lead))
    put_in_force(date(2024, 11, 2), "首版", doing(people.lead), for_alliance=True)


def test_the_lead_hospital_rules_for_its_members_and_findings_name_clauses(
    bought: Home, people: Any, doing: Callable[..., Any], in_force: None
) -> None:
    from baowen.hospital.formulary.actions.editions import keep_items
    from baowen.hospital.formulary.queries.editions import formularies, formulary

    found = formulary(bought, people.member, "H2", today=TODAY)
    assert (found.kept_by_lead, found.now and found.now.owner) == (True, "H1")
    with pytest.raises(BaowenError, match="由牵头医院 H1 制定"):
        keep_items([item("乙片")], doing(people.member))
    lead = formulary(bought, people.lead, "H1", today=TODAY)
    kinds = {(one.kind, one.drug): one for one in lead.findings}
    assert kinds[FindingKind.OVERDUE, ""].number == (TODAY - date(2025, 11, 2)).days
    assert kinds[FindingKind.OVERDUE, ""].clause == "国卫药政发〔2024〕38号 一"
    assert (FindingKind.NOT_ESSENTIAL, "硝酸甘油片") in kinds
    assert kinds[FindingKind.OUTSIDE, "地高辛片"].number == pytest.approx(129.9)
    (summed,) = formularies(people.officer, region="430000", today=TODAY)
    assert (summed.code, summed.drugs, summed.overdue_days) == ("H1", 2, 391)
    assert formularies(people.city, region="430200", today=TODAY) == []
    with pytest.raises(BaowenError, match="没有可阅看的机构"):
        formulary(bought, people.other, "H1", today=TODAY)


def test_a_new_edition_begins_as_a_copy_ends_the_one_before_and_misses_its_record(
    bought: Home, people: Any, doing: Callable[..., Any], in_force: None
) -> None:
    from baowen.hospital.formulary.actions.editions import discard_draft, drop_item, keep_items, put_in_force
    from baowen.hospital.formulary.actions.selections import NewSelection, record_selection
    from baowen.hospital.formulary.queries.editions import formulary

    lead = doing(people.lead)
    assert keep_items([item("地高辛片", "0.25mg")], lead) == 3
    drop_item(item("硝酸甘油片"), lead)
    with pytest.raises(BaowenError, match="晚于"):
        put_in_force(date(2024, 11, 2), "", lead)
    put_in_force(date(2026, 11, 20), "调整", lead, for_alliance=True)
    found = formulary(bought, people.lead, "H1", today=TODAY)
    assert [(one.number, one.until_on) for one in found.editions] == [(2, None), (1, date(2026, 11, 19))]
    assert [one.drug for one in found.findings if one.kind is FindingKind.NO_RECORD] == ["地高辛片"]
    new = NewSelection(
        meeting="药事会", held_on=date(2026, 11, 1), generic_name="地高辛片", applicant="心内科", reason="临床需要",
        decision=Decision.ADOPTED, votes_for=7, votes_against=1,
    )  # fmt: skip
    number = record_selection(new, lead)
    assert number == "YX-H1-2026-00001"
    again = formulary(bought, people.lead, "H1", today=TODAY)
    assert [one for one in again.findings if one.kind is FindingKind.NO_RECORD] == []
    with pytest.raises(BaowenError, match="没有草稿"):
        discard_draft(lead)


def test_a_vote_that_was_lost_is_no_adoption_and_meetings_to_come_decide_nothing(
    people: Any, doing: Callable[..., Any]
) -> None:
    from baowen.hospital.formulary.actions.selections import NewSelection, record_selection
    from baowen.hospital.formulary.models import Selection

    said = {"meeting": "药事会", "generic_name": "甲", "applicant": "内科", "reason": "需要"}
    lost = NewSelection(**said, held_on=date(2026, 11, 1), decision=Decision.ADOPTED, votes_for=2, votes_against=2)
    with pytest.raises(BaowenError, match="不能记为同意"):
        record_selection(lost, doing(people.lead))
    crowd = NewSelection(**said, held_on=date(2026, 11, 1), decision=Decision.ADOPTED, votes_for=2**63)
    with pytest.raises(BaowenError, match="不会超过"):
        record_selection(crowd, doing(people.lead))
    later = NewSelection(**said, held_on=date(2026, 12, 1), decision=Decision.REFUSED)
    with pytest.raises(BaowenError, match="还没有到"):
        record_selection(later, doing(people.lead))
    with pytest.raises(NotAllowedError):
        record_selection(NewSelection(**said, held_on=date(2026, 11, 1), decision=Decision.REFUSED),
                         doing(people.officer))  # fmt: skip
    assert Selection.objects.count() == 0


def new_missing(patient: str = "P-7", quantity: str = "2") -> Any:
    from baowen.hospital.formulary.actions.missing import NewMissing

    return NewMissing(
        patient=patient, need=Need.EXTENDED, generic_name="硝酸甘油片", quantity=Decimal(quantity), unit="瓶"
    )


def test_a_missing_drug_goes_from_the_township_to_the_lead_hospital_and_back(
    people: Any, doing: Callable[..., Any]
) -> None:
    """国卫药政发〔2024〕38号 四."""
    from baowen.hospital.formulary.actions.missing import move_missing, register_missing
    from baowen.hospital.formulary.queries.records import missing, missing_page, proposals

    member, lead = doing(people.member), doing(people.lead)
    number = register_missing(new_missing(), member)
    with pytest.raises(NotAllowedError):
        move_missing(number, MissingMove.REVIEW, "", member)
    with pytest.raises(BaowenError, match="没有可办理"):
        move_missing(number, MissingMove.REVIEW, "", doing(people.other))
    move_missing(number, MissingMove.REVIEW, "", lead)
    with pytest.raises(BaowenError, match="现为已审核"):
        move_missing(number, MissingMove.REVIEW, "", lead)
    move_missing(number, MissingMove.BUY, "", lead)
    move_missing(number, MissingMove.ARRIVE, "", member)
    move_missing(number, MissingMove.TAKE, "", member)
    line, events = missing(people.member, number)
    assert (line.state, line.patient, line.moves) == (MissingState.TAKEN, "P-7", ())
    assert [one.move for one in events] == [
        MissingMove.REVIEW, MissingMove.BUY, MissingMove.ARRIVE, MissingMove.TAKE
    ]  # fmt: skip
    (seen,) = missing_page(people.officer).lines
    assert (seen.number, seen.patient, seen.words) == (number, "", "")
    assert missing_page(people.city).lines == []
    for _ in range(2):
        move_missing(register_missing(new_missing(), member), MissingMove.REVIEW, "", lead)
    register_missing(new_missing(), member)  # not assessed as needed: does not count
    (proposed,) = proposals(people.lead, today=date(2026, 11, 3))
    assert (proposed.drug, proposed.times) == ("硝酸甘油片", 3)


def test_what_cannot_be_had_needs_words_and_nobody_is_named(people: Any, doing: Callable[..., Any]) -> None:
    from baowen.hospital.formulary.actions.missing import move_missing, register_missing
    from baowen.hospital.formulary.models import Missing

    for patient in ("13800138000", "43012119900101123X"):
        with pytest.raises(BaowenError, match="身份证号或手机号"):
            register_missing(new_missing(patient), doing(people.member))
    with pytest.raises(BaowenError, match="大于 0"):
        register_missing(new_missing(quantity="0"), doing(people.member))
    assert Missing.objects.count() == 0
    number = register_missing(new_missing(), doing(people.member))
    with pytest.raises(BaowenError, match="请填写说明"):
        move_missing(number, MissingMove.GIVE_UP, " ", doing(people.lead))
    move_missing(number, MissingMove.GIVE_UP, "全省无货", doing(people.lead))
    assert Missing.objects.get().state == "unsolved"
