"""Writes docs/reference/permissions.md: roles with who should hold them, and the matrix of acts. Generated, so true."""

from __future__ import annotations

from baowen.orgs.departments import ORGANISATION_WORDS, OrganisationKind
from baowen.orgs.permissions import GRANTS, RELATION_WORDS, Act, Actor, Grant, Relation, decide
from baowen.orgs.regions import Regions, load_regions
from baowen.orgs.roles import ROLE_WORDS, Role

PLACES = {Relation.OWN: "430100", Relation.BELOW: "430121", Relation.BESIDE: "430200", Relation.ABOVE: "430000"}
"""A place of each relation, seen from 长沙市 (430100)."""
OURS = "own"


def allowed_relations(act: Act, role: Role, *, leads: bool, own: bool, regions: Regions) -> list[Relation]:
    """For which places a holder of one role may do something; `own`: the matter belongs to the own organisation."""
    kind = sorted(ROLE_WORDS[role].kinds)[0]
    actor = Actor(
        name="one", organisation=OURS, kind=kind, region=PLACES[Relation.OWN], roles=frozenset({role}), leads=leads
    )
    whose = OURS if own else "other"
    return [
        where
        for where, place in PLACES.items()
        if decide(actor, act, place, regions=regions, organisation=whose).allowed
    ]


def render() -> str:
    """The whole page."""
    lines = [
        "# Roles and permissions 角色与权限", "",
        "Generated from `baowen.orgs.roles` and `baowen.orgs.permissions` (ORG-4); do not edit.",
        "Every page, call of the API and command asks the same table. What it does not allow is denied; what is public",
        "needs no permission. 未列明的一律不允许；公开信息不需要权限。", "",
        "## Roles 角色", "", "| 角色 | role | 由谁担任 | who should hold it | 机构类型 |", "|---|---|---|---|---|",
    ]  # fmt: skip
    lines += [
        f"| {words.zh} | {words.en} (`{role}`) | {words.holder_zh} | {words.holder_en} | {_kinds(words.kinds)} |"
        for role, words in ROLE_WORDS.items()
    ]
    lines += [
        "", "## Acts 事项", "", "、".join(f"{zh} {en}" for zh, en in RELATION_WORDS.values()) + ".",
        "", "| 事项 | act | 角色 | 地区 | 限制 | 条款 |", "|---|---|---|---|---|---|",
    ]  # fmt: skip
    lines += [_row(act, grant) for act, grant in GRANTS.items()]
    lines += ["", "## Matrix 矩阵", "", "本 own · 下 below · 他 beside · 上 above; 空白为不允许 blank: denied.",
              "For a lead unit and for matters of the own organisation, the most that the role can have.", "",
              "| act | " + " | ".join(words.zh for words in ROLE_WORDS.values()) + " |",
              "|---|" + "---|" * len(ROLE_WORDS)]  # fmt: skip
    regions = load_regions()
    for act in Act:
        cells = (
            "".join(_SIGNS[one] for one in allowed_relations(act, role, leads=True, own=True, regions=regions))
            for role in ROLE_WORDS
        )
        lines.append(f"| `{act}` | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


_SIGNS = {Relation.OWN: "本", Relation.BELOW: "下", Relation.BESIDE: "他", Relation.ABOVE: "上"}


def _row(act: Act, grant: Grant) -> str:
    roles = "、".join(ROLE_WORDS[role].zh for role in ROLE_WORDS if role in grant.roles)
    places = "、".join(RELATION_WORDS[one][0] for one in Relation if one in grant.relations)
    limits = [
        words
        for holds, words in (
            (grant.lead_only, "限牵头单位"),
            (grant.own_organisation, "限本机构"),
            (grant.system_too, "系统可按政策办理"),
        )
        if holds
    ]
    return f"| {grant.zh} | {grant.en} (`{act}`) | {roles} | {places} | {'；'.join(limits)} | {grant.clause} |"


def _kinds(kinds: frozenset[OrganisationKind]) -> str:
    if kinds == frozenset(OrganisationKind):
        return "全部"
    return "、".join(ORGANISATION_WORDS[kind][0] for kind in OrganisationKind if kind in kinds)
