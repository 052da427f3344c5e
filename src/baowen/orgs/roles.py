"""The roles that a person can hold, each with who should hold it. Code and not data: what a role may do is tested."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from baowen.orgs.departments import ENTERPRISES, OrganisationKind


class Role(StrEnum):
    """What a person does on the platform for the own organisation."""

    DUTY_OFFICER = "duty_officer"
    HEAD = "head"
    MEMBER_OFFICER = "member_officer"
    LIST_EDITOR = "list_editor"
    MILITARY_OFFICER = "military_officer"
    PROCUREMENT_OFFICER = "procurement_officer"
    PRICE_OFFICER = "price_officer"
    RESERVE_OFFICER = "reserve_officer"
    AUDITOR = "auditor"
    PLATFORM_ADMIN = "platform_admin"
    REPORTER = "reporter"
    BUYER = "buyer"
    ENTERPRISE_AGENT = "enterprise_agent"
    ORGANISATION_ADMIN = "organisation_admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleWords:
    """The name of a role, who should hold it, and in which kinds of organisation it can be held."""

    zh: str
    en: str
    holder_zh: str
    holder_en: str
    kinds: frozenset[OrganisationKind]


_DEPARTMENT = frozenset({OrganisationKind.DEPARTMENT})
ROLE_WORDS: dict[Role, RoleWords] = {
    Role.DUTY_OFFICER: RoleWords(
        zh="值班员", en="duty officer", kinds=_DEPARTMENT,
        holder_zh="牵头单位每天处理线索和案件的人员；宜两人以上，互为备岗",
        holder_en="those of the lead unit who handle clues and cases every day; two or more, so that one can stand in",
    ),
    Role.HEAD: RoleWords(
        zh="负责人", en="head", kinds=_DEPARTMENT,
        holder_zh="牵头单位分管负责人；逾期事项也会送达此人",
        holder_en="who answers for the lead unit's work; what is late is sent to this person too",
    ),
    Role.MEMBER_OFFICER: RoleWords(
        zh="成员单位联络员", en="member officer", kinds=_DEPARTMENT,
        holder_zh="成员单位指定的联络人员：阅看、提意见、接收移送和任务",
        holder_en="whom a member department names: reads, comments, receives hand-overs and tasks",
    ),
    Role.LIST_EDITOR: RoleWords(
        zh="清单管理员", en="list editor", kinds=_DEPARTMENT,
        holder_zh="牵头单位中负责短缺药品清单、重点监测清单调整的人员",
        holder_en="those of the lead unit who keep the shortage and monitoring lists",
    ),
    Role.MILITARY_OFFICER: RoleWords(
        zh="军地联络员", en="military liaison officer", kinds=_DEPARTMENT,
        holder_zh="牵头单位和军区后勤部门各自指定的军地联络人员；只有此角色能看军地渠道的案件",
        holder_en="whom the lead unit and the military district's logistics name; only they see cases of the channel",
    ),
    Role.PROCUREMENT_OFFICER: RoleWords(
        zh="采购管理员", en="procurement officer", kinds=_DEPARTMENT,
        holder_zh="医疗保障部门或公共资源交易中心办理挂网、备案、履约和结算的人员",
        holder_en="those of healthcare security or the trading centre who handle listings, filings and settlement",
    ),
    Role.PRICE_OFFICER: RoleWords(
        zh="价格监管员", en="price officer", kinds=_DEPARTMENT,
        holder_zh="医疗保障部门办理函询、约谈、成本调查和价格认定的人员",
        holder_en="those of healthcare security who inquire, interview, survey costs and judge prices",
    ),
    Role.RESERVE_OFFICER: RoleWords(
        zh="储备管理员", en="reserve officer", kinds=_DEPARTMENT,
        holder_zh="负责医药储备的部门中编制储备目录和计划、管理储备资金、考核承储企业的人员",
        holder_en="who plans reserves in the department in charge, keeps their money and assesses the holders",
    ),
    Role.AUDITOR: RoleWords(
        zh="审计员", en="auditor", kinds=_DEPARTMENT,
        holder_zh="不办理业务的人员，宜由监察或信息安全岗位担任",
        holder_en="somebody who handles no case, best from inspection or information security",
    ),
    Role.PLATFORM_ADMIN: RoleWords(
        zh="平台管理员", en="platform administrator", kinds=_DEPARTMENT,
        holder_zh="维护本地区机构和账号的人员；不因此看得到案件内容",
        holder_en="who keeps the region's organisations and accounts; this alone shows no case",
    ),
    Role.REPORTER: RoleWords(
        zh="填报人", en="reporter", kinds=frozenset({OrganisationKind.HOSPITAL, OrganisationKind.PHARMACY}),
        holder_zh="药学部门负责短缺直报和零报告的人员",
        holder_en="who files direct reports and zero reports, in the pharmacy department",
    ),
    Role.BUYER: RoleWords(
        zh="采购员", en="buyer", kinds=frozenset({OrganisationKind.HOSPITAL, OrganisationKind.PHARMACY}),
        holder_zh="医疗机构中下订单、议价、备案、验收和付款的人员；填报人可以兼任",
        holder_en="who orders, negotiates, files, receives and pays for a hospital; may also be the reporter",
    ),
    Role.ENTERPRISE_AGENT: RoleWords(
        zh="企业经办人", en="enterprise agent", kinds=ENTERPRISES,
        holder_zh="企业指定申报挂网、报价、确认订单、提交停产报告、答复询问的人员",
        holder_en="whom an enterprise names to list, offer and deliver, to file stops and to answer questions",
    ),
    Role.ORGANISATION_ADMIN: RoleWords(
        zh="机构管理员", en="organisation administrator", kinds=frozenset(OrganisationKind),
        holder_zh="管理本机构人员和接口令牌的人员",
        holder_en="who keeps the people and the API tokens of the own organisation",
    ),
}  # fmt: skip
