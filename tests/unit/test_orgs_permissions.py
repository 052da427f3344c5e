"""ORG-4: who may do what, where. The matrix is written out by hand, so that a change of the table is seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from baowen.orgs.departments import OrganisationKind
from baowen.orgs.document import allowed_relations
from baowen.orgs.permissions import GRANTS, Act, Actor, NotAllowedError, Relation, decide, relation, require
from baowen.orgs.regions import load_regions
from baowen.orgs.roles import ROLE_WORDS, Role

REGIONS = load_regions()
OWN = [Relation.OWN]
DOWN, ALL = [*OWN, Relation.BELOW], list(Relation)
DUTY, HEAD, MEMBER, EDITOR = Role.DUTY_OFFICER, Role.HEAD, Role.MEMBER_OFFICER, Role.LIST_EDITOR
STAFF = (DUTY, HEAD, MEMBER)
PROCUREMENT, PRICE, BUYER, AGENT = (
    Role.PROCUREMENT_OFFICER, Role.PRICE_OFFICER, Role.BUYER, Role.ENTERPRISE_AGENT,
)  # fmt: skip
WATCHING = (*STAFF, PROCUREMENT, PRICE)
RESERVES, KEEPERS = Role.RESERVE_OFFICER, (Role.REPORTER, Role.BUYER)
SEEING = (*STAFF, EDITOR)
# For a lead unit and for matters of the own organisation. What is not here is denied.
EXPECTED: dict[Act, tuple[tuple[Role, ...], list[Relation]]] = {
    Act.CASE_READ: ((*STAFF, PRICE), DOWN),
    Act.CASE_OPEN: ((DUTY, HEAD), OWN),
    Act.CASE_MOVE: ((DUTY, HEAD), OWN),
    Act.CASE_COMMENT: (STAFF, DOWN),
    Act.CASE_FILE_ADD: (STAFF, DOWN),
    Act.CASE_FILE_WITHDRAW: (STAFF, ALL),
    Act.CASE_ANSWER: ((*STAFF, Role.REPORTER, Role.ENTERPRISE_AGENT), ALL),
    Act.MILITARY_READ: ((Role.MILITARY_OFFICER,), DOWN),
    Act.CONSULTATION_CALL: ((DUTY, HEAD), OWN),
    Act.TASK_FINISH: (STAFF, ALL),
    Act.HANDOVER_SEND: ((*STAFF, PRICE), OWN),
    Act.HANDOVER_ANSWER: ((*STAFF, PRICE), ALL),
    Act.REPORT_FILE: ((Role.REPORTER,), OWN),
    Act.REPORT_READ: (STAFF, DOWN),
    Act.REPORT_REVIEW: ((DUTY, HEAD), DOWN),
    Act.STOP_FILE: ((Role.ENTERPRISE_AGENT,), OWN),
    Act.STOP_ASSESS: (STAFF, DOWN),
    Act.FEED_SEND: ((Role.REPORTER, Role.ENTERPRISE_AGENT, Role.PLATFORM_ADMIN), OWN),
    Act.CLUE_READ: (STAFF, DOWN),
    Act.CLUE_ANSWER: (STAFF, DOWN),
    Act.LIST_PROPOSE: ((*STAFF, EDITOR), DOWN),
    Act.LIST_OPINE: ((EDITOR,), OWN),
    Act.LIST_PUBLISH: ((EDITOR,), OWN),
    Act.LIST_RECORD: ((EDITOR,), [Relation.ABOVE]),
    Act.SIGNAL_READ: ((*STAFF, EDITOR, PRICE), DOWN),
    Act.SIGNAL_DISMISS: ((DUTY, HEAD), DOWN),
    Act.BULLETIN_WRITE: ((DUTY, HEAD), OWN),
    Act.BULLETIN_PUBLISH: ((HEAD,), OWN),
    Act.LISTING_APPLY: ((AGENT,), ALL),
    Act.LISTING_READ: (WATCHING, DOWN),
    Act.LISTING_DECIDE: ((PROCUREMENT,), OWN),
    Act.NEGOTIATION_OPEN: ((BUYER,), OWN),
    Act.NEGOTIATION_OFFER: ((AGENT,), ALL),
    Act.FILING_MAKE: ((BUYER,), OWN),
    Act.FILING_REVIEW: ((PROCUREMENT,), DOWN),
    Act.ORDER_PLACE: ((BUYER,), OWN),
    Act.ORDER_ANSWER: ((AGENT,), ALL),
    Act.TRADE_READ: (WATCHING, DOWN),
    Act.SETTLEMENT_APPLY: ((AGENT,), ALL),
    Act.SETTLEMENT_RUN: ((PROCUREMENT,), OWN),
    Act.BREACH_RECORD: ((PROCUREMENT, BUYER), DOWN),
    Act.BREACH_ANSWER: ((BUYER, AGENT), ALL),
    Act.BREACH_CONFIRM: ((PROCUREMENT,), DOWN),
    Act.PRICE_READ: (WATCHING, DOWN),
    Act.PRICE_MOVE: ((PRICE,), OWN),
    Act.PRICE_ANSWER: ((AGENT,), ALL),
    Act.VBP_READ: (WATCHING, DOWN),
    Act.VBP_ROUND_KEEP: ((PROCUREMENT,), OWN),
    Act.VBP_REPORT: ((BUYER,), OWN),
    Act.VBP_REVIEW: ((PROCUREMENT,), DOWN),
    Act.VBP_CONTRACT: ((PROCUREMENT,), OWN),
    Act.VBP_SIGN: ((BUYER, AGENT), ALL),
    Act.VBP_PROBLEM_TELL: ((BUYER,), OWN),
    Act.VBP_PROBLEM_ANSWER: ((AGENT,), ALL),
    Act.VBP_PROBLEM_CONFIRM: ((PROCUREMENT,), DOWN),
    Act.VBP_FINDING_ANSWER: ((BUYER,), OWN),
    Act.VBP_FILE_KEEP: ((PROCUREMENT, MEMBER), OWN),
    Act.VBP_CIRCULATE: ((PROCUREMENT,), OWN),
    Act.VBP_EVALUATE: ((PROCUREMENT,), OWN),
    Act.VBP_APPEAL: ((BUYER,), OWN),
    Act.VBP_DECIDE: ((PROCUREMENT,), OWN),
    Act.RESERVE_READ: ((*SEEING, RESERVES), DOWN),
    Act.RESERVE_PLAN: ((RESERVES,), OWN),
    Act.RESERVE_RELEASE: ((RESERVES, DUTY, HEAD), OWN),
    Act.RESERVE_MOVE: ((AGENT, *KEEPERS), ALL),
    Act.LINE_SET: ((AGENT, *KEEPERS), OWN),
    Act.LINE_DIRECT: ((RESERVES, DUTY, HEAD), OWN),
    Act.TRANSFER_READ: ((*SEEING, RESERVES), DOWN),
    Act.TRANSFER_PLAN: ((DUTY, HEAD), OWN),
    Act.TRANSFER_MOVE: ((AGENT, *KEEPERS), ALL),
    Act.HOSPITAL_READ: (SEEING, DOWN),
    Act.FORMULARY_KEEP: (KEEPERS, OWN),
    Act.SHORTAGE_GRADE: (KEEPERS, OWN),
    Act.SUBSTITUTE_WRITE: ((EDITOR,), OWN),
    Act.SUBSTITUTE_PUBLISH: ((HEAD,), OWN),
    Act.SUBSTITUTE_ADOPT: (KEEPERS, OWN),
    Act.HOLDING_SHOW: ((AGENT, Role.ORGANISATION_ADMIN, *KEEPERS), OWN),
    Act.PRODUCTION_READ: ((*SEEING, RESERVES), DOWN),
    Act.PRODUCTION_KEEP: (STAFF, OWN),
    Act.ORGANISATION_KEEP: ((Role.PLATFORM_ADMIN,), DOWN),
    Act.MAP_KEEP: ((Role.PLATFORM_ADMIN,), DOWN),
    Act.PERSON_KEEP: ((Role.ORGANISATION_ADMIN,), OWN),
    Act.TOKEN_KEEP: ((Role.ORGANISATION_ADMIN,), OWN),
    Act.AUDIT_READ: ((Role.AUDITOR,), DOWN),
}


def _actor(*roles: Role, region: str = "320100", leads: bool = True) -> Actor:
    return Actor(
        name="zhang", organisation="NJ-HEALTH", kind=OrganisationKind.DEPARTMENT, region=region,
        roles=frozenset(roles), leads=leads,
    )  # fmt: skip


@pytest.mark.parametrize("act", list(Act))
def test_each_role_reaches_just_the_places_of_the_matrix(act: Act) -> None:
    roles, places = EXPECTED[act]
    for role in Role:
        found = allowed_relations(act, role, leads=True, own=True, regions=REGIONS)
        assert found == (places if role in roles else []), role


@pytest.mark.parametrize("act", list(Act))
def test_only_matters_of_the_own_organisation_and_lists_from_above_reach_beyond_the_own_region(act: Act) -> None:
    for role in Role:
        found = allowed_relations(act, role, leads=True, own=False, regions=REGIONS)
        assert set(found) <= {*DOWN, *([Relation.ABOVE] if act is Act.LIST_RECORD else [])}, role


def test_members_read_and_comment_and_only_the_lead_unit_acts() -> None:
    lead_acts = {act for act, grant in GRANTS.items() if grant.lead_only}
    assert {Act.CASE_OPEN, Act.CASE_MOVE, Act.CONSULTATION_CALL, Act.LIST_PUBLISH, Act.REPORT_REVIEW} <= lead_acts
    for act in lead_acts:
        for role in Role:
            assert not allowed_relations(act, role, leads=False, own=True, regions=REGIONS), (act, role)
    assert allowed_relations(Act.CASE_READ, MEMBER, leads=False, own=False, regions=REGIONS) == DOWN
    assert allowed_relations(Act.CASE_COMMENT, MEMBER, leads=False, own=False, regions=REGIONS) == DOWN


def test_an_ordinary_officer_does_not_see_the_military_channel() -> None:
    """RSP-4 (HD-2)."""
    assert not decide(_actor(DUTY, HEAD, MEMBER), Act.MILITARY_READ, "320100", regions=REGIONS).allowed


def test_nobody_without_a_role_may_do_anything() -> None:
    for act in Act:
        assert not decide(_actor(), act, "320100", regions=REGIONS, organisation="NJ-HEALTH").allowed


def test_the_platform_itself_does_only_what_packs_order() -> None:
    system = replace(_actor(*Role), is_system=True)
    allowed = {act for act in Act if decide(system, act, "320100", regions=REGIONS).allowed}
    assert allowed == {Act.CASE_OPEN, Act.CASE_MOVE, Act.LIST_PROPOSE, Act.VBP_EVALUATE}


def test_a_denial_says_why_and_by_which_clause() -> None:
    with pytest.raises(NotAllowedError) as refused:
        require(_actor(DUTY), Act.CASE_MOVE, "320102", regions=REGIONS)
    assert refused.value.message == "zhang 不能办理本级案件：下级地区的事项不在权限内（HN-2、NJ-3、HD-2）"
    assert "below" in refused.value.message_en


def test_an_unknown_place_is_beside_everything() -> None:
    assert relation(REGIONS, "100000", "999999") is Relation.BESIDE


def test_every_role_can_be_held_and_every_act_is_granted_to_somebody() -> None:
    assert set(ROLE_WORDS) == set(Role)
    assert set(GRANTS) == set(Act) == set(EXPECTED)
    assert all(words.kinds for words in ROLE_WORDS.values())
