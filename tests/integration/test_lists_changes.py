"""LST-1: what an edition changes against the one before it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from baowen.core.problems import BaowenError
from baowen.lists.actions.editions import EditionFacts, import_edition, publish_edition
from baowen.lists.changes import changes_of
from baowen.lists.kinds import ListKind
from baowen.lists.sheet import Grid
from baowen.orgs.actions import NewOrganisation, add_person, register_organisations, seat_department
from baowen.orgs.departments import Department, OrganisationKind
from baowen.orgs.permissions import Actor
from baowen.orgs.queries import actor_of, operator
from baowen.orgs.roles import Role

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 28, 1, tzinfo=UTC)


@pytest.fixture
def editor() -> Actor:
    root = operator("os:root", "100000")
    one = NewOrganisation(code="WJ", name="省卫健委", kind=OrganisationKind.DEPARTMENT, region="430000")
    register_organisations([one], actor=root, at=AT)
    seat_department("430000", Department.HEALTH, "WJ", is_lead=True, actor=root, at=AT)
    add_person("editor", name="某人", organisation="WJ", roles=[Role.LIST_EDITOR], actor=root, at=AT)
    return actor_of("editor")


def drafted(actor: Actor, name: str, on: str, *drugs: tuple[str, str], kind: ListKind = ListKind.SHORTAGE) -> int:
    rows = tuple((line, {"药品名称": drug, "剂型": form}) for line, (drug, form) in enumerate(drugs, start=2))
    grid = Grid(file="清单.xlsx", sheet="Sheet1", headings=("药品名称", "剂型"), rows=rows)
    facts = EditionFacts(issuer="430000", kind=kind, edition=name, effective_on=date.fromisoformat(on))
    return import_edition(facts, grid, actor=actor, at=AT).number


def published(actor: Actor, name: str, on: str, *drugs: tuple[str, str], kind: ListKind = ListKind.SHORTAGE) -> int:
    number = drafted(actor, name, on, *drugs, kind=kind)
    publish_edition(number, actor=actor, at=AT)
    return number


def test_what_came_in_and_went_out_is_told_against_the_published_edition_before(editor: Actor) -> None:
    first = published(editor, "第一期", "2025-01-01", ("地高辛", "片剂"), ("鱼精蛋白", "注射剂"))
    published(editor, "监测", "2025-06-01", ("氨苯砜", ""), kind=ListKind.MONITORING)
    drafted(editor, "草稿", "2025-09-01", ("氨苯砜", ""))
    second = published(editor, "第二期", "2026-03-01", ("地高辛", "片剂"), ("阿托品", "注射剂"))
    found = changes_of(second)
    assert found is not None
    assert (found.before.number, found.added, found.removed) == (
        first, (("阿托品", "注射剂"),), (("鱼精蛋白", "注射剂"),),
    )  # fmt: skip
    assert changes_of(first) is None
    page = Client().get(f"/public/lists/{second}/").content.decode()
    assert "与上一期相比" in page
    assert "鱼精蛋白 注射剂" in page


def test_a_draft_has_no_changes_to_show(editor: Actor) -> None:
    number = drafted(editor, "草稿", "2025-09-01", ("氨苯砜", ""))
    with pytest.raises(BaowenError, match="尚未发布"):
        changes_of(number)
    assert Client().get(f"/public/lists/{number}/").status_code == 404
