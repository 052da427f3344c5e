"""May this person do this, for this place? One table, asked by every page, call and command.

Nobody sees beyond the own region and what lies below it; what is public needs no permission. The lead unit acts, its
members read and comment. Requirement: ORG-4.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from baowen.core.problems import BaowenError
from baowen.orgs.acts import Act
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.regions import Regions
from baowen.orgs.roles import ROLE_WORDS, Role

__all__ = [
    "GRANTS",
    "RELATION_WORDS",
    "Act",
    "Actor",
    "Decision",
    "Grant",
    "NotAllowedError",
    "Relation",
    "decide",
    "relation",
    "require",
    "require_people_keeper",
]


class Relation(StrEnum):
    """Where a place lies, seen from the actor's own."""

    OWN = "own"
    BELOW = "below"
    BESIDE = "beside"
    ABOVE = "above"


RELATION_WORDS: dict[Relation, tuple[str, str]] = {
    Relation.OWN: ("本地区", "own region"),
    Relation.BELOW: ("下级地区", "below"),
    Relation.BESIDE: ("其他地区", "beside"),
    Relation.ABOVE: ("上级地区", "above"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody of one organisation. `region` is the code of the organisation's place; `leads`: it is the lead unit of
    that region's joint mechanism. The platform itself acts as `is_system`, by a rule of the pack."""

    name: str
    organisation: str
    kind: OrganisationKind
    region: str
    roles: frozenset[Role] = frozenset()
    leads: bool = False
    is_system: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether it is allowed, why, and by which clause ("" where it is the platform's own rule)."""

    allowed: bool
    zh: str
    en: str
    clause: str


class NotAllowedError(BaowenError):
    """Somebody wanted what the table does not allow; says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Who may: holders of one of `roles`, for places of these `relations`; `lead_only`: only in the lead unit;
    `own_organisation`: only for what belongs to the own organisation."""

    zh: str
    en: str
    roles: frozenset[Role]
    relations: frozenset[Relation]
    lead_only: bool = False
    own_organisation: bool = False
    system_too: bool = False
    clause: str = ""


_OWN = frozenset({Relation.OWN})
_DOWN = frozenset({Relation.OWN, Relation.BELOW})
_OFFICERS = frozenset({Role.DUTY_OFFICER, Role.HEAD})
_STAFF = _OFFICERS | {Role.MEMBER_OFFICER}
_SEEING = _STAFF | {Role.LIST_EDITOR}
_PRICING = _STAFF | {Role.PRICE_OFFICER}
_ANYWHERE = frozenset(Relation)
_PROCUREMENT = frozenset({Role.PROCUREMENT_OFFICER})
_WATCHING = _STAFF | {Role.PROCUREMENT_OFFICER, Role.PRICE_OFFICER}
_BUYERS, _AGENTS = frozenset({Role.BUYER}), frozenset({Role.ENTERPRISE_AGENT})
LEAD_ACTS = "HN-2、NJ-3、HD-2"

GRANTS: dict[Act, Grant] = {
    Act.CASE_READ: Grant(zh="阅看案件", en="read cases", roles=_PRICING, relations=_DOWN, clause=LEAD_ACTS),
    Act.CASE_OPEN: Grant(
        zh="登记线索为案件", en="open cases", roles=_OFFICERS, relations=_OWN, lead_only=True, system_too=True,
        clause=LEAD_ACTS,
    ),
    Act.CASE_MOVE: Grant(
        zh="办理本级案件", en="move cases of the own level", roles=_OFFICERS, relations=_OWN, lead_only=True,
        system_too=True, clause=LEAD_ACTS,
    ),
    Act.CASE_COMMENT: Grant(
        zh="对案件提意见", en="comment on cases", roles=_STAFF, relations=_DOWN, clause=LEAD_ACTS
    ),
    Act.CASE_FILE_ADD: Grant(
        zh="给案件添加附件", en="add files to cases", roles=_STAFF, relations=_DOWN, clause=LEAD_ACTS
    ),
    Act.CASE_FILE_WITHDRAW: Grant(
        zh="撤回本单位添加的附件", en="withdraw files that the own organisation added", roles=_STAFF,
        relations=frozenset(Relation), own_organisation=True, clause=LEAD_ACTS,
    ),
    Act.CASE_ANSWER: Grant(
        zh="答复对本机构的询问", en="answer what the own organisation was asked",
        roles=frozenset({Role.MEMBER_OFFICER, Role.REPORTER, Role.ENTERPRISE_AGENT, *_OFFICERS}),
        relations=frozenset(Relation), own_organisation=True,
    ),
    Act.MILITARY_READ: Grant(
        zh="阅看军地渠道案件", en="read cases of the military channel", roles=frozenset({Role.MILITARY_OFFICER}),
        relations=_DOWN, clause="HD-2",
    ),
    Act.CONSULTATION_CALL: Grant(
        zh="召集会商", en="call a consultation", roles=_OFFICERS, relations=_OWN, lead_only=True, clause="VB-3.1"
    ),
    Act.TASK_FINISH: Grant(
        zh="办结本单位的会商任务", en="finish tasks of the own organisation", roles=_STAFF,
        relations=frozenset(Relation), own_organisation=True, clause="VB-3.1",
    ),
    Act.HANDOVER_SEND: Grant(
        zh="向其他部门移送线索", en="hand clues over to other departments", roles=_PRICING, relations=_OWN,
        clause="HN-16、NJ-23、HD-17",
    ),
    Act.HANDOVER_ANSWER: Grant(
        zh="签收、答复移送", en="receive and answer hand-overs", roles=_PRICING, relations=frozenset(Relation),
        own_organisation=True, clause="HN-16、NJ-23、HD-17",
    ),
    Act.REPORT_FILE: Grant(
        zh="填报短缺直报、零报告", en="file direct and zero reports", roles=frozenset({Role.REPORTER}),
        relations=_OWN, own_organisation=True, clause="HN-7、NJ-10、HD-5",
    ),
    Act.REPORT_READ: Grant(
        zh="阅看短缺直报", en="read direct reports", roles=_STAFF, relations=_DOWN, clause="HN-7、NJ-10、HD-5"
    ),
    Act.REPORT_REVIEW: Grant(
        zh="审核短缺直报", en="review direct reports", roles=_OFFICERS, relations=_DOWN, lead_only=True,
        clause="HN-7、NJ-10、HD-5",
    ),
    Act.STOP_FILE: Grant(
        zh="提交停产报告", en="file stop-production notices", roles=frozenset({Role.ENTERPRISE_AGENT}),
        relations=_OWN, own_organisation=True, clause="HN-3、NJ-8、HD-3",
    ),
    Act.STOP_ASSESS: Grant(
        zh="评估停产影响", en="assess the impact of stops", roles=_STAFF, relations=_DOWN, clause="HN-3、NJ-8、HD-3"
    ),
    Act.FEED_SEND: Grant(
        zh="按数据接口报送本机构数据", en="send the own organisation's data by the feeds",
        roles=frozenset({Role.REPORTER, Role.ENTERPRISE_AGENT, Role.PLATFORM_ADMIN}), relations=_OWN,
        own_organisation=True,
    ),
    Act.CLUE_READ: Grant(zh="阅看举报线索", en="read clues", roles=_STAFF, relations=_DOWN, clause="HN-21、NJ-24"),
    Act.CLUE_ANSWER: Grant(
        zh="答复举报线索", en="answer clues", roles=_STAFF, relations=_DOWN, clause="HN-21、NJ-24"
    ),
    Act.LIST_PROPOSE: Grant(
        zh="提出清单调整建议", en="propose changes of lists", roles=_SEEING, relations=_DOWN, system_too=True,
        clause="HN-4、NJ-7",
    ),
    Act.LIST_OPINE: Grant(
        zh="记录专家意见", en="record experts' opinions", roles=frozenset({Role.LIST_EDITOR}), relations=_OWN,
        lead_only=True, clause="HN-4、NJ-7",
    ),
    Act.LIST_PUBLISH: Grant(
        zh="发布清单期次", en="publish editions of lists", roles=frozenset({Role.LIST_EDITOR}), relations=_OWN,
        lead_only=True, clause="HN-4、NJ-7",
    ),
    Act.LIST_RECORD: Grant(
        zh="录入上级发布的清单", en="record the lists that a place above has published",
        roles=frozenset({Role.LIST_EDITOR}), relations=frozenset({Relation.ABOVE}), lead_only=True,
        clause="HN-4、NJ-7",
    ),
    Act.SIGNAL_READ: Grant(
        zh="阅看预警", en="read signals", roles=_SEEING | {Role.PRICE_OFFICER}, relations=_DOWN, clause="HN-1"
    ),
    Act.SIGNAL_DISMISS: Grant(
        zh="排除预警", en="dismiss signals", roles=_OFFICERS, relations=_DOWN, lead_only=True
    ),
    Act.BULLETIN_WRITE: Grant(
        zh="起草公告", en="write bulletins", roles=_OFFICERS, relations=_OWN, lead_only=True, clause="HN-21、HD-23"
    ),
    Act.BULLETIN_PUBLISH: Grant(
        zh="发布、撤回公告", en="publish and withdraw bulletins", roles=frozenset({Role.HEAD}), relations=_OWN,
        lead_only=True, clause="HN-21、HD-23",
    ),
    Act.LISTING_APPLY: Grant(
        zh="申报本企业产品挂网、调价", en="apply to list and to price the own products", roles=_AGENTS,
        relations=_ANYWHERE, own_organisation=True, clause="HN-8、NJ-14、HD-7",
    ),
    Act.LISTING_READ: Grant(
        zh="阅看挂网申报", en="read applications to list", roles=_WATCHING, relations=_DOWN, clause="HN-8、NJ-14、HD-7"
    ),
    Act.LISTING_DECIDE: Grant(
        zh="受理挂网申报，暂停、恢复挂网", en="decide on listings, suspend and resume them", roles=_PROCUREMENT,
        relations=_OWN, clause="HN-8、NJ-14、HD-7",
    ),
    Act.NEGOTIATION_OPEN: Grant(
        zh="发起本机构的自主议价", en="open negotiations of the own hospital", roles=_BUYERS, relations=_OWN,
        own_organisation=True, clause="HN-9、NJ-14",
    ),
    Act.NEGOTIATION_OFFER: Grant(
        zh="在议价中为本企业报价", en="make offers of the own enterprise", roles=_AGENTS, relations=_ANYWHERE,
        own_organisation=True, clause="HN-9",
    ),
    Act.FILING_MAKE: Grant(
        zh="提交本机构的备案采购", en="file purchases of the own hospital", roles=_BUYERS, relations=_OWN,
        own_organisation=True, clause="NJ-15、HD-8",
    ),
    Act.FILING_REVIEW: Grant(
        zh="审核备案采购", en="review filed purchases", roles=_PROCUREMENT, relations=_DOWN, clause="NJ-15、HD-8"
    ),
    Act.ORDER_PLACE: Grant(
        zh="下达、验收、退货和支付本机构的订单", en="order, receive, return and pay for the own hospital",
        roles=_BUYERS, relations=_OWN, own_organisation=True, clause="HN-10、NJ-17、HD-10",
    ),
    Act.ORDER_ANSWER: Grant(
        zh="确认、配送和开票本企业的订单", en="confirm, deliver and invoice orders to the own enterprise",
        roles=_AGENTS, relations=_ANYWHERE, own_organisation=True, clause="HN-10、NJ-17、HD-10",
    ),
    Act.TRADE_READ: Grant(
        zh="阅看订单、配送和结算", en="read orders, deliveries and settlement", roles=_WATCHING, relations=_DOWN,
        clause="HN-10、NJ-17、HD-10",
    ),
    Act.SETTLEMENT_APPLY: Grant(
        zh="为本企业申请医保直接结算", en="apply for direct settlement of the own enterprise", roles=_AGENTS,
        relations=_ANYWHERE, own_organisation=True, clause="HD-9、VB-1.1",
    ),
    Act.SETTLEMENT_RUN: Grant(
        zh="办理医保直接结算", en="run direct settlement", roles=_PROCUREMENT, relations=_OWN, clause="HD-9、VB-1.1"
    ),
    Act.BREACH_RECORD: Grant(
        zh="登记违约", en="record breaches of contract", roles=_PROCUREMENT | _BUYERS, relations=_DOWN,
        clause="HN-10、NJ-17、HD-10",
    ),
    Act.BREACH_ANSWER: Grant(
        zh="对本单位的违约记录陈述申辩", en="answer breaches recorded of the own organisation",
        roles=_BUYERS | _AGENTS, relations=_ANYWHERE, own_organisation=True, clause="HN-10、NJ-17、HD-10",
    ),
    Act.BREACH_CONFIRM: Grant(
        zh="认定违约并处置", en="confirm and sanction breaches", roles=_PROCUREMENT, relations=_DOWN,
        clause="HN-10、NJ-17、HD-10",
    ),
    Act.PRICE_READ: Grant(
        zh="阅看价格监管事项", en="read price matters", roles=_WATCHING, relations=_DOWN, clause="HN-15、NJ-21、HD-15"
    ),
    Act.PRICE_MOVE: Grant(
        zh="函询、约谈、成本调查和认定价格", en="inquire into, interview about, survey and judge prices",
        roles=frozenset({Role.PRICE_OFFICER}), relations=_OWN, clause="HN-15、NJ-21、HD-15",
    ),
    Act.PRICE_ANSWER: Grant(
        zh="答复对本企业的价格函询", en="answer price inquiries to the own enterprise", roles=_AGENTS,
        relations=_ANYWHERE, own_organisation=True, clause="HN-15、NJ-21、HD-15",
    ),
    Act.ORGANISATION_KEEP: Grant(
        zh="维护机构", en="keep organisations", roles=frozenset({Role.PLATFORM_ADMIN}), relations=_DOWN
    ),
    Act.MAP_KEEP: Grant(
        zh="维护地区地图", en="keep the maps of places", roles=frozenset({Role.PLATFORM_ADMIN}), relations=_DOWN
    ),
    Act.PERSON_KEEP: Grant(
        zh="维护本机构人员", en="keep the people of the own organisation",
        roles=frozenset({Role.ORGANISATION_ADMIN}), relations=_OWN, own_organisation=True,
    ),
    Act.TOKEN_KEEP: Grant(
        zh="维护本机构接口令牌", en="keep the API tokens of the own organisation",
        roles=frozenset({Role.ORGANISATION_ADMIN}), relations=_OWN, own_organisation=True,
    ),
    Act.AUDIT_READ: Grant(
        zh="阅看审计记录", en="read the audit chain", roles=frozenset({Role.AUDITOR}), relations=_DOWN
    ),
}  # fmt: skip


def relation(regions: Regions, own: str, place: str) -> Relation:
    """Where a place lies, seen from another; a code that is unknown lies beside everything."""
    if own == place:
        return Relation.OWN
    if regions.within(place, own):
        return Relation.BELOW
    return Relation.ABOVE if regions.within(own, place) else Relation.BESIDE


def decide(actor: Actor, act: Act, place: str, *, regions: Regions, organisation: str = "") -> Decision:
    """Whether the actor may do this for a place (region code); `organisation` is whose matter it is, "" for nobody's.

    Denied unless the table allows it. A platform administrator keeps the people of any organisation of the region.
    """
    grant = GRANTS[act]
    if actor.is_system:
        return _said(grant.system_too, grant, "系统按政策条目办理", "the platform, by the pack")
    if not grant.roles & actor.roles:
        holders = "、".join(ROLE_WORDS[role].zh for role in sorted(grant.roles))
        return _said(False, grant, f"需要角色：{holders}", f"needs one of the roles {_names(grant.roles)}")
    where = relation(regions, actor.region, place)
    if where not in grant.relations:
        zh, en = RELATION_WORDS[where]
        return _said(False, grant, f"{zh}的事项不在权限内", f"does not reach places {en}")
    if grant.lead_only and not actor.leads:
        return _said(False, grant, "只有牵头单位可以办理", "only the lead unit may")
    if grant.own_organisation and actor.organisation != organisation:
        return _said(False, grant, "只限本机构的事项", "only for the own organisation")
    return _said(True, grant, grant.zh, grant.en)


def require(actor: Actor, act: Act, place: str, *, regions: Regions, organisation: str = "") -> Decision:
    """The decision where it allows; NotAllowedError that says why where it does not."""
    found = decide(actor, act, place, regions=regions, organisation=organisation)
    if not found.allowed:
        grant, basis = GRANTS[act], f"（{found.clause}）" if found.clause else ""
        raise NotAllowedError(
            f"{actor.name} 不能{grant.zh}：{found.zh}{basis}", f"{actor.name} may not {grant.en}: {found.en}"
        )
    return found


def require_people_keeper(actor: Actor, place: str, organisation: str, *, regions: Regions) -> Decision:
    """The organisation's own administrator keeps its people, and the platform administrator those of the region."""
    act = Act.ORGANISATION_KEEP if Role.PLATFORM_ADMIN in actor.roles else Act.PERSON_KEEP
    return require(actor, act, place, regions=regions, organisation=organisation)


def _said(allowed: bool, grant: Grant, zh: str, en: str) -> Decision:
    return Decision(allowed, zh, en, grant.clause)


def _names(roles: frozenset[Role]) -> str:
    return ", ".join(ROLE_WORDS[role].en for role in sorted(roles))
