"""Registers invented offices and people in the demo's home, one account for each role; safe to repeat.

Run: python script/demo_people.py HOME. The password is known to everybody: the demo answers on this machine only.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PASSWORD = "Demo-baowen-2026"
PROVINCE = "430000"


@dataclass(frozen=True)
class Account:
    """One account: its name, whose it is, where, with which role."""

    username: str
    name: str
    organisation: str
    role: str
    zh: str
    en: str


def main(root: str) -> int:
    """Offices of the province and its cities, each with a duty officer; a hospital, a maker, a keeper."""
    from baowen.core.home import open_home
    from baowen.core.records import open_records

    open_records(open_home(Path(root)), migrate=True)
    from baowen.core.clock import now
    from baowen.orgs import actions
    from baowen.orgs.departments import Department, OrganisationKind
    from baowen.orgs.queries import mechanism, operator, organisations, person
    from baowen.orgs.regions import load_regions
    from baowen.orgs.roles import Role

    keeper, regions = operator("os:demo", PROVINCE), load_regions()
    places = [regions.require(PROVINCE), *regions.children(PROVINCE)]
    offices = [
        actions.NewOrganisation(
            code=f"{kind}{place.code}", name=f"{place.name}{name}（示例）", kind=OrganisationKind.DEPARTMENT,
            region=place.code,
        )
        for place in places
        for kind, name in (("WJ", "卫生健康委员会"), ("YB", "医疗保障局"))
    ]  # fmt: skip
    actions.register_organisations(offices, actor=keeper, at=now())
    for place in places:
        if mechanism(place.code):
            continue
        actions.seat_department(
            place.code, Department.HEALTH, f"WJ{place.code}", is_lead=True, actor=keeper, at=now()
        )  # fmt: skip
        actions.seat_department(
            place.code, Department.HEALTHCARE_SECURITY, f"YB{place.code}", actor=keeper, at=now()
        )  # fmt: skip
    hospital = next(iter(organisations(within=PROVINCE, kind=OrganisationKind.HOSPITAL)))
    maker = next(iter(organisations(kind=OrganisationKind.MAKER)))
    supplier = next(iter(organisations(within=PROVINCE, kind=OrganisationKind.DISTRIBUTOR)))
    accounts = _accounts(hospital, maker, supplier, places)
    for one in accounts:
        if person(one.username) is None:
            actions.add_person(
                one.username, name=one.name, organisation=one.organisation, roles={Role(one.role)}, password=PASSWORD,
                actor=keeper, at=now(),
            )  # fmt: skip
    for one in accounts:
        if one.zh:
            print(f"  {one.username:<10} {PASSWORD}  {one.zh} / {one.en}")
    return 0


def _accounts(hospital: Any, maker: Any, supplier: Any, places: Sequence[Any]) -> list[Account]:
    """One account for each role, and a duty officer for each city."""
    return [
        Account("sheng", "省值班员", "WJ430000", "duty_officer", "省值班员", "duty officer, province"),
        Account("fuze", "省负责人", "WJ430000", "head", "省负责人，可发布公告", "head, province: publishes bulletins"),
        Account("changsha", "长沙值班员", "WJ430100", "duty_officer", "长沙市值班员", "duty officer, city"),
        Account("yibao", "医保联络员", "YB430000", "member_officer", "省医保局联络员", "healthcare security"),
        Account("qingdan", "清单管理员", "WJ430000", "list_editor", "省清单管理员", "keeper of the lists"),
        Account("yaoshi", "药师", hospital.code, "reporter", f"{hospital.name}填报人", "pharmacist of a hospital"),
        Account("qiye", "企业经办人", maker.code, "enterprise_agent", f"{maker.name}经办人", "agent of a maker"),
        Account("caigou", "采购管理员", "YB430000", "procurement_officer", "省医保局采购管理员", "procurement officer"),
        Account("jiage", "价格监管员", "YB430000", "price_officer", "省医保局价格监管员", "price officer"),
        Account("caigouyuan", "采购员", hospital.code, "buyer", f"{hospital.name}采购员", "buyer of a hospital"),
        Account("peisong", "配送经办人", supplier.code, "enterprise_agent", f"{supplier.name}经办人", "distributor"),
        Account("chubei", "储备管理员", "WJ430000", "reserve_officer", "省储备管理员", "reserve officer"),
        Account("admin", "平台管理员", "WJ430000", "platform_admin", "平台管理员", "administrator of the platform"),
        *(
            Account(f"d{place.code}", f"{place.name}值班员", f"WJ{place.code}", "duty_officer", "", "")
            for place in places
        ),
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
