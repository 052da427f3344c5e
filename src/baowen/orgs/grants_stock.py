"""The part of the table of permissions about stock: reserves, transfers, hospitals' medicines, production."""

from __future__ import annotations

from baowen.orgs.acts import Act
from baowen.orgs.grant import AGENTS, ANYWHERE, DOWN, KEEPERS, OFFICERS, OWN, RESERVES, SEEING, STAFF, Grant
from baowen.orgs.roles import Role

STOCK_GRANTS: dict[Act, Grant] = {
    Act.RESERVE_READ: Grant(
        zh="阅看医药储备", en="read reserves", roles=SEEING | RESERVES, relations=DOWN, clause="HN-11、NJ-25、HD-12"
    ),
    Act.RESERVE_PLAN: Grant(
        zh="编制储备目录、计划和预算，考核承储企业", en="plan reserves and their money, assess holders",
        roles=RESERVES, relations=OWN, clause="NJ-25、HD-12",
    ),
    Act.RESERVE_RELEASE: Grant(
        zh="下达储备动用、补库指令", en="order releases and replenishments", roles=RESERVES | OFFICERS,
        relations=OWN, clause="HN-11、NJ-25、HD-12",
    ),
    Act.RESERVE_MOVE: Grant(
        zh="执行本单位承储的储备出入库", en="move the reserves that the own organisation holds",
        roles=AGENTS | KEEPERS, relations=ANYWHERE, own_organisation=True, clause="NJ-25、NJ-26、HD-12",
    ),
    Act.LINE_SET: Grant(
        zh="设置本机构的库存警戒线", en="set the own organisation's warning lines", roles=AGENTS | KEEPERS,
        relations=OWN, own_organisation=True, clause="HN-7、NJ-11、HD-13",
    ),
    Act.LINE_DIRECT: Grant(
        zh="规定本地区的库存警戒线", en="direct the warning lines of a region", roles=RESERVES | OFFICERS,
        relations=OWN, clause="HN-11、NJ-26、NJ-27",
    ),
    Act.TRANSFER_READ: Grant(
        zh="阅看药品调剂", en="read transfers", roles=SEEING | RESERVES, relations=DOWN, clause="NJ-5、HD-13"
    ),
    Act.TRANSFER_PLAN: Grant(
        zh="编制、修改和下达调剂方案", en="plan, change and order transfers", roles=OFFICERS, relations=OWN,
        lead_only=True, clause="NJ-5、HD-13",
    ),
    Act.TRANSFER_MOVE: Grant(
        zh="答复、发出和验收本机构的调剂药品", en="answer, send and receive the own organisation's transfers",
        roles=AGENTS | KEEPERS, relations=ANYWHERE, own_organisation=True, clause="NJ-5、HD-13",
    ),
    Act.HOSPITAL_READ: Grant(
        zh="阅看医疗机构用药管理情况", en="read how hospitals manage their medicines", roles=SEEING, relations=DOWN,
        clause="HN-5、NJ-9、HD-4",
    ),
    Act.FORMULARY_KEEP: Grant(
        zh="维护本机构的用药目录和遴选记录", en="keep the own formulary and its selection record",
        roles=KEEPERS, relations=OWN, own_organisation=True, clause="HN-6、NJ-13、HD-6",
    ),
    Act.SHORTAGE_GRADE: Grant(
        zh="评估本机构短缺药品的分级", en="grade the own hospital's short drugs", roles=KEEPERS, relations=OWN,
        own_organisation=True, clause="NJ-13、HD-6",
    ),
    Act.SUBSTITUTE_WRITE: Grant(
        zh="编写替代用药指南", en="write the guide of substitutes", roles=frozenset({Role.LIST_EDITOR}), relations=OWN,
        lead_only=True, clause="HN-7、NJ-13、HD-6",
    ),
    Act.SUBSTITUTE_PUBLISH: Grant(
        zh="发布、撤回替代用药指南", en="publish and withdraw the guide of substitutes",
        roles=frozenset({Role.HEAD}), relations=OWN, lead_only=True, clause="HN-7、NJ-13、HD-6",
    ),
    Act.SUBSTITUTE_ADOPT: Grant(
        zh="在本机构采用替代用药建议", en="adopt substitutes in the own hospital", roles=KEEPERS, relations=OWN,
        own_organisation=True, clause="HN-7、NJ-13、HD-6",
    ),
    Act.HOLDING_SHOW: Grant(
        zh="决定本机构库存向公众公开的程度", en="decide how much of the own stock the public sees",
        roles=KEEPERS | {Role.ENTERPRISE_AGENT, Role.ORGANISATION_ADMIN}, relations=OWN, own_organisation=True,
        clause="HN-7、NJ-11、NJ-12、HD-5",
    ),
    Act.PRODUCTION_READ: Grant(
        zh="阅看生产登记", en="read the registers of production", roles=SEEING | RESERVES, relations=DOWN,
        clause="HN-12、HN-13、NJ-28",
    ),
    Act.PRODUCTION_KEEP: Grant(
        zh="维护生产登记", en="keep the registers of production", roles=STAFF, relations=OWN,
        clause="HN-12、HN-13、NJ-28、NJ-29",
    ),
}  # fmt: skip
