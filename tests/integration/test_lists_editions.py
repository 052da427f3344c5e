"""LST-1 to LST-3: editions by date, candidates into the next edition, who may, and what being listed opens."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from baowen.collect.list_editions import NEVER, hand_over_lists
from baowen.core.audit.queries import entries_told
from baowen.core.home import Home
from baowen.core.policy import load_packs
from baowen.core.problems import BaowenError
from baowen.lake.store import Lake
from baowen.lists.actions.candidates import (
    Proposal,
    decide_candidate,
    propose,
    record_opinion,
    withdraw_candidate,
)
from baowen.lists.actions.editions import (
    EditionFacts,
    ListRefusedError,
    Made,
    import_edition,
    next_edition,
    publish_edition,
    withdraw_edition,
)
from baowen.lists.kinds import Direction, ListKind, Reason, Verdict
from baowen.lists.queries import (
    DrugStatus,
    candidate,
    candidates,
    edition,
    editions,
    editions_waiting,
    items_on,
    status,
)
from baowen.lists.sheet import Grid
from baowen.lists.states import CandidateState, EditionState
from baowen.orgs.actions import NewOrganisation, add_person, register_organisations, seat_department
from baowen.orgs.departments import Department, OrganisationKind
from baowen.orgs.permissions import Actor, NotAllowedError
from baowen.orgs.queries import actor_of, operator
from baowen.orgs.roles import Role

pytestmark = pytest.mark.django_db
PACKS = load_packs()
ROOT = operator("os:root", "100000")
AT = datetime(2026, 9, 28, 1, tzinfo=UTC)
NATION, PROVINCE, CITY = "100000", "430000", "430100"
SHORT, MONITOR = ListKind.SHORTAGE, ListKind.MONITORING


def unit(region: str, *, role: Role = Role.LIST_EDITOR, leads: bool = True) -> Actor:
    """Somebody of a department of a place, the lead unit unless told."""
    code = f"{'lead' if leads else 'member'}-{region}"
    one = NewOrganisation(code=code, name=code, kind=OrganisationKind.DEPARTMENT, region=region)
    register_organisations([one], actor=ROOT, at=AT)
    department = Department.HEALTH if leads else Department.HEALTHCARE_SECURITY
    seat_department(region, department, code, is_lead=leads, actor=ROOT, at=AT)
    name = f"{role}-{region}-{leads}"
    add_person(name, name="某人", organisation=code, roles=[role], actor=ROOT, at=AT)
    return actor_of(name)


@pytest.fixture
def editor() -> Actor:
    return unit(PROVINCE)


def grid(*drugs: str) -> Grid:
    """A published table; "地高辛/片剂" is a drug with its form."""
    cells = [one.partition("/") for one in drugs]
    rows = [(line, {"药品名称": name, "剂型": form}) for line, (name, _, form) in enumerate(cells, start=2)]
    return Grid(file="清单.xlsx", sheet="Sheet1", headings=("药品名称", "剂型"), rows=tuple(rows))


def facts(name: str, on: str, *, issuer: str = PROVINCE, kind: ListKind = SHORT) -> EditionFacts:
    return EditionFacts(issuer=issuer, kind=kind, edition=name, effective_on=date.fromisoformat(on))


def drafted(actor: Actor, name: str, on: str, *drugs: str, **more: Any) -> int:
    return import_edition(facts(name, on, **more), grid(*drugs), actor=actor, at=AT).number


def published(actor: Actor, name: str, on: str, *drugs: str, **more: Any) -> int:
    number = drafted(actor, name, on, *drugs, **more)
    publish_edition(number, actor=actor, at=AT)
    return number


def names_on(on: str, **more: Any) -> list[str]:
    _, items = items_on(more.get("issuer", PROVINCE), more.get("kind", SHORT), date.fromisoformat(on))
    return [one.name for one in items]


def ask(drug: str, on: str = "2026-10-01", *, place: str = PROVINCE) -> DrugStatus:
    return status(drug, place, date.fromisoformat(on), packs=PACKS)


def proposed(
    actor: Actor, drug: str, *, direction: Direction = Direction.IN, reason: Reason = Reason.WARNINGS, **more: Any
) -> int:
    wanted = Proposal(
        issuer=PROVINCE, kind=SHORT, direction=direction, drug=drug, reason=reason, evidence=("S202609-aa",), **more
    )
    return propose(wanted, actor=actor, at=AT, packs=PACKS)


def accepted(actor: Actor, drug: str, **more: Any) -> int:
    number = proposed(actor, drug, **more)
    decide_candidate(number, accept=True, actor=actor, at=AT, reason="专家论证同意")
    return number


def out_of(actor: Actor, drug: str) -> int:
    return accepted(actor, drug, direction=Direction.OUT, reason=Reason.AMPLE_SUPPLY)


def test_a_question_of_a_past_day_gets_the_edition_of_that_day_and_a_draft_says_nothing(editor: Actor) -> None:
    published(editor, "第一期", "2025-01-01", "地高辛/片剂", "鱼精蛋白/注射剂")
    published(editor, "第二期", "2026-03-01", "地高辛", "阿托品/注射剂")
    drafted(editor, "第三期", "2026-06-01", "氨苯砜")
    assert [names_on(day) for day in ("2024-12-31", "2025-01-01", "2026-02-28", "2026-03-01", "2026-12-31")] == [
        [], ["地高辛", "鱼精蛋白"], ["地高辛", "鱼精蛋白"], ["地高辛", "阿托品"], ["地高辛", "阿托品"],
    ]  # fmt: skip
    assert [(one.edition, one.listed_form) for one in ask("地高辛片", "2025-06-01").listed] == [("第一期", "片剂")]
    assert ask("地高辛注射液", "2025-06-01").listed == ()
    assert [one.edition for one in ask("鱼精蛋白注射液", "2026-02-28").listed] == ["第一期"]
    assert (ask("鱼精蛋白").listed, ask("氨苯砜").listed) == ((), ())
    assert ask("地高辛", "2024-01-01").editions == ()


def test_an_edition_published_late_counts_from_its_first_day_and_never_displaces_a_later_one(editor: Actor) -> None:
    published(editor, "第三期", "2026-06-01", "氨苯砜")
    published(editor, "第二期", "2026-03-01", "阿托品")
    assert [names_on(day) for day in ("2026-02-01", "2026-04-01", "2026-06-01")] == [[], ["阿托品"], ["氨苯砜"]]


def test_two_editions_of_one_day_are_one_list_in_two_parts(editor: Actor) -> None:
    published(editor, "第一期", "2026-03-01", "地高辛/片剂", "阿托品")
    published(editor, "第一期增补", "2026-03-01", "地高辛/片剂", "氨苯砜")
    assert names_on("2026-03-01") == ["地高辛", "阿托品", "氨苯砜"]
    assert [one.edition for one in ask("氨苯砜").listed] == ["第一期增补"]
    accepted(editor, "麦角新碱")
    made = next_edition(facts("第二期", "2026-10-01"), actor=editor, at=AT)
    assert made == Made(made.number, items=4, added=1, removed=0, kept=3)


def test_a_withdrawn_edition_never_was_and_its_name_is_free_for_the_correction(editor: Actor) -> None:
    published(editor, "第一期", "2025-01-01", "地高辛")
    wrong = published(editor, "第二期", "2026-03-01", "地高新")
    with pytest.raises(BaowenError, match="先撤回"):
        drafted(editor, "第二期", "2026-03-01", "地高辛")
    with pytest.raises(BaowenError, match="请填写撤回原因"):
        withdraw_edition(wrong, why=" ", actor=editor, at=AT)
    withdraw_edition(wrong, why="录入错字", actor=editor, at=AT)
    assert names_on("2026-04-01") == ["地高辛"]
    published(editor, "第二期", "2026-03-01", "地高辛", "阿托品")
    assert names_on("2026-04-01") == ["地高辛", "阿托品"]
    for move in (publish_edition, lambda number, **more: withdraw_edition(number, why="再撤", **more)):
        with pytest.raises(BaowenError, match="已撤回，不能"):
            move(wrong, actor=editor, at=AT)
    assert [one.action for one in entries_told(subject=f"list/{wrong}", limit=9)] == [
        "list.withdraw", "list.publish", "list.draft",
    ]  # fmt: skip
    assert [(one.state, one.withdrawn_why) for one in editions(actor=editor) if one.number == wrong] == [
        (EditionState.WITHDRAWN, "录入错字")
    ]
    assert wrong not in [one.number for one in editions()]
    with pytest.raises(BaowenError, match="尚未发布"):
        edition(wrong)


def test_a_bad_table_leaves_nothing_behind_and_says_where(editor: Actor) -> None:
    with pytest.raises(
        ListRefusedError, match=r"清单\.xlsx，工作表“Sheet1”，第 4 行，药品名称：与第 2 行是同一药品"
    ) as caught:
        drafted(editor, "第一期", "2026-03-01", "地高辛/片剂", "阿托品", "地高辛/片剂")
    assert [one.row for one in caught.value.problems] == [4]
    assert editions(actor=editor) == []
    assert entries_told(by=editor.name, limit=9) == []


def test_candidates_become_the_next_edition_and_go_back_when_it_is_withdrawn(editor: Actor) -> None:
    published(editor, "第一期", "2025-01-01", "地高辛/片剂", "地高辛/注射剂", "阿托品", "氨苯砜")
    into, out = accepted(editor, "麦角新碱", dosage_form="注射剂"), out_of(editor, "地高辛")
    decide_candidate(proposed(editor, "放线菌素D"), accept=False, actor=editor, at=AT, reason="供应已恢复")
    with pytest.raises(BaowenError, match="应晚于"):
        next_edition(facts("第二期", "2025-01-01"), actor=editor, at=AT)
    first = next_edition(facts("第二期", "2026-10-01"), actor=editor, at=AT)
    assert first == Made(first.number, items=3, added=1, removed=2, kept=2)
    assert {candidate(one, editor).taken_into for one in (into, out)} == {first.number}
    with pytest.raises(BaowenError, match="没有已采纳而未编入"):
        next_edition(facts("第三期", "2026-11-01"), actor=editor, at=AT)
    withdraw_edition(first.number, why="日期有误", actor=editor, at=AT)
    again = next_edition(facts("第二期", "2026-10-08"), actor=editor, at=AT)
    publish_edition(again.number, actor=editor, at=AT)
    assert names_on("2026-10-07") == ["地高辛", "地高辛", "阿托品", "氨苯砜"]
    assert names_on("2026-10-08") == ["阿托品", "氨苯砜", "麦角新碱"]
    assert editions(actor=editor)[-1].items == 3


def test_the_first_edition_can_be_made_of_candidates_alone_and_an_empty_one_is_not_published(editor: Actor) -> None:
    accepted(editor, "地高辛")
    first = next_edition(facts("第一期", "2026-10-01"), actor=editor, at=AT)
    publish_edition(first.number, actor=editor, at=AT)
    out_of(editor, "地高辛")
    empty = next_edition(facts("第二期", "2026-11-01"), actor=editor, at=AT)
    with pytest.raises(BaowenError, match="没有药品，不能发布"):
        publish_edition(empty.number, actor=editor, at=AT)
    assert edition(empty.number, actor=editor)[0].state is EditionState.DRAFT


def test_a_candidate_needs_evidence_a_reason_of_the_place_and_a_drug_that_can_move(editor: Actor) -> None:
    published(editor, "第一期", "2025-01-01", "地高辛/片剂", "阿托品")
    leave = {"direction": Direction.OUT, "reason": Reason.COMPETITION}
    for drug, more, words in (
        ("阿托品", {}, "已在现行清单上"), ("阿托品", {"dosage_form": "片剂"}, "已在现行清单上"),
        ("氨苯砜", leave, "不在现行清单上"), ("地高辛", leave | {"dosage_form": "注射剂"}, "剂型是：片剂"),
        ("氨苯砜", {"reason": Reason.AMPLE_SUPPLY}, "是调出的理由"),
        ("阿托品", leave | {"reason": Reason.OTHER}, "不是调出清单的理由"),
        ("氨苯砜", {"reason": Reason.OTHER}, "请写明"), ("氨苯砜", {"dosage_form": "片剂、胶囊"}, "一次只提一种剂型"),
        (" ", {}, "药品通用名"),
    ):  # fmt: skip
        with pytest.raises(BaowenError, match=words):
            proposed(editor, drug, **more)
    nothing = Proposal(issuer=PROVINCE, kind=SHORT, direction=Direction.IN, drug="氨苯砜", reason=Reason.CASES)
    with pytest.raises(BaowenError, match="请给出证据"):
        propose(nothing, actor=editor, at=AT, packs=PACKS)
    assert candidates(editor) == []
    number = proposed(editor, "阿托品", **leave)
    found = candidate(number, editor)
    assert (found.clause, found.evidence, found.state) == ("HN-4", ("S202609-aa",), CandidateState.OPEN)
    with pytest.raises(BaowenError, match="已有待决定"):
        proposed(editor, "阿托品 ", **leave)


def test_where_no_text_names_reasons_for_leaving_they_are_given_without_a_clause() -> None:
    nanjing = unit("320100")
    published(nanjing, "第一期", "2025-01-01", "阿托品", issuer="320100")
    wanted = Proposal(
        issuer="320100", kind=SHORT, direction=Direction.OUT, drug="阿托品", reason=Reason.OTHER, words="已退市"
    )
    assert candidate(propose(wanted, actor=nanjing, at=AT, packs=PACKS), nanjing).clause == ""


def test_opinions_are_kept_and_neither_name_nor_words_reach_the_audit_chain(editor: Actor) -> None:
    number, member = proposed(editor, "地高辛"), unit(PROVINCE, role=Role.MEMBER_OFFICER, leads=False)
    record_opinion(number, Verdict.AGREE, "临床不可替代", expert="王教授", actor=editor, at=AT)
    with pytest.raises(NotAllowedError):
        record_opinion(number, Verdict.AGREE, "同意", expert="李教授", actor=member, at=AT)
    with pytest.raises(BaowenError, match="专家姓名"):
        record_opinion(number, Verdict.AGREE, "同意", expert=" ", actor=editor, at=AT)
    assert [(one.expert, one.words) for one in candidate(number, editor).opinions] == [("王教授", "临床不可替代")]
    assert [one.expert for one in candidate(number, member).opinions] == [""]
    decide_candidate(number, accept=True, actor=editor, at=AT, reason="同意")
    with pytest.raises(BaowenError, match="已采纳，不能再办理"):
        record_opinion(number, Verdict.DISAGREE, "迟到", expert="李教授", actor=editor, at=AT)
    told = entries_told(subject=f"candidate/{number}", limit=9)
    assert [one.action for one in told] == ["list.accept", "list.opinion", "list.propose"]
    assert not any(secret in str(told) for secret in ("王教授", "临床不可替代", "S202609"))


def test_only_who_made_a_proposal_takes_it_back(editor: Actor) -> None:
    member = unit(PROVINCE, role=Role.MEMBER_OFFICER, leads=False)
    number = proposed(member, "地高辛")
    with pytest.raises(BaowenError, match="只有该单位可以撤回"):
        withdraw_candidate(number, why="不对", actor=editor, at=AT)
    withdraw_candidate(number, why="重复提出", actor=member, at=AT)
    with pytest.raises(BaowenError, match="已撤回，不能再办理"):
        decide_candidate(number, accept=True, actor=editor, at=AT, reason="同意")
    assert proposed(member, "地高辛") != number


def test_only_the_list_editor_of_the_lead_unit_publishes_and_decides(editor: Actor) -> None:
    draft, number = drafted(editor, "第一期", "2025-01-01", "地高辛"), proposed(editor, "阿托品")
    officer, member = unit(PROVINCE, role=Role.DUTY_OFFICER), unit(PROVINCE, leads=False)
    for wrong in (ROOT, officer, member, unit("320000")):
        for act in (
            lambda who: publish_edition(draft, actor=who, at=AT),
            lambda who: withdraw_edition(draft, why="不要", actor=who, at=AT),
            lambda who: drafted(who, "第二期", "2026-01-01", "地高辛"),
            lambda who: next_edition(facts("第二期", "2026-01-01"), actor=who, at=AT),
            lambda who: decide_candidate(number, accept=True, actor=who, at=AT, reason="同意"),
        ):
            with pytest.raises(NotAllowedError):
                act(wrong)
    with pytest.raises(NotAllowedError):
        proposed(ROOT, "氨苯砜")
    assert (edition(draft, actor=editor)[0].state, candidate(number, editor).state) == ("draft", "open")


def test_a_list_from_above_is_recorded_by_the_nearest_lead_unit_below_its_issuer_until_that_has_its_own(
    editor: Actor,
) -> None:
    city = unit(CITY)
    with pytest.raises(NotAllowedError, match="lead-430000"):
        drafted(city, "2026年版", "2026-01-01", "地高辛", issuer=NATION)
    number = published(editor, "2026年版", "2026-01-01", "地高辛", issuer=NATION)
    assert [one.issuer_region for one in ask("地高辛", place="430121").listed] == [NATION]
    nation = unit(NATION)
    with pytest.raises(NotAllowedError, match="lead-100000"):
        withdraw_edition(number, why="不要", actor=editor, at=AT)
    withdraw_edition(number, why="核对", actor=nation, at=AT)
    nanjing = unit("320100")  # its province has no lead unit here, the nation has
    with pytest.raises(NotAllowedError, match="lead-100000"):
        drafted(nanjing, "2026年版", "2026-01-01", "地高辛", issuer=NATION)
    assert drafted(nanjing, "第一期", "2026-01-01", "地高辛", issuer="320000")
    with pytest.raises(NotAllowedError):
        published(nation, "第一期", "2026-01-01", "地高辛")


def test_what_being_listed_opens_comes_from_the_pack_of_the_place_with_its_clause() -> None:
    nation, city = unit(NATION), unit("320100")
    published(nation, "2026年版", "2026-01-01", "地高辛", issuer=NATION)
    published(nation, "2026年版", "2026-01-01", "阿托品", issuer=NATION, kind=MONITOR)
    published(nation, "2026年版", "2026-01-01", "阿司匹林", issuer=NATION, kind=ListKind.ESSENTIAL)
    published(city, "第一期", "2026-01-01", "氨苯砜", issuer="320100")

    def opened(drug: str, place: str) -> dict[str, str]:
        return {one.route: one.clause for one in ask(drug, place=place).opens}

    hunan = opened("地高辛", "430121")
    assert (hunan["direct_listing"], hunan["unlisted_purchase"], hunan["two_invoice_free"]) == ("HN-8", "HN-9", "HN-10")
    assert "direct_listing" not in opened("阿托品", PROVINCE)
    assert opened("阿托品", PROVINCE)["unlisted_purchase"] == "HN-9"
    assert opened("阿司匹林", PROVINCE) == {}
    city_only = ask("氨苯砜", place="320102").opens
    assert [one.condition_zh for one in city_only if one.route == "unlisted_purchase"] == [
        "挂网企业均不能正常供应，且临床确有需要"
    ]
    assert "direct_listing" not in {one.route for one in city_only}
    assert "temporary_price" in opened("地高辛", "320102")
    assert "temporary_price" not in {one.route for one in ask("地高辛", "2026-03-29", place="320102").opens}
    other = ask("去甲肾上腺素", place=PROVINCE)
    assert (other.listed, other.opens, len(other.editions)) == ((), (), 3)


def test_another_salt_is_left_to_a_person(editor: Actor) -> None:
    published(editor, "第一期", "2026-01-01", "去甲肾上腺素/注射剂")
    found = ask("重酒石酸去甲肾上腺素注射液")
    assert (found.listed, [one.listed_name for one in found.other_salts]) == ((), ["去甲肾上腺素"])


def test_the_lake_learns_of_editions_once_and_forgets_what_was_withdrawn(editor: Actor, home: Home) -> None:
    def rows() -> dict[str, str]:
        found = Lake(home.lake).read("list_entry", columns=["generic_name", "effective_on"])
        return {} if found is None else {name: str(day) for name, day in found.iter_rows()}

    def push(minutes: int) -> tuple[int, int, int]:
        at = AT + timedelta(minutes=minutes)
        done = hand_over_lists(home, by="test", at=at, clock=lambda: at)
        assert done.refused == ()
        return done.accepted, done.unchanged, done.waiting

    drafted(editor, "第零期", "2025-01-01", "麦角新碱")
    wrong = published(editor, "第一期", "2026-01-01", "地高新", "阿托品/注射剂")
    assert push(0) == (2, 0, 0)
    assert push(1) == (0, 0, 0)
    withdraw_edition(wrong, why="录入错字", actor=editor, at=AT)
    published(editor, "第一期", "2026-01-02", "地高辛", "阿托品/注射剂")
    assert editions_waiting() == 2
    assert push(2) == (3, 0, 0)
    assert rows() == {"地高新": str(NEVER), "阿托品": "2026-01-02", "地高辛": "2026-01-02"}
    assert {one.in_lake for one in editions()} == {True}


@pytest.mark.django_db(transaction=True)
def test_editors_at_once_make_one_next_edition_and_publish_it_once() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the suite's SQLite lies in memory, where threads cannot meet; this runs on PostgreSQL")
    editor = unit(PROVINCE)
    accepted(editor, "地高辛")
    gate = threading.Barrier(6)

    def run(position: int) -> int:
        try:
            gate.wait()
            number = next_edition(facts(f"第{position}期", "2026-10-01"), actor=editor, at=AT).number
            publish_edition(number, actor=editor, at=AT)
        except BaowenError:
            return 0
        finally:
            connection.close()
        return number

    with ThreadPoolExecutor(6) as pool:
        made = [one for one in pool.map(run, range(6)) if one]
    assert [one.number for one in editions(actor=editor)] == made
    assert len(made) == 1
