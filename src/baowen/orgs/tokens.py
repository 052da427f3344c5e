"""API tokens: what they may do, how the secret is made and how it is recognised. Requirement: ORG-4, COL-1."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from enum import StrEnum

from baowen.orgs.departments import OrganisationKind
from baowen.orgs.roles import ROLE_WORDS, Role

PREFIX = "bw_"


class Scope(StrEnum):
    """What a token opens; each is asked beside the permission of the organisation that holds it."""

    REPORTS_WRITE = "reports:write"
    REPORTS_READ = "reports:read"
    REPORTS_REVIEW = "reports:review"
    STOPS_WRITE = "stops:write"
    STOPS_READ = "stops:read"
    STOPS_ASSESS = "stops:assess"
    CLUES_WRITE = "clues:write"
    CLUES_READ = "clues:read"
    CLUES_ANSWER = "clues:answer"
    FEEDS_WRITE = "feeds:write"
    CASES_READ = "cases:read"
    CASES_ANSWER = "cases:answer"
    CASES_MOVE = "cases:move"
    SIGNALS_READ = "signals:read"
    SIGNALS_DISMISS = "signals:dismiss"
    LISTS_READ = "lists:read"
    LISTS_PROPOSE = "lists:propose"
    LISTINGS_READ = "listings:read"
    LISTINGS_WRITE = "listings:write"
    LISTINGS_DECIDE = "listings:decide"
    BUYING_WRITE = "buying:write"
    BUYING_OFFER = "buying:offer"
    BUYING_REVIEW = "buying:review"
    ORDERS_READ = "orders:read"
    ORDERS_WRITE = "orders:write"
    ORDERS_ANSWER = "orders:answer"
    SETTLEMENTS_WRITE = "settlements:write"
    SETTLEMENTS_RUN = "settlements:run"
    PRICES_READ = "prices:read"
    PRICES_ANSWER = "prices:answer"
    PRICES_MOVE = "prices:move"
    VBP_READ = "vbp:read"
    VBP_WRITE = "vbp:write"
    VBP_ANSWER = "vbp:answer"
    VBP_MANAGE = "vbp:manage"
    RESERVES_READ = "reserves:read"
    RESERVES_MANAGE = "reserves:manage"
    RESERVES_MOVE = "reserves:move"
    TRANSFERS_PLAN = "transfers:plan"
    HOSPITALS_READ = "hospitals:read"
    HOSPITALS_WRITE = "hospitals:write"
    PRODUCTION_READ = "production:read"
    PRODUCTION_WRITE = "production:write"
    CHANGES_READ = "changes:read"


SCOPE_WORDS: dict[Scope, tuple[str, str]] = {
    Scope.REPORTS_WRITE: ("提交短缺直报、零报告", "file direct and zero reports"),
    Scope.REPORTS_READ: ("读取短缺直报", "read direct reports"),
    Scope.REPORTS_REVIEW: ("审核短缺直报", "review direct reports"),
    Scope.STOPS_WRITE: ("提交停产报告", "file stop-production notices"),
    Scope.STOPS_READ: ("读取停产报告", "read stop-production notices"),
    Scope.STOPS_ASSESS: ("登记停产影响评估", "enter assessments of stops"),
    Scope.CLUES_WRITE: ("转交举报线索", "pass clues on"),
    Scope.CLUES_READ: ("读取举报线索", "read clues"),
    Scope.CLUES_ANSWER: ("答复举报线索", "answer clues"),
    Scope.FEEDS_WRITE: ("按数据接口报送文件", "send files of the feeds"),
    Scope.CASES_READ: ("读取案件", "read cases"),
    Scope.CASES_ANSWER: ("答复询问、会商邀请、任务和移送", "answer questions, invitations, tasks and hand-overs"),
    Scope.CASES_MOVE: (
        "登记、办理案件，召集会商，移送线索",
        "open and move cases, call consultations, hand clues over",
    ),
    Scope.SIGNALS_READ: ("读取预警", "read signals"),
    Scope.SIGNALS_DISMISS: ("排除预警", "dismiss signals"),
    Scope.LISTS_READ: ("读取清单", "read lists"),
    Scope.LISTS_PROPOSE: ("提出清单调整建议", "propose changes of lists"),
    Scope.LISTINGS_READ: ("读取挂网申报", "read applications to list"),
    Scope.LISTINGS_WRITE: ("申报挂网、调价", "apply to list and to price"),
    Scope.LISTINGS_DECIDE: ("受理挂网，暂停、恢复挂网", "decide on listings, suspend and resume them"),
    Scope.BUYING_WRITE: ("发起议价、提交备案采购", "open negotiations and file purchases"),
    Scope.BUYING_OFFER: ("在议价中报价", "make offers in negotiations"),
    Scope.BUYING_REVIEW: ("审核备案采购", "review filed purchases"),
    Scope.ORDERS_READ: ("读取订单、配送、发票和付款", "read orders, deliveries, invoices and payments"),
    Scope.ORDERS_WRITE: ("下达、验收、退货和支付订单", "order, receive, return and pay"),
    Scope.ORDERS_ANSWER: ("确认、配送和开票订单", "confirm, deliver and invoice orders"),
    Scope.SETTLEMENTS_WRITE: ("申请医保直接结算", "apply for direct settlement"),
    Scope.SETTLEMENTS_RUN: ("办理医保直接结算", "run direct settlement"),
    Scope.PRICES_READ: ("读取价格监管事项", "read price matters"),
    Scope.PRICES_ANSWER: ("答复价格函询", "answer price inquiries"),
    Scope.PRICES_MOVE: ("办理价格监管事项", "handle price matters"),
    Scope.VBP_READ: (
        "读取集采批次、报量、协议、进度和考核",
        "read rounds, volume reports, contracts, progress and results",
    ),
    Scope.VBP_WRITE: ("报量、签约、反映供应问题、申诉", "report volumes, sign, tell of supply problems, appeal"),
    Scope.VBP_ANSWER: ("以企业身份签约、答复供应问题", "sign and answer supply problems as an enterprise"),
    Scope.VBP_MANAGE: (
        "办理批次、报量审核、协议、通报和考核",
        "handle rounds, reviews, contracts, circulars and results",
    ),
    Scope.RESERVES_READ: ("读取储备、警戒线和调剂", "read reserves, warning lines and transfers"),
    Scope.RESERVES_MANAGE: (
        "编制储备计划，下达动用和补库",
        "plan reserves, order releases and replenishments",
    ),
    Scope.RESERVES_MOVE: (
        "办理本机构的储备出入库和调剂收发",
        "move the own organisation's reserves and transfers",
    ),
    Scope.TRANSFERS_PLAN: ("编制和下达调剂方案", "plan and order transfers"),
    Scope.HOSPITALS_READ: ("读取医疗机构用药管理情况", "read how hospitals manage their medicines"),
    Scope.HOSPITALS_WRITE: (
        "维护本机构用药目录、短缺分级、替代和库存公开",
        "keep the own formulary, grades, substitutes and shown stock",
    ),
    Scope.PRODUCTION_READ: ("读取生产登记", "read the registers of production"),
    Scope.PRODUCTION_WRITE: ("维护生产登记", "keep the registers of production"),
    Scope.CHANGES_READ: ("读取变更序列", "read the change feed"),
}

# A system acts for its organisation with just the roles that its scopes stand for, where such an organisation has them.
_ROLES: dict[Scope, frozenset[Role]] = {
    Scope.REPORTS_WRITE: frozenset({Role.REPORTER}),
    Scope.REPORTS_READ: frozenset({Role.MEMBER_OFFICER, Role.REPORTER}),
    Scope.REPORTS_REVIEW: frozenset({Role.DUTY_OFFICER}),
    Scope.STOPS_WRITE: frozenset({Role.ENTERPRISE_AGENT}),
    Scope.STOPS_READ: frozenset({Role.MEMBER_OFFICER, Role.ENTERPRISE_AGENT}),
    Scope.STOPS_ASSESS: frozenset({Role.MEMBER_OFFICER}),
    Scope.CLUES_READ: frozenset({Role.MEMBER_OFFICER}),
    Scope.CLUES_ANSWER: frozenset({Role.MEMBER_OFFICER}),
    Scope.FEEDS_WRITE: frozenset({Role.REPORTER, Role.ENTERPRISE_AGENT, Role.PLATFORM_ADMIN}),
    Scope.CASES_READ: frozenset({Role.MEMBER_OFFICER}),
    Scope.CASES_ANSWER: frozenset({Role.MEMBER_OFFICER, Role.REPORTER, Role.ENTERPRISE_AGENT}),
    Scope.CASES_MOVE: frozenset({Role.DUTY_OFFICER}),
    Scope.SIGNALS_READ: frozenset({Role.MEMBER_OFFICER}),
    Scope.SIGNALS_DISMISS: frozenset({Role.DUTY_OFFICER}),
    Scope.LISTS_READ: frozenset({Role.MEMBER_OFFICER}),
    Scope.LISTS_PROPOSE: frozenset({Role.MEMBER_OFFICER}),
    Scope.LISTINGS_READ: frozenset({Role.PROCUREMENT_OFFICER, Role.ENTERPRISE_AGENT}),
    Scope.LISTINGS_WRITE: frozenset({Role.ENTERPRISE_AGENT}),
    Scope.LISTINGS_DECIDE: frozenset({Role.PROCUREMENT_OFFICER}),
    Scope.BUYING_WRITE: frozenset({Role.BUYER}),
    Scope.BUYING_OFFER: frozenset({Role.ENTERPRISE_AGENT}),
    Scope.BUYING_REVIEW: frozenset({Role.PROCUREMENT_OFFICER}),
    Scope.ORDERS_READ: frozenset({Role.PROCUREMENT_OFFICER, Role.BUYER, Role.ENTERPRISE_AGENT}),
    Scope.ORDERS_WRITE: frozenset({Role.BUYER}),
    Scope.ORDERS_ANSWER: frozenset({Role.ENTERPRISE_AGENT}),
    Scope.SETTLEMENTS_WRITE: frozenset({Role.ENTERPRISE_AGENT}),
    Scope.SETTLEMENTS_RUN: frozenset({Role.PROCUREMENT_OFFICER}),
    Scope.PRICES_READ: frozenset({Role.PRICE_OFFICER, Role.ENTERPRISE_AGENT}),
    Scope.PRICES_ANSWER: frozenset({Role.ENTERPRISE_AGENT}),
    Scope.PRICES_MOVE: frozenset({Role.PRICE_OFFICER}),
    Scope.VBP_READ: frozenset({Role.PROCUREMENT_OFFICER, Role.BUYER, Role.ENTERPRISE_AGENT}),
    Scope.VBP_WRITE: frozenset({Role.BUYER}),
    Scope.VBP_ANSWER: frozenset({Role.ENTERPRISE_AGENT}),
    Scope.VBP_MANAGE: frozenset({Role.PROCUREMENT_OFFICER}),
    Scope.RESERVES_READ: frozenset({Role.MEMBER_OFFICER, Role.RESERVE_OFFICER, Role.REPORTER, Role.ENTERPRISE_AGENT}),
    Scope.RESERVES_MANAGE: frozenset({Role.RESERVE_OFFICER}),
    Scope.RESERVES_MOVE: frozenset({Role.REPORTER, Role.ENTERPRISE_AGENT}),
    Scope.TRANSFERS_PLAN: frozenset({Role.DUTY_OFFICER}),
    Scope.HOSPITALS_READ: frozenset({Role.MEMBER_OFFICER, Role.REPORTER}),
    Scope.HOSPITALS_WRITE: frozenset({Role.REPORTER}),
    Scope.PRODUCTION_READ: frozenset({Role.MEMBER_OFFICER}),
    Scope.PRODUCTION_WRITE: frozenset({Role.MEMBER_OFFICER}),
    Scope.CHANGES_READ: frozenset({Role.MEMBER_OFFICER}),
}


def roles_of(scopes: Iterable[Scope], kind: OrganisationKind) -> frozenset[Role]:
    """The roles with which a token of such an organisation acts."""
    wanted = frozenset[Role]().union(*(_ROLES.get(scope, frozenset()) for scope in scopes))
    return frozenset(role for role in wanted if kind in ROLE_WORDS[role].kinds)


def new_secret() -> str:
    """A secret of 256 bits that says what it is, so that scanners of leaked secrets can find it."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """What is kept of a secret. A plain hash will do: nobody can guess 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()
