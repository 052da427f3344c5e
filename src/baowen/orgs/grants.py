"""The table of permissions: which act is open to which roles, for which places. ORG-4."""

from __future__ import annotations

from baowen.orgs.acts import Act
from baowen.orgs.grant import (
    AGENTS,
    ANYWHERE,
    BUYERS,
    DOWN,
    LEAD_ACTS,
    OFFICERS,
    OWN,
    PRICING,
    PROCUREMENT,
    SEEING,
    STAFF,
    WATCHING,
    Grant,
    Relation,
)
from baowen.orgs.grants_stock import STOCK_GRANTS
from baowen.orgs.grants_vbp import VBP_GRANTS
from baowen.orgs.roles import Role

GRANTS: dict[Act, Grant] = {
    Act.CASE_READ: Grant(zh="阅看案件", en="read cases", roles=PRICING, relations=DOWN, clause=LEAD_ACTS),
    Act.CASE_OPEN: Grant(
        zh="登记线索为案件", en="open cases", roles=OFFICERS, relations=OWN, lead_only=True, system_too=True,
        clause=LEAD_ACTS,
    ),
    Act.CASE_MOVE: Grant(
        zh="办理本级案件", en="move cases of the own level", roles=OFFICERS, relations=OWN, lead_only=True,
        system_too=True, clause=LEAD_ACTS,
    ),
    Act.CASE_COMMENT: Grant(
        zh="对案件提意见", en="comment on cases", roles=STAFF, relations=DOWN, clause=LEAD_ACTS
    ),
    Act.CASE_FILE_ADD: Grant(
        zh="给案件添加附件", en="add files to cases", roles=STAFF, relations=DOWN, clause=LEAD_ACTS
    ),
    Act.CASE_FILE_WITHDRAW: Grant(
        zh="撤回本单位添加的附件", en="withdraw files that the own organisation added", roles=STAFF,
        relations=frozenset(Relation), own_organisation=True, clause=LEAD_ACTS,
    ),
    Act.CASE_ANSWER: Grant(
        zh="答复对本机构的询问", en="answer what the own organisation was asked",
        roles=frozenset({Role.MEMBER_OFFICER, Role.REPORTER, Role.ENTERPRISE_AGENT, *OFFICERS}),
        relations=frozenset(Relation), own_organisation=True,
    ),
    Act.MILITARY_READ: Grant(
        zh="阅看军地渠道案件", en="read cases of the military channel", roles=frozenset({Role.MILITARY_OFFICER}),
        relations=DOWN, clause="HD-2",
    ),
    Act.CONSULTATION_CALL: Grant(
        zh="召集会商", en="call a consultation", roles=OFFICERS, relations=OWN, lead_only=True, clause="VB-3.1"
    ),
    Act.TASK_FINISH: Grant(
        zh="办结本单位的会商任务", en="finish tasks of the own organisation", roles=STAFF,
        relations=frozenset(Relation), own_organisation=True, clause="VB-3.1",
    ),
    Act.HANDOVER_SEND: Grant(
        zh="向其他部门移送线索", en="hand clues over to other departments", roles=PRICING, relations=OWN,
        clause="HN-16、NJ-23、HD-17",
    ),
    Act.HANDOVER_ANSWER: Grant(
        zh="签收、答复移送", en="receive and answer hand-overs", roles=PRICING, relations=frozenset(Relation),
        own_organisation=True, clause="HN-16、NJ-23、HD-17",
    ),
    Act.REPORT_FILE: Grant(
        zh="填报短缺直报、零报告", en="file direct and zero reports", roles=frozenset({Role.REPORTER}),
        relations=OWN, own_organisation=True, clause="HN-7、NJ-10、HD-5",
    ),
    Act.REPORT_READ: Grant(
        zh="阅看短缺直报", en="read direct reports", roles=STAFF, relations=DOWN, clause="HN-7、NJ-10、HD-5"
    ),
    Act.REPORT_REVIEW: Grant(
        zh="审核短缺直报", en="review direct reports", roles=OFFICERS, relations=DOWN, lead_only=True,
        clause="HN-7、NJ-10、HD-5",
    ),
    Act.STOP_FILE: Grant(
        zh="提交停产报告", en="file stop-production notices", roles=frozenset({Role.ENTERPRISE_AGENT}),
        relations=OWN, own_organisation=True, clause="HN-3、NJ-8、HD-3",
    ),
    Act.STOP_ASSESS: Grant(
        zh="评估停产影响", en="assess the impact of stops", roles=STAFF, relations=DOWN, clause="HN-3、NJ-8、HD-3"
    ),
    Act.FEED_SEND: Grant(
        zh="按数据接口报送本机构数据", en="send the own organisation's data by the feeds",
        roles=frozenset({Role.REPORTER, Role.ENTERPRISE_AGENT, Role.PLATFORM_ADMIN}), relations=OWN,
        own_organisation=True,
    ),
    Act.CLUE_READ: Grant(zh="阅看举报线索", en="read clues", roles=STAFF, relations=DOWN, clause="HN-21、NJ-24"),
    Act.CLUE_ANSWER: Grant(
        zh="答复举报线索", en="answer clues", roles=STAFF, relations=DOWN, clause="HN-21、NJ-24"
    ),
    Act.LIST_PROPOSE: Grant(
        zh="提出清单调整建议", en="propose changes of lists", roles=SEEING, relations=DOWN, system_too=True,
        clause="HN-4、NJ-7",
    ),
    Act.LIST_OPINE: Grant(
        zh="记录专家意见", en="record experts' opinions", roles=frozenset({Role.LIST_EDITOR}), relations=OWN,
        lead_only=True, clause="HN-4、NJ-7",
    ),
    Act.LIST_PUBLISH: Grant(
        zh="发布清单期次", en="publish editions of lists", roles=frozenset({Role.LIST_EDITOR}), relations=OWN,
        lead_only=True, clause="HN-4、NJ-7",
    ),
    Act.LIST_RECORD: Grant(
        zh="录入上级发布的清单", en="record the lists that a place above has published",
        roles=frozenset({Role.LIST_EDITOR}), relations=frozenset({Relation.ABOVE}), lead_only=True,
        clause="HN-4、NJ-7",
    ),
    Act.SIGNAL_READ: Grant(
        zh="阅看预警", en="read signals", roles=SEEING | {Role.PRICE_OFFICER}, relations=DOWN, clause="HN-1"
    ),
    Act.SIGNAL_DISMISS: Grant(
        zh="排除预警", en="dismiss signals", roles=OFFICERS, relations=DOWN, lead_only=True
    ),
    Act.BULLETIN_WRITE: Grant(
        zh="起草公告", en="write bulletins", roles=OFFICERS, relations=OWN, lead_only=True, clause="HN-21、HD-23"
    ),
    Act.BULLETIN_PUBLISH: Grant(
        zh="发布、撤回公告", en="publish and withdraw bulletins", roles=frozenset({Role.HEAD}), relations=OWN,
        lead_only=True, clause="HN-21、HD-23",
    ),
    Act.LISTING_APPLY: Grant(
        zh="申报本企业产品挂网、调价", en="apply to list and to price the own products", roles=AGENTS,
        relations=ANYWHERE, own_organisation=True, clause="HN-8、NJ-14、HD-7",
    ),
    Act.LISTING_READ: Grant(
        zh="阅看挂网申报", en="read applications to list", roles=WATCHING, relations=DOWN, clause="HN-8、NJ-14、HD-7"
    ),
    Act.LISTING_DECIDE: Grant(
        zh="受理挂网申报，暂停、恢复挂网", en="decide on listings, suspend and resume them", roles=PROCUREMENT,
        relations=OWN, clause="HN-8、NJ-14、HD-7",
    ),
    Act.NEGOTIATION_OPEN: Grant(
        zh="发起本机构的自主议价", en="open negotiations of the own hospital", roles=BUYERS, relations=OWN,
        own_organisation=True, clause="HN-9、NJ-14",
    ),
    Act.NEGOTIATION_OFFER: Grant(
        zh="在议价中为本企业报价", en="make offers of the own enterprise", roles=AGENTS, relations=ANYWHERE,
        own_organisation=True, clause="HN-9",
    ),
    Act.FILING_MAKE: Grant(
        zh="提交本机构的备案采购", en="file purchases of the own hospital", roles=BUYERS, relations=OWN,
        own_organisation=True, clause="NJ-15、HD-8",
    ),
    Act.FILING_REVIEW: Grant(
        zh="审核备案采购", en="review filed purchases", roles=PROCUREMENT, relations=DOWN, clause="NJ-15、HD-8"
    ),
    Act.ORDER_PLACE: Grant(
        zh="下达、验收、退货和支付本机构的订单", en="order, receive, return and pay for the own hospital",
        roles=BUYERS, relations=OWN, own_organisation=True, clause="HN-10、NJ-17、HD-10",
    ),
    Act.ORDER_ANSWER: Grant(
        zh="确认、配送和开票本企业的订单", en="confirm, deliver and invoice orders to the own enterprise",
        roles=AGENTS, relations=ANYWHERE, own_organisation=True, clause="HN-10、NJ-17、HD-10",
    ),
    Act.TRADE_READ: Grant(
        zh="阅看订单、配送和结算", en="read orders, deliveries and settlement", roles=WATCHING, relations=DOWN,
        clause="HN-10、NJ-17、HD-10",
    ),
    Act.SETTLEMENT_APPLY: Grant(
        zh="为本企业申请医保直接结算", en="apply for direct settlement of the own enterprise", roles=AGENTS,
        relations=ANYWHERE, own_organisation=True, clause="HD-9、VB-1.1",
    ),
    Act.SETTLEMENT_RUN: Grant(
        zh="办理医保直接结算", en="run direct settlement", roles=PROCUREMENT, relations=OWN, clause="HD-9、VB-1.1"
    ),
    Act.BREACH_RECORD: Grant(
        zh="登记违约", en="record breaches of contract", roles=PROCUREMENT | BUYERS, relations=DOWN,
        clause="HN-10、NJ-17、HD-10",
    ),
    Act.BREACH_ANSWER: Grant(
        zh="对本单位的违约记录陈述申辩", en="answer breaches recorded of the own organisation",
        roles=BUYERS | AGENTS, relations=ANYWHERE, own_organisation=True, clause="HN-10、NJ-17、HD-10",
    ),
    Act.BREACH_CONFIRM: Grant(
        zh="认定违约并处置", en="confirm and sanction breaches", roles=PROCUREMENT, relations=DOWN,
        clause="HN-10、NJ-17、HD-10",
    ),
    Act.PRICE_READ: Grant(
        zh="阅看价格监管事项", en="read price matters", roles=WATCHING, relations=DOWN, clause="HN-15、NJ-21、HD-15"
    ),
    Act.PRICE_MOVE: Grant(
        zh="函询、约谈、成本调查和认定价格", en="inquire into, interview about, survey and judge prices",
        roles=frozenset({Role.PRICE_OFFICER}), relations=OWN, clause="HN-15、NJ-21、HD-15",
    ),
    Act.PRICE_ANSWER: Grant(
        zh="答复对本企业的价格函询", en="answer price inquiries to the own enterprise", roles=AGENTS,
        relations=ANYWHERE, own_organisation=True, clause="HN-15、NJ-21、HD-15",
    ),
    **VBP_GRANTS,
    **STOCK_GRANTS,
    Act.ORGANISATION_KEEP: Grant(
        zh="维护机构", en="keep organisations", roles=frozenset({Role.PLATFORM_ADMIN}), relations=DOWN
    ),
    Act.MAP_KEEP: Grant(
        zh="维护地区地图", en="keep the maps of places", roles=frozenset({Role.PLATFORM_ADMIN}), relations=DOWN
    ),
    Act.PERSON_KEEP: Grant(
        zh="维护本机构人员", en="keep the people of the own organisation",
        roles=frozenset({Role.ORGANISATION_ADMIN}), relations=OWN, own_organisation=True,
    ),
    Act.TOKEN_KEEP: Grant(
        zh="维护本机构接口令牌", en="keep the API tokens of the own organisation",
        roles=frozenset({Role.ORGANISATION_ADMIN}), relations=OWN, own_organisation=True,
    ),
    Act.AUDIT_READ: Grant(
        zh="阅看审计记录", en="read the audit chain", roles=frozenset({Role.AUDITOR}), relations=DOWN
    ),
}  # fmt: skip
