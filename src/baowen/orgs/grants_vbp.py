"""The part of the table of permissions that volume-based procurement asks. VBP-1 to VBP-13."""

from __future__ import annotations

from baowen.orgs.acts import Act
from baowen.orgs.grant import AGENTS, ANYWHERE, BUYERS, DOWN, OWN, PROCUREMENT, WATCHING, Grant
from baowen.orgs.roles import Role

VBP_GRANTS: dict[Act, Grant] = {
    Act.VBP_READ: Grant(
        zh="阅看集采批次、报量、合同和进度", en="read rounds, volume reports, contracts and progress", roles=WATCHING,
        relations=DOWN, clause="VB-2.2",
    ),
    Act.VBP_ROUND_KEEP: Grant(
        zh="录入集采批次", en="enter rounds of volume-based procurement", roles=PROCUREMENT, relations=OWN,
        clause="VB-1.1",
    ),
    Act.VBP_REPORT: Grant(
        zh="填报本机构的集采需求量", en="report the own hospital's volumes", roles=BUYERS, relations=OWN,
        own_organisation=True, clause="VB-2.1",
    ),
    Act.VBP_REVIEW: Grant(
        zh="审核报量", en="review volume reports", roles=PROCUREMENT, relations=DOWN, clause="VB-2.1"
    ),
    Act.VBP_CONTRACT: Grant(
        zh="核定约定采购量、生成购销协议", en="allocate agreed volumes and draw up contracts", roles=PROCUREMENT,
        relations=OWN, clause="VB-2.1",
    ),
    Act.VBP_SIGN: Grant(
        zh="选定配送企业、签订本单位的购销协议", en="choose distributors and sign the own contracts",
        roles=BUYERS | AGENTS, relations=ANYWHERE, own_organisation=True, clause="VB-1.3",
    ),
    Act.VBP_PROBLEM_TELL: Grant(
        zh="反映中选药品的供应问题", en="tell of problems with the supply of selected drugs", roles=BUYERS,
        relations=OWN, own_organisation=True, clause="VB-3.3",
    ),
    Act.VBP_PROBLEM_ANSWER: Grant(
        zh="答复对本企业的供应问题", en="answer supply problems told of the own enterprise", roles=AGENTS,
        relations=ANYWHERE, own_organisation=True, clause="VB-3.3",
    ),
    Act.VBP_PROBLEM_CONFIRM: Grant(
        zh="核实供应问题", en="confirm supply problems", roles=PROCUREMENT, relations=DOWN, clause="VB-2.3、VB-3.3"
    ),
    Act.VBP_FILE_KEEP: Grant(
        zh="维护中选企业质量安全档案", en="keep the quality-and-safety files of selected enterprises",
        roles=PROCUREMENT | {Role.MEMBER_OFFICER}, relations=OWN, clause="VB-3.2",
    ),
    Act.VBP_FINDING_ANSWER: Grant(
        zh="答复、整改本机构的集采执行问题", en="answer and mend findings about the own institution", roles=BUYERS,
        relations=OWN, own_organisation=True, clause="VB-2.2",
    ),
    Act.VBP_CIRCULATE: Grant(
        zh="起草、印发集采执行通报", en="draft and issue circulars on progress", roles=PROCUREMENT, relations=OWN,
        clause="VB-2.2",
    ),
    Act.VBP_EVALUATE: Grant(
        zh="考核医疗机构，确认不计入考核的情形", en="evaluate hospitals and confirm exemptions",
        roles=PROCUREMENT, relations=OWN, system_too=True, clause="VB-2.3",
    ),
    Act.VBP_APPEAL: Grant(
        zh="对本机构的考核结果提出申诉", en="appeal against the own hospital's result", roles=BUYERS,
        relations=OWN, own_organisation=True, clause="VB-2.3",
    ),
    Act.VBP_DECIDE: Grant(
        zh="决定申诉和考核处置", en="decide appeals and what follows from results", roles=PROCUREMENT,
        relations=OWN, clause="VB-2.3",
    ),
}  # fmt: skip
