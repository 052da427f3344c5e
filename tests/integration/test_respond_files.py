"""Files of a case: added once and whole, withdrawn with a reason, had only by who sees the case or was handed them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from baowen.core.audit.queries import entries_told
from baowen.core.problems import BaowenError
from baowen.core.rawfiles import KeptFile, raw_path
from baowen.orgs.actions import NewOrganisation, add_person, register_organisations, seat_department
from baowen.orgs.departments import Department, OrganisationKind
from baowen.orgs.permissions import Actor, NotAllowedError
from baowen.orgs.queries import actor_of, operator
from baowen.orgs.roles import Role
from baowen.respond.actions import files, handover, opening
from baowen.respond.actions.handover import Clue
from baowen.respond.actions.moves import Doing
from baowen.respond.kinds import CaseKind, Channel, SourceKind
from baowen.respond.models import CaseFile
from baowen.respond.queries import case_page, file_to_read, files_of, handover_page
from baowen.respond.rulebook import load_rulebook

pytestmark = pytest.mark.django_db
BOOK = load_rulebook()
ROOT = operator("os:root", "430000")
AT, LATER = datetime(2026, 9, 28, 1, tzinfo=UTC), datetime(2026, 9, 29, 1, tzinfo=UTC)
PAGE = b"%PDF-1.7 evidence"


def doing(actor: Actor, reason: str = "", when: datetime = AT) -> Doing:
    return Doing(actor=actor, at=when, book=BOOK, reason=reason)


@pytest.fixture
def people(lead_unit: Callable[..., Actor]) -> dict[str, Actor]:
    """The lead units of Changsha, of the province and of Zhuzhou, and a member department of Changsha."""
    one = NewOrganisation(code="SJ", name="市场监管局", kind=OrganisationKind.DEPARTMENT, region="430100")
    register_organisations([one], actor=ROOT, at=AT)
    seat_department("430100", Department.MARKET_REGULATION, "SJ", actor=ROOT, at=AT)
    add_person("member", name="联络员", organisation="SJ", roles=[Role.MEMBER_OFFICER], actor=ROOT, at=AT)
    leads = {"city": "430100", "province": "430000", "elsewhere": "430200"}
    return {name: lead_unit(region) for name, region in leads.items()} | {"member": actor_of("member")}


@pytest.fixture
def case(people: dict[str, Actor]) -> str:
    return opened(people["city"])


def opened(actor: Actor, channel: Channel = Channel.CIVIL) -> str:
    matter = opening.Matter(
        kind=CaseKind.PRICE, region="430100", subject="地高辛", subject_name="地高辛片", channel=channel
    )
    return opening.open_case(matter, [(SourceKind.OFFICER, channel)], doing(actor)).number


@pytest.fixture
def kept(tmp_path: Path, people: dict[str, Actor], case: str) -> Callable[..., KeptFile]:
    def put(name: str = "王某发票.pdf", content: bytes = PAGE, by: str = "city") -> KeptFile:
        path = tmp_path / name
        path.write_bytes(content)
        return files.keep_file(case, path, tmp_path / "raw", doing(people[by]))

    return put


Kept = Callable[..., KeptFile]


def test_a_file_is_kept_whole_before_it_is_named_and_listed_with_who_and_when(
    people: dict[str, Actor], case: str, kept: Kept, tmp_path: Path
) -> None:
    file = kept()
    assert raw_path(tmp_path / "raw", file.sha256).read_bytes() == PAGE
    number = files.add_file(case, file, " 李四的发票 ", doing(people["member"]))
    (view,) = files_of(case, people["city"], book=BOOK)
    assert (view.id, view.file_name, view.size, view.sha256) == (number, "王某发票.pdf", len(PAGE), file.sha256)
    assert (view.by, view.organisation, view.added_at, view.words) == ("member", "SJ", AT, "李四的发票")
    assert case_page(case, people["city"], book=BOOK).files == (view,)
    assert file_to_read(number, people["province"], book=BOOK) == view
    with pytest.raises(BaowenError, match="内容相同"):
        files.add_file(case, kept("另名.pdf"), "", doing(people["city"]))
    told = repr(entries_told(limit=50))
    assert file.sha256 in told
    assert [word for word in ("王某", "李四", "另名") if word in told] == []


def test_a_withdrawn_file_stays_listed_with_its_reason_and_is_not_given_out(
    people: dict[str, Actor], case: str, kept: Kept, tmp_path: Path
) -> None:
    file = kept()
    number = files.add_file(case, file, "", doing(people["member"]))
    with pytest.raises(BaowenError, match="须写明理由"):
        files.withdraw_file(number, doing(people["member"], " "))
    for other in ("province", "elsewhere"):
        with pytest.raises(NotAllowedError):
            files.withdraw_file(number, doing(people[other], "不是我的"))
    assert files.withdraw_file(number, doing(people["city"], "传错案件", LATER)) == case
    (view,) = files_of(case, people["city"], book=BOOK)
    assert (view.withdrawn_at, view.withdrawn_by, view.withdrawn_because) == (LATER, people["city"].name, "传错案件")
    with pytest.raises(BaowenError, match="已撤回，不再提供；理由：传错案件"):
        file_to_read(number, people["city"], book=BOOK)
    with pytest.raises(BaowenError, match="已撤回"):
        files.withdraw_file(number, doing(people["member"], "再来", LATER))
    assert raw_path(tmp_path / "raw", file.sha256).read_bytes() == PAGE
    assert {"case.file_add", "case.file_withdraw"} <= {one.action for one in entries_told(limit=50)}
    again = files.add_file(case, file, "", doing(people["member"], when=LATER))  # sent again after all
    files.withdraw_file(again, doing(people["member"], "还是传错", LATER))
    assert len(files_of(case, people["city"], book=BOOK)) == 2


def test_somebody_of_another_city_neither_reads_nor_adds(people: dict[str, Actor], case: str, kept: Kept) -> None:
    number = files.add_file(case, kept(), "", doing(people["city"]))
    with pytest.raises(BaowenError, match="没有可阅看的附件"):
        file_to_read(number, people["elsewhere"], book=BOOK)
    with pytest.raises(BaowenError, match="没有可阅看的附件"):
        file_to_read(number + 99, people["city"], book=BOOK)
    with pytest.raises(BaowenError, match="没有可阅看的案件"):
        files_of(case, people["elsewhere"], book=BOOK)
    with pytest.raises(NotAllowedError):
        files.add_file(case, kept("b.txt", b"words"), "", doing(people["elsewhere"]))
    assert CaseFile.objects.count() == 1
    with pytest.raises(NotAllowedError):
        kept("c.txt", b"fills the disk", by="elsewhere")


def test_files_go_with_a_hand_over_and_only_those_of_its_case(
    people: dict[str, Actor], case: str, kept: Kept
) -> None:  # fmt: skip
    number = files.add_file(case, kept(), "", doing(people["city"]))
    clue = Clue(receiver="SJ", subject="发票", words="不符", case=case, evidence=[number])
    for wrong in (replace(clue, evidence=[number + 9]), replace(clue, case="")):
        with pytest.raises(BaowenError, match="有效附件"):
            handover.send(wrong, doing(people["city"]))
    sent = handover.send(clue, doing(people["city"]))
    assert [one.id for one in handover_page(sent, people["member"], book=BOOK).evidence] == [number]
    # The receiver has it even where it does not see the case any more.
    moved = replace(people["member"], region="430200")
    assert file_to_read(number, moved, book=BOOK).id == number
    files.withdraw_file(number, doing(people["city"], "有误"))
    assert handover_page(sent, people["member"], book=BOOK).evidence[0].withdrawn_because == "有误"
    with pytest.raises(BaowenError, match="有效附件"):
        handover.send(replace(clue, subject="再移"), doing(people["city"]))


def test_files_of_the_military_channel_are_for_its_liaison_officers(people: dict[str, Actor], kept: Kept) -> None:
    """RSP-4 (HD-2)."""
    liaison = replace(people["city"], roles=frozenset({Role.DUTY_OFFICER, Role.MILITARY_OFFICER}))
    case = opened(liaison, Channel.MILITARY)
    assert case != "C-430100-2026-00001"
    with pytest.raises(NotAllowedError):
        files.add_file(case, kept(), "", doing(people["city"]))
    number = files.add_file(case, kept(), "", doing(liaison))
    assert file_to_read(number, liaison, book=BOOK).id == number
    with pytest.raises(BaowenError, match="没有可阅看的附件"):
        file_to_read(number, people["city"], book=BOOK)


def test_the_database_itself_refuses_what_no_file_can_be(people: dict[str, Actor], case: str, kept: Kept) -> None:
    row = CaseFile.objects.filter(pk=files.add_file(case, kept(), "", doing(people["city"])))
    wrongs: tuple[dict[str, Any], ...] = ({"withdrawn_at": LATER}, {"withdrawn_because": "x"}, {"withdrawn_by": "x"})
    for wrong in wrongs:
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**wrong)
