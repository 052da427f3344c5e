"""The departments that take part in a joint mechanism, and the kinds of organisation beside them. Requirement: ORG-1 to
ORG-3 (HN-2, HN-7, NJ-3, NJ-4, HD-2)."""

from __future__ import annotations

from enum import StrEnum


class Department(StrEnum):
    """A member department of a joint mechanism."""

    HEALTH = "health"
    HEALTHCARE_SECURITY = "healthcare_security"
    DRUG_REGULATION = "drug_regulation"
    INDUSTRY = "industry"
    COMMERCE = "commerce"
    MARKET_REGULATION = "market_regulation"
    FINANCE = "finance"
    DEVELOPMENT_REFORM = "development_reform"
    TAXATION = "taxation"
    PUBLIC_SECURITY = "public_security"
    ECOLOGY = "ecology"
    STATE_ASSETS = "state_assets"
    POSTAL = "postal"
    CUSTOMS = "customs"
    TRADING_CENTRE = "trading_centre"
    CHINESE_MEDICINE = "chinese_medicine"
    MILITARY_LOGISTICS = "military_logistics"


DEPARTMENT_WORDS: dict[Department, tuple[str, str]] = {
    Department.HEALTH: ("卫生健康", "health"),
    Department.HEALTHCARE_SECURITY: ("医疗保障", "healthcare security"),
    Department.DRUG_REGULATION: ("药品监管", "drug regulation"),
    Department.INDUSTRY: ("工业和信息化", "industry and information technology"),
    Department.COMMERCE: ("商务", "commerce"),
    Department.MARKET_REGULATION: ("市场监管", "market regulation"),
    Department.FINANCE: ("财政", "finance"),
    Department.DEVELOPMENT_REFORM: ("发展改革", "development and reform"),
    Department.TAXATION: ("税务", "taxation"),
    Department.PUBLIC_SECURITY: ("公安", "public security"),
    Department.ECOLOGY: ("生态环境", "ecology and environment"),
    Department.STATE_ASSETS: ("国资监管", "state assets"),
    Department.POSTAL: ("邮政管理", "postal administration"),
    Department.CUSTOMS: ("海关", "customs"),
    Department.TRADING_CENTRE: ("公共资源交易中心", "public-resource trading centre"),
    Department.CHINESE_MEDICINE: ("中医药管理", "traditional Chinese medicine administration"),
    Department.MILITARY_LOGISTICS: ("军区后勤", "logistics office of the military district"),
}


class OrganisationKind(StrEnum):
    """What an organisation is; a department sits in the joint mechanism of its region."""

    DEPARTMENT = "department"
    HOSPITAL = "hospital"
    MAKER = "maker"
    API_MAKER = "api_maker"
    DISTRIBUTOR = "distributor"
    RESERVE_HOLDER = "reserve_holder"
    PHARMACY = "pharmacy"
    POSTAL_CARRIER = "postal_carrier"


ORGANISATION_WORDS: dict[OrganisationKind, tuple[str, str]] = {
    OrganisationKind.DEPARTMENT: ("政府部门", "government department"),
    OrganisationKind.HOSPITAL: ("医疗机构", "hospital"),
    OrganisationKind.MAKER: ("生产企业", "maker"),
    OrganisationKind.API_MAKER: ("原料药生产企业", "raw-material maker"),
    OrganisationKind.DISTRIBUTOR: ("配送企业", "distributor"),
    OrganisationKind.RESERVE_HOLDER: ("承储企业", "reserve holder"),
    OrganisationKind.PHARMACY: ("零售药店", "retail pharmacy"),
    OrganisationKind.POSTAL_CARRIER: ("邮政企业", "postal enterprise"),
}
HOSPITAL_CLASSES = ("grassroots", "second", "third", "specialist", "military")
ENTERPRISES = frozenset(OrganisationKind) - {OrganisationKind.DEPARTMENT, OrganisationKind.HOSPITAL}
