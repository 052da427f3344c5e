"""From rows of the organisation feed to the register: a file of its own, or what the lake knows already.

Writes nothing; `orgs.actions.register_organisations` does. Requirement: ORG-2, ORG-3.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from baowen.collect.contract import Choice, Column, Feed
from baowen.collect.feeds import FEEDS
from baowen.collect.places import place_table
from baowen.collect.prepare import prepare
from baowen.core.problems import Level, Problem
from baowen.lake.store import Lake
from baowen.orgs.actions import NewOrganisation
from baowen.orgs.departments import ORGANISATION_WORDS, OrganisationKind
from baowen.orgs.permissions import Act, Actor, decide
from baowen.orgs.queries import OrganisationView
from baowen.orgs.regions import Regions, load_regions

KIND_OF: dict[str, OrganisationKind] = {
    "regulator": OrganisationKind.DEPARTMENT,
    "hospital": OrganisationKind.HOSPITAL,
    "maker": OrganisationKind.MAKER,
    "api_maker": OrganisationKind.API_MAKER,
    "distributor": OrganisationKind.DISTRIBUTOR,
    "reserve": OrganisationKind.RESERVE_HOLDER,
    "pharmacy": OrganisationKind.PHARMACY,
    "postal_carrier": OrganisationKind.POSTAL_CARRIER,
}
# What the register knows beyond the feed of facts, which only has to name trading partners.
MORE_CHOICES: dict[str, tuple[Choice, ...]] = {
    "org_type": (
        Choice("api_maker", "原料药生产企业", "raw-material maker", ("原料药企业",)),
        Choice("postal_carrier", "邮政企业", "postal enterprise", ("邮政",)),
    ),
    "org_level": (Choice("military", "军队医院", "military hospital", ("军队",)),),
}
SYNCED = frozenset(
    {
        OrganisationKind.HOSPITAL,
        OrganisationKind.MAKER,
        OrganisationKind.DISTRIBUTOR,
        OrganisationKind.RESERVE_HOLDER,
    }
)
FINER_KINDS = frozenset({OrganisationKind.API_MAKER, OrganisationKind.POSTAL_CARRIER})


class LeftOut(StrEnum):
    """Why an organisation of the lake does not enter the register."""

    KIND = "kind"
    PLACE = "place"
    REGION = "region"
    CLOSED = "closed"
    DEPARTMENT = "department"


LEFT_OUT_WORDS: dict[LeftOut, tuple[str, str]] = {
    LeftOut.KIND: ("机构类型不由数据湖登记，请用 orgs import", "of a kind that is registered by hand (orgs import)"),
    LeftOut.PLACE: ("所在地不是现行行政区划", "in a place that is no region in force"),
    LeftOut.REGION: ("不在本地区之内", "outside the region of this home"),
    LeftOut.CLOSED: ("已在登记中注销", "closed in the register"),
    LeftOut.DEPARTMENT: ("代码已登记为政府部门", "whose code is a department's in the register"),
}


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """What a file asks to be registered; `problems` keep all of it out."""

    wanted: list[NewOrganisation]
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FromLake:
    """What the lake's organisations ask to be registered, and how many are left out, by reason.

    `without_lead`: hospitals registered without their alliance, because its lead hospital is not in the register.
    """

    wanted: list[NewOrganisation]
    left_out: Counter[LeftOut]
    without_lead: int = 0


def register_feed() -> Feed:
    """The organisation feed with the kinds and classes that the register has beyond it."""
    feed = FEEDS["organisation"]
    columns = tuple(replace(one, choices=_choices(one)) for one in feed.columns)
    return replace(feed, columns=columns)


def _choices(column: Column) -> tuple[Choice, ...]:
    """The feed's, under the register's names too, and what the register has beyond them."""
    known = tuple(
        replace(one, also=(*one.also, ORGANISATION_WORDS[KIND_OF[one.code]][0])) if column.name == "org_type" else one
        for one in column.choices
    )
    return known + MORE_CHOICES.get(column.name, ())


def read_register(
    path: Path, *, folders: list[Path], mapping: str | None, actor: Actor, known: Mapping[str, OrganisationView]
) -> RegisterFile:
    """Read and check a file of organisations; every problem names its row, column and remedy.

    `known`: what is registered, by code. BaowenError for a file or mapping that does not exist.
    """
    found = prepare(register_feed(), path, folders=folders, mapping=mapping)
    problems = [*found.problems]
    if found.checked is None:
        return RegisterFile([], problems or list(found.table.problems))
    problems += [
        Problem(**{**row, "level": Level(row["level"])})
        for row in found.checked.problems.iter_rows(named=True)
        if row["level"] == Level.REFUSE.value
    ]
    rows = found.checked.frame.to_dicts()
    check = _Check(
        path.name, found.table.sheet, found.source_of, {row["row"]: row for row in found.table.frame.to_dicts()},
        actor, known, {row["org_code"]: row for row in rows},
    )  # fmt: skip
    problems += [problem for row in rows for problem in check.problems(row)]
    problems.sort(key=lambda one: one.row)
    return RegisterFile([] if problems else [_wanted(row, row["region_code"]) for row in rows], problems)


def _wanted(row: Mapping[str, Any], region: str) -> NewOrganisation:
    kind = KIND_OF[row["org_type"]]
    is_hospital, lead = kind is OrganisationKind.HOSPITAL, row["parent_code"] or ""
    return NewOrganisation(
        code=row["org_code"], name=row["org_name"], kind=kind, region=region,
        hospital_class=(row["org_level"] or "") if is_hospital else "",
        alliance=lead if is_hospital and lead != row["org_code"] else "",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Check:
    """What the register asks of a row beyond the contract of the feed."""

    file: str
    sheet: str
    source_of: Mapping[str, str]
    cells: Mapping[int, Mapping[str, Any]]
    actor: Actor
    known: Mapping[str, OrganisationView]
    rows: Mapping[str, Mapping[str, Any]]
    regions: Regions = field(default_factory=load_regions)

    def problems(self, row: Mapping[str, Any]) -> list[Problem]:
        """What keeps one row out; empty for a good one."""
        return [*self._of_place(row), *self._of_kind(row), *self._of_alliance(row)]

    def _of_place(self, row: Mapping[str, Any]) -> list[Problem]:
        code = row["region_code"]
        if self.regions.get(code) is None:
            words = self.regions.explain_unknown(code)
            help_words = ("请填写现行的行政区划代码", "write a region code in force")
            return [self._problem(row, "region_code", "unknown_region", words, help_words)]
        decision = decide(self.actor, Act.ORGANISATION_KEEP, code, regions=self.regions)
        if decision.allowed:
            return []
        words = (f"不能登记该地区的机构：{decision.zh}", f"may not be registered here: {decision.en}")
        help_words = ("请删去此行，由机构所在地的平台管理员登记", "leave it to the administrator of that place")
        return [self._problem(row, "region_code", "not_allowed", words, help_words)]

    def _of_kind(self, row: Mapping[str, Any]) -> list[Problem]:
        is_hospital = KIND_OF[row["org_type"]] is OrganisationKind.HOSPITAL
        found = []
        for column, zh, en in (
            ("org_level", "机构等级", "a level"),
            ("parent_code", "牵头机构代码", "a lead hospital"),
        ):
            if row[column] and not is_hospital:
                words = (f"只有医疗机构可以填写{zh}", f"only a hospital has {en}")
                found.append(self._problem(row, column, "hospitals_only", words, ("请清空此格", "leave it empty")))
        before = self.known.get(row["org_code"])
        if before is not None and before.closed_on is not None:
            words = (f"该机构已于 {before.closed_on} 注销", f"the organisation was closed on {before.closed_on}")
            help_words = ("请删去此行；重新设立的机构请用新代码", "leave it out; a new organisation has a new code")
            found.append(self._problem(row, "org_code", "closed", words, help_words))
        return found

    def _of_alliance(self, row: Mapping[str, Any]) -> list[Problem]:
        lead = row["parent_code"]
        if not lead or lead == row["org_code"]:
            return []
        beside, before = self.rows.get(lead), self.known.get(lead)
        kind = KIND_OF[beside["org_type"]] if beside else before.kind if before else None
        if kind is OrganisationKind.HOSPITAL:
            return []
        words = ("牵头机构未登记，或不是医疗机构", "the lead is not registered, or is no hospital")
        help_words = ("请把牵头医院也列入文件，或先行登记", "put the lead hospital into the file, or register it first")
        return [self._problem(row, "parent_code", "unknown_lead", words, help_words)]

    def _problem(
        self, row: Mapping[str, Any], column: str, code: str, words: tuple[str, str], help_words: tuple[str, str]
    ) -> Problem:
        heading = self.source_of.get(column, column)
        sent = self.cells.get(row["row"], {}).get(heading, row[column])
        return Problem(
            file=self.file, sheet=self.sheet, row=row["row"], column=heading, value=str(sent), code=code,
            message=words[0], message_en=words[1], help=help_words[0], help_en=help_words[1],
        )  # fmt: skip


def from_lake(lake: Lake, *, region: str, known: Mapping[str, OrganisationView]) -> FromLake:
    """The hospitals, makers, distributors and reserve holders of the lake in a region and below.

    What the lake can't say stays as it is registered: an alliance or a class that its row leaves open, a kind or a
    class that is finer than the feed has.
    """
    rows = lake.read("organisation", columns=["org_code", "org_name", "org_type", "region", "org_level", "parent_code"])
    if rows is None:
        return FromLake([], Counter())
    code_of = dict(place_table(lake).select("region", "code").iter_rows())
    regions, wanted, left_out = load_regions(), [], Counter[LeftOut]()
    for row in rows.sort("org_code").iter_rows(named=True):
        place, before = code_of.get(row["region"], ""), known.get(row["org_code"])
        why = _why_left_out(row["org_type"], place, before, region=region, regions=regions)
        if why is not None:
            left_out[why] += 1
        else:
            wanted.append(_kept(_wanted(row, place), before))
    sure = _with_known_leads(wanted, known)
    return FromLake(sure, left_out, sum(a.alliance != b.alliance for a, b in zip(sure, wanted, strict=True)))


def _why_left_out(
    kind: str, place: str, before: OrganisationView | None, *, region: str, regions: Regions
) -> LeftOut | None:
    if KIND_OF.get(kind) not in SYNCED:
        return LeftOut.KIND
    if regions.get(place) is None:
        return LeftOut.PLACE
    if not regions.within(place, region):
        return LeftOut.REGION
    if before is not None and before.closed_on is not None:
        return LeftOut.CLOSED
    if before is not None and before.kind is OrganisationKind.DEPARTMENT:
        return LeftOut.DEPARTMENT
    return None


def _kept(one: NewOrganisation, before: OrganisationView | None) -> NewOrganisation:
    if before is None:
        return one
    kind = before.kind if before.kind in FINER_KINDS and one.kind is not OrganisationKind.HOSPITAL else one.kind
    if kind is not OrganisationKind.HOSPITAL:
        return replace(one, kind=kind)
    is_finer = before.hospital_class == "military"
    return replace(
        one,
        hospital_class=before.hospital_class if is_finer or not one.hospital_class else one.hospital_class,
        alliance=one.alliance or before.alliance,
    )


def _with_known_leads(
    wanted: Sequence[NewOrganisation], known: Mapping[str, OrganisationView]
) -> list[NewOrganisation]:
    """Without alliances whose lead is not there: a lead of another region is no reason to leave its members out."""
    hospitals = {one.code for one in wanted if one.kind is OrganisationKind.HOSPITAL}
    hospitals |= {code for code, one in known.items() if one.kind is OrganisationKind.HOSPITAL}
    return [one if not one.alliance or one.alliance in hospitals else replace(one, alliance="") for one in wanted]
